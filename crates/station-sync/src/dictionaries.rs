//! Which dictionary a batch is packed with: that of the form of its first case, out of the catalogue under which the case
//! was filed. The gateway published that catalogue; one that was restored from an older backup may not know it, and then
//! the batch goes again without.

use crate::door::StoreDoor;
use casework::case::FileHash;
use catalogue::pack::dictionaries_of;
use serde::Deserialize;
use station_store::{OutboxEntry, StoreError};
use std::collections::BTreeMap;
use wire::Dictionary;

/// Dictionaries of the packs that were needed so far.
#[derive(Default)]
pub(crate) struct Dictionaries {
    packs: BTreeMap<FileHash, BTreeMap<String, Vec<u8>>>,
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
        let pack = header.catalogue.hash;
        if !self.packs.contains_key(&pack) {
            let bytes = door.with(|store| store.pack_bytes(&pack))?.unwrap_or_default();
            self.packs.insert(pack.clone(), dictionaries_of(&bytes));
        }
        Ok(self.packs[&pack].get(&form).cloned().and_then(Dictionary::from_bytes))
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
