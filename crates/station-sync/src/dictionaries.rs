//! Which dictionary a batch is packed with: that of the form of its first case, out of the catalogue under which the case
//! was filed. The gateway published that catalogue; one that was restored from an older backup may not know it, and then
//! the batch goes again without.

use crate::door::StoreDoor;
use casework::case::FileHash;
use catalogue::pack::dictionary_of;
use serde::Deserialize;
use station_store::{OutboxEntry, StoreError};
use std::collections::BTreeMap;
use wire::Dictionary;

/// Dictionaries that were needed so far, by pack and form.
#[derive(Default)]
pub(crate) struct Dictionaries {
    known: BTreeMap<(FileHash, String), Option<Dictionary>>,
    refused: bool,
}

impl Dictionaries {
    /// The gateway could not read what was packed with one: none any more in this talk.
    pub fn refuse(&mut self) {
        self.refused = true;
    }

    /// The one for a batch that begins with this entry.
    pub fn of(
        &mut self,
        door: &impl StoreDoor,
        first: &OutboxEntry,
    ) -> Result<Option<Dictionary>, StoreError> {
        let Some(form) = form_of(first).filter(|_| !self.refused) else { return Ok(None) };
        let Ok(header) = first.entry.header() else { return Ok(None) };
        let place = (header.catalogue.hash, form);
        if let Some(known) = self.known.get(&place) {
            return Ok(known.clone());
        }
        let bytes = door.with(|store| store.pack_bytes(&place.0))?.unwrap_or_default();
        let dictionary = dictionary_of(&bytes, &place.1).and_then(Dictionary::from_bytes);
        Ok(self.known.entry(place).insert_entry(dictionary).get().clone())
    }
}

/// The form that an entry carries.
fn form_of(entry: &OutboxEntry) -> Option<String> {
    #[derive(Deserialize)]
    struct Payload {
        frozen: Frozen,
    }
    #[derive(Deserialize)]
    struct Frozen {
        item: Item,
    }
    #[derive(Deserialize)]
    struct Item {
        slug: String,
    }
    let payload = entry
        .kind
        .receipt()
        .is_some()
        .then(|| serde_json::from_slice::<Payload>(entry.entry.payload_bytes()).ok())??;
    Some(payload.frozen.item.slug)
}
