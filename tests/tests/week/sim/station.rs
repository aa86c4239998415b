//! A station: its disk, its clock, and the program on it, which can die between any two effects.

use super::chance::Chance;
use super::disk;
use super::door::Door;
use casework::place::StationCode;
use seal::SigningKey;
use seal::slot::DataKey;
use station_store::{Identity, Store};
use station_sync::core::Ticket;
use station_sync::{Core, Talk};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;
use wire::enrol::Enrolment;
use wire::entry::Epoch;
use wire::{Answer, LinkError, Request};

/// A copy of the disk as it once was.
pub struct Backup {
    /// Where it lies.
    pub folder: PathBuf,
    /// Deeds of the ledger there were then.
    pub deeds: usize,
}

/// One computer with the data of one device.
pub struct Station {
    /// Its number in the run.
    pub nr: usize,
    /// Its data folder.
    pub folder: PathBuf,
    /// What opens it.
    pub key: DataKey,
    /// Who it is; the epoch is the first one.
    pub identity: Identity,
    /// The way to its store.
    pub door: &'static Door,
    core: Option<&'static mut Core>,
    /// The talk under way.
    pub talk: Option<Talk<'static, Door>>,
    /// How many talks there were.
    pub talks: u64,
    /// Questions of it that nobody answered yet.
    pub asked: BTreeMap<Ticket, Rc<Request>>,
    /// Questions up to this one were given up: the line broke, or they ran ahead of what was not taken.
    pub given_up: Option<Ticket>,
    /// The timer that is armed, and how many there were.
    pub timer: Option<u64>,
    /// Timers so far.
    pub timers: u64,
    /// Its clock minus the true time, in milliseconds.
    pub offset: i64,
    /// There is no line until somebody says so.
    pub cut_off: bool,
    /// An earlier state of the disk.
    pub backup: Option<Backup>,
    /// A file on its disk changed before it was sent.
    pub damaged: bool,
    /// Its disk was copied or set back: two histories of one device.
    pub copied: bool,
    /// It reached the gateway and there was nothing to do.
    pub idle: bool,
    /// Since its last talk began, the gateway took something from this disk or a copy of it.
    pub stirred: bool,
    /// Lanes and sequences that left already, for what is sent a second time.
    pub left: BTreeSet<(String, u8, u64)>,
}

impl Station {
    /// Prepares the folder of an enrolled device.
    pub fn prepare(
        nr: usize,
        place: &Path,
        chance: &mut Chance,
        enrolment: Enrolment,
        key: SigningKey,
    ) -> Self {
        let folder = disk::under(place, "station", nr);
        std::fs::create_dir_all(&folder).expect("a folder");
        let data_key = DataKey::generate().expect("a key");
        let identity = Identity {
            enrolment,
            gateway: "https://gateway".to_owned(),
            tls_keys: Vec::new(),
            key,
            epoch: Epoch::new(chance.bits()),
        };
        let mut store = Store::create(&folder, &data_key).expect("a new store");
        store.enrol(&identity, "符办事", super::beginning()).expect("enrolled");
        drop(store);
        Self::on(nr, folder, data_key, identity, chance)
    }

    /// The program on a folder that is there.
    pub fn on(nr: usize, folder: PathBuf, key: DataKey, identity: Identity, chance: &mut Chance) -> Self {
        let door: &'static Door = Box::leak(Box::new(Door::new(Chance::new(chance.bits()))));
        door.open(&folder, &key);
        Self {
            nr,
            folder,
            key,
            identity,
            door,
            core: Some(Box::leak(Box::new(Core::new(chance.bits())))),
            talk: None,
            talks: 0,
            asked: BTreeMap::new(),
            given_up: None,
            timer: None,
            timers: 0,
            offset: 0,
            cut_off: false,
            backup: None,
            damaged: false,
            copied: false,
            idle: false,
            stirred: false,
            left: BTreeSet::new(),
        }
    }

    /// Its code.
    pub fn code(&self) -> &StationCode {
        &self.identity.enrolment.certificate.station
    }

    /// The program runs.
    pub fn runs(&self) -> bool {
        !self.door.has_crashed()
    }

    /// Begins a talk, if there is none. False when the program died of it.
    pub fn begin_talk(&mut self, new_network: bool) -> bool {
        (self.timer, self.idle, self.stirred) = (None, false, false);
        // tickets of a program that was started anew count from the beginning
        self.given_up = None;
        let Some(core) = self.core.take() else { return true };
        core.wake();
        if new_network {
            core.change_network();
        }
        self.talks += 1;
        self.asked.clear();
        match Talk::begin(self.door, core) {
            Ok(talk) => {
                self.talk = Some(talk);
                true
            }
            // the core is gone with the talk that did not begin: so is the program
            Err(_) => false,
        }
    }

    /// A question is awaited no more. Gives whether it was.
    pub fn hears_of(&mut self, ticket: Ticket, answer: &Result<Answer, LinkError>) -> bool {
        let gives_up = match answer {
            Ok(Answer::Pushed(pushed)) => pushed.waits.is_some(),
            answer => answer.is_err(),
        };
        if gives_up {
            self.given_up = self.asked.last_key_value().map(|(last, _)| *last);
        }
        self.asked.remove(&ticket).is_some()
    }

    /// There may be something to hear of at the gateway.
    pub fn stirs(&mut self) {
        (self.idle, self.stirred) = (false, true);
    }

    /// The talk is over.
    pub fn end_talk(&mut self) {
        if let Some(talk) = self.talk.take() {
            self.core = Some(talk.end());
        }
        self.asked.clear();
    }

    /// The program dies: nothing of what it knew beside the disk is left.
    pub fn die(&mut self) {
        self.end_talk();
        self.core = None;
        self.timer = None;
        self.door.close();
    }

    /// A clerk logs out, or the disk is full: the store is gone in the middle of a talk, the program goes on.
    pub fn loses_its_store(&mut self) {
        self.end_talk();
        self.timer = None;
        self.door.close();
    }

    /// The program starts again, or somebody logs in again.
    pub fn start(&mut self, chance: &mut Chance) {
        self.door.open(&self.folder, &self.key);
        if self.core.is_none() {
            self.core = Some(Box::leak(Box::new(Core::new(chance.bits()))));
        }
    }

    /// What its clock says at a moment of the run.
    pub fn set_clock(&self, now: Duration) {
        let millis = super::beginning().millis() + now.as_millis() as i64 + self.offset;
        self.door.set_clock(millis);
    }
}
