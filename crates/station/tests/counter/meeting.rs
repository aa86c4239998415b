//! Where the gateway is met: nothing is told to whoever answers before he has shown whose he is, and the same gateway is
//! followed to another TLS key, another front and another address.

use crate::bound::{another_code, ends_key};
use crate::front::{Front, Shared};
use crate::town::*;
use station::view::*;
use station::{Desk, deeds};
use std::fs;

const ITEM: &str = "old-age-allowance";

fn prepared(town: &Town) -> Desk {
    let desk = town.desk();
    let init = InitInput { station: STATION.into(), chief: CHIEF.into(), password: PASSWORD.into() };
    deeds::desk_init(&desk, init).unwrap();
    desk
}

fn binds(desk: &Desk, gateway: String, town: &Town) -> Result<DeskState, Failure> {
    deeds::desk_enrol(desk, EnrolInput { gateway, code: town.code.clone() })
}

fn moves(desk: &Desk, gateway: String) -> Result<DeskState, Failure> {
    deeds::gateway_set(desk, GatewayInput { gateway })
}

/// A case that waits goes up, and is at the gateway.
fn goes_up(desk: &Desk, case: &CaseView) {
    desk.send_now().unwrap();
    assert_eq!(show(desk, case).row.word, "省里已收到");
}

/// The gateway starts anew, and vouches for these.
fn vouches_for(town: &mut Town, fronts: &[&Front]) {
    town.line_down();
    town.fronts = fronts.iter().map(|front| front.key).collect();
    town.line_up();
}

#[test]
fn the_code_of_an_enrolment_is_told_to_nobody_who_stands_in_between() {
    let town = Town::new();
    let between = Front::before(town.address);
    let desk = prepared(&town);
    assert_eq!(binds(&desk, between.url(), &town).unwrap_err().code, ErrorCode::WrongKey);
    let heard = between.heard();
    assert!(heard.starts_with("GET /v1/introduction?nonce="), "{heard}");
    assert!(!heard.contains("/v1/enrol") && !heard.contains(&town.code), "{heard}");
    binds(&desk, town.url(), &town).expect("the code is as good as before");
}

#[test]
fn a_front_is_taken_where_the_gateway_vouches_for_it_and_so_is_the_next_one() {
    let mut town = Town::new();
    let first = Front::before(town.address);
    vouches_for(&mut town, &[&first]);
    let desk = prepared(&town);
    binds(&desk, first.url(), &town).unwrap();
    goes_up(&desk, &submitted(&desk, ITEM, &sample(ITEM)));

    let address = first.address;
    drop(first);
    let next = Front::at(address, town.address);
    let case = submitted(&desk, "sole-trader", &sample("sole-trader"));
    assert_eq!(desk.send_now().unwrap_err().code, ErrorCode::WrongKey);
    assert!(!next.heard().contains("/v1/sync"), "nothing is said to a stranger: {}", next.heard());
    assert_eq!(show(&desk, &case).row.word, "存在本机");

    // another day: what was found out about the way is forgotten
    drop(desk);
    let desk = town.desk();
    deeds::login(&desk, LoginInput { clerk: CHIEF.into(), password: PASSWORD.into() }).unwrap();
    assert_eq!(desk.send_now().unwrap_err().code, ErrorCode::WrongKey);
    vouches_for(&mut town, &[&next]);
    goes_up(&desk, &case);
    assert!(next.heard().len() > 1_000, "it went this way");
}

#[test]
fn a_front_that_hangs_up_on_http_2_without_a_word_is_spoken_to_as_it_wants() {
    let mut town = Town::new();
    let front = Front::without_a_word(town.address);
    vouches_for(&mut town, &[&front]);
    let desk = prepared(&town);
    binds(&desk, front.url(), &town).unwrap();
    goes_up(&desk, &submitted(&desk, ITEM, &sample(ITEM)));
}

