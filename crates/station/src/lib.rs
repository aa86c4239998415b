//! What a person can do at a station, one function per deed.

pub mod commands;
pub mod view;
