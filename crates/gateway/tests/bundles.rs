//! Sticks at the county's desk: over real HTTP as the console does it, and by the program.
#![allow(clippy::unwrap_used)]

mod world;

use seal::Digest;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wire::bundle::{Addressed, Frame, Header, LaneRange, Piece, VOLUME, Volumes, Way, open};
use wire::problem::ProblemCode;
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
