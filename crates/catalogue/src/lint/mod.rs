//! Judges a pack before it is published: every rule of `assets/README.md`, named by file and place, in words an author
//! understands. An article not yet read in a source (`checked: false`) is no finding; it is printed as 待核.

mod form;
mod item;
mod paper;
mod rules;
mod sample;
mod schema;

use std::collections::HashSet;
use std::fmt;

use serde::Serialize;

use crate::form::pack::FormPack;
use crate::item::Item;
use crate::pack::Pack;

/// One thing an author has to put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Inside the content folder: `forms/temporary-relief.json`.
    pub file: String,
    /// Where in the file; empty when it is about the whole.
    #[serde(rename = "where")]
    pub place: String,
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place.is_empty() {
            return write!(f, "{}: {}", self.file, self.what);
        }
        write!(f, "{} · {}: {}", self.file, self.place, self.what)
    }
}

/// All findings of a pack, file by file; none = it may be published.
pub fn lint(pack: &Pack) -> Vec<Finding> {
    let mut findings = pack_findings(pack);
    for item in &pack.items {
        let form = pack.form_of(item);
        findings.extend(item_findings(item, form, pack));
    }
    for form in &pack.forms {
        let item = pack.items.iter().find(|item| item.slug == form.form);
        findings.extend(form_findings(form, item));
    }
    findings
}

/// Collects the findings of one file.
struct Notes {
    file: String,
    findings: Vec<Finding>,
}

impl Notes {
    fn on(file: String) -> Self {
        Self { file, findings: Vec::new() }
    }

    fn add(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.findings.push(Finding { file: self.file.clone(), place: place.into(), what: what.into() });
    }

    /// Adds the finding unless `right`.
    fn expect(&mut self, right: bool, place: impl Into<String>, what: impl Into<String>) {
        if !right {
            self.add(place, what);
        }
    }

    fn expect_text(&mut self, text: &str, place: impl Into<String>) {
        self.expect(!text.trim().is_empty(), place, "没写,要写上");
    }

    /// Names every id that stands in `ids` more than once.
    fn expect_unique<'a>(&mut self, ids: impl IntoIterator<Item = &'a str>, place: &str) {
        let mut seen = HashSet::new();
        for id in ids {
            if !seen.insert(id) {
                self.add(place, format!("「{id}」出现了不止一次"));
            }
        }
    }
}

fn pack_findings(pack: &Pack) -> Vec<Finding> {
    let mut notes = Notes::on("catalogue/publisher.json".to_owned());
    notes.expect_text(&pack.publisher.publisher, "publisher");
    notes.expect_text(&pack.publisher.name, "name");
    notes.expect(pack.publisher.version > 0, "version", "版本从 1 数起");
    notes.expect_unique(pack.items.iter().map(|item| item.code.as_str()), "实施编码");
    notes.expect_unique(pack.items.iter().map(|item| item.slug.as_str()), "slug");
    notes.findings
}

fn item_findings(item: &Item, form: Option<&FormPack>, pack: &Pack) -> Vec<Finding> {
    let mut notes = Notes::on(format!("catalogue/items/{}.json", item.slug));
    item::judge(item, &mut notes);
    match form {
        Some(form) => {
            rules::judge_material_rules(item, form, &mut notes);
            sample::judge(item, form, pack.publisher.effective, &mut notes);
        }
        None => notes.add("slug", format!("没有它的表单 forms/{}.json", item.slug)),
    }
    notes.findings
}

fn form_findings(form: &FormPack, item: Option<&Item>) -> Vec<Finding> {
    let mut notes = Notes::on(format!("forms/{}.json", form.form));
    notes.expect(item.is_some(), "form", format!("没有它的事项 catalogue/items/{}.json", form.form));
    schema::judge(form, &mut notes);
    form::judge(form, &mut notes);
    rules::judge(form, &mut notes);
    paper::judge(form, &mut notes);
    notes.findings
}
