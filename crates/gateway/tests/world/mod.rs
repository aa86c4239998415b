//! A server on a free port, one village, one county.
#![allow(dead_code)]

#[path = "../../../gateway-store/tests/village/mod.rs"]
pub mod village;

use casework::case::{FileHash, ItemEdition};
use casework::decision::{Decided, Decision};
use casework::moment::Moment;
use casework::role::CountyRole;
use gateway::{Clock, Running, Settings, serve};
use gateway_store::{Foundation, NewStation, NewUser, PackRow, Store};
use reqwest::blocking::{Client, RequestBuilder, Response};
use seal::slot::Cost;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::path::{Path, PathBuf};
use village::*;
use wire::PushAnswer;
use wire::county::{LeaseRequest, Login, Session, SignedManifest};
use wire::down::Page;
use wire::enrol::Enrolment;
use wire::entry::CatalogueEdition;
use wire::hello::HelloAnswer;
use wire::problem::{Problem, ProblemCode};

pub const PASSWORD: &str = "审核二〇二六年";

pub struct World {
    pub running: Running,
    pub client: Client,
    pub village: Village,
    pub enrolment: Enrolment,
    pub folder: tempfile::TempDir,
}

pub fn content() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets")
}

pub fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().tls_danger_accept_invalid_certs(true).no_proxy().build().unwrap()
}

pub fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::init(folder.path(), Foundation { province: 46, demo: true }, noon()).unwrap();
    let code =
        store.add_station(NewStation { code: STATION.parse().unwrap(), name: NAME.into() }, noon()).unwrap();
    for (user, county, role) in [
        ("wang", "469028", CountyRole::Reviewer),
        ("li", "469029", CountyRole::Reviewer),
        ("du", "469028", CountyRole::Supervisor),
        ("guan", "469028", CountyRole::Admin),
    ] {
        add_user(&store, user, county, role);
    }
    drop(store);
    let running = start(folder.path(), noon());
    let (client, mut village) = (client(), Village::new(STATION));
    let request = village.enrol_request(&code.to_string());
    let answer = client.post(format!("{}/v1/enrol", running.url())).json(&request).send().unwrap();
    let enrolment: Enrolment = read(answer);
    assert!(enrolment.is_of(&code));
    village.enrolled(&enrolment);
    World { running, client, village, enrolment, folder }
}

pub fn start(data: &Path, now: Moment) -> Running {
    let listen = "127.0.0.1:0".parse().unwrap();
    let clock = Clock::set(now);
    serve(Settings { data: data.to_owned(), listen, fronts: Vec::new(), console: None, clock }).unwrap()
}

fn add_user(store: &Store, name: &str, county: &str, role: CountyRole) {
    let county = county.parse().unwrap();
    let user = NewUser {
        name: name.into(),
        full_name: format!("{name}某"),
        role,
        county,
        password: PASSWORD.into(),
    };
    store.add_user(user, Cost::FLOOR, noon()).unwrap();
}

