//! Cases as rows, and how an accepted entry or a decision moves them.

use crate::files::{self, NamedFile};
use crate::row;
use crate::{DeviceId, StoreError};
use casework::case::{FileHash, ScanFile, Signing, Submission, Supplement};
use casework::id::CaseId;
use casework::moment::Moment;
use casework::number::ReceiptNumber;
use casework::place::{CountyCode, DeviceNumber};
use casework::state::{Act, State};
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension as _, Row};
use sqlite_kit::Prepared as _;
use wire::down::Event;

/// A case as it stands.
pub(crate) struct Case {
    pub id: CaseId,
    pub number: ReceiptNumber,
    /// The device that submitted it: where its events go.
    pub owner: DeviceId,
    pub county: CountyCode,
    pub state: State,
    pub version: u32,
    /// 补正 rounds asked so far.
    pub round: u32,
    pub promised_due: Option<Date>,
}

const COLUMNS: &str = "id, number, station, device, county, state, version, round, promised_due";

pub(crate) fn by_id(db: &Connection, id: CaseId) -> Result<Option<Case>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM cases WHERE id = ?1");
    one(db, &sql, &id.to_string())
}

pub(crate) fn by_number(db: &Connection, number: &ReceiptNumber) -> Result<Option<Case>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM cases WHERE number = ?1");
    one(db, &sql, number.as_str())
}

/// A case of this county; another county's is as good as none.
pub(crate) fn of_county(
    db: &Connection,
    county: &CountyCode,
    number: &ReceiptNumber,
) -> Result<Case, StoreError> {
    by_number(db, number)?.filter(|case| case.county == *county).ok_or(StoreError::NotFound)
}

fn one(db: &Connection, sql: &str, key: &str) -> Result<Option<Case>, StoreError> {
    db.ask(sql, [key], |r| Ok(read(r))).optional()?.transpose()
}

fn read(r: &Row<'_>) -> Result<Case, StoreError> {
    let text = |at: usize| r.get::<_, String>(at);
    let due: Option<String> = r.get(8)?;
    Ok(Case {
        id: row::text(&text(0)?)?,
        number: row::text(&text(1)?)?,
        owner: DeviceId { station: row::text(&text(2)?)?, device: DeviceNumber::new(r.get(3)?)? },
        county: row::text(&text(4)?)?,
        state: row::text(&text(5)?)?,
        version: r.get(6)?,
        round: r.get(7)?,
        promised_due: due.map(|due| row::text(&due)).transpose()?,
    })
}

/// Moves a case and writes its time line.
pub(crate) fn move_to(
    db: &Connection,
    case: CaseId,
    act: Act,
    to: State,
    who: &str,
    now: Moment,
) -> Result<(), StoreError> {
    db.run("UPDATE cases SET state = ?2 WHERE id = ?1", (case.to_string(), to.to_string()))?;
    mark(db, case, act, to, who, now)
}

/// Writes the time line.
pub(crate) fn mark(
    db: &Connection,
    case: CaseId,
    act: Act,
    state: State,
    who: &str,
    now: Moment,
) -> Result<(), StoreError> {
    db.run(
        "INSERT INTO timeline (case_id, at, act, state, who) VALUES (?1, ?2, ?3, ?4, ?5)",
        (case.to_string(), now.millis(), act.to_string(), state.to_string(), who),
    )?;
    Ok(())
}

/// The authority took the case on, by decision or by its silence.
pub(crate) fn was_accepted(db: &Connection, case: CaseId) -> Result<bool, StoreError> {
    let sql =
        "SELECT EXISTS (SELECT 1 FROM timeline WHERE case_id = ?1 AND act IN ('accept', 'deem_accepted'))";
    Ok(db.ask(sql, [case.to_string()], |r| r.get(0))?)
}

/// A first version came, by which the case begins in a state.
pub(crate) fn begin(
    db: &Connection,
    owner: &DeviceId,
    submission: &Submission,
    state: State,
    entry: i64,
    now: Moment,
) -> Result<(), StoreError> {
    let frozen = &submission.frozen;
    db.run(
        "INSERT INTO cases (id, number, station, device, county, state, version, item_slug, item_name,
                            applicant_name, received_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        (
            frozen.case.to_string(),
            frozen.number.as_str(),
            owner.station.as_str(),
            owner.device.get(),
            owner.station.county().as_str(),
            state.to_string(),
            frozen.version,
            &frozen.item.slug,
            &frozen.item.name,
            &frozen.applicant.name,
            now.millis(),
        ),
    )?;
    add_version(db, owner, submission, entry)
}

/// A corrected version came. Files of older versions that never arrived are no longer waited for; what followed still is.
pub(crate) fn renew(
    db: &Connection,
    owner: &DeviceId,
    submission: &Submission,
    entry: i64,
) -> Result<(), StoreError> {
    let frozen = &submission.frozen;
    let following = crate::submitted::files_that_followed(db, frozen.case)?;
    db.run(
        "DELETE FROM case_file WHERE case_id = ?1 AND sha256 NOT IN (SELECT value FROM json_each(?3)) AND sha256 IN
         (SELECT sha256 FROM file WHERE station = ?2 AND complete = 0)",
        (frozen.case.to_string(), owner.station.as_str(), row::to_json(&following)?),
    )?;
    db.run(
        "UPDATE cases SET device = ?2, version = ?3, applicant_name = ?4, materials_at = NULL, form_unread = 0,
                          form_outdated = 0, newer_program = 0, round = max(round, ?5)
         WHERE id = ?1",
        (
            frozen.case.to_string(),
            owner.device.get(),
            frozen.version,
            &frozen.applicant.name,
            submission.answers_round.unwrap_or(0),
        ),
    )?;
    add_version(db, owner, submission, entry)
}

