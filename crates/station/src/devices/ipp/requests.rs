//! What we ask of printers. IPP/1.1 is what every printer understands.

use super::{PrinterAddress, PrinterError, Tray, Wishes};
use ipp::attribute::IppAttribute;
use ipp::model::{DelimiterTag, IppVersion, Operation};
use ipp::parser::IppParseError;
use ipp::request::IppRequestResponse;
use ipp::value::IppValue;
use std::collections::BTreeMap;

/// What our documents are.
pub(super) const PDF: &str = "application/pdf";
/// ISO A4 by its standard name (PWG 5101.1).
const A4: &str = "iso_a4_210x297mm";
/// Who the printer is told that asks: the software, never a person.
const ASKED_BY: &str = "bianmin";
/// Longest `job-name` in bytes (RFC 8011, 5.1.3).
const LONGEST_NAME: usize = 255;

type Written = Result<IppValue, IppParseError>;

/// One request while it is being written.
struct Draft(IppRequestResponse);

impl Draft {
    /// The names that RFC 8011 wants first (charset, language, target, job) and who asks.
    fn new(address: &PrinterAddress, operation: Operation, job: Option<i32>) -> Result<Self, PrinterError> {
        let request = IppRequestResponse::new(IppVersion::v1_1(), operation, Some(address.uri()));
        let draft = Self(request.map_err(too_long)?);
        let draft = match job {
            Some(id) => draft.say("job-id", Ok(IppValue::new_integer(id)))?,
            None => draft,
        };
        draft.say("requesting-user-name", IppValue::new_name_without_language(ASKED_BY))
    }

    fn say(self, name: &str, value: Written) -> Result<Self, PrinterError> {
        self.add(DelimiterTag::OperationAttributes, name, value)
    }

    fn about_the_job(self, name: &str, value: Written) -> Result<Self, PrinterError> {
        self.add(DelimiterTag::JobAttributes, name, value)
    }

    /// A4 by its name, or by its measure where a tray goes with it: a job may say only one of the two (RFC 8011, 5.2.11;
    /// PWG 5100.7, 6.3).
    fn on_a4(self, tray: Option<&Tray>) -> Result<Self, PrinterError> {
        match tray {
            None => self.about_the_job("media", IppValue::new_keyword(A4)),
            Some(tray) => self.about_the_job("media-col", a4_from(tray)),
        }
    }

    fn wanting(self, names: &[&str]) -> Result<IppRequestResponse, PrinterError> {
        let wanted: Result<Vec<_>, _> = names.iter().map(|name| IppValue::new_keyword(*name)).collect();
        Ok(self.say("requested-attributes", wanted.map(IppValue::Array))?.0)
    }

    fn add(mut self, group: DelimiterTag, name: &str, value: Written) -> Result<Self, PrinterError> {
        let attribute = value.and_then(|value| IppAttribute::with_name(name, value)).map_err(too_long)?;
        self.0.attributes_mut().add(group, attribute);
        Ok(self)
    }
}

/// The only way a request of ours cannot be written; the lengths kept above rule it out.
fn too_long(_: IppParseError) -> PrinterError {
    PrinterError::Refused("RequestValueTooLong".into())
}

pub(super) fn printer(address: &PrinterAddress) -> Result<IppRequestResponse, PrinterError> {
    Draft::new(address, Operation::GetPrinterAttributes, None)?.wanting(&[
        "printer-info",
        "printer-name",
        "printer-make-and-model",
        "printer-state",
        "printer-state-reasons",
        "printer-is-accepting-jobs",
        "document-format-supported",
        "sides-supported",
        "media-source-supported",
        "copies-supported",
    ])
}

pub(super) fn print_job(
    address: &PrinterAddress,
    title: &str,
    job_key: &str,
    wishes: &Wishes,
) -> Result<IppRequestResponse, PrinterError> {
    let job = Draft::new(address, Operation::PrintJob, None)?
        .say("job-name", IppValue::new_name_without_language(job_name(title, job_key)))?
        .say("document-format", IppValue::new_mime_media_type(PDF))?
        .about_the_job("print-scaling", IppValue::new_keyword("none"))?
        .about_the_job("sides", IppValue::new_keyword(wishes.sides.keyword()))?
        .about_the_job("copies", Ok(IppValue::new_integer(wishes.copies.into())))?;
    Ok(job.on_a4(wishes.tray.as_ref())?.0)
}

/// A4 in hundredths of a millimetre, and the tray.
fn a4_from(tray: &Tray) -> Written {
    let side = |name: &str, length: i32| Ok((name.try_into()?, IppValue::new_integer(length)));
    let size: Result<BTreeMap<_, _>, IppParseError> =
        [side("x-dimension", 21_000), side("y-dimension", 29_700)].into_iter().collect();
    Ok(IppValue::Collection(BTreeMap::from([
        ("media-size".try_into()?, IppValue::Collection(size?)),
        ("media-source".try_into()?, IppValue::new_keyword(tray.keyword())?),
    ])))
}

/// Title and key; a title too long for the printer is cut, the key never.
fn job_name(title: &str, job_key: &str) -> String {
    let room = LONGEST_NAME.saturating_sub(job_key.len() + 1);
    format!("{} {job_key}", &title[..title.floor_char_boundary(room)])
}

pub(super) fn one_job(address: &PrinterAddress, id: i32) -> Result<IppRequestResponse, PrinterError> {
    Draft::new(address, Operation::GetJobAttributes, Some(id))?.wanting(&["job-state", "job-state-reasons"])
}

pub(super) fn cancel(address: &PrinterAddress, id: i32) -> Result<IppRequestResponse, PrinterError> {
    Ok(Draft::new(address, Operation::CancelJob, Some(id))?.0)
}

pub(super) fn jobs(address: &PrinterAddress, which: &str) -> Result<IppRequestResponse, PrinterError> {
    Draft::new(address, Operation::GetJobs, None)?
        .say("which-jobs", IppValue::new_keyword(which))?
        .wanting(&["job-id", "job-uri", "job-name"])
}

pub(super) fn queues(server: &PrinterAddress) -> Result<IppRequestResponse, PrinterError> {
    Draft::new(server, Operation::CupsGetPrinters, None)?.wanting(&[
        "printer-uri-supported",
        "printer-info",
        "printer-name",
        "printer-make-and-model",
    ])
}
