//! The county's door, over real HTTP.
#![allow(clippy::unwrap_used)]

mod world;

use casework::decision::{Decided, Decision, Demand, Outcome};
use casework::state::State;
use reqwest::blocking::Response;
use seal::{Digest, canonical};
use wire::PushAnswer;
use wire::county::{CaseFile, LeaseAck, Login, SignedManifest};
use wire::down::{Event, county_key_message, decision_message};
use wire::problem::{Problem, ProblemCode};
use world::village::*;
use world::*;

fn because(outcome: Outcome, reason: &str) -> Decision {
    let clause = "社会救助暂行办法第四十七条".into();
    Decision { reason: reason.into(), clause, ..Decision::new(outcome) }
}

fn correction() -> Decision {
    let demands = vec![Demand { field: "id_card".into(), words: "照片看不清,请重拍".into() }];
    Decision { demands, ..Decision::new(Outcome::Correct) }
}

#[test]
fn a_lease_is_verified_fetched_and_acknowledged_and_its_cases_are_not_offered_again() {
    let mut world = world();
    let counter = world.complete_case("王小妹");
    let waiting = world.village.take_in("李大哥", b"photo", b"scan");
    let entry = world.village.submit(&waiting);
    let packed = world.village.batch(vec![entry]);
    read::<PushAnswer>(world.push(&packed));
    let token = world.log_in("wang");
    let signed = world.lease(&token);
    assert!(signed.verify() && signed.gateway == world.enrolment.gateway);
    assert_eq!(signed.manifest.cases.len(), 1, "a case whose files are on their way is not offered");
    let case = &signed.manifest.cases[0];
    let lease = &signed.manifest.lease;
    let bytes =
        world.get(&token, &format!("/v1/county/leases/{lease}/cases/{}", case.number)).bytes().unwrap();
    assert_eq!(Digest::of(&bytes), case.file);
    let file: CaseFile = serde_json::from_slice(&bytes).unwrap();
    assert!(file.proof.verify(&signed.gateway) && file.proof.body.entry == case.entry);
    assert_eq!(file.submission.frozen, counter.frozen);
    for (material, size) in &case.materials {
        let bytes = world.get(&token, &format!("/v1/county/files/{material}")).bytes().unwrap();
        assert_eq!((hash_of(&bytes), bytes.len() as u64), (material.clone(), *size));
    }
    assert_eq!(world.lease(&token), signed, "what is not acknowledged is offered again, unchanged");
    assert_eq!(read::<SignedManifest>(world.get(&token, &format!("/v1/county/leases/{lease}"))), signed);
    let ack = |manifest| {
        let ack = LeaseAck { manifest, left_out: Vec::new() };
        world.post(&token, &format!("/v1/county/leases/{lease}/ack"), &ack)
    };
    assert_eq!(refused(ack(Digest::ZERO)), ProblemCode::FileHash);
    let right = Digest::of(&canonical::bytes(&signed.manifest).unwrap());
    assert_eq!(ack(right).status(), 204);
    assert_eq!(ack(right).status(), 204, "twice equals once");
    assert!(world.lease(&token).manifest.cases.is_empty());
}

#[test]
fn a_decision_comes_down_signed_by_the_county_whose_key_the_gateway_certified() {
    let mut world = world();
    world.publish();
    let counter = world.complete_case("王小妹");
    let token = world.log_in("wang");
    let accepted = world.decided(&token, &counter, &Decision::new(Outcome::Accept));
    let granted = world.decided(&token, &counter, &Decision::new(Outcome::Grant));
    assert_eq!((accepted.state, granted.state), (State::Accepted, State::Granted));
    assert_ne!(accepted.document_number, granted.document_number);
    let session = world.hello().session;
    let page = world.pull(&session, 0);
    assert!(page.follows(&Digest::ZERO, 1, &world.enrolment.gateway));
    let events: Vec<Event> = page.events.iter().map(|event| event.read().unwrap().1).collect();
    assert_eq!(events.len(), 3);
    for (event, expected) in events[1..].iter().zip([accepted, granted]) {
        let Event::Decided { decided, key, signature, key_signature } = event else { panic!("{event:?}") };
        assert_eq!(**decided, expected);
        assert!(key.verifies(&decision_message(decided).unwrap(), signature));
        assert!(world.enrolment.gateway.verifies(&county_key_message("469028", key), key_signature));
    }
}

