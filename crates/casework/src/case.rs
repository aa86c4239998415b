//! What a case is made of: the frozen version that is printed, signed and sent.

use crate::id::{CaseId, MaterialId};
use crate::moment::Moment;
use crate::number::ReceiptNumber;
use crate::place::{DeviceNumber, StationCode};
pub use crate::signing::{InkFile, ScanFile, SignedBy, SignedPage, Signing, ToldBy};
use crate::state::PaperKind;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// SHA-256 of a file's plain bytes, as 64 lower-case hex digits. The name of everything that is stored as a file.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FileHash(String);

/// A text that is not 64 hex digits.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a file is named by 64 hex digits")]
pub struct NotAHash;

impl FileHash {
    /// The 64 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for FileHash {
    type Err = NotAHash;
    fn from_str(text: &str) -> Result<Self, NotAHash> {
        let fits = text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if fits { Ok(Self(text.to_owned())) } else { Err(NotAHash) }
    }
}

impl TryFrom<String> for FileHash {
    type Error = NotAHash;
    fn try_from(text: String) -> Result<Self, NotAHash> {
        text.parse()
    }
}

impl From<FileHash> for String {
    fn from(hash: FileHash) -> String {
        hash.0
    }
}

impl std::fmt::Display for FileHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which edition of which item a case was filed under; it never changes silently (plan task 2).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemEdition {
    /// Who published it: division code of the county or province.
    pub publisher: String,
    /// 实施编码, opaque.
    pub code: String,
    /// Short name in file names and on the command line.
    pub slug: String,
    /// 事项名称, so that paper and county need no catalogue to read it.
    pub name: String,
    /// Version of the publisher's pack.
    pub version: u32,
    /// Hash of the pack.
    pub hash: FileHash,
}

/// The person the case is for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Applicant {
    /// As on the document, GB 18030 level 3, separator U+00B7.
    pub name: String,
    /// 证件号码, normalised.
    pub id_number: String,
    /// Phone, or 无.
    pub phone: String,
}

/// How far a file may be trusted in place of the paper (国办函〔2016〕108号).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Trust {
    /// Checked against the original by a named clerk.
    B,
    /// Handed in, original still to be checked.
    C,
}

/// One file taken in for a slot of the item's material list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// Its own id.
    pub id: MaterialId,
    /// Slot of the item.
    pub slot: String,
    /// 材料名称, as in the item.
    pub name: String,
    /// Plain bytes.
    pub sha256: FileHash,
    /// Bytes.
    pub size: u64,
    /// Sniffed from the content, never from the name: `image/jpeg`, `image/png`, `application/pdf`.
    pub media_type: String,
    /// Pages or pictures in it.
    pub pages: u32,
    /// Level of trust.
    pub trust: Trust,
    /// When it was taken in (station's clock, evidence only).
    pub taken_at: Moment,
}

/// A material that may come later (容缺后补), and until when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deferred {
    /// Slot of the item.
    pub slot: String,
    /// 材料名称.
    pub name: String,
    /// Last day, station's reckoning.
    pub due: Date,
}

/// A printed document of this version, by the hash of its exact bytes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintedPaper {
    /// Which document.
    pub kind: PaperKind,
    /// Plain PDF bytes.
    pub sha256: FileHash,
    /// Bytes.
    pub size: u64,
    /// Pages.
    pub pages: u32,
}

/// One frozen version of a case: what was typed, taken in and computed. Its canonical bytes are what is signed for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frozen {
    /// The case.
    pub case: CaseId,
    /// 1, 2, 3 …
    pub version: u32,
    /// Its receipt number.
    pub number: ReceiptNumber,
    /// Where it was taken in.
    pub station: StationCode,
    /// On which device.
    pub device: DeviceNumber,
    /// Under which edition.
    pub item: ItemEdition,
    /// Version of the form.
    pub form_version: u32,
    /// For whom.
    pub applicant: Applicant,
    /// Form data: field id → value, hidden fields left out, computed ones in.
    pub form: Map<String, Value>,
    /// Files taken in.
    pub materials: Vec<Material>,
    /// What comes later.
    pub deferred: Vec<Deferred>,
    /// Who took it in.
    pub clerk: String,
    /// When (station's clock, evidence only).
    pub frozen_at: Moment,
    /// By what the resident means to sign. Chosen before the freeze, because a witness's line is printed.
    #[serde(default, skip_serializing_if = "SignedBy::is_hand")]
    pub signed_by: SignedBy,
}

