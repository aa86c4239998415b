//! Large files over the station's door, chunk by chunk: what does not hold goes again, and nothing else.
#![allow(clippy::unwrap_used)]

mod world;

use casework::case::FileHash;
use reqwest::blocking::Response;
use std::fs;
use std::path::PathBuf;
use wire::PushAnswer;
use wire::batch::FileState;
use wire::chunks::{CHUNK, begin_of, ended_within, written};
use wire::problem::ProblemCode;
use world::village::*;
use world::*;

/// Four whole chunks and a bit.
const SIZE: usize = 4 * CHUNK + 5_000;
const PIECE: usize = 600_000;

/// A photo that the gateway waits for, and the line to it.
struct Scene {
    world: World,
    session: String,
    photo: Vec<u8>,
    file: FileHash,
}

impl Scene {
    fn new() -> Self {
        let mut world = world();
        let photo: Vec<u8> =
            (0..SIZE as u32).flat_map(|at| (at / 3).to_be_bytes().into_iter().skip(3)).collect();
        let counter = world.village.take_in("王小妹", &photo, b"scan");
        let entry = world.village.submit(&counter);
        let packed = world.village.batch(vec![entry]);
        read::<PushAnswer>(world.push(&packed));
        let (session, file) = (world.hello().session, hash_of(&photo));
        Self { world, session, photo, file }
    }

    /// A piece of the photo with the hashes of its chunks; `on_the_line` is what becomes of its bytes.
    fn sends(&self, from: usize, to: usize, on_the_line: impl Fn(&mut Vec<u8>)) -> Response {
        let mut bytes = self.photo[from..to].to_vec();
        on_the_line(&mut bytes);
        let piece = self.world.piece(&self.session, &self.file, from as u64, to == self.photo.len());
        let hashes = ended_within(&self.photo[begin_of(from)..to], from..to, self.photo.len());
        let piece = if hashes.is_empty() { piece } else { piece.header("Chunk-Hashes", written(&hashes)) };
        piece.body(bytes).send().unwrap()
    }

    /// Pieces from there, until one is refused or the file is whole; gives where it goes on, and the bytes that were sent.
    fn goes_on(&self, from: usize) -> (FileState, usize) {
        let (mut state, mut sent) = (self.stands(), 0);
        assert_eq!(state.offset, from as u64);
        while !state.complete {
            let from = usize::try_from(state.offset).unwrap();
            let to = (from + PIECE).min(SIZE);
            let answer = self.sends(from, to, |_| ());
            sent += to - from;
            if !answer.status().is_success() {
                refused_at(answer);
                return (self.stands(), sent);
            }
            state = read(answer);
        }
        (state, sent)
    }

    /// What a hello says of it.
    fn stands(&self) -> FileState {
        let hello = self.world.village.hello(vec![self.file.clone()]);
        let answer = self.world.client.post(self.world.url("/v1/sync/hello")).json(&hello).send().unwrap();
        read::<wire::hello::HelloAnswer>(answer).files.remove(0)
    }

    /// Where the gateway keeps what it has of it.
    fn kept(&self) -> PathBuf {
        self.world.folder.path().join("partial").join(format!("{STATION}-{}", self.file))
    }

    fn damages(&self, at: usize) {
        let mut bytes = fs::read(self.kept()).unwrap();
        bytes[at] ^= 1;
        fs::write(self.kept(), bytes).unwrap();
    }

    fn is_whole(&self) {
        let name = self.file.to_string();
        let files = self.world.folder.path().join("files").join(&name[..2]);
        assert!(fs::read(files.join(&name)).unwrap() == self.photo);
        let beside =
            fs::read_dir(self.kept().parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name());
        let beside: Vec<_> = beside.filter(|name| name.to_string_lossy().starts_with(STATION)).collect();
        assert!(beside.is_empty(), "nothing stays behind: {beside:?}");
    }
}

fn refused_at(answer: Response) -> u64 {
    let offset = answer.headers()["upload-offset"].to_str().unwrap().parse().unwrap();
    assert_eq!(refused(answer), ProblemCode::FileOffset);
    offset
}

