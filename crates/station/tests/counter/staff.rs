//! Who may manage staff, and that somebody always may.

use crate::town::*;
use station::view::*;
use station::{Desk, deeds};

fn gives(desk: &Desk, clerk: &str, chief: Option<bool>) -> Result<DeskState, Failure> {
    deeds::staff_add(desk, StaffInput { clerk: clerk.into(), password: "lingshui88".into(), chief })
}

#[test]
fn a_chief_who_gives_himself_a_new_password_stays_chief() {
    let town = Town::new();
    let desk = town.open_desk();
    gives(&desk, CHIEF, None).unwrap();
    deeds::logout(&desk, Nothing {}).unwrap();
    let login = LoginInput { clerk: CHIEF.into(), password: "lingshui88".into() };
    let state = deeds::login(&desk, login).unwrap();
    assert!(state.chief);
    assert_eq!(state.chiefs, [CHIEF]);
}

#[test]
fn the_last_chief_stays_one_until_there_is_another() {
    let town = Town::new();
    let desk = town.open_desk();
    gives(&desk, "王海", None).unwrap();
    let refused = gives(&desk, CHIEF, Some(false)).unwrap_err();
    assert_eq!(refused.code, ErrorCode::LastChief);
    deeds::logout(&desk, Nothing {}).unwrap();
    let login = LoginInput { clerk: CHIEF.into(), password: PASSWORD.into() };
    deeds::login(&desk, login).expect("the password is the old one: nothing was changed");
    gives(&desk, "王海", Some(true)).unwrap();
    assert_eq!(gives(&desk, CHIEF, Some(false)).unwrap().chiefs, ["王海"]);
}
