//! A thousand genuine ones of each kind hold, ten thousand changed ones are refused. The seed is printed, so that a run
//! that failed can be had again.

use crate::province::*;
use crate::samples;
use measure::Dice;
use papers::{Document, PaperKind, Sealer, file_seal, qr};
use seal::SigningKey;
use std::collections::HashSet;
use std::time::{SystemTime, UNIX_EPOCH};

const GENUINE: usize = 1_000;
const CHANGED: usize = 10_000;
/// The alphabet of the codes (RFC 9285).
const BASE45: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const KINDS: [PaperKind; 11] = [
    PaperKind::Receipt,
    PaperKind::ReceiptArchive,
    PaperKind::Form,
    PaperKind::Notice,
    PaperKind::Letter,
    PaperKind::Delivery,
    PaperKind::Promise,
    PaperKind::Mandate,
    PaperKind::Referral,
    PaperKind::Collection,
    PaperKind::Guide,
];

fn thrown() -> Dice {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64;
    let seed = std::env::var("BIANMIN_SEED").map_or(now, |seed| seed.parse().unwrap());
    println!("BIANMIN_SEED={seed}");
    Dice::new(seed)
}

fn index(dice: &mut Dice, most: usize) -> usize {
    dice.below(most as u64) as usize
}

/// Makes changed ones until there are enough that are none of the genuine ones, and asks that each is refused.
fn refused(dice: &mut Dice, genuine: &[Vec<u8>], mut change: impl FnMut(&mut Dice) -> Vec<u8>) {
    let book = book();
    let known: HashSet<&[u8]> = genuine.iter().map(Vec::as_slice).collect();
    let mut done = 0;
    while done < CHANGED {
        let changed = change(dice);
        if known.contains(changed.as_slice()) {
            continue;
        }
        let answer = verify::any(&changed, &book);
        assert!(
            answer.is_err(),
            "change {done}: {}",
            String::from_utf8_lossy(&changed[..changed.len().min(600)])
        );
        done += 1;
    }
    println!("{} genuine, {done} changed ones refused", genuine.len());
}

fn flip(dice: &mut Dice, bytes: &[u8]) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    changed[index(dice, bytes.len())] ^= 1 << dice.below(8);
    changed
}

fn cut(dice: &mut Dice, bytes: &[u8]) -> Vec<u8> {
    bytes[..index(dice, bytes.len())].to_vec()
}

/// Longer by some letters; white space around a proof would say nothing.
fn longer(dice: &mut Dice, bytes: &[u8]) -> Vec<u8> {
    let more = (0..=dice.below(20)).map(|_| b'A' + dice.below(26) as u8);
    bytes.iter().copied().chain(more).collect()
}

fn swapped(dice: &mut Dice, bytes: &[u8]) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    changed.swap(index(dice, bytes.len()), index(dice, bytes.len()));
    changed
}

/// The beginning of one and the end of another.
fn joined(dice: &mut Dice, genuine: &[Vec<u8>]) -> Vec<u8> {
    let (one, other) = (&genuine[index(dice, genuine.len())], &genuine[index(dice, genuine.len())]);
    let at = index(dice, one.len().min(other.len()));
    [&one[..at], &other[at..]].concat()
}

/// Another digit in the place of a digit.
fn another_digit(dice: &mut Dice, bytes: &[u8]) -> Vec<u8> {
    let digits: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()).collect();
    let mut changed = bytes.to_vec();
    changed[digits[index(dice, digits.len())]] = b'0' + dice.below(10) as u8;
    changed
}

fn other_case(dice: &mut Dice, bytes: &[u8]) -> Vec<u8> {
    let letters: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at].is_ascii_alphabetic()).collect();
    let mut changed = bytes.to_vec();
    changed[letters[index(dice, letters.len())]] ^= 0x20;
    changed
}

