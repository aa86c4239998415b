use std::time::Duration;

/// What becomes of connections from before a cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// The line was dialled anew and nobody knows them: whoever sends on one is told so by a reset. Whoever only listens
    /// hears nothing, ever.
    Reset,
    /// They go on.
    GoOn,
}

/// Cuts by the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cuts {
    /// The line is there for so long before it is cut for the first time,
    pub first: Duration,
    /// then gone for so long,
    pub gone: Duration,
    /// then there for so long, then gone again, and so on.
    pub there: Duration,
    /// What becomes of connections.
    pub after: After,
}

impl Cuts {
    /// Gone for three seconds each time; connections do not live through it.
    pub const fn every(there: Duration) -> Self {
        Self { first: there, gone: Duration::from_secs(3), there, after: After::Reset }
    }
}

/// All cuts of a link: those by the clock, and those by command. Times count from when the link got its shape.
pub(crate) struct Calendar {
    by_clock: Option<Cuts>,
    by_command: Vec<(Duration, Duration, After)>,
}

/// How the line is at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Weather {
    /// Nothing passes.
    pub gone: bool,
    /// Connections that were begun before this moment are no more.
    pub dead_before: Duration,
    /// Cuts that began.
    pub cuts: u64,
}

impl Calendar {
    pub fn new(by_clock: Option<Cuts>) -> Self {
        Self { by_clock, by_command: Vec::new() }
    }

    /// Cuts the line now.
    pub fn cut(&mut self, now: Duration, lasts: Duration, after: After) {
        self.by_command.push((now, now + lasts, after));
    }

    pub fn at(&self, now: Duration) -> Weather {
        let mut weather = Weather { gone: false, dead_before: Duration::ZERO, cuts: 0 };
        let begun = self.by_command.iter().filter(|(from, ..)| *from <= now);
        for (from, until, after) in begun.copied().chain(self.last_by_clock(now)) {
            weather.cuts += 1;
            weather.gone |= now < until;
            if after == After::Reset {
                weather.dead_before = weather.dead_before.max(from);
            }
        }
        weather.cuts += self.turns(now).saturating_sub(1);
        weather
    }

    /// Cuts by the clock that began.
    fn turns(&self, now: Duration) -> u64 {
        let Some(Cuts { first, gone, there, .. }) = self.by_clock else { return 0 };
        let since = now.checked_sub(first).map(|since| since.as_nanos() / (gone + there).as_nanos().max(1));
        since.map_or(0, |turns| turns as u64 + 1)
    }

    fn last_by_clock(&self, now: Duration) -> Option<(Duration, Duration, After)> {
        let Cuts { first, gone, there, after } = self.by_clock?;
        let before = u32::try_from(self.turns(now).checked_sub(1)?).ok()?;
        let from = first + (gone + there) * before;
        Some((from, from + gone, after))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(calendar: &Calendar, seconds: u64) -> (bool, u64, u64) {
        let weather = calendar.at(Duration::from_secs(seconds));
        (weather.gone, weather.dead_before.as_secs(), weather.cuts)
    }

    #[test]
    fn the_line_is_there_and_gone_by_turns() {
        let calendar = Calendar::new(Some(Cuts::every(Duration::from_secs(15))));
        assert_eq!(at(&calendar, 14), (false, 0, 0));
        assert_eq!(at(&calendar, 15), (true, 15, 1));
        assert_eq!(at(&calendar, 17), (true, 15, 1));
        assert_eq!(at(&calendar, 18), (false, 15, 1));
        assert_eq!(at(&calendar, 33), (true, 33, 2));
        assert_eq!(at(&calendar, 36), (false, 33, 2));
        let soon = Cuts { first: Duration::from_secs(5), ..Cuts::every(Duration::from_secs(60)) };
        let calendar = Calendar::new(Some(soon));
        assert_eq!(at(&calendar, 4), (false, 0, 0));
        assert_eq!(at(&calendar, 7), (true, 5, 1));
        assert_eq!(at(&calendar, 67), (false, 5, 1));
        assert_eq!(at(&calendar, 68), (true, 68, 2));
    }

    #[test]
    fn a_cut_by_command_comes_beside_them_and_may_leave_connections_alone() {
        let mut calendar = Calendar::new(None);
        calendar.cut(Duration::from_secs(5), Duration::from_secs(2), After::GoOn);
        assert_eq!(at(&calendar, 4), (false, 0, 0));
        assert_eq!(at(&calendar, 6), (true, 0, 1));
        assert_eq!(at(&calendar, 7), (false, 0, 1));
        calendar.cut(Duration::from_secs(9), Duration::from_secs(1), After::Reset);
        assert_eq!(at(&calendar, 11), (false, 9, 2));
    }
}
