//! What is wrong with a layout, told to the official who wrote it.

use std::fmt;

use serde_json::Value;

use super::part::{BandRow, Bands, Copy, Layout, Part};
use super::scope::{Path, Scope};
use super::words::{Condition, Words};
use super::{Layouts, view};
use crate::documents::Document;
use crate::documents::ruling::REFUSALS;

/// The list of how to object.
const REMEDIES: &str = "remedies";

/// One thing to put right, and in which file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The file's name without `.json`.
    pub file: String,
    pub words: String,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.json：{}", self.file, self.words)
    }
}

impl Flaw {
    pub(super) fn unreadable(file: &str, fault: &serde_json::Error) -> Self {
        Self::new(file, format!("第{}行第{}列读不懂：{fault}", fault.line(), fault.column()))
    }

    pub(super) fn missing(file: &str) -> Self {
        Self::new(file, "没有这个文件".to_owned())
    }

    fn new(file: &str, words: String) -> Self {
        Self { file: file.to_owned(), words }
    }
}

impl Layouts {
    /// Everything an author has to put right. `documents` are what the layouts are tried on: a place that none of them
    /// fills is taken for a slip.
    pub fn lint(&self, documents: &[Document]) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        for (name, layout) in &self.layouts {
            let views: Vec<Value> = documents
                .iter()
                .filter(|document| names(document).any(|known| known == *name))
                .flat_map(|document| copies(layout).into_iter().filter_map(|copy| view(document, copy).ok()))
                .collect();
            let scopes: Vec<Scope<'_>> = views.iter().map(|view| Scope::whole(view, &layout.words)).collect();
            let mut reader = Reader { layouts: self, file: name, flaws: &mut flaws, open: Vec::new() };
            if REFUSALS.contains(&name.as_str()) && !self.tells_remedies(&layout.parts, 0) {
                reader.say("拒绝申请人的文书要印救济途径（remedies）".to_owned());
            }
            if scopes.is_empty() {
                reader.say("没有哪种文书用这个名字".to_owned());
            } else {
                reader.layout(layout, &scopes.iter().collect::<Vec<_>>());
            }
            let read =
                documents.iter().any(|one| one.is_of_the_station() && one.layout_names().contains(name));
            reader.large(layout, read);
        }
        flaws.dedup();
        flaws
    }
}

impl Layouts {
    /// Whether a paper with these parts says how to object.
    fn tells_remedies(&self, parts: &[Part], depth: usize) -> bool {
        let inside = |parts: &[Part]| depth < super::build::DEEPEST && self.tells_remedies(parts, depth + 1);
        parts.iter().any(|part| match part {
            Part::Each(each) => each.list.to_string() == REMEDIES,
            Part::If(choice) => inside(&choice.then) || inside(&choice.otherwise),
            Part::Together(parts) => inside(parts),
            Part::Include(name) => self.shared(name).is_ok_and(inside),
            _ => false,
        })
    }
}

/// The layouts that are tried on a document: of its paper and of its slip.
fn names(document: &Document) -> impl Iterator<Item = String> {
    document.layout_names().into_iter().chain(document.slip_names())
}

fn copies(layout: &Layout) -> Vec<&str> {
    let named: Vec<&str> = layout.copies.iter().map(|copy| copy.name.as_str()).collect();
    if named.is_empty() { vec![""] } else { named }
}

struct Reader<'a> {
    layouts: &'a Layouts,
    file: &'a str,
    flaws: &'a mut Vec<Flaw>,
    /// Shared parts that are being read: one that comes again includes itself.
    open: Vec<String>,
}

type Scopes<'s, 'v> = [&'s Scope<'v>];

