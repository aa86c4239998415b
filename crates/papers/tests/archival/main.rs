//! The clauses of ISO 19005-2 (PDF/A-2, level U) that a paper of ours can break, each read from the bytes of every paper
//! of the gallery. No validator judged the files: veraPDF could not be had. What is checked here is what the standard says
//! of a file without pictures, annotations, forms to fill, actions, attachments, transparency and layers, and that it has
//! none.
#![allow(clippy::expect_used)]

mod codes;
mod fonts;
#[path = "../samples/mod.rs"]
mod samples;

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, Stream};
use papers::Print;

/// A file as bytes and as objects.
pub struct File {
    bytes: Vec<u8>,
    pub pdf: Document,
}

/// What breaks a clause, in words.
type Reading = fn(&File) -> Vec<String>;

/// Every check: its clause, and what it finds wrong.
const CLAUSES: [(&str, Reading); 13] = [
    ("6.1.2 file header", header),
    ("6.1.3 file trailer", trailer),
    ("6.1.6 6.1.7 6.1.8 6.1.13 strings, streams, names, limits", objects),
    ("6.1.9 spacing of indirect objects", spacing),
    ("6.2.2 content streams", contents),
    ("6.2.3 output intent", output_intent),
    ("6.2.9 the form XObjects of codes", codes::drawn),
    ("6.2.11.3 6.2.11.4 fonts embedded whole", fonts::embedded),
    ("6.2.11.5 widths", fonts::widths),
    ("6.2.11.7 text of every glyph", fonts::texts),
    ("6.2.5 6.2.8 6.2.9 6.2.10 6.3 6.4 6.5 6.8 6.9 what may not be there", forbidden),
    ("6.6.2 metadata", metadata),
    ("6.6.3 metadata and properties say the same", properties),
];

#[test]
fn every_paper_keeps_the_clauses_of_the_archival_format() {
    let press = samples::press();
    // every kind of font program, and a glyph of two texts
    let rare = papers::Ruling { applicant: "𠮶𡋾⼀一".into(), ..samples::acceptance() };
    let rare = ("rare", papers::Document::Ruling(rare), papers::Marks::Plain);
    for (name, document, marks) in samples::gallery().into_iter().chain([rare]) {
        let bytes = press.render(&document, &marks, Print::Usual).expect("prints").pdf;
        let pdf = Document::load_mem(&bytes).expect("a PDF");
        let file = File { bytes, pdf };
        for (clause, check) in CLAUSES {
            assert_eq!(check(&file), Vec::<String>::new(), "{name}: {clause}");
        }
    }
}

pub fn wrong(if_so: bool, what: &str) -> Vec<String> {
    if if_so { vec![what.to_owned()] } else { Vec::new() }
}

fn header(file: &File) -> Vec<String> {
    let mut lines = file.bytes.split(|byte| *byte == b'\n');
    let first = lines.next().unwrap_or_default();
    let second = lines.next().unwrap_or_default();
    let marked =
        second.first() == Some(&b'%') && second.iter().skip(1).take(4).filter(|b| **b > 127).count() == 4;
    [wrong(first != b"%PDF-1.7", "version"), wrong(!marked, "no four high bytes in the comment")].concat()
}

fn trailer(file: &File) -> Vec<String> {
    let id = file.pdf.trailer.get(b"ID").and_then(Object::as_array).map_or(0, Vec::len);
    let text = file.bytes.trim_ascii_end();
    [
        wrong(id != 2, "no ID of two strings"),
        wrong(file.pdf.trailer.has(b"Encrypt"), "encrypted"),
        wrong(!text.ends_with(b"%%EOF"), "something after the end"),
    ]
    .concat()
}

fn objects(file: &File) -> Vec<String> {
    file.pdf.objects.values().flat_map(object).collect()
}

fn object(object: &Object) -> Vec<String> {
    const LONGEST_STRING: usize = 32_767;
    const LONGEST_NAME: usize = 127;
    match object {
        Object::String(bytes, _) => wrong(bytes.len() > LONGEST_STRING, "a string too long"),
        Object::Name(name) => {
            wrong(name.len() > LONGEST_NAME || std::str::from_utf8(name).is_err(), "a name")
        }
        Object::Array(all) => all.iter().flat_map(self::object).collect(),
        Object::Dictionary(all) => entries(all),
        Object::Stream(Stream { dict, content, .. }) => {
            let length = dict.get(b"Length").and_then(Object::as_i64).unwrap_or(-1);
            let filter = dict.get(b"Filter").and_then(Object::as_name).unwrap_or(b"FlateDecode");
            let outside = [b"F".as_slice(), b"FFilter", b"FDecodeParms"].iter().any(|key| dict.has(key));
            [
                entries(dict),
                wrong(length != content.len() as i64, "the length of a stream"),
                wrong(filter != b"FlateDecode", "a filter that is not Flate"),
                wrong(outside, "a stream outside of the file"),
            ]
            .concat()
        }
        _ => Vec::new(),
    }
}