fn add_version(
    db: &Connection,
    owner: &DeviceId,
    submission: &Submission,
    entry: i64,
) -> Result<(), StoreError> {
    let frozen = &submission.frozen;
    db.run(
        "INSERT INTO case_version (case_id, version, entry) VALUES (?1, ?2, ?3)",
        (frozen.case.to_string(), frozen.version, entry),
    )?;
    expect_files(db, owner, frozen.case, &files_of(submission))
}

/// Notes what the county shall know of what was just taken; nothing is unsaid by what follows.
pub(crate) fn mark_flags(
    db: &Connection,
    case: CaseId,
    form_unread: bool,
    form_outdated: bool,
    newer_program: bool,
) -> Result<(), StoreError> {
    if form_unread || form_outdated || newer_program {
        db.run(
            "UPDATE cases SET form_unread = form_unread OR ?2, form_outdated = form_outdated OR ?3,
                              newer_program = newer_program OR ?4 WHERE id = ?1",
            (case.to_string(), form_unread, form_outdated, newer_program),
        )?;
    }
    Ok(())
}

/// A supplement came. The file in whose place it stands is no longer waited for, unless it is here already.
pub(crate) fn supplement(
    db: &Connection,
    owner: &DeviceId,
    case: CaseId,
    supplement: &Supplement,
    entry: i64,
) -> Result<(), StoreError> {
    db.run("INSERT INTO supplement (case_id, entry) VALUES (?1, ?2)", (case.to_string(), entry))?;
    if let Some(replaced) = supplement.instead_of() {
        db.run(
            "DELETE FROM case_file WHERE case_id = ?1 AND sha256 = ?2
             AND sha256 NOT IN (SELECT sha256 FROM file WHERE station = ?3 AND complete = 1)",
            (case.to_string(), replaced.as_str(), owner.station.as_str()),
        )?;
    }
    expect_files(db, owner, case, &files_of_supplement(supplement))
}

/// A file belongs to a case no longer.
pub(crate) fn expects_no_more(db: &Connection, case: CaseId, file: &FileHash) -> Result<(), StoreError> {
    db.run("DELETE FROM case_file WHERE case_id = ?1 AND sha256 = ?2", (case.to_string(), file.as_str()))?;
    Ok(())
}

/// A file belongs to a case, here or still on its way.
pub(crate) fn expects(db: &Connection, case: CaseId, file: &FileHash) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM case_file WHERE case_id = ?1 AND sha256 = ?2)";
    Ok(db.ask(sql, (case.to_string(), file.as_str()), |r| r.get(0))?)
}

fn expect_files(
    db: &Connection,
    owner: &DeviceId,
    case: CaseId,
    named: &[NamedFile],
) -> Result<(), StoreError> {
    if named.is_empty() {
        return Ok(());
    }
    files::name(db, &owner.station, case, named)?;
    lacks_a_file(db, case)
}

/// A file of a case is not here, or not any more.
pub(crate) fn lacks_a_file(db: &Connection, case: CaseId) -> Result<(), StoreError> {
    db.run("UPDATE cases SET complete = 0 WHERE id = ?1", [case.to_string()])?;
    Ok(())
}

/// Tells the station once every file named so far is here, as large as it was named, and moves the case where the table
/// allows it.
pub(crate) fn complete_if_all_is_here(db: &Connection, id: CaseId, now: Moment) -> Result<(), StoreError> {
    let missing: u32 = db.ask(
        "SELECT count(*) FROM case_file f JOIN cases c ON c.id = f.case_id
         LEFT JOIN file s ON s.station = c.station AND s.sha256 = f.sha256
         WHERE f.case_id = ?1 AND (coalesce(s.complete, 0) = 0 OR s.size <> f.size)",
        [id.to_string()],
        |r| r.get(0),
    )?;
    let Some(case) = by_id(db, id)?.filter(|_| missing == 0) else {
        return Ok(());
    };
    let edge = case.state.take(Act::CompleteMaterials).ok();
    let state = edge.as_ref().map_or(case.state, |edge| edge.to);
    // what follows later does not begin the authority's days anew
    db.run(
        "UPDATE cases SET state = ?2, complete = 1, materials_at = coalesce(materials_at, ?3) WHERE id = ?1",
        (id.to_string(), state.to_string(), now.millis()),
    )?;
    crate::leases::offer_again(db, id)?;
    if let Some(edge) = edge {
        mark(db, id, edge.act, state, "", now)?;
    }
    crate::events::append(db, &case.owner, id, &Event::MaterialsComplete { rev: case.version }, now)
}

/// Every file that must follow a submission, with its type.
pub(crate) fn files_of(submission: &Submission) -> Vec<NamedFile> {
    let materials = submission.frozen.materials.iter().map(material);
    materials.chain(scans(&submission.signing)).collect()
}

/// Every file that must follow a supplement.
pub(crate) fn files_of_supplement(supplement: &Supplement) -> Vec<NamedFile> {
    match supplement {
        Supplement::Material { material: taken, .. } => vec![material(taken)],
        Supplement::Scan { signing, .. } => scans(signing).collect(),
    }
}

fn material(material: &casework::case::Material) -> NamedFile {
    let casework::case::Material { sha256, size, media_type, .. } = material.clone();
    NamedFile { sha256, size, media_type }
}

fn scans(signing: &Signing) -> impl Iterator<Item = NamedFile> {
    let named = |ScanFile { sha256, size, media_type }| NamedFile { sha256, size, media_type };
    let inks = signing.inks().into_iter().map(|ink| NamedFile {
        sha256: ink.sha256,
        size: ink.size,
        media_type: "application/json".to_owned(),
    });
    signing.scans().into_iter().map(named).chain(inks)
}
