//! `bianmin paper lint|preview|gallery`: the layouts themselves, without any resident's data.

use crate::options::PaperCommand;
use crate::report::{Ended, Reporter};
use catalogue::Pack;
use papers::{
    Code, Document, FilledForm, FirstPages, FontSet, Layouts, Marks, NOBODY, PaperNumber, Press, Print,
    Rendered, Roll, Sample, Value, Witness, samples,
};
use serde_json::json;
use station::view::{ErrorCode, Failure};
use station::{form_samples, pages};
use std::fs;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::thread;

/// The numbers on samples: of the right shape, of no case. All papers of the samples are of one; forms are of items.
const CASE: &str = "460511002001 20260415 01 0007 X";
const FORM: &str = "469000000000202601010100001";
const PICTURE_WIDTH: u32 = 620;
/// Something was asked for that a rule forbids: a name that cannot be printed.
const REFUSED: u8 = 3;

pub fn look(what: &PaperCommand, fonts: Option<&Path>, out: &Reporter) -> Result<u8, Ended> {
    match what {
        PaperCommand::Lint { folder } => lint(folder, out),
        PaperCommand::Preview { kind, names, large, slip, layouts, out: file } => {
            let press = press(open(fonts)?.with_installed(), layouts.as_deref())?;
            if let Some(roll) = slip {
                let roll = if roll == "58" { Roll::Mm58 } else { Roll::Mm80 };
                return preview_of_slip(&press, kind, roll, file, out);
            }
            let print = if *large { Print::Large } else { Print::Usual };
            preview(&press, kind, names.as_deref(), print, file, out)
        }
        PaperCommand::Gallery { assets, out: folder } => gallery(open(fonts)?, assets, folder, out),
        PaperCommand::Faces => faces(&open(fonts)?.with_installed(), out),
    }
}

/// The fonts of the house alone: what is compared is the same on every computer.
fn open(fonts: Option<&Path>) -> Result<FontSet, Ended> {
    Ok(fonts.map_or_else(FontSet::open_system, FontSet::open).map_err(Failure::from)?)
}

/// What papers are set in on this computer.
fn faces(fonts: &FontSet, out: &Reporter) -> Result<u8, Ended> {
    let faces = station::deeds::faces_of(fonts);
    out.say(&json!(faces), || {
        let lines: Vec<String> = faces.iter().map(|face| format!("{}:{}", face.name, face.words)).collect();
        lines.join("\n")
    });
    Ok(0)
}

fn press(fonts: FontSet, layouts: Option<&Path>) -> Result<Press, Ended> {
    let mut all = Layouts::shipped().map_err(Failure::from)?.clone();
    if let Some(folder) = layouts {
        let (read, flaws) = Layouts::read(folder).map_err(Failure::from)?;
        match read.filter(|_| flaws.is_empty()) {
            Some(read) => all = all.under(&read),
            None => return Err(refused(&flaws)),
        }
    }
    Ok(Press::with(Arc::new(fonts), Arc::new(all)))
}

fn refused(flaws: &[papers::Flaw]) -> Ended {
    let words: Vec<String> = flaws.iter().map(ToString::to_string).collect();
    Failure::new(ErrorCode::Input, words.join("\n")).into()
}

fn lint(folder: &Path, out: &Reporter) -> Result<u8, Ended> {
    let (read, mut flaws) = Layouts::read(folder).map_err(Failure::from)?;
    let mut documents: Vec<Document> = all_samples()?.into_iter().map(|sample| sample.document).collect();
    let assets = folder.parent().unwrap_or(folder);
    let forms: Vec<Document> = of_forms(assets)?.into_iter().map(|sample| sample.document).collect();
    documents.extend(forms.iter().map(witnessed));
    documents.extend(forms);
    flaws.extend(read.iter().flat_map(|layouts| layouts.lint(&documents)));
    if !flaws.is_empty() {
        return Err(refused(&flaws));
    }
    let count = read.iter().flat_map(Layouts::names).count();
    out.say(&json!({"layouts": count, "flaws": 0}), || format!("{count} 种版式,没有发现问题"));
    Ok(0)
}

/// The same form signed through somebody else: its lines are tried as well.
fn witnessed(form: &Document) -> Document {
    let nobody = || "示例".to_owned();
    let witness = Witness { name: nobody(), id_number: nobody(), relation: nobody(), read_by: nobody() };
    match form {
        Document::Form(filled) => Document::Form(FilledForm { witness: Some(witness), ..filled.clone() }),
        other => other.clone(),
    }
}

