//! The two tables of a batch: a workbook for people, a CSV for other programs.

use crate::{CountyError, files_of};
use casework::case::{Deferred, Supplement};
use casework::divisions::Divisions;
use casework::place::StationCode;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::sync::OnceLock;
use wire::county::CaseFile;

const DIVISIONS: &str = include_str!("../../../assets/divisions/hainan.csv");

const HEADS: [(&str, f64); 15] = [
    ("收件编号", 31.0),
    ("事项", 22.0),
    ("申请人", 14.0),
    ("证件号码", 22.0),
    ("电话", 15.0),
    ("站点编码", 16.0),
    ("站点", 40.0),
    ("版本", 6.0),
    ("现在状态", 14.0),
    ("省里收到时间", 18.0),
    ("回执编号", 23.0),
    ("站里经办人", 12.0),
    ("材料文件数", 10.0),
    ("以后补的材料", 26.0),
    ("办件文件", 40.0),
];

/// The station's name; empty where the table of divisions does not have its village.
fn station_name(station: &StationCode) -> String {
    static NAMES: OnceLock<Divisions> = OnceLock::new();
    NAMES.get_or_init(|| Divisions::parse(DIVISIONS)).station_name(station).unwrap_or_default()
}

fn row(file: &CaseFile) -> [String; 15] {
    let frozen = &file.submission.frozen;
    [
        file.number.as_str().to_owned(),
        frozen.item.name.clone(),
        frozen.applicant.name.clone(),
        frozen.applicant.id_number.clone(),
        frozen.applicant.phone.clone(),
        file.station.as_str().to_owned(),
        station_name(&file.station),
        frozen.version.to_string(),
        wording::state_word(file.state),
        file.proof.body.received_at.minute(),
        file.proof.body.proof_no.as_str().to_owned(),
        frozen.clerk.clone(),
        files_of(file).len().to_string(),
        later(file),
        format!("cases/{}.json", file.number.as_str()),
    ]
}

/// What was to come later, and how much of it came.
fn later(file: &CaseFile) -> String {
    let words = |one: &Deferred| match came(file, &one.slot) {
        0 => format!("{}({}前)", one.name, one.due),
        count => format!("{}(已补{count}份)", one.name),
    };
    file.submission.frozen.deferred.iter().map(words).collect::<Vec<_>>().join(";")
}

fn came(file: &CaseFile, slot: &str) -> usize {
    let of_slot = |one: &&Supplement| match one {
        Supplement::Material { material, .. } => material.slot == slot && !file.is_replaced(&material.sha256),
        Supplement::Scan { .. } => false,
    };
    file.supplements.iter().filter(of_slot).count()
}

/// `cases.xlsx`: every cell is text, so that no identity number loses its last digits.
///
/// # Errors
/// [`CountyError::Table`].
pub fn xlsx(cases: &[CaseFile]) -> Result<Vec<u8>, CountyError> {
    workbook(cases).map_err(|e| CountyError::Table(e.to_string()))
}

fn workbook(cases: &[CaseFile]) -> Result<Vec<u8>, XlsxError> {
    let (head, text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("办件")?.set_freeze_panes(1, 0)?;
    for (column, (name, width)) in (0u16..).zip(HEADS) {
        sheet.set_column_width(column, width)?.write_string_with_format(0, column, name, &head)?;
    }
    for (line, file) in (1u32..).zip(cases) {
        for (column, cell) in (0u16..).zip(row(file)) {
            sheet.write_string_with_format(line, column, cell, &text)?;
        }
    }
    book.save_to_buffer()
}

/// `cases.csv`: UTF-8 with byte-order mark, CRLF, no cell that a spreadsheet would run as a formula.
///
/// # Errors
/// [`CountyError::Table`].
pub fn csv(cases: &[CaseFile]) -> Result<Vec<u8>, CountyError> {
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(&mut bytes);
    let written = writer
        .write_record(HEADS.map(|(name, _)| name))
        .and_then(|()| cases.iter().try_for_each(|file| writer.write_record(row(file).map(neutral))))
        .and_then(|()| writer.flush().map_err(Into::into));
    drop(writer);
    written.map_err(|e| CountyError::Table(e.to_string()))?;
    Ok(bytes)
}

/// Spreadsheets run cells that begin so; the full-width forms as well where the input method is East Asian.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

fn neutral(cell: String) -> String {
    if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell }
}
