//! The chores of the project: `cargo xtask COMMAND`. Each module is one chore or one thing that chores share.

mod approve;
mod bench;
mod check;
mod demo;
mod fonts;
mod generate;
mod install;
mod keep;
mod nextest;
mod node;
mod package;
mod place;
mod problem;
mod prove;
mod run;
mod session;
mod steps;
mod test;
mod tidy;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::problem::Outcome;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The chores of Bianmin")]
struct Line {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Install what is missing: Debian packages, Node, npm packages, fonts, nextest
    Install,
    /// Start a whole small world and open the desk; with --scripted do the main job unattended
    Demo {
        /// No window, no questions: four residents from the counter to the decision and back, results under target/demo
        #[arg(long)]
        scripted: bool,
    },
    /// Install what is missing and run all tests
    Test,
    /// Fast checks before a push: format, lints, tidy, types of the screens
    Check,
    /// House rules: levels, words, texts, lengths, generated files, content
    Tidy,
    /// Write the files that are made from Rust types
    Generate,
    /// Approve pages of papers that somebody looked at, by name (`receipt-typical-1`), from the last test run
    Approve {
        #[arg(required = true)]
        names: Vec<String>,
    },
    /// Measure, print and keep the figures; ends with 3 when a target is missed
    Bench {
        /// Only this group: form, search, papers, counter, printing, line, gateway, queue, window, screens, demo
        group: Option<String>,
        /// Print the rows as JSON and nothing else
        #[arg(long)]
        json: bool,
    },
    /// Prove for long what CI proves for a minute
    Prove {
        #[command(subcommand)]
        what: What,
    },
    /// Build the .deb and .rpm of the desktop app
    Package,
}

#[derive(Subcommand)]
enum What {
    /// The line: weeks of chance between stations and gateway, and kills at their calls
    Line(prove::Measure),
}

fn main() -> ExitCode {
    match carry_out(Line::parse().chore) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("\nxtask: {problem}");
            ExitCode::from(problem.exit_code())
        }
    }
}

fn carry_out(chore: Chore) -> Outcome {
    match chore {
        Chore::Install => install::everything(),
        Chore::Demo { scripted } => demo::run(scripted),
        Chore::Test => test::run(),
        Chore::Check => check::run(),
        Chore::Tidy => tidy::run(),
        Chore::Generate => generate::run(),
        Chore::Approve { names } => approve::run(&names),
        Chore::Bench { group, json } => bench::run(group.as_deref(), json),
        Chore::Prove { what: What::Line(measure) } => prove::line(&measure),
        Chore::Package => package::run(),
    }
}
