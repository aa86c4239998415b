//! What is lost of a data folder is never made anew in silence, and what is backed up opens again.
#![allow(clippy::unwrap_used)]

mod program;
mod world;

use casework::decision::{Decision, Outcome};
use program::{Serving, done, failed, program, run};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use wire::problem::ProblemCode;
use world::village::{Counter, STATION, hash_of, noon};
use world::{client, refused, start, world};

#[test]
fn a_folder_that_lost_a_key_is_not_opened_and_none_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let init = done(data, &["init"]);
    for name in ["gateway.key", "recovery.key"] {
        let (key, away) = (data.join("keys").join(name), data.join(name));
        fs::rename(&key, &away).unwrap();
        let add = ["station", "add", STATION, "--name", "城内村"];
        let serve = ["serve", "--listen", "127.0.0.1:0"];
        for deed in [&["init"][..], &["restored"][..], &add[..], &serve[..]] {
            let (code, problem) = failed(data, deed);
            assert_eq!(code, 6, "{deed:?}");
            assert!(problem.title.contains(name) && problem.detail.contains("备份"), "{problem:?}");
        }
        assert!(!key.exists());
        fs::rename(&away, &key).unwrap();
    }
    assert_eq!(done(data, &["init"])["key"], init["key"]);
}

#[test]
fn a_county_that_lost_the_key_it_decided_with_gets_another_only_when_the_lost_one_is_ended() {
    let mut world = world();
    world.publish();
    let (first, second) = (world.complete_case("王小妹"), world.complete_case("李大哥"));
    let data = world.folder.path();
    let (token, accept) = (world.log_in("wang"), Decision::new(Outcome::Accept));
    world.decided(&token, &first, &accept);
    let key = data.join("keys/county-469028.key");
    let listed = done(data, &["keys", "list"]);
    fs::remove_file(&key).unwrap();
    assert_eq!(refused(world.decide(&token, &second, &accept)), ProblemCode::Internal);
    assert_eq!(done(data, &["keys", "list"]), listed, "the lost one is on the list");
    assert!(!key.exists());
    let lost = listed.as_array().unwrap().iter().find(|key| key["kind"] == "county").unwrap();
    let lost: seal::PublicKey = serde_json::from_value(lost["key"].clone()).unwrap();
    done(data, &["keys", "end", &lost.id().to_string(), "--reason", "丢了"]);
    world.decided(&token, &second, &accept);
    assert!(key.exists());
}

#[test]
fn a_lost_certificate_is_made_anew_from_the_key_that_the_stations_know_and_a_lost_key_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    done(data, &["init"]);
    let (key, certificate) = (data.join("keys/tls.key"), data.join("keys/tls.crt"));
    let (serving, pinned) = Serving::with_tls(data);
    drop(serving);
    let secret = fs::read(&key).unwrap();
    fs::remove_file(&certificate).unwrap();
    let (serving, shown) = Serving::with_tls(data);
    assert_eq!((shown, fs::read(&key).unwrap()), (pinned, secret));
    let health = client().get(format!("{}/health", serving.url)).send().unwrap();
    assert_eq!(health.text().unwrap(), "ok");
    drop(serving);
    fs::remove_file(&key).unwrap();
    let (code, problem) = failed(data, &["serve", "--listen", "0.0.0.0:0"]);
    assert!(code == 6 && problem.title.contains("tls.key"), "{code} {problem:?}");
    assert!(!key.exists());
}

