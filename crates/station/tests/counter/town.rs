//! One gateway, one desk, and what a test needs to act for the people around them.

use casework::decision::{Decided, Decision};
use casework::moment::Moment;
use casework::number::ReceiptNumber;
use casework::place::CountyCode;
use casework::role::CountyRole;
use county::{Account, Link, Pulled};
use gateway::{Running, Settings};
use gateway_store::{Foundation, NewStation, NewUser, Official, PackRow, Store};
use seal::Digest;
use seal::slot::Cost;
use serde_json::{Map, Value, json};
use station::clock::Clock;
use station::desk::DeskSettings;
use station::view::*;
use station::{Desk, deeds};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub const STATION: &str = "469028100200";
pub const PASSWORD: &str = "changban2026";
pub const CHIEF: &str = "张小梅";
/// An A4 page at 150 dpi.
const SCANNED_WIDTH: u32 = 1_240;

pub fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets")
}

/// Wednesday 2026-04-15, 09:30 in China.
pub fn morning() -> Moment {
    Moment::from_millis(1_776_216_600_000)
}

/// So many hours after the morning.
pub fn hours_later(hours: i64) -> Moment {
    Moment::from_millis(morning().millis() + hours * 3_600_000)
}

pub struct Town {
    pub folder: TempDir,
    /// The station's data folder.
    pub station: PathBuf,
    pub gateway: Option<Running>,
    pub address: SocketAddr,
    /// The fronts that the gateway vouches for.
    pub fronts: Vec<Digest>,
    pub code: String,
}

impl Town {
    pub fn new() -> Self {
        Self::reached_at("127.0.0.1:0")
    }

    /// A town whose gateway listens there: on loopback in plain HTTP, elsewhere with TLS.
    pub fn reached_at(listen: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("gateway");
        let store = Store::init(&data, Foundation { province: 46, demo: true }, morning()).unwrap();
        let (pack, findings) = catalogue::Pack::read(&assets()).unwrap();
        assert!(findings.is_empty(), "{findings:?}");
        gateway::keep_assets(&assets(), &data).unwrap();
        publish(&store, &pack);
        let name = "陵水黎族自治县椰林镇城内村便民服务站".to_owned();
        let code = store.add_station(NewStation { code: STATION.parse().unwrap(), name }, morning()).unwrap();
        let reviewer = NewUser {
            name: "刘审核".into(),
            full_name: "刘审核".into(),
            role: CountyRole::Reviewer,
            county: county(),
            password: PASSWORD.into(),
        };
        store.add_user(reviewer, Cost::FLOOR, morning()).unwrap();
        drop(store);
        let running = serve(&data, listen.parse().unwrap(), morning(), Vec::new());
        let address = running.address();
        let station = folder.path().join("station");
        Self { folder, station, gateway: Some(running), address, fronts: Vec::new(), code: code.to_string() }
    }

    pub fn url(&self) -> String {
        let scheme = if self.address.ip().is_loopback() { "http" } else { "https" };
        format!("{scheme}://127.0.0.1:{}", self.address.port())
    }

    /// The line is down: nobody answers at the gateway's address.
    pub fn line_down(&mut self) {
        if let Some(running) = self.gateway.take() {
            running.stop();
        }
    }

    pub fn line_up(&mut self) {
        self.line_up_after(0);
    }

    /// The same, when the gateway's clock has gone so many hours since the morning.
    pub fn line_up_after(&mut self, hours: i64) {
        let data = self.folder.path().join("gateway");
        self.gateway = Some(serve(&data, self.address, hours_later(hours), self.fronts.clone()));
    }

    /// The gateway is up again, at another address.
    pub fn moves(&mut self) {
        let data = self.folder.path().join("gateway");
        let anywhere = SocketAddr::new(self.address.ip(), 0);
        let running = serve(&data, anywhere, morning(), self.fronts.clone());
        self.address = running.address();
        self.gateway = Some(running);
    }

    /// Not the province's gateway but another one answers at its address.
    pub fn another_gateway_answers(&mut self) {
        let data = self.folder.path().join("other-gateway");
        drop(Store::init(&data, Foundation { province: 46, demo: true }, morning()).unwrap());
        self.gateway = Some(serve(&data, self.address, morning(), Vec::new()));
    }

    /// The same catalogue in its next edition, while nobody serves.
    pub fn publish_again(&self) {
        self.publish_changed(|_| ());
    }

    /// The next edition with something changed, while nobody serves.
    pub fn publish_changed(&self, change: impl FnOnce(&mut catalogue::Pack)) {
        let store = Store::open(&self.folder.path().join("gateway")).unwrap();
        let (mut pack, _) = catalogue::Pack::read(&assets()).unwrap();
        pack.publisher.version += 1;
        change(&mut pack);
        publish(&store, &pack);
    }

    /// The county takes what is new; gives the batch's folder.
    pub fn county_pulls(&self) -> PathBuf {
        self.county_tries().folder.unwrap()
    }

