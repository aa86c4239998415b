//! What comes in wrong gets its sentence and loses nothing.

use crate::town::*;
use serde_json::{Value, json};
use station::clock::Clock;
use station::deeds;
use station::view::*;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};

fn code(result: Result<Value, Failure>) -> ErrorCode {
    result.unwrap_err().code
}

#[test]
fn form_data_with_unknown_fields_or_wrong_types_is_named_and_nothing_is_frozen() {
    let town = Town::new();
    let desk = town.open_desk();
    for (field, value) in
        [("not_a_field", json!("x")), ("applicant_name", json!(12)), ("applicant_id", json!(["a"]))]
    {
        let draft = filled(&desk, "old-age-allowance", &sample("old-age-allowance"), &[]);
        let mut data = draft.data.clone();
        data.insert(field.into(), value);
        let saved =
            deeds::draft_save(&desk, DraftSave { draft: draft.draft.clone(), rev: draft.rev, data }).unwrap();
        assert!(
            saved.evaluation.errors.iter().any(|e| e.path == field),
            "{field}: {:?}",
            saved.evaluation.errors
        );
        let refused = deeds::case_freeze(&desk, DraftInput { draft: draft.draft.clone() }).unwrap_err();
        assert_eq!(refused.code, ErrorCode::Form, "{field}");
        assert!(refused.problems.iter().any(|p| p.path == field));
        deeds::draft_open(&desk, DraftInput { draft: draft.draft }).unwrap();
    }
}

#[test]
fn all_missing_materials_are_told_at_once_and_the_notice_prints() {
    let town = Town::new();
    let desk = town.open_desk();
    let data = sample("old-age-allowance");
    let full = filled(&desk, "old-age-allowance", &data, &[]);
    let needed: Vec<&str> =
        full.slots.iter().filter(|s| !s.files.is_empty()).map(|s| s.guide.slot.as_str()).collect();
    let bare = filled(&desk, "old-age-allowance", &data, &needed);
    let refused = deeds::case_freeze(&desk, DraftInput { draft: bare.draft.clone() }).unwrap_err();
    assert_eq!(refused.code, ErrorCode::Missing);
    assert!(refused.problems.len() > 1, "{:?}", refused.problems);
    assert!(deeds::paper_bytes(&desk, &bare.draft, "notice").unwrap().starts_with(b"%PDF-"));
}

#[test]
fn a_hostile_file_is_refused_with_its_sentence_and_the_slot_stays_as_it_was() {
    let town = Town::new();
    let desk = town.open_desk();
    let draft = filled(&desk, "old-age-allowance", &sample("old-age-allowance"), &[]);
    let slot = draft.slots.iter().find(|s| !s.files.is_empty()).unwrap().guide.slot.clone();
    let pdf_named_jpg = b"%PDF-1.7 nothing".to_vec();
    for (name, bytes, expected) in [
        ("身份证.jpg", pdf_named_jpg, ErrorCode::FileKind),
        ("../../etc/passwd", b"root:x:0:0".to_vec(), ErrorCode::FileKind),
        (&"很".repeat(300), vec![], ErrorCode::FileKind),
        ("photo.png", vec![0x89; 21 * 1024 * 1024], ErrorCode::FileTooLarge),
    ] {
        let input = json!({"draft": draft.draft, "slot": slot, "file_name": name, "bytes": base64(&bytes)});
        assert_eq!(code(call(&desk, "material_add", input)), expected, "{name}");
    }
    let unknown =
        json!({"draft": draft.draft, "slot": "../x", "file_name": "a", "bytes": base64(&picture(1))});
    assert_eq!(code(call(&desk, "material_add", unknown)), ErrorCode::NotFound);
    let after = deeds::draft_open(&desk, DraftInput { draft: draft.draft.clone() }).unwrap();
    assert_eq!(after.slots, draft.slots);
}

#[test]
fn a_scan_of_nothing_of_another_case_or_of_the_residents_own_copy_is_not_bound() {
    let town = Town::new();
    let desk = town.open_desk();
    let one = frozen(&desk, "old-age-allowance", &sample("old-age-allowance"));
    let two = frozen(&desk, "unemployment", &sample("unemployment"));
    let bind = |case: &CaseView, bytes: &[u8]| {
        deeds::bind_scan(&desk, &case.case, bytes).map(|_| ()).unwrap_err().code
    };
    assert_eq!(bind(&one, &picture(90)), ErrorCode::NoCode);
    assert_eq!(bind(&one, &scan(&desk, &two.case, "form")), ErrorCode::OtherCase);
    assert_eq!(bind(&one, &scan(&desk, &one.case, "receipt")), ErrorCode::OtherPaper);
    assert_eq!(show(&desk, &one).signed, "");
    let found = deeds::bind_scan(&desk, "", &scan(&desk, &two.case, "form")).unwrap();
    assert_eq!(found.case, two.case, "the code on the page finds the case");
}

#[test]
fn a_name_that_no_font_can_print_stops_the_print_and_names_the_character() {
    let town = Town::new();
    let desk = town.open_desk();
    let mut data = sample("old-age-allowance");
    data.insert("applicant_name".into(), json!("李\u{E123}"));
    data.insert("account_name".into(), json!("李\u{E123}"));
    let case = frozen(&desk, "old-age-allowance", &data);
    let stopped = deeds::paper_bytes(&desk, &case.case, "form").unwrap_err();
    assert_eq!(stopped.code, ErrorCode::NoGlyph);
    assert!(stopped.message.contains("U+E123"), "{}", stopped.message);
    assert_eq!(show(&desk, &case).number, case.number, "the case stays taken in");
}

