//! Cases as the console shows them: what the store holds, and what the catalogue, the calendar and the table of
//! divisions say about it.

use crate::answer::Refusal;
use crate::assets;
use crate::gateway::Gateway;
use crate::limits::{Reckoner, Running};
use crate::published::Terms;
use casework::calendar::Calendar;
use casework::decision::Outcome;
use casework::divisions::Divisions;
use casework::number::ReceiptNumber;
use casework::state::State;
use gateway_store::{CaseQuery, CaseRow, Dates, ForkRow, HeldRow, Official, Submitted, TimelineRow};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use wire::county::CaseFile;

/// A row of the inbox.
#[derive(Serialize)]
pub(crate) struct RowView {
    #[serde(flatten)]
    row: CaseRow,
    /// The limit that runs; null where none does, and without a calendar.
    limit: Option<Running>,
}

/// A page of the inbox.
#[derive(Serialize)]
pub(crate) struct CaseList {
    cases: Vec<RowView>,
    more: bool,
}

/// An entry that was held, with its words.
#[derive(Serialize)]
pub(crate) struct HeldView {
    #[serde(flatten)]
    row: HeldRow,
    message: String,
    /// What the station does about it.
    next: String,
}

/// Where the data of one computer is used twice, with its words.
#[derive(Serialize)]
pub(crate) struct ForkView {
    #[serde(flatten)]
    row: ForkRow,
    message: String,
    /// What to do about it.
    next: String,
}

/// A case with what the console needs to show it.
#[derive(Serialize)]
pub(crate) struct CaseView {
    file: CaseFile,
    station_name: String,
    complete: bool,
    #[serde(flatten)]
    dates: Dates,
    limit: Option<Running>,
    timeline: Vec<TimelineRow>,
    /// What may be decided now by this user.
    outcomes: Vec<Outcome>,
    /// Layout of the form, so that fields have their labels; null when the catalogue is not here.
    layout: Option<Value>,
    /// The form was taken unread: the catalogue it names was not here.
    form_unread: bool,
    /// The form was already replaced by another one when the case came.
    form_outdated: bool,
    /// A newer program made something of the case, and not all of it can be shown here.
    newer_program: bool,
    /// Form data of the version before, so that a correction can be compared; null for a first version.
    previous: Option<Map<String, Value>>,
    /// Why the resident asked for it back.
    withdrawal: Option<String>,
    authority: String,
    conditions: Vec<String>,
    remedies: Vec<String>,
    /// Full names of the divisions whose codes stand in the form.
    divisions: BTreeMap<String, String>,
}

/// The limits of an official's cases today.
struct Today<'a> {
    calendar: Option<Calendar>,
    official: &'a Official,
    gateway: &'a Gateway,
}

impl<'a> Today<'a> {
    fn of(gateway: &'a Gateway, official: &'a Official) -> Self {
        Self { calendar: assets::calendar(gateway.store.folder()), official, gateway }
    }

    fn limit(&self, state: State, dates: &Dates) -> Option<Running> {
        let calendar = self.calendar.as_ref()?;
        let today = self.gateway.now().date();
        Reckoner { calendar, county: &self.official.county, today }.running(state, dates)
    }
}

/// A page of the official's cases.
pub(crate) fn list(gateway: &Gateway, official: &Official, query: &CaseQuery) -> Result<CaseList, Refusal> {
    let (rows, more) = gateway.store.list(official, query)?;
    let today = Today::of(gateway, official);
    let view = |row: CaseRow| RowView { limit: today.limit(row.state, &row.dates), row };
    Ok(CaseList { cases: rows.into_iter().map(view).collect(), more })
}

/// What was held of the official's stations.
pub(crate) fn held(gateway: &Gateway, official: &Official) -> Result<Vec<HeldView>, Refusal> {
    let view = |row: HeldRow| {
        let wording::Sentence { message, next } = wording::held(&row.code.to_string(), &row.detail);
        HeldView { row, message, next }
    };
    Ok(gateway.store.held(official)?.into_iter().map(view).collect())
}

/// Where the data of a computer of the official's stations is used twice.
pub(crate) fn forks(gateway: &Gateway, official: &Official) -> Result<Vec<ForkView>, Refusal> {
    let view = |row: ForkRow| {
        let wording::Sentence { message, next } = wording::forked(row.other.is_some());
        ForkView { row, message, next }
    };
    Ok(gateway.store.forks(official)?.into_iter().map(view).collect())
}

/// One case of the official's county.
pub(crate) fn case(
    gateway: &Gateway,
    official: &Official,
    number: &ReceiptNumber,
) -> Result<CaseView, Refusal> {
    let submitted = gateway.store.case(official, number)?;
    let Submitted { file, complete, dates, withdrawal, timeline, previous, .. } = submitted;
    let frozen = &file.submission.frozen;
    let terms = Terms::of(&gateway.store, &frozen.item, &official.county)?;
    let names = assets::published_divisions(gateway.store.folder());
    let forms = [Some(&frozen.form), previous.as_ref()];
    let today = gateway.now().date();
    let open = |outcome: &Outcome| {
        let waits = outcome.waits_until(file.state, dates.asked_due, today).is_some();
        official.role.may_decide() && !waits && file.state.take(outcome.act_on(file.state)).is_ok()
    };
    Ok(CaseView {
        station_name: gateway.store.station_name(&file.station)?,
        complete,
        limit: Today::of(gateway, official).limit(file.state, &dates),
        dates,
        timeline,
        outcomes: Outcome::ALL.into_iter().filter(open).collect(),
        layout: terms.layout(),
        form_unread: submitted.form_unread,
        form_outdated: submitted.form_outdated,
        newer_program: submitted.newer_program,
        divisions: divisions_in(&names, forms.into_iter().flatten().flat_map(Map::values)),
        previous,
        withdrawal,
        authority: terms.authority,
        conditions: terms.conditions,
        remedies: terms.remedies,
        file,
    })
}

/// The names of all divisions that these values hold, however deep.
fn divisions_in<'a>(
    names: &Divisions,
    values: impl IntoIterator<Item = &'a Value>,
) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open: Vec<&Value> = values.into_iter().collect();
    while let Some(value) = open.pop() {
        match value {
            Value::String(code) => {
                found.extend(names.full_name(code).map(|name| (code.clone(), name)));
            }
            Value::Array(parts) => open.extend(parts),
            Value::Object(parts) => open.extend(parts.values()),
            _ => {}
        }
    }
    found
}
