//! The device secret in the real keyring of the system (gnome-keyring on a session bus of its own), by the real program.
#![allow(clippy::unwrap_used)] // a test that cannot go on stops here

use std::path::Path;
use std::process::{Command, Output};

/// Unlocks a keyring as a log-in does, then runs what follows.
const SESSION: &str = r#"eval "$(printf 'login-password\n' | gnome-keyring-daemon --unlock --components=secrets 2>/dev/null)"; "$@""#;

fn station(command: &mut Command, data: &Path, arguments: &[&str]) -> Output {
    command
        .arg(env!("CARGO_BIN_EXE_bianmin"))
        .args(["--json", "--clock", "2026-04-15T09:00:00+08:00", "--data"])
        .arg(data)
        .args(arguments)
        .env("BIANMIN_PASSWORD", "changban2026");
    command.output().unwrap()
}

/// A log-in session with the keyring that lies under `home`.
fn logged_in(home: &Path, data: &Path, arguments: &[&str]) -> Output {
    let runtime = tempfile::tempdir().unwrap();
    let mut command = Command::new("dbus-run-session");
    command.args(["--", "bash", "-c", SESSION, "session"]);
    command.env("XDG_DATA_HOME", home).env("XDG_RUNTIME_DIR", runtime.path());
    station(&mut command, data, arguments)
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

#[test]
fn the_device_secret_lies_in_the_keyring_and_without_it_the_folder_does_not_open() {
    let (home, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let init = ["init", "--station", "469028100200", "--chief", "张小梅"];
    let made = logged_in(home.path(), data.path(), &init);
    assert!(made.status.success(), "{}", words(&made));
    let keys = std::fs::read_to_string(data.path().join("keys.json")).unwrap();
    assert!(keys.contains("\"keyring\""), "{keys}");
    assert!(!data.path().join("device-secret").exists());

    let next_day = logged_in(home.path(), data.path(), &["case", "list"]);
    assert!(next_day.status.success(), "{}", words(&next_day));

    let mut no_bus = Command::new("env");
    no_bus.arg("DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent/bus");
    let refused = station(&mut no_bus, data.path(), &["case", "list"]);
    assert_eq!(refused.status.code(), Some(6), "{}", words(&refused));
    assert!(words(&refused).contains("\"keyring\""), "{}", words(&refused));

    let elsewhere = tempfile::tempdir().unwrap();
    let copied = logged_in(elsewhere.path(), data.path(), &["case", "list"]);
    assert_eq!(copied.status.code(), Some(6), "another computer's keyring: {}", words(&copied));
    assert!(words(&copied).contains("\"copied\""), "{}", words(&copied));
    assert_eq!(
        std::fs::read_to_string(data.path().join("keys.json")).unwrap(),
        keys,
        "no new secret was made"
    );
}

#[test]
fn where_no_keyring_answers_a_file_holds_the_device_secret_and_the_slot_says_so() {
    let data = tempfile::tempdir().unwrap();
    let mut no_bus = Command::new("env");
    no_bus.arg("DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent/bus");
    let made = station(&mut no_bus, data.path(), &["init", "--station", "469028100200", "--chief", "张小梅"]);
    assert!(made.status.success(), "{}", words(&made));
    assert!(std::fs::read_to_string(data.path().join("keys.json")).unwrap().contains("\"file\""));
    assert_eq!(std::fs::read(data.path().join("device-secret")).unwrap().len(), 32);
}
