//! The two ways to a desk: Chromium over the loopback host, and the real window under a display without a screen.

use crate::program::{Program, free_port, ours, source, until_listening};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Drivers listen on this computer.
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// Size of the window at a counter.
const WIDTH: u32 = 1366;
const HEIGHT: u32 = 768;
/// Chromium with nothing of its own: no network, no sandbox (tests run as root), no first run.
const QUIET: [&str; 9] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
];

/// How a desk is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `bianmin serve` in Chromium.
    Browser,
    /// `bianmin-desktop`.
    Window,
}

impl Kind {
    /// Name of the folder of its pictures.
    pub fn name(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Window => "window",
        }
    }
}

/// A driver that waits for work.
pub struct Driver {
    kind: Kind,
    port: u16,
    home: PathBuf,
    _driver: Program,
    _display: Option<Program>,
}

impl Driver {
    /// Starts the driver of a kind; whatever the browsers keep goes into `home`.
    pub fn start(kind: Kind, home: &Path) -> Self {
        let port = free_port(HERE);
        let (driver, display) = match kind {
            Kind::Browser => (chromedriver(port), None),
            Kind::Window => {
                let (display, name) = display();
                (webkit_driver(port, home, &name), Some(display))
            }
        };
        until_listening(HERE, port);
        Self { kind, port, home: home.to_owned(), _driver: driver, _display: display }
    }

    /// Opens a desk over a data folder. In the browser the program comes beside it; the window is the program.
    pub async fn open(&self, data: &Path, clock: &str) -> (Client, Option<Program>) {
        match self.kind {
            Kind::Browser => self.open_browser(data, clock).await,
            Kind::Window => (self.open_window(data, clock).await, None),
        }
    }

    async fn open_browser(&self, data: &Path, clock: &str) -> (Client, Option<Program>) {
        let mut command = ours("bianmin");
        command.arg("--data").arg(data).args(["--clock", clock, "serve", "--port", "0", "--ui"]);
        command.arg(source().join("ui/station/dist"));
        let (program, address) = Program::start_until(command, "listening on ");
        let profile = format!("--user-data-dir={}", self.home.join("chromium").display());
        let size = format!("--window-size={WIDTH},{HEIGHT}");
        let arguments: Vec<&str> = QUIET.into_iter().chain([profile.as_str(), size.as_str()]).collect();
        let wish = json!({"browserName": "chrome", "goog:chromeOptions": {"binary": "/usr/bin/chromium", "args": arguments}});
        let client = self.connect(wish).await;
        client.goto(&address).await.expect("the desk's page");
        give_the_page_its_size(&client).await;
        (client, Some(program))
    }

    async fn open_window(&self, data: &Path, clock: &str) -> Client {
        let program = crate::program::built().join("bianmin-desktop");
        assert!(
            program.exists(),
            "the window is not built: cargo build -p bianmin-desktop --features driven"
        );
        let arguments = json!(["--data", data, "--clock", clock]);
        self.connect(json!({"webkitgtk:browserOptions": {"binary": program, "args": arguments}})).await
    }

    async fn connect(&self, wish: Value) -> Client {
        let Value::Object(wish) = wish else { unreachable!("wishes are an object") };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let session = builder.capabilities(wish).connect(&format!("http://127.0.0.1:{}", self.port)).await;
        session.expect("a driven desk")
    }
}

/// The browser's own bars come on top of what the page gets.
async fn give_the_page_its_size(client: &Client) {
    let script = "return outerHeight - innerHeight";
    let bars =
        client.execute(script, vec![]).await.expect("the height of its bars").as_u64().expect("a height");
    let height = HEIGHT + u32::try_from(bars).expect("a height");
    client.set_window_size(WIDTH, height).await.expect("a window of this size");
}

fn chromedriver(port: u16) -> Program {
    let mut command = Command::new("chromedriver");
    command.arg(format!("--port={port}"));
    Program::start_until(command, "ChromeDriver was started successfully").0
}

/// The window inherits the driver's surroundings.
fn webkit_driver(port: u16, home: &Path, display: &str) -> Program {
    let mut command = Command::new("WebKitWebDriver");
    command.arg(format!("--port={port}")).arg("--host=127.0.0.1").stderr(Stdio::null());
    command.env("TAURI_WEBVIEW_AUTOMATION", "true");
    at_home(&mut command, home, display);
    Program::start(command)
}

/// Gives a program surroundings of its own: a display, folders in `home`, no desktop session.
pub fn at_home(command: &mut Command, home: &Path, display: &str) {
    command.env("DISPLAY", display);
    command.env("DBUS_SESSION_BUS_ADDRESS", "disabled:").env_remove("WAYLAND_DISPLAY");
    for (name, folder) in [
        ("HOME", "."),
        ("XDG_DATA_HOME", "share"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_RUNTIME_DIR", "run"),
    ] {
        let folder = home.join(folder);
        std::fs::create_dir_all(&folder).expect("a folder of the window");
        command.env(name, folder);
    }
}

/// A display without a screen; it chooses its own number and tells it.
pub fn display() -> (Program, String) {
    let mut command = Command::new("Xvfb");
    let screen = format!("{WIDTH}x{HEIGHT}x24");
    command.args(["-displayfd", "1", "-screen", "0", &screen, "-nolisten", "tcp"]).stderr(Stdio::null());
    let (program, number) = Program::start_until(command, "");
    (program, format!(":{number}"))
}
