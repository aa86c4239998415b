//! A desk that is worked at through its real screens: the same deeds in the browser and in the window.

use crate::driver::{Driver, Kind};
use crate::hand::write_name;
use crate::page::{Page, code};
use crate::program::{Program, clear_out, until_left};
use crate::shots::Shots;
use fantoccini::Locator;
use fantoccini::key::Key;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::timeout;

/// Longest a driver may take to say that a window is closed.
const CLOSING: Duration = Duration::from_secs(10);

/// How often a thing that moves away is looked for.
const LOOKS: usize = 3;

/// A desk and the clerk's hands on it.
pub struct Desk {
    kind: Kind,
    home: PathBuf,
    shots: Shots,
    // Dropped in this order: what is shown, the program, the driver.
    page: Option<Page>,
    program: Option<Program>,
    driver: Driver,
}

impl Desk {
    /// Opens the desk for the first time; all it keeps goes into `home`, its pictures under the journey's name.
    pub async fn open(kind: Kind, journey: &str, home: &Path, clock: &str) -> Self {
        let driver = Driver::start(kind, home);
        let shots = Shots::begin(journey, kind.name());
        let mut desk = Self { kind, home: home.to_owned(), shots, page: None, program: None, driver };
        desk.start(clock).await;
        desk
    }

    /// Closes the desk as at the end of a day and opens it again, with a driver that knows nothing of the last window.
    pub async fn restart(&mut self, clock: &str) {
        self.close().await;
        self.driver = Driver::start(self.kind, &self.home);
        self.start(clock).await;
    }

    async fn start(&mut self, clock: &str) {
        let (client, program) = self.driver.open(&self.data(), clock).await;
        (self.page, self.program) = (Some(Page(client)), program);
    }

    /// Closes the window; the program ends by itself or is told to, and has left its folder afterwards.
    pub async fn close(&mut self) {
        if let Some(Page(client)) = self.page.take() {
            // The last window gone, the session may be gone before it can answer, or never answer at all.
            if self.kind == Kind::Window {
                let _ = timeout(CLOSING, client.close_window()).await;
            }
            let _ = timeout(CLOSING, client.close()).await;
        }
        if let Some(program) = self.program.take() {
            program.end();
        }
        until_left(&self.data());
    }

    fn data(&self) -> PathBuf {
        self.home.join("data")
    }

    fn page(&self) -> &Page {
        self.page.as_ref().expect("an open desk")
    }

    /// Waits until words are on the screen.
    pub async fn sees(&mut self, words: &str) {
        if !self.page().until_words(words).await {
            self.give_up(&format!("never saw “{words}”")).await;
        }
    }

    /// Waits until words are in a part of the screen (a selector).
    pub async fn sees_in(&mut self, place: &str, words: &str) {
        if self.page().until("says", vec![json!(place), json!(words)]).await.is_none() {
            self.give_up(&format!("never saw “{words}” in {place}")).await;
        }
    }

    /// Waits until a picture is there and drawn.
    pub async fn sees_picture(&mut self, place: &str) {
        if self.page().until("drawn", vec![json!(place)]).await.is_none() {
            self.give_up(&format!("no picture at {place}")).await;
        }
    }

    /// Waits until words are gone from the screen.
    pub async fn until_none(&mut self, words: &str) {
        if self.page().until("silent_about", vec![json!(words)]).await.is_none() {
            self.give_up(&format!("“{words}” stays")).await;
        }
    }

    /// All words on the screen.
    pub async fn reads(&self) -> String {
        self.page().words().await
    }

    /// Writes into the field with this id or label and leaves it.
    pub async fn fills(&mut self, field: &str, text: &str) {
        if self.page().until("write", vec![json!(field), json!(text), json!(false)]).await.is_none() {
            self.give_up(&format!("no field {field}")).await;
        }
    }

    /// Types into a field that offers a list, and takes what the list says.
    pub async fn picks(&mut self, field: &str, text: &str, words: &str) {
        if self.page().until("write", vec![json!(field), json!(text), json!(true)]).await.is_none() {
            self.give_up(&format!("no field {field}")).await;
        }
        self.clicks_in(&format!("#f-{field}-list"), words).await;
    }

