//! Dictionaries for packing: what every record of a form says anyhow need not cross a thin line with each one. A
//! dictionary is trained on made-up records of one form, comes with the catalogue that has the form, and its id stands in
//! every frame that was packed with it.

use std::io;
use std::num::NonZeroU32;
use zstd::zstd_safe;

/// Bytes of a dictionary. Half as many leave a case some 6 % larger; twice as many bring little more, and each of them comes
/// down with a new catalogue.
const SIZE: usize = 8 * 1024;

/// A trained dictionary.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dictionary {
    id: NonZeroU32,
    bytes: Vec<u8>,
}

impl Dictionary {
    /// Trains one on records as they are packed, some hundred of them.
    ///
    /// # Errors
    /// Too few records, or too short ones.
    pub fn trained<R: AsRef<[u8]>>(records: &[R]) -> io::Result<Self> {
        let bytes = zstd::dict::from_samples(records, SIZE)?;
        Self::from_bytes(bytes).ok_or_else(|| io::Error::other("a trained dictionary has an id"))
    }

    /// Reads one back; None for bytes that are none, or not all of one: with those nothing could be packed.
    pub fn from_bytes(bytes: Vec<u8>) -> Option<Self> {
        let id = zstd_safe::get_dict_id(&bytes)?;
        zstd_safe::CDict::try_create(&bytes, zstd::DEFAULT_COMPRESSION_LEVEL)?;
        Some(Self { id, bytes })
    }

    /// The id that stands in what was packed with it.
    pub fn id(&self) -> u32 {
        self.id.get()
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The id of the dictionary that something was packed with; none where it was packed without.
    pub fn id_in(packed: &[u8]) -> Option<u32> {
        zstd_safe::get_dict_id_from_frame(packed).map(NonZeroU32::get)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packing::{Effort, batch, unpacked, unpacked_by};

    fn records(of: &str) -> Vec<Vec<u8>> {
        let record = |n: u64| {
            let chance = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
            format!(
                "{{\"{of}_name\":\"{chance:016x}\",\"{of}_relation\":\"{}\",\"{of}_income\":{}}}",
                n % 7,
                chance % 999
            )
        };
        (0..400).map(|n| record(n).into_bytes()).collect()
    }

    #[test]
    fn a_dictionary_makes_a_record_smaller_names_itself_and_is_needed_to_read_it() {
        let (known, other) = (Dictionary::trained(&records("member")), Dictionary::trained(&records("tree")));
        let (known, other) = (known.unwrap(), other.unwrap());
        assert_eq!(Dictionary::from_bytes(known.as_bytes().to_vec()), Some(known.clone()));
        let plain = &records("member")[399];
        let (packed, alone) = (batch(plain, Effort::Hard, Some(&known)), batch(plain, Effort::Hard, None));
        let (packed, alone) = (packed.unwrap(), alone.unwrap());
        assert!(packed.len() * 3 < alone.len() * 2, "{} of {}", packed.len(), alone.len());
        assert_eq!((Dictionary::id_in(&packed), Dictionary::id_in(&alone)), (Some(known.id()), None));
        assert_eq!(unpacked_by(&packed, plain.len(), Some(&known)).unwrap().as_ref(), Some(plain));
        assert!(unpacked_by(&packed, plain.len(), Some(&other)).is_err());
        assert!(unpacked(&packed, plain.len()).is_err());
        assert_eq!(
            unpacked_by(&packed, plain.len() - 1, Some(&known)).unwrap(),
            None,
            "never more than asked for"
        );
    }

    #[test]
    fn what_is_no_dictionary_is_none() {
        assert_eq!(Dictionary::from_bytes(b"never trained".to_vec()), None);
        let whole = Dictionary::trained(&records("member")).unwrap();
        let half_written = whole.as_bytes()[..40].to_vec();
        assert!(zstd_safe::get_dict_id(&half_written).is_some(), "it names itself all the same");
        assert_eq!(Dictionary::from_bytes(half_written), None);
        assert_eq!(Dictionary::id_in(b"never packed"), None);
        assert!(Dictionary::trained(&[b"one".to_vec()]).is_err());
    }
}
