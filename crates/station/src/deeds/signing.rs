//! The resident signs what was printed; the scan comes back and is bound to this case, version and paper by its code.

use super::cases::{edition, find_case};
use super::correcting::attach;
use super::decoded;
use super::showing::case_show;
use crate::view::*;
use crate::{Desk, pages};
use casework::case::{Signing, Supplement};
use casework::number::ReceiptNumber;
use casework::state::State;
use papers::{PaperCode, PaperKind, qr};
use seal::{Digest, Signature};
use station_store::{CaseRecord, Identity, Store};

/// Binds a signed scan. The code on the page finds the case; a scan of another case, of an older version or of a page
/// that is not to be signed is refused with its sentence.
///
/// # Errors
/// See above; also a file that is not a picture or PDF.
pub fn sign_scan(desk: &Desk, input: SignScan) -> Result<ScanBound, Failure> {
    let bytes = decoded(&input.bytes)?;
    bind_scan(desk, &input.case, &bytes)
}

/// Binds the bytes of a signed scan to the case its code names.
///
/// # Errors
/// As [`sign_scan`].
pub fn bind_scan(desk: &Desk, expected: &str, bytes: &[u8]) -> Result<ScanBound, Failure> {
    let (kind, page_count) = pages::inspect(bytes)?;
    let texts = pages::codes(bytes, kind.media_type(), page_count)?;
    let code = texts.first().ok_or_else(|| Failure::new(ErrorCode::NoCode, ""))?;
    let code = qr::parse(code).map_err(|_| Failure::new(ErrorCode::NoCode, ""))?;
    let case = desk.at_work(|store, _| check_code(store, &code, expected))?;
    let at = desk.now();
    let signing = desk.at_work(|store, clerk| {
        let scan = store.files().keep(bytes)?;
        let media_type = kind.media_type().to_owned();
        let signing = Signing::Scanned { scan, size: bytes.len() as u64, media_type, at };
        store.sign(case.id, case.version, &signing, &clerk.name, at)?;
        Ok(signing)
    })?;
    if case.state != State::AwaitingSignature {
        let catalogue = edition(&*desk.shelf()?)?;
        attach(
            desk,
            &case,
            &catalogue,
            Supplement::Scan { version: case.version, signing },
            "补交签字扫描件",
        )?;
    }
    Ok(ScanBound {
        case: case.id.to_string(),
        number: case.number.grouped(),
        paper: paper_word(code.kind).to_owned(),
        version: case.version,
    })
}

fn paper_word(kind: PaperKind) -> &'static str {
    match kind {
        PaperKind::Form => "申请表",
        PaperKind::Receipt => "收件凭证(申请人联)",
        PaperKind::ReceiptArchive => "收件凭证(存档联)",
        PaperKind::Notice => "一次性告知书",
        PaperKind::Letter => "机关文书",
        PaperKind::Delivery => "送达回证",
        PaperKind::Promise => "告知承诺书",
        PaperKind::Mandate => "授权委托书",
        PaperKind::Referral => "转介单",
        PaperKind::Collection => "领取凭证",
        PaperKind::Guide => "办事指南",
    }
}

fn check_code(store: &Store, code: &PaperCode, expected: &str) -> Result<CaseRecord, Failure> {
    let identity = super::cases::identity_of(store)?;
    genuine(code, &identity)?;
    let number: ReceiptNumber =
        code.number.as_str().parse().map_err(|_| Failure::new(ErrorCode::ForgedCode, ""))?;
    let case = store.case_numbered(&number).map_err(|_| {
        Failure::new(ErrorCode::OtherCase, format!("编号 {},本站没有这一件", number.grouped()))
    })?;
    if !expected.trim().is_empty() && find_case(store, expected)?.id != case.id {
        let whose = format!("{} {} {}", number.grouped(), case.applicant, case.item_name);
        return Err(Failure::new(ErrorCode::OtherCase, whose));
    }
    if !matches!(code.kind, PaperKind::Form | PaperKind::ReceiptArchive) {
        return Err(Failure::new(ErrorCode::OtherPaper, ""));
    }
    let frozen = store.frozen(case.id, case.version)?;
    let current = u32::from(code.version) == case.version && code.digest == frozen.hash.0[..16];
    if !current {
        return Err(Failure::new(ErrorCode::OldVersion, ""));
    }
    if matches!(case.state, State::Voided | State::Archived) {
        return Err(Failure::new(ErrorCode::State, "这一件已了结"));
    }
    Ok(case)
}

/// The code was signed by this device.
fn genuine(code: &PaperCode, identity: &Identity) -> Result<(), Failure> {
    let key = identity.key.public();
    code.verify(|id, bytes, signature| *id == key.id().0 && key.verifies(bytes, &Signature(*signature)))
        .map_err(|_| Failure::new(ErrorCode::ForgedCode, ""))
}

/// The resident signed on paper and the scan follows, where the item allows it.
///
/// # Errors
/// An item that must be scanned first, not where the case stands.
pub fn sign_later(desk: &Desk, input: CaseInput) -> Result<CaseView, Failure> {
    let shelf = desk.shelf()?;
    let at = desk.now();
    let today = desk.today();
    desk.at_work(|store, clerk| {
        let case = find_case(store, &input.case)?;
        if case.state != State::AwaitingSignature {
            return Err(Failure::new(ErrorCode::State, wording::phase_word(case.state.phase())));
        }
        let item = super::items::find_item(&shelf, &case.item)?;
        if !item.submit.before_scan {
            return Err(Failure::new(ErrorCode::State, "这一项要先扫回签字页才能提交"));
        }
        let days = jiff::Span::new().days(i64::from(item.submit.scan_within_days));
        let signing = Signing::ScanBy { due: today.saturating_add(days), at };
        Ok(store.sign(case.id, case.version, &signing, &clerk.name, at)?)
    })?;
    case_show(desk, CaseInput { case: input.case })
}

/// First 16 bytes of what a version holds, as its codes carry them.
pub(crate) fn digest16(hash: &Digest) -> [u8; 16] {
    let mut short = [0; 16];
    short.copy_from_slice(&hash.0[..16]);
    short
}
