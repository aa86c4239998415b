use catalogue::{Catalogue, CatalogueError, Pack, PackError, SignedPack};
use serde_json::json;

use crate::small::{TODAY, changed, filled, form, item, pack};

/// Stands in for a signature: the message itself, reversed.
fn sign(message: &[u8]) -> Vec<u8> {
    message.iter().rev().copied().collect()
}

fn check(message: &[u8], signature: &[u8]) -> bool {
    sign(message) == signature
}

fn signed() -> SignedPack {
    SignedPack::sign(&pack(item(), form()), sign).unwrap()
}

#[test]
fn a_signed_pack_opens_as_a_catalogue() {
    let catalogue = Catalogue::open(signed().verify(check).unwrap());
    assert_eq!(catalogue.items().len(), 1);
    assert_eq!(catalogue.publisher().version, 3);
    let by_slug = catalogue.item("old-age").unwrap();
    assert_eq!(catalogue.item(by_slug.code.as_str()), Some(by_slug));
    let form = catalogue.form("old-age").unwrap();
    assert!(form.evaluate(filled().as_object().unwrap(), TODAY).is_clean());
    assert!(matches!(catalogue.form("nothing"), Err(CatalogueError::NoSuchItem(_))));
}

#[test]
fn a_changed_byte_is_refused() {
    let whole = signed();
    for at in (0..whole.bytes.len()).step_by(97) {
        let mut changed = whole.clone();
        changed.bytes[at] ^= 1;
        assert!(matches!(changed.verify(check), Err(PackError::Changed { .. })), "byte {at}");
    }
}

#[test]
fn a_changed_byte_with_its_hash_made_anew_fails_the_signature() {
    let mut forged =
        SignedPack::sign(&pack(changed(item(), "/name", json!("低龄津贴")), form()), sign).unwrap();
    forged.signature = signed().signature;
    assert!(matches!(forged.verify(check), Err(PackError::WrongSignature)));
}

#[test]
fn a_signed_pack_of_another_format_is_refused_by_the_name_of_its_key() {
    let bytes = pack(item(), form()).to_bytes().unwrap();
    let text = String::from_utf8(bytes).unwrap().replacen("\"mark\"", "\"stamp\"", 1);
    let error = Pack::from_bytes(text.as_bytes()).unwrap_err();
    assert!(error.to_string().contains("stamp"), "{error}");
}

#[test]
fn a_pack_comes_back_from_its_bytes_and_gives_the_same_bytes() {
    let pack = pack(item(), form());
    let bytes = pack.to_bytes().unwrap();
    let back = Pack::from_bytes(&bytes).unwrap();
    assert_eq!(back, pack);
    assert_eq!(back.to_bytes().unwrap(), bytes);
}

#[test]
fn a_folder_is_read_linted_and_built() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, content: String| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    };
    let small = pack(item(), form());
    write("catalogue/publisher.json", serde_json::to_string(&small.publisher).unwrap());
    write("catalogue/items/old-age.json", item().to_string());
    write("forms/old-age.json", form().to_string());
    let agentless = Pack::build(folder.path());
    assert!(
        matches!(&agentless, Err(PackError::Findings(findings)) if !findings.is_empty()),
        "the agent's fields are missing"
    );

    write("forms/stray.json", changed(form(), "/nickname", json!("x")).to_string());
    let (read, findings) = Pack::read(folder.path()).unwrap();
    assert_eq!(read, small);
    assert!(findings.len() == 1 && findings[0].what.contains("nickname"), "{findings:?}");
}
