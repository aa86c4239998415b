//! Which printer is for what, and how it is to print.

use crate::{Setting, Store, StoreError, audit, settings};
use casework::moment::Moment;
use casework::print::PrintRole;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a paper is to be printed. A printer that cannot meet a wish prints without it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Wishes {
    /// Sets of the paper.
    pub copies: u16,
    /// Both sides of the sheet.
    pub both_sides: bool,
    /// The printer's word for a tray; empty leaves it to the printer.
    pub tray: String,
}

impl Default for Wishes {
    fn default() -> Self {
        Self { copies: 1, both_sides: false, tray: String::new() }
    }
}

/// The printer chosen for a role.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ChosenPrinter {
    /// Address.
    pub address: String,
    /// How papers of this role are printed.
    #[serde(default)]
    pub wishes: Wishes,
}

impl Store {
    /// The printers chosen, by role. What was chosen before there were roles is the printer of the forms.
    ///
    /// # Errors
    /// Unreadable value or database.
    pub fn printers(&self) -> Result<BTreeMap<PrintRole, ChosenPrinter>, StoreError> {
        if let Some(chosen) = self.setting(Setting::Printers)? {
            return Ok(chosen);
        }
        let before: Option<String> = self.setting::<Option<String>>(Setting::Printer)?.flatten();
        let forms = before.map(|address| ChosenPrinter { address, wishes: Wishes::default() });
        Ok(forms.map(|forms| (PrintRole::Forms, forms)).into_iter().collect())
    }

    /// Chooses the printer of a role, or none.
    ///
    /// # Errors
    /// Database.
    pub fn choose_printer(
        &mut self,
        role: PrintRole,
        printer: Option<ChosenPrinter>,
        who: &str,
        at: Moment,
    ) -> Result<(), StoreError> {
        let mut chosen = self.printers()?;
        match &printer {
            Some(printer) => chosen.insert(role, printer.clone()),
            None => chosen.remove(&role),
        };
        self.write(|w| {
            settings::set(w, Setting::Printers, &chosen)?;
            audit::add(w, at, who, "printer", &(role, printer))
        })
    }
}