fn entries(all: &Dictionary) -> Vec<String> {
    all.iter()
        .flat_map(|(name, value)| [object(&Object::Name(name.clone())), object(value)].concat())
        .collect()
}

/// `7 0 obj` and `endobj` on lines of their own.
fn spacing(file: &File) -> Vec<String> {
    let at = |needle: &[u8]| {
        let found = file.bytes.windows(needle.len()).enumerate().filter(|(_, window)| *window == needle);
        found.map(|(at, _)| at).collect::<Vec<_>>()
    };
    let alone = |at: usize| at == 0 || file.bytes[at - 1] == b'\n';
    (file.pdf.objects.keys())
        .filter(|(number, generation)| {
            let head = format!("{number} {generation} obj\n");
            at(head.as_bytes()).into_iter().filter(|place| alone(*place)).count() != 1
        })
        .map(|id| format!("{id:?}"))
        .chain(
            at(b"endobj")
                .into_iter()
                .filter(|place| !alone(*place))
                .map(|place| format!("endobj at {place}")),
        )
        .collect()
}

/// What stands on the pages: operators, nesting, greys alone, and for each font the codes that are shown.
pub struct Shown {
    faults: Vec<String>,
    pub codes: BTreeMap<Vec<u8>, Vec<u16>>,
}

pub fn shown(file: &File) -> Shown {
    const KNOWN: [&str; 24] = [
        "q", "Q", "cm", "w", "d", "m", "l", "c", "h", "re", "S", "f", "f*", "g", "G", "BT", "ET", "Tf", "Tm",
        "TJ", "Tj", "Tc", "n", "Do",
    ];
    const DEEPEST: i32 = 28;
    let mut shown = Shown { faults: Vec::new(), codes: BTreeMap::new() };
    for page in file.pdf.get_pages().into_values() {
        let content = Content::decode(&file.pdf.get_page_content(page)).expect("operators");
        let (mut depth, mut font) = (0, Vec::new());
        for operation in content.operations {
            let operator = operation.operator.as_str();
            shown.faults.extend(wrong(!KNOWN.contains(&operator), operator));
            depth += i32::from(operator == "q") - i32::from(operator == "Q");
            shown.faults.extend(wrong(!(0..=DEEPEST).contains(&depth), "nesting"));
            match operator {
                "Tf" => font = operation.operands[0].as_name().expect("the name of a font").to_vec(),
                "TJ" | "Tj" => {
                    shown.codes.entry(font.clone()).or_default().extend(codes(&operation.operands))
                }
                _ => {}
            }
        }
        shown.faults.extend(wrong(depth != 0, "q without Q"));
    }
    shown
}

fn codes(operands: &[Object]) -> Vec<u16> {
    let strings = operands.iter().flat_map(|one| match one {
        Object::Array(all) => all.clone(),
        other => vec![other.clone()],
    });
    let bytes = strings.filter_map(|one| one.as_str().map(<[u8]>::to_vec).ok());
    bytes
        .flat_map(|all| all.chunks(2).map(|code| u16::from_be_bytes([code[0], code[1]])).collect::<Vec<_>>())
        .collect()
}

fn contents(file: &File) -> Vec<String> {
    let shown = shown(file);
    let fonts = fonts::named(file);
    let unnamed = shown.codes.keys().filter(|name| !fonts.contains_key(*name));
    let no_glyph = shown.codes.values().flatten().filter(|code| **code == 0);
    let faults = unnamed.map(|name| format!("no font {name:?}")).chain(no_glyph.map(|_| "code 0".to_owned()));
    shown.faults.into_iter().chain(faults).collect()
}

