//! 收件凭证: what the station took in, what is missing, and what happens next. Two copies in one file.

use serde::{Deserialize, Serialize};

use super::Sheet;
use super::grid::{Column, Grid, grid};
use super::parts::{closing, heading, pairs, paragraph, rows, signatures};
use crate::block::{Block, body};
use crate::error::PaperError;
use crate::fonts::Typeface;
use crate::furniture::Head;
use crate::qr::PaperKind;
use crate::texts::{put, read, spoken};

/// A view of a case at the moment the station took it in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// Full name of the station.
    pub station: String,
    pub item: String,
    pub item_code: String,
    pub applicant: String,
    /// Masked as it shall be read, for example `469034********1234`.
    pub masked_id: String,
    pub agent: Option<Agent>,
    /// 承办机关
    pub authority: String,
    pub materials: Vec<Received>,
    pub missing: Vec<Missing>,
    pub received_by: String,
    pub received_at: String,
    /// Date by which the station sends the case up.
    pub send_by: String,
    /// 承诺时限 in words, for example `10个工作日`.
    pub promised_limit: String,
    /// How to ask after the case: phone, address, hours.
    pub enquiries: String,
}

/// Who came for the applicant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agent {
    pub name: String,
    pub masked_id: String,
}

/// A material handed over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Received {
    pub name: String,
    pub medium: Medium,
    pub pages: u32,
    pub kept: Kept,
}

/// What was handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    Original,
    Copy,
    Scan,
}

/// Where it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    Kept,
    Returned,
}

/// A material still to come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Missing {
    pub name: String,
    /// Date, or words where no date is set.
    pub by: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    title: String,
    copy_applicant: String,
    copy_archive: String,
    applicant: String,
    identity: String,
    agent: String,
    agent_identity: String,
    item: String,
    item_code: String,
    authority: String,
    received_by: String,
    received_at: String,
    promised: String,
    materials: String,
    material_columns: [String; 5],
    original: String,
    copied: String,
    scan: String,
    kept: String,
    returned: String,
    no_materials: String,
    missing: String,
    missing_columns: [String; 3],
    nothing_missing: String,
    next: String,
    not_acceptance: String,
    next_steps: Vec<String>,
    confirmation: String,
    sign_applicant: String,
    sign_agent: String,
    sign_received_by: String,
}

/// The applicant's copy and the copy for the file.
pub(crate) fn sheets(receipt: &Receipt) -> Result<Vec<Sheet>, PaperError> {
    let texts: Texts = read("receipt.json", include_str!("../../../../assets/papers/receipt.json"))?;
    let mut resident = content(receipt, &texts);
    let at = spoken(&receipt.received_at);
    let day = at.split_once('日').map_or(at.clone(), |(day, _)| format!("{day}日"));
    resident.push(Block::Gap(6.0));
    resident.push(closing(&[&receipt.station, &day], true)?);
    let mut archive = content(receipt, &texts);
    archive.push(confirmation(receipt, &texts)?);
    let head = |kind, copy: &str| Head {
        kind,
        organ: receipt.station.clone(),
        title: texts.title.clone(),
        number: String::new(),
        copy: copy.to_owned(),
    };
    Ok(vec![
        Sheet { head: head(PaperKind::Receipt, &texts.copy_applicant), blocks: resident },
        Sheet { head: head(PaperKind::ReceiptArchive, &texts.copy_archive), blocks: archive },
    ])
}

fn content(receipt: &Receipt, texts: &Texts) -> Vec<Block> {
    let mut blocks = vec![facts(receipt, texts)];
    blocks.extend(materials(receipt, texts));
    blocks.extend(missing(receipt, texts));
    blocks.extend(next(receipt, texts));
    blocks
}

