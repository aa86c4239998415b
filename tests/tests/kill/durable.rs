//! kill -9 leaves what the system has not put on the disk yet; a power cut does not. So the calls themselves are looked at:
//! whoever wrote something that must last has it put on the disk before he does anything else. And the same calls without
//! one kind of sync are found out, which is what shows that the look sees something.

use super::clerk::Clerk;
use super::syscalls::{sends_to_a_gateway_under, tracer, under};
use journeys::program::done;
use journeys::world::World;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

const CALLS: &str = "write,pwrite64,writev,pwritev,ftruncate,fdatasync,fsync,rename,renameat,renameat2";

/// What must last, by a part of its path.
const LASTING: [&str; 6] = ["-wal", "/partial/", "/files/", "/stick/", ".part", ".keys"];

/// What a thread did to something that lasts.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Deed {
    Wrote(String),
    Synced(String),
    Renamed { from: String, to: String },
}

#[test]
fn what_must_last_is_on_the_disk_before_anything_else_is_done_and_a_sync_that_is_left_out_is_found() {
    let mut world = World::begin();
    let mut clerk = Clerk::new(&world, "station");
    clerk.begin(&world);
    let stick = world.folder("stick");
    another_picture(&world, 90);
    let taken_in = traced(&world, "case_new", &clerk.case_new());
    clerk.submits_one();
    let exported = traced(&world, "export", &clerk.export(&stick));
    let delivered = traced(&world, "deliver", &world.imports(&stick));
    another_picture(&world, 60);
    clerk.submits_one();
    let served = served(&mut world, &clerk);
    clerk.submits_one();
    let sent = traced(&world, "sync", &clerk.sync());
    for (who, deeds) in [
        ("case new", &taken_in),
        ("bundle export", &exported),
        ("bundle import", &delivered),
        ("the gateway", &served),
        ("sync", &sent),
    ] {
        assert_eq!(faults(deeds), Vec::<String>::new(), "{who}");
    }
    for (deeds, synced) in [
        (&taken_in, "-wal"),
        (&taken_in, ".part"),
        (&taken_in, "/files"),
        (&exported, "/stick"),
        (&delivered, "-wal"),
        (&delivered, "/partial/"),
        (&served, "-wal"),
        (&served, "/partial/"),
        (&served, "/files/"),
        (&sent, "-wal"),
    ] {
        let without = without_syncs_of(deeds, synced);
        assert_ne!(without.len(), deeds.len(), "nothing of {synced} was synced");
        assert!(!faults(&without).is_empty(), "without the syncs of {synced} nothing is missed");
    }
}

/// What is here already is not written again.
fn another_picture(world: &World, shade: u8) {
    let picture = image::GrayImage::from_pixel(200, 300, image::Luma([shade]));
    picture.save(world.folder("papers").join("id.png")).unwrap();
}

/// By thread, in the order in which it was done.
fn traced(world: &World, name: &str, command: &Command) -> Vec<(u32, Deed)> {
    let into = world.folder("calls").join(name);
    done(&mut under(&tracing(&into), command));
    deeds_in(&into)
}

/// What the gateway does while a station sends.
fn served(world: &mut World, clerk: &Clerk) -> Vec<(u32, Deed)> {
    let into = world.folder("calls").join("served");
    sends_to_a_gateway_under(tracing(&into), world, clerk);
    deeds_in(&into)
}

fn tracing(into: &Path) -> Command {
    let mut tracer = tracer();
    tracer.arg(into).args(["-y", "-s", "0", "-e", &format!("trace={CALLS}")]);
    tracer
}

fn deeds_in(trace: &Path) -> Vec<(u32, Deed)> {
    let mut syncing = BTreeMap::new();
    let text = fs::read_to_string(trace).unwrap();
    let deeds = text.lines().filter_map(|line| {
        let (thread, call) = line.split_once(' ')?;
        let thread: u32 = thread.parse().ok()?;
        Some((thread, deed(thread, call.trim_start(), &mut syncing)?))
    });
    deeds.collect()
}

/// A sync counts when it has come back.
fn deed(thread: u32, call: &str, syncing: &mut BTreeMap<u32, String>) -> Option<Deed> {
    if call.starts_with("<... ") {
        return syncing.remove(&thread).map(Deed::Synced);
    }
    let (name, arguments) = call.split_once('(')?;
    if name.starts_with("rename") {
        let parts: Vec<&str> = arguments.split('"').collect();
        let [_, from, _, to, ..] = parts[..] else { return None };
        return lasts(to).then(|| Deed::Renamed { from: from.to_owned(), to: to.to_owned() });
    }
    let path = arguments.split_once('<')?.1.split_once('>')?.0.to_owned();
    match name {
        "fdatasync" | "fsync" if call.ends_with("<unfinished ...>") => {
            syncing.insert(thread, path);
            None
        }
        "fdatasync" | "fsync" => Some(Deed::Synced(path)),
        _ => lasts(&path).then_some(Deed::Wrote(path)),
    }
}

fn lasts(path: &str) -> bool {
    LASTING.iter().any(|part| path.contains(part)) && !path.contains("/turn-")
}

fn without_syncs_of(deeds: &[(u32, Deed)], part: &str) -> Vec<(u32, Deed)> {
    let is_one = |deed: &Deed| matches!(deed, Deed::Synced(path) if path.contains(part));
    deeds.iter().filter(|(_, deed)| !is_one(deed)).cloned().collect()
}

/// What a thread has written, and folders in which it has renamed something, that are not on the disk yet.
#[derive(Default)]
struct Open {
    files: BTreeSet<String>,
    folders: BTreeSet<String>,
}

fn faults(deeds: &[(u32, Deed)]) -> Vec<String> {
    let mut open: BTreeMap<u32, Open> = BTreeMap::new();
    let mut faults = Vec::new();
    for (thread, deed) in deeds {
        let open = open.entry(*thread).or_default();
        match deed {
            Deed::Synced(path) => {
                open.files.remove(path);
                open.folders.remove(path);
            }
            Deed::Wrote(path) => {
                let other = open.files.iter().find(|file| *file != path).or(open.folders.first());
                faults.extend(other.map(|other| format!("{path} is written and {other} is not on the disk")));
                open.files.insert(path.clone());
            }
            Deed::Renamed { from, to } => {
                if open.files.remove(from) {
                    faults.push(format!("{from} becomes {to} and is not on the disk"));
                }
                let folder = Path::new(to).parent().unwrap();
                open.folders.insert(folder.to_str().unwrap().to_owned());
            }
        }
    }
    let left = open.into_values().flat_map(|open| open.files.into_iter().chain(open.folders));
    faults.extend(left.map(|path| format!("{path} is never put on the disk")));
    faults
}
