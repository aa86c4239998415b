//! A link through its public door: real sockets of the kernel at both ends. A machine that does not allow one must say
//! so; then that sentence is what is tested.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use rustix::thread::{CapabilitySet, capabilities, set_capabilities};
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, id};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use testkit::{After, Cuts, Direction, FAR, FAR_AS_LOOPBACK, Link, MTU, NEAR, NoLink, Profile};

const IP_AND_UDP: u64 = 28;
const SILENCE: Duration = Duration::from_millis(400);

/// A link, or on a machine that allows none what it says instead.
fn link(profile: Profile) -> Option<Link> {
    match Link::with(profile) {
        Ok(link) => Some(link),
        Err(lack) if lack.is_lack() => {
            assert!(lack.to_string().starts_with("no link can be made here: "), "{lack}");
            eprintln!("{lack}");
            None
        }
        Err(error) => panic!("{error:?}"),
    }
}

fn one_way(way: Direction) -> Profile {
    Profile { up: way, ..Profile::clear() }
}

fn listen(link: &Link, at: Ipv4Addr) -> (TcpListener, SocketAddr) {
    let listener = link.far().run(|| TcpListener::bind((at, 0))).unwrap().unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

fn connected(link: &Link) -> (TcpStream, TcpStream) {
    let (listener, address) = listen(link, FAR);
    let near = link.near().run(|| TcpStream::connect(address)).unwrap().unwrap();
    let far = listener.accept().unwrap().0;
    for stream in [&near, &far] {
        stream.set_read_timeout(Some(SILENCE)).unwrap();
    }
    (near, far)
}

/// Sends so many datagrams of 100 bytes and gives how many came.
fn datagrams(link: &Link, count: u64) -> u64 {
    let far = link.far().run(|| UdpSocket::bind((FAR, 0))).unwrap().unwrap();
    let near = link.near().run(|| UdpSocket::bind((NEAR, 0))).unwrap().unwrap();
    far.set_read_timeout(Some(SILENCE)).unwrap();
    let (to, came) = (far.local_addr().unwrap(), AtomicU64::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            while far.recv(&mut [0; 200]).is_ok() {
                came.fetch_add(1, Ordering::Relaxed);
            }
        });
        for nth in 0..count {
            near.send_to(&[7; 100], to).unwrap();
            // the queues of kernel and socket are short
            let under_way = || {
                let up = link.traffic().up;
                (nth - up.packets.min(nth)) + (up.arrived - came.load(Ordering::Relaxed).min(up.arrived))
            };
            while under_way() > 50 {
                thread::yield_now();
            }
        }
    });
    came.into_inner()
}

fn refused(result: std::io::Result<usize>) -> bool {
    result.is_err_and(|error| {
        error.kind() == ErrorKind::ConnectionReset || error.kind() == ErrorKind::BrokenPipe
    })
}

#[test]
fn a_thin_line_carries_as_many_bits_a_second_as_it_says() {
    let Some(link) = link(one_way(Direction { rate: Some(1_000_000), ..Direction::CLEAR })) else { return };
    let (mut near, mut far) = connected(&link);
    let sender = thread::spawn(move || near.write_all(&[1; 150_000]));
    far.read_exact(&mut [0; 1]).unwrap();
    let (begun, before) = (Instant::now(), link.traffic().up.bytes);
    far.set_read_timeout(None).unwrap();
    far.read_exact(&mut vec![0; 149_999]).unwrap();
    let took = begun.elapsed().as_secs_f64();
    sender.join().unwrap().unwrap();
    // what came after the first byte: all but the packet that brought it
    let wire = 150_000.0 * MTU as f64 / (MTU as f64 - 52.0) - MTU as f64;
    let rate = wire * 8.0 / took;
    assert!((rate / 1e6 - 1.0).abs() < 0.1, "{rate} bit/s, {before} bytes before");
}

#[test]
fn a_dial_takes_one_round_trip() {
    let Some(link) = link(Profile::far_away(Duration::from_millis(300))) else { return };
    let (_listener, address) = listen(&link, FAR);
    let (dialled, took) = link
        .near()
        .run(|| {
            let begun = Instant::now();
            (TcpStream::connect(address), begun.elapsed().as_secs_f64())
        })
        .unwrap();
    dialled.unwrap();
    assert!((0.3..0.4).contains(&took), "{took}");
    assert_eq!(link.traffic().dials, 1);
    assert!(link.dials()[0].elapsed() >= Duration::from_millis(300));
}

#[test]
fn as_many_packets_are_lost_as_it_says_and_each_is_counted() {
    let Some(link) = link(one_way(Direction { loss: 0.02, ..Direction::CLEAR })) else { return };
    let came = datagrams(&link, 20_000);
    let up = link.traffic().up;
    assert_eq!((up.packets, up.bytes), (20_000, 20_000 * (100 + IP_AND_UDP)));
    assert_eq!((up.arrived, up.arrived + up.lost), (came, 20_000));
    assert!((300..500).contains(&up.lost), "{up:?}");
}

#[test]
fn packets_come_twice_when_it_says_so() {
    let Some(link) = link(one_way(Direction { duplicates: 1.0, ..Direction::CLEAR })) else { return };
    // few enough for the room that a socket has
    assert_eq!(datagrams(&link, 100), 200);
}

