//! The program as it is installed: what it prints, how it ends, what survives it.
#![allow(clippy::unwrap_used)]

mod program;
mod world;

use casework::place::DeviceNumber;
use program::{Serving, done, failed, program, run};
use reqwest::blocking::Response;
use seal::slot::{DataKey, Purpose};
use serde_json::Value;
use std::process::Command;
use wire::PushAnswer;
use wire::county::{Login, Session};
use wire::enrol::Enrolment;
use wire::hello::HelloAnswer;
use wire::problem::{Problem, ProblemCode};
use wire::recovery::{self, Origin, Recovery, RecoveryCode, SEALED_KEY};
use world::village::*;
use world::{PASSWORD, client, content, read, refused};

/// Makes the account of a reviewer.
const WANG: [&str; 7] = ["user", "add", "wang", "--role", "reviewer", "--county", "469028"];

fn log_in(serving: &Serving, user: &str, password: &str) -> Response {
    let login = Login { user: user.into(), password: password.into() };
    client().post(format!("{}/v1/county/session", serving.url)).json(&login).send().unwrap()
}

fn held(serving: &Serving, token: &str) -> Response {
    client().get(format!("{}/v1/county/held", serving.url)).bearer_auth(token).send().unwrap()
}

#[test]
fn a_gateway_is_prepared_published_peopled_and_served() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    assert_eq!(failed(data, &["station", "add", STATION]).0, 3, "not prepared yet");
    done(data, &["init", "--province", "46"]);
    done(data, &["init", "--province", "46"]);
    assert_eq!(failed(data, &["init", "--province", "11"]).0, 3);
    assert_eq!(failed(data, &["station", "add", "46902"]).0, 2);
    assert_eq!(failed(data, &["station", "add", STATION]).0, 2, "no divisions yet and no name");
    let serving = Serving::start(data, &[]);
    let first = done(data, &["catalogue", "publish", content().to_str().unwrap()]);
    assert_eq!(first, done(data, &["catalogue", "publish", content().to_str().unwrap()]));
    assert_eq!(done(data, &["station", "add", STATION])["name"], NAME);
    done(data, &WANG);
    assert_eq!(failed(data, &WANG).0, 3);
    let (code, problem) = failed(data, &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(code, 4);
    assert!(problem.title.contains("已有一个网关在运行"));
    assert_eq!(client().get(format!("{}/health", serving.url)).send().unwrap().text().unwrap(), "ok");
}

#[test]
fn the_key_list_is_written_to_a_file_and_its_gateway_is_told_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let init = done(data, &["init", "--province", "46"]);
    done(data, &["station", "add", STATION, "--name", NAME]);
    let out = data.join("密钥表.json");
    let told = done(data, &["keys", "export", "--out", out.to_str().unwrap()]);
    assert_eq!(told["keys"], 2, "gateway and county: no device is enrolled yet");
    let book = verify::KeyBook::read(&std::fs::read(&out).unwrap()).unwrap();
    assert_eq!(told["gateway"], book.gateway().to_string());
    assert_eq!(init["key"], book.list().gateway.to_string());
    assert_eq!(failed(data, &["keys", "export", "--out", "/nowhere/at/all.json"]).0, 7);
}

#[test]
fn a_county_whose_key_ends_goes_on_with_a_new_one_and_the_old_stays_on_the_list_with_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    run(data, &["init", "--province", "46"]);
    done(data, &["station", "add", STATION, "--name", NAME]);
    let listed = done(data, &["keys", "list"]);
    let old = listed[1].clone();
    let key: seal::PublicKey = serde_json::from_value(old["key"].clone()).unwrap();
    let id = key.id().to_string();
    assert_eq!((old["kind"].as_str(), &old["until"]), (Some("county"), &Value::Null));

    assert_eq!(failed(data, &["keys", "end", &id, "--reason", " "]).0, 3);
    let tomorrow = "2999-01-01T00:00:00Z";
    assert_eq!(failed(data, &["keys", "end", &id, "--reason", "外泄", "--at", tomorrow]).0, 3);
    assert_eq!(failed(data, &["keys", "end", "0011223344556677", "--reason", "外泄"]).0, 3);
    assert_eq!(done(data, &["keys", "list"]), listed, "nothing of this ended a key");

    let then = "2026-05-01T10:00:00+08:00";
    let told = done(data, &["keys", "end", &id, "--reason", "密钥外泄", "--at", then]);
    let again = done(data, &["keys", "end", &id, "--reason", "再来一次"]);
    assert_eq!(told, again, "a key ends once");
    let listed = done(data, &["keys", "list"]);
    let counties: Vec<&Value> =
        listed.as_array().unwrap().iter().filter(|key| key["kind"] == "county").collect();
    let [ended, used] = counties[..] else { panic!("{counties:?}") };
    assert_eq!((&ended["key"], &ended["until"]), (&old["key"], &told["until"]));
    assert!(used["key"] != old["key"] && used["until"].is_null() && used["from"] == told["until"]);
    let names = std::fs::read_dir(data.join("keys")).unwrap().map(|file| file.unwrap().file_name());
    assert!(names.into_iter().any(|name| name.to_string_lossy().contains(&format!("{id}.ended"))));

    let out = data.join("密钥表.json");
    done(data, &["keys", "export", "--out", out.to_str().unwrap()]);
    let book = verify::KeyBook::read(&std::fs::read(&out).unwrap()).unwrap();
    assert!(book.list().keys[1].until.is_some());
}

