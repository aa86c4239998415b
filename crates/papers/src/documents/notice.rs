//! 一次性告知书: everything the item asks for, told once, with what is missing ticked.

use serde::{Deserialize, Serialize};

use super::Sheet;
use super::grid::{Grid, grid};
use super::parts::{closing_beside, heading, pairs, paragraph, rows};
use super::receipt::columns;
use crate::block::{Block, body};
use crate::error::PaperError;
use crate::fonts::Typeface;
use crate::furniture::Head;
use crate::qr::PaperKind;
use crate::texts::{put, read, spoken};

/// What the station tells a resident about an item (行政许可法 art. 30, 32 by analogy; not a decision).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    pub station: String,
    pub item: String,
    /// Empty when the resident gives no name.
    pub applicant: String,
    /// 承办机关
    pub authority: String,
    pub conditions: Vec<String>,
    pub materials: Vec<Needed>,
    pub time_limit: String,
    pub fee: String,
    pub place: String,
    pub hours: String,
    pub phone: String,
    pub told_by: String,
    pub told_on: String,
}

/// A material of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Needed {
    pub name: String,
    /// Originals and copies in words, for example `原件1份、复印件1份`.
    pub count: String,
    /// How to get or fill it.
    pub how: String,
    pub missing: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    title: String,
    applicant: String,
    item: String,
    authority: String,
    conditions: String,
    materials: String,
    material_columns: [String; 5],
    material_note: String,
    handling: String,
    time_limit: String,
    fee: String,
    place: String,
    hours: String,
    phone: String,
    told_by: String,
    not_decision: String,
    confirmation: String,
    sign: String,
}

pub(crate) fn sheet(notice: &Notice) -> Result<Sheet, PaperError> {
    let texts: Texts = read("notice.json", include_str!("../../../../assets/papers/notice.json"))?;
    let mut blocks = vec![facts(notice, &texts)];
    blocks.extend(conditions(notice, &texts));
    blocks.extend(materials(notice, &texts));
    blocks.extend(handling(notice, &texts));
    blocks.push(signing(notice, &texts)?);
    let head = Head {
        kind: PaperKind::Notice,
        organ: notice.station.clone(),
        title: texts.title,
        number: String::new(),
        copy: String::new(),
    };
    Ok(Sheet { head, blocks })
}

fn facts(notice: &Notice, texts: &Texts) -> Block {
    rows(vec![
        pairs(&[(&texts.item, notice.item.clone(), 1.0)]),
        pairs(&[
            (&texts.applicant, notice.applicant.clone(), 1.2),
            (&texts.told_by, notice.told_by.clone(), 0.8),
        ]),
        pairs(&[(&texts.authority, notice.authority.clone(), 1.0)]),
    ])
}

fn conditions(notice: &Notice, texts: &Texts) -> Vec<Block> {
    let mut blocks = vec![heading(&texts.conditions)];
    let numbered = notice.conditions.iter().enumerate();
    blocks
        .extend(numbered.map(|(index, text)| paragraph(format!("{}. {text}", index + 1), &texts.conditions)));
    blocks
}

fn materials(notice: &Notice, texts: &Texts) -> Vec<Block> {
    let row = |(index, material): (usize, &Needed)| {
        let tick = if material.missing { "☑" } else { "☐" };
        vec![
            (index + 1).to_string(),
            material.name.clone(),
            material.count.clone(),
            material.how.clone(),
            tick.to_owned(),
        ]
    };
    let list = Grid {
        columns: columns(&texts.material_columns, &[0.8, 4.0, 2.4, 4.6, 0.9]),
        rows: notice.materials.iter().enumerate().map(row).collect(),
        blank_rows: 0,
    };
    let missing = notice.materials.iter().filter(|material| material.missing).count().to_string();
    let all = notice.materials.len().to_string();
    let note = put(&texts.material_note, &[("all", &all), ("missing", &missing)]);
    vec![
        heading(&texts.materials),
        grid(&list, &texts.materials),
        Block::Gap(4.0),
        paragraph(note, &texts.materials),
    ]
}

fn handling(notice: &Notice, texts: &Texts) -> Vec<Block> {
    let table = rows(vec![
        pairs(&[(&texts.time_limit, notice.time_limit.clone(), 1.2), (&texts.fee, notice.fee.clone(), 0.8)]),
        pairs(&[(&texts.place, notice.place.clone(), 1.0)]),
        pairs(&[(&texts.hours, notice.hours.clone(), 1.2), (&texts.phone, notice.phone.clone(), 0.8)]),
    ]);
    vec![heading(&texts.handling), table, Block::Gap(6.0)]
}

fn signing(notice: &Notice, texts: &Texts) -> Result<Block, PaperError> {
    let bold = body(&texts.not_decision, &texts.title).face(Typeface::HeiBold).paragraph().leading(1.6);
    Ok(Block::Together(vec![
        Block::Text(bold),
        paragraph(&texts.confirmation, &texts.title),
        closing_beside(&[&notice.station, &spoken(&notice.told_on)], true, Some(&texts.sign))?,
    ]))
}
