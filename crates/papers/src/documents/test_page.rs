//! 试打页: shows at one glance whether a printer reaches the edges and has every character.

use serde::{Deserialize, Serialize};

/// Which printer was tried, when, and by whose program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TestPage {
    pub station: String,
    /// What people call the printer.
    pub printer: String,
    pub address: String,
    pub printed_at: String,
    pub program: String,
}
