use crate::report::{Ended, Reporter};
use station::pages::{LARGEST_FILE, LARGEST_SCAN, too_large};
use station::view::*;
use station::{Desk, deeds};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Reads a file that was named on the command line. One that is too large is not read to its end.
fn read_file(path: &Path, largest: usize) -> Result<Vec<u8>, Ended> {
    let unread = |_| Ended::usage(&format!("读不到文件 {}", path.display()));
    let file = std::fs::File::open(path).map_err(unread)?;
    let mut bytes = Vec::new();
    file.take(largest as u64 + 1).read_to_end(&mut bytes).map_err(unread)?;
    if bytes.len() > largest {
        return Err(too_large(largest).into());
    }
    Ok(bytes)
}

/// Writes beside and renames, so that half a PDF is never taken for one.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Ended> {
    let fresh = path.with_extension("part");
    std::fs::write(&fresh, bytes).and_then(|()| std::fs::rename(&fresh, path)).map_err(|error| {
        let _ = std::fs::remove_file(&fresh);
        let code = match error.kind() {
            std::io::ErrorKind::StorageFull => ErrorCode::DiskFull,
            _ => ErrorCode::Disk,
        };
        Failure::new(code, "").into()
    })
}

fn pairs(materials: &[String]) -> Result<Vec<(String, PathBuf)>, Ended> {
    materials
        .iter()
        .map(|text| {
            let (slot, file) = text.split_once('=').ok_or_else(|| Ended::usage("材料写成 槽位=文件"))?;
            Ok((slot.to_owned(), PathBuf::from(file)))
        })
        .collect()
}

fn form_data(path: &Path) -> Result<FormData, Ended> {
    let bytes = read_file(path, LARGEST_FILE)?;
    serde_json::from_slice(&bytes)
        .map_err(|e| Failure::new(ErrorCode::Input, format!("{} 不是表单数据({e})", path.display())).into())
}

/// Takes a case in: fills, checks, freezes. What is missing ends with 3 and the notice's words.
pub fn new_case(
    desk: &Desk,
    item: &str,
    form: &Path,
    materials: &[String],
    out: &Reporter,
) -> Result<u8, Ended> {
    let data = form_data(form)?;
    let materials = pairs(materials)?;
    let draft = deeds::draft_start(desk, DraftStart { item: item.to_owned() })?;
    let done = fill(desk, &draft, data, &materials);
    if done.as_ref().is_err_and(Ended::is_refusal) {
        // a draft that a program made and that cannot be frozen would only clutter the clerk's list
        deeds::draft_discard(desk, DraftInput { draft: draft.draft.clone() })?;
    }
    let case = done?;
    out.say(&case, || format!("{}\n{}", case.number, case.tell));
    Ok(0)
}

/// Takes in files of signed pages: all of them, whatever is wrong with some. Ends with the first page's fault that had one.
pub fn sign(desk: &Desk, case: &str, scans: &[PathBuf], out: &Reporter) -> Result<u8, Ended> {
    let mut read = Vec::new();
    for scan in scans {
        read.extend(deeds::read_scan(desk, case, &read_file(scan, LARGEST_SCAN)?)?);
    }
    out.say(&read, || read.iter().map(page_text).collect::<Vec<_>>().join("\n"));
    match read.into_iter().find_map(|page| page.reason) {
        Some(reason) => Err(reason.into()),
        None => Ok(0),
    }
}

fn page_text(read: &PageRead) -> String {
    match (&read.bound, &read.reason) {
        (Some(bound), _) => {
            let ScanBound { number, version, paper, page, pages, .. } = bound;
            format!("已绑定:{number} 第{version}版 {paper} 第 {page}/{pages} 页")
        }
        (None, Some(reason)) => format!("待认领:扫描件第 {} 页,{}", read.page, reason.message),
        (None, None) => String::new(),
    }
}

