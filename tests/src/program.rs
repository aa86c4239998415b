//! Real programs: where they are, and how they are started and ended.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::net::{IpAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Longest a program may take to start or to end.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The folder of the built programs: the one above the test program's own.
pub fn built() -> PathBuf {
    let test = std::env::current_exe().expect("the test program's place");
    test.ancestors().nth(2).expect("the folder of the built programs").to_owned()
}

/// The source folder: content and screens are taken from there.
pub fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the source folder").to_owned()
}

/// A command of one of our own programs.
pub fn ours(name: &str) -> Command {
    let program = built().join(name);
    assert!(program.exists(), "{} is not built: cargo build --bins first", program.display());
    Command::new(program)
}

/// A port that is free now.
pub fn free_port(host: IpAddr) -> u16 {
    let taken = TcpListener::bind((host, 0)).expect("a free port");
    taken.local_addr().expect("its number").port()
}

/// Waits until somebody listens on a port.
pub fn until_listening(host: IpAddr, port: u16) {
    let deadline = Instant::now() + PATIENCE;
    while TcpStream::connect((host, port)).is_err() {
        assert!(Instant::now() < deadline, "nobody listens on {port}");
        thread::yield_now();
    }
}

/// Runs a program to its end and gives what it printed.
pub fn done(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    String::from_utf8(output.stdout).expect("words")
}

/// A program in a process group of its own; it ends with all its children when this is dropped.
pub struct Program(Child);

impl Program {
    /// Starts a program that tells nothing worth waiting for.
    pub fn start(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::null()).process_group(0);
        Self(command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}")))
    }

    /// Starts a program and waits for the line of its output that begins with `sign`; gives the rest of that line.
    pub fn start_until(command: Command, sign: &str) -> (Self, String) {
        let named = format!("{command:?}");
        let (program, rest) = Self::start_and_hear(command, sign);
        (program, rest.unwrap_or_else(|| panic!("{named} never said {sign:?}")))
    }

    /// The same for a program that may end before it says so: then there is none.
    pub fn start_or_die(command: Command, sign: &str) -> Option<Self> {
        let (program, rest) = Self::start_and_hear(command, sign);
        rest.map(|_| program)
    }

    fn start_and_hear(mut command: Command, sign: &str) -> (Self, Option<String>) {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).process_group(0);
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let output = child.stdout.take().expect("its output");
        let program = Self(child);
        let (heard, hearing) = mpsc::channel();
        thread::spawn(move || {
            // Reads on to the end, so that the program never waits for us; nobody listens after the sign.
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let _ = heard.send(line);
            }
        });
        let deadline = Instant::now() + PATIENCE;
        loop {
            let line = hearing.recv_timeout(deadline.saturating_duration_since(Instant::now()));
            let Ok(line) = line else { return (program, None) };
            if let Some(rest) = line.strip_prefix(sign) {
                return (program, Some(rest.to_owned()));
            }
        }
    }

    /// Its number in the list of programs.
    pub fn number(&self) -> u32 {
        self.0.id()
    }

    /// Whether it has ended by itself.
    pub fn is_over(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(Some(_)))
    }

    /// Asks the program and its children to end, as the system does at shutdown, and waits for it.
    pub fn end(mut self) {
        tell("-TERM", format!("-{}", self.0.id()));
        let status = self.0.wait().expect("its end");
        assert!(status.success(), "it did not end in peace: {status}");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        tell("-KILL", format!("-{}", self.0.id()));
        let _ = self.0.wait();
        // one that was traced dies a moment after its tracer, and holds its folder until then
        let deadline = Instant::now() + PATIENCE;
        while numbers().any(|id| runs_in_group(id, self.0.id())) && Instant::now() < deadline {
            thread::yield_now();
        }
    }
}

/// Numbers of all programs.
fn numbers() -> impl Iterator<Item = u32> {
    let found = std::fs::read_dir("/proc").expect("the list of programs").filter_map(Result::ok);
    found.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

/// Whether a program belongs to a group and any thread of it still runs (`proc_pid_stat(5)`).
fn runs_in_group(id: u32, group: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    let behind_its_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    let mut fields = behind_its_name.split(' ');
    let (state, of_group) = (fields.next(), fields.nth(1));
    let threads = || std::fs::read_dir(format!("/proc/{id}/task")).map_or(0, Iterator::count);
    of_group == Some(group.to_string().as_str()) && (state != Some("Z") || threads() > 1)
}

fn tell(signal: &str, whom: impl AsRef<OsStr>) {
    // It may have ended already.
    let _ = Command::new("kill").arg(signal).arg("--").arg(whom).stderr(Stdio::null()).status();
}

/// Running programs that were started with this folder: a driver starts browsers in groups of their own.
fn working_in(folder: &Path) -> Vec<u32> {
    let folder = folder.as_os_str().as_encoded_bytes();
    numbers()
        .filter(|id| *id != std::process::id())
        .filter(|id| {
            let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
            line.windows(folder.len()).any(|part| part == folder)
        })
        .collect()
}

/// Waits until no program works in a folder any more.
pub fn until_left(folder: &Path) {
    let deadline = Instant::now() + PATIENCE;
    while let Some(id) = working_in(folder).first() {
        assert!(Instant::now() < deadline, "program {id} does not leave {}", folder.display());
        thread::yield_now();
    }
}

/// Ends every program that works in a folder of this test.
pub fn clear_out(folder: &Path) {
    for id in working_in(folder) {
        tell("-KILL", id.to_string());
    }
}
