//! A case out of the shape of its form: every place filled as its schema allows, by chance. The words are chains of common
//! characters, so that a dictionary learns what all cases have in common and not what some people say.

use casework::case::{
    Applicant, Frozen, ItemEdition, Material, PrintedPaper, ScanFile, SignedBy, SignedPage, Signing,
    Submission, ToldBy, Trust,
};
use casework::moment::Moment;
use casework::number::ReceiptNumber;
use casework::place::DeviceNumber;
use casework::state::PaperKind;
use catalogue::{FormPack, Item, Publisher};
use fastrand::Rng;
use jiff::civil::Date;
use seal::{Digest, SigningKey};
use serde_json::{Map, Value, json};
use std::error::Error;
use std::str::FromStr;
use wire::batch::LogId;
use wire::entry::{CatalogueEdition, Entry, EntryType, FIRST_SCHEMA, Header};
use wire::{Batch, Epoch};

type Failed = Box<dyn Error + Send + Sync>;

const CHARACTERS: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种\
                          面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本";
/// 2026-01-01 in China.
const BEGINNING: i64 = 1_767_196_800_000;
const DAY: i64 = 24 * 3_600_000;
/// Letters of a free text at most, whatever the schema would allow.
const LONGEST: u64 = 30;
/// Places of a form that are left empty, in a hundred.
const EMPTY: u64 = 15;

pub(super) struct MadeUp(Rng);

impl MadeUp {
    pub fn new(seed: u64) -> Self {
        Self(Rng::with_seed(seed))
    }

    /// A batch with one case.
    pub fn case(
        &mut self,
        publisher: &Publisher,
        (item, form): (&Item, &FormPack),
    ) -> Result<Vec<u8>, Failed> {
        let edition = CatalogueEdition {
            publisher: publisher.publisher.clone(),
            version: publisher.version,
            hash: self.hash()?,
        };
        let submission = self.submission(&edition, item, form)?;
        let Frozen { station, device, case, .. } = submission.frozen.clone();
        let header = Header {
            v: 1,
            suite: 1,
            station: station.clone(),
            device,
            epoch: Epoch::new(self.0.u64(..)),
            lane: wire::CASE_LANE,
            seq: self.0.u64(1..5_000),
            id: self.id()?,
            kind: EntryType::CaseSubmit,
            case,
            rev: 1,
            schema: FIRST_SCHEMA,
            after: Vec::new(),
            catalogue: edition,
            claimed_at: self.moment(),
            boot: self.0.u64(1..400),
            dict: 0,
        };
        let entry = Entry::new(&header, &submission)?;
        let log = LogId { station, device, epoch: header.epoch, lane: header.lane };
        let (prev, key) = (Digest(self.bytes()), SigningKey::from_bytes(self.bytes()));
        Ok(Batch::sign(log, header.seq, prev, vec![entry], &key).plain()?)
    }

    fn submission(
        &mut self,
        edition: &CatalogueEdition,
        item: &Item,
        form: &FormPack,
    ) -> Result<Submission, Failed> {
        let station = format!("{:0<6}{:06}", edition.publisher, self.0.u32(100_200..112_300)).parse()?;
        let (device, date) = (DeviceNumber::new(1)?, self.date()?);
        let frozen = Frozen {
            case: self.id()?,
            version: 1,
            number: ReceiptNumber::new(&station, date, device, self.0.u32(1..=60))?,
            station,
            device,
            item: ItemEdition {
                publisher: edition.publisher.clone(),
                code: item.code.to_string(),
                slug: item.slug.to_string(),
                name: item.name.clone(),
                version: edition.version,
                hash: edition.hash.clone(),
            },
            form_version: form.version,
            applicant: Applicant { name: self.words(3), id_number: self.citizen(), phone: self.phone() },
            form: self.form(&form.schema),
            materials: self.materials(item)?,
            deferred: Vec::new(),
            clerk: self.words(3),
            frozen_at: self.moment(),
            signed_by: SignedBy::Hand,
        };
        let papers = vec![self.paper(PaperKind::Form)?, self.paper(PaperKind::Receipt)?];
        let signing = self.signing(&papers, &frozen.clerk)?;
        Ok(Submission { frozen, papers, signing, answers_round: None })
    }

    fn materials(&mut self, item: &Item) -> Result<Vec<Material>, Failed> {
        let mut taken = Vec::new();
        for wanted in &item.materials {
            if self.0.u64(..100) < EMPTY {
                continue;
            }
            let ScanFile { sha256, size, media_type } = self.scan()?;
            taken.push(Material {
                id: self.id()?,
                slot: wanted.slot.clone(),
                name: wanted.name.clone(),
                sha256,
                size,
                media_type,
                pages: self.0.u32(1..4),
                trust: if self.0.bool() { Trust::B } else { Trust::C },
                taken_at: self.moment(),
            });
        }
        Ok(taken)
    }

