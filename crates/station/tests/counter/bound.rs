//! A computer whose key the province ended is bound again, and no other one.

use crate::town::*;
use gateway_store::{NewStation, Store};
use station::view::*;
use station::{Desk, deeds};

const ITEM: &str = "old-age-allowance";

pub fn gateway(town: &Town) -> Store {
    Store::open(&town.folder.path().join("gateway")).unwrap()
}

pub fn another_code(town: &Town) -> String {
    let name = "陵水黎族自治县椰林镇城内村便民服务站".to_owned();
    let station = NewStation { code: STATION.parse().unwrap(), name };
    gateway(town).add_station(station, morning()).unwrap().to_string()
}

pub fn ends_key(town: &Town) {
    let store = gateway(town);
    let listed = gateway::key_list(&store, morning()).unwrap().list;
    let key = listed.keys.iter().find(|key| key.device.is_some()).unwrap();
    store.end_key(key, morning(), "密钥外泄", morning()).unwrap();
}

fn binds(desk: &Desk, town: &Town, code: &str) -> Result<DeskState, Failure> {
    deeds::desk_enrol(desk, EnrolInput { gateway: town.url(), code: code.to_owned() })
}

#[test]
fn a_computer_that_the_gateway_knows_is_not_bound_again_and_the_code_stays_good() {
    let town = Town::new();
    let desk = town.open_desk();
    let code = another_code(&town);
    assert_eq!(binds(&desk, &town, &code).unwrap_err().code, ErrorCode::Bound);
    ends_key(&town);
    binds(&desk, &town, &code).unwrap();
}

#[test]
fn what_waits_when_the_key_ends_goes_on_once_the_computer_is_bound_again() {
    let town = Town::new();
    let desk = town.open_desk();
    let sent = submitted(&desk, ITEM, &sample(ITEM));
    desk.send_now().unwrap();
    let waits = submitted(&desk, "sole-trader", &sample("sole-trader"));
    let unsigned = frozen(&desk, "temporary-relief", &sample("temporary-relief"));
    let pages = pages_to_sign(&desk, &unsigned.case);
    ends_key(&town);
    assert_eq!(desk.send_now().unwrap_err().code, ErrorCode::KeyEnded);
    assert_eq!(deeds::line_state(&desk, Nothing {}).unwrap().state, "ended");

    binds(&desk, &town, &another_code(&town)).unwrap();
    desk.send_now().unwrap();
    assert_eq!(deeds::line_state(&desk, Nothing {}).unwrap().state, "idle");
    for case in [&sent, &waits] {
        assert_eq!(show(&desk, case).row.word, "省里已收到");
    }
    for (_, page) in pages {
        deeds::bind_scan(&desk, &unsigned.case, &page).expect("printed and signed under the key of before");
    }
    deeds::case_submit(&desk, by(&unsigned)).unwrap();
    desk.send_now().unwrap();
    assert_eq!(show(&desk, &unsigned).row.word, "省里已收到");
}
