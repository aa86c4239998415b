use crate::packet::Segment;
use std::collections::HashMap;
use std::net::SocketAddrV4;
use std::time::Duration;

/// When each connection was begun.
#[derive(Default)]
pub(crate) struct Flows {
    begun: HashMap<(SocketAddrV4, SocketAddrV4), Duration>,
    /// When each was dialled for the first time since the link got its shape.
    pub dials: Vec<Duration>,
}

impl Flows {
    /// Notes a segment; false when its connection is from before `dead_before`. A dial that is sent again begins the
    /// connection anew and is no second one.
    pub fn knows(&mut self, segment: &Segment, now: Duration, dead_before: Duration) -> bool {
        let Segment { from, to, .. } = *segment;
        let key = if from < to { (from, to) } else { (to, from) };
        if segment.dials() {
            if self.begun.insert(key, now).is_none() {
                self.dials.push(now);
            }
            return true;
        }
        // one from before the link got its shape is as old as the shape
        *self.begun.entry(key).or_default() >= dead_before
    }

    /// The link gets a new shape: what is open now is old from its first moment.
    pub fn begin(&mut self) {
        self.dials.clear();
        self.begun.values_mut().for_each(|begun| *begun = Duration::ZERO);
    }
}
