//! The station's database: drafts, cases, outbox, inbox, audit, search, sealed files. It knows storage only; what may
//! happen is decided in `casework`, what people may do in `station`.
//!
//! Every change is one transaction, on disk when the call returns (WAL, FULL), with its audit row in it.

mod arriving;
mod audit;
mod bundles;
mod cases;
mod drafts;
mod enrol;
mod epoch;
mod error;
mod files;
mod forgot;
mod freezing;
mod held;
mod inbox;
mod lacks;
mod lanes;
mod listing;
mod numbers;
mod outbox;
mod overtaken;
mod packs;
mod pads;
mod papers;
mod printers;
mod printing;
mod proven;
mod search;
mod settings;
mod signed;
mod spending;
mod staff;
mod store;
mod unread;
mod uploads;

pub use arriving::Arriving;
pub use audit::AuditFault;
pub use cases::{CaseChange, CaseRecord, FrozenRecord, Step};
pub use drafts::{DraftRecord, MaterialRecord};
pub use error::StoreError;
pub use files::Files;
pub use forgot::Forgetting;
pub use freezing::Freezing;
pub use held::{HeldPaper, Holding};
pub use inbox::{Announced, Arrival};
pub use lanes::{LaneQueue, Most};
pub use listing::{Filter, Found};
pub use outbox::{NewEntry, OutboxEntry};
pub use packs::PackRecord;
pub use pads::{PadSigned, SignSpot};
pub use papers::PaperRecord;
pub use printers::{ChosenPrinter, Wishes};
pub use printing::{Counts, PrintJob, PrintReport};
pub use settings::{Identity, Setting};
pub use signed::{LoosePage, PageBack, PageToSign};
pub use spending::Spending;
pub use store::{Store, Write};
pub use uploads::Upload;
