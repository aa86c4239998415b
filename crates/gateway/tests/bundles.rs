//! Sticks at the county's desk: over real HTTP as the console does it, and by the program.
#![allow(clippy::unwrap_used)]

mod world;

use gateway::{Clock, ServeError, Settings, serve};
use seal::Digest;
use serde_json::Value;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};
use wire::bundle::{Addressed, Frame, Header, LaneRange, Piece, VOLUME, Volumes, Way, open};
use wire::problem::{Problem, ProblemCode};
use world::village::*;
use world::*;

/// A stick with one case of the village and its two files.
fn stick(world: &mut World, folder: &Path) -> PathBuf {
    let counter = world.village.take_in("王小妹", b"photo", b"scan");
    let entry = world.village.submit(&counter);
    let packed = world.village.batch(vec![entry]);
    let hello = world.village.hello(vec![]).hello;
    let range = LaneRange { lane: wire::CASE_LANE, first: 1, last: 1, before: Digest::ZERO };
    let header = Header {
        v: 1,
        suite: 1,
        way: Way::Up,
        station: hello.log.station.clone(),
        device: hello.log.device,
        gateway: world.enrolment.gateway.id(),
        number: 1,
        volume: 1,
        before: Digest::ZERO,
        made_at: noon(),
        program: "test".to_owned(),
        epoch: hello.log.epoch,
        lanes: vec![range],
        cursor: 0,
        cursor_head: None,
        wanted: Vec::new(),
        catalogue: None,
    };
    let keys = Addressed { from: &world.village.key, to: &world.enrolment.gateway };
    let mut volumes = Volumes::begin(folder, header, keys, VOLUME).unwrap();
    volumes.add(&Frame::Batch(packed)).unwrap();
    for bytes in [b"photo".as_slice(), b"scan"] {
        let piece = Piece { file: hash_of(bytes), offset: 0, last: true, bytes: bytes.to_vec() };
        volumes.add(&Frame::Piece(piece)).unwrap();
    }
    volumes.finish().unwrap().files.remove(0)
}

fn brought(world: &World, token: &str, file: &Path) -> reqwest::blocking::Response {
    let url = world.url(&format!("/v1/county/bundles?name={}", file.file_name().unwrap().to_string_lossy()));
    world.client.post(url).bearer_auth(token).body(fs::read(file).unwrap()).send().unwrap()
}

#[test]
fn a_stick_is_taken_in_at_the_console_by_whoever_works_on_the_countys_cases_and_its_answer_taken_away() {
    let mut world = world();
    let folder = tempfile::tempdir().unwrap();
    let file = stick(&mut world, folder.path());
    assert_eq!(refused(brought(&world, "nobody", &file)), ProblemCode::NotAuthorised);
    assert_eq!(refused(brought(&world, &world.log_in("guan"), &file)), ProblemCode::Forbidden);
    let elsewhere: Value = read(brought(&world, &world.log_in("li"), &file));
    assert_eq!(elsewhere["bundles"][0]["notes"][0]["code"], "other_county");
    assert_eq!(elsewhere["replies"], serde_json::json!([]));

    let token = world.log_in("wang");
    let told: Value = read(brought(&world, &token, &file));
    assert_eq!(
        (&told["bundles"][0]["entries"], &told["bundles"][0]["files"], &told["bundles"][0]["notes"]),
        (&1.into(), &2.into(), &serde_json::json!([]))
    );
    let name = told["replies"][0]["files"][0].as_str().unwrap();
    let path = format!("/v1/county/bundles/{name}");
    assert_eq!(refused(world.get(&world.log_in("li"), &path)), ProblemCode::NotFound);
    assert_eq!(
        refused(world.get(&token, "/v1/county/bundles/469028..%2F..%2Fgateway.db")),
        ProblemCode::NotFound
    );
    let back = world.get(&token, &path).bytes().unwrap();
    let unread = open(&world.village.key, &back[..]).unwrap();
    let (header, mut reader) = unread.by(&world.enrolment.gateway).unwrap();
    assert_eq!((header.way, header.number), (Way::Down, 1));
    let mut proofs = 0;
    while let Some(frame) = reader.next_frame().unwrap() {
        if let Frame::Answer(answer) = frame {
            proofs += answer.answer.proofs.len();
            assert!(answer.answer.files.iter().all(|file| file.complete), "{answer:?}");
        }
    }
    assert_eq!(proofs, 1);
    assert!(fs::read_dir(world.folder.path().join("bundles")).unwrap().count() == 1, "no upload stays");
}