#[test]
fn a_computer_whose_key_ended_is_heard_no_more_and_its_open_session_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    run(data, &["init"]);
    let serving = Serving::start(data, &[]);
    let code = done(data, &["station", "add", STATION, "--name", NAME]);
    let village = Village::new(STATION);
    let request = village.enrol_request(code["code"].as_str().unwrap());
    read::<Enrolment>(client().post(format!("{}/v1/enrol", serving.url)).json(&request).send().unwrap());
    let hello =
        || client().post(format!("{}/v1/sync/hello", serving.url)).json(&village.hello(vec![])).send();
    let session = read::<HelloAnswer>(hello().unwrap()).session;
    let (events, file) =
        (format!("{}/v1/sync/pull", serving.url), format!("{}/v1/files/{}", serving.url, hash_of(b"photo")));
    let asked = || {
        let piece = client().patch(&file).header("Upload-Offset", "0").body("photo");
        [client().get(&events), client().get(&file), piece]
            .map(|question| question.bearer_auth(&session).send().unwrap().status().as_u16())
    };
    assert_eq!(asked(), [200, 404, 404], "no such file is known, but whoever asks is");
    done(data, &["keys", "end", &village.key.public().id().to_string(), "--reason", "电脑丢了"]);
    assert_eq!(hello().unwrap().status(), 401);
    assert_eq!(asked(), [401, 401, 401]);
}

#[test]
fn an_account_that_ended_is_let_in_no_more_its_open_session_is_over_and_its_name_stays() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    run(data, &["init"]);
    let serving = Serving::start(data, &[]);
    done(data, &WANG);
    let token = read::<Session>(log_in(&serving, "wang", PASSWORD)).token;
    assert_eq!(held(&serving, &token).status(), 200);
    let wrong = log_in(&serving, "wang", "猜一猜").text().unwrap();
    let told = done(data, &["user", "end", "wang"]);
    assert_eq!(refused(held(&serving, &token)), ProblemCode::NotAuthorised);
    for (user, password) in [("wang", PASSWORD), ("wang", "猜一猜"), ("nobody", PASSWORD)] {
        assert_eq!(log_in(&serving, user, password).text().unwrap(), wrong, "{user} is answered alike");
    }
    assert_eq!(done(data, &["user", "end", "wang"]), told, "an account ends once");
    for deed in [&["user", "password", "wang"][..], &["user", "end", "nobody"], &WANG] {
        assert_eq!(failed(data, deed).0, 3, "{deed:?}");
    }
    let listed = &done(data, &["user", "list"])[0];
    assert_eq!((&listed["user"], &listed["role"]), (&"wang".into(), &"reviewer".into()));
    assert!(listed["ended_at"] == told["ended_at"] && listed["locked_until"].is_null(), "{listed}");
    let line = String::from_utf8(run(data, &["user", "list"]).stdout).unwrap();
    assert!(line.contains("wang  wang  审核  469028") && line.contains("停用"), "{line}");
}

