//! Things that stand on the counter.

pub mod ipp;