fn output_intent(file: &File) -> Vec<String> {
    let intents =
        file.pdf.catalog().and_then(|catalog| catalog.get(b"OutputIntents")).and_then(Object::as_array);
    let [Object::Dictionary(intent)] = intents.map_or(&[][..], |all| all) else {
        return vec!["not one intent".to_owned()];
    };
    let profile = intent.get(b"DestOutputProfile").and_then(|id| file.pdf.dereference(id));
    let Some(profile) = profile.ok().and_then(|(_, object)| object.as_stream().ok()) else {
        return vec!["no profile".to_owned()];
    };
    let icc = profile.get_plain_content().expect("packed by us");
    let size = u32::from_be_bytes([icc[0], icc[1], icc[2], icc[3]]) as usize;
    [
        wrong(intent.get(b"S").and_then(Object::as_name).ok() != Some(b"GTS_PDFA1"), "kind"),
        wrong(!intent.has(b"OutputConditionIdentifier"), "no identifier"),
        wrong(profile.dict.get(b"N").and_then(Object::as_i64).ok() != Some(3), "N"),
        wrong(size != icc.len() || &icc[36..40] != b"acsp", "not a profile"),
        wrong(icc[8] > 4 || &icc[12..20] != b"mntrRGB ", "not an RGB monitor of version 4 at most"),
    ]
    .concat()
}

fn forbidden(file: &File) -> Vec<String> {
    const KEYS: [&str; 23] = [
        "AA",
        "A",
        "OpenAction",
        "JavaScript",
        "JS",
        "Names",
        "EmbeddedFiles",
        "EF",
        "AF",
        "AcroForm",
        "XFA",
        "Annots",
        "OCProperties",
        "Group",
        "SMask",
        "CA",
        "ca",
        "BM",
        "TR",
        "TR2",
        "HTP",
        "AlternatePresentations",
        "Requirements",
    ];
    let found =
        |dict: &Dictionary| KEYS.iter().filter(|key| dict.has(key.as_bytes())).copied().collect::<Vec<_>>();
    let full = |key: &&str, dict: &Dictionary| {
        let value = dict.get(key.as_bytes()).and_then(|value| file.pdf.dereference(value));
        value.and_then(|(_, value)| value.as_dict()).map_or(true, |named| !named.is_empty())
    };
    let dicts = file.pdf.objects.values().flat_map(dictionaries);
    dicts
        .flat_map(|dict| {
            found(dict).into_iter().filter(|key| full(key, dict)).map(str::to_owned).collect::<Vec<_>>()
        })
        .collect()
}

/// A dictionary and all within it.
fn dictionaries(object: &Object) -> Vec<&Dictionary> {
    match object {
        Object::Dictionary(dict) | Object::Stream(Stream { dict, .. }) => {
            std::iter::once(dict).chain(dict.iter().flat_map(|(_, value)| dictionaries(value))).collect()
        }
        Object::Array(all) => all.iter().flat_map(dictionaries).collect(),
        _ => Vec::new(),
    }
}

fn packet(file: &File) -> (Dictionary, String) {
    let id = file.pdf.catalog().and_then(|catalog| catalog.get(b"Metadata")).expect("metadata");
    let stream = file.pdf.dereference(id).and_then(|(_, object)| object.as_stream()).expect("a stream");
    (stream.dict.clone(), String::from_utf8(stream.content.clone()).expect("UTF-8"))
}

fn metadata(file: &File) -> Vec<String> {
    let (dict, xmp) = packet(file);
    let head = xmp.lines().next().unwrap_or_default().to_owned();
    [
        wrong(dict.has(b"Filter"), "packed"),
        wrong(
            !head.starts_with("<?xpacket begin=") || head.contains("bytes=") || head.contains("encoding="),
            "head",
        ),
        wrong(!xmp.contains("<pdfaid:part>2</pdfaid:part>"), "part"),
        wrong(!xmp.contains("<pdfaid:conformance>U</pdfaid:conformance>"), "level"),
        wrong(!xmp.trim_end().ends_with("<?xpacket end=\"w\"?>"), "end"),
    ]
    .concat()
}

fn properties(file: &File) -> Vec<String> {
    let info = file.pdf.trailer.get(b"Info").and_then(|id| file.pdf.dereference(id)).expect("properties").1;
    let info = info.as_dict().expect("a dictionary");
    let (_, xmp) = packet(file);
    let mut known = info.iter().map(|(key, _)| key.as_slice()).collect::<Vec<_>>();
    known.sort_unstable();
    let title = info.get(b"Title").and_then(Object::as_str).expect("a title");
    let units: Vec<u16> = title[2..].chunks(2).map(|unit| u16::from_be_bytes([unit[0], unit[1]])).collect();
    let title = String::from_utf16(&units).expect("UTF-16");
    let producer =
        info.get(b"Producer").and_then(Object::as_str).map(String::from_utf8_lossy).expect("a producer");
    [
        wrong(known != [b"Producer".as_slice(), b"Title"], "a property that the metadata do not have"),
        wrong(!xmp.contains(&format!("<rdf:li xml:lang=\"x-default\">{title}</rdf:li>")), "title"),
        wrong(!xmp.contains(&format!("<pdf:Producer>{producer}</pdf:Producer>")), "producer"),
    ]
    .concat()
}
