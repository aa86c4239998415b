//! A bundle through its public door: what is written comes back, and what was cut or changed gives only what was signed.
#![allow(clippy::unwrap_used)] // a test that cannot go on stops here

use casework::moment::Moment;
use casework::place::DeviceNumber;
use seal::{Digest, SigningKey};
use wire::bundle::{Addressed, BundleError, Frame, Header, Piece, Volumes, Way, label_of, open};
use wire::entry::Epoch;

fn station() -> SigningKey {
    SigningKey::from_bytes([1; 32])
}

fn gateway() -> SigningKey {
    SigningKey::from_bytes([2; 32])
}

fn header() -> Header {
    Header {
        v: 1,
        suite: 1,
        way: Way::Up,
        station: "469028100200".parse().unwrap(),
        device: DeviceNumber::new(1).unwrap(),
        gateway: gateway().public().id(),
        number: 7,
        volume: 1,
        before: Digest::ZERO,
        made_at: Moment::from_millis(1_776_216_600_000),
        program: "test".to_owned(),
        epoch: Epoch::new(9),
        lanes: Vec::new(),
        cursor: 3,
        cursor_head: None,
        wanted: Vec::new(),
        catalogue: None,
    }
}

fn frames(size: usize) -> Vec<Frame> {
    let bytes: Vec<u8> = (0..size).map(|i| (i * 7 % 256) as u8).collect();
    let file: casework::case::FileHash = Digest::of(&bytes).to_string().parse().unwrap();
    let pieces: Vec<&[u8]> = bytes.chunks(40_000).collect();
    let count = pieces.len();
    let pieces = pieces.into_iter().enumerate().map(|(at, piece)| {
        let (offset, last) = (at as u64 * 40_000, at + 1 == count);
        Frame::Piece(Piece { file: file.clone(), offset, last, bytes: piece.to_vec() })
    });
    [Frame::Batch(b"a packed batch".to_vec())].into_iter().chain(pieces).collect()
}

fn written(frames: &[Frame], most: u64) -> (tempfile::TempDir, Vec<std::path::PathBuf>) {
    let stick = tempfile::tempdir().unwrap();
    let (from, to) = (station(), gateway().public());
    let keys = Addressed { from: &from, to: &to };
    let mut volumes = Volumes::begin(stick.path(), header(), keys, most).unwrap();
    frames.iter().for_each(|frame| volumes.add(frame).unwrap());
    let files = volumes.finish().unwrap().files;
    (stick, files)
}

/// The frames that come out, and why no more came.
fn read(bytes: &[u8]) -> (Vec<Frame>, Option<BundleError>) {
    let begun = open(&gateway(), bytes).and_then(|unread| unread.by(&station().public()));
    let mut reader = match begun {
        Ok((_, reader)) => reader,
        Err(error) => return (Vec::new(), Some(error)),
    };
    let mut frames = Vec::new();
    loop {
        match reader.next_frame() {
            Ok(Some(frame)) => frames.push(frame),
            Ok(None) => return (frames, None),
            Err(error) => return (frames, Some(error)),
        }
    }
}

#[test]
fn what_is_written_comes_back_and_the_name_says_station_device_and_number() {
    let (_stick, files) = written(&frames(100_000), 1_000_000);
    assert_eq!(files[0].file_name().unwrap(), "469028100200-1-0007.bianmin");
    let bytes = std::fs::read(&files[0]).unwrap();
    assert_eq!(label_of(&bytes[..]).unwrap(), header().address());
    let (back, error) = read(&bytes);
    assert!(error.is_none(), "{error:?}");
    assert_eq!(back, frames(100_000));
}

