//! Pulling and deciding against a real gateway over real HTTP, by the library and by the program itself.
#![allow(clippy::unwrap_used)]

#[path = "../../gateway/tests/world/mod.rs"]
mod world;

mod line;

use casework::decision::{Decision, Demand, Outcome};
use casework::state::State;
use county::{Account, CountyError, Link, NamedFile, files_of, pull};
use line::Line;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use wire::county::CaseFile;
use world::village::hash_of;
use world::{PASSWORD, World, world};

fn link(world: &World, user: &str) -> Link {
    link_to(world.running.url(), user)
}

fn link_to(gateway: String, user: &str) -> Link {
    let account = Account { gateway, tls_key: None, user: user.into(), password: PASSWORD.into() };
    Link::open(&account).unwrap()
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn cases_in(batch: &Path) -> Vec<CaseFile> {
    let read = |name: String| {
        serde_json::from_slice(&std::fs::read(batch.join("cases").join(name)).unwrap()).unwrap()
    };
    names_in(&batch.join("cases")).into_iter().map(read).collect()
}

fn every_file(batch: &Path) -> Vec<(NamedFile, Vec<u8>)> {
    let files = cases_in(batch).iter().flat_map(files_of).collect::<Vec<_>>();
    files.into_iter().map(|named| (named.clone(), std::fs::read(batch.join(named.path)).unwrap())).collect()
}

/// Where the gateway keeps a file; the test damages it there.
fn blob(world: &World, bytes: &[u8]) -> PathBuf {
    let name = hash_of(bytes).to_string();
    let mut folders = vec![world.folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().unwrap().to_string_lossy().contains(&name) {
                return path;
            }
        }
    }
    panic!("the gateway does not have {name}")
}

#[test]
fn a_pulled_batch_holds_every_case_and_file_and_is_not_pulled_again() {
    let mut world = world();
    let (first, second) = (world.complete_case("王小妹"), world.complete_case("李大哥"));
    let out = tempfile::tempdir().unwrap();
    let pulled = pull(&link(&world, "wang"), out.path(), 50, None).unwrap();
    let batch = pulled.folder.clone().unwrap();
    assert_eq!((pulled.cases, pulled.fetched), (2, 4));
    assert_eq!(pulled.pinned_key.unwrap(), world.enrolment.gateway.to_string());
    assert_eq!(names_in(&batch), ["cases", "cases.csv", "cases.xlsx", "manifest.json", "materials"]);
    let applicants: Vec<_> = cases_in(&batch).into_iter().map(|c| c.submission.frozen).collect();
    assert_eq!(applicants, [first.frozen, second.frozen]);
    for (named, bytes) in every_file(&batch) {
        assert_eq!(hash_of(&bytes), named.sha256);
    }
    let again = pull(&link(&world, "wang"), out.path(), 50, None).unwrap();
    assert_eq!((again.folder, again.cases, again.pinned_key), (None, 0, None));
}

#[test]
fn a_broken_pull_goes_on_where_it_stopped_and_a_damaged_file_is_refused() {
    let mut world = world();
    world.complete_case("王小妹");
    world.complete_case("李大哥");
    let path = blob(&world, "照片 李大哥".as_bytes());
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, "照片 李大叔".as_bytes()).unwrap();
    let out = tempfile::tempdir().unwrap();
    let error = pull(&link(&world, "wang"), out.path(), 50, None).unwrap_err();
    assert!(matches!(error, CountyError::Material(_) | CountyError::Refused(_)), "{error:?}");
    let unfinished = names_in(out.path()).into_iter().find(|n| n.ends_with(".unfinished"));
    assert!(unfinished.is_some(), "nothing that looks whole was made: {:?}", names_in(out.path()));
    std::fs::write(&path, whole).unwrap();
    let pulled = pull(&link(&world, "wang"), out.path(), 50, None).unwrap();
    assert_eq!((pulled.cases, pulled.fetched), (2, 2), "what was there did not cross the line again");
    assert_eq!(every_file(&pulled.folder.unwrap()).len(), 4);
    assert!(!names_in(out.path()).iter().any(|n| n.ends_with(".unfinished")));
}

#[test]
fn a_half_fetched_file_is_completed() {
    let mut world = world();
    world.complete_case("王小妹");
    let out = tempfile::tempdir().unwrap();
    let lease = world.lease(&world.log_in("wang")).manifest.lease;
    let photo = "照片 王小妹".as_bytes();
    let part = out.path().join(format!("batch-{lease}.unfinished/.coming")).join(hash_of(photo).as_str());
    std::fs::create_dir_all(part.parent().unwrap()).unwrap();
    std::fs::write(&part, &photo[..5]).unwrap();
    let pulled = pull(&link(&world, "wang"), out.path(), 50, None).unwrap();
    assert_eq!(pulled.fetched, 2);
    assert!(every_file(&pulled.folder.unwrap()).iter().any(|(_, bytes)| bytes == photo));
}

