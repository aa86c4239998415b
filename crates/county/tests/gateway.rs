//! Pulling and deciding against a real gateway over real HTTP, by the library and by the program itself.
#![allow(clippy::unwrap_used)]

#[path = "../../gateway/tests/world/mod.rs"]
mod world;

mod line;

use casework::decision::{Decision, Demand, Outcome};
use casework::state::State;
use county::batch::Batch;
use county::{Account, CountyError, FileFault, LeftOut, Link, NamedFile, files_of, pull};
use line::Line;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use wire::county::CaseFile;
use world::village::{hash_of, later};
use world::{PASSWORD, World, read, world};

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
fn a_case_whose_file_is_lost_damaged_or_short_at_the_gateway_is_left_out_and_the_others_come() {
    let mut world = world();
    let numbers = ["王小妹", "李大哥", "符大姐"].map(|name| world.complete_case(name).frozen.number);
    let whole = world.complete_case("陈阿公").frozen;
    std::fs::remove_file(blob(&world, "照片 王小妹".as_bytes())).unwrap();
    std::fs::write(blob(&world, "照片 李大哥".as_bytes()), "照片 李大叔").unwrap();
    std::fs::write(blob(&world, "扫描 符大姐".as_bytes()), "扫描").unwrap();
    let out = tempfile::tempdir().unwrap();
    let pulled = pull(&link(&world, "wang"), out.path(), 50, None).unwrap();
    let faults: Vec<_> = pulled.left_out.iter().map(|one| (one.number.clone(), one.fault)).collect();
    let expected = numbers.into_iter().zip([FileFault::Missing, FileFault::Altered, FileFault::Short]);
    assert_eq!(faults, expected.collect::<Vec<_>>());
    let batch = pulled.folder.unwrap();
    assert_eq!((pulled.cases, &cases_in(&batch)[0].submission.frozen), (1, &whole));
    assert_eq!(every_file(&batch).len(), 2);
    assert_eq!(names_in(&batch.join("materials")), [whole.number.as_str()], "what came is whole");
}

#[test]
fn a_case_that_was_left_out_is_marked_until_its_station_has_sent_the_lost_file_again() {
    let marked = |world: &World| -> bool {
        let list: Value = read(world.get(&world.log_in("wang"), "/v1/county/cases"));
        list["cases"][0]["left_out"].as_bool().unwrap()
    };
    let mut world = world();
    let damaged = world.complete_case("王小妹").frozen.number;
    let photo = "照片 王小妹";
    let file = hash_of(photo.as_bytes());
    std::fs::write(blob(&world, photo.as_bytes()), "something else").unwrap();
    let out = tempfile::tempdir().unwrap();
    let pulled = pull(&link(&world, "wang"), out.path(), 50, None).unwrap();
    assert_eq!((pulled.folder, pulled.cases, pulled.left_out.len()), (None, 0, 1));
    assert_eq!(names_in(out.path()), [".pull-lock", "gateway-key"], "nothing came, nothing lies there");
    let again = pull(&link(&world, "wang"), out.path(), 50, None).unwrap();
    assert_eq!((again.lease, again.left_out), (None, vec![]), "not every pull ends with it");
    assert!(marked(&world));

    let sent = world.piece(&world.hello().session, &file, 0, true).body(photo).send().unwrap();
    assert!(sent.status().is_success(), "{sent:?}");
    let pulled = pull(&link(&world, "wang"), out.path(), 1, None).unwrap();
    assert_eq!(cases_in(&pulled.folder.unwrap())[0].number, damaged);
    assert!(!marked(&world));
}

#[test]
fn a_lost_file_that_is_put_back_at_the_gateway_need_not_be_sent_again() {
    let mut world = world();
    let number = world.complete_case("王小妹").frozen.number;
    let path = blob(&world, "照片 王小妹".as_bytes());
    std::fs::remove_file(&path).unwrap();
    let out = tempfile::tempdir().unwrap();
    assert_eq!(pull(&link(&world, "wang"), out.path(), 50, None).unwrap().left_out.len(), 1);
    std::fs::write(&path, "照片 王小妹").unwrap();
    let pulled = pull(&link(&world, "wang"), out.path(), 50, None).unwrap();
    assert_eq!(cases_in(&pulled.folder.unwrap())[0].number, number);
}