#[test]
fn a_clock_at_2019_is_told_and_never_blocks_taking_a_case_in() {
    let town = Town::new();
    drop(town.open_desk());
    let desk = town.desk_at(Clock::demo(casework::moment::Moment::from_millis(1_546_300_800_000)));
    let state = deeds::login(&desk, LoginInput { clerk: CHIEF.into(), password: PASSWORD.into() }).unwrap();
    assert!(state.clock_warning.contains("2019"), "{}", state.clock_warning);
    let case = frozen(&desk, "sole-trader", &sample("sole-trader"));
    assert!(case.number.starts_with(STATION));
}

#[test]
fn wrong_passwords_unknown_commands_and_unreadable_input_each_get_their_sentence() {
    let town = Town::new();
    let desk = town.open_desk();
    deeds::logout(&desk, Nothing {}).unwrap();
    let login = |clerk: &str, password: &str| {
        code(call(&desk, "login", json!({"clerk": clerk, "password": password})))
    };
    assert_eq!(login(CHIEF, "wrong"), ErrorCode::WrongPassword);
    assert_eq!(login("没有这个人", PASSWORD), ErrorCode::WrongPassword);
    assert_eq!(code(call(&desk, "rm_rf", json!({}))), ErrorCode::Input);
    assert_eq!(code(call(&desk, "login", json!([1, 2]))), ErrorCode::Input);
    assert_eq!(code(call(&desk, "home", json!({}))), ErrorCode::NotLoggedIn);
}

#[test]
fn a_second_program_on_the_same_folder_is_refused_politely() {
    let town = Town::new();
    let _first = town.open_desk();
    let second = town.desk();
    let refused =
        deeds::login(&second, LoginInput { clerk: CHIEF.into(), password: PASSWORD.into() }).unwrap_err();
    assert_eq!(refused.code, ErrorCode::Busy);
}

/// Answers every connection with the same bytes until `stop` connects with nothing more to hear.
fn impostor(address: SocketAddr, answer: &'static [u8], visits: usize) -> std::thread::JoinHandle<()> {
    let listener = TcpListener::bind(address).unwrap();
    std::thread::spawn(move || {
        for _ in 0..visits {
            let (mut stream, _) = listener.accept().unwrap();
            let mut heard = [0; 4096];
            let _ = stream.read(&mut heard);
            let _ = stream.write_all(answer);
        }
    })
}

#[test]
fn whatever_answers_instead_of_the_gateway_is_told_apart_and_the_queue_stays_whole() {
    let mut town = Town::new();
    let desk = town.open_desk();
    let case = submitted(&desk, "old-age-allowance", &sample("old-age-allowance"));
    town.line_down();
    let portal: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 26\r\nConnection: close\r\n\r\n<html>please log in</html>";
    let broken: &[u8] = b"HTTP/1.1 500 Oops\r\nContent-Type: text/plain\r\nContent-Length: 4\r\nConnection: close\r\n\r\noops";
    let garbage: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\nConnection: close\r\n\r\n{\"sessio\"";
    let noise: &[u8] = b"\x00\x01\x02 nothing of HTTP\r\n\r\n";
    for (what, answer, expected) in [
        ("captive portal", portal, ErrorCode::NotTheGateway),
        ("500", broken, ErrorCode::NotTheGateway),
        ("cut JSON", garbage, ErrorCode::LinkGarbage),
        ("noise", noise, ErrorCode::Link),
        ("nothing", b"", ErrorCode::Link),
    ] {
        let liar = impostor(town.address, answer, 1);
        let failure = desk.send_now().unwrap_err();
        assert_eq!(failure.code, expected, "{what}");
        assert!(!failure.message.is_empty() && !failure.next.is_empty());
        liar.join().unwrap();
        assert_eq!(show(&desk, &case).row.word, "存在本机", "{what}");
    }
    town.line_up();
    assert_eq!(desk.send_now().unwrap().entries, 1);
    assert_eq!(show(&desk, &case).row.word, "省里已收到");
}

#[test]
fn a_catalogue_with_a_changed_byte_is_refused_and_the_last_good_one_stays() {
    let town = Town::new();
    drop(town.open_desk());
    let items = |desk: &station::Desk| {
        deeds::login(desk, LoginInput { clerk: CHIEF.into(), password: PASSWORD.into() }).unwrap();
        deeds::item_search(desk, SearchInput { text: String::new(), limit: 50 })
    };
    spoil_pack(&town, 1);
    assert_eq!(items(&town.desk()).unwrap().len(), 12, "a later pack that is spoilt changes nothing");
    spoil_pack(&town, 0);
    assert_eq!(items(&town.desk()).unwrap_err().code, ErrorCode::Catalogue, "no good pack is left");
}

/// Keeps a pack, `later` versions after the good one, of which one byte differs from what was signed.
fn spoil_pack(town: &Town, later: u32) {
    let folder = town.folder.path().join("station");
    let vault = station::vault::Vault::new(&folder, seal::slot::Cost::FLOOR);
    let key = vault.open(CHIEF, PASSWORD, 0).unwrap();
    let mut store = station_store::Store::open(&folder, &key).unwrap();
    let mut pack = store.packs().unwrap().pop().unwrap();
    let middle = pack.bytes.len() / 2;
    pack.bytes[middle] ^= 1;
    pack.version += later;
    store.keep_pack(&pack, morning()).unwrap();
}