    /// The county takes what can be had.
    pub fn county_tries(&self) -> Pulled {
        let account =
            Account {
                gateway: self.url(), tls_key: None, user: "刘审核".into(), password: PASSWORD.into()
            };
        let link = Link::open(&account).unwrap();
        county::pull(&link, &self.folder.path().join("county"), 100, None).unwrap()
    }

    /// A desk on its own data folder, nobody logged in.
    pub fn desk(&self) -> Desk {
        self.desk_at(Clock::demo(morning()))
    }

    pub fn desk_at(&self, clock: Clock) -> Desk {
        Desk::new(DeskSettings { clock, ..self.settings() })
    }

    /// How a desk of this town is opened.
    pub fn settings(&self) -> DeskSettings {
        let settings = DeskSettings::new(&self.station);
        DeskSettings { clock: Clock::demo(morning()), demo: true, cost: Cost::FLOOR, ..settings }
    }

    /// A desk at work: prepared, enrolled, with the catalogue.
    pub fn open_desk(&self) -> Desk {
        let desk = self.desk();
        let init = InitInput { station: STATION.into(), chief: CHIEF.into(), password: PASSWORD.into() };
        deeds::desk_init(&desk, init).unwrap();
        deeds::desk_enrol(&desk, EnrolInput { gateway: self.url(), code: self.code.clone() }).unwrap();
        desk
    }

    /// An official decides at the county's door; the gateway makes and signs the letter.
    pub fn official_decides(&self, number: &str, decision: &Decision) -> Decided {
        let account =
            Account {
                gateway: self.url(), tls_key: None, user: "刘审核".into(), password: PASSWORD.into()
            };
        Link::open(&account).unwrap().decide(&number.parse().unwrap(), decision, None).unwrap()
    }

    /// Where the gateway keeps a paper.
    pub fn paper_at_the_gateway(&self, decided: &Decided) -> PathBuf {
        let name = decided.paper.as_ref().unwrap().sha256.to_string();
        self.folder.path().join("gateway/files").join(&name[..2]).join(name)
    }

    /// The authority decides, at the gateway's own door and without a letter.
    pub fn decide(&self, number: &str, decision: Decision) -> Decided {
        self.decide_with(number, decision, None)
    }

    /// The authority decides, at the gateway's own door, with these bytes for its letter.
    pub fn decide_with(&self, number: &str, decision: Decision, letter: Option<Vec<u8>>) -> Decided {
        let store = Store::open(&self.folder.path().join("gateway")).unwrap();
        let official = Official {
            user: "刘审核".into(),
            name: "刘审核".into(),
            role: CountyRole::Reviewer,
            county: county(),
        };
        let number: ReceiptNumber = number.parse().unwrap();
        let drafted =
            store.draft_decision(&official, &number, decision, "椰林镇人民政府", None, morning()).unwrap();
        match drafted {
            gateway_store::Drafted::Fresh(draft) => store.commit_decision(&official, *draft, letter).unwrap(),
            other => panic!("{other:?}"),
        }
    }
}

fn publish(store: &Store, pack: &catalogue::Pack) {
    let row = PackRow {
        publisher: pack.publisher.publisher.clone(),
        version: pack.publisher.version,
        bytes: pack.to_bytes().unwrap(),
    };
    store.publish(row, morning()).unwrap();
}

fn county() -> CountyCode {
    "469028".parse().unwrap()
}

fn serve(data: &Path, listen: SocketAddr, from: Moment, fronts: Vec<Digest>) -> Running {
    let clock = gateway::Clock::set(from);
    gateway::serve(Settings { data: data.to_owned(), listen, fronts, console: None, clock }).unwrap()
}

/// Everything that lies in a folder, in another one as well.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy_folder(&from, &to);
        } else {
            std::fs::copy(&from, &to).unwrap();
        }
    }
}

