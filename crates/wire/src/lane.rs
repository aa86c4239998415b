//! The lanes of a log: each its own sequence and chain, so that what is urgent never waits behind what is not.
//! [`crate::entry::EntryType::lane`] says which entry goes where.

/// Corrections, withdrawals and what was asked for later.
pub const URGENT: u8 = 0;
/// New cases.
pub const CASES: u8 = 1;
/// What nobody waits for.
pub const BULK: u8 = 2;
/// All of them, the most urgent first.
pub const LANES: [u8; 3] = [URGENT, CASES, BULK];