fn all_samples() -> Result<Vec<Sample>, Ended> {
    Ok(samples().map_err(Failure::from)?)
}

/// The forms of the items in a content folder, filled in by their own sample; none where there is no such folder.
fn of_forms(assets: &Path) -> Result<Vec<Sample>, Ended> {
    Ok(content(assets)?.map_or_else(|| Ok(Vec::new()), |pack| form_samples(&pack))?)
}

/// What a content folder publishes; nothing where there is no such folder.
fn content(assets: &Path) -> Result<Option<Pack>, Ended> {
    if !assets.join("catalogue").is_dir() {
        return Ok(None);
    }
    let (pack, findings) =
        Pack::read(assets).map_err(|fault| Failure::new(ErrorCode::Input, fault.to_string()))?;
    if let Some(finding) = findings.first() {
        return Err(Failure::new(ErrorCode::Input, format!("{finding:?}")).into());
    }
    Ok(Some(pack))
}

fn preview(
    press: &Press,
    kind: &str,
    names: Option<&Path>,
    print: Print,
    file: &Path,
    out: &Reporter,
) -> Result<u8, Ended> {
    let sample = typical(kind, |_| true)?;
    let Some(names) = names else {
        let paper = printed(press, &sample.document, print)?;
        crate::cases::write_file(file, &paper.pdf)?;
        out.say(&json!({"file": file, "pages": paper.pages}), || {
            format!("{} 页 {}", paper.pages, file.display())
        });
        return Ok(0);
    };
    let names = fs::read_to_string(names)
        .map_err(|fault| Failure::new(ErrorCode::Input, format!("{}:{fault}", names.display())))?;
    preview_of_names(press, &sample.document, &names, file, out)
}

/// The typical sample of a kind among those that will do.
fn typical(kind: &str, will_do: impl Fn(&Sample) -> bool) -> Result<Sample, Ended> {
    let all = all_samples()?.into_iter().filter(|sample| sample.set == "typical" && will_do(sample));
    let all: Vec<Sample> = all.collect();
    if let Some(sample) = all.iter().find(|sample| sample.name == kind) {
        return Ok(sample.clone());
    }
    let known: Vec<&str> = all.iter().map(|sample| sample.name.as_str()).collect();
    Err(Ended::usage(&format!("没有“{kind}”这种文书,有:{}", known.join(" "))))
}

/// What a slip printer prints of a kind, dot by dot.
fn preview_of_slip(press: &Press, kind: &str, roll: Roll, file: &Path, out: &Reporter) -> Result<u8, Ended> {
    let sample = typical(kind, |sample| press.layouts().has_slip(&sample.document))?;
    let slip =
        with_marks(&sample.document, |marks| press.draw_slip(&press.slip(&sample.document, marks, roll)?))?;
    crate::cases::write_file(file, &pages::picture_of_dots(&slip)?)?;
    out.say(&json!({"file": file, "width": slip.width(), "height": slip.height()}), || {
        format!("{} × {} 点 {}", slip.width(), slip.height(), file.display())
    });
    Ok(0)
}

/// One page for each line. A name that cannot be printed does not keep the others from it.
fn preview_of_names(
    press: &Press,
    sample: &Document,
    names: &str,
    file: &Path,
    out: &Reporter,
) -> Result<u8, Ended> {
    let lines: Vec<(usize, &str)> =
        (1..).zip(names.lines().map(str::trim)).filter(|(_, name)| !name.is_empty()).collect();
    let named: Vec<Document> = lines.iter().map(|(_, name)| sample.clone().named(name)).collect();
    let FirstPages { rendered, left_out } = with_marks(sample, |marks| press.first_pages(&named, marks))?;
    if let Some(paper) = &rendered {
        crate::cases::write_file(file, &paper.pdf)?;
    }
    let pages = rendered.map_or(0, |paper| paper.pages);
    let unprintable: Vec<Unprintable<'_>> =
        left_out.iter().filter_map(|(at, character)| Unprintable::of(lines.get(*at)?, *character)).collect();
    out.say(&json!({"file": file, "pages": pages, "unprintable": unprintable}), || {
        let written = format!("{pages} 页 {}", file.display());
        std::iter::once(written)
            .chain(unprintable.iter().map(ToString::to_string))
            .collect::<Vec<_>>()
            .join("\n")
    });
    Ok(if unprintable.is_empty() { 0 } else { REFUSED })
}

