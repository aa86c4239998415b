use serde::Serialize;
use station::view::{ErrorCode, Failure};
use std::process::ExitCode;

/// Why a command ended without doing its work.
pub enum Ended {
    /// Wrong usage: exit 2.
    Usage(String),
    /// A deed's failure.
    Failure(Box<Failure>),
}

impl Ended {
    pub fn usage(words: &str) -> Self {
        Self::Usage(words.to_owned())
    }

    /// What was asked for is not possible: asking again brings nothing.
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Usage(_) => true,
            Self::Failure(failure) => matches!(exit_code(failure.code), 2 | 3),
        }
    }
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        Self::Failure(Box::new(failure))
    }
}

/// Exit codes, as `--help` lists them.
fn exit_code(code: ErrorCode) -> u8 {
    use ErrorCode as E;
    match code {
        E::Internal => 1,
        E::Input => 2,
        E::Busy | E::BundleBusy => 4,
        E::Link
        | E::NoNetwork
        | E::NameUnknown
        | E::GatewayDown
        | E::GatewayBusy
        | E::Proxy
        | E::LinkUnsafe
        | E::LinkTimeout
        | E::NotTheGateway
        | E::LinkGarbage => 5,
        E::WrongPassword
        | E::LockedOut
        | E::NotLoggedIn
        | E::Keyring
        | E::RecoveryCode
        | E::RecoveryFile
        | E::Damaged
        | E::Copied
        | E::Newer
        | E::WrongKey
        | E::Forged
        | E::Fork
        | E::ForgedCode
        | E::FileDamaged
        | E::BundleForeign
        | E::BundleOtherStation
        | E::BundleOtherProvince
        | E::BundleCut
        | E::BundleAltered
        | E::Catalogue => 6,
        E::DiskFull | E::Disk | E::StickFull | E::Stick => 7,
        _ => 3,
    }
}

/// Writes results and failures for people, or as JSON.
pub struct Reporter {
    pub json: bool,
}

#[derive(Serialize)]
struct Problem<'a> {
    r#type: &'static str,
    title: &'a str,
    detail: &'a str,
    code: &'static str,
    exit: u8,
    problems: &'a [station::view::Trouble],
}

impl Reporter {
    pub fn say<T: Serialize>(&self, value: &T, words: impl FnOnce() -> String) {
        let text = if self.json { serde_json::to_string_pretty(value).unwrap_or_default() } else { words() };
        println!("{text}");
    }

    pub fn failed(&self, ended: &Ended) -> ExitCode {
        match ended {
            Ended::Usage(words) => self.explain(&Problem {
                r#type: "about:blank",
                title: &format!("{words}。"),
                detail: "用 --help 看用法。",
                code: "usage",
                exit: 2,
                problems: &[],
            }),
            Ended::Failure(failure) => self.explain(&Problem {
                r#type: "about:blank",
                title: &failure.message,
                detail: &failure.next,
                code: failure.code.key(),
                exit: exit_code(failure.code),
                problems: &failure.problems,
            }),
        }
    }

    fn explain(&self, problem: &Problem<'_>) -> ExitCode {
        if self.json {
            eprintln!("{}", serde_json::to_string_pretty(problem).unwrap_or_default());
        } else {
            eprintln!("{} {}", problem.title, problem.detail);
            for trouble in problem.problems {
                eprintln!("  {}: {}", trouble.path, trouble.message);
            }
        }
        ExitCode::from(problem.exit)
    }
}
