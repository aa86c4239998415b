//! Published catalogues, opened: a submission's form is judged here as it was at the counter, before anything is
//! written. A catalogue that is not here refuses nobody.

use crate::{Store, StoreError};
use casework::case::{Frozen, ItemEdition};
use catalogue::{Catalogue, CatalogueError, SignedPack};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use wire::entry::CatalogueEdition;
use wire::exchange::PackAnswer;

/// Faults that are told of one form; the rest is counted.
const TOLD: usize = 5;

/// Catalogues opened so far, by publisher and version; a published one never changes.
#[derive(Default)]
pub(crate) struct Catalogues(Mutex<HashMap<(String, u32), Arc<Catalogue>>>);

/// What the catalogue says about the form of an entry.
pub(crate) enum FormWord {
    /// It holds, or the entry has none.
    Holds,
    /// The catalogue it names is not here.
    Unread,
    /// It does not hold, in words for the counter.
    Faulty(String),
}

impl Store {
    /// The catalogue under which a case was filed, with exactly that content; None when it is not here.
    ///
    /// # Errors
    /// Database errors.
    pub fn catalogue_under(&self, edition: &ItemEdition) -> Result<Option<Arc<Catalogue>>, StoreError> {
        let catalogue = self.catalogue_of_pack(&edition.publisher, edition.version)?;
        Ok(catalogue.filter(|catalogue| catalogue.identity().hash == edition.hash.as_str()))
    }

    fn catalogue_of_pack(&self, publisher: &str, version: u32) -> Result<Option<Arc<Catalogue>>, StoreError> {
        let key = (publisher.to_owned(), version);
        let mut opened = self.catalogues.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !opened.contains_key(&key) {
            let pack = match self.pack(publisher, version) {
                Err(StoreError::NotFound) => return Ok(None),
                pack => pack?,
            };
            if let Some(catalogue) = self.open_catalogue(pack) {
                opened.insert(key.clone(), Arc::new(catalogue));
            }
        }
        Ok(opened.get(&key).cloned())
    }

    /// True when the catalogue in force has another version of this form, or the item no more. A station that was long
    /// without a line could not know that: the case is taken all the same, and the county is told.
    pub(crate) fn is_outdated(
        &self,
        frozen: &Frozen,
        in_force: Option<&CatalogueEdition>,
    ) -> Result<bool, StoreError> {
        let newer = |edition: &&CatalogueEdition| {
            edition.publisher == frozen.item.publisher && edition.version > frozen.item.version
        };
        let Some(edition) = in_force.filter(newer) else { return Ok(false) };
        let Some(catalogue) = self.catalogue_of_pack(&edition.publisher, edition.version)? else {
            return Ok(false);
        };
        Ok(match catalogue.form(&frozen.item.code) {
            Ok(form) => form.pack().version != frozen.form_version,
            Err(CatalogueError::NoSuchItem(_)) => true,
            Err(_) => false,
        })
    }

    /// None for bytes that this gateway did not sign, and for a pack of a newer format.
    fn open_catalogue(&self, pack: PackAnswer) -> Option<Catalogue> {
        let PackAnswer { bytes, signature, .. } = pack;
        let gateway = self.keys().gateway().public();
        let hash = seal::Digest::of(&bytes).to_string();
        let signed = SignedPack { bytes, hash, signature: signature.0.to_vec() };
        let verified = signed.verify(|message, _| gateway.verifies(message, &signature));
        verified.ok().map(Catalogue::open)
    }

    /// A word on the form of a submission.
    pub(crate) fn read_form(&self, frozen: &Frozen) -> Result<FormWord, StoreError> {
        let catalogue = self.catalogue_under(&frozen.item)?;
        Ok(catalogue.map_or(FormWord::Unread, |catalogue| word_on(&catalogue, frozen)))
    }
}

/// Judged as of the day it was frozen, as the station judged it.
fn word_on(catalogue: &Catalogue, frozen: &Frozen) -> FormWord {
    let form = match catalogue.form(&frozen.item.code) {
        Ok(form) if form.pack().version == frozen.form_version => form,
        Err(CatalogueError::NoSuchItem(_)) => return FormWord::Faulty(wording::unknown_item()),
        _ => return FormWord::Unread,
    };
    let errors = form.faults(&frozen.form, frozen.frozen_at.date());
    if errors.is_empty() {
        return FormWord::Holds;
    }
    let told: Vec<&str> = errors.iter().take(TOLD).map(|error| error.message.as_str()).collect();
    FormWord::Faulty(wording::form_faults(&told, errors.len()))
}
