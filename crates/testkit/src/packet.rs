//! As much of IPv4 and TCP as is needed to know a connection and to refuse it.

use std::net::{Ipv4Addr, SocketAddrV4};

const TCP: u8 = 6;
const FIN: u8 = 1;
const SYN: u8 = 2;
const RST: u8 = 4;
const ACK: u8 = 16;
const HEADER: usize = 20;

/// A TCP segment in a packet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Segment {
    pub from: SocketAddrV4,
    pub to: SocketAddrV4,
    seq: u32,
    ack: u32,
    flags: u8,
    /// What it moves the sequence on by.
    length: u32,
}

impl Segment {
    /// None for anything but TCP over IPv4.
    pub fn of(packet: &[u8]) -> Option<Self> {
        let head = usize::from(packet.first()? & 15) * 4;
        if packet.first()? >> 4 != 4 || *packet.get(9)? != TCP {
            return None;
        }
        let (ip, tcp) = packet.split_at_checked(head)?;
        let address = |at: usize| Some(Ipv4Addr::from(<[u8; 4]>::try_from(ip.get(at..at + 4)?).ok()?));
        let port = |at: usize| Some(u16::from_be_bytes(tcp.get(at..at + 2)?.try_into().ok()?));
        let number = |at: usize| Some(u32::from_be_bytes(tcp.get(at..at + 4)?.try_into().ok()?));
        let flags = *tcp.get(13)?;
        let data = tcp.len().checked_sub(usize::from(tcp.get(12)? >> 4) * 4)?;
        let marks = u32::from(flags & SYN > 0) + u32::from(flags & FIN > 0);
        Some(Self {
            from: SocketAddrV4::new(address(12)?, port(0)?),
            to: SocketAddrV4::new(address(16)?, port(2)?),
            seq: number(4)?,
            ack: number(8)?,
            flags,
            length: u32::try_from(data).ok()? + marks,
        })
    }

    /// Begins a connection.
    pub fn dials(&self) -> bool {
        self.flags & (SYN | ACK) == SYN
    }

    /// Ends one without a word.
    pub fn resets(&self) -> bool {
        self.flags & RST > 0
    }

    /// What a machine answers that knows no such connection (RFC 9293 §3.5.2).
    pub fn refusal(&self) -> Vec<u8> {
        let (seq, ack, flags) = match self.flags & ACK {
            0 => (0, self.seq.wrapping_add(self.length), RST | ACK),
            _ => (self.ack, 0, RST),
        };
        let mut tcp = Vec::with_capacity(HEADER);
        tcp.extend(self.to.port().to_be_bytes());
        tcp.extend(self.from.port().to_be_bytes());
        tcp.extend(seq.to_be_bytes());
        tcp.extend(ack.to_be_bytes());
        tcp.extend([5 << 4, flags, 0, 0, 0, 0, 0, 0]);
        let length = HEADER as u16;
        let (from, to) = (self.to.ip().octets(), self.from.ip().octets());
        let pseudo = [from.as_slice(), &to, &[0, TCP], &length.to_be_bytes(), &tcp].concat();
        tcp[16..18].copy_from_slice(&checksum(&pseudo).to_be_bytes());
        let mut ip = vec![0x45, 0];
        ip.extend((2 * length).to_be_bytes());
        ip.extend([0, 0, 0x40, 0, 64, TCP, 0, 0]);
        ip.extend(from);
        ip.extend(to);
        let sum = checksum(&ip);
        ip[10..12].copy_from_slice(&sum.to_be_bytes());
        [ip, tcp].concat()
    }
}

/// The internet checksum (RFC 1071) of a whole number of words.
fn checksum(bytes: &[u8]) -> u16 {
    let words = bytes.chunks_exact(2).map(|word| u32::from(u16::from_be_bytes([word[0], word[1]])));
    let mut sum: u32 = words.sum();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !(sum as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 10.99.0.1:40000 to 10.99.0.2:80, four bytes of data.
    fn data() -> Vec<u8> {
        let mut packet = vec![0x45, 0, 0, 44, 0, 0, 0x40, 0, 64, TCP, 0, 0, 10, 99, 0, 1, 10, 99, 0, 2];
        packet.extend([0x9c, 0x40, 0, 80, 0, 0, 0, 7, 0, 0, 0, 9, 5 << 4, ACK, 0, 0, 0, 0, 0, 0]);
        packet.extend(b"data");
        packet
    }

    #[test]
    fn a_segment_is_read_and_refused_at_the_place_where_its_sender_listens() {
        let segment = Segment::of(&data()).unwrap();
        assert_eq!((segment.from.to_string().as_str(), segment.length), ("10.99.0.1:40000", 4));
        assert!(!segment.dials() && !segment.resets());
        let answer = Segment::of(&segment.refusal()).unwrap();
        assert_eq!((answer.from, answer.to, answer.seq, answer.flags), (segment.to, segment.from, 9, RST));
    }

    #[test]
    fn who_dials_is_refused_with_an_acknowledgement() {
        let mut dial = data();
        dial[33] = SYN;
        let segment = Segment::of(&dial[..40]).unwrap();
        assert!(segment.dials());
        let answer = Segment::of(&segment.refusal()).unwrap();
        assert_eq!((answer.seq, answer.ack, answer.flags), (0, 8, RST | ACK));
    }

    #[test]
    fn checksums_are_those_a_kernel_accepts() {
        let refusal = Segment::of(&data()).unwrap().refusal();
        assert_eq!(checksum(&refusal[..20]), 0);
        let pseudo = [&refusal[12..20], &[0, TCP, 0, 20], &refusal[20..]].concat();
        assert_eq!(checksum(&pseudo), 0);
    }

    #[test]
    fn what_is_no_tcp_or_is_cut_off_is_no_segment() {
        let whole = data();
        assert!((0..33).all(|end| Segment::of(&whole[..end]).is_none()));
        let mut udp = whole.clone();
        udp[9] = 17;
        assert_eq!(Segment::of(&udp), None);
        let mut six = whole;
        six[0] = 0x65;
        assert_eq!(Segment::of(&six), None);
    }
}
