/// What was counted on a link since it got its shape.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Traffic {
    /// From the near end to the far one.
    pub up: Way,
    /// And back.
    pub down: Way,
    /// TCP connections that were begun, from either end.
    pub dials: u64,
    /// Cuts that began.
    pub cuts: u64,
}

impl Traffic {
    /// Bytes of IP both ways.
    pub fn bytes(&self) -> u64 {
        self.up.bytes + self.down.bytes
    }
}

/// One way, as its sender gave it to the link: bytes of IP with all headers and all that is sent again.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Way {
    /// Packets.
    pub packets: u64,
    /// Bytes in them.
    pub bytes: u64,
    /// Of these packets: delivered.
    pub arrived: u64,
    /// Lost by chance.
    pub lost: u64,
    /// The queue was full.
    pub dropped: u64,
    /// Sent into a cut.
    pub swallowed: u64,
    /// Of a connection from before a cut: answered with a reset.
    pub refused: u64,
}