    /// What stands in a field.
    pub async fn finds_in(&self, field: &str) -> String {
        self.page().call("written", vec![json!(field)]).await.as_str().unwrap_or_default().to_owned()
    }

    /// Chooses one of a few answers.
    pub async fn chooses(&mut self, field: &str, words: &str) {
        self.marks("choice", field, vec![json!(field), json!(words)]).await;
    }

    /// Ticks a box.
    pub async fn ticks(&mut self, field: &str) {
        self.marks("control", field, vec![json!(field)]).await;
    }

    /// Clicks until the mark is there: what was typed before may just move the box away under the mouse.
    async fn marks(&mut self, function: &str, field: &str, which: Vec<Value>) {
        const TRIES: usize = 3;
        for _ in 0..TRIES {
            self.touches(function, which.clone(), field).await;
            self.page().painted().await;
            if self.page().call("is_marked", which.clone()).await == json!(true) {
                return;
            }
        }
        self.give_up(&format!("{field} takes no mark")).await;
    }

    /// Clicks what carries these words.
    pub async fn clicks(&mut self, words: &str) {
        self.touches("pressable", vec![json!(words)], words).await;
    }

    /// Clicks what carries these words in a part of the screen.
    pub async fn clicks_in(&mut self, place: &str, words: &str) {
        self.touches("pressable", vec![json!(words), json!(place)], words).await;
    }

    /// Clicks what carries these words in the row that says something.
    pub async fn clicks_beside(&mut self, said: &str, words: &str) {
        let what = format!("{words} beside {said}");
        self.touches("pressable_beside", vec![json!(said), json!(words)], &what).await;
    }

    /// What was drawn anew between the look and the click is looked for again, as a person does.
    async fn touches(&mut self, way: &str, marks: Vec<Value>, what: &str) {
        let mut why = String::new();
        for _ in 0..LOOKS {
            let Some(element) = self.page().element(way, marks.clone()).await else {
                return self.give_up(&format!("nothing to click: {what}")).await;
            };
            match element.click().await {
                Ok(()) => return,
                Err(error) => why = error.to_string(),
            }
        }
        self.give_up(&format!("cannot click {what}: {why}")).await;
    }

    /// Presses a key.
    pub async fn presses(&self, key: Key) {
        self.page().press(&[], code(&key)).await;
    }

    /// Presses a letter or digit with Alt or Ctrl held.
    pub async fn presses_with(&self, held: Key, letter: char) {
        self.page().press(&[held], letter).await;
    }

    /// Writes a name into an area (a selector): with a pen in the browser, in the window with the mouse.
    pub async fn writes_a_name(&mut self, place: &str) {
        write_name(self.page(), place, self.kind == Kind::Browser).await;
    }

    /// Gives a file to the file box at a place (a selector), as a file dialog would.
    pub async fn gives(&mut self, place: &str, file: &Path) {
        let input = format!("{place} input[type=file]");
        if self.page().until("is_there", vec![json!(input)]).await.is_none() {
            self.give_up(&format!("nowhere to give a file at {place}")).await;
        }
        let found = self.page().0.find(Locator::Css(&input)).await.expect("a file box");
        found.send_keys(&file.to_string_lossy()).await.expect("a chosen file");
    }

    /// Gives several files at once.
    pub async fn gives_all(&mut self, place: &str, files: &[PathBuf]) {
        let names: Vec<_> = files.iter().map(|file| file.to_string_lossy()).collect();
        self.gives(place, Path::new(&names.join("\n"))).await;
    }

    /// A picture of what is on the screen.
    pub async fn shot(&mut self, name: &str) {
        self.page().painted().await;
        let png = self.page().0.screenshot().await.expect("a picture");
        self.shots.keep(name, &png);
    }

    async fn give_up(&mut self, why: &str) {
        self.shot("stuck").await;
        let seen = self.reads().await;
        panic!("{why}; on the screen of the {}:\n{seen}", self.kind.name());
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        clear_out(&self.home);
    }
}