pub fn read<T: DeserializeOwned>(response: Response) -> T {
    let (status, text) = (response.status(), response.text().unwrap());
    assert!(status.is_success(), "{status} {text}");
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// The refusal, which must be problem+json with the same status inside and outside.
pub fn refused(response: Response) -> ProblemCode {
    let status = response.status().as_u16();
    let kind = response.headers().get("content-type").cloned();
    let text = response.text().unwrap();
    assert_eq!(kind.unwrap(), "application/problem+json", "{text}");
    let problem: Problem = serde_json::from_str(&text).unwrap();
    assert_eq!(problem.status, status);
    assert!(!problem.title.is_empty() && !problem.detail.is_empty());
    problem.code
}

impl World {
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.url())
    }

    pub fn get(&self, token: &str, path: &str) -> Response {
        self.client.get(self.url(path)).bearer_auth(token).send().unwrap()
    }

    pub fn post<T: serde::Serialize>(&self, token: &str, path: &str, body: &T) -> Response {
        self.client.post(self.url(path)).bearer_auth(token).json(body).send().unwrap()
    }

    pub fn hello(&self) -> HelloAnswer {
        read(self.client.post(self.url("/v1/sync/hello")).json(&self.village.hello(vec![])).send().unwrap())
    }

    pub fn push(&self, packed: &[u8]) -> Response {
        self.client.post(self.url("/v1/sync/push")).body(packed.to_vec()).send().unwrap()
    }

    pub fn piece(&self, session: &str, file: &FileHash, offset: u64, last: bool) -> RequestBuilder {
        self.client
            .patch(self.url(&format!("/v1/files/{file}")))
            .bearer_auth(session)
            .header("Upload-Offset", offset)
            .header("Upload-Complete", if last { "?1" } else { "?0" })
    }

    pub fn pull(&self, session: &str, cursor: u64) -> Page {
        read(self.get(session, &format!("/v1/sync/pull?cursor={cursor}")))
    }

    /// A case whose files are all here.
    pub fn complete_case(&mut self, name: &str) -> Counter {
        let (photo, scan) = (format!("照片 {name}"), format!("扫描 {name}"));
        let counter = self.village.take_in(name, photo.as_bytes(), scan.as_bytes());
        self.send(&counter, &photo, &scan)
    }

    pub fn send(&mut self, counter: &Counter, photo: &str, scan: &str) -> Counter {
        let entry = self.village.submit(counter);
        let packed = self.village.batch(vec![entry]);
        let answer: PushAnswer = read(self.push(&packed));
        assert_eq!(answer.proofs.len(), 1, "{answer:?}");
        let session = self.hello().session;
        for text in [photo, scan] {
            let file = hash_of(text.as_bytes());
            let sent = self.piece(&session, &file, 0, true).body(text.to_owned()).send().unwrap();
            assert!(sent.status().is_success());
        }
        counter.clone()
    }

    /// The station answers a correction by the next version, with the same files.
    pub fn correct(&mut self, counter: &Counter, round: u32) -> PushAnswer {
        let mut next = counter.clone();
        next.frozen.version += 1;
        let entry = self.village.correct(&next, round);
        let packed = self.village.batch(vec![entry]);
        read(self.push(&packed))
    }

    pub fn log_in(&self, user: &str) -> String {
        let login = Login { user: user.into(), password: PASSWORD.into() };
        let answer = self.client.post(self.url("/v1/county/session")).json(&login).send().unwrap();
        read::<Session>(answer).token
    }

    pub fn lease(&self, token: &str) -> SignedManifest {
        read(self.post(token, "/v1/county/leases", &LeaseRequest { max_cases: 100 }))
    }

    pub fn decide(&self, token: &str, counter: &Counter, decision: &Decision) -> Response {
        let path = format!("/v1/county/cases/{}/decisions", counter.frozen.number);
        self.post(token, &path, decision)
    }

    pub fn decided(&self, token: &str, counter: &Counter, decision: &Decision) -> Decided {
        read(self.decide(token, counter, decision))
    }

    /// Publishes the repository's content beside the running server, as the command line does. From then on the
    /// village applies for 临时救助 with the sample of its form.
    pub fn publish(&mut self) -> CatalogueEdition {
        let (pack, _) = catalogue::Pack::read(&content()).unwrap();
        self.publish_pack(&pack)
    }

    /// Publishes the next edition, in which the form of the item has another version.
    pub fn publish_next(&mut self) -> CatalogueEdition {
        let (mut pack, _) = catalogue::Pack::read(&content()).unwrap();
        pack.publisher.version += 1;
        pack.forms.iter_mut().filter(|form| form.form.as_str() == ITEM).for_each(|form| form.version += 1);
        self.publish_pack(&pack)
    }

    fn publish_pack(&mut self, pack: &catalogue::Pack) -> CatalogueEdition {
        let store = Store::open(self.folder.path()).unwrap();
        let (publisher, version) = (pack.publisher.publisher.clone(), pack.publisher.version);
        let row = PackRow { publisher: publisher.clone(), version, bytes: pack.to_bytes().unwrap() };
        gateway::keep_assets(&content(), self.folder.path()).unwrap();
        let edition = store.publish(row, noon()).unwrap();
        let item = pack.items.iter().find(|item| item.slug.as_str() == ITEM).unwrap();
        self.village.form = item.sample.clone();
        let (code, slug, name) = (item.code.to_string(), item.slug.to_string(), item.name.clone());
        let hash = edition.hash.clone();
        self.village.item = ItemEdition { publisher, code, slug, name, version, hash };
        edition
    }

    /// Stops the server and starts it again at another time.
    pub fn at(self, now: Moment) -> Self {
        let Self { running, client, village, enrolment, folder } = self;
        running.stop();
        let running = start(folder.path(), now);
        Self { running, client, village, enrolment, folder }
    }

    /// A case as the console shows it.
    pub fn view(&self, token: &str, counter: &Counter) -> Value {
        read(self.get(token, &format!("/v1/county/cases/{}", counter.frozen.number)))
    }
}

const ITEM: &str = "temporary-relief";

/// The item that the village applies for after [`World::publish`].
pub fn relief() -> catalogue::Item {
    let (pack, _) = catalogue::Pack::read(&content()).unwrap();
    pack.items.into_iter().find(|item| item.slug.as_str() == ITEM).unwrap()
}
