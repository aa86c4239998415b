//! Checks what a station or an authority signed, against a key list and without a network: the code on a page of
//! paper, the gateway's proof of a case, a PDF file. It says what was signed and by whom; whether the paper in hand
//! says the same, a person sees.
//!
//! - [`KeyBook`] is a key list ([`wire::keys`] has its format) whose own signature holds. The list names the gateway
//!   that signed it; whoever uses a list for the first time compares the short name of that key with the one the
//!   province made public, and pins it from then on ([`KeyBook::pinned`]).
//! - [`code`], [`proof`] and [`file`](fn@file) give a [`Statement`] or say why not ([`Refused`]); [`any`] looks for
//!   itself what it was given.
//! - A station's key speaks for papers of its own cases, a county's for letters of cases of its county, the gateway's
//!   for proofs. Any other key under a signature that holds is refused all the same.
//! - A key that is not in use any more speaks for what was signed before, by what the signed bytes say of their time.

mod book;
mod check;
mod ended;
mod refused;
mod statement;

pub use book::KeyBook;
pub use check::{any, code, file, proof};
pub use refused::Refused;
pub use statement::{Fact, SignedBy, Statement, Verdict, grouped};
