//! What a batch says, read before the one writer is asked: it shall only judge and write.

use crate::catalogues::FormWord;
use crate::{Store, StoreError, cases};
use casework::case::FileHash;
use rayon::prelude::*;
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
}

impl Store {
    /// Reads the entries of a verified batch, in its order. Working out their forms is most of the work of a push, and
    /// one is none of the other's business: all cores share it.
    pub(crate) fn hear(&self, batch: &Batch, headers: Vec<Header>) -> Result<Vec<Said>, StoreError> {
        let taken = self.read(|db| crate::accept::stand(db, &batch.log))?.accepted_through;
        let entries = batch.entries.par_iter().zip(headers);
        entries.map(|(entry, header)| self.hear_one(entry, header, taken)).collect()
    }

    fn hear_one(&self, entry: &Entry, header: Header, taken: u64) -> Result<Said, StoreError> {
        let body = entry.body(header.kind);
        let form = match &body {
            Ok(Body::Submission(submission)) if header.seq > taken => self.read_form(&submission.frozen)?,
            _ => FormWord::Holds,
        };
        let files = body.as_ref().map(named_by).unwrap_or_default();
        Ok(Said { header, body, files, form })
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
