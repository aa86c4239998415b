//! What a batch says, read before the one writer is asked: it shall only judge and write.

use crate::catalogues::FormWord;
use crate::{Store, StoreError, cases};
use casework::case::FileHash;
use rayon::prelude::*;
use wire::entry::{CatalogueEdition, SCHEMA};
use wire::{Batch, Body, Entry, EntryError, Header};

/// An entry, read.
pub(crate) struct Said {
    pub header: Header,
    /// The payload, or why it is none.
    pub body: Result<Body, EntryError>,
    /// The files it names.
    pub files: Vec<FileHash>,
    /// What the catalogue says about its form.
    pub form: FormWord,
    /// Its form was replaced by another one since.
    pub outdated: bool,
    /// A newer program made it, and something of it cannot be read here yet.
    pub newer: bool,
}

impl Store {
    /// Reads the entries of a verified batch, in its order. Working out their forms is most of the work of a push, and
    /// one is none of the other's business: all cores share it.
    pub(crate) fn hear(&self, batch: &Batch, headers: Vec<Header>) -> Result<Vec<Said>, StoreError> {
        let (taken, in_force) = self.read(|db| {
            let in_force = crate::packs::in_force(db, &batch.log.station.county())?;
            Ok((crate::accept::stand(db, &batch.log)?.accepted_through, in_force))
        })?;
        let in_force = in_force.as_ref();
        let entries = batch.entries.par_iter().zip(headers);
        entries.map(|(entry, header)| self.hear_one(entry, header, taken, in_force)).collect()
    }

    fn hear_one(
        &self,
        entry: &Entry,
        header: Header,
        taken: u64,
        in_force: Option<&CatalogueEdition>,
    ) -> Result<Said, StoreError> {
        let (body, newer) = read(entry, &header);
        let (form, outdated) = match &body {
            Ok(Body::Submission(submission)) if header.seq > taken => {
                (self.read_form(&submission.frozen)?, self.is_outdated(&submission.frozen, in_force)?)
            }
            _ => (FormWord::Holds, false),
        };
        let files = body.as_ref().map(named_by).unwrap_or_default();
        Ok(Said { header, body, files, form, outdated, newer })
    }
}

/// Layouts that are known are read strictly. Of a newer one, what can be read is taken.
fn read(entry: &Entry, header: &Header) -> (Result<Body, EntryError>, bool) {
    if header.schema <= SCHEMA {
        return (entry.body(header.kind), false);
    }
    match entry.body_of_newer(header.kind) {
        Ok((body, left_out)) => (Ok(body), left_out),
        Err(error) => (Err(error), false),
    }
}

fn named_by(body: &Body) -> Vec<FileHash> {
    let files = match body {
        Body::Submission(submission) => cases::files_of(submission),
        Body::Attachment(attachment) => cases::files_of_supplement(&attachment.supplement),
        Body::Withdrawal(_) | Body::Served(_) => Vec::new(),
    };
    files.into_iter().map(|file| file.sha256).collect()
}