/// What `case.submit` and `case.correct` carry to the gateway.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// The version.
    pub frozen: Frozen,
    /// The papers printed from it.
    pub papers: Vec<PrintedPaper>,
    /// How they were signed.
    pub signing: Signing,
    /// The correction it answers, when it does: the round asked by the authority.
    pub answers_round: Option<u32>,
}

impl Submission {
    /// Every file that must follow the entry: materials and the signed scans, each once. Printed papers do not
    /// travel: their hashes are signed for, and the scans show them with the signature on.
    pub fn files(&self) -> Vec<(FileHash, u64)> {
        let mut files: Vec<(FileHash, u64)> =
            self.frozen.materials.iter().map(|m| (m.sha256.clone(), m.size)).collect();
        files.extend(self.signing.files());
        files.sort();
        files.dedup();
        files
    }
}

/// A material that followed later: 容缺 made good, the scan that was promised, or what stands for a file that no longer
/// opens at the station.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case", deny_unknown_fields)]
pub enum Supplement {
    /// A deferred material, or one taken in anew.
    Material {
        /// The file.
        material: Material,
        /// The file that does not open any more and never comes; None where nothing is replaced.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instead_of: Option<FileHash>,
    },
    /// The signed scan of a version that was sent before it was scanned.
    Scan {
        /// The version it signs.
        version: u32,
        /// How.
        signing: Signing,
        /// As for a material.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instead_of: Option<FileHash>,
    },
}

impl Supplement {
    /// The file that never comes, because this one came in its place.
    pub fn instead_of(&self) -> Option<&FileHash> {
        match self {
            Self::Material { instead_of, .. } | Self::Scan { instead_of, .. } => instead_of.as_ref(),
        }
    }

    /// The file in whose place it came is there after all: it stands beside it.
    pub fn stands_for_itself(&mut self) {
        match self {
            Self::Material { instead_of, .. } | Self::Scan { instead_of, .. } => *instead_of = None,
        }
    }
}

/// The materials of a version as they stand after what followed it: each in the place of the one of its slot that it came for,
/// or behind. No other keeps a file that was replaced.
pub fn after_supplements<'a>(
    materials: &[Material],
    supplements: impl IntoIterator<Item = &'a Supplement>,
) -> Vec<Material> {
    let mut now = materials.to_vec();
    for supplement in supplements {
        let Supplement::Material { material, instead_of } = supplement else { continue };
        let is_replaced = |one: &Material| instead_of.as_ref() == Some(&one.sha256);
        match now.iter_mut().find(|one| is_replaced(one) && one.slot == material.slot) {
            Some(replaced) => *replaced = material.clone(),
            None => now.push(material.clone()),
        }
        now.retain(|one| !is_replaced(one));
    }
    now
}

/// 送达: how, when and to whom the answer was handed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Document number of what was served.
    pub document: String,
    /// 直接送达, 委托送达, 留置送达 …
    pub way: ServiceWay,
    /// Who took it.
    pub recipient: String,
    /// Relation to the applicant, 本人 included.
    pub relation: String,
    /// Which clerk handed it over.
    pub clerk: String,
    /// When.
    pub at: Moment,
}

/// Ways of service.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceWay {
    /// 直接送达 to the resident at the counter, by the station on the authority's behalf.
    Direct,
    /// 留置送达 with a witness.
    Left,
    /// 邮寄送达.
    Mail,
}
