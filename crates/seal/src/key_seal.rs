//! The data key of a station, sealed to somebody who can give it back when password or device secret are lost.

use crate::envelope::{self, EnvelopeError, Label, seal_to};
use crate::slot::DataKey;
use crate::{PublicKey, SigningKey};
use std::io::{self, Read as _, Write as _};
use zeroize::Zeroizing;

/// Seals a data key so that only the owner of `to` opens it. `label` is written on it openly, and nobody can change it
/// without the key inside.
///
/// # Errors
/// [`EnvelopeError::Key`], no randomness.
pub fn seal_key(key: &DataKey, to: &PublicKey, label: &Label) -> Result<Vec<u8>, EnvelopeError> {
    let mut sealing = seal_to(to, label, Vec::new())?;
    sealing.write_all(&key.0)?;
    Ok(sealing.finish()?)
}

/// Opens a sealed data key, and gives what is written on it.
///
/// # Errors
/// [`EnvelopeError`]; of bytes that hold no data key [`EnvelopeError::Foreign`].
pub fn open_key(with: &SigningKey, sealed: &[u8]) -> Result<(DataKey, Label), EnvelopeError> {
    let mut opening = envelope::open(with, sealed)?;
    let mut key = DataKey([0; 32]);
    let mut rest = Zeroizing::new(Vec::new());
    let read = opening.read_exact(&mut key.0).and_then(|()| opening.read_to_end(&mut rest));
    read.map_err(whole)?;
    if rest.iter().any(|byte| *byte != 0) {
        return Err(EnvelopeError::Foreign);
    }
    // it opened: what is written on it belongs to it
    Ok((key, envelope::label_of(sealed)?))
}

/// Bytes in memory fail in one way only: they were cut or changed.
fn whole(_: io::Error) -> EnvelopeError {
    EnvelopeError::DoesNotOpen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slot::Purpose;

    #[test]
    fn a_sealed_data_key_opens_whole_for_its_owner_and_for_nobody_else() {
        let key = DataKey::generate().unwrap();
        let owner = SigningKey::from_bytes([3; 32]);
        let label: Label = vec!["recovery".to_owned(), "469028100200".to_owned()];
        let sealed = seal_key(&key, &owner.public(), &label).unwrap();
        let (opened, on) = open_key(&owner, &sealed).unwrap();
        assert_eq!((*opened.derive(Purpose::Files), on), (*key.derive(Purpose::Files), label.clone()));

        let stranger = SigningKey::from_bytes([4; 32]);
        assert!(matches!(open_key(&stranger, &sealed), Err(EnvelopeError::NotForUs(on)) if on == label));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(open_key(&owner, &changed).is_err(), "byte {at}");
        }
        assert!(open_key(&owner, &sealed[..sealed.len() - 1]).is_err());
    }
}