fn facts(receipt: &Receipt, texts: &Texts) -> Block {
    let pair = |a: &str, left: &str, b: &str, right: &str| {
        pairs(&[(a, left.to_owned(), 1.2), (b, right.to_owned(), 0.8)])
    };
    let mut table = vec![pair(&texts.applicant, &receipt.applicant, &texts.identity, &receipt.masked_id)];
    if let Some(agent) = &receipt.agent {
        table.push(pair(&texts.agent, &agent.name, &texts.agent_identity, &agent.masked_id));
    }
    table.push(pairs(&[(&texts.item, receipt.item.clone(), 1.0)]));
    table.push(pair(&texts.item_code, &receipt.item_code, &texts.promised, &receipt.promised_limit));
    table.push(pairs(&[(&texts.authority, receipt.authority.clone(), 1.0)]));
    table.push(pair(
        &texts.received_by,
        &receipt.received_by,
        &texts.received_at,
        &spoken(&receipt.received_at),
    ));
    rows(table)
}

fn materials(receipt: &Receipt, texts: &Texts) -> Vec<Block> {
    let row = |(index, material): (usize, &Received)| {
        let medium = match material.medium {
            Medium::Original => &texts.original,
            Medium::Copy => &texts.copied,
            Medium::Scan => &texts.scan,
        };
        let kept = match material.kept {
            Kept::Kept => &texts.kept,
            Kept::Returned => &texts.returned,
        };
        let (number, pages) = ((index + 1).to_string(), material.pages.to_string());
        vec![number, material.name.clone(), medium.clone(), pages, kept.clone()]
    };
    let list = Grid {
        columns: columns(&texts.material_columns, &[0.8, 6.0, 1.3, 1.0, 2.2]),
        rows: receipt.materials.iter().enumerate().map(row).collect(),
        blank_rows: 0,
    };
    let count = receipt.materials.len().to_string();
    let title = heading(&put(&texts.materials, &[("count", &count)]));
    let table = if receipt.materials.is_empty() {
        paragraph(&texts.no_materials, &texts.materials)
    } else {
        grid(&list, &texts.materials)
    };
    vec![title, table]
}

fn missing(receipt: &Receipt, texts: &Texts) -> Vec<Block> {
    if receipt.missing.is_empty() {
        return vec![heading(&texts.missing), paragraph(&texts.nothing_missing, &texts.missing)];
    }
    let row = |(index, material): (usize, &Missing)| {
        vec![(index + 1).to_string(), material.name.clone(), spoken(&material.by)]
    };
    let list = Grid {
        columns: columns(&texts.missing_columns, &[0.8, 7.3, 3.2]),
        rows: receipt.missing.iter().enumerate().map(row).collect(),
        blank_rows: 0,
    };
    vec![heading(&texts.missing), grid(&list, &texts.missing)]
}

fn next(receipt: &Receipt, texts: &Texts) -> Vec<Block> {
    let send_by = spoken(&receipt.send_by);
    let values = [
        ("station", receipt.station.as_str()),
        ("authority", &receipt.authority),
        ("send_by", &send_by),
        ("promised", &receipt.promised_limit),
        ("enquiries", &receipt.enquiries),
    ];
    let mut blocks = vec![heading(&texts.next)];
    let bold = body(put(&texts.not_acceptance, &values), &texts.next).face(Typeface::HeiBold);
    blocks.push(Block::Text(bold.paragraph().leading(1.6)));
    blocks.extend(texts.next_steps.iter().map(|step| paragraph(put(step, &values), &texts.next)));
    blocks
}

fn confirmation(receipt: &Receipt, texts: &Texts) -> Result<Block, PaperError> {
    let signer = if receipt.agent.is_some() { &texts.sign_agent } else { &texts.sign_applicant };
    Ok(Block::Together(vec![
        Block::Gap(10.0),
        paragraph(&texts.confirmation, &texts.copy_archive),
        Block::Gap(8.0),
        signatures(&[(signer, true)])?,
        signatures(&[(&texts.sign_received_by, true)])?,
    ]))
}

pub(crate) fn columns<const N: usize>(titles: &[String; N], weights: &[f32; N]) -> Vec<Column> {
    titles.iter().zip(weights).map(|(title, weight)| Column::new(title, *weight)).collect()
}
