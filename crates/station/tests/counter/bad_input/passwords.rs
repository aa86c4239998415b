//! Who comes to the desk, and when by its clock.

use super::counter::{Counter, MORNING, Told, done};
use crate::town::*;
use casework::moment::Moment;
use station::clock::Clock;
use station::deeds;
use station::view::LoginInput;

/// Half a minute after the last wrong password, and after the pause that follows it.
const SOON: &str = "2026-04-15T09:30:30+08:00";
const LATER: &str = "2026-04-15T09:50:00+08:00";

fn list_with(counter: &Counter, password: &str, clock: &str) -> Told {
    let mut program = counter.program_at(clock);
    program.env("BIANMIN_PASSWORD", password).args(["case", "list"]).output().unwrap().into()
}

pub fn wrong(counter: &mut Counter) -> Told {
    list_with(counter, "changban2025", MORNING)
}

pub fn nobody(counter: &mut Counter) -> Told {
    counter.told(&["--clerk", "没有这个人", "case", "list"])
}

/// Then even the right one waits; after the pause it opens again.
pub fn again_and_again(counter: &mut Counter) -> Told {
    for _ in 0..5 {
        assert_eq!(list_with(counter, "changban2025", MORNING).code, "wrong_password");
    }
    let told = list_with(counter, PASSWORD, SOON);
    done(counter.program_at(LATER).args(["case", "list"]));
    told
}

/// It is told at log-in and blocks nothing: a case is taken in all the same.
pub fn clock_at_2019(counter: &mut Counter) -> Told {
    let new_year = Moment::from_millis(1_546_300_800_000);
    let desk = counter.town.desk_at(Clock::demo(new_year));
    let state = deeds::login(&desk, LoginInput { clerk: CHIEF.into(), password: PASSWORD.into() }).unwrap();
    counter.cases.push(submitted(&desk, "sole-trader", &sample("sole-trader")));
    let (message, next) = state.clock_warning.split_once('。').unwrap();
    Told { code: "clock".into(), message: message.into(), next: next.into(), exit: None }
}
