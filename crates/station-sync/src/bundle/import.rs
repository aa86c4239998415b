//! Taking in what came back: checked and kept as it would be over the line.

use super::assembly::Assembly;
use super::find::not_for_us;
use super::{BundleFault, stick};
use crate::anew::begin_anew;
use crate::door::{RoundError, StoreDoor};
use crate::fetch::{take_catalogue, take_paper};
use crate::taking::verified;
use casework::moment::Moment;
use station_store::{Forgetting, Identity, Store, StoreError};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use wire::Proof;
use wire::bundle::{Answer, Frame, Header, PackNote, Piece, Reader, Stand, Way, open};
use wire::down::Page;
use wire::exchange::PackAnswer;

/// What was taken in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Entries that got their verdict by this bundle or before.
    pub entries: u64,
    /// Events that were new.
    pub events: u64,
    /// Papers of the authority that came.
    pub papers: u64,
    /// Papers that came and do not hold.
    pub held: u64,
    /// A new catalogue came.
    pub catalogue: bool,
    /// The gateway waits for this sequence before it can take what the bundle carried up.
    pub missing: Option<u64>,
    /// Files that the gateway had and lost, or waits for after all: the next bundle carries them.
    pub again: u64,
}

/// Takes one volume in. Doing it again changes nothing.
///
/// # Errors
/// [`BundleFault`], beside what was taken before it: that stays.
pub fn import(door: &impl StoreDoor, path: &Path) -> (Imported, Result<(), BundleFault>) {
    let mut taken = Imported::default();
    let done = import_into(door, path, &mut taken);
    (taken, done)
}

fn import_into(door: &impl StoreDoor, path: &Path, taken: &mut Imported) -> Result<(), BundleFault> {
    let identity = door.with(|s| s.identity())?.ok_or(RoundError::NotEnrolled)?;
    let file = File::open(path).map_err(BundleFault::Stick)?;
    let unread = open(&identity.key, BufReader::new(file)).map_err(|error| not_for_us(error, &identity))?;
    must_be_ours(unread.header(), &identity)?;
    let (Header { made_at, number, wanted, .. }, reader) =
        unread.by(&identity.enrolment.gateway).map_err(stick)?;
    // before its words on files: what came in is noted as of the last bundle that was begun
    door.with(|store| store.note_bundle(number))?;
    let assembly = Assembly::default();
    let done = Taking { door, identity: &identity, made_at, number, assembly, pack: None, taken }.all(reader);
    // behind its words on entries: what one of them lets go another may want
    taken.again = door.with(|store| store.uploads_go_again(&wanted, number))?;
    if matches!(done, Err(BundleFault::Round(RoundError::Fork))) {
        begin_anew(door, &identity)?;
    }
    done
}

fn must_be_ours(header: &Header, identity: &Identity) -> Result<(), BundleFault> {
    let certificate = &identity.enrolment.certificate;
    if header.gateway != identity.enrolment.gateway.id() {
        return Err(BundleFault::OtherGateway);
    }
    if header.station != certificate.station || header.device != certificate.device {
        return Err(super::find::other_station(&header.address()));
    }
    if header.way == Way::Up { Err(BundleFault::GoesUp) } else { Ok(()) }
}

/// A stick does not say in which term.
fn note_forgetting(store: &mut Store, at: Moment) -> Result<(), StoreError> {
    let term = store.forgetting()?.map_or(0, |known| known.term);
    store.note_forgetting(Forgetting { at, term, healed: None })
}

struct Taking<'a, D> {
    door: &'a D,
    identity: &'a Identity,
    /// By the gateway's clock.
    made_at: Moment,
    /// Of the bundle that is answered.
    number: u64,
    assembly: Assembly,
    /// The pack whose bytes follow.
    pack: Option<PackNote>,
    taken: &'a mut Imported,
}

