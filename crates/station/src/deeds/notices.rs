//! 一次性告知书: for a draft all that is still missing in it, for an item all that it may want.

use super::cases::{is_the_form, missing};
use super::drafts::{Work, work_on};
use super::items::{amount, both_limits};
use super::large::{print_kind, print_title};
use super::papers::Ready;
use super::session::called;
use crate::Desk;
use crate::view::*;
use casework::id::DraftId;
use casework::state::PaperKind;
use catalogue::Form;
use catalogue::item::{Material, Need};
use papers::{Document, Marks, Needed, Notice, Print};

/// The notice for a draft by its id or for an item by its name; nothing when the subject is neither.
///
/// # Errors
/// A character without a glyph, missing fonts.
pub(crate) fn notice_for(desk: &Desk, subject: &str, print: Print) -> Result<Option<Ready>, Failure> {
    if let Ok(id) = subject.parse::<DraftId>() {
        let open = desk.at_work(|store, _| Ok(store.draft(id).is_ok_and(|d| !d.frozen)))?;
        let told = || printed(desk, subject, of_draft(desk, &work_on(desk, subject)?)?, print);
        return open.then(told).transpose();
    }
    let shelf = desk.shelf()?;
    let Some(item) = shelf.catalogue.item(subject.trim()) else {
        return Ok(None);
    };
    let form = shelf.catalogue.form(item.slug.as_str())?;
    printed(desk, item.slug.as_str(), of_item(desk, &form)?, print).map(Some)
}

fn printed(desk: &Desk, subject: &str, notice: Notice, print: Print) -> Result<Ready, Failure> {
    kept_of(desk, subject, PaperKind::Notice, &Document::Notice(notice), print)
}

/// Prints a paper that belongs to no case and keeps its bytes.
pub(crate) fn kept_of(
    desk: &Desk,
    subject: &str,
    kind: PaperKind,
    document: &Document,
    print: Print,
) -> Result<Ready, Failure> {
    let press = desk.press()?;
    let rendered = press.render(document, &Marks::Plain, print)?;
    let large = press.layouts().has_large(&document.layout_names());
    Ready::kept(desk, subject, &print_kind(kind, print), print_title(kind, print), rendered, large)
}

/// What this case is asked for, and what of it is missing.
fn of_draft(desk: &Desk, work: &Work) -> Result<Notice, Failure> {
    let gaps = missing(work);
    let asked = |m: &&Material| work.evaluation.materials.iter().any(|n| n.slot == m.slot && n.needed);
    let materials = work.form.item().materials.iter().filter(asked);
    let name = work.record.data.get("applicant_name").and_then(|v| v.as_str()).unwrap_or_default();
    Ok(Notice {
        applicant: name.to_owned(),
        materials: materials.map(|m| needed(m, gaps.iter().any(|g| g.path == m.slot))).collect(),
        ..told(desk, &work.form)?
    })
}

/// Everything the item may ask for. What everybody brings is ticked; the form itself is filled in here.
fn of_item(desk: &Desk, form: &Form) -> Result<Notice, Failure> {
    let listed = |m: &Material| match (&m.when, m.need) {
        (Some(_), _) => Needed { count: format!("看情况:{}", amount(m)), ..needed(m, false) },
        (None, Need::Optional) => Needed { count: format!("可不交:{}", amount(m)), ..needed(m, false) },
        (None, _) => needed(m, !is_the_form(form, &m.slot)),
    };
    Ok(Notice { materials: form.item().materials.iter().map(listed).collect(), ..told(desk, form)? })
}

pub(crate) fn needed(material: &Material, missing: bool) -> Needed {
    let how = [material.how.as_str(), material.get.as_str()];
    let how: Vec<&str> = how.into_iter().filter(|t| !t.is_empty()).collect();
    Needed { name: material.name.clone(), count: amount(material), how: how.join(";"), missing }
}

/// What the guide says to everybody, and who tells it here and now.
fn told(desk: &Desk, form: &Form) -> Result<Notice, Failure> {
    let item = form.item();
    let (station, told_by) =
        desk.at_work(|store, clerk| Ok((called(store)?.unwrap_or_default(), clerk.name.clone())))?;
    Ok(Notice {
        station,
        item: item.name.clone(),
        applicant: String::new(),
        authority: item.authority.name.clone(),
        conditions: item.conditions.clone(),
        materials: Vec::new(),
        time_limit: both_limits(item),
        fee: item.fee.note.clone(),
        place: item.place.clone(),
        hours: item.hours.clone(),
        phone: item.phone.clone(),
        told_by,
        told_on: desk.today().to_string(),
        mark: desk.shelf()?.catalogue.publisher().mark.clone(),
    })
}