#[test]
fn what_the_gateway_refuses_is_told_behind_any_front_and_the_computer_is_bound_again() {
    for before in [Front::before, Front::without_a_word] {
        let mut town = Town::new();
        let front = before(town.address);
        vouches_for(&mut town, &[&front]);
        let desk = prepared(&town);
        binds(&desk, front.url(), &town).unwrap();
        ends_key(&town);
        drop(desk);
        // another day: that this front speaks no HTTP/2 is to be found out again
        let desk = town.desk();
        deeds::login(&desk, LoginInput { clerk: CHIEF.into(), password: PASSWORD.into() }).unwrap();
        assert_eq!(desk.send_now().unwrap_err().code, ErrorCode::KeyEnded);
        town.code = another_code(&town);
        binds(&desk, front.url(), &town).unwrap();
        goes_up(&desk, &submitted(&desk, ITEM, &sample(ITEM)));
    }
}

#[test]
fn where_two_fronts_share_an_address_the_second_one_takes_over_and_nobody_is_asked() {
    let mut town = Town::new();
    let (first, second) = (Front::before(town.address), Front::before(town.address));
    let shared = Shared::before(&[&first, &second]);
    vouches_for(&mut town, &[&first, &second]);
    let desk = prepared(&town);
    binds(&desk, shared.url(), &town).unwrap();
    goes_up(&desk, &submitted(&desk, ITEM, &sample(ITEM)));
    assert_eq!(second.heard(), "");

    let case = submitted(&desk, "sole-trader", &sample("sole-trader"));
    drop(first);
    // each connection that died with it may cost a try
    assert!((0..10).any(|_| desk.send_now().is_ok()));
    assert_eq!(show(&desk, &case).row.word, "省里已收到");
    let heard = second.heard();
    assert!(heard.contains("/v1/sync") && !heard.contains("/v1/introduction"), "{heard}");
    drop(desk);
    let desk = town.desk();
    deeds::login(&desk, LoginInput { clerk: CHIEF.into(), password: PASSWORD.into() }).unwrap();
    goes_up(&desk, &submitted(&desk, "unemployment", &sample("unemployment")));
}

#[test]
fn a_gateway_with_a_new_tls_key_is_known_by_its_own_key_and_no_station_is_bound_anew() {
    let mut town = Town::reached_at("0.0.0.0:0");
    let desk = town.open_desk();
    town.line_down();
    for file in ["keys/tls.key", "keys/tls.crt"] {
        fs::remove_file(town.folder.path().join("gateway").join(file)).unwrap();
    }
    town.line_up();
    let case = submitted(&desk, ITEM, &sample(ITEM));
    goes_up(&desk, &case);
    drop(desk);
    let desk = town.desk();
    deeds::login(&desk, LoginInput { clerk: CHIEF.into(), password: PASSWORD.into() }).unwrap();
    goes_up(&desk, &submitted(&desk, "sole-trader", &sample("sole-trader")));
}

#[test]
fn the_same_gateway_is_followed_to_another_address_and_no_other_gateway_is() {
    let mut town = Town::reached_at("0.0.0.0:0");
    let desk = town.open_desk();
    let before = town.url();
    town.line_down();
    let case = submitted(&desk, ITEM, &sample(ITEM));
    town.another_gateway_answers();
    assert_eq!(moves(&desk, town.url()).unwrap_err().code, ErrorCode::WrongKey);
    assert_eq!(deeds::desk_state(&desk, Nothing {}).unwrap().gateway, before);

    town.line_down();
    town.moves();
    assert_ne!(town.url(), before);
    assert_eq!(desk.send_now().unwrap_err().code, ErrorCode::GatewayDown);
    assert_eq!(moves(&desk, before).unwrap_err().code, ErrorCode::GatewayDown, "nobody is there");
    assert_eq!(moves(&desk, town.url()).unwrap().gateway, town.url());
    goes_up(&desk, &case);
}

#[test]
fn only_the_chief_says_where_the_gateway_is() {
    let town = Town::new();
    let desk = town.open_desk();
    let input = StaffInput { clerk: "王海".into(), password: "lingshui88".into(), chief: None };
    deeds::staff_add(&desk, input).unwrap();
    deeds::login(&desk, LoginInput { clerk: "王海".into(), password: "lingshui88".into() }).unwrap();
    assert_eq!(moves(&desk, town.url()).unwrap_err().code, ErrorCode::NotAllowed);
}
