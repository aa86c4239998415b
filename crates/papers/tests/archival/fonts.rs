//! What the standard says of fonts, read from the font programs themselves.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object, Stream};

use crate::{File, shown, wrong};

/// The fonts that pages name.
pub fn named(file: &File) -> BTreeMap<Vec<u8>, Dictionary> {
    let mut all = BTreeMap::new();
    for page in file.pdf.get_pages().into_values() {
        let fonts = file.pdf.get_page_fonts(page).expect("fonts");
        all.extend(fonts.into_iter().map(|(name, font)| (name, font.clone())));
    }
    all
}

/// What a composite font is made of.
struct Parts {
    descendant: Dictionary,
    descriptor: Dictionary,
    /// The key of the font program, and the program.
    program: (&'static str, Vec<u8>),
}

fn parts(file: &File, font: &Dictionary) -> Option<Parts> {
    let follow = |object: &Object| file.pdf.dereference(object).ok().map(|(_, object)| object.clone());
    let descendants = follow(font.get(b"DescendantFonts").ok()?)?;
    let descendant = follow(descendants.as_array().ok()?.first()?)?.as_dict().ok()?.clone();
    let descriptor = follow(descendant.get(b"FontDescriptor").ok()?)?.as_dict().ok()?.clone();
    let key = ["FontFile2", "FontFile3"].into_iter().find(|key| descriptor.has(key.as_bytes()))?;
    let stream = follow(descriptor.get(key.as_bytes()).ok()?)?;
    let program = stream.as_stream().ok()?.get_plain_content().ok()?;
    Some(Parts { descendant, descriptor, program: (key, program) })
}

pub fn embedded(file: &File) -> Vec<String> {
    let name =
        |dict: &Dictionary, key: &[u8]| dict.get(key).and_then(Object::as_name).map(<[u8]>::to_vec).ok();
    let mut faults = Vec::new();
    let mut names = Vec::new();
    for font in named(file).into_values() {
        let Some(Parts { descendant, descriptor, program }) = parts(file, &font) else {
            return vec!["a font that is not embedded".to_owned()];
        };
        let true_type = name(&descendant, b"Subtype").as_deref() == Some(b"CIDFontType2");
        let base = name(&font, b"BaseFont");
        faults.extend(wrong(name(&font, b"Encoding").as_deref() != Some(b"Identity-H"), "another CMap"));
        faults.extend(wrong(true_type != (program.0 == "FontFile2"), "kind of program"));
        let map = name(&descendant, b"CIDToGIDMap");
        faults.extend(wrong(true_type && map.as_deref() != Some(b"Identity"), "no CIDToGIDMap"));
        faults.extend(wrong(
            base != name(&descendant, b"BaseFont") || base != name(&descriptor, b"FontName"),
            "names",
        ));
        // a CIDSet must be whole; none is right as well
        faults.extend(wrong(descriptor.has(b"CIDSet"), "a CIDSet"));
        names.push(base);
    }
    let all = names.len();
    names.sort();
    names.dedup();
    [faults, wrong(names.len() != all, "two fonts of one name")].concat()
}

pub fn widths(file: &File) -> Vec<String> {
    let shown = shown(file);
    let mut faults = Vec::new();
    for (name, font) in named(file) {
        let Parts { descendant, program: (_, program), .. } = parts(file, &font).expect("embedded");
        let said = said_widths(&descendant);
        for code in shown.codes.get(&name).into_iter().flatten() {
            let said = said.get(code).copied().unwrap_or(1000);
            let own = own_width(&program, *code).unwrap_or(said as f32);
            faults.extend(wrong((own - said as f32).abs() > 1.0, &format!("{code}: {said}, not {own}")));
        }
    }
    faults
}

fn said_widths(descendant: &Dictionary) -> BTreeMap<u16, i64> {
    let list = descendant.get(b"W").and_then(Object::as_array).expect("widths");
    let pairs = list.chunks(2).flat_map(|pair| {
        let first = pair[0].as_i64().expect("a code");
        let widths = pair[1].as_array().expect("widths").iter();
        widths
            .zip(first..)
            .map(|(width, code)| (code as u16, width.as_i64().expect("a width")))
            .collect::<Vec<_>>()
    });
    pairs.collect()
}

/// In thousandths of an em. The glyphs of a cut are numbered as they are coded. Of TrueType programs alone: the widths in
/// a CID-keyed CFF program stand in its charstrings, which nothing here reads.
fn own_width(program: &[u8], code: u16) -> Option<f32> {
    let face = ttf_parser::Face::parse(program, 0).ok()?;
    let width = f32::from(face.glyph_hor_advance(ttf_parser::GlyphId(code))?);
    Some(width * 1000.0 / f32::from(face.units_per_em()))
}

pub fn texts(file: &File) -> Vec<String> {
    let shown = shown(file);
    let mut faults = Vec::new();
    for (name, font) in named(file) {
        let map = font.get(b"ToUnicode").and_then(|id| file.pdf.dereference(id)).expect("a Unicode map").1;
        let map = map.as_stream().and_then(Stream::get_plain_content).expect("a stream");
        let texts = mapped(&String::from_utf8(map).expect("words"));
        for code in shown.codes.get(&name).into_iter().flatten() {
            let text = texts.get(code).map_or("", String::as_str);
            faults.extend(wrong(text.is_empty(), &format!("no text for {code}")));
            faults.extend(wrong(
                text.contains(['\0', '\u{FEFF}', '\u{FFFE}', '\u{FFFD}']),
                &format!("text of {code}"),
            ));
        }
    }
    faults
}

/// The lines `<0007> <4E00>` of a map.
fn mapped(map: &str) -> BTreeMap<u16, String> {
    let line = |line: &str| {
        let (code, text) = line.strip_prefix('<')?.strip_suffix('>')?.split_once("> <")?;
        let units: Vec<u16> = (0..text.len())
            .step_by(4)
            .map(|at| u16::from_str_radix(&text[at..at + 4], 16).unwrap_or(0))
            .collect();
        Some((u16::from_str_radix(code, 16).ok()?, String::from_utf16(&units).ok()?))
    };
    map.lines().filter(|text| !text.contains("FFFF")).filter_map(line).collect()
}