#[test]
fn a_room_that_an_earlier_run_left_goes_at_the_next_start_and_is_left_alone_while_a_program_serves() {
    let world = world();
    let room = world.folder.path().join("bundles/in-0123456789abcdef");
    fs::create_dir_all(&room).unwrap();
    fs::write(room.join("a.bianmin"), b"half of a stick").unwrap();
    let (data, listen) = (world.folder.path().to_owned(), "127.0.0.1:0".parse().unwrap());
    let second =
        serve(Settings { data, listen, fronts: Vec::new(), console: None, clock: Clock::set(noon()) });
    assert!(matches!(second, Err(ServeError::Lock(_))));
    assert!(room.exists(), "somebody may be at work in it");
    let world = world.at(noon());
    assert!(!room.exists() && world.folder.path().exists());
}

/// As if the answer had been written so many days ago.
fn age(answer: &Path, days: u64) {
    let then = SystemTime::now() - Duration::from_secs(days * 24 * 3600);
    File::options().write(true).open(answer).unwrap().set_modified(then).unwrap();
}

#[test]
fn an_answer_that_nobody_took_away_in_sixty_days_goes_and_its_stick_makes_it_anew() {
    let mut world = world();
    let folder = tempfile::tempdir().unwrap();
    let file = stick(&mut world, folder.path());
    let token = world.log_in("wang");
    let told: Value = read(brought(&world, &token, &file));
    let name = told["replies"][0]["files"][0].as_str().unwrap();
    let (path, answer) =
        (format!("/v1/county/bundles/{name}"), world.folder.path().join("bundles/back").join(name));
    age(&answer, 59);
    let world = world.at(noon());
    assert!(world.get(&token, &path).status().is_success());
    age(&answer, 61);
    let world = world.at(noon());
    let gone: Problem = serde_json::from_str(&world.get(&token, &path).text().unwrap()).unwrap();
    assert_eq!((gone.status, gone.code), (404, ProblemCode::NotFound));
    assert!(gone.title.contains("只留 60 天") && gone.detail.contains("再导入一次"), "{gone:?}");
    let again: Value = read(brought(&world, &token, &file));
    assert_eq!(again["replies"][0]["files"], told["replies"][0]["files"]);
    assert!(world.get(&token, &path).status().is_success());

    let old = answer.with_file_name("469028100200-1-0000-back.bianmin");
    fs::write(&old, b"an old answer").unwrap();
    age(&old, 61);
    read::<Value>(brought(&world, &token, &file));
    assert!(!old.exists() && answer.exists(), "a gateway that is not started anew forgets as well");
}

#[test]
fn the_program_takes_in_a_folder_beside_the_serving_gateway_and_ends_as_the_worst_of_it_asks() {
    let mut world = world();
    let folder = tempfile::tempdir().unwrap();
    let file = stick(&mut world, folder.path());
    let import = || {
        let mut program = Command::new(env!("CARGO_BIN_EXE_bianmin-gateway"));
        program.arg("--data").arg(world.folder.path()).args([
            "--json",
            "--clock",
            "2026-04-15T12:00:00+08:00",
        ]);
        program.args(["bundle", "import"]).arg(folder.path()).arg("--out").arg(folder.path());
        program.output().unwrap()
    };
    let told = import();
    assert_eq!(told.status.code(), Some(0), "{}", String::from_utf8_lossy(&told.stderr));
    let facts: Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(facts["bundles"][0]["entries"], 1);
    assert!(folder.path().join("469028100200-1-0001-back.bianmin").exists());
    // the answer lies beside it now and is none of the gateway's business; a cut one is
    let told = import();
    assert_eq!(told.status.code(), Some(0), "{}", String::from_utf8_lossy(&told.stderr));
    let bytes = fs::read(&file).unwrap();
    fs::write(folder.path().join("469028100200-1-0002.bianmin"), &bytes[..bytes.len() - 9]).unwrap();
    let told = import();
    assert_eq!(told.status.code(), Some(6));
    assert!(String::from_utf8_lossy(&told.stderr).contains("不完整"));
}
