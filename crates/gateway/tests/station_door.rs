//! The station's door, over real HTTP.
#![allow(clippy::unwrap_used)]

mod world;

use casework::case::FileHash;
use seal::Digest;
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use wire::PushAnswer;
use wire::batch::{FileState, HoldCode, Verdict};
use wire::exchange::pack_message;
use wire::problem::ProblemCode;
use world::village::*;
use world::*;

#[test]
fn a_station_enrols_says_hello_pushes_three_entries_and_holds_proofs_that_verify() {
    let mut world = world();
    let hello = world.hello();
    assert_eq!((hello.accepted_through, hello.head, hello.term), (0, Digest::ZERO, 1));
    let entries = (1..=3u8)
        .map(|i| {
            let counter = world.village.take_in("王小妹", &[i; 9], &[i + 9; 9]);
            world.village.submit(&counter)
        })
        .collect();
    let packed = world.village.batch(entries);
    let first = world.push(&packed).bytes().unwrap();
    let answer: PushAnswer = serde_json::from_slice(&first).unwrap();
    assert!(answer.proofs.iter().all(|proof| proof.verify(&world.enrolment.gateway)));
    assert_eq!((answer.accepted_through, answer.proofs.len(), answer.files.len()), (3, 3, 6));
    assert_eq!(world.push(&packed).bytes().unwrap(), first, "a replay gets identical bytes");
    assert_eq!(world.hello().head, world.village.head);
}

#[test]
fn an_enrolment_code_is_good_once_for_one_device_of_one_station() {
    let world = world();
    let store = gateway_store::Store::open(world.folder.path()).unwrap();
    let station = gateway_store::NewStation { code: STATION.parse().unwrap(), name: NAME.into() };
    let code = store.add_station(station, noon()).unwrap().to_string();
    let ask = |village: &Village, code: &str| {
        world.client.post(world.url("/v1/enrol")).json(&village.enrol_request(code)).send().unwrap()
    };
    let second = Village::new(STATION);
    let other_station = Village::new("469028100201");
    assert_eq!(refused(ask(&other_station, &code)), ProblemCode::EnrolCode);
    let first: wire::enrol::Enrolment = read(ask(&second, &code));
    assert_eq!(first.certificate.device.get(), 2);
    assert_eq!(first, read(ask(&second, &code)), "an answer that was lost is given again");
    assert_eq!(refused(ask(&Village::new(STATION), &code)), ProblemCode::EnrolCode);
    assert_eq!(refused(ask(&second, "0000-0000")), ProblemCode::EnrolCode);
}

#[test]
fn a_gap_a_fork_and_a_held_entry_are_told_apart() {
    let mut world = world();
    let mut copy = world.village.clone();
    let counter = world.village.take_in("王小妹", b"photo", b"scan");
    let submit = world.village.submit(&counter);
    let first = world.village.batch(vec![submit]);
    let stranger = world.village.take_in("李大哥", b"photo-2", b"scan-2");
    let next = vec![world.village.withdraw(&stranger), world.village.submit(&stranger)];
    let second = world.village.batch(next);
    assert_eq!(refused(world.push(&second)), ProblemCode::BatchGap);
    read::<PushAnswer>(world.push(&first));
    let answer: PushAnswer = read(world.push(&second));
    assert!(matches!(answer.verdicts[0], Verdict::Held { .. }));
    assert!(matches!(answer.verdicts[1], Verdict::Accepted { .. }));
    let other = copy.take_in("陈阿公", b"photo-3", b"scan-3");
    let forked = copy.submit(&other);
    assert_eq!(refused(world.push(&copy.batch(vec![forked]))), ProblemCode::BatchFork);
}

#[test]
fn a_form_that_does_not_hold_is_held_with_a_sentence_and_stops_nothing_else() {
    let mut world = world();
    world.publish();
    let good = world.village.form.clone();
    let mut entries = Vec::new();
    for (field, value) in [("hobby", json!("钓鱼")), ("loss", json!("三万五")), ("event_date", Value::Null)]
    {
        world.village.form = good.clone();
        world.village.form.insert(field.to_owned(), value);
        let counter = world.village.take_in("符大勇", field.as_bytes(), b"scan");
        entries.push(world.village.submit(&counter));
    }
    world.village.form = good;
    let counter = world.village.take_in("符大勇", b"photo", b"scan");
    entries.push(world.village.submit(&counter));
    let packed = world.village.batch(entries);
    let answer: PushAnswer = read(world.push(&packed));
    for (verdict, word) in answer.verdicts.iter().zip(["hobby", "整数", "哪天发生"]) {
        let Verdict::Held { code: HoldCode::Form, detail, .. } = verdict else { panic!("{verdict:?}") };
        assert!(detail.contains(word), "{detail}");
    }
    assert!(matches!(answer.verdicts[3], Verdict::Accepted { .. }), "{:?}", answer.verdicts[3]);
    assert_eq!(answer.proofs.len(), 1);
    assert_eq!(read::<PushAnswer>(world.push(&packed)), answer, "a replay gets the stored word");
}

