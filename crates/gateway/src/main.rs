//! `bianmin-gateway`: prepares, serves and keeps a gateway.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
