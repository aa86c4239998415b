//! The three things that can be checked.

use crate::book::{speaks_at, speaks_for};
use crate::ended::{Signed, day_of_file, day_of_number};
use crate::statement::{Facts, word};
use crate::{KeyBook, Refused, SignedBy, Statement};
use papers::{PaperCode, PaperKind, PaperNumber, check_words, file_seal, qr, words_of};
use seal::KeyId;
use serde_json::Value;
use wire::{Proof, ProofBody};

/// Looks what it was given: the content of a code, a PDF file, else a proof.
///
/// # Errors
/// As [`code`], [`file`](fn@file), [`proof`]; [`Refused::Foreign`] for anything else.
pub fn any(bytes: &[u8], book: &KeyBook) -> Result<Statement, Refused> {
    match bytes {
        [b'%', b'P', b'D', b'F', ..] => file(bytes, book),
        [b'{', ..] => proof(bytes, book),
        _ => code(std::str::from_utf8(bytes).map_err(|_| Refused::Foreign)?, book),
    }
}

/// Checks the content of a code on paper, as a scanner gives it.
///
/// # Errors
/// [`Refused`].
pub fn code(text: &str, book: &KeyBook) -> Result<Statement, Refused> {
    let code = qr::parse(text.trim_end_matches(['\r', '\n']))?;
    let key = book.named(KeyId(code.key_id))?;
    code.verify(|id, bytes, signature| book.signed(id, bytes, signature))?;
    speaks_for(key, code.kind, &code.number)?;
    let signer = SignedBy::by(key, day_of_number(&code.number))?;
    Ok(Statement { facts: facts_of(&code), signer, text: Vec::new() })
}

fn facts_of(code: &PaperCode) -> Vec<crate::Fact> {
    let mut facts = Facts::default();
    facts.say("kind", word(&format!("kind.{}", kind_name(code.kind))));
    facts.say("number", code.number.groups());
    facts.count("version", code.version);
    facts.count("page", code.page);
    facts.say("check", check_words(&code.digest));
    facts.all()
}

fn kind_name(kind: PaperKind) -> &'static str {
    match kind {
        PaperKind::Receipt => "receipt",
        PaperKind::ReceiptArchive => "receipt_archive",
        PaperKind::Form => "form",
        PaperKind::Notice => "notice",
        PaperKind::Letter => "letter",
        PaperKind::Delivery => "delivery",
        PaperKind::Promise => "promise",
        PaperKind::Mandate => "mandate",
        PaperKind::Referral => "referral",
        PaperKind::Collection => "collection",
        PaperKind::Guide => "guide",
    }
}

/// Checks a proof of the gateway: the JSON of the proof, or of anything that has it under `proof`, as a case of a
/// county's batch has. Only the one writing of each value is accepted; white space is no part of what is signed.
///
/// # Errors
/// [`Refused`].
pub fn proof(bytes: &[u8], book: &KeyBook) -> Result<Statement, Refused> {
    let file: Value = serde_json::from_slice(bytes).map_err(|_| Refused::Foreign)?;
    let written = file.get("proof").unwrap_or(&file);
    let proof: Proof = serde_json::from_value(written.clone()).map_err(|_| Refused::Foreign)?;
    if serde_json::to_value(&proof).ok().as_ref() != Some(written) {
        return Err(Refused::Damaged);
    }
    let key = book.of_gateway()?;
    if !proof.verify(&key.key) {
        return Err(Refused::Forged);
    }
    let signer = SignedBy::by(key, Some(Signed::At(proof.body.received_at)))?;
    Ok(Statement { facts: facts_of_proof(&proof.body), signer, text: Vec::new() })
}

fn facts_of_proof(body: &ProofBody) -> Vec<crate::Fact> {
    let mut facts = Facts::default();
    facts.say("kind", word("kind.proof"));
    facts.say("proof_no", body.proof_no.as_str());
    facts.say("received_at", body.received_at.minute());
    facts.say("case", body.case.to_string());
    facts.count("version", body.rev);
    facts.say("entry", body.entry.to_string());
    facts.say("term", body.term.to_string());
    facts.all()
}

/// Checks a PDF file: all its bytes, by the seal in it.
///
/// # Errors
/// [`Refused`].
pub fn file(pdf: &[u8], book: &KeyBook) -> Result<Statement, Refused> {
    let seal = file_seal::parse(pdf)?;
    let key = book.named(KeyId(seal.key_id))?;
    seal.verify(|id, bytes, signature| book.signed(id, bytes, signature))?;
    // what is read from here on is our own press's writing
    let words = words_of(pdf).map_err(|_| Refused::Damaged)?;
    let (title, number) = parted(&words.title);
    let number = number.ok_or_else(|| Refused::WrongSigner { name: key.name.clone() })?;
    speaks_at(key, &number)?;
    let signer = SignedBy::by(key, day_of_file(&words.pages, &number))?;
    let mut facts = Facts::default();
    facts.say("kind", title);
    facts.say("number", number.groups());
    facts.count("pages", words.pages.len());
    Ok(Statement { facts: facts.all(), signer, text: words.pages })
}

/// A file's title is the paper's and the number in groups.
fn parted(title: &str) -> (String, Option<PaperNumber>) {
    const GROUPS: usize = 5;
    let words: Vec<&str> = title.split(' ').collect();
    let (name, number) = words.split_at(words.len().saturating_sub(GROUPS));
    (name.join(" "), PaperNumber::parse(&number.concat()).ok())
}