    fn paper(&mut self, kind: PaperKind) -> Result<PrintedPaper, Failed> {
        Ok(PrintedPaper { kind, sha256: self.hash()?, size: self.size(), pages: self.0.u32(1..4) })
    }

    /// Signed and scanned, as most are; else the scan follows.
    fn signing(&mut self, papers: &[PrintedPaper], clerk: &str) -> Result<Signing, Failed> {
        let pages = papers.iter().map(|paper| {
            let ScanFile { sha256, size, media_type } = self.scan()?;
            Ok(SignedPage {
                kind: paper.kind,
                page: paper.pages,
                paper: paper.sha256.clone(),
                scan: sha256,
                scan_page: 1,
                size,
                media_type,
                told_by: ToldBy::Code,
                clerk: clerk.to_owned(),
                at: self.moment(),
                ink: None,
            })
        });
        let pages = pages.collect::<Result<Vec<_>, Failed>>()?;
        let scanned = Signing::scanned(pages, SignedBy::Hand).filter(|_| self.0.u8(..4) > 0);
        Ok(match scanned {
            Some(scanned) => scanned,
            None => Signing::ScanBy { due: self.date()?, at: self.moment() },
        })
    }

    fn scan(&mut self) -> Result<ScanFile, Failed> {
        Ok(ScanFile { sha256: self.hash()?, size: self.size(), media_type: "image/jpeg".to_owned() })
    }

    fn form(&mut self, schema: &Value) -> Map<String, Value> {
        let fields = schema["properties"].as_object().into_iter().flatten();
        let filled = fields.filter(|_| self.0.u64(..100) >= EMPTY).collect::<Vec<_>>();
        filled.into_iter().map(|(field, schema)| (field.clone(), self.value(schema))).collect()
    }

    fn value(&mut self, schema: &Value) -> Value {
        if let Some(choices) = schema["enum"].as_array() {
            return self.0.choice(choices).cloned().unwrap_or_default();
        }
        match schema["type"].as_str() {
            Some("object") => Value::Object(self.form(schema)),
            Some("array") => (0..self.0.u8(1..5)).map(|_| self.value(&schema["items"])).collect(),
            Some("integer" | "number") => json!(self.0.u64(..3_000) * 10_u64.pow(self.0.u32(..4))),
            Some("boolean") => json!(self.0.bool()),
            _ => json!(self.text(schema)),
        }
    }

    fn text(&mut self, schema: &Value) -> String {
        match schema["format"].as_str() {
            Some("cn-id") => self.citizen(),
            Some("cn-phone") => self.phone(),
            Some("cn-division") => self.digits(12),
            Some("date") => self.date().map(|date| date.to_string()).unwrap_or_default(),
            Some("bank-account") => self.digits(19),
            Some("disability-card") => self.citizen() + &self.digits(2),
            _ => {
                let most = schema["maxLength"].as_u64().unwrap_or(LONGEST).clamp(2, LONGEST);
                let count = self.0.u64(2..=most);
                self.words(count)
            }
        }
    }

    fn words(&mut self, count: u64) -> String {
        let characters: Vec<char> = CHARACTERS.chars().collect();
        (0..count).filter_map(|_| self.0.choice(&characters)).collect()
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| self.0.digit(10)).collect()
    }

    fn citizen(&mut self) -> String {
        let (year, month, day) = (self.0.u32(1_940..2_020), self.0.u32(1..=12), self.0.u32(1..=28));
        format!("4690{}{year}{month:02}{day:02}{}", self.digits(2), self.digits(4))
    }

    fn phone(&mut self) -> String {
        format!("1{}", self.digits(10))
    }

    fn size(&mut self) -> u64 {
        self.0.u64(20_000..400_000)
    }

    fn moment(&mut self) -> Moment {
        Moment::from_millis(BEGINNING + self.0.i64(0..1_000 * DAY))
    }

    fn date(&mut self) -> Result<Date, Failed> {
        Ok(self.moment().date())
    }

    fn bytes(&mut self) -> [u8; 32] {
        std::array::from_fn(|_| self.0.u8(..))
    }

    fn hash<T: FromStr>(&mut self) -> Result<T, Failed>
    where
        T::Err: Error + Send + Sync + 'static,
    {
        Ok(Digest(self.bytes()).to_string().parse()?)
    }

    /// A UUIDv7 of those years (RFC 9562).
    fn id<T: FromStr>(&mut self) -> Result<T, Failed>
    where
        T::Err: Error + Send + Sync + 'static,
    {
        let (at, [a, b, c]) = (self.moment().millis(), std::array::from_fn(|_| self.0.u64(..)));
        let (high, low) = (at >> 16, at & 0xffff);
        Ok(format!("{high:08x}-{low:04x}-7{:03x}-a{:03x}-{:012x}", a & 0xfff, b & 0xfff, c >> 16).parse()?)
    }
}
