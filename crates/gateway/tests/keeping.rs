//! What is lost of a data folder is never made anew in silence.
#![allow(clippy::unwrap_used)]

mod program;
mod world;

use casework::decision::{Decision, Outcome};
use program::{Serving, done, failed};
use std::fs;
use wire::problem::ProblemCode;
use world::village::STATION;
use world::{client, refused, world};

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