#[test]
fn what_is_sent_again_counts_as_sent() {
    let Some(link) = link(one_way(Direction { loss: 0.1, ..Direction::CLEAR })) else { return };
    let (mut near, mut far) = connected(&link);
    far.set_read_timeout(None).unwrap();
    let sender = thread::spawn(move || near.write_all(&[1; 300_000]));
    far.read_exact(&mut vec![0; 300_000]).unwrap();
    sender.join().unwrap().unwrap();
    let up = link.traffic().up;
    assert!(up.lost > 0 && up.bytes > 300_000 + up.packets * 40 + (up.lost - 1) * 1_300, "{up:?}");
}

#[test]
fn after_a_cut_who_sends_on_an_old_connection_is_refused_and_who_listens_hears_nothing() {
    let Some(link) = link(Profile::clear()) else { return };
    let (mut near, mut far) = connected(&link);
    link.cut(Duration::from_millis(100), After::Reset);
    near.write_all(b"into the dark").unwrap();
    near.set_read_timeout(None).unwrap();
    assert!(refused(near.read(&mut [0; 1])), "sent again when the line is back, it is refused");
    assert_eq!(far.read(&mut [0; 16]).unwrap_err().kind(), ErrorKind::WouldBlock, "not a word");
    let (mut again, mut heard) = connected(&link);
    again.write_all(b"new").unwrap();
    assert_eq!(heard.read(&mut [0; 16]).unwrap(), 3);
    let traffic = link.traffic();
    assert_eq!((traffic.cuts, traffic.dials), (1, 2));
    assert!(traffic.up.swallowed > 0 && traffic.up.refused > 0, "{traffic:?}");
}

#[test]
fn a_connection_may_live_through_a_cut() {
    let Some(link) = link(Profile::clear()) else { return };
    let (mut near, mut far) = connected(&link);
    link.cut(Duration::from_millis(100), After::GoOn);
    near.write_all(b"into the dark").unwrap();
    far.set_read_timeout(None).unwrap();
    assert_eq!(far.read(&mut [0; 16]).unwrap(), 13);
}

#[test]
fn cuts_come_by_the_clock_from_when_the_link_got_its_shape() {
    let Some(link) = link(Profile::clear()) else { return };
    let (mut near, _far) = connected(&link);
    let cuts = Cuts { gone: Duration::from_millis(100), ..Cuts::every(Duration::from_millis(50)) };
    link.shape(Profile::clear().cut(cuts));
    near.set_read_timeout(None).unwrap();
    while link.traffic().cuts == 0 {
        thread::yield_now();
    }
    near.write_all(&[1]).unwrap();
    assert!(refused(near.read(&mut [0; 1])));
}

#[test]
fn the_far_end_is_the_own_computer_for_programs_that_talk_to_no_other() {
    let Some(link) = link(Profile::clear()) else { return };
    let (listener, address) = listen(&link, FAR_AS_LOOPBACK);
    let mut near = link.near().run(|| TcpStream::connect(address)).unwrap().unwrap();
    near.write_all(b"plain").unwrap();
    let mut heard = [0; 5];
    listener.accept().unwrap().0.read_exact(&mut heard).unwrap();
    assert!(link.traffic().up.bytes >= 160, "over the link");
}

#[test]
fn a_program_that_is_started_at_an_end_sees_the_link_and_nothing_else() {
    let Some(link) = link(Profile::clear()) else { return };
    let said = link.near().run(|| Command::new("ip").args(["-brief", "address"]).output()).unwrap().unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    let devices: Vec<_> = said.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(devices, ["lo", "line"]);
    assert!(said.contains("10.99.0.1"), "{said}");
}

#[test]
fn tcp_is_the_same_on_every_machine() {
    let Some(link) = link(Profile::clear()) else { return };
    let (near, far) = connected(&link);
    for stream in [near, far] {
        let chosen = rustix::net::sockopt::tcp_congestion(&stream).unwrap();
        assert_eq!(chosen, "cubic");
    }
}

#[test]
fn nothing_is_left_behind_by_one_who_panics_and_two_links_do_not_meet() {
    let Some(other) = link(Profile::clear()) else { return };
    let broken = catch_unwind(AssertUnwindSafe(|| {
        let link = Link::with(Profile::village()).unwrap();
        link.far().run(|| panic!("at the far end")).unwrap()
    }));
    assert!(broken.is_err());
    let names = std::fs::read_dir("/run/netns").unwrap();
    let ours = format!("testkit-{}-", id());
    assert!(!names.flatten().any(|name| name.file_name().to_string_lossy().starts_with(&ours)));
    assert_eq!(datagrams(&other, 10), 10);
}

#[test]
fn without_the_rights_it_says_so_in_one_sentence() {
    let said = thread::spawn(|| {
        let mut held = capabilities(None).unwrap();
        held.effective -= CapabilitySet::NET_ADMIN;
        set_capabilities(None, held).unwrap();
        Link::with(Profile::clear()).err().unwrap()
    });
    let said = said.join().unwrap();
    assert!(matches!(said, NoLink::Rights) && said.is_lack());
    assert_eq!(
        said.to_string(),
        "no link can be made here: it takes the rights CAP_NET_ADMIN and CAP_SYS_ADMIN (root has them)"
    );
}
