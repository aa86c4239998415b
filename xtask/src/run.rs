//! Runs programs: says each on a line of its own, and turns a refusal into a sentence.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use crate::place;
use crate::problem::{Outcome, Problem};

/// A program with its arguments, run in the root of the work tree unless told otherwise.
pub struct Program {
    command: Command,
    shown: String,
}

/// The named program, without arguments yet.
pub fn program(name: impl AsRef<OsStr>) -> Program {
    let mut command = Command::new(name.as_ref());
    command.current_dir(place::root());
    let shown = Path::new(name.as_ref()).file_name().unwrap_or(name.as_ref()).to_string_lossy().into_owned();
    Program { command, shown }
}

/// The cargo that runs us.
pub fn cargo() -> Program {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())).called("cargo")
}

impl Program {
    fn called(mut self, name: &str) -> Self {
        self.shown = name.to_owned();
        self
    }

    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.shown.push(' ');
        self.shown.push_str(&arg.as_ref().to_string_lossy());
        self.command.arg(arg);
        self
    }

    pub fn args<S: AsRef<OsStr>>(self, args: impl IntoIterator<Item = S>) -> Self {
        args.into_iter().fold(self, Self::arg)
    }

    /// An argument too long to be shown.
    pub fn hidden(mut self, arg: &str) -> Self {
        self.shown.push_str(" …");
        self.command.arg(arg);
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub fn folder(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Puts a folder before all others in the search path.
    pub fn first_on_path(self, folder: &Path) -> Self {
        let before = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(folder.to_path_buf()).chain(std::env::split_paths(&before));
        match std::env::join_paths(folders) {
            Ok(path) => self.env("PATH", path),
            Err(_) => self,
        }
    }

    /// Runs it on the screen.
    ///
    /// # Errors
    /// When it cannot be started or does not end with 0.
    pub fn run(mut self) -> Outcome {
        println!("  $ {}", self.shown);
        let status = self
            .command
            .stdin(Stdio::null())
            .status()
            .map_err(|source| Problem::Start { program: self.shown.clone(), source })?;
        good(&self.shown, status, String::new())
    }

    /// Runs it silently and gives its standard output.
    ///
    /// # Errors
    /// As [`Program::run`]; the end of what it wrote is part of the problem.
    pub fn read(mut self) -> Outcome<String> {
        let output = self
            .command
            .stdin(Stdio::null())
            .output()
            .map_err(|source| Problem::Start { program: self.shown.clone(), source })?;
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        let said = format!("{}{stdout}", String::from_utf8_lossy(&output.stderr));
        good(&self.shown, output.status, last_lines(&said))?;
        Ok(stdout)
    }

    /// Whether it is there and ends with 0; nothing reaches the screen.
    pub fn works(self) -> bool {
        self.read().is_ok()
    }
}

fn last_lines(said: &str) -> String {
    const SHOWN: usize = 40;
    let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(SHOWN)..].join("\n")
}

fn good(program: &str, status: ExitStatus, said: String) -> Outcome {
    if status.success() {
        return Ok(());
    }
    let said = if said.is_empty() { said } else { format!(":\n{said}") };
    Err(Problem::Ended { program: program.to_owned(), status: status.to_string(), said })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_says_no_is_named_with_its_words() {
        let problem = program("sh").args(["-c", "echo no paper >&2; exit 7"]).read().unwrap_err();
        let text = problem.to_string();
        assert!(text.contains("sh -c") && text.contains('7') && text.contains("no paper"), "{text}");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let problem = program("no-such-program-here").read().unwrap_err();
        assert!(matches!(problem, Problem::Start { ref program, .. } if program == "no-such-program-here"));
    }

    #[test]
    fn a_folder_put_first_is_searched_first() {
        let path = program("sh")
            .args(["-c", "echo $PATH"])
            .first_on_path(Path::new("/first/of/all"))
            .read()
            .unwrap();
        assert!(path.starts_with("/first/of/all:"), "{path}");
    }
}
