//! How pages are filled: what stays together, what is repeated, what is never alone.

use super::{lines_of, samples};
use crate::block::{Block, body, compose};
use crate::cell::Cell;
use crate::flow::{Area, pour};
use crate::fonts::FontSet;
use crate::layout::Layouts;
use crate::sign::SignLine;
use crate::table::{Band, Row, Table};
use crate::told::ToldPart;
use crate::{Document, Page};

/// A page of about 20 lines.
const AREA: Area = Area { left: 50.0, width: 300.0, first_top: 50.0, next_top: 50.0, bottom: 360.0 };

fn filled(blocks: Vec<Block>) -> Vec<Vec<String>> {
    let fonts = FontSet::open_system().expect("the fonts of the house are installed");
    let faces = fonts.faces().expect("fonts parse");
    let pages: Vec<Page> = pour(compose(&faces, blocks, AREA.width).expect("sets"), AREA).pages;
    pages.iter().map(lines_of).collect()
}

fn lines(count: usize) -> Vec<Block> {
    (1..=count).map(|number| Block::Text(body(format!("甲{number}"), "test"))).collect()
}

/// One paragraph of so many lines.
fn paragraph(count: usize) -> Block {
    let text: Vec<String> = (1..=count).map(|line| format!("乙{line:02}")).collect();
    Block::Text(body(text.join("\n"), "test"))
}

fn signature() -> Block {
    Block::Signatures(vec![SignLine { label: body("签字：", "test"), after: None }])
}

fn row(words: &str) -> Row {
    Row::new(vec![Cell::new(0.5, body(words, "test")), Cell::new(0.5, body("丙", "test"))])
}

fn table(rows: usize, side: Option<&str>) -> Block {
    let side = side.map(|name| Cell::new(0.1, body(name, "test")));
    let head = vec![row("表头")];
    let rows = (1..=rows).map(|number| row(&format!("丁{number:02}"))).collect();
    Block::Table(Table { bands: vec![Band { side, head, rows, again: None }] })
}

#[test]
fn a_signature_never_stands_alone_on_a_page() {
    for count in 1..60 {
        let mut blocks = lines(count);
        blocks.extend([Block::Gap(12.0), signature(), signature()]);
        let pages = filled(blocks);
        let last = pages.last().expect("a page");
        assert!(last.iter().any(|line| line.contains('甲')), "{count}: {last:?}");
        assert_eq!(last.iter().filter(|line| line.contains("签字")).count(), 2, "{count}: {last:?}");
    }
}

#[test]
fn a_signature_under_a_table_takes_its_last_row_along() {
    for count in 2..40 {
        let pages = filled(vec![table(count, None), signature()]);
        let last = pages.last().expect("a page").concat();
        assert!(last.contains("签字") && last.contains(&format!("丁{count:02}")), "{count}: {last}");
    }
}

#[test]
fn no_page_is_empty_whatever_white_stands_at_the_end() {
    for count in 1..60 {
        let mut blocks = lines(count);
        blocks.push(Block::Gap(40.0));
        assert!(filled(blocks).iter().all(|page| !page.is_empty()), "{count}");
    }
}

#[test]
fn no_page_ends_with_the_first_line_of_a_paragraph_or_begins_with_its_last() {
    for before in 1..30 {
        let mut blocks = lines(before);
        blocks.push(paragraph(9));
        for page in filled(blocks) {
            let own: Vec<&String> = page.iter().filter(|line| line.contains('乙')).collect();
            assert!(own.len() != 1, "{before}: {page:?}");
        }
    }
}

#[test]
fn what_belongs_together_stays_together_with_its_table() {
    for before in 1..30 {
        let mut blocks = lines(before);
        blocks.push(Block::Together(vec![paragraph(3), table(4, None), paragraph(2)]));
        let with: Vec<String> = filled(blocks)
            .iter()
            .map(|page| page.concat())
            .filter(|page| page.contains(['乙', '丁']))
            .collect();
        assert_eq!(with.len(), 1, "{before}: {with:?}");
    }
}

#[test]
fn what_no_page_can_hold_together_keeps_its_signature_with_words() {
    for count in 15..70 {
        let pages = filled(vec![Block::Together(vec![paragraph(count), Block::Gap(9.0), signature()])]);
        assert!(
            pages.last().expect("a page").iter().filter(|line| line.contains('乙')).count() >= 2,
            "{count}"
        );
        let all: usize = pages.iter().flatten().filter(|line| line.contains('乙')).count();
        assert_eq!(all, count);
    }
}

