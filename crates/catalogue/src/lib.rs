//! Items, guides and form packs: load, verify, lint, search, evaluate.
//!
//! The content lives in `assets/` as data (its format: `assets/README.md`). [`Pack::build`] reads and lints it,
//! [`SignedPack::verify`] accepts a signed pack at a station, [`Catalogue::open`] makes it usable,
//! [`Form::evaluate`] is the one place where forms are judged, and [`Search`] finds items as they are typed.

mod catalogue;
pub mod evaluate;
pub mod form;
pub mod item;
pub mod lint;
pub mod material;
pub mod pack;
pub mod search;
mod sentences;

pub use catalogue::{Catalogue, CatalogueError};
pub use evaluate::{Evaluation, FaultKind, FieldError, MaterialNeed, SignatureLine};
pub use form::pack::FormPack;
pub use form::{FieldPath, Form, FormError, RuleFault};
pub use item::{Item, ItemCode, Slug};
pub use lint::{Finding, lint};
pub use material::MaterialCheck;
pub use pack::{Pack, PackError, PackIdentity, Publisher, SignedPack, VerifiedPack};
pub use search::{Hit, Search, pinyin_keys};

/// The sentence for what a check of a number found; `label` names the number (公民身份号码).
pub fn concern_words(label: &str, concern: &casework::identity::Concern) -> String {
    sentences::concern(label, None, concern)
}
