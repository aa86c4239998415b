//! What the line carries: measured as it is used, and what follows for the size of things.

use std::time::Duration;

/// An answer within this time comes over a line that carries several batches at once.
const QUICK: Duration = Duration::from_millis(250);
/// What is under way of entries at most on a line that may be cut: so much is sent again after a cut.
const WINDOW: usize = 64 * 1024;
/// So many batches on a quick line: one that comes, one that is read, one that is written.
const AT_ONCE: usize = 3;
/// Smaller exchanges say nothing of the rate, larger ones nothing of the way there and back.
pub(crate) const SMALL: usize = 4 * 1024;
/// A batch is what the line carries in this time.
const BATCH: Duration = Duration::from_secs(4);
/// Bytes a second above which packing hard takes longer than what it spares would need on the line.
const SWIFT: f64 = 256.0 * 1024.0;
/// As long as no rate is known: an answer within this time comes from the next room.
const NEAR: Duration = Duration::from_millis(20);
/// A piece of a file is what the line carries in this time. Two are under way at once, and nothing urgent waits longer than
/// both.
const PIECE: Duration = Duration::from_secs(2);
/// A part of what comes down is what the line carries in this time: only one is under way, and what of it came before a cut
/// is kept.
const PART: Duration = Duration::from_secs(8);
/// What a fresh connection carries before anything comes back: ten segments (RFC 6928), less what hello and HTTP take.
const FRESH: usize = 10 * 1024;
/// What stays of what was learned of the rate when something new is.
const STAYS: f64 = 0.7;
/// Shortest and longest wait for an answer, and the first, when nothing is known.
const SHORTEST: Duration = Duration::from_secs(10);
const LONGEST: Duration = Duration::from_secs(120);
const FIRST: Duration = Duration::from_secs(30);

/// The line as it was measured.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Link {
    round_trip: Option<Duration>,
    carried: Option<Carried>,
    brought: Option<Carried>,
    last_answer: Duration,
}

/// What was carried of late, up or down, and how long that took. Both fade alike: two answers that come together say the same
/// as two that come one by one.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
struct Carried {
    bytes: f64,
    seconds: f64,
}

/// When a question left and when its answer was here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Crossed {
    pub left: Duration,
    pub heard: Duration,
    /// Nothing that weighs was under way when it left: it paid the way there and back, and the others are carried behind one
    /// another.
    pub alone: bool,
}

impl Carried {
    fn and(self, bytes: usize, time: Duration) -> Self {
        Self { bytes: self.bytes * STAYS + bytes as f64, seconds: self.seconds * STAYS + time.as_secs_f64() }
    }

    /// Bytes a second.
    fn rate(self) -> f64 {
        self.bytes / self.seconds.max(0.001)
    }
}

impl Link {
    /// Learns from an answer, and from what question and answer weighed.
    pub(crate) fn learn(&mut self, crossed: Crossed, up: usize, down: usize) {
        if up + down < SMALL {
            let took = crossed.heard.saturating_sub(crossed.left);
            self.round_trip = Some(self.round_trip.map_or(took, |known| (known * 3 + took) / 4));
        } else if up >= SMALL {
            self.learn_rate(crossed, up);
        }
        self.last_answer = crossed.heard;
    }

    /// Learns from a part that came down, of which there is one at a time.
    pub(crate) fn learn_down(&mut self, Crossed { left, heard, .. }: Crossed, down: usize) {
        if down >= SMALL {
            let took = heard.saturating_sub(left).saturating_sub(self.round_trip.unwrap_or_default());
            self.brought = Some(self.brought.unwrap_or_default().and(down, took));
        }
        self.last_answer = heard;
    }

    /// While several are under way each is carried since the answer before it; one alone pays the way there and back too.
    fn learn_rate(&mut self, Crossed { left, heard, alone }: Crossed, up: usize) {
        let way = if alone { self.round_trip.unwrap_or_default() } else { Duration::ZERO };
        let took = heard.saturating_sub(left.max(self.last_answer)).saturating_sub(way);
        self.carried = Some(self.carried.unwrap_or_default().and(up, took));
    }

    /// Learns from a question that was given up after a long wait: the line carried less than it, or less than its answer, in
    /// that time. Otherwise a line that became slower would be asked for the same again and again, and never long enough.
    pub(crate) fn gave_up(&mut self, crossed: Crossed, up: usize, down: usize) {
        if crossed.heard.saturating_sub(crossed.left) < SHORTEST {
            return;
        }
        let before = (self.carried, self.brought);
        if up >= SMALL {
            self.learn_rate(crossed, up);
        }
        if down >= SMALL {
            self.learn_down(crossed, down);
        }
        let slower = |before: Option<Carried>, now: Option<Carried>| match (before, now) {
            (Some(before), Some(now)) if now.rate() > before.rate() => Some(before),
            _ => now,
        };
        (self.carried, self.brought) = (slower(before.0, self.carried), slower(before.1, self.brought));
    }

