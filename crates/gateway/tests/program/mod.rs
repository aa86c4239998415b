//! The program as it is installed, run by a test.
#![allow(dead_code)]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use wire::problem::Problem;

pub fn program(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bianmin-gateway"));
    command.arg("--data").arg(data).args(arguments).env("BIANMIN_PASSWORD", "审核二〇二六年");
    command
}

pub fn run(data: &Path, arguments: &[&str]) -> Output {
    program(data, arguments).output().unwrap()
}

pub fn done(data: &Path, arguments: &[&str]) -> serde_json::Value {
    let output = run(data, &[arguments, &["--json"]].concat());
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The exit code, and the problem that it wrote.
pub fn failed(data: &Path, arguments: &[&str]) -> (i32, Problem) {
    let output = run(data, &[arguments, &["--json"]].concat());
    (output.status.code().unwrap(), serde_json::from_slice(&output.stderr).unwrap())
}

/// A serving program; killed hard when dropped.
pub struct Serving {
    child: Child,
    pub url: String,
}

impl Serving {
    pub fn start(data: &Path, arguments: &[&str]) -> Self {
        let arguments = [&["serve", "--listen", "127.0.0.1:0"], arguments].concat();
        let (child, line) = spawned(data, &arguments);
        let url = line.trim().strip_prefix("listening on ").unwrap().to_owned();
        Self { child, url }
    }

    /// One that speaks TLS, and the key that it shows.
    pub fn with_tls(data: &Path) -> (Self, String) {
        let (child, line) = spawned(data, &["serve", "--listen", "0.0.0.0:0", "--json"]);
        let told: serde_json::Value = serde_json::from_str(&line).unwrap();
        let text = |name: &str| told[name].as_str().unwrap().to_owned();
        (Self { child, url: text("listening").replace("0.0.0.0", "127.0.0.1") }, text("tls_key"))
    }
}

/// A program that was started, and its first line.
fn spawned(data: &Path, arguments: &[&str]) -> (Child, String) {
    let mut child = program(data, arguments).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (child, line)
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}
