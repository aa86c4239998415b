//! The programs that the demo starts. Each runs in a process group of its own; whatever ends the demo — Ctrl+C, a
//! failure, a panic — ends them all.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::problem::{Outcome, Problem};

/// How long a program may take to end by itself when asked to.
const GRACE: Duration = Duration::from_secs(5);

/// How long a server may take to say where it listens.
const START: Duration = Duration::from_secs(60);

/// The exit code of a program ended by Ctrl+C.
const INTERRUPTED: i32 = 130;

/// All programs started so far, and the folder of their logs.
pub struct Children {
    started: Arc<Mutex<Vec<Started>>>,
    logs: PathBuf,
}

/// One program of ours.
pub struct Running {
    name: String,
    ended: Arc<Ended>,
    lines: Receiver<String>,
    log: PathBuf,
}

struct Started {
    group: Pid,
    ended: Arc<Ended>,
}

/// How a program ended, once it has.
#[derive(Default)]
struct Ended {
    status: Mutex<Option<ExitStatus>>,
    news: Condvar,
}

impl Children {
    /// From here on Ctrl+C stops what is started and ends the demo.
    ///
    /// # Errors
    /// When the folder of logs cannot be made or signals cannot be watched.
    pub fn watched(logs: PathBuf) -> Outcome<Self> {
        let children = Self::new(logs)?;
        let started = Arc::clone(&children.started);
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])
            .map_err(|e| Problem::said(format!("cannot watch for Ctrl+C: {e}")))?;
        thread::spawn(move || {
            if signals.forever().next().is_some() {
                // The lock is never given back: nothing new starts while the process ends.
                let started = held(&started);
                println!("\n正在停下所有程序…");
                stop(&started);
                std::process::exit(INTERRUPTED);
            }
        });
        Ok(children)
    }

    fn new(logs: PathBuf) -> Outcome<Self> {
        fs::create_dir_all(&logs).map_err(Problem::file(&logs))?;
        Ok(Children { started: Arc::default(), logs })
    }

    /// Starts a program that goes on; what it writes is kept in `NAME.log`.
    ///
    /// # Errors
    /// When it cannot be started or its log cannot be written.
    pub fn start(&self, name: &str, mut command: Command) -> Outcome<Running> {
        let log = self.logs.join(format!("{name}.log"));
        let mut kept = File::options().create(true).append(true).open(&log).map_err(Problem::file(&log))?;
        let errors = kept.try_clone().map_err(Problem::file(&log))?;
        let _ = writeln!(kept, "$ {name}");
        let mut started = held(&self.started);
        let mut child = command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .map_err(|source| Problem::Start { program: shown(&command), source })?;
        let ended = Arc::<Ended>::default();
        if let Some(group) = Pid::from_raw(child.id().cast_signed()) {
            started.push(Started { group, ended: Arc::clone(&ended) });
        }
        drop(started);
        let (told, lines) = channel();
        let stdout = child.stdout.take();
        let news = Arc::clone(&ended);
        thread::spawn(move || {
            if let Some(stdout) = stdout {
                pass_on(stdout, kept, &told);
            }
            if let Ok(status) = child.wait() {
                news.tell(status);
            }
        });
        Ok(Running { name: name.to_owned(), ended, lines, log })
    }

    /// Runs a program to its end and gives what it printed.
    ///
    /// # Errors
    /// When it cannot be started or does not end with 0; the end of its log is part of the problem.
    pub fn ask(&self, name: &str, command: Command) -> Outcome<String> {
        self.answer(name, command, 0)
    }

    /// Runs a program that must end with this exit code; gives what it printed.
    ///
    /// # Errors
    /// When it cannot be started or ends in any other way.
    pub fn refused(&self, name: &str, command: Command, code: i32) -> Outcome<String> {
        self.answer(name, command, code)
    }

    fn answer(&self, name: &str, command: Command, code: i32) -> Outcome<String> {
        let shown = shown(&command);
        let running = self.start(name, command)?;
        let said: Vec<String> = running.lines.iter().collect();
        let status = running.ended.wait();
        if status.code() == Some(code) {
            return Ok(said.join("\n"));
        }
        Err(Problem::Ended { program: shown, status: status.to_string(), said: running.last_words() })
    }
}

impl Drop for Children {
    fn drop(&mut self) {
        stop(&held(&self.started));
    }
}

