use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::io;
use std::time::Duration;
use tun_rs::{DeviceBuilder, Layer, SyncDevice};

/// Its name in the namespace of its end.
pub(crate) const NAME: &str = "line";
/// More than any packet.
pub(crate) const ROOM: usize = 2_048;

/// The inner side of an end's network device: what the end sends is read here.
pub(crate) struct Device(SyncDevice);

impl Device {
    /// Makes one in the namespace this thread is in. It goes when this is dropped.
    pub fn open() -> io::Result<Self> {
        let device = DeviceBuilder::new().name(NAME).layer(Layer::L3).enable(false).build_sync()?;
        device.set_nonblocking(true)?;
        Ok(Self(device))
    }

    /// The next packet; None when there is none now.
    pub fn next<'a>(&self, room: &'a mut [u8; ROOM]) -> io::Result<Option<&'a [u8]>> {
        match self.0.recv(room) {
            Ok(length) => Ok(room.get(..length)),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Hands a packet to the end. One that the end cannot take is lost, as on any line.
    pub fn hand_over(&self, packet: &[u8]) -> bool {
        self.0.send(packet).is_ok()
    }

    /// Waits for a packet, but not longer.
    pub fn wait(&self, most: Duration) {
        let most = Timespec { tv_sec: most.as_secs() as i64, tv_nsec: i64::from(most.subsec_nanos()) };
        // whatever wakes us, the caller looks again
        let _ = poll(&mut [PollFd::new(&self.0, PollFlags::IN)], Some(&most));
    }
}
