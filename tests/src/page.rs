//! What a desk's page can be asked and told, whichever engine shows it.

use fantoccini::Client;
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::key::Key;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const PAGE: &str = include_str!("page.js");
/// The name under which the protocol hands elements over.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// Longest the page may take to show something.
const PATIENCE: Duration = Duration::from_secs(30);
/// Two frames: what was changed is painted then.
const PAINTED: &str =
    "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(true)))";

/// A page under a driver.
pub struct Page(pub Client);

impl Page {
    /// Calls a function of `page.js`.
    pub async fn call(&self, function: &str, input: Vec<Value>) -> Value {
        let script = format!("{PAGE}\nreturn {function}(...arguments)");
        let answer = self.0.execute(&script, input).await;
        answer.unwrap_or_else(|error| panic!("{function}: {error}"))
    }

    /// Waits until two more frames are painted.
    pub async fn painted(&self) {
        self.0.execute_async(PAINTED, vec![]).await.expect("two frames");
    }

    /// All words that can be seen.
    pub async fn words(&self) -> String {
        self.call("words", vec![]).await.as_str().unwrap_or_default().to_owned()
    }

    /// Asks every frame until the answer is neither null nor false.
    pub async fn until(&self, function: &str, input: Vec<Value>) -> Option<Value> {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            let answer = self.call(function, input.clone()).await;
            if !answer.is_null() && answer != json!(false) {
                return Some(answer);
            }
            self.painted().await;
        }
        None
    }

    /// Waits until words are on the screen.
    pub async fn until_words(&self, wanted: &str) -> bool {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if self.words().await.contains(wanted) {
                return true;
            }
            self.painted().await;
        }
        false
    }

    /// Waits for the element a function finds.
    pub async fn element(&self, function: &str, input: Vec<Value>) -> Option<Element> {
        let found = self.until(function, input).await?;
        let id = found[ELEMENT].as_str().expect("an element").to_owned();
        Some(Element::from_element_id(self.0.clone(), ElementRef::from(id)))
    }

    /// Presses a key, with others held.
    pub async fn press(&self, held: &[Key], key: char) {
        let mut keys = KeyActions::new("keys".to_owned());
        for one in held {
            keys = keys.then(KeyAction::Down { value: code(one) });
        }
        keys = keys.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        for one in held.iter().rev() {
            keys = keys.then(KeyAction::Up { value: code(one) });
        }
        self.0.perform_actions(keys).await.expect("a key press");
    }
}

/// The character that stands for a key in the protocol.
pub fn code(key: &Key) -> char {
    let text: &str = key;
    text.chars().next().expect("a key")
}
