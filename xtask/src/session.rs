//! A desktop session of its own for tests: a display without a screen, a bus, an unlocked keyring, empty folders.

use crate::run::{Program, program};

/// Unlocks a new keyring inside a new bus, then runs what follows; the folders go when it ends.
const SCRIPT: &str = r#"
home=$(mktemp -d) || exit 1
trap 'rm -rf "$home"' EXIT
mkdir -m 700 "$home/data" "$home/cache" "$home/config" "$home/run"
export XDG_DATA_HOME="$home/data" XDG_CACHE_HOME="$home/cache" XDG_CONFIG_HOME="$home/config"
export XDG_RUNTIME_DIR="$home/run"
eval "$(printf 'only for tests\n' | gnome-keyring-daemon --unlock --components=secrets 2>/dev/null)"
"$@"
"#;

/// The program inside such a session. Its arguments follow by [`Program::args`].
pub fn inside(name: &str) -> Program {
    program("xvfb-run")
        .args(["-a", "-s", "-screen 0 1280x900x24", "dbus-run-session", "--", "bash", "-c"])
        .hidden(SCRIPT)
        .args(["session", name])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inside_a_session_there_is_a_display_a_bus_and_the_exit_code_of_the_program() {
        let said = inside("sh").args(["-c", "echo $DISPLAY $DBUS_SESSION_BUS_ADDRESS"]).read().unwrap();
        assert!(said.starts_with(':') && said.contains("unix:"), "{said}");
        assert!(inside("sh").args(["-c", "exit 3"]).read().is_err());
    }
}