/// A page of a random paper and whoever may sign it.
fn page(dice: &mut Dice, sequence: usize) -> (Page, SigningKey) {
    let (kind, station) = (dice.one_of(&KINDS), index(dice, STATIONS.len()));
    let digest = std::array::from_fn(|_| dice.below(256) as u8);
    let (version, page) = (dice.below(65_536) as u16, dice.below(65_536) as u16);
    let page = Page { kind, number: number(STATIONS[station], sequence), version, page, digest };
    let key = if kind == PaperKind::Letter { county() } else { device(station, index(dice, DEVICES)) };
    (page, key)
}

/// One field of another page under the signature of this one.
fn other_field(dice: &mut Dice, one: &Page, other: &Page, text: &str) -> Vec<u8> {
    let genuine = qr::parse(text).unwrap();
    let mut page = one.clone();
    match dice.below(5) {
        0 => page.kind = other.kind,
        1 => page.number = other.number.clone(),
        2 => page.version = other.version,
        3 => page.page = other.page,
        _ => page.digest = other.digest,
    }
    let sign = |_: &[u8]| genuine.signature;
    let Page { kind, number, version, page, digest } = page;
    qr::content(kind, &number, version, page, digest, genuine.key_id, &sign).unwrap().into_bytes()
}

#[test]
fn a_thousand_codes_hold_and_ten_thousand_changed_ones_are_refused() {
    let (mut dice, book) = (thrown(), book());
    let pages: Vec<(Page, SigningKey)> = (0..GENUINE).map(|at| page(&mut dice, at)).collect();
    let texts: Vec<Vec<u8>> = pages.iter().map(|(page, key)| page.signed(key).into_bytes()).collect();
    for ((page, _), text) in pages.iter().zip(&texts) {
        let statement = verify::any(text, &book).unwrap();
        assert_eq!(statement.facts[1].value, page.number.groups());
    }
    refused(&mut dice, &texts, |dice| {
        let at = index(dice, GENUINE);
        let ((page, key), text) = (&pages[at], &texts[at]);
        match dice.below(10) {
            0 => flip(dice, text),
            1 => cut(dice, text),
            2 => longer(dice, text),
            3 => swapped(dice, text),
            4 => joined(dice, &texts),
            5 => other_case(dice, text),
            6 => {
                let mut changed = text.clone();
                changed[4 + index(dice, text.len() - 4)] = BASE45[index(dice, 45)];
                changed
            }
            7 => {
                let other = &pages[index(dice, GENUINE)].0;
                other_field(dice, page, other, std::str::from_utf8(text).unwrap())
            }
            8 => page.signed_as(&unlisted(), key).into_bytes(),
            _ => page.signed(&if dice.below(2) == 0 { gateway() } else { unlisted() }).into_bytes(),
        }
    });
}

#[test]
fn a_thousand_proofs_hold_and_ten_thousand_changed_ones_are_refused() {
    let (mut dice, book) = (thrown(), book());
    let mut genuine = Vec::new();
    let mut foreign = Vec::new();
    while genuine.len() < GENUINE {
        let count = (1 + index(&mut dice, 50)).min(GENUINE - genuine.len());
        foreign.extend(proofs(genuine.len(), count, &county()));
        genuine.extend(proofs(genuine.len(), count, &gateway()));
    }
    for proof in &genuine {
        assert!(verify::any(proof, &book).is_ok(), "{}", String::from_utf8_lossy(proof));
    }
    refused(&mut dice, &genuine, |dice| {
        let proof = &genuine[index(dice, GENUINE)];
        match dice.below(9) {
            0 => flip(dice, proof),
            1 => cut(dice, proof),
            2 => longer(dice, proof),
            3 => swapped(dice, proof),
            4 => joined(dice, &genuine),
            5 => another_digit(dice, proof),
            6 => other_case(dice, proof),
            7 => other_member(dice, proof, &genuine),
            _ => foreign[index(dice, GENUINE)].clone(),
        }
    });
}