#[test]
fn a_pull_that_broke_before_its_acknowledgement_still_says_which_cases_were_left_out() {
    let mut world = world();
    let number = world.complete_case("王小妹").frozen.number;
    world.complete_case("李大哥");
    let out = tempfile::tempdir().unwrap();
    let batch = Batch::of(out.path(), &world.lease(&world.log_in("wang")).manifest.lease);
    let (file, sha256) = ("materials/id_card-1.jpg".into(), hash_of("照片 王小妹".as_bytes()));
    let left_out = LeftOut { number: number.clone(), file, sha256, fault: FileFault::Missing };
    batch.put_left_out(std::slice::from_ref(&left_out)).unwrap();
    batch.finish(&[]).unwrap();
    let pulled = pull(&link(&world, "wang"), out.path(), 50, None).unwrap();
    assert_eq!((pulled.cases, pulled.fetched, pulled.left_out), (1, 0, vec![left_out]));
    let world = world.at(later(90));
    let pulled = pull(&link(&world, "wang"), out.path(), 50, None).unwrap();
    let came: Vec<_> = cases_in(&pulled.folder.unwrap()).into_iter().map(|case| case.number).collect();
    assert_eq!(came, [number], "it did not count as pulled, and the other one did");
}

#[test]
fn a_half_fetched_file_is_completed_and_one_that_was_spoilt_on_the_way_comes_anew() {
    let photo = "照片 王小妹".as_bytes();
    for half in [&photo[..5], b"spoilt", &[7; 100]] {
        let mut world = world();
        world.complete_case("王小妹");
        let out = tempfile::tempdir().unwrap();
        let lease = world.lease(&world.log_in("wang")).manifest.lease;
        let coming = out.path().join(format!("batch-{lease}.unfinished/.coming"));
        std::fs::create_dir_all(&coming).unwrap();
        std::fs::write(coming.join(hash_of(photo).as_str()), half).unwrap();
        let pulled = pull(&link(&world, "wang"), out.path(), 50, None).unwrap();
        assert_eq!((pulled.fetched, pulled.left_out), (2, vec![]));
        assert!(every_file(&pulled.folder.unwrap()).iter().any(|(_, bytes)| bytes == photo));
    }
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
    let unfinished = || names_in(out.path()).iter().any(|name| name.ends_with(".unfinished"));
    assert!(unfinished(), "nothing that looks whole was made: {:?}", names_in(out.path()));
    line.breaks_after(usize::MAX);
    let pulled = pull(&link_to(line.url(), "wang"), out.path(), 50, None).unwrap();
    assert!(line.carried() < photo.len() - 300_000, "{} bytes came again", line.carried());
    assert!(!unfinished() && pulled.left_out.is_empty());
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
    let problem: Value = serde_json::from_str(&problem).unwrap();
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
fn the_program_names_the_cases_that_it_left_out_says_what_to_do_and_ends_with_6() {
    let mut world = world();
    let damaged = world.complete_case("王小妹").frozen.number;
    world.complete_case("李大哥");
    std::fs::remove_file(blob(&world, "照片 王小妹".as_bytes())).unwrap();
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().to_str().unwrap();
    let (code, words, hint) = said(&program(&world, &["pull", "--out", folder]));
    assert!(code == 6 && words.starts_with("取到 1 件"), "{code} {words} {hint}");
    for told in [damaged.grouped().as_str(), "id_card-1.jpg", "网关上没有了", "省里的人"] {
        assert!(hint.contains(told), "{told} in {hint}");
    }
    let damaged = world.complete_case("符大姐").frozen.number;
    std::fs::remove_file(blob(&world, "照片 符大姐".as_bytes())).unwrap();
    let (code, told, problem) = said(&program(&world, &["pull", "--out", folder, "--json"]));
    let (told, problem): (Value, Value) =
        (serde_json::from_str(&told).unwrap(), serde_json::from_str(&problem).unwrap());
    assert_eq!((code, &told["folder"], &told["cases"]), (6, &Value::Null, &0.into()));
    assert_eq!(told["left_out"][0]["number"], damaged.as_str());
    assert_eq!(told["left_out"][0]["fault"], "missing");
    assert_eq!((&problem["code"], &problem["exit"]), (&"left_out".into(), &6.into()));
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
        fronts: Vec::new(),
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
    let key = running.tls_key().unwrap();
    assert_eq!(open(Some(key)).unwrap().session().user, "wang");
    let another = open(Some(seal::Digest::ZERO)).map(drop).unwrap_err();
    assert_eq!((another.exit_code(), another.code()), (6, "tls_key".to_owned()));
    let sentence = county::words::sentence(&another);
    assert!(sentence.message.contains("密码没有发出去"), "{sentence:?}");
    assert!(matches!(open(None).map(drop), Err(CountyError::Line(_))), "no authority vouches for it");
}
