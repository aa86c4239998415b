//! What is learned of a connection before its first question.

use std::time::Duration;
use tokio::net::TcpStream;

/// There and back within this time: the next room, or a line of the county's own house.
const NEAR: Duration = Duration::from_millis(20);

/// How a caller speaks, and from where.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Caller {
    /// HTTP/2 was agreed on; otherwise HTTP/1.1.
    pub http2: bool,
    /// How far away it is.
    pub reach: Reach,
}

/// How far away a caller is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// As a rule no thin line: what is under way is there at once, and a cut costs nothing that anybody feels. Behind a front
    /// that ends connections everybody is as near as the front, whose own window bounds the line.
    Near,
    /// Everybody else, and who cannot be measured.
    Far,
}

impl Caller {
    /// A caller whose connection stands, with TLS where there is TLS: its round trip was measured on the way.
    pub(crate) fn met(stream: &TcpStream, http2: bool) -> Self {
        Self { http2, reach: Reach::of(round_trip(stream)) }
    }
}

impl Reach {
    fn of(round_trip: Option<Duration>) -> Self {
        match round_trip {
            Some(measured) if measured < NEAR => Self::Near,
            _ => Self::Far,
        }
    }
}

/// The way there and back, as the kernel measured it on this connection (`tcpi_rtt` of TCP_INFO).
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code)]
fn round_trip(stream: &TcpStream) -> Option<Duration> {
    use std::os::fd::AsRawFd;
    let mut info = std::mem::MaybeUninit::<libc::tcp_info>::zeroed();
    let mut bytes = size_of::<libc::tcp_info>() as libc::socklen_t;
    let (socket, into) = (stream.as_raw_fd(), info.as_mut_ptr().cast());
    // SAFETY: the socket is open as long as `stream` is, and the kernel writes at most `bytes` into `info`.
    let answer = unsafe { libc::getsockopt(socket, libc::IPPROTO_TCP, libc::TCP_INFO, into, &raw mut bytes) };
    // SAFETY: plain numbers, of which zero is a value: what the kernel did not write is zero.
    let measured = unsafe { info.assume_init() }.tcpi_rtt;
    (answer == 0 && measured > 0).then(|| Duration::from_micros(measured.into()))
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn round_trip(_: &TcpStream) -> Option<Duration> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    #[test]
    fn the_next_room_is_near_and_a_village_and_the_unknown_are_far() {
        let after = |milliseconds| Reach::of(Some(Duration::from_millis(milliseconds)));
        assert_eq!([after(1), after(20), after(600)], [Reach::Near, Reach::Far, Reach::Far]);
        assert_eq!(Reach::of(None), Reach::Far);
    }

    #[tokio::test]
    async fn a_caller_on_the_same_computer_is_measured_and_near() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let _caller = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (met, _) = listener.accept().await.unwrap();
        assert_eq!(Caller::met(&met, true), Caller { http2: true, reach: Reach::Near });
    }
}
