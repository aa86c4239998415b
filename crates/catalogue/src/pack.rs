//! A pack (发布包): publisher, items and forms of one version as one canonical document, and its signature.
//!
//! The bytes are JSON with sorted keys (RFC 8785), so the same content always has the same hash. Who signs and with
//! which key is not decided here: signing and checking are handed in.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::form::pack::FormPack;
use crate::item::Item;
use crate::lint::{Finding, lint};

/// Put before the hash when signing, so that no other signature can pass for one of a pack.
const SIGNING_DOMAIN: &[u8] = b"bianmin-pack-1\0";

/// The folder of the dictionaries, and how their files end.
const DICTIONARIES: &str = "dictionaries";
const DICTIONARY: &str = "zdict";

/// Who publishes, and which version: `assets/catalogue/publisher.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publisher {
    /// The division code of the publisher: 46 a province, 469028 a county.
    pub publisher: String,
    pub name: String,
    /// Counts up with every pack of this publisher.
    pub version: u32,
    /// The first day the pack is used.
    pub effective: Date,
    /// Printed on every guide, such as 示例,以县级发布为准.
    pub mark: String,
}

/// Everything one publisher publishes in one version; items and forms are sorted by slug.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    pub publisher: Publisher,
    pub items: Vec<Item>,
    pub forms: Vec<FormPack>,
    /// The layouts of the printed papers by the name of their file; what is in them is the business of `papers`.
    /// Packs of before have none: papers are then printed by the layouts the program was built with.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub papers: BTreeMap<String, Value>,
    /// A trained dictionary for packing cases of a form, by the form, in hex; what is in it is the business of `wire`. A
    /// form may have none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dictionaries: BTreeMap<String, String>,
}

/// Why a pack cannot be built or used.
#[derive(Debug, Error)]
pub enum PackError {
    #[error("cannot read {path}")]
    Io { path: PathBuf, source: std::io::Error },
    #[error("{file} is not what the format says: {source}")]
    Unreadable { file: String, source: serde_json::Error },
    #[error("the content has {} findings", .0.len())]
    Findings(Vec<Finding>),
    #[error("the pack was changed: its hash should be {expected} and is {found}")]
    Changed { expected: String, found: String },
    #[error("the signature does not belong to this pack")]
    WrongSignature,
}

impl Pack {
    /// The form of an item.
    pub fn form_of(&self, item: &Item) -> Option<&FormPack> {
        self.forms.iter().find(|form| form.form == item.slug)
    }

    /// The bytes of a form's dictionary.
    pub fn dictionary_of(&self, form: &str) -> Option<Vec<u8>> {
        hex::decode(self.dictionaries.get(form)?).ok()
    }

    /// Reads the content folder and refuses it unless every rule of `assets/README.md` is kept.
    ///
    /// # Errors
    /// [`PackError::Findings`] with everything an author has to put right; [`PackError::Io`] or
    /// [`PackError::Unreadable`] when the publisher's file or a folder cannot be read.
    pub fn build(assets: &Path) -> Result<Self, PackError> {
        let (pack, mut findings) = Self::read(assets)?;
        findings.extend(lint(&pack));
        if findings.is_empty() { Ok(pack) } else { Err(PackError::Findings(findings)) }
    }

    /// Reads what can be read of the content folder; a file that cannot be is named in the findings.
    ///
    /// # Errors
    /// As [`Pack::build`], without the findings.
    pub fn read(assets: &Path) -> Result<(Self, Vec<Finding>), PackError> {
        let name = "catalogue/publisher.json";
        let publisher = parse(&read_file(&assets.join(name))?)
            .map_err(|source| PackError::Unreadable { file: name.to_owned(), source })?;
        let mut findings = Vec::new();
        let items = read_folder(assets, "catalogue/items", |item: &Item| item.slug.as_str(), &mut findings)?;
        let forms = read_folder(assets, "forms", |form: &FormPack| form.form.as_str(), &mut findings)?;
        let papers = read_layouts(assets, &mut findings)?;
        let dictionaries = read_dictionaries(assets)?;
        Ok((Self { publisher, items, forms, papers, dictionaries }, findings))
    }

    /// The canonical bytes: what is hashed, signed, sent and stored.
    ///
    /// # Errors
    /// [`PackError::Unreadable`] when a schema or a sample holds a number JSON cannot say.
    pub fn to_bytes(&self) -> Result<Vec<u8>, PackError> {
        canonical(self)
    }

    /// Reads a pack back from its bytes.
    ///
    /// # Errors
    /// [`PackError::Unreadable`], naming the unknown or missing key.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PackError> {
        serde_json::from_slice(bytes)
            .map_err(|source| PackError::Unreadable { file: "pack".to_owned(), source })
    }
}

/// The dictionaries in a pack's bytes, by form; nothing else of it is read or believed. None from bytes that are no pack.
pub fn dictionaries_of(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let written = written_dictionaries(bytes).into_iter();
    written.filter_map(|(form, text)| Some((form, hex::decode(text).ok()?))).collect()
}

/// The one of a form.
pub fn dictionary_of(bytes: &[u8], form: &str) -> Option<Vec<u8>> {
    hex::decode(written_dictionaries(bytes).get(form)?).ok()
}

fn written_dictionaries(bytes: &[u8]) -> BTreeMap<String, String> {
    #[derive(Deserialize)]
    struct Part {
        #[serde(default)]
        dictionaries: BTreeMap<String, String>,
    }
    serde_json::from_slice::<Part>(bytes).map(|part| part.dictionaries).unwrap_or_default()
}

