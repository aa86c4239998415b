//! How a resident signs, and what comes back signed.

use crate::case::FileHash;
use crate::moment::Moment;
use crate::state::PaperKind;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// By what a resident signs. Only a witness changes what is printed: the others sign at the same place.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum SignedBy {
    /// 亲笔.
    #[default]
    Hand,
    /// 按指印.
    Thumb,
    /// 在屏上签字: every page that has to be signed was signed on a screen.
    Pad,
    /// The resident cannot write: the form was read aloud, and a witness signs beside the thumb print.
    Witness {
        /// Who signs as a witness.
        name: String,
        /// 证件号码, or empty where the relation says enough.
        id_number: String,
        /// What the witness is to the applicant, or empty.
        relation: String,
    },
}

impl SignedBy {
    pub(crate) fn is_hand(&self) -> bool {
        *self == Self::Hand
    }
}

/// A page that had to be signed and came back, bound to the printed bytes it is a page of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedPage {
    /// Which paper; of the receipt it is always the copy that the station keeps (存档联).
    pub kind: PaperKind,
    /// Page of that paper (of that copy), from 1.
    pub page: u32,
    /// The exact bytes that were printed and signed.
    pub paper: FileHash,
    /// The scan's plain bytes.
    pub scan: FileHash,
    /// Page of the scan, from 1.
    pub scan_page: u32,
    /// Bytes of the scan.
    pub size: u64,
    /// Sniffed type of the scan.
    pub media_type: String,
    /// What told that it is this page.
    pub told_by: ToldBy,
    /// Which clerk took it in.
    pub clerk: String,
    /// When.
    pub at: Moment,
    /// What was written, where the page was signed on a screen; nothing where it was signed on paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ink: Option<InkFile>,
}

impl SignedPage {
    /// All that shows it signed: its scan, and what was written where that was done on a screen.
    pub fn files(&self) -> impl Iterator<Item = &FileHash> {
        std::iter::once(&self.scan).chain(self.ink.as_ref().map(|ink| &ink.sha256))
    }
}

/// The file of an [`InkRecord`](crate::ink::InkRecord).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InkFile {
    /// Plain bytes.
    pub sha256: FileHash,
    /// Bytes.
    pub size: u64,
}

/// What told which page a scan shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToldBy {
    /// The signed code on it.
    Code,
    /// The clerk, who looked at it: its code could not be read.
    Clerk,
    /// Nothing had to: it was signed on a screen, and the ink was drawn on the very bytes of this page.
    Pad,
}

/// How the resident signed what was printed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case", deny_unknown_fields)]
pub enum Signing {
    /// Signed on paper and scanned back; each scan's code named this case, version and paper.
    Scanned {
        /// The scan's plain bytes: the first one's where there are several.
        scan: FileHash,
        /// Bytes.
        size: u64,
        /// Sniffed type.
        media_type: String,
        /// When the scan was bound.
        at: Moment,
        /// Every page that came back; none in what was signed before pages were counted.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pages: Vec<SignedPage>,
        /// By what the resident signed.
        #[serde(default, skip_serializing_if = "SignedBy::is_hand")]
        by: SignedBy,
    },
    /// Signed on paper that the station keeps; the scan follows by a date, where the item allows it.
    ScanBy {
        /// Last day.
        due: Date,
        /// When the clerk saw the signature.
        at: Moment,
    },
}

/// A file that shows signatures.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ScanFile {
    /// Plain bytes.
    pub sha256: FileHash,
    /// Bytes.
    pub size: u64,
    /// Sniffed type.
    pub media_type: String,
}

impl Signing {
    /// All pages are back: the scans of the last moment it took. Nothing without a page. What was said of how the
    /// resident signs gives way to what was done where every page was signed on a screen.
    pub fn scanned(pages: Vec<SignedPage>, by: SignedBy) -> Option<Self> {
        let first = pages.first()?;
        let by = if pages.iter().all(|page| page.ink.is_some()) { SignedBy::Pad } else { by };
        let at = pages.iter().map(|page| page.at).max().unwrap_or(first.at);
        let (scan, size, media_type) = (first.scan.clone(), first.size, first.media_type.clone());
        Some(Self::Scanned { scan, size, media_type, at, pages, by })
    }