/// One member of another proof in the place of this one's.
fn other_member(dice: &mut Dice, proof: &[u8], genuine: &[Vec<u8>]) -> Vec<u8> {
    let read = |bytes: &[u8]| -> serde_json::Value { serde_json::from_slice(bytes).unwrap() };
    let (mut changed, other) = (read(proof), read(&genuine[index(dice, genuine.len())]));
    let name = dice.one_of(&["proof_no", "case", "rev", "entry", "received_at", "path", "signature"]);
    let (place, value) = match name {
        "path" | "signature" => (&mut changed[name], &other[name]),
        _ => (&mut changed["body"][name], &other["body"][name]),
    };
    *place = value.clone();
    let proof: wire::Proof = serde_json::from_value(changed).unwrap();
    serde_json::to_vec(&proof).unwrap()
}

/// Papers of a station, each in its own print.
fn prints() -> Vec<Vec<u8>> {
    let papers = [
        Document::Receipt(samples::receipt()),
        Document::Form(samples::form()),
        Document::Promise(samples::promise()),
        Document::Mandate(samples::mandate()),
        Document::Collection(samples::collection()),
        Document::Delivery(samples::delivery()),
    ];
    papers.iter().map(|document| printed(document, &device(0, 0))).collect()
}

fn sealed(pdf: &[u8], signer: &SigningKey, named: &SigningKey) -> Vec<u8> {
    let mut pdf = pdf.to_vec();
    let sign = |bytes: &[u8]| signer.sign(bytes).0;
    file_seal::seal(&mut pdf, Sealer { key_id: named.public().id().0, sign: &sign }).unwrap();
    pdf
}

/// Where the digits of the seal stand.
fn digits(pdf: &[u8]) -> std::ops::Range<usize> {
    let name = b"/BMZ_Seal<";
    let at = (0..pdf.len()).rfind(|at| pdf[*at..].starts_with(name)).unwrap() + name.len();
    at..at + 146
}

/// A bit near the beginning, the end, or the seal: where a check may begin too late or end too early.
fn at_an_edge(dice: &mut Dice, pdf: &[u8]) -> Vec<u8> {
    let (seal, near) = (digits(pdf), index(dice, 16));
    let at = dice.one_of(&[near, pdf.len() - 1 - near, seal.start - 1 - near, seal.end + near]);
    let mut changed = pdf.to_vec();
    changed[at] ^= 1 << dice.below(8);
    changed
}

#[test]
fn a_thousand_files_hold_and_ten_thousand_changed_ones_are_refused() {
    let (mut dice, book, prints) = (thrown(), book(), prints());
    let mut genuine = Vec::new();
    for at in 0..GENUINE {
        let key = device(0, at / prints.len());
        let pdf = sealed(&prints[at % prints.len()], &key, &key);
        assert!(verify::any(&pdf, &book).is_ok());
        genuine.push(pdf);
    }
    refused(&mut dice, &genuine, |dice| {
        let pdf = &genuine[index(dice, GENUINE)];
        match dice.below(10) {
            0 => flip(dice, pdf),
            1 => at_an_edge(dice, pdf),
            2 => cut(dice, pdf),
            3 => longer(dice, pdf),
            4 => swapped(dice, pdf),
            5 => {
                let (mut changed, place) = (pdf.clone(), digits(pdf));
                changed[place.start + index(dice, 146)] = b"0123456789ABCDEF"[index(dice, 16)];
                changed
            }
            6 => {
                let (mut changed, place) = (pdf.clone(), digits(pdf));
                changed[place].make_ascii_lowercase();
                changed
            }
            7 => {
                let other = &genuine[index(dice, GENUINE)];
                let (mut changed, place) = (pdf.clone(), digits(pdf));
                changed[place].copy_from_slice(&other[digits(other)]);
                changed
            }
            8 => sealed(pdf, &unlisted(), &device(0, 0)),
            _ => {
                let (mut changed, from) = (pdf.clone(), index(dice, pdf.len() - 64));
                changed[from..from + 64].fill(b' ');
                changed
            }
        }
    });
}
