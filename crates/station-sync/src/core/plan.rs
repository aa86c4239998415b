//! What comes next. Pure: it looks at what waits and at what is under way, and changes nothing.

use super::ask::Subject;
use super::{Ask, AwaitedPaper, Core, Facts, PIECES, Pull, Trouble, UnderWay, Waiting};

/// A resident waits for what was decided: a letter of some pages comes whatever was spent.
const LETTER: u64 = 256 * 1024;

impl Core {
    /// In this order: where both stand, urgent entries, the county's word, other entries, files, and what
    /// comes down beside them.
    pub(super) fn wanted(&self, facts: &Facts) -> Option<Ask> {
        if self.stopped() {
            return None;
        }
        // what is pushed speaks for itself and need not wait for the answer to hello
        if !self.greeted && self.may(&Ask::Hello) {
            return Some(Ask::Hello);
        }
        let urgent = self.push(facts, true);
        let urgent =
            urgent.or_else(|| (self.pull == Pull::Now).then_some(Ask::Pull).filter(|ask| self.comes(ask)));
        urgent
            .or_else(|| self.push(facts, false))
            .or_else(|| self.append(facts))
            .or_else(|| self.fetch(facts))
            .or_else(|| self.last_of_all())
    }

    fn stopped(&self) -> bool {
        let over = matches!(self.failed, Some(Trouble::Cut | Trouble::Busy { .. } | Trouble::SessionOver));
        self.paused || over
    }

    fn may(&self, ask: &Ask) -> bool {
        let subject = ask.subject();
        let put_off = self.aside.contains(&subject) || self.held.contains(&subject);
        !put_off && !self.under_way.iter().any(|asked| asked.ask.subject() == subject)
    }

    /// One thing comes down at a time.
    fn comes(&self, ask: &Ask) -> bool {
        self.greeted && self.may(ask) && !self.under_way.iter().any(|asked| asked.ask.comes_down())
    }

    fn pushes(&self) -> impl Iterator<Item = &UnderWay> {
        self.under_way.iter().filter(|asked| matches!(asked.ask, Ask::Push { .. }))
    }

    pub(super) fn push(&self, facts: &Facts, urgent: bool) -> Option<Ask> {
        if self.astray.is_some() && !self.greeted {
            // the next one would stand as wrong as the last
            return None;
        }
        let first = !self.greeted && self.pushes().next().is_none();
        let bytes = if first { self.link.first_batch() } else { self.link.batch() };
        let under_way = self.pushes().map(|asked| asked.weight).sum();
        if !self.link.has_room(self.pushes().count(), under_way, bytes) {
            return None;
        }
        let mut lanes = facts.lanes.iter().filter(|waiting| (waiting.lane == 0) == urgent);
        lanes.find_map(|waiting| {
            let Waiting { epoch, lane, .. } = *waiting;
            self.behind(waiting).map(|behind| Ask::Push {
                epoch,
                lane,
                behind,
                bytes,
                swift: self.link.swift(),
            })
        })
    }

    /// Behind which sequence the next batch of a lane begins; None when all of it is under way.
    fn behind(&self, waiting: &Waiting) -> Option<u64> {
        let lane = Subject::Lane(waiting.epoch, waiting.lane);
        let of_lane = self.pushes().filter(|asked| asked.ask.subject() == lane);
        let behind = of_lane.map(|asked| asked.through).max().unwrap_or(0);
        (behind < waiting.last && !self.aside.contains(&lane)).then_some(behind)
    }

    /// Both sides know where they stand, and no entry waits that could go.
    pub(crate) fn may_send_files(&self, facts: &Facts) -> bool {
        self.greeted && !facts.lanes.iter().any(|waiting| self.behind(waiting).is_some())
    }

    pub(super) fn append(&self, facts: &Facts) -> Option<Ask> {
        let pieces = self.under_way.iter().filter(|asked| matches!(asked.ask, Ask::Append { .. })).count();
        if !self.may_send_files(facts) || pieces >= PIECES || self.day.is_spent() {
            return None;
        }
        let bytes = self.link.piece();
        facts.files.iter().map(|file| Ask::Append { file: file.clone(), bytes }).find(|ask| self.may(ask))
    }

    fn fetch(&self, facts: &Facts) -> Option<Ask> {
        let bytes = self.link.part();
        let may_cost = |paper: &&AwaitedPaper| paper.size <= LETTER || !self.day.is_spent();
        let papers = facts.papers.iter().filter(may_cost);
        papers.map(|paper| Ask::Fetch { file: paper.file.clone(), bytes }).find(|ask| self.comes(ask))
    }

    fn last_of_all(&self) -> Option<Ask> {
        let bytes = self.link.part();
        let catalogue = (self.catalogue && !self.day.is_spent()).then_some(Ask::Catalogue { bytes });
        let pull = (self.pull == Pull::AtTheEnd && self.under_way.is_empty()).then_some(Ask::Pull);
        catalogue.into_iter().chain(pull).find(|ask| self.comes(ask))
    }
}