/// Names of what lies in a folder, in order.
pub fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let mut names: Vec<String> = entries.map(|e| e.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Form data of an item's own sample person.
pub fn sample(slug: &str) -> Map<String, Value> {
    let text = std::fs::read_to_string(assets().join(format!("catalogue/items/{slug}.json"))).unwrap();
    let item: Value = serde_json::from_str(&text).unwrap();
    item["sample"].as_object().unwrap().clone()
}

/// A PNG picture that differs by its shade.
pub fn picture(shade: u8) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let page = image::GrayImage::from_pixel(120, 160, image::Luma([shade]));
    page.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

pub fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// Calls a command by its name, as a host does.
pub fn call(desk: &Desk, name: &str, input: Value) -> Result<Value, Failure> {
    deeds::run(desk, name, input)
}

/// A filled draft with every needed material but `without`; what may come later is put off.
pub fn filled(desk: &Desk, slug: &str, data: &Map<String, Value>, without: &[&str]) -> DraftView {
    let draft = deeds::draft_start(desk, DraftStart { item: slug.into() }).unwrap();
    let save = DraftSave { draft: draft.draft.clone(), rev: draft.rev, data: data.clone() };
    let saved = deeds::draft_save(desk, save).unwrap();
    assert_eq!(saved.evaluation.errors, []);
    for (at, slot) in saved.evaluation.materials.iter().enumerate() {
        let view = draft.slots.iter().find(|s| s.guide.slot == *slot).unwrap();
        if without.contains(&slot.as_str()) {
            continue;
        }
        if view.guide.defer_days > 0 {
            let defer = json!({"draft": draft.draft, "slot": slot, "later": true});
            call(desk, "material_defer", defer).unwrap();
        } else {
            deeds::take_in(desk, &draft.draft, slot, &picture(at as u8)).unwrap();
        }
    }
    deeds::draft_open(desk, DraftInput { draft: draft.draft }).unwrap()
}

pub fn frozen(desk: &Desk, slug: &str, data: &Map<String, Value>) -> CaseView {
    let draft = filled(desk, slug, data, &[]);
    deeds::case_freeze(desk, DraftInput { draft: draft.draft }).unwrap()
}

pub fn by(case: &CaseView) -> CaseInput {
    CaseInput { case: case.case.clone() }
}

/// The first page of a printed paper, as a scanner gives it back.
pub fn scan(desk: &Desk, case: &str, kind: &str) -> Vec<u8> {
    let pdf = deeds::paper_bytes(desk, case, kind).unwrap();
    station::pages::picture(&pdf, "application/pdf", 1, 1_700).unwrap()
}

/// Every paper that has to be signed, printed; each page as a scanner gives it back, in the order of the screen.
pub fn pages_to_sign(desk: &Desk, case: &str) -> Vec<(SignPage, Vec<u8>)> {
    let view = deeds::case_show(desk, CaseInput { case: case.into() }).unwrap();
    let papers = view.papers.iter().filter(|paper| paper.to_sign && !paper.issued);
    let printed: Vec<(String, Vec<u8>)> = papers
        .map(|paper| (paper.kind.clone(), deeds::paper_bytes(desk, case, &paper.kind).unwrap()))
        .collect();
    let pages = deeds::case_show(desk, CaseInput { case: case.into() }).unwrap().sign_pages.into_iter();
    pages
        .filter_map(|page| {
            let (_, pdf) = printed.iter().find(|(kind, _)| *kind == page.kind)?;
            let png = station::pages::picture(pdf, "application/pdf", page.at, SCANNED_WIDTH).unwrap();
            Some((page, png))
        })
        .collect()
}

/// All that has to be signed is signed and comes back.
pub fn signed(desk: &Desk, case: &CaseView) {
    for (_, page) in pages_to_sign(desk, &case.case) {
        deeds::bind_scan(desk, &case.case, &page).unwrap();
    }
}

/// Frozen, signed on paper and scanned, submitted.
pub fn submitted(desk: &Desk, slug: &str, data: &Map<String, Value>) -> CaseView {
    let case = frozen(desk, slug, data);
    signed(desk, &case);
    deeds::case_submit(desk, by(&case)).unwrap()
}

pub fn show(desk: &Desk, case: &CaseView) -> CaseView {
    deeds::case_show(desk, by(case)).unwrap()
}

/// A paper laid before the resident on the screen.
pub fn open_pad(desk: &Desk, case: &CaseView, kind: &str) -> PadView {
    deeds::pad_open(
        desk,
        PaperInput { case: case.case.clone(), kind: kind.into(), letter: String::new(), large: false },
    )
    .unwrap()
}

/// A name of two characters, as a pen writes it: strokes that cross, pressed harder in their middle.
pub fn name_written() -> PadInk {
    let strokes =
        [(0.1, 0.2, 0.45, 0.25), (0.3, 0.1, 0.2, 0.9), (0.55, 0.3, 0.9, 0.3), (0.7, 0.1, 0.75, 0.95)];
    let stroke = |(nr, (x0, y0, x1, y1)): (u32, (f64, f64, f64, f64))| {
        let point = |at: u32| {
            let part = f64::from(at) / 20.0;
            let pressure = 0.3 + 0.5 * (1.0 - (2.0 * part - 1.0).abs());
            PadPoint {
                x: x0 + (x1 - x0) * part,
                y: y0 + (y1 - y0) * part,
                pressure,
                time: nr * 400 + at * 12,
            }
        };
        (0..=20).map(point).collect()
    };
    PadInk { strokes: (0..).zip(strokes).map(stroke).collect() }
}

/// A name at every place of a paper.
pub fn with_ink(case: &CaseView, pad: &PadView) -> PadSign {
    let places = vec![name_written(); pad.places.len()];
    PadSign { case: case.case.clone(), kind: pad.kind.clone(), paper: pad.paper.clone(), places }
}

/// A paper is signed on the screen.
pub fn written(desk: &Desk, case: &CaseView, kind: &str) -> Result<CaseView, Failure> {
    deeds::pad_sign(desk, with_ink(case, &open_pad(desk, case, kind)))
}