#[test]
fn a_new_password_opens_a_locked_account_at_once_and_ends_what_the_old_one_had_opened() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    run(data, &["init"]);
    let serving = Serving::start(data, &[]);
    done(data, &WANG);
    let token = read::<Session>(log_in(&serving, "wang", PASSWORD)).token;
    (0..5).for_each(|_| drop(log_in(&serving, "wang", "猜一猜")));
    let locked: Problem = serde_json::from_str(&log_in(&serving, "wang", PASSWORD).text().unwrap()).unwrap();
    assert_eq!(locked.code, ProblemCode::LockedOut);
    assert!(locked.detail.contains("之后再试") && locked.detail.contains("重设密码"), "{}", locked.detail);
    let set = |password: &str| {
        let mut deed = program(data, &["user", "password", "wang"]);
        deed.env("BIANMIN_PASSWORD", password).output().unwrap().status.code()
    };
    let locked_until = || done(data, &["user", "list"])[0]["locked_until"].clone();
    assert_eq!((set("太短"), locked_until().is_string()), (Some(3), true));
    assert_eq!((set("审核二〇二七年"), locked_until().is_string()), (Some(0), false));
    assert_eq!(refused(held(&serving, &token)), ProblemCode::NotAuthorised);
    assert_eq!(refused(log_in(&serving, "wang", PASSWORD)), ProblemCode::WrongPassword);
    read::<Session>(log_in(&serving, "wang", "审核二〇二七年"));
}

#[test]
fn a_stations_sealed_data_key_is_given_back_in_a_file_under_a_code_and_that_is_noted() {
    let (folder, stick) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let data = folder.path();
    done(data, &["init"]);
    let serving = Serving::start(data, &[]);
    let code = done(data, &["station", "add", STATION, "--name", NAME]);
    let village = Village::new(STATION);
    let request = village.enrol_request(code["code"].as_str().unwrap());
    let enrolment: Enrolment =
        read(client().post(format!("{}/v1/enrol", serving.url)).json(&request).send().unwrap());
    let key = DataKey::generate().unwrap();
    let certificate = enrolment.certificate;
    let origin = Origin {
        station: certificate.station.clone(),
        device: certificate.device,
        folder: "00aa11bb22cc33dd".into(),
    };
    let sealed = stick.path().join(SEALED_KEY);
    let bring = |origin: &Origin, to| {
        std::fs::write(&sealed, recovery::seal(&key, origin, &to).unwrap()).unwrap();
    };
    let [folder_of, out] = [stick.path(), stick.path()].map(|path| path.to_str().unwrap());
    let recover = ["recover", folder_of, "--out", out];

    let stranger = seal::SigningKey::generate().unwrap().public();
    bring(&origin, stranger);
    assert_eq!(failed(data, &recover).0, 6, "sealed to somebody else");
    let unknown = Origin { device: DeviceNumber::new(99).unwrap(), ..origin.clone() };
    bring(&unknown, enrolment.recovery);
    assert_eq!(failed(data, &recover).0, 3, "nobody enrolled it");
    std::fs::write(&sealed, b"{}").unwrap();
    assert_eq!(failed(data, &recover).0, 6);
    std::fs::remove_file(&sealed).unwrap();
    assert_eq!(failed(data, &recover).0, 2, "there is none");

    bring(&origin, enrolment.recovery);
    let told = done(data, &recover);
    let file = std::fs::read(told["file"].as_str().unwrap()).unwrap();
    let code: RecoveryCode = told["code"].as_str().unwrap().parse().unwrap();
    let brought = Recovery::from_bytes(&file).unwrap();
    assert_eq!(brought.origin, origin);
    assert_eq!(*brought.open(&code).unwrap().derive(Purpose::Files), *key.derive(Purpose::Files));
    let noted =
        ["gateway.db", "gateway.db-wal"].map(|name| std::fs::read(data.join(name)).unwrap_or_default());
    let noted = noted.iter().any(|bytes| String::from_utf8_lossy(bytes).contains("device.recover"));
    assert!(noted, "which computer was given its data back is in the audit chain");

    done(data, &["keys", "end", &village.key.public().id().to_string(), "--reason", "电脑丢了"]);
    assert_eq!(failed(data, &recover).0, 3, "it may have been stolen");
    done(data, &[&recover[..], &["--ended"]].concat());
}