#[test]
fn head_and_name_at_the_side_stand_on_every_page_of_a_table() {
    for count in 1..60 {
        let pages = filled(vec![table(count, Some("家庭成员信息"))]);
        for page in &pages {
            let all = page.concat();
            assert!(all.contains("表头") && all.contains('丁'), "{count}: {page:?}");
            assert!(["家", "庭", "息"].iter().all(|part| all.contains(part)), "{count}: {page:?}");
        }
        let rows: usize = pages.iter().flatten().filter(|line| line.contains('丁')).count();
        assert_eq!(rows, count);
    }
}

#[test]
fn an_answer_longer_than_a_page_begins_where_there_is_room_for_four_lines() {
    let answer = vec!["戊"; 60].join("\n");
    for before in 1..30 {
        let long =
            Row::new(vec![Cell::new(0.2, body("事由", "test")), Cell::new(0.8, body(&answer, "test"))]);
        let mut blocks = lines(before);
        blocks.push(Block::Heading(body("三、理由", "test")));
        blocks.push(Block::Table(Table {
            bands: vec![Band { side: None, head: Vec::new(), rows: vec![long], again: None }],
        }));
        let pages = filled(blocks);
        let first = pages.iter().position(|page| page.iter().any(|line| line.contains('戊'))).expect("set");
        let here = pages[first].iter().filter(|line| line.contains('戊')).count();
        let room = first == 0 || pages[first - 1].len() > 12;
        assert!(here >= 3 && room, "{before}: {here} lines, {:?}", pages[first.max(1) - 1]);
    }
}

#[test]
fn what_goes_on_over_the_page_says_so_beside_its_name() {
    let rows = (1..=40).map(|number| row(&format!("丁{number:02}"))).collect();
    let again = Some(body("名单（续）", "test"));
    let list = Table { bands: vec![Band { side: None, head: vec![row("表头")], rows, again }] };
    let pages = filled(vec![Block::Table(list)]);
    assert!(!pages[0].concat().contains("（续）"), "{:?}", pages[0]);
    for page in &pages[1..] {
        assert!(page[0].contains("名单（续）") && page[1].contains("表头"), "{page:?}");
    }

    let name =
        Cell { again: Some(body("事由\n（续）", "test")), ..Cell::new(0.2, body("事由", "test")) };
    let long = Row::new(vec![name, Cell::new(0.8, body(vec!["戊"; 60].join("\n"), "test"))]);
    let band = Band { side: None, head: Vec::new(), rows: vec![long], again: None };
    let pages = filled(vec![Block::Table(Table { bands: vec![band] })]);
    let said: Vec<bool> = pages.iter().map(|page| page.concat().contains("（续）")).collect();
    assert!(pages.len() > 2 && !said[0] && said[1..].iter().all(|said| *said), "{said:?}");
}

#[test]
fn rows_to_sign_in_grow_into_what_is_left_of_the_last_page_and_no_others_do() {
    let heights = |grows: bool| {
        let sign = Row { grows, min_height: 60.0, ..row("意见") };
        let blocks = vec![Block::Table(Table {
            bands: vec![Band { side: None, head: Vec::new(), rows: vec![sign], again: None }],
        })];
        let fonts = FontSet::open_system().expect("fonts");
        let faces = fonts.faces().expect("fonts parse");
        pour(compose(&faces, blocks, AREA.width).expect("sets"), AREA).last
    };
    assert!(heights(true) > heights(false) * 1.4, "{} and {}", heights(true), heights(false));
}

#[test]
fn an_empty_section_has_no_bare_heading() {
    let layouts = Layouts::shipped().expect("layouts");
    let mut all: Vec<(String, Document)> =
        samples::gallery().into_iter().map(|(name, document, _)| (name.to_owned(), document)).collect();
    all.extend(crate::samples().expect("samples").into_iter().map(|one| (one.name, one.document)));
    for (name, document) in all {
        let whole = serde_json::to_value(&document).expect("json");
        let lists = whole.as_object().expect("fields").iter().filter(|(_, value)| value.is_array());
        for (list, _) in lists {
            let mut emptied = whole.clone();
            emptied[list] = serde_json::Value::Array(Vec::new());
            let told = layouts.told(&serde_json::from_value(emptied).expect("a document")).expect("prints");
            let bare = told
                .parts
                .windows(2)
                .any(|pair| matches!(pair, [ToldPart::Heading(_), ToldPart::Heading(_)]));
            let last = matches!(told.parts.last(), Some(ToldPart::Heading(_)));
            assert!(!bare && !last, "{name} without {list}: {:?}", told.parts);
            let headed = told
                .parts
                .iter()
                .all(|part| !matches!(part, ToldPart::Table(rows) if rows.len() == 1 && rows[0].len() > 3));
            assert!(headed, "{name} without {list} has a head over nothing");
        }
    }
}