#[test]
fn an_acceptance_promises_a_working_day_and_names_the_items_authority() {
    let mut world = world();
    world.publish();
    let counter = world.complete_case("王小妹");
    let decided = world.decided(&world.log_in("wang"), &counter, &Decision::new(Outcome::Accept));
    assert_eq!(decided.authority, relief().authority.name);
    assert!(decided.promised_due.unwrap() > noon().date());
}

#[test]
fn the_authoritys_paper_comes_to_the_station_byte_for_byte() {
    let mut world = world();
    world.publish();
    let counter = world.complete_case("王小妹");
    let token = world.log_in("wang");
    let decided = world.decided(&token, &counter, &because(Outcome::RefuseAcceptance, "不属于救助范围"));
    let Some(paper) = decided.paper else {
        assert!(papers::FontSet::open_system().is_err(), "with fonts there is a paper");
        return;
    };
    let session = world.hello().session;
    let path = format!("/v1/files/{}", paper.sha256);
    let bytes = world.get(&session, &path).bytes().unwrap();
    assert!(bytes.starts_with(b"%PDF"));
    assert_eq!((hash_of(&bytes), bytes.len() as u64), (paper.sha256.clone(), paper.size));
    let of_the_county = format!("/v1/county/files/{}", paper.sha256);
    assert_eq!(world.get(&token, &of_the_county).bytes().unwrap(), bytes);
    assert_eq!(refused(world.get(&world.log_in("li"), &of_the_county)), ProblemCode::NotFound);
    assert_eq!(
        refused(world.get(&token, &path)),
        ProblemCode::NotAuthorised,
        "each door has its own callers"
    );
}

#[test]
fn a_correction_goes_down_and_its_answer_comes_up() {
    let mut world = world();
    let counter = world.complete_case("王小妹");
    let token = world.log_in("wang");
    let decided = world.decided(&token, &counter, &correction());
    assert_eq!((decided.state, decided.round), (State::CorrectionRequested, Some(1)));
    let answer = world.correct(&counter, 1);
    assert_eq!(answer.proofs[0].body.rev, 2);
    assert!(answer.files.iter().all(|file| file.complete), "the same files are not sent twice");
    let view: serde_json::Value =
        read(world.get(&token, &format!("/v1/county/cases/{}", counter.frozen.number)));
    assert_eq!(view["previous"]["applicant_name"], "王小妹");
    let lease = world.lease(&token);
    assert_eq!(lease.manifest.cases[0].rev, 2);
    let refusal = because(Outcome::RefuseAcceptance, "仍不符合条件");
    assert_eq!(world.decided(&token, &counter, &refusal).state, State::NotAccepted);
}

/// What is said of a decision that was refused because the case is not as it was seen.
fn seen_otherwise(answer: Response) -> String {
    let problem: Problem = serde_json::from_str(&answer.text().unwrap()).unwrap();
    assert_eq!((problem.status, problem.code), (409, ProblemCode::StateConflict));
    problem.title
}

fn at(counter: &Counter, step: &str, seen: &str) -> String {
    format!("/v1/county/cases/{}/{step}?{seen}", counter.frozen.number)
}

#[test]
fn a_decision_and_its_preview_fall_on_no_version_but_the_one_that_was_read() {
    let mut world = world();
    world.publish();
    let counter = world.complete_case("符大勇");
    let token = world.log_in("wang");
    world.decided(&token, &counter, &correction());
    world.correct(&counter, 1);
    let refusal = because(Outcome::RefuseAcceptance, "仍不符合条件");
    for step in ["preview", "decisions"] {
        let said = seen_otherwise(world.post(&token, &at(&counter, step, "version=1"), &refusal));
        assert!(said.contains("第 1 版") && said.contains("第 2 版"), "{step}: {said}");
    }
    let view = world.view(&token, &counter);
    assert_eq!((&view["file"]["state"], view["file"]["decisions"][1].is_null()), (&"corrected".into(), true));
    let seen = "version=2&state=corrected";
    assert!(world.post(&token, &at(&counter, "preview", seen), &refusal).status().is_success());
    let decide = || read::<Decided>(world.post(&token, &at(&counter, "decisions", seen), &refusal));
    let decided = decide();
    assert_eq!((decided.version, decided.state), (2, State::NotAccepted));
    assert_eq!(decide(), decided, "twice equals once, though the case has moved since it was seen");
}

