//! Codes are form XObjects (ISO 32000-1, 8.10) of rectangles alone, with all that they use in themselves.

use lopdf::content::Content;
use lopdf::{Dictionary, Object, Stream};

use super::{File, wrong};

/// What stands in the dictionary of a code's form, and nothing else.
const KEYS: [&[u8]; 6] = [b"Type", b"Subtype", b"BBox", b"Resources", b"Length", b"Filter"];

pub fn drawn(file: &File) -> Vec<String> {
    file.pdf.get_pages().into_values().flat_map(|page| of_page(file, page)).collect()
}

fn of_page(file: &File, page: lopdf::ObjectId) -> Vec<String> {
    let content = Content::decode(&file.pdf.get_page_content(page)).expect("operators");
    let used = content.operations.iter().filter(|operation| operation.operator == "Do");
    used.flat_map(|operation| {
        let name = operation.operands[0].as_name().expect("the name of a form");
        match named(file, page, name) {
            Some(form) => of_form(form),
            None => vec![format!("no form {name:?}")],
        }
    })
    .collect()
}

fn named<'a>(file: &'a File, page: lopdf::ObjectId, name: &[u8]) -> Option<&'a Stream> {
    let at = |dict: &'a Dictionary, key: &[u8]| {
        dict.get(key).and_then(|value| file.pdf.dereference(value)).map(|(_, value)| value).ok()
    };
    let page = file.pdf.get_dictionary(page).ok()?;
    let forms = at(at(page, b"Resources")?.as_dict().ok()?, b"XObject")?.as_dict().ok()?;
    at(forms, name)?.as_stream().ok()
}

fn of_form(form: &Stream) -> Vec<String> {
    let dict = &form.dict;
    let strange = dict.iter().filter(|(key, _)| !KEYS.contains(&key.as_slice()));
    let strange = strange.map(|(key, _)| String::from_utf8_lossy(key).into_owned());
    let content = Content::decode(&form.get_plain_content().expect("packed by us")).expect("operators");
    let resources = dict.get(b"Resources").and_then(Object::as_dict);
    let form_subtype = dict.get(b"Subtype").and_then(Object::as_name).ok() == Some(b"Form".as_slice());
    let (rects, last) = content.operations.split_at(content.operations.len().saturating_sub(1));
    [
        strange.collect(),
        wrong(!form_subtype, "not a form"),
        wrong(resources.map_or(true, |own| !own.is_empty()), "resources"),
        wrong(rects.is_empty() || rects.iter().any(|one| one.operator != "re"), "not rectangles alone"),
        wrong(last.iter().any(|one| one.operator != "f"), "not filled"),
        wrong(!rects.iter().all(|rect| within(&rect.operands, dict)), "outside of its bounds"),
    ]
    .concat()
}

fn within(rect: &[Object], dict: &Dictionary) -> bool {
    let numbers = |all: &[Object]| all.iter().filter_map(|one| one.as_i64().ok()).collect::<Vec<_>>();
    let bounds = dict.get(b"BBox").and_then(Object::as_array).map(|all| numbers(all)).unwrap_or_default();
    let ([x, y, width, height], [left, top, right, bottom]) = (&numbers(rect)[..], &bounds[..]) else {
        return false;
    };
    left < x && top < y && x + width < *right && y + height < *bottom
}
