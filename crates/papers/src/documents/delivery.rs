//! 送达回证: which papers reached whom, how, where and when.

use serde::{Deserialize, Serialize};

use super::Sheet;
use super::grid::{Grid, grid};
use super::parts::{heading, label, pairs, paragraph, rows};
use super::receipt::columns;
use crate::block::{Block, body};
use crate::error::PaperError;
use crate::furniture::Head;
use crate::lines::Align;
use crate::qr::PaperKind;
use crate::table::{Cell, Row};
use crate::texts::{page, read, spoken};

/// The record of serving papers. Empty texts leave room for writing by hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    /// The organ whose papers are served.
    pub organ: String,
    pub item: String,
    pub documents: Vec<Delivered>,
    pub recipient: String,
    /// Who took them when it was not the recipient, and how they are related.
    pub received_for: String,
    pub place: String,
    pub time: String,
    pub way: Option<Way>,
    /// Reason and witness when they were left behind (留置送达).
    pub left_because: String,
    pub witness: String,
    pub served_by: String,
    pub remarks: String,
}

/// A paper that was served.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Delivered {
    pub title: String,
    pub document_number: String,
    pub copies: u32,
}

/// 送达方式, in the order they are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    Direct,
    Left,
    Post,
    Entrusted,
    Electronic,
    Public,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    title: String,
    item: String,
    documents: String,
    document_columns: [String; 4],
    recipient: String,
    received_for: String,
    place: String,
    time: String,
    way: String,
    ways: [String; 6],
    left_because: String,
    witness: String,
    remarks: String,
    sign_recipient: String,
    sign_server: String,
    sign_foot: String,
    notes: Vec<String>,
}

pub(crate) fn sheet(delivery: &Delivery) -> Result<Sheet, PaperError> {
    let texts: Texts = read("delivery.json", include_str!("../../../../assets/papers/delivery.json"))?;
    let date = page()?.date;
    let mut blocks = vec![
        rows(vec![pairs(&[(&texts.item, delivery.item.clone(), 1.0)])]),
        heading(&texts.documents),
        documents(delivery, &texts),
        Block::Gap(8.0),
        facts(delivery, &texts, &date),
        Block::Gap(6.0),
    ];
    blocks.extend(texts.notes.iter().map(|note| paragraph(note, &texts.title)));
    let head = Head {
        kind: PaperKind::Delivery,
        organ: delivery.organ.clone(),
        title: texts.title,
        number: String::new(),
        copy: String::new(),
    };
    Ok(Sheet { head, blocks })
}

fn documents(delivery: &Delivery, texts: &Texts) -> Block {
    let row = |(index, paper): (usize, &Delivered)| {
        vec![
            (index + 1).to_string(),
            paper.title.clone(),
            paper.document_number.clone(),
            paper.copies.to_string(),
        ]
    };
    let list = Grid {
        columns: columns(&texts.document_columns, &[0.8, 5.0, 4.0, 1.0]),
        rows: delivery.documents.iter().enumerate().map(row).collect(),
        blank_rows: 0,
    };
    grid(&list, &texts.documents)
}

fn facts(delivery: &Delivery, texts: &Texts, date: &str) -> Block {
    let one = |name: &str, value: String| Row { min_height: 27.0, ..pairs(&[(name, value, 1.0)]) };
    rows(vec![
        one(&texts.recipient, delivery.recipient.clone()),
        one(&texts.place, delivery.place.clone()),
        one(&texts.time, spoken(&delivery.time)),
        one(&texts.way, ways(delivery.way, texts)),
        signing(&texts.sign_recipient, "", &texts.sign_foot, date),
        one(&texts.received_for, delivery.received_for.clone()),
        one(&texts.left_because, delivery.left_because.clone()),
        one(&texts.witness, delivery.witness.clone()),
        signing(&texts.sign_server, &delivery.served_by, &texts.sign_foot, date),
        Row { min_height: 48.0, ..one(&texts.remarks, delivery.remarks.clone()) },
    ])
}

fn ways(chosen: Option<Way>, texts: &Texts) -> String {
    const ORDER: [Way; 6] = [Way::Direct, Way::Left, Way::Post, Way::Entrusted, Way::Electronic, Way::Public];
    let tick =
        |(way, name): (&Way, &String)| format!("{}{name}", if chosen == Some(*way) { '☑' } else { '☐' });
    ORDER.iter().zip(&texts.ways).map(tick).collect::<Vec<_>>().join("   ")
}

fn signing(name: &str, value: &str, foot: &str, date: &str) -> Row {
    let foot = crate::texts::put(foot, &[("date", date)]);
    let space =
        Cell { foot: Some(body(foot, name).align(Align::Right)), ..Cell::new(0.85, body(value, name)) };
    Row { min_height: 56.0, ..Row::new(vec![Cell::new(0.15, label(name)), space]) }
}