#[test]
fn a_bundle_that_is_too_long_for_one_volume_is_cut_between_frames_and_the_next_one_names_the_last() {
    let all = frames(400_000);
    let (_stick, files) = written(&all, 150_000);
    assert_eq!(files.len(), 4);
    assert!(files[1].ends_with("469028100200-1-0007-2of4.bianmin"));
    let (mut back, mut before) = (Vec::new(), Digest::ZERO);
    for (number, file) in (1..).zip(&files) {
        let bytes = std::fs::read(file).unwrap();
        assert!(bytes.len() < 152_000);
        let unread = open(&gateway(), &bytes[..]).unwrap();
        assert_eq!((unread.header().volume, unread.header().before), (number, before));
        let (_, mut reader) = unread.by(&station().public()).unwrap();
        while let Some(frame) = reader.next_frame().unwrap() {
            back.push(frame);
        }
        assert_eq!(reader.end().unwrap().more, number < 4);
        before = reader.running();
    }
    assert_eq!(back, all);
}

#[test]
fn a_bundle_cut_anywhere_gives_a_beginning_of_itself_and_says_that_it_was_cut() {
    let all = [frames(1_300_000), frames(900_000)].concat();
    let (_stick, files) = written(&all, u64::MAX);
    let bytes = std::fs::read(&files[0]).unwrap();
    let mut most = 0;
    for at in (0..bytes.len()).step_by(150_021).chain([bytes.len() - 1, bytes.len() - 512]) {
        let (back, error) = read(&bytes[..at]);
        assert!(all.starts_with(&back) && back.len() < all.len() + 1, "cut at {at}");
        let expected = match error {
            Some(BundleError::Cut) => at % 512 != 0,
            Some(BundleError::Altered) => at < 1_000 || at % 512 == 0,
            Some(BundleError::Foreign) => at == 0,
            _ => false,
        };
        assert!(expected, "cut at {at}: {error:?}");
        most = most.max(back.len());
    }
    assert!(most > 20, "what the first mark covers comes out although the rest is gone");
}

#[test]
fn no_byte_can_be_changed() {
    let (_stick, files) = written(&frames(1_000), u64::MAX);
    let bytes = std::fs::read(&files[0]).unwrap();
    for at in (0..bytes.len()).step_by(13) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x20;
        let (back, error) = read(&changed);
        assert!(back.is_empty() && error.is_some(), "byte {at}");
    }
}

#[test]
fn a_bundle_that_somebody_else_made_or_that_is_for_somebody_else_gives_nothing() {
    let (_stick, files) = written(&frames(1_000), u64::MAX);
    let bytes = std::fs::read(&files[0]).unwrap();
    let other = SigningKey::from_bytes([8; 32]);
    let unread = open(&gateway(), &bytes[..]).unwrap();
    assert!(matches!(unread.by(&other.public()), Err(BundleError::Forged)));
    match open(&other, &bytes[..]) {
        Err(BundleError::NotForUs(Some(address))) => assert_eq!(*address, header().address()),
        _ => panic!("it is for the gateway"),
    }
    let age = seal::envelope::seal_to(&gateway().public(), &vec!["x".into()], Vec::new()).unwrap();
    let foreign = age.finish().unwrap();
    assert!(matches!(open(&gateway(), &foreign[..]), Err(BundleError::Foreign)));
    assert!(matches!(label_of(&foreign[..]), Err(BundleError::Foreign)));
}

#[test]
fn what_is_given_up_leaves_nothing_behind_and_what_a_pulled_stick_kept_goes_with_the_next_bundle() {
    let stick = tempfile::tempdir().unwrap();
    let (from, to) = (station(), gateway().public());
    let begin = || Volumes::begin(stick.path(), header(), Addressed { from: &from, to: &to }, 9_999).unwrap();
    let mut volumes = begin();
    frames(1_000).iter().for_each(|frame| volumes.add(frame).unwrap());
    assert_eq!(std::fs::read_dir(stick.path()).unwrap().count(), 1);
    drop(volumes);
    assert_eq!(std::fs::read_dir(stick.path()).unwrap().count(), 0);
    let left = stick.path().join("469028100200-1-0003.bianmin.part~1");
    let other = stick.path().join("469028100201-1-0003.bianmin.part~1");
    for path in [&left, &other] {
        std::fs::write(path, b"half").unwrap();
    }
    begin().finish().unwrap();
    assert!(!left.exists() && other.exists());
}
