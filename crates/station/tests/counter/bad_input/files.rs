//! What is typed and handed in.

use super::counter::{BIANMIN, Counter, ITEM, MORNING, Told, program};
use crate::town::*;
use measure::memory::most_resident;
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const MIB: u64 = 1024 * 1024;
/// A photo of this size, and what a program that refuses it may hold in memory all in all, in MiB.
const HUGE: u64 = 200 * MIB;
const ROOM: u64 = 128;

fn paper(counter: &Counter, name: &str, bytes: &[u8]) -> PathBuf {
    let path = counter.town.folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    path
}

/// `case new` with this form and this file for the identity card.
fn new_case(program: &mut Command, form: &Path, slot: &str, file: &Path) -> Told {
    program.args(["case", "new", ITEM, "--form"]).arg(form);
    program.args(["--material", &format!("{slot}={}", file.display())]).output().unwrap().into()
}

fn with_form(counter: &Counter, form: &[u8]) -> Told {
    let (form, file) = (paper(counter, "form.json", form), paper(counter, "id.png", &picture(9)));
    new_case(&mut counter.program(), &form, "id_card", &file)
}

fn with_field(counter: &Counter, field: &str, value: Value) -> Told {
    let mut data = sample(ITEM);
    data.insert(field.into(), value);
    with_form(counter, Value::Object(data).to_string().as_bytes())
}

pub fn form_unknown_field(counter: &mut Counter) -> Told {
    with_field(counter, "not_a_field", json!("x"))
}

pub fn form_wrong_type(counter: &mut Counter) -> Told {
    with_field(counter, "applicant_name", json!(12))
}

pub fn form_list(counter: &mut Counter) -> Told {
    with_form(counter, b"[1, 2]")
}

pub fn form_cut(counter: &mut Counter) -> Told {
    with_form(counter, b"{\"applicant_name\": \"\xe7\x8e")
}

fn good_form(counter: &Counter) -> PathBuf {
    paper(counter, "form.json", Value::Object(sample(ITEM)).to_string().as_bytes())
}

fn with_file(counter: &Counter, name: &str, bytes: &[u8]) -> Told {
    let form = good_form(counter);
    new_case(&mut counter.program(), &form, "id_card", &paper(counter, name, bytes))
}

pub fn unknown_slot(counter: &mut Counter) -> Told {
    let form = good_form(counter);
    new_case(&mut counter.program(), &form, "../x", &paper(counter, "id.png", &picture(9)))
}

/// The program may not even hold the photo in memory.
pub fn huge_photo(counter: &mut Counter) -> Told {
    let form = good_form(counter);
    let photo = paper(counter, "photo.jpg", b"\xff\xd8\xff\xe0");
    File::options().write(true).open(&photo).unwrap().set_len(HUGE).unwrap();
    let mut narrow = Command::new("prlimit");
    narrow.arg(format!("--data={}", ROOM * MIB)).arg(BIANMIN);
    new_case(&mut program(narrow, &counter.town.station, MORNING), &form, "id_card", &photo)
}

/// The same to the host of the screens, which must not hold it either.
pub fn huge_upload(counter: &mut Counter) -> Told {
    let (mut host, address, token) = serving(counter);
    let before = most_resident(host.id());
    let mut line = TcpStream::connect(&address).unwrap();
    let mut hearing = line.try_clone().unwrap();
    let answer = std::thread::spawn(move || {
        let mut answer = Vec::new();
        let _ = hearing.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    });
    let length = HUGE / 3 * 4;
    let head = format!(
        "POST /ipc/material_add HTTP/1.1\r\nHost: {address}\r\nX-Bianmin-Token: {token}\r\nContent-Length: {length}\r\n\r\n"
    );
    line.write_all(head.as_bytes()).unwrap();
    let piece = vec![b'A'; 64 * 1024];
    // the host hangs up when it has heard enough
    while line.write_all(&piece).is_ok() {}
    let answer = answer.join().unwrap();
    let most = most_resident(host.id());
    println!("200 MB on the screen: at most {most:.0} MiB resident, {before:.0} before");
    assert!(most < ROOM as f64, "{most} MiB");
    host.kill().unwrap();
    host.wait().unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer:?}"));
    serde_json::from_str::<station::view::Failure>(body).unwrap().into()
}

/// The host of the screens as a program of its own, its address and its token.
fn serving(counter: &Counter) -> (Child, String, String) {
    let mut host = counter.program().args(["serve", "--port", "0"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(host.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().strip_prefix("listening on http://").unwrap();
    let (address, token) = url.split_once("/#token=").unwrap();
    (host, address.to_owned(), token.to_owned())
}

/// A small file that says of itself that it is 60,000 × 60,000 points large.
pub fn png_bomb(counter: &mut Counter) -> Told {
    let mut bomb = picture(1);
    bomb[16..20].copy_from_slice(&60_000u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&60_000u32.to_be_bytes());
    let sum = crc32(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&sum.to_be_bytes());
    with_file(counter, "photo.png", &bomb)
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 };
    !bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum)))
}

pub fn pdf_named_jpg(counter: &mut Counter) -> Told {
    with_file(counter, "身份证.jpg", b"%PDF-1.7 nothing")
}

/// A name that no file system takes: there is no such file.
pub fn long_name(counter: &mut Counter) -> Told {
    let form = good_form(counter);
    let name = counter.town.folder.path().join(format!("{}.jpg", "很".repeat(300)));
    new_case(&mut counter.program(), &form, "id_card", &name)
}

/// Into a slot of the draft that has a file already, as the screen sends it.
fn added(counter: &Counter, name: &str, bytes: &[u8]) -> Told {
    let slot = counter.draft.slots.iter().find(|s| !s.files.is_empty()).unwrap().guide.slot.clone();
    let input =
        json!({"draft": counter.draft.draft, "slot": slot, "file_name": name, "bytes": base64(bytes)});
    call(&counter.desk(), "material_add", input).unwrap_err().into()
}

pub fn text_named_upwards(counter: &mut Counter) -> Told {
    added(counter, "../../etc/passwd", b"root:x:0:0")
}

pub fn empty_with_long_name(counter: &mut Counter) -> Told {
    added(counter, &"很".repeat(300), b"")
}

pub fn unknown_command(counter: &mut Counter) -> Told {
    let desk = counter.desk();
    assert_eq!(call(&desk, "login", json!([1, 2])).unwrap_err().code.key(), "input");
    call(&desk, "rm_rf", json!({})).unwrap_err().into()
}
