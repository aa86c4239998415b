//! A form to take home: everything is asked, nothing is filled in. What stands in its places: boxes to tick, units and the
//! blanks of a date behind the room to write in, and under a list what may be written in its columns.

use crate::form_paper::{filled_form, unit};
use crate::form_signers::all_places;
use catalogue::Form;
use catalogue::form::pack::{Choice, Field, FormPack, Widget};
use papers::FilledForm;
use serde_json::Map;

/// Room to write in before a unit or the blanks of a date.
const BY_NUMBER: &str = "（可填序号）";
const ROOM: &str = "　　　　";
const DATE: &str = "年　　月　　日";
const DATE_OF_A_LIST: &str = "　　年　　月　　日";
/// More choices would be a page of their own: they are written in.
const MOST_BOXES: usize = 12;
/// Choices that are ticked in a list; of more, one is written in, and of many more everybody has words of his own.
const MOST_IN_A_LIST: usize = 2;
const MOST_UNDER_A_LIST: usize = 10;
/// Rows of a list, where it may have so many.
const ROWS: usize = 5;
/// 9 mm: a row is as high as a hand writes.
pub(crate) const HIGH: f32 = 25.5;

/// The form with everybody's line to sign: who signs depends on answers that nobody has given yet.
pub fn blank_form(form: &Form) -> FilledForm {
    let (pack, organ) = (form.pack(), &form.item().authority.name);
    filled_form(pack, &Map::new(), &[], all_places(pack), organ)
}

/// Who fills it in by hand does not know the choices of the program.
pub(crate) fn boxes_to_tick(field: &Field) -> bool {
    field.widget == Widget::Select && (1..=MOST_BOXES).contains(&field.options.len())
}

/// What stands in the place of an answer: a figure has its unit, a date its blanks.
pub(crate) fn to_write(field: &Field) -> String {
    match (field.widget, unit(field)) {
        (Widget::Date, _) => format!("{ROOM}{DATE}"),
        (_, Some(unit)) => format!("{ROOM}{unit}"),
        _ => String::new(),
    }
}

/// Rows to write in: as many as a household mostly needs, none that the list may not have.
pub(crate) fn blank_rows<'f>(
    pack: &FormPack,
    table: &Field,
    columns: impl Iterator<Item = &'f Field>,
) -> Vec<Vec<String>> {
    let row: Vec<String> = columns.map(in_a_row).collect();
    let most = &pack.schema["properties"][&table.id]["maxItems"];
    let rows = most.as_u64().and_then(|most| usize::try_from(most).ok()).unwrap_or(ROWS).min(ROWS);
    vec![row; rows]
}

/// What a field is called: who does not fill it in is told so.
pub(crate) fn called(field: &Field) -> String {
    match &field.asked_of {
        Some(whom) => format!("{}\n{whom}", field.printed()),
        None => field.printed().to_owned(),
    }
}

/// What stands already in a row to write in.
pub(crate) fn in_a_row(column: &Field) -> String {
    match column.widget {
        Widget::Date => DATE_OF_A_LIST.to_owned(),
        Widget::Check => ticked(["是", "否"].into_iter()),
        _ if is_ticked(column) => ticked(column.options.iter().map(Choice::to_tick)),
        _ => String::new(),
    }
}

fn is_ticked(column: &Field) -> bool {
    (1..=MOST_IN_A_LIST).contains(&column.options.len())
}

fn ticked<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.map(|word| format!("☐{word}")).collect::<Vec<_>>().join("   ")
}

/// What may be written in the columns of a list, a line for each that has choices; a cell mostly has room for no more than
/// the number of one.
pub(crate) fn choices(table: &Field) -> Vec<String> {
    let under = MOST_IN_A_LIST + 1..=MOST_UNDER_A_LIST;
    let chosen = table.columns.iter().filter(|column| under.contains(&column.options.len()));
    let line = |column: &Field| {
        let numbered =
            column.options.iter().zip('①'..).map(|(option, mark)| format!("{mark}{}", option.printed()));
        format!(
            "{}{BY_NUMBER}：{}",
            column.printed().replace('\n', ""),
            numbered.collect::<Vec<_>>().join("、")
        )
    };
    chosen.map(line).collect()
}
