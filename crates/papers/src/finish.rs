//! The last pass over the PDF: an archival file (PDF/A-2u) without clock, counter or randomness in it.

use lopdf::{Dictionary, Document, Object, Stream, StringFormat};
use sha2::{Digest, Sha256};

use crate::error::PaperError;
use crate::file_seal::{self, Sealer};
use crate::icc::srgb;
use crate::pack::{Packed, Packer};

const PRODUCER: &str = "Bianmin papers";
/// Room for what is not a stream: the descriptions of some hundred objects.
const AROUND: usize = 32 * 1024;

/// Replaces what the PDF library wrote about the document, compresses it, seals it and gives the bytes.
pub(crate) fn finish(
    mut document: Document,
    title: &str,
    sealer: Option<Sealer<'_>>,
    packed: &Packed,
) -> Result<Vec<u8>, PaperError> {
    document.version = "1.7".into();
    describe(&mut document, title)?;
    mark_archival(&mut document, title)?;
    tidy_pages(&mut document);
    document.prune_objects();
    document.renumber_objects();
    let id = Object::String(content_hash(&document).to_vec(), StringFormat::Hexadecimal);
    document.trailer.set("ID", vec![id.clone(), id]);
    if sealer.is_some() {
        document.trailer.set(file_seal::NAME, file_seal::place());
    }
    let mut bytes = Vec::with_capacity(pack(&mut document, packed)? + AROUND);
    document.save_to(&mut bytes).map_err(|fault| PaperError::Write(fault.to_string()))?;
    if let Some(sealer) = sealer {
        file_seal::seal(&mut bytes, sealer).map_err(|fault| PaperError::Write(fault.to_string()))?;
    }
    Ok(bytes)
}

/// Packs every stream that may be packed and gets smaller by it, and gives the size of all. The PDF library does it with
/// what packer the program happens to be built with, as hard as it goes: other bytes in every program, in twice the time.
fn pack(document: &mut Document, packed: &Packed) -> Result<usize, PaperError> {
    let mut packer = Packer::new(packed);
    let mut size = 0;
    for object in document.objects.values_mut() {
        let Object::Stream(stream) = object else { continue };
        if stream.allows_compression && !stream.dict.has(b"Filter") {
            let small = match is_font(stream) {
                true => packer.font(&stream.content)?,
                false => packer.pack(&stream.content)?,
            };
            if small.len() < stream.content.len() {
                stream.dict.set("Filter", "FlateDecode");
                stream.set_content(small);
            }
        }
        size += stream.content.len();
    }
    Ok(size)
}

/// Whether a stream is a font's program (ISO 32000-1, 9.9).
fn is_font(stream: &Stream) -> bool {
    let subtype = stream.dict.get(b"Subtype").and_then(Object::as_name);
    stream.dict.has(b"Length1") || matches!(subtype, Ok(b"CIDFontType0C" | b"OpenType"))
}

/// A fresh information dictionary: the library's calls every file PDF/X and dates it 1970.
fn describe(document: &mut Document, title: &str) -> Result<(), PaperError> {
    let mut info = Dictionary::new();
    info.set("Title", utf16(title));
    info.set("Producer", Object::string_literal(PRODUCER));
    let info = document.add_object(info);
    document.trailer.set("Info", info);
    Ok(())
}

fn mark_archival(document: &mut Document, title: &str) -> Result<(), PaperError> {
    let mut kind = Dictionary::new();
    kind.set("Type", "Metadata");
    kind.set("Subtype", "XML");
    let metadata = Stream::new(kind, xmp(title).into_bytes()).with_compression(false);
    let metadata = document.add_object(metadata);
    let intent = output_intent(document);
    let catalog = document.catalog_mut().map_err(|fault| PaperError::Write(fault.to_string()))?;
    catalog.set("Metadata", metadata);
    catalog.set("OutputIntents", vec![Object::Dictionary(intent)]);
    catalog.set("Lang", Object::string_literal("zh-CN"));
    let mut viewer = Dictionary::new();
    viewer.set("DisplayDocTitle", true);
    // A viewer that shrinks the page makes the code unreadable.
    viewer.set("PrintScaling", "None");
    catalog.set("ViewerPreferences", viewer);
    Ok(())
}

fn output_intent(document: &mut Document) -> Dictionary {
    let mut profile = Dictionary::new();
    profile.set("N", 3);
    let profile = document.add_object(Stream::new(profile, srgb()));
    let mut intent = Dictionary::new();
    intent.set("Type", "OutputIntent");
    intent.set("S", "GTS_PDFA1");
    intent.set("OutputConditionIdentifier", Object::string_literal("sRGB IEC61966-2.1"));
    intent.set("Info", Object::string_literal("sRGB IEC61966-2.1"));
    intent.set("DestOutputProfile", profile);
    intent
}

/// Pages carry an empty list of annotations; leaving it out is shorter and simpler to check.
fn tidy_pages(document: &mut Document) {
    for page in document.get_pages().into_values() {
        if let Ok(page) = document.get_dictionary_mut(page) {
            page.remove(b"Annots");
        }
    }
}

/// SHA-256 over the objects, cut to 16 bytes: the same paper has the same identity.
fn content_hash(document: &Document) -> [u8; 16] {
    let mut hash = Sha256::new();
    for (id, object) in &document.objects {
        hash.update(id.0.to_be_bytes());
        if let Object::Stream(stream) = object {
            hash.update(format!("{:?}", stream.dict));
            hash.update(&stream.content);
        } else {
            hash.update(format!("{object:?}"));
        }
    }
    let mut short = [0; 16];
    short.copy_from_slice(&hash.finalize()[..16]);
    short
}

fn utf16(text: &str) -> Object {
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

fn xmp(title: &str) -> String {
    let title = title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!(
        r#"<?xpacket begin="{bom}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{PRODUCER}</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"#,
        bom = '\u{FEFF}'
    )
}
