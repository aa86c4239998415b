//! What a gateway that was restored lacks of what it once had, as a stick that came back told: the next stick carries it
//! again.

use crate::settings::{self, Setting};
use crate::{Identity, Store, StoreError, Upload};
use serde::{Deserialize, Serialize};
use wire::entry::Epoch;

/// A lane of which the gateway lacks everything from a sequence on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Lack {
    epoch: Epoch,
    lane: u8,
    from: u64,
}

impl Store {
    /// First sequence of a lane that the gateway lacks though it once had it; none where it has what it said.
    ///
    /// # Errors
    /// Unreadable value or database.
    pub fn lacks_from(&self, identity: &Identity, lane: u8) -> Result<Option<u64>, StoreError> {
        let its = |lack: &Lack| lack.epoch == identity.epoch && lack.lane == lane;
        Ok(self.lacks()?.into_iter().find(its).map(|lack| lack.from))
    }

    /// The gateway lacks a lane from a sequence on, or nothing of it any more.
    ///
    /// # Errors
    /// Unreadable value or database.
    pub fn note_lack(&mut self, identity: &Identity, lane: u8, from: Option<u64>) -> Result<(), StoreError> {
        let before = self.lacks()?;
        let mut lacks = before.clone();
        lacks.retain(|lack| lack.epoch == identity.epoch && lack.lane != lane);
        lacks.extend(from.map(|from| Lack { epoch: identity.epoch, lane, from }));
        if lacks == before {
            return Ok(());
        }
        self.write(|w| settings::set(w, Setting::Lacks, &lacks))
    }

    /// Files of the cases of which the gateway lacks entries: it may lack those as well, whatever it said.
    ///
    /// # Errors
    /// Unreadable value or database.
    pub fn uploads_to_carry_again(&self) -> Result<Vec<Upload>, StoreError> {
        let mut uploads: Vec<Upload> = Vec::new();
        for Lack { epoch, lane, from } in self.lacks()? {
            let of_cases = "u.complete = 1 AND u.case_id IN
                (SELECT case_id FROM outbox WHERE epoch = ?1 AND lane = ?2 AND seq >= ?3) ORDER BY u.case_id, u.size";
            let found = self.uploads(of_cases, &[&epoch.to_string(), &lane, &from])?;
            let is_new = |upload: &Upload| !uploads.iter().any(|known| known.sha256 == upload.sha256);
            let fresh: Vec<_> = found.into_iter().filter(is_new).collect();
            uploads.extend(fresh);
        }
        Ok(uploads)
    }

    /// What the gateway lacks, for a query to take apart.
    pub(crate) fn lacks_as_json(&self) -> Result<String, StoreError> {
        Ok(serde_json::to_string(&self.lacks()?)?)
    }

    fn lacks(&self) -> Result<Vec<Lack>, StoreError> {
        Ok(self.setting::<Vec<Lack>>(Setting::Lacks)?.unwrap_or_default())
    }
}