#[test]
fn a_form_whose_catalogue_is_not_here_is_taken_unread_and_marked() {
    let mut world = world();
    world.publish();
    let read_one = world.complete_case("符大勇");
    world.village.item.version = 9;
    world.village.form.insert("hobby".to_owned(), json!("钓鱼"));
    let unread = world.complete_case("李大哥");
    let token = world.log_in("wang");
    let marked = |counter: &Counter| world.view(&token, counter)["form_unread"].clone();
    assert_eq!((marked(&read_one), marked(&unread)), (json!(false), json!(true)));
    assert_eq!(world.view(&token, &unread)["layout"], Value::Null);
}

#[test]
fn a_form_that_was_replaced_while_the_station_had_no_line_is_taken_and_marked() {
    let mut world = world();
    world.publish();
    let under_the_old = world.village.clone();
    let in_time = world.complete_case("符大勇");
    world.publish_next();
    let newer = std::mem::replace(&mut world.village.item, under_the_old.item);
    let late = world.complete_case("李大哥");
    world.village.item = newer;
    world.village.form_version += 1;
    let current = world.complete_case("王小妹");
    let token = world.log_in("wang");
    let marked = |counter: &Counter| world.view(&token, counter)["form_outdated"].clone();
    assert_eq!(
        (marked(&in_time), marked(&late), marked(&current)),
        (json!(false), json!(true), json!(false))
    );
    assert_eq!(world.view(&token, &late)["newer_program"], false);
}

#[test]
fn a_file_goes_on_where_it_stands_and_a_wrong_one_begins_again() {
    let (world, photo, file) = photo_awaited(3_000);
    let session = world.hello().session;
    let send = |offset, bytes: &[u8], last| {
        world.piece(&session, &file, offset, last).body(bytes.to_vec()).send().unwrap()
    };
    assert_eq!(read::<FileState>(send(0, &photo[..1000], false)).offset, 1000);
    let wrong = send(2000, &photo[2000..], true);
    assert_eq!(wrong.headers()["upload-offset"], "1000");
    assert_eq!(refused(wrong), ProblemCode::FileOffset);
    assert_eq!(refused(send(1000, &[0; 2000], true)), ProblemCode::FileHash);
    assert!(read::<FileState>(send(0, &photo, true)).complete);
    assert_eq!(refused(world.get(&session, &format!("/v1/files/{file}"))), ProblemCode::NotFound);
    let unknown = world.piece(&session, &hash_of(b"never named"), 0, true).body("x").send().unwrap();
    assert_eq!(refused(unknown), ProblemCode::NotFound);
}

/// The gateway waits for a photo of so many bytes, by its name.
fn photo_awaited(bytes: usize) -> (World, Vec<u8>, FileHash) {
    let mut world = world();
    let photo = vec![5u8; bytes];
    let counter = world.village.take_in("王小妹", &photo, b"scan");
    let entry = world.village.submit(&counter);
    let packed = world.village.batch(vec![entry]);
    read::<PushAnswer>(world.push(&packed));
    let file = hash_of(&photo);
    (world, photo, file)
}

/// The beginning of a piece has left for the gateway; gives the line on which the rest never comes.
fn begun_piece(world: &World, file: &FileHash, of: usize, begin: &[u8]) -> std::net::TcpStream {
    let session = world.hello().session;
    let mut line = std::net::TcpStream::connect(world.running.address()).unwrap();
    write!(
        line,
        "PATCH /v1/files/{file} HTTP/1.1\r\nHost: gw\r\nAuthorization: Bearer {session}\r\n\
         Upload-Offset: 0\r\nUpload-Complete: ?1\r\nContent-Length: {of}\r\n\r\n"
    )
    .unwrap();
    line.write_all(begin).unwrap();
    line
}

/// Asks how much of a file the gateway has until it has some, and sends the rest.
fn goes_on(world: &World, file: &FileHash, whole: &[u8]) -> u64 {
    let hello = world.village.hello(vec![file.clone()]);
    let ask = || {
        let answer = world.client.post(world.url("/v1/sync/hello")).json(&hello).send().unwrap();
        read::<wire::hello::HelloAnswer>(answer).files.remove(0)
    };
    let state = (0..5000).map(|_| ask()).find(|state| state.offset > 0).unwrap();
    assert!(!state.complete);
    let rest = &whole[usize::try_from(state.offset).unwrap()..];
    let session = world.hello().session;
    let sent = world.piece(&session, file, state.offset, true).body(rest.to_vec()).send().unwrap();
    assert!(read::<FileState>(sent).complete);
    state.offset
}