#[test]
fn a_denial_written_before_the_further_materials_came_does_not_fall_on_them() {
    let mut world = world();
    let counter = world.complete_case("王小妹");
    let token = world.log_in("wang");
    world.decided(&token, &counter, &Decision::new(Outcome::Accept));
    let further = Decision { outcome: Outcome::FurtherMaterials, ..correction() };
    world.decided(&token, &counter, &further);
    world.correct(&counter, 1);
    let denial = because(Outcome::Deny, "收入超过标准");
    let decide = |seen: &str| world.post(&token, &at(&counter, "decisions", seen), &denial);
    assert!(seen_otherwise(decide("version=1")).contains("第 2 版"));
    assert_eq!(read::<Decided>(decide("version=2")).state, State::Denied);
}

#[test]
fn to_end_a_case_does_not_become_to_let_it_go_when_the_resident_asks_for_it_meanwhile() {
    let mut world = world();
    let counter = world.complete_case("王小妹");
    let token = world.log_in("wang");
    world.decided(&token, &counter, &Decision::new(Outcome::Accept));
    let entry = world.village.withdraw(&counter);
    let packed = world.village.batch(vec![entry]);
    read::<PushAnswer>(world.push(&packed));
    let end = because(Outcome::Terminate, "不配合核查");
    let decide = |seen: &str| world.post(&token, &at(&counter, "decisions", seen), &end);
    let said = seen_otherwise(decide("version=1&state=accepted"));
    assert!(said.contains(&wording::state_word(State::WithdrawalRequested)), "{said}");
    for unreadable in ["version=first", "state=somewhere"] {
        assert_eq!(refused(decide(unreadable)), ProblemCode::BadRequest);
    }
    assert_eq!(read::<Decided>(decide("version=1&state=withdrawal_requested")).state, State::Withdrawn);
}

#[test]
fn a_decision_that_lacks_something_or_comes_at_the_wrong_time_is_refused() {
    let mut world = world();
    let counter = world.complete_case("王小妹");
    let token = world.log_in("wang");
    let refuse = |decision: &Decision| refused(world.decide(&token, &counter, decision));
    assert_eq!(refuse(&Decision::new(Outcome::Deny)), ProblemCode::Incomplete);
    assert_eq!(refuse(&Decision::new(Outcome::Grant)), ProblemCode::StateConflict);
    let accept = Decision::new(Outcome::Accept);
    let first = world.decided(&token, &counter, &accept);
    assert_eq!(world.decided(&token, &counter, &accept), first, "twice equals once");
    assert_eq!(refuse(&correction()), ProblemCode::StateConflict);
}

#[test]
fn another_county_sees_nothing_and_roles_keep_to_their_work() {
    let mut world = world();
    let counter = world.complete_case("王小妹");
    let path = format!("/v1/county/cases/{}", counter.frozen.number);
    let other = world.log_in("li");
    assert!(world.lease(&other).manifest.cases.is_empty());
    assert_eq!(
        read::<serde_json::Value>(world.get(&other, "/v1/county/cases"))["cases"],
        serde_json::json!([])
    );
    assert_eq!(refused(world.get(&other, &path)), ProblemCode::NotFound);
    let accept = Decision::new(Outcome::Accept);
    assert_eq!(refused(world.decide(&other, &counter, &accept)), ProblemCode::NotFound);
    let photo = &counter.frozen.materials[0].sha256;
    assert_eq!(refused(world.get(&other, &format!("/v1/county/files/{photo}"))), ProblemCode::NotFound);
    let mine = world.lease(&world.log_in("wang")).manifest.lease;
    assert_eq!(refused(world.get(&other, &format!("/v1/county/leases/{mine}"))), ProblemCode::NotFound);

    let supervisor = world.log_in("du");
    assert!(world.get(&supervisor, &path).status().is_success());
    assert_eq!(refused(world.decide(&supervisor, &counter, &accept)), ProblemCode::Forbidden);
    let lease = serde_json::json!({"max_cases": 1});
    assert_eq!(refused(world.post(&supervisor, "/v1/county/leases", &lease)), ProblemCode::Forbidden);
    assert_eq!(refused(world.get(&world.log_in("guan"), &path)), ProblemCode::Forbidden);
    let station = world.hello().session;
    assert_eq!(refused(world.get(&station, &path)), ProblemCode::NotAuthorised);
    assert_eq!(refused(world.get("", "/v1/county/cases")), ProblemCode::NotAuthorised);
}