#[test]
fn a_bit_that_flipped_on_the_line_costs_its_chunk_and_not_the_file() {
    let scene = Scene::new();
    assert_eq!(read::<FileState>(scene.sends(0, PIECE, |_| ())).offset, PIECE as u64);
    let flipped = scene.sends(PIECE, 1_000_000, |bytes| bytes[3 * CHUNK - PIECE - 10] ^= 4);
    assert_eq!(refused_at(flipped), 2 * CHUNK as u64, "the chunk in which it lies");
    let (state, sent) = scene.goes_on(2 * CHUNK);
    assert!(state.complete);
    assert!(sent <= SIZE - 2 * CHUNK + PIECE, "{sent}");
    scene.is_whole();
}

#[test]
fn chunks_that_came_behind_a_damaged_one_are_kept() {
    let scene = Scene::new();
    let flipped = scene.sends(0, 4 * CHUNK - 100, |bytes| bytes[CHUNK + 7] ^= 1);
    assert_eq!(refused_at(flipped), CHUNK as u64);
    let state = read::<FileState>(scene.sends(CHUNK, 2 * CHUNK, |_| ()));
    assert!(!state.complete && state.offset >= 2 * CHUNK as u64, "{state:?}");
    assert!(scene.goes_on(usize::try_from(state.offset).unwrap()).0.complete);
    scene.is_whole();
}

#[test]
fn bytes_that_changed_on_the_gateways_disk_are_asked_for_again_and_no_others() {
    let scene = Scene::new();
    for from in (0..3).map(|nth| nth * CHUNK) {
        read::<FileState>(scene.sends(from, from + CHUNK, |_| ()));
    }
    scene.damages(10);
    scene.damages(2 * CHUNK + 10);
    let (state, _) = scene.goes_on(3 * CHUNK);
    assert_eq!((state.offset, state.complete), (0, false));
    // in two parts, the second of which is longer than what has to come again
    let half = read::<FileState>(scene.sends(0, CHUNK / 2, |_| ()));
    assert_eq!((half.offset, half.complete), (CHUNK as u64 / 2, false));
    assert_eq!(scene.stands(), half);
    assert_eq!(refused_at(scene.sends(CHUNK / 2, CHUNK / 2 + PIECE, |_| ())), 2 * CHUNK as u64);
    let mended = read::<FileState>(scene.sends(2 * CHUNK, 3 * CHUNK, |_| ()));
    assert_eq!((mended.offset, mended.complete), (SIZE as u64, true));
    scene.is_whole();
}

#[test]
fn a_chunk_that_is_damaged_again_is_asked_for_again() {
    let scene = Scene::new();
    let flip = |bytes: &mut Vec<u8>| bytes[5] ^= 1;
    for _ in 0..3 {
        assert_eq!(refused_at(scene.sends(0, CHUNK, flip)), 0);
    }
    let (state, sent) = scene.goes_on(0);
    assert!(state.complete && sent == SIZE, "{sent}");
    scene.is_whole();
}

#[test]
fn a_station_that_says_nothing_of_chunks_begins_again_and_words_that_are_no_hashes_are_refused() {
    let scene = Scene::new();
    let piece = |offset, bytes: &[u8], last| {
        let piece = scene.world.piece(&scene.session, &scene.file, offset, last);
        piece.body(bytes.to_vec()).send().unwrap()
    };
    let mut wrong = scene.photo.clone();
    wrong[CHUNK + 1] ^= 1;
    read::<FileState>(piece(0, &wrong[..PIECE], false));
    assert_eq!(refused(piece(PIECE as u64, &wrong[PIECE..], true)), ProblemCode::FileHash);
    assert_eq!(scene.stands().offset, 0);
    let named = scene.world.piece(&scene.session, &scene.file, 0, false).header("Chunk-Hashes", "none");
    assert_eq!(refused(named.body("x").send().unwrap()), ProblemCode::BadRequest);
    assert!(scene.goes_on(0).0.complete);
    scene.is_whole();
}
