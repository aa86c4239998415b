//! The words and rules of the work: case, material, states, deadlines, identities, numbering, roles. No I/O, no clock, no randomness.

pub mod calendar;
pub mod case;
pub mod check_digit;
pub mod decision;
pub mod divisions;
pub mod id;
pub mod identity;
pub mod ink;
pub mod moment;
pub mod number;
pub mod place;
pub mod print;
pub mod procedure;
pub mod punctuation;
pub mod role;
mod signing;
pub mod state;
