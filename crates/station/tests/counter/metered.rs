//! A line that costs by the byte, between a real desk and a real gateway.

use crate::town::*;
use ::wire::hello::Policy;
use gateway_store::Store;
use station::clock::Clock;
use station::view::*;
use station::{Desk, deeds};

const ITEM: &str = "old-age-allowance";

/// Bytes of files that wait; of cases none.
fn bytes_left(desk: &Desk) -> u32 {
    let line = deeds::line_state(desk, Nothing {}).unwrap();
    assert!(line.waiting.iter().all(|row| row.part == "files"), "a case waits for no money: {line:?}");
    line.waiting.iter().map(|row| row.bytes).sum()
}

fn warned(desk: &Desk) -> bool {
    let line = deeds::line_state(desk, Nothing {}).unwrap();
    line.warnings.iter().any(|warning| warning.contains("今天的用完了"))
}

/// A day on this line may cost as much as one file or two.
fn costs_by_the_byte(town: &Town) {
    let store = Store::open(&town.folder.path().join("gateway")).unwrap();
    store.set_policy(Policy { daily_bytes: Some(20_000), pause_seconds: None }, morning()).unwrap();
}

/// More is handed in than a day may cost.
fn spends_the_day(town: &Town, desk: &Desk) {
    costs_by_the_byte(town);
    for _ in 0..4 {
        submitted(desk, ITEM, &sample(ITEM));
    }
    desk.send_now().unwrap();
}

/// The program ends, and is started again; the station's clock shows then so many hours after the morning.
fn started_again(town: &Town, desk: Desk, hours: i64) -> Desk {
    drop(desk);
    let desk = town.desk_at(Clock::demo(hours_later(hours)));
    deeds::login(&desk, LoginInput { clerk: CHIEF.into(), password: PASSWORD.into() }).unwrap();
    desk
}

#[test]
fn once_the_day_is_spent_cases_go_on_and_files_wait_for_the_next_day_however_often_the_program_starts() {
    let mut town = Town::new();
    let desk = town.open_desk();
    spends_the_day(&town, &desk);
    let left = bytes_left(&desk);
    assert!(left > 0 && warned(&desk), "{left} bytes of files wait");

    let desk = started_again(&town, desk, 1);
    desk.send_now().unwrap();
    assert_eq!((bytes_left(&desk), warned(&desk)), (left, true), "not a piece more");
    submitted(&desk, ITEM, &sample(ITEM));
    desk.send_now().unwrap();
    assert!(bytes_left(&desk) > left, "the case went and its files stayed");

    let (before, desk) = (bytes_left(&desk), started_again(&town, desk, 25));
    town.line_down();
    town.line_up_after(25);
    desk.send_now().unwrap();
    assert!(bytes_left(&desk) < before, "a new day has its own bytes");
}

#[test]
fn a_day_goes_by_the_gateways_clock_though_the_stations_begins_anew_or_stands_still() {
    let mut town = Town::new();
    let desk = town.open_desk();
    spends_the_day(&town, &desk);
    let first = bytes_left(&desk);

    // an empty battery: in the morning it shows what it showed the morning before
    let desk = started_again(&town, desk, 0);
    town.line_down();
    town.line_up_after(25);
    desk.send_now().unwrap();
    let second = bytes_left(&desk);
    assert!(second < first && warned(&desk), "{second} of {first} bytes are left");

    // the computer slept, and the program with it
    town.line_down();
    town.line_up_after(50);
    desk.send_now().unwrap();
    assert!(bytes_left(&desk) < second);

    // the station's clock alone makes no day
    let (third, desk) = (bytes_left(&desk), started_again(&town, desk, 24 * 365));
    desk.send_now().unwrap();
    assert_eq!(bytes_left(&desk), third);
}