impl Running {
    /// Waits for the line that starts like this and gives the rest of it.
    ///
    /// # Errors
    /// When the program ends before, or says nothing for a minute.
    pub fn wait_for(&self, start: &str) -> Outcome<String> {
        let until = Instant::now() + START;
        loop {
            match self.lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    if let Some(rest) = line.strip_prefix(start) {
                        return Ok(rest.trim().to_owned());
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    return Err(self.silent(start, "did not say so for a minute"));
                }
                Err(RecvTimeoutError::Disconnected) => return Err(self.silent(start, "ended before")),
            }
        }
    }

    /// Waits until it ends by itself.
    pub fn wait(&self) -> ExitStatus {
        self.ended.wait()
    }

    fn silent(&self, start: &str, how: &str) -> Problem {
        Problem::said(format!("{}: no line `{start}…`: it {how}{}", self.name, self.last_words()))
    }

    /// The end of its log.
    fn last_words(&self) -> String {
        const SHOWN: usize = 20;
        let text = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let last = lines[lines.len().saturating_sub(SHOWN)..].join("\n");
        format!("\n{last}\n(whole log: {})", self.log.display())
    }
}

impl Ended {
    fn tell(&self, status: ExitStatus) {
        *held(&self.status) = Some(status);
        self.news.notify_all();
    }

    fn wait(&self) -> ExitStatus {
        let mut status = held(&self.status);
        loop {
            match *status {
                Some(status) => return status,
                None => status = self.news.wait(status).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn within(&self, time: Duration) -> bool {
        let waiting = self.news.wait_timeout_while(held(&self.status), time, |status| status.is_none());
        waiting.unwrap_or_else(PoisonError::into_inner).0.is_some()
    }
}

/// Asks all that still run to end, last started first, and makes them end when they do not.
fn stop(started: &[Started]) {
    let running: Vec<&Started> =
        started.iter().rev().filter(|program| !program.ended.within(Duration::ZERO)).collect();
    for program in &running {
        let _ = kill_process_group(program.group, Signal::TERM);
    }
    for program in running {
        if !program.ended.within(GRACE) {
            let _ = kill_process_group(program.group, Signal::KILL);
            program.ended.within(GRACE);
        }
    }
}

fn pass_on(stdout: ChildStdout, mut log: File, told: &Sender<String>) {
    for line in BufReader::new(stdout).lines().map_while(Result::ok) {
        let _ = writeln!(log, "{line}");
        // Nobody may be listening any more; the log still wants the line.
        let _ = told.send(line);
    }
}

fn shown(command: &Command) -> String {
    let program =
        Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    command.get_args().fold(program, |line, arg| line + " " + &arg.to_string_lossy())
}

/// A lock whose holder panicked still guards a list that can be read.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn children() -> (tempfile::TempDir, Children) {
        let folder = tempfile::tempdir().unwrap();
        let children = Children::new(folder.path().join("logs")).unwrap();
        (folder, children)
    }

    fn sh(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    /// The pipe of its output closes when the last process that holds it has ended.
    fn is_over(running: &Running) -> bool {
        running.lines.recv_timeout(GRACE) == Err(RecvTimeoutError::Disconnected)
    }

    #[test]
    fn a_server_is_found_by_the_line_it_prints() {
        let (_folder, children) = children();
        let server = children
            .start("server", sh("echo warming up; echo listening on http://127.0.0.1:4321; cat"))
            .unwrap();
        assert_eq!(server.wait_for("listening on ").unwrap(), "http://127.0.0.1:4321");
    }

    #[test]
    fn a_server_that_ends_before_listening_is_reported_with_its_last_words() {
        let (_folder, children) = children();
        let server = children.start("server", sh("echo port taken >&2; exit 5")).unwrap();
        let problem = server.wait_for("listening on ").unwrap_err().to_string();
        assert!(problem.contains("port taken") && problem.contains("server.log"), "{problem}");
    }

    #[test]
    fn the_answer_of_a_program_is_what_it_printed_and_a_refusal_carries_its_words() {
        let (_folder, children) = children();
        assert_eq!(children.ask("good", sh("echo 一; echo 二")).unwrap(), "一\n二");
        let problem = children.ask("bad", sh("echo 不行 >&2; exit 3")).unwrap_err().to_string();
        assert!(problem.contains("不行"), "{problem}");
    }

    #[test]
    fn what_was_started_ends_with_the_demo_and_so_do_its_own_children() {
        let (_folder, children) = children();
        let running = children.start("server", sh("echo up; tail -f /dev/null & wait")).unwrap();
        running.wait_for("up").unwrap();
        drop(children);
        assert!(is_over(&running));
    }

    #[test]
    fn what_was_started_ends_when_the_demo_panics() {
        let (_folder, children) = children();
        let running = children.start("server", sh("echo up; exec tail -f /dev/null")).unwrap();
        running.wait_for("up").unwrap();
        let panicked = thread::spawn(move || {
            let _children = children;
            panic!("a step broke");
        });
        assert!(panicked.join().is_err());
        assert!(is_over(&running));
    }
}
