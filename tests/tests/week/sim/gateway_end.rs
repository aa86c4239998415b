//! The gateway: its folder, the program on it, and the county that decides through it.

use super::chance::Chance;
use super::content::Content;
use super::disk;
use super::plan::Break;
use super::{COUNTY, beginning};
use casework::moment::Moment;
use gateway_store::{Foundation, NewStation, PackRow, Store};
use rusqlite::Connection;
use seal::{Digest, SigningKey};
use std::cell::OnceCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use wire::batch::Batch;
use wire::enrol::{EnrolRequest, Enrolment};
use wire::{Answer, LinkError, Request};

/// A copy of the gateway's folder as it once was.
pub struct Yesterday {
    /// Where it lies.
    pub folder: PathBuf,
}

/// The gateway.
pub struct Gateway {
    /// Its data folder.
    pub folder: PathBuf,
    store: Option<Store>,
    /// Nobody reaches it.
    pub cut_off: bool,
    /// Its last backup.
    pub backup: Option<Yesterday>,
    /// It was set back at least once.
    pub forgot: bool,
    broken: Break,
    /// Of those who look into its database beside the program; kept open while it runs.
    eyes: OnceCell<Connection>,
}

impl Gateway {
    /// Prepares it, with keys that follow from the seed.
    pub fn prepare(place: &Path, chance: &mut Chance, content: Option<&Content>, broken: Break) -> Self {
        let folder = place.join("gateway");
        fs::create_dir_all(folder.join("keys")).expect("a folder");
        for name in ["gateway".to_owned(), "recovery".to_owned(), format!("county-{COUNTY}")] {
            let key = Digest(chance.secret()).to_string();
            fs::write(folder.join("keys").join(format!("{name}.key")), key).expect("a key is kept");
        }
        let foundation = Foundation { province: 46, demo: false };
        let store = Store::init(&folder, foundation, beginning()).expect("a new gateway");
        if let Some(Content { bytes, edition, .. }) = content {
            let (publisher, version) = (edition.publisher.clone(), edition.version);
            store
                .publish(PackRow { publisher, version, bytes: bytes.clone() }, beginning())
                .expect("published");
        }
        let store = Some(store);
        let eyes = OnceCell::new();
        Self { folder, store, cut_off: false, backup: None, forgot: false, broken, eyes }
    }

    /// Makes a device known.
    pub fn enrol(&self, code: &str, key: &SigningKey) -> Enrolment {
        let station =
            NewStation { code: code.parse().expect("a code"), name: format!("{code}村便民服务站") };
        let store = self.store.as_ref().expect("it runs");
        let enrol_code = store.add_station(station, beginning()).expect("a station").to_string();
        let station = code.parse().expect("a code");
        let request = EnrolRequest { code: enrol_code, station, key: key.public() };
        store.enrol(&request, None, beginning()).expect("enrolled")
    }

    /// The store, while the program runs.
    pub fn store(&self) -> Option<&Store> {
        self.store.as_ref()
    }

    /// Answers a question.
    pub fn answer(&self, request: &Request, now: Duration) -> Result<Answer, LinkError> {
        let Some(store) = &self.store else { return Err(LinkError::Refused) };
        let known = match (self.broken, request) {
            (Break::DoubledId, Request::Push(packed)) => self.knows(packed),
            _ => None,
        };
        let growing = if self.broken == Break::LeftFile { self.growing_files() } else { Vec::new() };
        let answer = gateway::answer(store, request, moment(now));
        self.leaves(&growing);
        if let (Some(batch), Ok(_)) = (known, &answer) {
            self.work_again(&batch);
        }
        answer
    }

    /// The program dies.
    pub fn die(&mut self) {
        self.eyes.take();
        self.store = None;
    }

    /// The program starts.
    pub fn start(&mut self) {
        self.store = Some(Store::open(&self.folder).expect("the gateway opens again"));
    }

    /// Keeps a copy of the folder.
    pub fn back_up(&mut self, place: &Path) {
        let folder = place.join("gateway-backup");
        disk::copy(&self.folder, &folder);
        self.backup = Some(Yesterday { folder });
    }

    /// The disk broke and yesterday's backup is put back. `told`: somebody says so to the gateway.
    pub fn set_back(&mut self, now: Duration, told: bool) -> bool {
        let Some(backup) = self.backup.take() else { return false };
        self.die();
        disk::copy(&backup.folder, &self.folder);
        self.start();
        self.forgot = true;
        if let (true, Some(store)) = (told, &self.store) {
            store.restored(None, moment(now)).expect("a new term");
        }
        true
    }

    /// The batch, if every entry of it is here already.
    fn knows(&self, packed: &[u8]) -> Option<Batch> {
        let batch = self.store.as_ref()?.unpack(packed).ok()?;
        let db = self.database();
        let known = batch.entries.iter().all(|entry| {
            let id = entry.header().map(|header| header.id.to_string()).unwrap_or_default();
            let sql = "SELECT count(*) FROM entry WHERE id = ?1";
            db.query_row(sql, [id], |r| r.get::<_, u32>(0)).is_ok_and(|count| count > 0)
        });
        known.then_some(batch)
    }

    /// What a gateway without the unique key does with a repeated push.
    fn work_again(&self, batch: &Batch) {
        let db = self.database();
        db.execute_batch("DROP INDEX IF EXISTS entry_id").expect("without its index");
        for entry in &batch.entries {
            let id = entry.header().map(|header| header.id.to_string()).unwrap_or_default();
            let _ = db.execute(
                "INSERT INTO entry (station, device, epoch, lane, seq, id, first, hash, kind, case_id, rev, header,
                                    payload, verdict, proof, received_at)
                 SELECT station, device, 'again', lane, n, id, 1, hash, kind, case_id, rev, header, payload, verdict,
                        proof, received_at FROM entry WHERE id = ?1 LIMIT 1",
                [id],
            );
        }
    }

    /// What a gateway does that takes a whole file to its place and forgets where it grew.
    fn leaves(&self, growing: &[String]) {
        for name in growing {
            let path = self.folder.join("partial").join(name);
            if !path.exists() {
                fs::write(path, []).expect("it lies there");
            }
        }
    }

    /// Names in the folder of growing files, without those of locks; what lies beside a file counts under its name.
    pub fn growing_files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.join("partial")).expect("a folder").flatten();
        let stem = |path: PathBuf| Some(path.file_stem()?.to_string_lossy().into_owned());
        let names = entries.filter_map(|entry| stem(entry.path()));
        names.filter(|name| !name.starts_with("turn-")).collect()
    }

    /// Its database, for eyes that the program knows nothing of.
    pub fn database(&self) -> &Connection {
        let open = || Connection::open(self.folder.join("gateway.db")).expect("the gateway's database");
        self.eyes.get_or_init(open)
    }
}

/// The gateway's clock.
pub fn moment(now: Duration) -> Moment {
    Moment::from_millis(beginning().millis() + now.as_millis() as i64)
}