impl<D: StoreDoor> Taking<'_, D> {
    fn all(mut self, mut reader: Reader<BufReader<File>>) -> Result<(), BundleFault> {
        while let Some(frame) = reader.next_frame().map_err(stick)? {
            if self.door.stop() {
                return Err(BundleFault::Stopped);
            }
            match frame {
                Frame::Stand(stand) => self.stand(&stand)?,
                Frame::Answer(answer) => self.answer(answer)?,
                Frame::Page(page) => self.page(&page)?,
                Frame::Pack(note) => self.pack = Some(note),
                Frame::Piece(piece) => self.piece(piece)?,
                Frame::Batch(_) | Frame::End(_) => {}
            }
        }
        Ok(())
    }

    /// The gateway knows this log as this folder does, up to where it stood then.
    fn stand(&mut self, stand: &Stand) -> Result<(), BundleFault> {
        if stand.log.epoch != self.identity.epoch {
            return Ok(());
        }
        let (lane, seq) = (stand.log.lane, stand.accepted_through);
        let ours = self.door.with(|s| s.hash_at(self.identity, lane, seq))?;
        if ours != Some(stand.head) {
            return Err(RoundError::Fork.into());
        }
        self.taken.missing = self.taken.missing.or(stand.missing);
        Ok(self.lacks(stand)?)
    }

    /// What waits for a word is on every stick; where the gateway waits for something before that, it had it and forgot.
    fn lacks(&self, stand: &Stand) -> Result<(), StoreError> {
        let (at, lane) = (self.door.now(), stand.log.lane);
        self.door.with(|store| {
            let judged = store.judged_through(self.identity, lane)?;
            let lack = stand.missing.filter(|missing| *missing <= judged);
            if lack.is_none() && stand.accepted_through < judged {
                // an older stick than what is known by now
                return Ok(());
            }
            store.note_lack(self.identity, lane, lack)?;
            if lack.is_none() {
                return Ok(());
            }
            note_forgetting(store, at)
        })
    }

    fn answer(&mut self, Answer { log, answer }: Answer) -> Result<(), BundleFault> {
        if !Proof::verify_all(&answer.proofs, &self.identity.enrolment.gateway) {
            return Err(RoundError::Forged.into());
        }
        let at = self.door.now();
        if !self.door.with(|s| s.all_proven(log.epoch, log.lane, &answer.verdicts, &answer.proofs))? {
            return Err(RoundError::Forged.into());
        }
        self.door.with(|store| {
            if log.epoch == self.identity.epoch {
                store.take_verdicts(log.epoch, log.lane, &answer.verdicts, &answer.proofs, at)?;
            }
            answer.files.iter().try_for_each(|state| store.upload_reached(state, self.number))
        })?;
        self.taken.entries += answer.verdicts.len() as u64;
        Ok(())
    }

    /// Events may have come over the line meanwhile; those must be the same ones.
    fn page(&mut self, page: &Page) -> Result<(), BundleFault> {
        let (cursor, _) = self.door.with(|s| s.cursor())?;
        let before = page.first_dseq.saturating_sub(1);
        let Some(prev) = self.door.with(|s| s.events_hash_at(before))? else {
            return Err(BundleFault::Gap { from: cursor + 1, to: before });
        };
        let mut arrivals = verified(page, before, &prev, self.identity)?;
        let mut cursor = cursor;
        for known in arrivals.iter().filter(|arrival| arrival.header.dseq <= cursor) {
            let dseq = known.header.dseq;
            if self.door.with(|s| s.events_hash_at(dseq))? != Some(known.hash) {
                self.forgets_events(dseq)?;
                cursor = dseq - 1;
                break;
            }
        }
        arrivals.retain(|arrival| arrival.header.dseq > cursor);
        self.door.with(|s| s.take_events(&arrivals))?;
        self.taken.events += arrivals.len() as u64;
        Ok(())
    }

    /// From here on the gateway tells other events than it told before. That is the newer word where ours is older than this
    /// stick; else the stick is from before the gateway forgot.
    fn forgets_events(&self, dseq: u64) -> Result<(), BundleFault> {
        let at = self.door.now();
        let told = self.door.with(|s| s.event_told_at(dseq))?;
        if told.is_none_or(|told| told > self.made_at) {
            return Err(RoundError::Forged.into());
        }
        Ok(self.door.with(|store| {
            note_forgetting(store, at)?;
            store.set_events_aside(dseq - 1, at)
        })?)
    }

    fn piece(&mut self, piece: Piece) -> Result<(), BundleFault> {
        let Some((file, bytes)) = self.assembly.add(piece) else { return Ok(()) };
        if self.pack.as_ref().is_some_and(|note| note.edition.hash == file) {
            return self.catalogue(bytes);
        }
        let announced = self.door.with(|s| s.papers_to_fetch())?;
        for one in announced {
            if one.decided.paper.as_ref().is_none_or(|paper| paper.sha256 != file) {
                continue;
            }
            match take_paper(self.door, &one, &bytes)? {
                None => self.taken.papers += 1,
                Some(_) => self.taken.held += 1,
            }
        }
        Ok(())
    }

    fn catalogue(&mut self, bytes: Vec<u8>) -> Result<(), BundleFault> {
        let Some(PackNote { edition, signature }) = self.pack.take() else { return Ok(()) };
        if self.door.with(|s| s.has_pack(&edition.hash))? {
            return Ok(());
        }
        take_catalogue(self.door, self.identity, &edition, PackAnswer { bytes, since: None, signature })?;
        self.taken.catalogue = true;
        Ok(())
    }
}
