//! Sentences with places in them: `本站最迟在{send_by|date}送到{authority}`.

use std::fmt;

use casework::punctuation::{ended, full_width};
use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

use super::scope::{Path, Scope};
use crate::texts::spoken;

/// A sentence of a layout, read once.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Words(Vec<Span>);

#[derive(Debug, Clone, PartialEq)]
enum Span {
    Fixed(String),
    Place(Place),
}

/// `{path}`, `{path|filter}` or `{path=value|tick}`.
#[derive(Debug, Clone, PartialEq)]
struct Place {
    path: Path,
    equals: Option<String>,
    filter: Filter,
}

/// What is made of a value before it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filter {
    /// As it is; the choices of a question with their boxes.
    Plain,
    /// `2026-04-15T10:05` as 2026年4月15日10时05分.
    Date,
    /// The same without the time of day.
    Day,
    /// How many there are in a list.
    Count,
    /// ☑ where it holds, ☐ where not.
    Tick,
    /// Looked up among the layout's own words.
    Word,
    /// As a sentence that ends: what was typed without a last mark gets one.
    Ended,
}

/// Why a sentence or a condition of a layout cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum WordsError {
    #[error("`{0}` opens a place and does not close it")]
    Open(String),
    #[error("`{0}` is no filter; there are date, day, count, tick, word, ended")]
    Filter(String),
    #[error("`{0}` is no number")]
    Number(String),
    #[error("a place without a name")]
    Nameless,
}

impl Words {
    pub(crate) fn parse(text: &str) -> Result<Self, WordsError> {
        let mut spans = Vec::new();
        let mut rest = text;
        while let Some((before, tail)) = rest.split_once('{') {
            let (place, after) = tail.split_once('}').ok_or_else(|| WordsError::Open(tail.to_owned()))?;
            if !before.is_empty() {
                spans.push(Span::Fixed(before.to_owned()));
            }
            spans.push(Span::Place(Place::parse(place)?));
            rest = after;
        }
        if !rest.is_empty() {
            spans.push(Span::Fixed(rest.to_owned()));
        }
        Ok(Self(spans))
    }

    /// The sentence with its places filled and with the marks of print. A value is never read as a place itself.
    pub(crate) fn fill(&self, scope: &Scope<'_>) -> String {
        let words: String = self.0.iter().map(|span| span.fill(scope)).collect();
        full_width(&words).into_owned()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The paths of all places.
    pub(crate) fn places(&self) -> impl Iterator<Item = &Path> {
        self.0.iter().filter_map(|span| match span {
            Span::Fixed(_) => None,
            Span::Place(place) => Some(&place.path),
        })
    }
}

impl Span {
    fn fill(&self, scope: &Scope<'_>) -> String {
        match self {
            Self::Fixed(text) => text.clone(),
            Self::Place(place) => place.fill(scope),
        }
    }
}

impl Place {
    fn parse(text: &str) -> Result<Self, WordsError> {
        let (subject, filter) = text.split_once('|').unwrap_or((text, ""));
        let (path, equals) = match subject.split_once('=') {
            Some((path, value)) => (path, Some(value.to_owned())),
            None => (subject, None),
        };
        let path = Path::parse(path).ok_or(WordsError::Nameless)?;
        Ok(Self { path, equals, filter: Filter::parse(filter)? })
    }

    fn fill(&self, scope: &Scope<'_>) -> String {
        let words = || scope.words(&self.path);
        match self.filter {
            Filter::Plain => words(),
            Filter::Date => spoken(&words()),
            Filter::Day => spoken(words().split('T').next().unwrap_or_default()),
            Filter::Count => scope.count(&self.path).to_string(),
            Filter::Tick => if self.holds(scope) { "☑" } else { "☐" }.to_owned(),
            Filter::Word => scope.own_word(&self.path),
            Filter::Ended => ended(&words()),
        }
    }

    fn holds(&self, scope: &Scope<'_>) -> bool {
        match &self.equals {
            Some(value) => scope.words(&self.path) == *value,
            None => scope.holds(&self.path),
        }
    }
}

impl Filter {
    fn parse(name: &str) -> Result<Self, WordsError> {
        Ok(match name {
            "" => Self::Plain,
            "date" => Self::Date,
            "day" => Self::Day,
            "count" => Self::Count,
            "tick" => Self::Tick,
            "word" => Self::Word,
            "ended" => Self::Ended,
            other => return Err(WordsError::Filter(other.to_owned())),
        })
    }
}

/// When a part stands on the paper: `agent`, `!agent`, `copy=存档联`, `age>=18`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Condition {
    place: Place,
    not: bool,
    /// The number its value begins with is not below this one.
    least: Option<u32>,
}

impl Condition {
    fn parse(text: &str) -> Result<Self, WordsError> {
        let (not, subject) = text.strip_prefix('!').map_or((false, text), |rest| (true, rest));
        let (subject, least) = match subject.split_once(">=") {
            Some((subject, number)) => {
                let least = number.trim().parse().map_err(|_| WordsError::Number(number.to_owned()))?;
                (subject, Some(least))
            }
            None => (subject, None),
        };
        Ok(Self { place: Place::parse(subject)?, not, least })
    }

    pub(crate) fn holds(&self, scope: &Scope<'_>) -> bool {
        let held = match self.least {
            Some(least) => scope.leading_number(&self.place.path).is_some_and(|number| number >= least),
            None => self.place.holds(scope),
        };
        held != self.not
    }

    pub(crate) fn path(&self) -> &Path {
        &self.place.path
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_str(Sentence(Words::parse))
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_str(Sentence(Condition::parse))
    }
}

struct Sentence<T>(fn(&str) -> Result<T, WordsError>);

impl<T> Visitor<'_> for Sentence<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sentence")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).map_err(|fault| E::custom(fault))
    }
}
