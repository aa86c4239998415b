//! How a gateway is reached: its address, and TLS by the keys that are pinned for it.

mod address;
mod fault;
mod tls;

pub use address::{Address, NotAnAddress};
pub use fault::{causes, is_another_key};
pub use tls::{Met, Trust, tls, tls_key_of};