#[test]
fn a_backup_made_while_cases_come_in_opens_as_a_gateway_with_all_that_was_taken_before() {
    let mut world = world();
    world.publish();
    let before: Vec<Counter> = (0..5).map(|n| world.complete_case(&format!("先来{n}"))).collect();
    let accept = Decision::new(Outcome::Accept);
    world.decided(&world.log_in("wang"), &before[0], &accept);
    let copies = tempfile::tempdir().unwrap();
    let copy = copies.path().join("2026.04.15");
    let arguments = ["backup", "--out", copy.to_str().unwrap(), "--json"];
    let mut backup = program(world.folder.path(), &arguments).stdout(Stdio::piped()).spawn().unwrap();
    for n in 0.. {
        world.complete_case(&format!("后来{n}"));
        if backup.try_wait().unwrap().is_some() {
            break;
        }
    }
    let output = backup.wait_with_output().unwrap();
    assert!(output.status.success());
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(told["files"].as_u64().unwrap() >= 14, "database, three keys, ten files: {told}");
    assert_eq!(fs::read_dir(copies.path()).unwrap().count(), 1, "nothing lies beside it");
    assert!(!copy.join("partial").exists() && copy.join("content/divisions").exists());

    assert_eq!(done(&copy, &["restored"])["term"], 2);
    world.running = start(&copy, noon());
    let token = world.log_in("wang");
    for (n, counter) in before.iter().enumerate() {
        let state = world.view(&token, counter)["file"]["state"].clone();
        assert_eq!(state, if n == 0 { "accepted" } else { "materials_complete" });
        for bytes in [format!("照片 先来{n}"), format!("扫描 先来{n}")] {
            let name = hash_of(bytes.as_bytes()).to_string();
            let file = copy.join("files").join(&name[..2]).join(&name);
            assert_eq!(fs::read(file).unwrap(), bytes.as_bytes());
        }
    }
    let key = |data: &Path| fs::read(data.join("keys/county-469028.key")).unwrap();
    world.decided(&token, &before[1], &accept);
    assert_eq!(key(&copy), key(world.folder.path()));
}

#[test]
fn a_backup_covers_nothing_that_is_there_and_does_not_lie_in_the_folder_it_is_of() {
    let folder = tempfile::tempdir().unwrap();
    let (data, there) = (folder.path().join("gw"), folder.path().join("there"));
    done(&data, &["init"]);
    fs::create_dir(&there).unwrap();
    let backup = |out: &Path| failed(&data, &["backup", "--out", out.to_str().unwrap()]).0;
    assert_eq!(backup(&there), 3);
    assert_eq!(fs::read_dir(&there).unwrap().count(), 0);
    assert_eq!(backup(&data.join("files/backup")), 2);
    assert_eq!(backup(&folder.path().join("not/mounted")), 2);
    assert_eq!(fs::read_dir(data.join("files")).unwrap().count(), 0);
}

#[test]
fn the_same_copy_put_back_again_goes_on_behind_the_term_that_was_told_and_a_typo_begins_none() {
    let folder = tempfile::tempdir().unwrap();
    let (data, copy) = (folder.path().join("gw"), folder.path().join("copy"));
    done(&data, &["init"]);
    done(&data, &["backup", "--out", copy.to_str().unwrap()]);
    let put_back = |place: &str| {
        let place = folder.path().join(place);
        assert!(Command::new("cp").arg("-a").args([&copy, &place]).status().unwrap().success());
        place
    };
    let said = String::from_utf8(run(&put_back("once"), &["restored"]).stdout).unwrap();
    assert!(said.contains("任期是 2 了") && said.contains("restored --after 2"), "{said}");
    let again = put_back("again");
    for typo in ["0", "222"] {
        let (code, problem) = failed(&again, &["restored", "--after", typo]);
        assert!(code == 3 && problem.title.contains(typo), "{code} {problem:?}");
        assert!(problem.detail.contains("1 到 101"), "{problem:?}");
    }
    assert_eq!(done(&again, &["restored", "--after", "2"])["term"], 3);
}

#[test]
fn a_damaged_database_that_was_put_back_begins_no_term() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    done(data, &["init"]);
    let database = data.join("gateway.db");
    let sound = fs::read(&database).unwrap();
    let mut damaged = sound.clone();
    damaged[sound.len() / 2..].fill(0xff);
    fs::write(&database, damaged).unwrap();
    assert_eq!(failed(data, &["restored"]).0, 6);
    fs::write(&database, sound).unwrap();
    assert_eq!(done(data, &["restored"])["term"], 2);
}
