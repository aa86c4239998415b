//! The line's own thread, and what the send page says of it: a real desk and a real gateway.

use crate::town::*;
use casework::moment::Moment;
use station::clock::Clock;
use station::view::*;
use station::{Desk, deeds};
use std::sync::Arc;
use std::time::{Duration, Instant};

const ITEM: &str = "old-age-allowance";
/// Longest a case may take to the county.
const PATIENCE: Duration = Duration::from_secs(60);

fn page(desk: &Desk) -> LineView {
    deeds::line_state(desk, Nothing {}).unwrap()
}

/// Looks at the send page until it is as wanted.
fn until(desk: &Desk, wanted: impl Fn(&LineView) -> bool) -> LineView {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let now = page(desk);
        if wanted(&now) {
            return now;
        }
        assert!(Instant::now() < deadline, "the page stays {now:?}");
        std::thread::yield_now();
    }
}

fn minded(town: &Town) -> Arc<Desk> {
    let desk = Arc::new(town.open_desk());
    desk.mind_the_line();
    until(&desk, |page| page.state == "idle" && !page.last_contact.is_empty());
    desk
}

#[test]
fn a_case_that_is_submitted_goes_by_itself_at_once_and_not_when_the_timer_rings() {
    let town = Town::new();
    let desk = minded(&town);
    let case = submitted(&desk, ITEM, &sample(ITEM));
    let begun = Instant::now();
    let sent = until(&desk, |page| page.waiting.is_empty() && page.state == "idle");
    assert!(begun.elapsed() < PATIENCE, "the timer rings after two minutes");
    assert_eq!(sent.words, "已连上 · 全部发完");
    assert_eq!(show(&desk, &case).row.word, "省里已收到");
}

#[test]
fn nothing_leaves_while_a_person_has_paused_it_and_all_of_it_when_it_goes_on() {
    let town = Town::new();
    let desk = minded(&town);
    let paused = deeds::line_pause(&desk, LinePause { paused: true }).unwrap();
    assert_eq!((paused.state.as_str(), paused.words.as_str()), ("paused", "已暂停"));
    submitted(&desk, ITEM, &sample(ITEM));
    let waits = page(&desk);
    assert_eq!((waits.words.as_str(), waits.waiting.len()), ("已暂停 · 1 件待发送", 1));
    assert!(waits.next.contains("接着发") && waits.outlook.contains("还有 1 件"), "{waits:?}");
    assert_eq!(desk.send_now().unwrap().entries, 0, "not even when somebody else asks");
    deeds::line_pause(&desk, LinePause { paused: false }).unwrap();
    until(&desk, |page| page.waiting.is_empty());
}

#[test]
fn what_lies_behind_offline_can_be_read_and_the_last_contact_is_known_after_a_night() {
    let mut town = Town::new();
    let desk = town.open_desk();
    desk.send_now().unwrap();
    assert_eq!(page(&desk).last_contact, "09:30");
    town.line_down();
    submitted(&desk, ITEM, &sample(ITEM));
    desk.send_now().unwrap_err();
    let down = page(&desk);
    assert_eq!((down.state.as_str(), down.words.as_str()), ("offline", "离线 · 1 件待发送"));
    assert!(down.next.contains("程序没有开") && down.next.contains("资料在本机"), "{}", down.next);
    drop(desk);

    let next_day = Moment::from_millis(morning().millis() + 24 * 3_600_000);
    let desk = town.desk_at(Clock::demo(next_day));
    deeds::login(&desk, LoginInput { clerk: CHIEF.into(), password: PASSWORD.into() }).unwrap();
    let fresh = page(&desk);
    assert_eq!(fresh.last_contact, "2026-04-15 09:30");
    assert_eq!((fresh.state.as_str(), fresh.waiting.len()), ("offline", 1), "{fresh:?}");
}