    /// The measured rate is another line's.
    pub(crate) fn forget_rate(&mut self) {
        (self.carried, self.brought) = (None, None);
    }

    /// Bytes a second, once known.
    pub fn goodput(&self) -> Option<f64> {
        self.carried.map(Carried::rate)
    }

    fn quick(&self) -> bool {
        self.round_trip.is_some_and(|round_trip| round_trip < QUICK)
    }

    /// See [`SWIFT`].
    pub(crate) fn swift(&self) -> bool {
        let near = self.round_trip.is_some_and(|round_trip| round_trip < NEAR);
        self.goodput().map_or(near, |rate| rate > SWIFT)
    }

    fn carried_in(&self, time: Duration) -> Option<usize> {
        self.goodput().map(|rate| (rate * time.as_secs_f64()) as usize)
    }

    /// Packed bytes of a batch.
    pub(crate) fn batch(&self) -> usize {
        let most = if self.quick() { WINDOW } else { WINDOW / 2 };
        self.carried_in(BATCH).unwrap_or(most).clamp(WINDOW / 8, most)
    }

    /// The first batch on a fresh connection: its answer costs one way there and back, not two.
    pub(crate) fn first_batch(&self) -> usize {
        if self.quick() { self.batch() } else { self.batch().min(FRESH) }
    }

    /// Whether another batch of this size may leave beside what is under way.
    pub(crate) fn has_room(&self, batches: usize, bytes: usize, batch: usize) -> bool {
        batches == 0 || (batches < AT_ONCE && (self.quick() || bytes + batch <= WINDOW))
    }

    /// Bytes of a piece of a file.
    pub(crate) fn piece(&self) -> usize {
        self.carried_in(PIECE).unwrap_or(WINDOW).clamp(16 * 1024, 1024 * 1024)
    }

    /// Bytes of a part of what comes down.
    pub(crate) fn part(&self) -> usize {
        let carried = self.brought.or(self.carried).map(|brought| brought.rate() * PART.as_secs_f64());
        carried.map_or(WINDOW, |bytes| bytes as usize).clamp(16 * 1024, 1024 * 1024)
    }