#[test]
fn five_wrong_passwords_lock_the_account_even_for_the_right_one() {
    let world = world();
    let try_with = |password: &str| {
        let login = Login { user: "wang".into(), password: password.into() };
        world.client.post(world.url("/v1/county/session")).json(&login).send().unwrap()
    };
    for _ in 0..4 {
        assert_eq!(refused(try_with("猜一猜")), ProblemCode::WrongPassword);
    }
    assert_eq!(refused(try_with("猜一猜")), ProblemCode::LockedOut);
    assert_eq!(refused(try_with(PASSWORD)), ProblemCode::LockedOut);
    world.log_in("du");
}

#[test]
fn whoever_logs_out_is_heard_no_more_in_this_session_only() {
    let world = world();
    let [mine, again, others] = ["wang", "wang", "du"].map(|user| world.log_in(user));
    let log_out =
        |token: &str| world.client.delete(world.url("/v1/county/session")).bearer_auth(token).send().unwrap();
    assert_eq!(log_out(&mine).status(), 204);
    let asked = |token: &str| world.get(token, "/v1/county/held").status().as_u16();
    assert_eq!([asked(&mine), asked(&again), asked(&others)], [401, 200, 200]);
    assert_eq!([&mine, &world.hello().session].map(|t| log_out(t).status().as_u16()), [401, 401]);
}

