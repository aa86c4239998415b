//! Names every command for the shell's permission list. A command that is not named and granted is refused.

fn main() {
    println!("cargo:rerun-if-changed=../crates/station/src/commands.rs");
    let attributes =
        tauri_build::Attributes::new().app_manifest(tauri_build::AppManifest::new().commands(COMMANDS));
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}

/// The commands of `station::commands`, and the window's own two: that its first screen is painted, and the folder dialog. A test of the shell
/// compares this list with the station's.
const COMMANDS: &[&str] = &include!("commands.in");
