//! The TypeScript that the screens are written against is made from the Rust types and kept in the repository.
//! `cargo xtask generate` writes it; this test fails when it is stale.
#![allow(clippy::unwrap_used)] // a test that cannot go on stops here

use station::view::*;
use station::with_commands;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use ts_rs::{Config, TS};

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/kit/src/gen")
}

/// A list has no file of its own; what stands in it is exported by name.
fn exported(result: Result<(), ts_rs::ExportError>) {
    match result {
        Ok(()) | Err(ts_rs::ExportError::CannotBeExported(_)) => {}
        Err(other) => panic!("{other}"),
    }
}

macro_rules! export {
    ($($name:ident($input:ty) -> $output:ty;)*) => {
        fn export(folder: &Path) {
            let config = Config::new().with_out_dir(folder);
            $(
                exported(<$input as TS>::export_all(&config));
                exported(<$output as TS>::export_all(&config));
            )*
            exported(Failure::export_all(&config));
            exported(ItemRow::export_all(&config));
            exported(FaceView::export_all(&config));
            let mut map = String::from("// Made by `cargo xtask generate` from crates/station/src/commands.rs.\n");
            let mut names = vec!["ErrorCode".to_owned(), "Failure".to_owned(), "Trouble".to_owned()];
            for file in std::fs::read_dir(folder).unwrap() {
                let name = file.unwrap().file_name().into_string().unwrap();
                names.push(name.trim_end_matches(".ts").to_owned());
            }
            names.retain(|n| n != "commands" && n != "serde_json");
            names.sort();
            names.dedup();
            for name in &names {
                let _ = writeln!(map, "import type {{ {name} }} from './{name}'");
            }
            let _ = writeln!(map, "\nexport type {{ {} }}\n\nexport interface Commands {{", names.join(", "));
            $(
                let _ = writeln!(
                    map,
                    "  {}: {{ in: {}; out: {} }}",
                    stringify!($name),
                    <$input as TS>::name(&config),
                    <$output as TS>::name(&config)
                );
            )*
            map.push_str("}\n");
            std::fs::write(folder.join("commands.ts"), map).unwrap();
        }
    };
}
with_commands!(export);

fn files(folder: &Path) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|f| f.unwrap())
        .filter(|f| f.path().is_file())
        .map(|f| (f.file_name().into_string().unwrap(), std::fs::read_to_string(f.path()).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn the_committed_typescript_is_what_the_rust_types_say() {
    let fresh = tempfile::tempdir().unwrap();
    export(fresh.path());
    if std::env::var_os("BIANMIN_WRITE_BINDINGS").is_some() {
        let folder = committed();
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        export(&folder);
    }
    assert_eq!(files(&committed()), files(fresh.path()), "run `cargo xtask generate`");
}
