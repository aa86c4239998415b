//! Answers that somebody on the way altered or cut. What is signed must be refused; what is not readable is no answer.

use super::chance::Chance;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wire::exchange::Stretch;
use wire::{Answer, LinkError};

/// The answer with one byte changed, or cut at one. TLS keeps the bytes of answers whole, so a byte that is changed
/// outside of what the gateway signed ends the line instead.
pub fn altered(chance: &mut Chance, answer: &Answer) -> Result<Answer, LinkError> {
    match answer {
        Answer::Page(page) => read(chance, page).map(Answer::Page),
        Answer::File(part) => Ok(Answer::File(Stretch { bytes: changed(chance, &part.bytes), ..*part })),
        Answer::Pack(pack) => {
            let mut pack = pack.clone();
            pack.stretch.bytes = changed(chance, &pack.stretch.bytes);
            Ok(Answer::Pack(pack))
        }
        Answer::Pushed(pushed) if !pushed.proofs.is_empty() => {
            let mut pushed = pushed.clone();
            pushed.proofs = read(chance, &pushed.proofs)?;
            Ok(Answer::Pushed(pushed))
        }
        _ => Err(LinkError::Garbage),
    }
}

fn read<T: Serialize + DeserializeOwned>(chance: &mut Chance, value: &T) -> Result<T, LinkError> {
    let bytes = serde_json::to_vec(value).map_err(|_| LinkError::Garbage)?;
    serde_json::from_slice(&changed(chance, &bytes)).map_err(|_| LinkError::Garbage)
}

fn changed(chance: &mut Chance, bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = chance.below(bytes.len() as u64) as usize;
    if chance.in_a_hundred(30) {
        bytes.truncate(at);
    } else if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << chance.below(7);
    }
    bytes
}