fn fill(
    desk: &Desk,
    draft: &DraftView,
    data: FormData,
    materials: &[(String, PathBuf)],
) -> Result<CaseView, Ended> {
    deeds::draft_save(desk, DraftSave { draft: draft.draft.clone(), rev: draft.rev, data })?;
    for (slot, path) in materials {
        deeds::take_in(desk, &draft.draft, slot, &read_file(path, LARGEST_FILE)?)?;
    }
    defer_what_may_be(desk, &draft.draft)?;
    Ok(deeds::case_freeze(desk, DraftInput { draft: draft.draft.clone() })?)
}

/// What may come later and was not given comes later (容缺后补); the receipt says until when.
fn defer_what_may_be(desk: &Desk, draft: &str) -> Result<(), Ended> {
    let view = deeds::draft_open(desk, DraftInput { draft: draft.to_owned() })?;
    for slot in view.slots.iter().filter(|s| s.needed && s.guide.defer_days > 0 && s.files.is_empty()) {
        let input = MaterialDefer { draft: draft.to_owned(), slot: slot.guide.slot.clone(), later: true };
        deeds::material_defer(desk, input)?;
    }
    Ok(())
}

/// Answers a correction with a new version. Files given for a slot replace what was in it.
pub fn correct(
    desk: &Desk,
    case: &str,
    form: &Path,
    materials: &[String],
    out: &Reporter,
) -> Result<u8, Ended> {
    let data = form_data(form)?;
    let materials = pairs(materials)?;
    let draft = deeds::case_change(desk, CaseInput { case: case.to_owned() })?;
    for slot in &draft.slots {
        if materials.iter().any(|(s, _)| *s == slot.guide.slot) {
            for file in &slot.files {
                let input = MaterialInput { draft: draft.draft.clone(), material: file.id.clone() };
                deeds::material_remove(desk, input)?;
            }
        }
    }
    let view = fill(desk, &draft, data, &materials)?;
    out.say(&view, || format!("{} 第{}版", view.number, view.version));
    Ok(0)
}

pub fn supplement(desk: &Desk, case: &str, pair: &str) -> Result<CaseView, Ended> {
    use base64::Engine as _;
    let (slot, path) = pairs(&[pair.to_owned()])?.remove(0);
    let bytes = base64::engine::general_purpose::STANDARD.encode(read_file(&path, LARGEST_FILE)?);
    let input = SupplementAdd { case: case.to_owned(), slot, file_name: String::new(), bytes };
    Ok(deeds::supplement_add(desk, input)?)
}

pub fn guide_text(guide: &GuideView) -> String {
    let mut lines = vec![
        format!("{} ({})", guide.row.name, guide.row.code),
        format!("{} · {} · {} · {}", guide.kind, guide.row.mode, guide.handling, guide.row.authority),
        "要带什么:".to_owned(),
    ];
    lines
        .extend(guide.materials.iter().map(|m| format!("  {} [{}] {} {}", m.name, m.slot, m.need, m.amount)));
    lines.push("时限:".to_owned());
    lines.extend(
        guide
            .limits
            .iter()
            .map(|l| format!("  {} {}{}", l.name, l.text, if l.checked { "" } else { "(待核)" })),
    );
    lines.push(format!("收费:{}", guide.fee));
    lines.push(format!("{} {} {}", guide.place, guide.hours, guide.phone));
    lines.push(format!("{} {}", guide.edition, guide.mark));
    lines.join("\n")
}

pub fn case_text(case: &CaseView) -> String {
    let mut lines = vec![
        format!("{}  {}  {}  {}", case.number_grouped, case.row.applicant, case.row.item_name, case.row.word),
        case.tell.clone(),
    ];
    lines.extend(case.timeline.iter().map(|t| format!("  {} {} {} {}", t.at, t.who, t.what, t.more)));
    for section in &case.sections {
        lines.push(format!("[{}]", section.title));
        lines.extend(section.fields.iter().map(|f| format!("  {}:{}", f.label, f.value)));
    }
    lines.join("\n")
}