#[test]
fn the_clock_can_be_set_for_demonstration_only() {
    let (real, demo) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let clock = ["--clock", "2026-04-15T09:00:00+08:00"];
    run(real.path(), &["init"]);
    run(demo.path(), &["init", "--demo"]);
    assert_eq!(failed(real.path(), &[&clock[..], &["serve", "--listen", "127.0.0.1:0"]].concat()).0, 3);
    let serving = Serving::start(demo.path(), &clock);
    let code = done(demo.path(), &[&clock[..], &["station", "add", STATION, "--name", NAME]].concat());
    let village = Village::new(STATION);
    let request = village.enrol_request(code["code"].as_str().unwrap());
    read::<Enrolment>(client().post(format!("{}/v1/enrol", serving.url)).json(&request).send().unwrap());
    let answer = client().post(format!("{}/v1/sync/hello", serving.url)).json(&village.hello(vec![])).send();
    let hello: HelloAnswer = read(answer.unwrap());
    assert_eq!(hello.server_time.date().to_string(), "2026-04-15");
}

#[test]
fn a_usage_error_ends_with_2_and_help_with_0() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), &["dance"]).status.code(), Some(2));
    let help = run(folder.path(), &["--help"]);
    assert_eq!(help.status.code(), Some(0));
    assert!(String::from_utf8(help.stdout).unwrap().contains("例:"));
}

#[test]
fn what_was_acknowledged_survives_the_program_being_killed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    done(data, &["init"]);
    let code = done(data, &["station", "add", STATION, "--name", NAME]);
    let serving = Serving::start(data, &[]);
    let mut village = Village::new(STATION);
    let request = village.enrol_request(code["code"].as_str().unwrap());
    let enrolment: Enrolment =
        read(client().post(format!("{}/v1/enrol", serving.url)).json(&request).send().unwrap());
    village.enrolled(&enrolment);
    let counter = village.take_in("王小妹", b"photo", b"scan");
    let entry = village.submit(&counter);
    let packed = village.batch(vec![entry]);
    let push = |serving: &Serving| -> PushAnswer {
        read(client().post(format!("{}/v1/sync/push", serving.url)).body(packed.clone()).send().unwrap())
    };
    let before = push(&serving);
    drop(serving);
    let after = push(&Serving::start(data, &[]));
    assert_eq!(before, after);
}

/// A copy of the content whose receipt is changed as text.
fn content_with_receipt(change: impl FnOnce(String) -> String) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for folder in ["catalogue", "forms", "papers", "divisions", "calendar"] {
        let from = content().join(folder);
        let copied = Command::new("cp").arg("-r").args([&from, copy.path()]).status().unwrap();
        assert!(copied.success());
    }
    let receipt = copy.path().join("papers/receipt.json");
    std::fs::write(&receipt, change(std::fs::read_to_string(&receipt).unwrap())).unwrap();
    copy
}

#[test]
fn a_layout_that_prints_what_nobody_fills_is_named_and_not_published() {
    let folder = tempfile::tempdir().unwrap();
    done(folder.path(), &["init"]);
    for (change, said) in [("{applicant}", "{aplicant}"), ("\"title\"", "\"titel\"")]
        .map(|(from, to)| (content_with_receipt(|text| text.replacen(from, to, 1)), to))
    {
        let (code, problem) =
            failed(folder.path(), &["catalogue", "publish", change.path().to_str().unwrap()]);
        assert_eq!(code, 3);
        let word = said.trim_matches(['{', '}', '"']);
        assert!(
            problem.title.contains("papers/receipt.json") && problem.title.contains(word),
            "{}",
            problem.title
        );
    }
    let right = content_with_receipt(|text| text.replace("收件凭证", "收件回单"));
    done(folder.path(), &["catalogue", "publish", right.path().to_str().unwrap()]);
}

#[test]
fn a_dictionary_that_is_not_whole_is_named_and_not_published() {
    let folder = tempfile::tempdir().unwrap();
    done(folder.path(), &["init"]);
    let copy = content_with_receipt(|text| text);
    let dictionaries = copy.path().join("dictionaries");
    std::fs::create_dir(&dictionaries).unwrap();
    let whole = std::fs::read(content().join("dictionaries/tree-felling.zdict")).unwrap();
    let file = dictionaries.join("tree-felling.zdict");
    std::fs::write(&file, &whole[..100]).unwrap();
    let publish = ["catalogue", "publish", copy.path().to_str().unwrap()];
    let (code, problem) = failed(folder.path(), &publish);
    assert_eq!(code, 3);
    assert!(problem.title.contains("tree-felling"), "{}", problem.title);
    std::fs::write(&file, whole).unwrap();
    done(folder.path(), &publish);
}
