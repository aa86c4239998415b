//! `bianmin-verify`: checks a paper's code, a proof or a PDF file on a computer without a network.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
