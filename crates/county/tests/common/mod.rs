//! A made-up case, proved and listed as a gateway would do it.

use casework::case::{Applicant, Frozen, ItemEdition, Material, SignedBy, Signing, Submission, Trust};
use casework::id::{CaseId, MaterialId};
use casework::moment::Moment;
use casework::number::{ProofNumber, ReceiptNumber};
use casework::place::{DeviceNumber, StationCode};
use casework::state::State;
use seal::{Digest, SigningKey, canonical, merkle};
use uuid::Uuid;
use wire::county::{CaseFile, Manifest, ManifestCase, SignedManifest};
use wire::{Proof, ProofBody};

pub const SCAN: &[u8] = b"scan of the signed form";
pub const CARD: &[u8] = b"picture of a card";

pub fn gateway() -> SigningKey {
    SigningKey::from_bytes([7; 32])
}

fn moment() -> Moment {
    Moment::from_millis(1_776_270_600_000)
}

pub fn material(slot: &str, bytes: &[u8], media_type: &str) -> Material {
    Material {
        id: MaterialId::new(Uuid::from_u128(9)),
        slot: slot.into(),
        name: "居民身份证".into(),
        sha256: Digest::of(bytes).to_string().parse().unwrap(),
        size: bytes.len() as u64,
        media_type: media_type.into(),
        pages: 1,
        trust: Trust::B,
        taken_at: moment(),
    }
}

pub fn case_named(name: &str, materials: Vec<Material>) -> CaseFile {
    let station: StationCode = "469028100206".parse().unwrap();
    let device = DeviceNumber::new(1).unwrap();
    let number = ReceiptNumber::new(&station, moment().date(), device, 1).unwrap();
    let case = CaseId::new(Uuid::from_u128(1));
    let frozen = Frozen {
        case,
        version: 1,
        number: number.clone(),
        station: station.clone(),
        device,
        item: ItemEdition {
            publisher: "469028".into(),
            code: "1146902800765437085460511002001".into(),
            slug: "temporary-relief".into(),
            name: "临时救助".into(),
            version: 1,
            hash: "a".repeat(64).parse().unwrap(),
        },
        form_version: 1,
        applicant: Applicant {
            name: name.into(),
            id_number: "469028196003121227".into(),
            phone: "13800000000".into(),
        },
        form: serde_json::Map::new(),
        materials,
        deferred: vec![],
        clerk: "张小梅".into(),
        frozen_at: moment(),
        signed_by: SignedBy::Hand,
    };
    let signing = Signing::Scanned {
        scan: Digest::of(SCAN).to_string().parse().unwrap(),
        size: SCAN.len() as u64,
        media_type: "image/png".into(),
        at: moment(),
        pages: vec![],
        by: SignedBy::Hand,
    };
    let submission = Submission { frozen, papers: vec![], signing, answers_round: None };
    let proof = prove(case);
    CaseFile {
        case,
        number,
        station,
        state: State::MaterialsComplete,
        submission,
        proof,
        supplements: vec![],
        decisions: vec![],
    }
}

fn prove(case: CaseId) -> Proof {
    let proof_no = ProofNumber::new(46, 2026, 1, 1).unwrap();
    let body =
        ProofBody { proof_no, case, rev: 1, entry: Digest::of(b"entry"), received_at: moment(), term: 1 };
    let (root, _) = merkle::tree(&[Proof::leaf(&body).unwrap()]);
    Proof { body, path: vec![], signature: merkle::sign_root(&gateway(), &root) }
}

pub fn case() -> CaseFile {
    case_named("王春花", vec![material("id_card", CARD, "image/jpeg")])
}

pub fn bytes_of(file: &CaseFile) -> Vec<u8> {
    canonical::bytes(file).unwrap()
}

pub fn listed(file: &CaseFile) -> ManifestCase {
    ManifestCase {
        number: file.number.clone(),
        rev: 1,
        entry: file.proof.body.entry,
        file: Digest::of(&bytes_of(file)),
        materials: county::files_of(file).into_iter().map(|f| (f.sha256, f.size)).collect(),
    }
}

pub fn signed(lease: &str, cases: Vec<ManifestCase>) -> SignedManifest {
    let manifest = Manifest {
        lease: lease.into(),
        county: "469028".into(),
        user: "liu".into(),
        made_at: moment(),
        cases,
    };
    SignedManifest::sign(manifest, &gateway()).unwrap()
}
