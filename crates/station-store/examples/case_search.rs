//! Measures the list of cases, as after every letter typed, in an encrypted store of 100,000 cases.
//! `cargo run --release -p station-store --example case_search`

use std::error::Error;
use std::hint::black_box;

use casework::number::ReceiptNumber;
use casework::place::{DeviceNumber, StationCode};
use catalogue::pinyin_keys;
use jiff::civil::date;
use measure::{Dice, Unit, tell, times};
use seal::slot::DataKey;
use station_store::{Filter, Store, StoreError, Write};
use uuid::Uuid;

const CASES: u32 = 100_000;
const RUNS: usize = 100;
/// Rows of a window of the list.
const WINDOW: u32 = 50;
/// What is typed, and what it is.
const TYPED: [(&str, &str); 10] = [
    ("nothing typed", ""),
    ("one letter", "c"),
    ("one digit, in every number", "4"),
    ("a frequent surname", "陈"),
    ("a rare name", "欧阳秀兰"),
    ("initials", "cxl"),
    ("pinyin", "chenxiul"),
    ("an old day's numbers", "46902810020020200301"),
    ("an item", "高龄津贴"),
    ("found nowhere", "没有这个人"),
];
/// As frequent as they are: the first three stand for every eighth person each.
const SURNAMES: [&str; 16] =
    ["陈", "陈", "王", "王", "李", "李", "符", "黎", "吴", "林", "周", "黄", "郑", "谢", "羊", "欧阳"];
const GIVEN: [&str; 20] = [
    "秀", "兰", "英", "明", "强", "海", "丽", "华", "建", "国", "阿", "妹", "志", "伟", "玉", "珍", "春",
    "花", "文", "光",
];
const ITEMS: [(&str, &str); 6] = [
    ("old-age-allowance", "高龄津贴"),
    ("temporary-relief", "临时救助"),
    ("resident-medical", "城乡居民基本医疗保险参保登记"),
    ("subsistence-allowance", "最低生活保障"),
    ("birth-registration", "生育登记"),
    ("unemployment", "失业登记"),
];
const PHASES: [(&str, &str); 4] = [
    ("archived", "closed"),
    ("received", "received"),
    ("awaiting_signature", "awaiting_signature"),
    ("in_review", "in_hand"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut store = Store::create(folder.path(), &DataKey::generate()?)?;
    for from in (0..CASES).step_by(10_000) {
        store.write(|w| (from..from + 10_000).try_for_each(|number| take_in(w, number)))?;
    }
    for (what, typed) in TYPED {
        measure(&store, what, &Filter { phase: None, text: typed.to_owned() })?;
    }
    Ok(())
}

fn measure(store: &Store, what: &str, filter: &Filter) -> Result<(), StoreError> {
    let listed = times(RUNS, || {
        let _ = black_box(store.list_cases(black_box(filter), 0, WINDOW));
    });
    tell(&format!("100,000 cases: {what}"), listed.median(), Unit::Ms);
    Ok(())
}

/// What freezing writes of a case for lists and searches; a hundred thousand whole cases would take an hour to freeze.
fn take_in(w: &Write<'_>, number: u32) -> Result<(), StoreError> {
    let mut dice = Dice::new(u64::from(number));
    let (id, receipt) = (Uuid::now_v7().to_string(), receipt(number)?);
    let name = format!("{}{}{}", dice.one_of(&SURNAMES), dice.one_of(&GIVEN), dice.one_of(&GIVEN));
    let id_number = format!("4690281{:03}{:08}", 900 + dice.below(99), dice.below(100_000_000));
    let phone = format!("139{:08}", dice.below(100_000_000));
    let (item, item_name) = dice.one_of(&ITEMS);
    let (state, phase) = dice.one_of(&PHASES);
    w.prepare_cached(
        "INSERT INTO case_file (id, number, item, item_name, applicant, id_number, state, phase, version, clerk,
                                taken_at, changed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, '张小梅', ?9, ?9)",
    )?
    .execute((&id, &receipt, item, item_name, &name, &id_number, state, phase, number))?;
    let mut keys = vec![id_number, phone, item_name.to_owned(), receipt.to_lowercase()];
    keys.extend(name.char_indices().map(|(at, _)| name[at..].to_owned()));
    keys.extend(pinyin_keys(&name));
    keys.extend(pinyin_keys(item_name));
    let mut insert = w.prepare_cached("INSERT OR IGNORE INTO case_key VALUES (?1, ?2)")?;
    keys.iter().try_for_each(|key| insert.execute((key, &id)).map(drop))?;
    Ok(())
}

/// Thirty cases a day from 2017 on.
fn receipt(number: u32) -> Result<String, StoreError> {
    let station: StationCode = "469028100200".parse().map_err(|_| StoreError::NotFound)?;
    let device = DeviceNumber::new(1).map_err(|_| StoreError::NotFound)?;
    let day = date(2017, 1, 1).saturating_add(jiff::Span::new().days(i64::from(number / 30)));
    Ok(ReceiptNumber::new(&station, day, device, number % 30 + 1)?.as_str().to_owned())
}
