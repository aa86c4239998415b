//! A real printer without paper: `ippeveprinter` of CUPS (Debian package cups-ipp-utils) in a folder of its own. It
//! wants a system bus for its announcements even when it announces nothing, so each printer gets a private one
//! (package dbus-daemon). Everything ends when the value is dropped.

// Shared by several test programs, each of which uses a part.
#![allow(dead_code)]

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, PipeReader, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// What the printer does without paper.
const OUT_OF_PAPER: &str = "echo 'STATE: +media-empty-error' >&2\nread sheet < \"$tray\"\n\
                            echo 'STATE: -media-empty-error' >&2\n";
/// What the printer calls itself.
pub const NAME: &str = "便民站打印机";
/// Longest a printer may take to start.
const PATIENCE: Duration = Duration::from_secs(20);

/// How a printer was started, to start it again.
struct How {
    script: PathBuf,
    formats: &'static str,
    service: &'static str,
    bus: String,
}

/// A running printer.
pub struct Eve {
    folder: TempDir,
    port: u16,
    // Dropped in this order: the printer before what it announces itself by.
    printer: Option<Running>,
    how: How,
    _announcer: Option<Running>,
    _bus: Running,
}

impl Eve {
    /// Prints what it gets at once.
    pub fn start() -> Self {
        Self::with("application/pdf", &format!("if [ -e \"$empty\" ]; then\n{OUT_OF_PAPER}fi\n"))
    }

    /// Takes the paper out: the next job waits for [`Eve::refill`].
    pub fn take_paper_out(&self) {
        File::create(self.folder.path().join("empty")).expect("an empty tray");
    }

    /// Announces itself to this machine, on the loopback (avahi-daemon).
    pub fn announcing_itself() -> Self {
        Self::as_told("application/pdf", "", true)
    }

    /// Does not end a job before [`Eve::refill`].
    pub fn slow() -> Self {
        Self::with("application/pdf", "read sheet < \"$tray\"\n")
    }

    /// Says that it is out of paper when a job comes, until [`Eve::refill`].
    pub fn out_of_paper() -> Self {
        Self::with("application/pdf", OUT_OF_PAPER)
    }

    /// Takes pictures, no PDF.
    pub fn for_pictures() -> Self {
        Self::with("image/jpeg", "")
    }

    fn with(formats: &'static str, before_printing: &str) -> Self {
        Self::as_told(formats, before_printing, false)
    }

    fn as_told(formats: &'static str, before_printing: &str, announced: bool) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for inside in ["spool", "printed"] {
            fs::create_dir(folder.path().join(inside)).expect("a folder of the printer");
        }
        succeed(Command::new("mkfifo").arg(folder.path().join("tray")));
        let script = write_script(folder.path(), before_printing);
        let (bus, bus_address) = start_bus(folder.path());
        let announcer = announced.then(|| start_announcer(folder.path(), &bus_address));
        let service = if announced { "_print" } else { "off" };
        let how = How { script, formats, service, bus: bus_address };
        let (printer, port) = start_printer(folder.path(), &how);
        Self { folder, port, printer: Some(printer), how, _announcer: announcer, _bus: bus }
    }

    /// Pulls the plug: what it had in hand it has forgotten.
    pub fn switch_off(&mut self) {
        self.printer = None;
    }

    /// Switches it on again, at the same address.
    pub fn switch_on(&mut self) {
        let started = start_at(self.folder.path(), &self.how, self.port);
        self.printer = Some(started.expect("the printer at its own port"));
    }

    /// `ipp://127.0.0.1:…/ipp/print`.
    pub fn address(&self) -> String {
        format!("ipp://127.0.0.1:{}/ipp/print", self.port)
    }

    /// Puts paper in: the waiting job goes on.
    pub fn refill(&self) {
        // There is none where every job finds the tray empty.
        let _ = fs::remove_file(self.folder.path().join("empty"));
        let mut tray = File::options().write(true).open(self.folder.path().join("tray")).expect("the tray");
        tray.write_all(b"sheet\n").expect("paper in the tray");
    }

    /// What came out, one file for each job, in their order.
    pub fn printed(&self) -> Vec<Vec<u8>> {
        files_of(&self.folder.path().join("printed"))
    }

    /// What the printer itself kept of each job.
    pub fn kept(&self) -> Vec<Vec<u8>> {
        files_of(&self.folder.path().join("spool"))
    }

    /// What the jobs were asked to be, as the printer handed it to its print command.
    pub fn asked(&self) -> String {
        fs::read_to_string(self.folder.path().join("asked")).unwrap_or_default()
    }
}

fn files_of(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a folder of the printer")
        .map(|entry| entry.expect("a file").path())
        .collect();
    // The printer also keeps an empty file for what a print command might draw.
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "pdf"));
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("a file of the printer")).collect()
}

/// The printer's engine: it gets the document's file and says on its standard error how the printer is.
fn write_script(folder: &Path, before_printing: &str) -> PathBuf {
    let script = folder.join("print.sh");
    let inside = folder.display();
    let text = format!(
        "#!/bin/sh\nset -e\ntray='{inside}/tray'\nempty='{inside}/empty'\nenv | grep ^IPP_ >> '{inside}/asked'\n{before_printing}\
         cp \"$1\" '{inside}/printed/'\"$(basename \"$1\")\"\n"
    );
    fs::write(&script, text).expect("the print command");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("the print command made runnable");
    script
}