#[test]
fn the_console_finds_a_case_by_name_number_and_state_and_reads_its_way() {
    let mut world = world();
    world.publish();
    let counter = world.complete_case("王小妹");
    world.complete_case("李大哥");
    let token = world.log_in("wang");
    let names = |query: &str| -> Vec<String> {
        let list: serde_json::Value = read(world.get(&token, &format!("/v1/county/cases{query}")));
        let rows = list["cases"].as_array().unwrap().iter();
        rows.map(|row| row["applicant_name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(""), ["李大哥", "王小妹"]);
    assert_eq!(names("?q=%E7%8E%8B"), ["王小妹"]);
    assert_eq!(names(&format!("?q={}", counter.frozen.number)), ["王小妹"]);
    assert_eq!(names("?after=2"), ["王小妹"]);
    assert!(names("?state=accepted").is_empty());
    world.decided(&token, &counter, &Decision::new(Outcome::Accept));
    assert_eq!(names("?state=accepted"), ["王小妹"]);
    assert_eq!(refused(world.get(&token, "/v1/county/cases?state=unknown")), ProblemCode::BadRequest);
    let path = format!("/v1/county/cases/{}", counter.frozen.number);
    let view: serde_json::Value = read(world.get(&token, &path));
    let acts: Vec<&str> =
        view["timeline"].as_array().unwrap().iter().map(|row| row["act"].as_str().unwrap()).collect();
    assert_eq!(acts, ["receive", "complete_materials", "accept"]);
    assert!(view["outcomes"].as_array().unwrap().contains(&"grant".into()));
    assert!(view["layout"]["pages"].is_array());
    let decided: Decided = serde_json::from_value(view["file"]["decisions"][0].clone()).unwrap();
    assert_eq!(decided.official, "wang某");
}

#[test]
fn what_was_answered_is_there_after_the_server_was_stopped_and_started() {
    let mut world = world();
    let counter = world.complete_case("王小妹");
    let decided = world.decided(&world.log_in("wang"), &counter, &Decision::new(Outcome::Accept));
    let world = world.at(noon());
    assert_eq!(world.hello().head, world.village.head);
    let view: serde_json::Value =
        read(world.get(&world.log_in("wang"), &format!("/v1/county/cases/{}", counter.frozen.number)));
    let stored: Decided = serde_json::from_value(view["file"]["decisions"][0].clone()).unwrap();
    assert_eq!(stored, decided);
}

#[test]
fn what_was_held_is_shown_to_its_county_until_the_station_mended_it() {
    let mut world = world();
    let counter = world.village.take_in("王小妹", b"photo", b"scan");
    let entry = world.village.withdraw(&counter);
    let packed = world.village.batch(vec![entry]);
    read::<PushAnswer>(world.push(&packed));
    let held = |world: &World, user: &str| -> serde_json::Value {
        let list: serde_json::Value = read(world.get(&world.log_in(user), "/v1/county/held"));
        list["held"].clone()
    };
    let row = &held(&world, "du")[0];
    assert_eq!((&row["code"], &row["kind"]), (&"unknown_case".into(), &"case.withdraw".into()));
    assert_eq!(row["number"], counter.frozen.number.as_str());
    assert!(row["message"].as_str().unwrap().contains("没有收下") && row["next"].is_string(), "{row}");
    assert_eq!(held(&world, "li"), serde_json::json!([]));
    let entries = vec![world.village.submit(&counter), world.village.withdraw(&counter)];
    let packed = world.village.batch(entries);
    read::<PushAnswer>(world.push(&packed));
    assert_eq!(held(&world, "du"), serde_json::json!([]));
}

#[test]
fn a_copied_disk_is_shown_to_its_county_with_its_branches_in_words() {
    let mut world = world();
    let mut copy = world.village.clone();
    let known = world.complete_case("王小妹");
    let forks = |world: &World, user: &str| -> serde_json::Value {
        let list: serde_json::Value = read(world.get(&world.log_in(user), "/v1/county/forks"));
        list["forks"].clone()
    };
    assert_eq!(forks(&world, "du"), serde_json::json!([]));
    let counter = copy.take_in("李大哥", b"photo", b"scan");
    let entry = copy.submit(&counter);
    assert_eq!(refused(world.push(&copy.batch(vec![entry]))), ProblemCode::BatchFork);
    let fork = &forks(&world, "du")[0];
    assert_eq!((&fork["seq"], &fork["second"]), (&1.into(), &serde_json::Value::Null));
    assert_eq!(fork["first"]["cases"], serde_json::json!([known.frozen.number.as_str()]));
    assert!(fork["message"].as_str().unwrap().contains("两台电脑在用同一份数据"), "{fork}");
    assert_eq!(forks(&world, "li"), serde_json::json!([]));
}

#[test]
fn a_file_comes_whole_or_in_the_one_part_that_is_asked_for() {
    let mut world = world();
    world.complete_case("王小妹");
    let (token, photo) = (world.log_in("wang"), "照片 王小妹".as_bytes());
    let path = world.url(&format!("/v1/county/files/{}", hash_of(photo)));
    let part =
        |range: &str| world.client.get(&path).bearer_auth(&token).header("Range", range).send().unwrap();
    for (range, bytes, said) in [
        ("bytes=7-", &photo[7..], "bytes 7-15/16"),
        ("bytes=0-2", &photo[..3], "bytes 0-2/16"),
        ("bytes=-9", &photo[7..], "bytes 7-15/16"),
    ] {
        let answer = part(range);
        assert_eq!(
            (answer.status().as_u16(), answer.headers()["content-range"].to_str().unwrap()),
            (206, said)
        );
        assert_eq!(answer.bytes().unwrap(), bytes);
    }
    let whole = part("bytes=0-1,4-5");
    assert_eq!(
        (whole.status().as_u16(), &whole.headers()["accept-ranges"]),
        (200, &"bytes".parse().unwrap())
    );
    assert_eq!(whole.bytes().unwrap(), photo);
    let beyond = part("bytes=16-");
    assert_eq!(beyond.headers()["content-range"], "bytes */16");
    assert_eq!((beyond.status().as_u16(), refused(beyond)), (416, ProblemCode::FileOffset));
}