impl Reader<'_> {
    fn say(&mut self, words: String) {
        self.flaws.push(Flaw::new(self.file, words));
    }

    fn layout(&mut self, layout: &Layout, scopes: &Scopes<'_, '_>) {
        for words in [&layout.organ, &layout.title, &layout.number] {
            self.words(words, scopes);
        }
        for foot in layout.foot.iter().chain(&layout.corner).chain(&layout.continued) {
            self.condition(foot.when.as_ref(), scopes);
            self.words(&foot.words, scopes);
        }
        layout.copies.iter().for_each(|copy| self.condition(copy.when.as_ref(), scopes));
        self.parts(&layout.parts, scopes);
    }

    /// What is said of large print; `read`: by this layout goes a paper of the station.
    fn large(&mut self, layout: &Layout, read: bool) {
        let copies: Vec<&Copy> = layout.copies.iter().filter(|copy| copy.large).collect();
        if copies.is_empty() && !layout.large {
            return;
        }
        if !read {
            self.say("这种文书不印大字版：承办机关的文书照原样打，小票和试打页没有大字版".to_owned());
        }
        if layout.large && !layout.copies.is_empty() {
            self.say("分联的文书，large 写在居民看的那一联上".to_owned());
        }
        if copies.len() > 1 {
            self.say("只能有一联印大字版".to_owned());
        }
        if copies.iter().any(|copy| copy.when.is_some()) {
            self.say("印大字版的联每件都要有，不能写 when".to_owned());
        }
        if self.layouts.page.large.is_none() {
            self.say("page.json 里没有大字版的话（large）".to_owned());
        }
    }

    fn parts(&mut self, parts: &[Part], scopes: &Scopes<'_, '_>) {
        parts.iter().for_each(|part| self.part(part, scopes));
    }

    fn part(&mut self, part: &Part, scopes: &Scopes<'_, '_>) {
        match part {
            Part::Heading(words) => self.words(words, scopes),
            Part::Paragraph(paragraph) => self.words(&paragraph.words, scopes),
            Part::Rows(rows) => {
                for row in rows {
                    self.condition(row.when.as_ref(), scopes);
                    for cell in &row.cells {
                        self.words(&cell.label, scopes);
                        self.words(&cell.value, scopes);
                        self.width(cell.width);
                    }
                }
            }
            Part::List(list) => self.within(&list.each, scopes, |reader, scopes| {
                for column in &list.columns {
                    reader.words(&column.value, scopes);
                    reader.width(column.width);
                }
            }),
            Part::Each(each) => {
                self.within(&each.list, scopes, |reader, scopes| reader.parts(&each.parts, scopes));
            }
            Part::If(choice) => {
                self.condition(Some(&choice.when), scopes);
                self.parts(&choice.then, scopes);
                self.parts(&choice.otherwise, scopes);
            }
            Part::Sign(places) => places.iter().for_each(|place| self.words(&place.label, scopes)),
            Part::Closing(end) => {
                end.lines.iter().chain(&end.signer).for_each(|words| self.words(words, scopes));
            }
            Part::Together(parts) => self.parts(parts, scopes),
            Part::Gap(_) => {}
            Part::Include(name) => self.include(name, scopes),
            Part::Bands(form) => self.bands(form, scopes),
            Part::Fields(path) | Part::Grid(path) => self.path(path, scopes),
        }
    }

    fn include(&mut self, name: &str, scopes: &Scopes<'_, '_>) {
        if self.open.iter().any(|open| open == name) {
            return self.say(format!("公用部分“{name}”绕回了自己"));
        }
        let layouts = self.layouts;
        match layouts.shared(name) {
            Ok(parts) => {
                self.open.push(name.to_owned());
                self.parts(parts, scopes);
                self.open.pop();
            }
            Err(_) => self.say(format!("parts.json 里没有公用部分“{name}”")),
        }
    }

    fn bands(&mut self, form: &Bands, scopes: &Scopes<'_, '_>) {
        form.columns.iter().for_each(|width| self.width(*width));
        for band in &form.bands {
            self.condition(band.when.as_ref(), scopes);
            if let Some(side) = &band.side {
                self.words(side, scopes);
            }
            self.band_rows(form, &band.head, scopes);
            match &band.each {
                None => self.band_rows(form, &band.rows, scopes),
                Some(list) => self.within(list, scopes, |reader, scopes| {
                    reader.band_rows(form, &band.rows, scopes);
                }),
            }
        }
    }

    fn band_rows(&mut self, form: &Bands, rows: &[BandRow], scopes: &Scopes<'_, '_>) {
        for row in rows {
            self.condition(row.when.as_ref(), scopes);
            let covered: usize = row.cells.iter().map(|cell| cell.span).sum();
            if covered != form.columns.len() {
                self.say(format!("表格有{}列，有一行占了{covered}列", form.columns.len()));
            }
            for cell in &row.cells {
                self.words(&cell.words, scopes);
                self.words(&cell.foot, scopes);
                if let Some(who) = &cell.sign {
                    self.words(who, scopes);
                }
                if let Some(feet) = &cell.feet {
                    self.within(&feet.list, scopes, |reader, scopes| reader.words(&feet.words, scopes));
                }
            }
        }
    }

    /// The elements of a list; where no sample has any, what is inside cannot be tried.
    fn within(
        &mut self,
        list: &Path,
        scopes: &Scopes<'_, '_>,
        inside: impl FnOnce(&mut Self, &Scopes<'_, '_>),
    ) {
        self.path(list, scopes);
        let elements: Vec<Scope<'_>> = scopes.iter().flat_map(|scope| scope.each(list)).collect();
        if !elements.is_empty() {
            inside(self, &elements.iter().collect::<Vec<_>>());
        }
    }

    fn words(&mut self, words: &Words, scopes: &Scopes<'_, '_>) {
        for path in words.places() {
            self.path(path, scopes);
        }
    }

    fn condition(&mut self, condition: Option<&Condition>, scopes: &Scopes<'_, '_>) {
        if let Some(condition) = condition {
            self.path(condition.path(), scopes);
        }
    }

    fn path(&mut self, path: &Path, scopes: &Scopes<'_, '_>) {
        if !scopes.iter().any(|scope| scope.knows(path)) {
            self.say(format!("没有“{path}”这个内容"));
        }
    }

    fn width(&mut self, width: f32) {
        if !(width > 0.0 && width.is_finite()) {
            self.say(format!("宽度要大于 0，写的是 {width}"));
        }
    }
}