/// A program in a process group of its own, ended with all its children.
struct Running(Child);

impl Running {
    /// Starts a program and waits for the line that tells it is ready; without it, everything the program said.
    fn start(mut command: Command, ready: fn(&str) -> bool) -> Result<(Self, String), String> {
        let (said, saying) = io::pipe().map_err(|error| error.to_string())?;
        let also = saying.try_clone().map_err(|error| error.to_string())?;
        command.stdin(Stdio::null()).stdout(saying).stderr(also).process_group(0);
        let running = Self(command.spawn().map_err(|error| error.to_string())?);
        // Our ends of the pipe go with the command: the program's end is then the end of what it says.
        drop(command);
        let lines = listen(said);
        let deadline = Instant::now() + PATIENCE;
        let mut all = String::new();
        while let Ok(line) = lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            if ready(&line) {
                return Ok((running, line));
            }
            all.push_str(&line);
            all.push('\n');
        }
        Err(all)
    }
}

/// Reads on for as long as the program talks, so that it never waits for us.
fn listen(said: PipeReader) -> Receiver<String> {
    let (line_out, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(said).lines().map_while(Result::ok) {
            // After "ready" nobody listens.
            let _ = line_out.send(line);
        }
    });
    lines
}

impl Drop for Running {
    fn drop(&mut self) {
        let group = format!("-{}", self.0.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.0.wait();
    }
}

fn start_bus(folder: &Path) -> (Running, String) {
    let settings = folder.join("bus.conf");
    let text = format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path={}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/>
  </policy>
</busconfig>
"#,
        folder.join("bus").display()
    );
    fs::write(&settings, text).expect("the settings of the bus");
    let mut command = program("dbus-daemon");
    command.arg(format!("--config-file={}", settings.display()));
    command.args(["--nofork", "--nopidfile", "--print-address=1"]);
    Running::start(command, |line| line.starts_with("unix:path=")).unwrap_or_else(|said| {
        panic!("the printing tests need a private bus and dbus-daemon does not run:\n{said}")
    })
}

fn start_announcer(folder: &Path, bus: &str) -> Running {
    let settings = folder.join("avahi.conf");
    let text = "[server]\nhost-name=bianmin-eve\nuse-ipv6=no\nallow-interfaces=lo\n\
                [publish]\npublish-hinfo=no\npublish-workstation=no\n";
    fs::write(&settings, text).expect("the settings of the announcer");
    let mut command = program("avahi-daemon");
    command.env("DBUS_SYSTEM_BUS_ADDRESS", bus);
    command.arg("-f").arg(&settings).args(["--no-drop-root", "--no-chroot", "--no-rlimits"]);
    let started = Running::start(command, |line| line.starts_with("Server startup complete"));
    let (announcer, _) = started.unwrap_or_else(|said| {
        panic!("this test needs an avahi-daemon of its own, as root and where none runs; it says:\n{said}")
    });
    announcer
}

fn start_printer(folder: &Path, how: &How) -> (Running, u16) {
    let mut said = String::new();
    // Somebody else may take the port between our look and the printer's start.
    for _ in 0..3 {
        let port = free_port();
        match start_at(folder, how, port) {
            Ok(printer) => return (printer, port),
            Err(all) => said = all,
        }
    }
    panic!("the printing tests need a printer and ippeveprinter (cups-ipp-utils) does not run:\n{said}");
}

fn start_at(folder: &Path, how: &How, port: u16) -> Result<Running, String> {
    let mut command = program("ippeveprinter");
    command.env("DBUS_SYSTEM_BUS_ADDRESS", &how.bus);
    command.args([
        "-v",
        "-k",
        "-r",
        how.service,
        "-n",
        "localhost",
        "-f",
        how.formats,
        "-p",
        &port.to_string(),
    ]);
    command.arg("-d").arg(folder.join("spool")).arg("-c").arg(&how.script).arg(NAME);
    // It says its address after it began to listen.
    Running::start(command, |line| line.starts_with("printer-uri-supported=")).map(|(printer, _)| printer)
}

fn free_port() -> u16 {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    taken.local_addr().expect("its number").port()
}

/// Debian keeps `ippeveprinter` where only root looks.
fn program(name: &str) -> Command {
    let mut command = Command::new(name);
    command.env("PATH", format!("{}:/usr/sbin:/sbin", std::env::var("PATH").unwrap_or_default()));
    command
}

fn succeed(command: &mut Command) {
    let status = command.status();
    assert!(status.as_ref().is_ok_and(|status| status.success()), "{command:?}: {status:?}");
}

/// One A4 page with a line of text, padded with incompressible bytes to the size of a real form.
pub fn small_pdf() -> Vec<u8> {
    let noise: Vec<u8> = (0..200_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let text = b"BT /F 24 Tf 72 720 Td (Bianmin) Tj ET";
    let objects: [Vec<u8>; 6] = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
            .to_vec(),
        stream(text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_vec(),
        stream(&noise),
    ];
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.extend(format!("{} 0 obj\n", number + 1).bytes());
        pdf.extend(object);
        pdf.extend(b"\nendobj\n");
    }
    let end =
        format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n", objects.len() + 1, pdf.len());
    pdf.extend(table.bytes().chain(end.bytes()));
    pdf
}

fn stream(content: &[u8]) -> Vec<u8> {
    [format!("<< /Length {} >>\nstream\n", content.len()).as_bytes(), content, b"\nendstream"].concat()
}