#[test]
fn what_arrived_of_a_piece_before_the_line_was_cut_is_kept() {
    let (world, photo, file) = photo_awaited(200_000);
    let mut line = begun_piece(&world, &file, photo.len(), &photo[..120_000]);
    line.shutdown(std::net::Shutdown::Write).unwrap();
    let _ = line.read_to_end(&mut Vec::new());
    goes_on(&world, &file, &photo);
}

#[test]
fn what_arrived_of_a_piece_is_told_on_a_new_line_while_nobody_knows_that_the_old_one_is_dead() {
    let (world, photo, file) = photo_awaited(200_000);
    let old = begun_piece(&world, &file, photo.len(), &photo[..120_000]);
    assert_eq!(goes_on(&world, &file, &photo), 120_000);
    drop(old);
}

#[test]
fn when_the_last_file_is_here_a_signed_event_says_so() {
    let mut world = world();
    world.complete_case("王小妹");
    let session = world.hello().session;
    let page = world.pull(&session, 0);
    assert!(page.follows(&Digest::ZERO, 1, &world.enrolment.gateway));
    assert_eq!((page.events.len(), page.more), (1, false));
    assert_eq!(page, world.pull(&session, 0), "the same cursor gives the same page");
    let empty = world.pull(&session, 1);
    assert!(empty.events.is_empty() && empty.follows(&page.head, 2, &world.enrolment.gateway));
    assert_eq!(refused(world.get(&session, "/v1/sync/pull?cursor=99")), ProblemCode::BatchGap);
}

#[test]
fn what_a_hello_brings_of_events_comes_packed_for_who_takes_it_so_and_plain_for_who_does_not() {
    let mut world = world();
    for name in ["王小妹", "符大哥", "陈例言", "李示例"] {
        world.complete_case(name);
    }
    let said = Village::hello_of(&[&world.village], 0);
    let hello = || world.client.post(world.url("/v1/sync/hello")).json(&said);
    let packed = hello().header("accept-encoding", "zstd").send().unwrap();
    assert_eq!(packed.headers()["content-encoding"], "zstd");
    let packed = packed.bytes().unwrap();
    let answer: Value = serde_json::from_slice(&zstd::decode_all(&packed[..]).unwrap()).unwrap();
    let plain = hello().send().unwrap();
    assert!(!plain.headers().contains_key("content-encoding"));
    let plain = plain.bytes().unwrap();
    assert!(packed.len() < plain.len() * 3 / 4, "{} of {}", packed.len(), plain.len());
    assert_eq!(serde_json::from_slice::<Value>(&plain).unwrap()["events"], answer["events"]);
    assert!(!answer["events"].is_null());
}

#[test]
fn the_catalogue_comes_with_the_gateways_signature() {
    let mut world = world();
    let edition = world.publish();
    let hello = world.hello();
    assert_eq!(hello.catalogue, Some(edition));
    let answer = world.get(&hello.session, "/v1/catalogue/469028/1");
    let signature = answer.headers()["signature-ed25519"].to_str().unwrap().parse().unwrap();
    let bytes = answer.bytes().unwrap();
    assert!(world.enrolment.gateway.verifies(&pack_message(&bytes), &signature));
    assert_eq!(refused(world.get(&hello.session, "/v1/catalogue/469028/2")), ProblemCode::NotFound);
    assert_eq!(refused(world.get("nobody", "/v1/catalogue/469028/1")), ProblemCode::NotAuthorised);
}

#[test]
fn garbage_oversized_bodies_and_wrong_ways_get_a_problem_and_nothing_breaks() {
    let world = world();
    let post = |path: &str, body: Vec<u8>| world.client.post(world.url(path)).body(body).send().unwrap();
    assert_eq!(refused(post("/v1/sync/push", b"\x28\xb5\x2f\xfd garbage".to_vec())), ProblemCode::BadRequest);
    assert_eq!(refused(post("/v1/sync/push", vec![0; 200_000])), ProblemCode::TooLarge);
    assert_eq!(refused(post("/v1/sync/hello", b"{}".to_vec())), ProblemCode::BadRequest);
    assert_eq!(refused(post("/v1/enrol", vec![b'['; 70_000])), ProblemCode::TooLarge);
    assert_eq!(refused(post("/v1/enrol", vec![b'['; 60_000])), ProblemCode::BadRequest);
    assert_eq!(refused(post("/nowhere", vec![])), ProblemCode::NotFound);
    assert_eq!(refused(world.get("x", "/v1/nowhere")), ProblemCode::NotFound);
    assert_eq!(refused(world.get("x", "/../../etc/passwd")), ProblemCode::NotFound);
    let wrong_way = world.client.get(world.url("/v1/enrol")).send().unwrap();
    assert_eq!(wrong_way.status(), 405);
    assert_eq!(refused(wrong_way), ProblemCode::BadRequest);
    let session = world.hello().session;
    let piece = world.piece(&session, &hash_of(b"x"), 0, false).body(vec![0; 2_000_000]).send().unwrap();
    assert_eq!(refused(piece), ProblemCode::TooLarge);
    let bomb = zstd_of(64 * 1024 * 1024);
    assert!(bomb.len() < 128 * 1024);
    assert_eq!(refused(post("/v1/sync/push", bomb)), ProblemCode::TooLarge);
    assert!(world.client.get(world.url("/health")).send().unwrap().status().is_success());
}

