//! The desktop window of a village convenience service station.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    bianmin_desktop::run()
}
