//! Finds items as they are typed: by name, other words, pinyin, initials, code or slug.

mod pinyin;

use std::cmp::Reverse;

use serde::Serialize;

use crate::item::{Item, Slug};
pub use pinyin::pinyin_keys;

/// An item that fits; the higher the score, the better.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit {
    pub slug: Slug,
    pub score: u32,
}

/// The index over all items, in memory.
#[derive(Debug)]
pub struct Search {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    slug: Slug,
    name: Keys,
    keywords: Vec<Keys>,
    /// 实施编码, 基本编码 and slug: only their beginning counts.
    codes: Vec<String>,
}

/// A text as typed, and as its pinyin and initials in every reading.
#[derive(Debug)]
struct Keys {
    text: String,
    sounds: Vec<String>,
    /// All sounds, one a line: one look tells whether any of them fits at all.
    all_sounds: String,
}

impl Keys {
    fn of(text: &str) -> Self {
        let sounds = pinyin_keys(text);
        Self { text: folded(text), all_sounds: sounds.join("\n"), sounds }
    }

    /// How well `typed` fits: the whole, the beginning, the inside; characters before sounds. 0 = not at all.
    fn fit(&self, typed: &str) -> u32 {
        let text = fit(&self.text, typed);
        if text > 0 {
            return text + 10;
        }
        if !typed.is_ascii() || !self.all_sounds.contains(typed) {
            return 0;
        }
        self.sounds.iter().map(|sound| fit(sound, typed)).max().unwrap_or(0)
    }
}

fn fit(key: &str, typed: &str) -> u32 {
    if key == typed {
        80
    } else if key.starts_with(typed) {
        60
    } else if key.contains(typed) {
        40
    } else {
        0
    }
}

impl Search {
    /// Indexes the items; done once per catalogue.
    pub fn new(items: &[Item]) -> Self {
        Self { entries: items.iter().map(Entry::of).collect() }
    }

    /// The best `limit` items for what was typed; none for an empty text. Equal scores stay in the catalogue's order.
    pub fn find(&self, text: &str, limit: usize) -> Vec<Hit> {
        let typed = folded(text);
        if typed.is_empty() {
            return Vec::new();
        }
        let mut hits: Vec<Hit> = self
            .entries
            .iter()
            .map(|entry| Hit { slug: entry.slug.clone(), score: entry.fit(&typed) })
            .filter(|hit| hit.score > 0)
            .collect();
        hits.sort_by_key(|hit| Reverse(hit.score));
        hits.truncate(limit);
        hits
    }
}

impl Entry {
    fn of(item: &Item) -> Self {
        Self {
            slug: item.slug.clone(),
            name: Keys::of(&item.name),
            keywords: item.keywords.iter().map(|word| Keys::of(word)).collect(),
            codes: [item.code.as_str(), &item.base_code, item.slug.as_str()].map(folded).to_vec(),
        }
    }

    /// A name counts a little more than another word for it.
    fn fit(&self, typed: &str) -> u32 {
        let name = match self.name.fit(typed) {
            0 => 0,
            fit => fit + 5,
        };
        let keyword = self.keywords.iter().map(|word| word.fit(typed)).max().unwrap_or(0);
        let code = if self.codes.iter().any(|code| code.starts_with(typed)) { 70 } else { 0 };
        name.max(keyword).max(code)
    }
}

/// Narrow, lower case, without gaps: how texts are compared.
fn folded(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(narrow).flat_map(char::to_lowercase).collect()
}

/// A full-width letter or digit as its narrow one.
fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        other => other,
    }
}