/// Zeros without end, packed.
fn zstd_of(bytes: usize) -> Vec<u8> {
    zstd::encode_all(std::io::repeat(0).take(bytes as u64), 3).unwrap()
}

#[test]
fn every_answer_is_dated_by_the_gateways_clock() {
    let world = world();
    for path in ["/health", "/nowhere"] {
        let answer = world.client.get(world.url(path)).send().unwrap();
        let date = answer.headers()["date"].to_str().unwrap();
        assert!(date.starts_with("Wed, 15 Apr 2026 01:0") && date.ends_with(" GMT"), "{path}: {date}");
        assert_eq!(answer.headers().get_all("date").iter().count(), 1);
    }
}

#[test]
fn every_answer_is_hardened_and_the_interface_is_described() {
    let world = world();
    let home = world.client.get(world.url("/")).send().unwrap();
    assert_eq!(home.headers()["x-content-type-options"], "nosniff");
    assert!(home.headers().contains_key("content-security-policy"));
    assert!(home.text().unwrap().contains("便民网关正在运行"));
    let described: serde_json::Value = read(world.client.get(world.url("/openapi.json")).send().unwrap());
    for path in ["/v1/sync/push", "/v1/files/{sha256}", "/v1/county/cases/{number}/decisions"] {
        assert!(described["paths"][path].is_object(), "{path}");
    }
    for (path, method) in [("/v1/files/{sha256}", "patch"), ("/v1/county/session", "delete")] {
        assert!(described["paths"][path][method].is_object(), "{path}");
    }
}

#[test]
fn a_second_server_on_the_same_folder_is_refused_and_a_stopped_one_lets_go() {
    let World { running, folder, .. } = world();
    let settings = || gateway::Settings {
        data: folder.path().to_owned(),
        listen: "127.0.0.1:0".parse().unwrap(),
        fronts: Vec::new(),
        console: None,
        clock: gateway::Clock::System,
    };
    assert!(matches!(gateway::serve(settings()), Err(gateway::ServeError::Lock(_))));
    running.stop();
    gateway::serve(settings()).unwrap().stop();
}

#[test]
fn anything_but_loopback_is_tls_and_the_enrolment_pins_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let foundation = gateway_store::Foundation { province: 46, demo: false };
    let store = gateway_store::Store::init(folder.path(), foundation, noon()).unwrap();
    let station = gateway_store::NewStation { code: STATION.parse().unwrap(), name: NAME.into() };
    let now = gateway::Clock::System.now();
    let code = store.add_station(station, now).unwrap();
    let settings = |clock| gateway::Settings {
        data: folder.path().to_owned(),
        listen: "0.0.0.0:0".parse().unwrap(),
        fronts: Vec::new(),
        console: None,
        clock,
    };
    let set = gateway::Clock::set(noon());
    assert!(matches!(gateway::serve(settings(set)), Err(gateway::ServeError::ClockSet)));
    let running = gateway::serve(settings(gateway::Clock::System)).unwrap();
    assert!(running.url().starts_with("https://"));
    let port = running.address().port();
    assert!(client().get(format!("http://127.0.0.1:{port}/health")).send().is_err());
    let village = Village::new(STATION);
    let answer = client()
        .post(format!("https://127.0.0.1:{port}/v1/enrol"))
        .json(&village.enrol_request(&code.to_string()))
        .send()
        .unwrap();
    assert_eq!(answer.version(), reqwest::Version::HTTP_2);
    let enrolment: wire::enrol::Enrolment = read(answer);
    assert_eq!(enrolment.tls_key, running.tls_key().map(|key| key.to_string()));
    let pem = std::fs::read_to_string(folder.path().join("keys/tls.key")).unwrap();
    let pair = rcgen::KeyPair::from_pem(&pem).unwrap();
    let spki = rcgen::PublicKeyData::subject_public_key_info(&pair);
    assert_eq!(enrolment.tls_key, Some(Digest::of(&spki).to_string()));
}