#[test]
fn a_line_that_breaks_in_the_middle_of_a_file_costs_only_what_had_not_come() {
    let mut world = world();
    let photo = "照片".repeat(100_000);
    let counter = world.village.take_in("王小妹", photo.as_bytes(), b"scan");
    world.send(&counter, &photo, "scan");
    let line = Line::to(world.running.address());
    let out = tempfile::tempdir().unwrap();
    line.breaks_after(400_000);
    let broken = pull(&link_to(line.url(), "wang"), out.path(), 50, None).unwrap_err();
    assert!(matches!(broken, CountyError::Cut(_)), "{broken:?}");
    line.breaks_after(usize::MAX);
    let pulled = pull(&link_to(line.url(), "wang"), out.path(), 50, None).unwrap();
    assert!(line.carried() < photo.len() - 300_000, "{} bytes came again", line.carried());
    assert!(every_file(&pulled.folder.unwrap()).iter().any(|(_, bytes)| bytes == photo.as_bytes()));
}

#[test]
fn the_same_file_in_two_batches_crosses_the_line_once() {
    let mut world = world();
    let out = tempfile::tempdir().unwrap();
    world.complete_case("王小妹");
    pull(&link(&world, "wang"), out.path(), 50, None).unwrap();
    let counter = world.village.take_in("王小弟", "照片 王小妹".as_bytes(), "扫描 王小弟".as_bytes());
    world.send(&counter, "照片 王小妹", "扫描 王小弟");
    let pulled = pull(&link(&world, "wang"), out.path(), 50, None).unwrap();
    assert_eq!((pulled.cases, pulled.fetched), (1, 1));
    assert_eq!(every_file(&pulled.folder.unwrap()).len(), 2);
}

#[test]
fn another_key_than_the_pinned_one_is_refused_and_nothing_is_written() {
    let mut world = world();
    world.complete_case("王小妹");
    let out = tempfile::tempdir().unwrap();
    let pinned = seal::SigningKey::from_bytes([1; 32]).public();
    std::fs::write(out.path().join("gateway-key"), format!("{pinned}\n")).unwrap();
    let error = pull(&link(&world, "wang"), out.path(), 50, None).unwrap_err();
    assert!(matches!(error, CountyError::OtherKey { .. }), "{error:?}");
    assert_eq!(names_in(out.path()), [".pull-lock", "gateway-key"]);
}

#[test]
fn a_decision_stands_at_the_gateway_and_an_impossible_one_is_refused() {
    let mut world = world();
    let counter = world.complete_case("王小妹");
    let link = link(&world, "wang");
    let accepted = link.decide(&counter.frozen.number, &Decision::new(Outcome::Accept), None).unwrap();
    assert_eq!(accepted.state, State::Accepted);
    let late = Decision { reason: "晚了".into(), ..Decision::new(Outcome::RefuseAcceptance) };
    let error = link.decide(&counter.frozen.number, &late, None).unwrap_err();
    assert_eq!((error.exit_code(), error.code()), (3, "state_conflict".to_owned()));
}

fn program(world: &World, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bianmin-county"));
    command.args(arguments).args(["--gateway", &world.running.url(), "--user", "wang"]);
    command.env("BIANMIN_PASSWORD", PASSWORD).output().unwrap()
}

fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_program_pulls_decides_and_says_so_in_its_exit_codes() {
    let mut world = world();
    let counter = world.complete_case("王小妹");
    let out = tempfile::tempdir().unwrap();
    let pull = ["pull", "--out", out.path().to_str().unwrap()];
    let (code, words, hint) = said(&program(&world, &pull));
    assert!(code == 0 && words.starts_with("取到 1 件") && hint.contains("公钥"), "{code} {words} {hint}");
    let (code, words, _) = said(&program(&world, &pull));
    assert_eq!((code, words.trim()), (0, "没有新的办件。"));

    let number = counter.frozen.number.grouped();
    let (code, words, _) = said(&program(&world, &["decide", &number, "--result", "accept"]));
    assert!(code == 0 && words.contains("受理") && words.contains("文书"), "{code} {words}");
    let (code, _, words) = said(&program(&world, &["decide", &number, "--result", "accept", "--json"]));
    assert_eq!(code, 0, "the same decision twice is one decision: {words}");
    let correct = ["decide", &number, "--result", "correct", "--field", "id_card=看不清,请重拍", "--json"];
    let (code, _, problem) = said(&program(&world, &correct));
    let problem: serde_json::Value = serde_json::from_str(&problem).unwrap();
    assert_eq!(
        (code, problem["code"].as_str(), problem["exit"].as_i64()),
        (3, Some("state_conflict"), Some(3))
    );
}