    /// How long to wait for the answer to something that weighs so much, and whose answer weighs so much, behind all that is
    /// under way.
    pub(crate) fn patience(&self, up: usize, down: usize) -> Duration {
        let (carried, brought) = (self.carried.or(self.brought), self.brought.or(self.carried));
        let (Some(round_trip), Some(carried), Some(brought)) = (self.round_trip, carried, brought) else {
            return FIRST;
        };
        let seconds = |bytes: usize, rate: f64| 2.0 * bytes as f64 / rate.max(1.0);
        let seconds = seconds(up, carried.rate()) + seconds(down, brought.rate());
        (round_trip * 4 + Duration::from_secs_f64(seconds.min(3600.0))).clamp(SHORTEST, LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn alone(left: Duration, heard: Duration) -> Crossed {
        Crossed { left, heard, alone: true }
    }

    fn beside(left: Duration, heard: Duration) -> Crossed {
        Crossed { left, heard, alone: false }
    }

    #[test]
    fn a_thin_line_gets_small_batches_and_pieces_of_some_seconds() {
        let mut link = Link::default();
        link.learn(alone(SECOND * 10, SECOND * 10 + SECOND * 6 / 10), 300, 900);
        link.learn(alone(SECOND * 12, SECOND * 12 + Duration::from_millis(1_600)), 32_000, 100);
        assert_eq!(link.goodput().map(f64::round), Some(32_000.0));
        assert_eq!(link.batch(), 32 * 1024, "two of them fill the window");
        assert!((50_000..=64_000).contains(&link.piece()), "{}", link.piece());
        assert!(link.has_room(1, 32 * 1024, 32 * 1024) && !link.has_room(2, 64 * 1024, 32 * 1024));
    }

    #[test]
    fn pieces_that_follow_one_another_without_a_pause_are_told_from_one_that_leaves_alone() {
        const RATE: u64 = 32_000;
        let mut link = Link::default();
        link.learn(alone(Duration::ZERO, SECOND * 6 / 10), 300, 900);
        // two are under way all the time: a new one leaves when the answer to the one before the last is here
        let carried = Duration::from_millis(64_000 * 1_000 / RATE);
        let heard = |nth: u32| SECOND * 10 + SECOND * 6 / 10 + carried * (nth + 1);
        link.learn(alone(SECOND * 10, heard(0)), 64_000, 100);
        link.learn(beside(SECOND * 10, heard(1)), 64_000, 100);
        for nth in 2..20 {
            link.learn(beside(heard(nth - 2), heard(nth)), 64_000, 100);
        }
        assert_eq!(link.goodput().map(f64::round), Some(RATE as f64));
    }

    #[test]
    fn two_answers_that_come_together_make_no_thin_line_a_quick_one() {
        let mut link = Link::default();
        link.learn(alone(Duration::ZERO, SECOND), 300, 900);
        for round in 1..20 {
            let left = SECOND * (4 * round);
            let heard = left + SECOND * 3;
            link.learn(alone(left, heard), 32_000, 100);
            link.learn(beside(left, heard + Duration::from_millis(1)), 32_000, 100);
        }
        let goodput = link.goodput().unwrap_or_default();
        assert!(
            (20_000.0..45_000.0).contains(&goodput),
            "32,000 a second are carried, {goodput} were learned"
        );
        assert!(link.patience(64_000, 0) >= SECOND * 6, "{:?}", link.patience(64_000, 0));
    }

    #[test]
    fn a_line_that_becomes_thin_is_known_as_such_at_the_first_answer() {
        let mut link = Link::default();
        link.learn(alone(Duration::ZERO, Duration::from_millis(10)), 300, 900);
        (1..20).for_each(|at| {
            link.learn(alone(SECOND * at, SECOND * at + Duration::from_millis(60)), 64_000, 100)
        });
        assert!(link.swift());
        link.learn(alone(SECOND * 20, SECOND * 24), 64_000, 100);
        assert!(link.piece() <= 128 * 1024, "{}", link.piece());
    }

    #[test]
    fn a_line_that_became_thin_and_answers_nothing_any_more_in_time_gets_the_time_it_needs() {
        const RATE: usize = 4_000;
        let needs = |weight: usize| SECOND + Duration::from_millis((weight * 1_000 / RATE) as u64);
        let mut link = Link::default();
        link.learn(alone(Duration::ZERO, SECOND), 300, 900);
        (1..20).for_each(|at| link.learn(alone(SECOND * at * 9, SECOND * (at * 9 + 2)), 32_000, 100));
        let (mut now, mut tries) = (SECOND * 200, 0);
        while link.patience(link.piece(), 0) < needs(link.piece()) {
            let left = now;
            now += link.patience(link.piece(), 0);
            link.gave_up(alone(left, now), link.piece(), 0);
            tries += 1;
        }
        assert!((1..=5).contains(&tries), "{tries} tries in vain");
    }

    #[test]
    fn what_breaks_off_at_once_says_nothing_of_the_rate_and_a_long_wait_never_that_it_is_quicker() {
        let mut link = Link::default();
        link.learn(alone(Duration::ZERO, SECOND), 300, 900);
        link.learn(alone(SECOND * 2, SECOND * 11), 32_000, 100);
        let before = link.clone();
        link.gave_up(alone(SECOND * 20, SECOND * 21), 64_000, 0);
        link.gave_up(alone(SECOND * 20, SECOND * 31), 300_000, 0);
        assert_eq!(link, before);
    }

    #[test]
    fn a_quick_line_carries_three_batches_at_once() {
        let mut link = Link::default();
        link.learn(alone(SECOND, SECOND + Duration::from_millis(2)), 300, 900);
        assert_eq!(link.batch(), 64 * 1024);
        assert!(link.has_room(2, 128 * 1024, 64 * 1024) && !link.has_room(3, 0, 0));
    }

    #[test]
    fn an_answer_is_awaited_as_long_as_the_line_needs_for_it() {
        let mut link = Link::default();
        assert_eq!(link.patience(1_000_000, 0), FIRST);
        link.learn(alone(SECOND, SECOND * 2), 10, 10);
        link.learn(alone(SECOND * 3, SECOND * 5), 10_000, 10);
        assert_eq!(link.patience(0, 0), SHORTEST);
        assert_eq!(link.patience(100_000, 0), SECOND * 24);
        assert_eq!(link.patience(0, 100_000), SECOND * 24, "nothing is known of the way down yet");
        assert_eq!(link.patience(usize::MAX, 0), LONGEST);
    }

    #[test]
    fn what_comes_down_over_a_thin_line_is_asked_for_in_parts_that_it_brings_in_time() {
        const RATE: usize = 2_000;
        let needs = |bytes: usize| SECOND + Duration::from_millis((bytes * 1_000 / RATE) as u64);
        let mut link = Link::default();
        link.learn(alone(Duration::ZERO, SECOND), 300, 900);
        let (mut now, mut tries) = (SECOND * 10, 0);
        while link.patience(0, link.part()) < needs(link.part()) {
            let left = now;
            now += link.patience(0, link.part());
            link.gave_up(alone(left, now), 0, link.part());
            tries += 1;
        }
        assert!((1..=3).contains(&tries), "{tries} tries in vain");
        for _ in 0..20 {
            let left = now;
            now += needs(link.part());
            link.learn_down(alone(left, now), link.part());
        }
        assert_eq!(link.part(), 16 * 1024, "eight seconds of it, and no less than pays");
        assert!(link.patience(0, link.part()) >= needs(link.part()) * 3 / 2);
    }
}
