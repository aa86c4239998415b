//! The freeze: a draft becomes version n of a case, in one transaction.

use crate::cases::{FrozenRecord, Step, add_step, phase_name};
use crate::numbers::{Numbered, numbered};
use crate::overtaken::overtake;
use crate::{Store, StoreError, Write, audit, search};
use casework::case::Frozen;
use casework::id::{CaseId, DraftId};
use casework::moment::Moment;
use casework::number::ReceiptNumber;
use casework::place::{DeviceNumber, StationCode};
use casework::state::{Act, State};
use seal::{Digest, canonical};
use sqlite_kit::Prepared as _;

/// What freezing needs beside the frozen content: who, where, when.
#[derive(Clone, Debug)]
pub struct Freezing<'a> {
    /// The draft that becomes a version …
    pub draft: DraftId,
    /// … at exactly this revision.
    pub rev: u32,
    /// The case it changes, or a new id.
    pub case: CaseId,
    /// The station.
    pub station: &'a StationCode,
    /// The device.
    pub device: DeviceNumber,
    /// When.
    pub at: Moment,
    /// Search keys of the applicant and item.
    pub keys: &'a [String],
}

impl Store {
    /// Freezes a draft: version n, the receipt number for n = 1, step and audit in one transaction. `content` makes the
    /// frozen version from number and version.
    ///
    /// # Errors
    /// [`StoreError::DraftChanged`] when the draft was saved meanwhile, [`StoreError::Number`].
    pub fn freeze(
        &mut self,
        freezing: &Freezing<'_>,
        content: impl FnOnce(ReceiptNumber, u32) -> Frozen,
    ) -> Result<FrozenRecord, StoreError> {
        self.write(|w| {
            close_draft(w, freezing)?;
            let Numbered { number, version, before } = numbered(w, freezing)?;
            let frozen = content(number, version);
            let text = String::from_utf8(canonical::bytes(&frozen)?).map_err(StoreError::unreadable)?;
            let hash = Digest::of(text.as_bytes());
            keep_case(w, &frozen, freezing)?;
            overtake(w, frozen.case, &frozen.clerk, freezing.at)?;
            w.run(
                "INSERT INTO version VALUES (?1, ?2, ?3, ?4)",
                (frozen.case.to_string(), version, &text, hash.to_string()),
            )?;
            let keys = [freezing.keys, before.as_slice()].concat();
            search::index(w, frozen.case, &keys, frozen.number.as_str())?;
            let step = Step {
                at: freezing.at,
                clock: "station".to_owned(),
                who: frozen.clerk.clone(),
                act: Act::Freeze,
                state: State::AwaitingSignature,
                note: if version == 1 {
                    String::new()
                } else {
                    wording::version_note(version, !before.is_empty())
                },
            };
            add_step(w, frozen.case, &step)?;
            audit::add(w, freezing.at, &frozen.clerk, "freeze", &frozen)?;
            audit::keep_head(w, frozen.case, version)?;
            Ok(FrozenRecord { frozen, hash })
        })
    }
}

fn close_draft(w: &Write<'_>, freezing: &Freezing<'_>) -> Result<(), StoreError> {
    let now: u32 = w.ask(
        "SELECT rev FROM draft WHERE id = ?1 AND frozen_at IS NULL AND discarded_at IS NULL",
        [freezing.draft.to_string()],
        |r| r.get(0),
    )?;
    if now != freezing.rev {
        return Err(StoreError::DraftChanged { now });
    }
    w.run(
        "UPDATE draft SET frozen_at = ?2, case_id = ?3 WHERE id = ?1",
        (freezing.draft.to_string(), freezing.at.millis(), freezing.case.to_string()),
    )?;
    Ok(())
}

fn keep_case(w: &Write<'_>, frozen: &Frozen, freezing: &Freezing<'_>) -> Result<(), StoreError> {
    let state = State::AwaitingSignature;
    w.run(
        "INSERT INTO case_file (id, number, item, item_name, applicant, id_number, state, phase, version, clerk,
                                taken_at, changed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11)
         ON CONFLICT (id) DO UPDATE SET number = excluded.number, applicant = excluded.applicant,
           id_number = excluded.id_number,
           state = excluded.state, phase = excluded.phase, version = excluded.version, changed_at = excluded.changed_at,
           note = ''",
        (
            frozen.case.to_string(),
            frozen.number.as_str(),
            &frozen.item.slug,
            &frozen.item.name,
            &frozen.applicant.name,
            &frozen.applicant.id_number,
            state.to_string(),
            phase_name(state.phase())?,
            frozen.version,
            &frozen.clerk,
            freezing.at.millis(),
        ),
    )?;
    Ok(())
}