    /// The scans, each once, in the order of what they show.
    pub fn scans(&self) -> Vec<ScanFile> {
        let Self::Scanned { scan, size, media_type, pages, .. } = self else {
            return Vec::new();
        };
        let first = ScanFile { sha256: scan.clone(), size: *size, media_type: media_type.clone() };
        let of_page = |page: &SignedPage| ScanFile {
            sha256: page.scan.clone(),
            size: page.size,
            media_type: page.media_type.clone(),
        };
        let mut files = vec![first];
        for file in pages.iter().map(of_page) {
            if !files.contains(&file) {
                files.push(file);
            }
        }
        files
    }

    /// Every file that goes with it: scans and inks.
    pub fn files(&self) -> Vec<(FileHash, u64)> {
        let scans = self.scans().into_iter().map(|scan| (scan.sha256, scan.size));
        scans.chain(self.inks().into_iter().map(|ink| (ink.sha256, ink.size))).collect()
    }

    /// What was written on screens, each record once.
    pub fn inks(&self) -> Vec<InkFile> {
        let Self::Scanned { pages, .. } = self else {
            return Vec::new();
        };
        let mut inks = Vec::new();
        for ink in pages.iter().filter_map(|page| page.ink.as_ref()) {
            if !inks.contains(ink) {
                inks.push(ink.clone());
            }
        }
        inks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(page: u32, scan: char) -> SignedPage {
        let hash = |digit: char| digit.to_string().repeat(64).parse().unwrap();
        SignedPage {
            kind: PaperKind::Form,
            page,
            paper: hash('f'),
            scan: hash(scan),
            scan_page: 1,
            size: 10,
            media_type: "image/png".into(),
            told_by: ToldBy::Code,
            clerk: "张小梅".into(),
            at: Moment::from_millis(i64::from(page)),
            ink: None,
        }
    }

    #[test]
    fn what_was_signed_on_the_screen_says_so_when_every_page_was_and_its_ink_goes_along_once() {
        let ink = InkFile { sha256: "e".repeat(64).parse().unwrap(), size: 5 };
        let written =
            |at, scan| SignedPage { told_by: ToldBy::Pad, ink: Some(ink.clone()), ..page(at, scan) };
        let by = |pages| match Signing::scanned(pages, SignedBy::Hand) {
            Some(Signing::Scanned { by, .. }) => by,
            other => panic!("{other:?}"),
        };
        assert_eq!(by(vec![written(1, 'a'), written(2, 'b')]), SignedBy::Pad);
        assert_eq!(by(vec![written(1, 'a'), page(2, 'b')]), SignedBy::Hand);
        let all = Signing::scanned(vec![written(1, 'a'), written(2, 'b')], SignedBy::Hand).unwrap();
        assert_eq!(all.inks(), std::slice::from_ref(&ink));
        assert_eq!(serde_json::to_value(page(1, 'a')).unwrap().get("ink"), None, "as it was before");
    }

    #[test]
    fn a_scan_of_many_pages_is_one_file_and_the_last_page_says_when() {
        let signing =
            Signing::scanned(vec![page(1, 'a'), page(2, 'b'), page(3, 'a')], SignedBy::Thumb).unwrap();
        let names: Vec<String> = signing.scans().iter().map(|f| f.sha256.as_str()[..1].to_owned()).collect();
        assert_eq!(names, ["a", "b"]);
        assert!(matches!(signing, Signing::Scanned { at, .. } if at == Moment::from_millis(3)));
        assert_eq!(Signing::scanned(vec![], SignedBy::Hand), None);
    }

    #[test]
    fn what_was_signed_before_pages_were_counted_is_read_and_written_as_it_was() {
        let old = serde_json::json!({
            "how": "scanned", "scan": "a".repeat(64), "size": 6, "media_type": "image/png",
            "at": "2026-04-15T01:30:00Z",
        });
        let signing: Signing = serde_json::from_value(old.clone()).unwrap();
        assert_eq!(serde_json::to_value(&signing).unwrap(), old);
    }
}