/// Where the dictionary of a form lies in a content folder.
pub fn dictionary_file(assets: &Path, form: &str) -> PathBuf {
    assets.join(DICTIONARIES).join(format!("{form}.{DICTIONARY}"))
}

/// Which pack an entry was made under.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PackIdentity {
    pub publisher: String,
    pub version: u32,
    /// SHA-256 in hex over the pack's bytes.
    pub hash: String,
}

/// A pack as it travels and is stored. Nothing in it is believed before [`SignedPack::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedPack {
    pub bytes: Vec<u8>,
    /// SHA-256 over `bytes`, in hex.
    pub hash: String,
    pub signature: Vec<u8>,
}

/// A pack whose bytes and signature are right; made only by [`SignedPack::verify`].
#[derive(Debug, Clone)]
pub struct VerifiedPack {
    pack: Pack,
    identity: PackIdentity,
}

impl SignedPack {
    /// Signs a pack; `sign` is given the message and answers the signature.
    ///
    /// # Errors
    /// As [`Pack::to_bytes`].
    pub fn sign(pack: &Pack, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> Result<Self, PackError> {
        let bytes = pack.to_bytes()?;
        let signature = sign(&signing_message(&bytes));
        Ok(Self { hash: hash_of(&bytes), bytes, signature })
    }

    /// Accepts the pack when its bytes have the named hash and `check(message, signature)` agrees.
    ///
    /// # Errors
    /// [`PackError::Changed`], [`PackError::WrongSignature`], or [`PackError::Unreadable`] for a pack of another format.
    pub fn verify(&self, check: impl FnOnce(&[u8], &[u8]) -> bool) -> Result<VerifiedPack, PackError> {
        let found = hash_of(&self.bytes);
        if found != self.hash {
            return Err(PackError::Changed { expected: self.hash.clone(), found });
        }
        if !check(&signing_message(&self.bytes), &self.signature) {
            return Err(PackError::WrongSignature);
        }
        let pack = Pack::from_bytes(&self.bytes)?;
        let identity = PackIdentity {
            publisher: pack.publisher.publisher.clone(),
            version: pack.publisher.version,
            hash: found,
        };
        Ok(VerifiedPack { pack, identity })
    }
}

impl VerifiedPack {
    /// The content.
    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    /// Publisher, version and hash.
    pub fn identity(&self) -> &PackIdentity {
        &self.identity
    }

    pub(crate) fn into_parts(self) -> (Pack, PackIdentity) {
        (self.pack, self.identity)
    }
}

/// What is signed: `"bianmin-pack-1\0" ‖ SHA-256(bytes)`.
fn signing_message(bytes: &[u8]) -> Vec<u8> {
    [SIGNING_DOMAIN, &Sha256::digest(bytes)].concat()
}

fn hash_of(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn canonical(value: &impl Serialize) -> Result<Vec<u8>, PackError> {
    serde_json_canonicalizer::to_vec(value)
        .map_err(|source| PackError::Unreadable { file: "pack".to_owned(), source })
}

fn read_file(path: &Path) -> Result<String, PackError> {
    fs::read_to_string(path).map_err(|source| PackError::Io { path: path.to_owned(), source })
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, serde_json::Error> {
    serde_json::from_str(text)
}

/// Reads every `*.json` of a folder, sorted by file name. `name` says which slug a file claims to be.
fn read_folder<T: DeserializeOwned>(
    assets: &Path,
    folder: &str,
    name: impl Fn(&T) -> &str,
    findings: &mut Vec<Finding>,
) -> Result<Vec<T>, PackError> {
    let mut read = Vec::new();
    for path in json_files(&assets.join(folder))? {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let file = format!("{folder}/{stem}.json");
        match parse::<T>(&read_file(&path)?) {
            Ok(content) if name(&content) == stem => read.push(content),
            Ok(content) => {
                let what = format!("文件名和里面写的「{}」不一致", name(&content));
                findings.push(Finding { file, place: String::new(), what });
            }
            Err(error) => {
                findings.push(Finding { file, place: String::new(), what: format!("读不懂:{error}") })
            }
        }
    }
    Ok(read)
}

/// Reads the layouts of the papers, each under the name of its file; content without them is content all the same.
fn read_layouts(assets: &Path, findings: &mut Vec<Finding>) -> Result<BTreeMap<String, Value>, PackError> {
    let folder = assets.join("papers");
    let mut layouts = BTreeMap::new();
    if !folder.is_dir() {
        return Ok(layouts);
    }
    for path in json_files(&folder)? {
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        match parse(&read_file(&path)?) {
            Ok(layout) => drop(layouts.insert(name, layout)),
            Err(error) => findings.push(Finding {
                file: format!("papers/{name}.json"),
                place: String::new(),
                what: format!("读不懂:{error}"),
            }),
        }
    }
    Ok(layouts)
}

/// Reads the dictionaries, each under the name of its file; content without them is content all the same.
fn read_dictionaries(assets: &Path) -> Result<BTreeMap<String, String>, PackError> {
    let folder = assets.join(DICTIONARIES);
    let mut dictionaries = BTreeMap::new();
    if !folder.is_dir() {
        return Ok(dictionaries);
    }
    for path in files(&folder, DICTIONARY)? {
        let form = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let bytes = fs::read(&path).map_err(|source| PackError::Io { path: path.clone(), source })?;
        dictionaries.insert(form, hex::encode(bytes));
    }
    Ok(dictionaries)
}

fn json_files(folder: &Path) -> Result<Vec<PathBuf>, PackError> {
    files(folder, "json")
}

fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, PackError> {
    let refused = |source| PackError::Io { path: folder.to_owned(), source };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(refused)? {
        let path = entry.map_err(refused)?.path();
        if path.extension().is_some_and(|extension| extension == ending) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
