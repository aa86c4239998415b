//! Another PDF writer beside ours, fed with the same pages: for `cargo xtask bench` alone. Without its feature this crate
//! is empty.

#[cfg(feature = "krilla")]
mod krilla_sink;

#[cfg(feature = "krilla")]
pub use krilla_sink::Krilla;
