//! 送达: the answer reaches the resident's hands, and the county hears of it.

use super::cases::{edition, find_case, identity_of, step};
use super::showing::case_show;
use crate::Desk;
use crate::clock::fresh_id;
use crate::view::*;
use casework::case::{Service, ServiceWay};
use casework::id::EntryId;
use casework::state::Act;
use station_store::{CaseChange, NewEntry};
use wire::entry::{EntryType, Served};

fn way(name: &str) -> Result<ServiceWay, Failure> {
    match name {
        "direct" => Ok(ServiceWay::Direct),
        "left" => Ok(ServiceWay::Left),
        "mail" => Ok(ServiceWay::Mail),
        _ => Err(Failure::new(ErrorCode::Input, "送达方式")),
    }
}

/// Records the service of the newest decision.
///
/// # Errors
/// Nothing to serve, no recipient.
pub fn case_serve(desk: &Desk, input: ServeInput) -> Result<CaseView, Failure> {
    let way = way(&input.way)?;
    let recipient = input.recipient.trim().to_owned();
    if recipient.is_empty() {
        return Err(Failure::new(ErrorCode::Input, "请写明谁签收"));
    }
    let catalogue = edition(&*desk.shelf()?)?;
    let at = desk.now();
    desk.at_work(|store, clerk| {
        let case = find_case(store, &input.case)?;
        let note = format!("{recipient}({})签收", input.relation.trim());
        let step = step(store, &case, Act::Serve, &clerk.name, at, &note)?;
        let document =
            store.decisions(case.id)?.last().map(|d| d.document_number.clone()).unwrap_or_default();
        let relation = input.relation.trim().to_owned();
        let service = Service { document, way, recipient, relation, clerk: clerk.name.clone(), at };
        let entry = NewEntry {
            id: EntryId::new(fresh_id()),
            kind: EntryType::CaseServe,
            case: case.id,
            rev: case.version,
            payload: serde_json::to_value(&Served { number: case.number.clone(), service })?,
            files: Vec::new(),
            claimed_at: at,
        };
        let change = CaseChange { case: case.id, step, due: Some(""), attention: "", round: None };
        Ok(store.change_and_queue(&change, &identity_of(store)?, &catalogue, &entry)?)
    })?;
    desk.line.ring();
    case_show(desk, CaseInput { case: input.case })
}
