//! What of the materials is still missing, told all at once (一次性告知), and what may follow later (容缺后补).

use std::collections::BTreeMap;

use serde::Serialize;

use crate::evaluate::{Evaluation, MaterialNeed};
use crate::item::Need;

/// The state of a case's materials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MaterialCheck {
    /// Required and not, or not fully, taken in: without these the case cannot go on.
    pub missing: Vec<MaterialGap>,
    /// Deferrable and not yet taken in: the case goes on, the material follows within its days.
    pub later: Vec<MaterialGap>,
    /// Optional and not taken in.
    pub optional: Vec<MaterialGap>,
    /// Taken in although this case does not need it, or the item has no such slot: give it back.
    pub not_asked: Vec<String>,
}

/// A material of which pieces are lacking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MaterialGap {
    pub slot: String,
    pub name: String,
    pub pieces: u16,
    pub taken: u16,
    /// Calendar days within which it must follow; only for what may come later.
    pub due_days: Option<u16>,
}

impl MaterialCheck {
    /// Compares what the evaluation asks for with what was taken in (slot → pieces).
    pub fn of(evaluation: &Evaluation, taken: &BTreeMap<String, u16>) -> Self {
        let mut check =
            Self { missing: Vec::new(), later: Vec::new(), optional: Vec::new(), not_asked: Vec::new() };
        for need in evaluation.materials.iter().filter(|need| need.needed) {
            let held = taken.get(&need.slot).copied().unwrap_or(0);
            if held < need.pieces {
                check.list_for(need.need).push(gap(need, held));
            }
        }
        check.not_asked = not_asked(evaluation, taken);
        check
    }

    /// Nothing required is missing: the case may go on.
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }

    fn list_for(&mut self, need: Need) -> &mut Vec<MaterialGap> {
        match need {
            Need::Required => &mut self.missing,
            Need::Deferrable => &mut self.later,
            Need::Optional => &mut self.optional,
        }
    }
}

fn gap(need: &MaterialNeed, taken: u16) -> MaterialGap {
    MaterialGap {
        slot: need.slot.clone(),
        name: need.name.clone(),
        pieces: need.pieces,
        taken,
        due_days: (need.need == Need::Deferrable).then_some(need.defer_days),
    }
}

fn not_asked(evaluation: &Evaluation, taken: &BTreeMap<String, u16>) -> Vec<String> {
    let asked = |slot: &str| evaluation.materials.iter().any(|need| need.needed && need.slot == slot);
    taken.iter().filter(|(slot, count)| **count > 0 && !asked(slot)).map(|(slot, _)| slot.clone()).collect()
}
