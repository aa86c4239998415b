//! Prints every finding of a content folder: `cargo run -p catalogue --example lint -- assets`.

use std::path::Path;
use std::process::ExitCode;

use catalogue::{Pack, lint};

fn main() -> ExitCode {
    let Some(assets) = std::env::args().nth(1) else {
        eprintln!("usage: lint ASSETS");
        return ExitCode::from(2);
    };
    match Pack::read(Path::new(&assets)) {
        Ok((pack, mut findings)) => {
            findings.extend(lint(&pack));
            findings.iter().for_each(|finding| println!("{finding}"));
            println!("{} 个事项,{} 张表单,{} 处要改", pack.items.len(), pack.forms.len(), findings.len());
            if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(3) }
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(3)
        }
    }
}