/// A line of the file with a character that no font has.
#[derive(serde::Serialize)]
struct Unprintable<'a> {
    line: usize,
    name: &'a str,
    character: char,
    code_point: String,
}

impl<'a> Unprintable<'a> {
    fn of((line, name): &(usize, &'a str), character: char) -> Option<Self> {
        let code_point = format!("U+{:04X}", u32::from(character));
        Some(Self { line: *line, name, character, code_point })
    }
}

impl std::fmt::Display for Unprintable<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { line, name, character, code_point } = self;
        write!(f, "第{line}行“{name}”没有印:字体里没有“{character}”({code_point})")
    }
}

fn printed(press: &Press, document: &Document, print: Print) -> Result<Rendered, Ended> {
    with_marks(document, |marks| press.render(document, marks, print))
}

/// A sample's code says that nobody signed it.
fn with_marks<T>(
    document: &Document,
    work: impl FnOnce(&Marks<'_>) -> Result<T, papers::PaperError>,
) -> Result<T, Ended> {
    let marks = match document {
        Document::TestPage(_) => Marks::Edges,
        Document::Form(form) if names_nobody(form) => Marks::Plain,
        other if other.is_of_a_case() => Marks::Coded(Code {
            number: PaperNumber::parse(number_on(other)).map_err(|fault| Failure::internal(&fault))?,
            version: 1,
            digest: [0; 16],
            key_id: NOBODY,
            sign: &|_| [0; 64],
            reprint: 0,
        }),
        _ => Marks::Plain,
    };
    Ok(work(&marks).map_err(Failure::from)?)
}

/// A letter names its case in its text as well.
fn number_on(document: &Document) -> &str {
    match document {
        Document::Ruling(ruling) => &ruling.number,
        Document::Form(_) => FORM,
        _ => CASE,
    }
}

/// A form to take home: no field is filled in, or the one that every form has is not.
fn names_nobody(form: &FilledForm) -> bool {
    let unnamed = |name: &Value| *name == Value::Text(String::new());
    form.is_blank() || form.fields.get("applicant_name").is_some_and(unnamed)
}

/// Every paper in three sets as PDF and, page by page, as pictures.
fn gallery(fonts: FontSet, assets: &Path, folder: &Path, out: &Reporter) -> Result<u8, Ended> {
    let mark = content(assets)?.map(|pack| pack.publisher.mark).unwrap_or_default();
    let layouts = Layouts::shipped().map_err(Failure::from)?.clone().marked(&mark);
    let press = &Press::with(Arc::new(fonts), Arc::new(layouts));
    fs::create_dir_all(folder).map_err(|fault| Failure::new(ErrorCode::Input, fault.to_string()))?;
    let mut all = all_samples()?;
    all.extend(of_forms(assets)?);
    let (next, pages) = (AtomicUsize::new(0), AtomicU32::new(0));
    let work = || -> Result<(), Ended> {
        while let Some(sample) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
            pages.fetch_add(hang(press, sample, folder)?, Ordering::Relaxed);
        }
        Ok(())
    };
    thread::scope(|scope| {
        let hands = thread::available_parallelism().map_or(1, NonZero::get);
        let others: Vec<_> = (1..hands).map(|_| scope.spawn(work)).collect();
        let mine = work();
        let all = others.into_iter().map(|hand| hand.join().unwrap_or_else(|fault| resume_unwind(fault)));
        all.chain([mine]).collect::<Result<(), Ended>>()
    })?;
    let pages = pages.into_inner();
    out.say(&json!({"papers": all.len(), "pages": pages}), || {
        format!("{} 份文书,共 {pages} 页,在 {}", all.len(), folder.display())
    });
    Ok(0)
}

/// One paper as a file and its pages as pictures; gives how many pages it has.
fn hang(press: &Press, Sample { name, set, document }: &Sample, folder: &Path) -> Result<u32, Ended> {
    let paper = printed(press, document, Print::Usual)?;
    crate::cases::write_file(&folder.join(format!("{name}-{set}.pdf")), &paper.pdf)?;
    for page in 1..=paper.pages {
        let png = pages::picture(&paper.pdf, "application/pdf", page, PICTURE_WIDTH)?;
        crate::cases::write_file(&folder.join(format!("{name}-{set}-{page}.png")), &png)?;
    }
    Ok(paper.pages)
}