/// A case as it was pulled, and corrected since.
fn pulled_and_corrected(world: &mut World, out: &Path) -> String {
    let counter = world.complete_case("王小妹");
    let link = link(world, "wang");
    pull(&link, out, 50, None).unwrap();
    let demands = vec![Demand { field: "id_card".into(), words: "照片看不清,请重拍".into() }];
    let correction = Decision { demands, ..Decision::new(Outcome::Correct) };
    link.decide(&counter.frozen.number, &correction, Some(1)).unwrap();
    assert!(world.correct(&counter, 1).files.iter().all(|file| file.complete));
    counter.frozen.number.grouped()
}

#[test]
fn the_program_decides_on_no_version_but_the_one_that_was_pulled_or_is_named() {
    let mut world = world();
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().to_str().unwrap();
    let number = pulled_and_corrected(&mut world, out.path());
    let accept = |seen: [&str; 2]| {
        let arguments = ["decide", &number, "--result", "accept", seen[0], seen[1]];
        said(&program(&world, &arguments))
    };
    for seen in [["--out", folder], ["--version", "1"]] {
        let (code, _, words) = accept(seen);
        assert_eq!(code, 3, "{words}");
        assert!(words.contains("第 1 版") && words.contains("第 2 版"), "{words}");
    }
    assert_eq!(pull(&link(&world, "wang"), out.path(), 50, None).unwrap().cases, 1);
    let (code, words, problem) = accept(["--out", folder]);
    assert!(code == 0 && words.contains("受理"), "{code} {words} {problem}");
    let elsewhere = tempfile::tempdir().unwrap();
    let (code, _, words) = accept(["--out", elsewhere.path().to_str().unwrap()]);
    assert!(code == 2 && words.contains("没有取到这一件"), "{code} {words}");
}

#[test]
fn the_program_tells_a_wrong_command_line_number_key_or_line_apart() {
    let world = world();
    let (code, _, words) = said(&program(&world, &["decide", "123", "--result", "accept"]));
    assert!(code == 2 && words.contains("123"), "{code} {words}");
    let (code, _, words) = said(&program(&world, &["pull"]));
    assert!(code == 2 && words.contains("--help"), "{code} {words}");
    let out = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_bianmin-county"));
    command.args(["pull", "--gateway", "http://127.0.0.1:9", "--user", "wang", "--out"]).arg(out.path());
    let (code, _, words) = said(&command.env("BIANMIN_PASSWORD", PASSWORD).output().unwrap());
    assert!(code == 5 && words.contains("连不上"), "{code} {words}");
    let (code, _, words) =
        said(&command.env("BIANMIN_PASSWORD", "wrong").args(["--max", "0"]).output().unwrap());
    assert_eq!(code, 2, "{words}");
}

#[test]
fn a_wrong_password_is_refused_with_exit_3() {
    let world = world();
    let account =
        Account {
            gateway: world.running.url(), tls_key: None, user: "wang".into(), password: "不对".into()
        };
    let error = Link::open(&account).map(drop).unwrap_err();
    assert_eq!((error.exit_code(), error.code()), (3, "wrong_password".to_owned()));
}

#[test]
fn over_tls_only_the_gateway_with_the_pinned_key_is_spoken_to() {
    let world = world();
    let World { running, folder, .. } = world;
    running.stop();
    let settings = gateway::Settings {
        data: folder.path().to_owned(),
        listen: "0.0.0.0:0".parse().unwrap(),
        console: None,
        clock: gateway::Clock::set(world::village::noon()),
    };
    let running = gateway::serve(settings).unwrap();
    let open = |tls_key| {
        Link::open(&Account {
            gateway: format!("https://127.0.0.1:{}", running.address().port()),
            tls_key,
            user: "wang".into(),
            password: PASSWORD.into(),
        })
    };
    let key = running.tls_key().unwrap().parse().unwrap();
    assert_eq!(open(Some(key)).unwrap().session().user, "wang");
    let another = open(Some(seal::Digest::ZERO)).map(drop).unwrap_err();
    assert_eq!((another.exit_code(), another.code()), (6, "tls_key".to_owned()));
    let sentence = county::words::sentence(&another);
    assert!(sentence.message.contains("密码没有发出去"), "{sentence:?}");
    assert!(matches!(open(None).map(drop), Err(CountyError::Line(_))), "no authority vouches for it");
}
