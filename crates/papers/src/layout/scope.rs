//! Where a layout finds its values: in the element it stands in, then outwards, up to the whole view.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error};
use serde_json::Value;

/// `applicant`, `agent.name`; `.` is the element itself and `#` its number in the list, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path(Vec<String>);

const ELEMENT: &str = ".";
const NUMBER: &str = "#";
/// The lists of a form as they were filled in, and what stands in their rows before that.
const TABLES: &str = "tables";
const BLANKS: &str = "blanks";

impl Path {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text == ELEMENT || text == NUMBER {
            return Some(Self(vec![text.to_owned()]));
        }
        let steps: Vec<String> = text.split('.').map(|step| step.trim().to_owned()).collect();
        steps.iter().all(|step| !step.is_empty()).then_some(Self(steps))
    }

    /// Where a row to write in of this list has what stands in it already.
    fn of_blanks(&self) -> Option<Self> {
        let (first, rest) = self.0.split_first()?;
        (first == TABLES).then(|| Self([&[BLANKS.to_owned()], rest].concat()))
    }

    /// It leads to what was answered on a form.
    pub(crate) fn is_of_answers(&self) -> bool {
        self.0.first().is_some_and(|first| ["fields", TABLES].contains(&first.as_str()))
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("."))
    }
}

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("a path without a name"))
    }
}

/// The view of a document as far in as a layout has gone.
pub(crate) struct Scope<'a> {
    value: &'a Value,
    /// Number of the element in its list, from 1.
    number: usize,
    outer: Option<&'a Scope<'a>>,
    words: &'a BTreeMap<String, String>,
}

impl<'a> Scope<'a> {
    /// The whole view; `words` are the layout's own.
    pub(crate) fn whole(value: &'a Value, words: &'a BTreeMap<String, String>) -> Self {
        Self { value, number: 1, outer: None, words }
    }

    /// The elements of a list, each with everything outside it in sight.
    pub(crate) fn each<'s>(&'s self, list: &Path) -> Vec<Scope<'s>> {
        let elements = self.find(list).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        elements
            .iter()
            .zip(1..)
            .map(|(value, number)| Scope { value, number, outer: Some(self), words: self.words })
            .collect()
    }

    /// An element of a list that nobody filled in yet: nothing is in sight but boxes to tick and the like.
    pub(crate) fn blank<'s>(&'s self, list: &Path, number: usize) -> Scope<'s> {
        let value = list.of_blanks().and_then(|blanks| self.find(&blanks)).unwrap_or(&Value::Null);
        Scope { value, number, outer: None, words: self.words }
    }

    pub(crate) fn find(&self, path: &Path) -> Option<&'a Value> {
        let (first, rest) = path.0.split_first()?;
        if first == ELEMENT {
            return Some(self.value);
        }
        match self.value.get(first) {
            Some(value) => rest.iter().try_fold(value, |value, step| value.get(step)),
            None => self.outer.and_then(|outer| outer.find(path)),
        }
    }

    /// A value in words; empty where there is none.
    pub(crate) fn words(&self, path: &Path) -> String {
        if path.0 == [NUMBER] {
            self.number.to_string()
        } else {
            self.find(path).map_or_else(String::new, spell)
        }
    }

    pub(crate) fn count(&self, path: &Path) -> usize {
        self.find(path).and_then(Value::as_array).map_or(0, Vec::len)
    }

    /// The number a value begins with: 18 of `18`, `18 岁`.
    pub(crate) fn leading_number(&self, path: &Path) -> Option<u32> {
        let words = self.words(path);
        let end = words.find(|c: char| !c.is_ascii_digit()).unwrap_or(words.len());
        words[..end].parse().ok()
    }

    /// Something is there and is not no, nothing or an empty list.
    pub(crate) fn holds(&self, path: &Path) -> bool {
        match self.find(path) {
            None | Some(Value::Null | Value::Bool(false)) => false,
            Some(Value::String(text)) => !text.trim().is_empty(),
            Some(Value::Array(list)) => !list.is_empty(),
            Some(Value::Number(number)) => number.as_f64() != Some(0.0),
            Some(_) => true,
        }
    }

    /// What stands there, in the shape that is asked for; nothing where it has another.
    pub(crate) fn read<T: DeserializeOwned + Default>(&self, path: &Path) -> T {
        self.find(path).and_then(|value| T::deserialize(value).ok()).unwrap_or_default()
    }

    /// What the layout calls a value of ours (`original` → 原件, `true` → 有); the value itself where it has no word.
    pub(crate) fn own_word(&self, path: &Path) -> String {
        let value = match self.find(path) {
            Some(Value::Bool(held)) => held.to_string(),
            _ => self.words(path),
        };
        self.words.get(&value).cloned().unwrap_or(value)
    }

    /// Whether a sample view has this path at all, filled or not.
    pub(crate) fn knows(&self, path: &Path) -> bool {
        path.0 == [NUMBER] || self.find(path).is_some()
    }
}

fn spell(value: &Value) -> String {
    match value {
        Value::Null | Value::Bool(_) | Value::Object(_) => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(parts) => parts.iter().map(spell_part).collect::<Vec<_>>().join("   "),
    }
}

/// The choices of a question keep their boxes.
fn spell_part(part: &Value) -> String {
    match (part.get("label").and_then(Value::as_str), part.get("ticked").and_then(Value::as_bool)) {
        (Some(label), Some(ticked)) => format!("{}{label}", if ticked { '☑' } else { '☐' }),
        _ => spell(part),
    }
}
