//! Why something is not believed, each with its sentence.

use papers::{CodeError, SealError};
use seal::KeyId;
use wire::keys::KeyListError;
use wording::Sentence;

use crate::statement::grouped;

/// Why a statement is not given.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone)]
pub enum Refused {
    /// Not a key list.
    #[error("this is not a key list")]
    KeyListShape,
    /// The key list's own signature does not hold.
    #[error("the key list is not signed by the gateway it names")]
    KeyListForged,
    /// The key list is another gateway's than the pinned one.
    #[error("the key list is of gateway {found}, not of the pinned one")]
    OtherGateway {
        /// Who signed it.
        found: KeyId,
    },
    /// Neither a code, a proof nor a file of ours.
    #[error("nothing of ours")]
    Foreign,
    /// A file without a seal.
    #[error("the file is not signed")]
    Unsealed,
    /// Ours, but changed or torn.
    #[error("damaged")]
    Damaged,
    /// The signature does not fit.
    #[error("the signature does not fit")]
    Forged,
    /// Signed by a key that is not on the list.
    #[error("key {id} is not on the list")]
    UnknownKey {
        /// Which.
        id: KeyId,
    },
    /// Signed by a key that was not in use any more.
    #[error("the key was not in use any more when this was signed")]
    KeyEnded {
        /// Whose key, its end and when this was signed.
        words: String,
    },
    /// Signed by a key that may not speak for this.
    #[error("{name} may not sign this")]
    WrongSigner {
        /// Whose key it is.
        name: String,
    },
}

impl Refused {
    /// For the program.
    pub fn code(&self) -> &'static str {
        match self {
            Self::KeyListShape => "key_list_shape",
            Self::KeyListForged => "key_list_forged",
            Self::OtherGateway { .. } => "other_gateway",
            Self::Foreign => "foreign",
            Self::Unsealed => "unsealed",
            Self::Damaged => "damaged",
            Self::Forged => "forged",
            Self::UnknownKey { .. } => "unknown_key",
            Self::KeyEnded { .. } => "key_ended",
            Self::WrongSigner { .. } => "wrong_signer",
        }
    }

    /// What a person reads.
    pub fn sentence(&self) -> Sentence {
        let detail = match self {
            Self::OtherGateway { found: id } | Self::UnknownKey { id } => grouped(*id),
            Self::WrongSigner { name: words } | Self::KeyEnded { words } => words.clone(),
            _ => String::new(),
        };
        wording::verify_refusal(self.code(), &detail)
    }
}

impl From<KeyListError> for Refused {
    fn from(error: KeyListError) -> Self {
        match error {
            KeyListError::Shape => Self::KeyListShape,
            KeyListError::Signature => Self::KeyListForged,
        }
    }
}

impl From<CodeError> for Refused {
    fn from(error: CodeError) -> Self {
        match error {
            CodeError::Foreign => Self::Foreign,
            CodeError::Damaged => Self::Damaged,
            CodeError::Forged => Self::Forged,
        }
    }
}

impl From<SealError> for Refused {
    fn from(error: SealError) -> Self {
        match error {
            SealError::Unsealed => Self::Unsealed,
            SealError::Damaged => Self::Damaged,
            SealError::Forged => Self::Forged,
        }
    }
}
