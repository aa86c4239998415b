//! A village that is measured: an enrolled computer, and cases of made-up households in one of the shipped forms,
//! about 4 KB each as JSON.

mod households;

use casework::case::{Applicant, FileHash, Frozen, ItemEdition, PrintedPaper, SignedBy, Signing, Submission};
use casework::id::CaseId;
use casework::moment::Moment;
use casework::number::ReceiptNumber;
use casework::state::PaperKind;
use catalogue::{Form, Pack};
use journeys::program::source;
use seal::{Digest, SigningKey};
use serde_json::{Map, Value};
use station_store::Identity;
use station_sync::{HttpExchange, Introduced, PATIENCE, introduced};
use std::error::Error;
use std::sync::Arc;
use uuid::Uuid;
use wire::Exchange as _;
use wire::batch::LogId;
use wire::enrol::{EnrolCode, EnrolRequest};
use wire::entry::{CatalogueEdition, Epoch};
use wire::hello::{Hello, SignedHello};

/// The largest of the shipped forms: a household with its income.
const ITEM: &str = "subsistence-allowance";

/// 2026-04-15, 09:00 in China, when the gateway's clock starts as well.
pub fn morning() -> Moment {
    Moment::from_millis(1_776_214_800_000)
}

/// An enrolled computer of a village.
pub struct Village {
    pub identity: Identity,
    pub catalogue: CatalogueEdition,
    item: ItemEdition,
    /// The form of its cases.
    pub form: Arc<Form>,
}

impl Village {
    /// Enrols a new computer at a gateway, with a code of its own.
    ///
    /// # Errors
    /// The gateway says no, or the shipped content does not hold.
    pub fn enrol(address: &str, code: String, station: &str) -> Result<Self, Box<dyn Error>> {
        let gateway = code.parse::<EnrolCode>()?.gateway;
        let Introduced { exchange, tls_keys, .. } = introduced(address, gateway, PATIENCE)?;
        let key = SigningKey::generate()?;
        let enrolment =
            exchange.enrol(&EnrolRequest { code, station: station.parse()?, key: key.public() })?;
        Self::of(Identity { enrolment, gateway: address.to_owned(), tls_keys, key, epoch: Epoch::new(1) })
    }

    /// A computer that is enrolled.
    ///
    /// # Errors
    /// The gateway says no, or the shipped content does not hold.
    pub fn of(identity: Identity) -> Result<Self, Box<dyn Error>> {
        let exchange = HttpExchange::new(&identity.gateway, &identity.tls_keys, PATIENCE)?;
        let catalogue = catalogue_in_force(&exchange, &identity)?;
        let form = Arc::new(form()?);
        let item = ItemEdition {
            publisher: catalogue.publisher.clone(),
            code: form.item().code.to_string(),
            slug: ITEM.to_owned(),
            name: form.item().name.clone(),
            version: catalogue.version,
            hash: catalogue.hash.clone(),
        };
        Ok(Self { identity, catalogue, item, form })
    }

    /// Whose log.
    pub fn log(&self) -> LogId {
        log_of(&self.identity)
    }

    /// A household's form as it is frozen.
    ///
    /// # Errors
    /// When the form does not hold: then the gateway would not take it either.
    pub fn household(&self, nth: u32) -> Result<Map<String, Value>, Box<dyn Error>> {
        let data = households::household(&self.form.item().sample, nth);
        let evaluation = self.form.evaluate(&data, morning().date());
        match evaluation.errors.first() {
            None => Ok(evaluation.submission().clone()),
            Some(fault) => Err(format!("{}: {}", fault.path, fault.message).into()),
        }
    }

    /// The case of a household.
    pub fn case(&self, case: CaseId, number: ReceiptNumber, form: Map<String, Value>) -> Frozen {
        let text = |field: &str| form.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
        let applicant = Applicant {
            name: text("applicant_name"),
            id_number: text("applicant_id"),
            phone: text("applicant_phone"),
        };
        Frozen {
            case,
            version: 1,
            number,
            station: self.log().station,
            device: self.log().device,
            item: self.item.clone(),
            form_version: self.form.pack().version,
            applicant,
            form,
            materials: Vec::new(),
            deferred: Vec::new(),
            clerk: "符办事".to_owned(),
            frozen_at: morning(),
            signed_by: SignedBy::Hand,
        }
    }
}

/// What goes up: the case with its two papers, signed; the scan follows later.
pub fn submission(frozen: Frozen) -> Result<Submission, Box<dyn Error>> {
    let paper = |kind| PrintedPaper { kind, sha256: any_hash(), size: 48_213, pages: 2 };
    let papers = vec![paper(PaperKind::Form), paper(PaperKind::Receipt)];
    let signing = Signing::ScanBy { due: "2026-04-18".parse()?, at: morning() };
    Ok(Submission { frozen, papers, signing, answers_round: None })
}

/// A new id, as the station makes them.
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}

fn any_hash() -> FileHash {
    let digest = Digest::of(new_id().as_bytes()).to_string();
    digest.parse().unwrap_or_else(|_| unreachable!("a digest has 64 hex digits"))
}

fn log_of(identity: &Identity) -> LogId {
    let certificate = &identity.enrolment.certificate;
    let (station, device) = (certificate.station.clone(), certificate.device);
    LogId { station, device, epoch: identity.epoch, lane: wire::CASE_LANE }
}

fn catalogue_in_force(
    exchange: &HttpExchange,
    identity: &Identity,
) -> Result<CatalogueEdition, Box<dyn Error>> {
    let hello = Hello {
        log: log_of(identity),
        lanes: Vec::new(),
        seq: 0,
        head: Digest::ZERO,
        cursor: 0,
        unfinished: Vec::new(),
        program: "measured".to_owned(),
        clock: morning(),
    };
    let answer = exchange.hello(&SignedHello::sign(hello, &identity.key)?)?;
    Ok(answer.catalogue.ok_or("the gateway has no catalogue")?)
}

fn form() -> Result<Form, Box<dyn Error>> {
    let (pack, _) = Pack::read(&source().join("assets"))?;
    let item = pack.items.into_iter().find(|item| item.slug.to_string() == ITEM).ok_or(ITEM)?;
    let form = pack.forms.into_iter().find(|form| form.form.to_string() == ITEM).ok_or(ITEM)?;
    Ok(Form::load(Arc::new(item), Arc::new(form))?)
}
