//! Layouts: what a paper looks like as data, from `assets/papers/*.json`. An official changes text, fields, order and
//! widths there; [`Layouts::lint`] says what is wrong with a change before it is published.

mod bands;
mod build;
mod lint;
mod part;
mod sample;
mod scope;
mod words;

use std::collections::BTreeMap;
use std::path::{Path as File, PathBuf};
use std::sync::{Arc, LazyLock};

use casework::punctuation::full_width;
use serde_json::Value;

pub use lint::Flaw;
pub use sample::{Sample, samples};

use crate::documents::{Document, Sheet};
use crate::error::PaperError;
use crate::furniture::Head;
use crate::press::Print;
use crate::texts::PageTexts;
use build::Builder;
pub(crate) use part::Look;
use part::{Copy, Foot, Layout, Part};
use scope::Scope;

/// Not layouts of a paper: what stands around every page, and parts that several papers share.
const PAGE: &str = "page";
const PARTS: &str = "parts";

/// The layouts of the house, by the name of their file.
#[derive(Debug, Clone)]
pub struct Layouts {
    layouts: BTreeMap<String, Arc<Layout>>,
    parts: Arc<BTreeMap<String, Vec<Part>>>,
    page: Arc<PageTexts>,
    /// What every paper says of the items it was made from.
    mark: String,
}

/// The files of `assets/papers` as they were when the program was built.
static SHIPPED: include_dir::Dir<'_> = include_dir::include_dir!("$CARGO_MANIFEST_DIR/../../assets/papers");

static OWN: LazyLock<Result<Layouts, String>> = LazyLock::new(|| {
    let files = SHIPPED
        .files()
        .filter_map(|file| Some((file.path().to_path_buf(), file.contents_utf8()?.to_owned())));
    let (layouts, flaws) = Layouts::of(files);
    let first = flaws.first().map(ToString::to_string);
    match (layouts, first) {
        (Some(layouts), None) => Ok(layouts),
        (_, flaw) => Err(flaw.unwrap_or_default()),
    }
});

impl Layouts {
    /// Those that come with the program.
    ///
    /// # Errors
    /// [`PaperError::Layout`] when the program was built from files that cannot be read.
    pub fn shipped() -> Result<&'static Self, PaperError> {
        OWN.as_ref().map_err(|flaw| PaperError::Layout(flaw.clone()))
    }

    /// Those of a folder, and everything that is wrong with them. A file that cannot be read is left out.
    ///
    /// # Errors
    /// [`PaperError::LayoutFolder`] when the folder cannot be listed or a file of it not read.
    pub fn read(folder: &File) -> Result<(Option<Self>, Vec<Flaw>), PaperError> {
        let fault = |path: &File| {
            let path = path.to_path_buf();
            move |source| PaperError::LayoutFolder { path, source }
        };
        let mut files = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(fault(folder))? {
            let path = entry.map_err(fault(folder))?.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                let text = std::fs::read_to_string(&path).map_err(fault(&path))?;
                files.push((path, text));
            }
        }
        files.sort();
        Ok(Self::of(files))
    }

    /// Those of a published pack over those the program was built with, and what is wrong with them. A pack without
    /// layouts, or with one this program cannot read (it may be of a later program), leaves the program's own in force.
    ///
    /// # Errors
    /// As [`Layouts::shipped`].
    pub fn published(papers: &BTreeMap<String, Value>) -> Result<(Self, Vec<Flaw>), PaperError> {
        let own = Self::shipped()?.clone();
        if papers.is_empty() {
            return Ok((own, Vec::new()));
        }
        let (read, flaws) = Self::of(papers.iter().map(|(name, layout)| (name.into(), layout.to_string())));
        match read {
            Some(read) if flaws.is_empty() => Ok((own.under(&read), flaws)),
            _ => Ok((own, flaws)),
        }
    }

    fn of(files: impl IntoIterator<Item = (PathBuf, String)>) -> (Option<Self>, Vec<Flaw>) {
        let (mut layouts, mut flaws) = (BTreeMap::new(), Vec::new());
        let (mut parts, mut page) = (None, None);
        for (path, text) in files {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let read = match name.as_str() {
                PAGE => serde_json::from_str(&text).map(|texts: PageTexts| page = Some(texts)),
                PARTS => serde_json::from_str(&text).map(|shared| parts = Some(shared)),
                _ => serde_json::from_str(&text).map(|layout: Layout| {
                    layouts.insert(name.clone(), Arc::new(layout));
                }),
            };
            flaws.extend(read.err().map(|fault| Flaw::unreadable(&name, &fault)));
        }
        if page.is_none() && flaws.iter().all(|flaw| flaw.file != PAGE) {
            flaws.push(Flaw::missing(PAGE));
        }
        let whole = page.map(|page| Self {
            layouts,
            parts: Arc::new(parts.unwrap_or_default()),
            page: Arc::new(page),
            mark: String::new(),
        });
        (whole, flaws)
    }

    /// These with those of `others` over them: what a province publishes goes before what the program was built with.
    #[must_use]
    pub fn under(mut self, others: &Self) -> Self {
        self.layouts.extend(others.layouts.iter().map(|(name, layout)| (name.clone(), layout.clone())));
        self.parts = others.parts.clone();
        let large = others.page.large.clone().or_else(|| self.page.large.clone());
        let nothing = [&others.page.nothing, &self.page.nothing].into_iter().find(|words| !words.is_empty());
        let nothing = nothing.cloned().unwrap_or_default();
        let goes_on = [&others.page.goes_on, &self.page.goes_on].into_iter().find(|words| !words.is_empty());
        let goes_on = goes_on.cloned().unwrap_or_default();
        self.page = Arc::new(PageTexts { large, nothing, goes_on, ..(*others.page).clone() });
        self
    }

    /// The same for papers of items that carry this mark (示例，以县级发布为准): it stands at the foot of each page.
    #[must_use]
    pub fn marked(mut self, mark: &str) -> Self {
        self.mark = full_width(mark).into_owned();
        self
    }

    /// Whether an item has its own way of printing its form.
    pub fn has(&self, name: &str) -> bool {
        self.layouts.contains_key(name)
    }

    /// Whether a paper of the station can also be had in large print, to read beside it: the first of these layouts that
    /// there is says so of one of its copies.
    pub fn has_large(&self, names: &[String]) -> bool {
        let copy = self.of_document(names).ok().and_then(Layout::large_copy);
        self.page.large.is_some() && copy.is_some()
    }

    /// The copy of a paper that is printed large. A paper of the authority goes out byte for byte as it came, so of it
    /// there is none, whatever a layout says.
    fn large_copy(&self, document: &Document) -> Result<Copy, PaperError> {
        let names = document.layout_names();
        let named = document.is_of_the_station() && self.has_large(&names);
        let copy = if named { self.of_document(&names)?.large_copy() } else { None };
        copy.ok_or(PaperError::NoLarge)
    }

    /// The names of all layouts.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.layouts.keys().map(String::as_str)
    }

    pub(crate) fn page(&self) -> &PageTexts {
        &self.page
    }

    fn shared(&self, name: &str) -> Result<&[Part], PaperError> {
        let found = self.parts.get(name).map(Vec::as_slice);
        found.ok_or_else(|| PaperError::Layout(format!("no shared part is called {name}")))
    }

    fn of_document(&self, names: &[String]) -> Result<&Layout, PaperError> {
        let found = names.iter().find_map(|name| self.layouts.get(name));
        found
            .map(Arc::as_ref)
            .ok_or_else(|| PaperError::Layout(format!("no layout for {}", names.join(", "))))
    }

    /// The copies of a document as blocks.
    ///
    /// # Errors
    /// [`PaperError::Layout`] for a layout that is missing or includes itself; [`PaperError::NoLarge`] for a paper that is
    /// not printed large.
    pub(crate) fn sheets(&self, document: &Document, print: Print) -> Result<Vec<Sheet>, PaperError> {
        let layout = self.of_document(&document.layout_names())?;
        let copies = match print {
            Print::Usual if layout.copies.is_empty() => vec![Copy::default()],
            Print::Usual => layout.copies.clone(),
            Print::Large => vec![self.large_copy(document)?],
        };
        let sheets = copies.iter().map(|copy| self.sheet(document, layout, copy, print));
        sheets.filter_map(Result::transpose).collect()
    }

    /// The one copy of a slip.
    ///
    /// # Errors
    /// [`PaperError::Layout`] for a layout that is missing or includes itself.
    pub(crate) fn slip_sheet(&self, document: &Document) -> Result<Sheet, PaperError> {
        let layout = self.of_document(&document.slip_names())?;
        let sheet = self.sheet(document, layout, &Copy::default(), Print::Usual)?;
        sheet.ok_or_else(|| PaperError::Layout("a slip without a copy".to_owned()))
    }

    /// One copy; none where this case does not need it.
    fn sheet(
        &self,
        document: &Document,
        layout: &Layout,
        copy: &Copy,
        print: Print,
    ) -> Result<Option<Sheet>, PaperError> {
        let view = view(document, &copy.name)?;
        let scope = Scope::whole(&view, &layout.words);
        if copy.when.as_ref().is_some_and(|when| !when.holds(&scope)) {
            return Ok(None);
        }
        let builder = Builder { layouts: self, texts: &self.page, look: layout.look, print };
        let blocks = builder.parts(layout, &scope)?;
        let shown = |lines: &[Foot]| {
            let holds = |line: &&Foot| line.when.as_ref().is_none_or(|when| when.holds(&scope));
            lines.iter().find(holds).map(|line| line.words.fill(&scope)).unwrap_or_default()
        };
        let head = Head {
            kind: copy.code.unwrap_or_else(|| document.kind()),
            organ: layout.organ.fill(&scope),
            title: layout.title.fill(&scope),
            number: layout.number.fill(&scope),
            copy: copy.name.clone(),
            foot: shown(layout.foot.as_slice()),
            corner: shown(layout.corner.as_slice()),
            mark: if document.says_its_mark() { String::new() } else { self.mark.clone() },
            continued: shown(&layout.continued),
            look: layout.look,
            reading: self.page.large.as_ref().filter(|_| print == Print::Large).cloned(),
        };
        Ok(Some(Sheet { head, blocks }))
    }
}

/// What the places of a layout name.
fn view(document: &Document, copy: &str) -> Result<Value, PaperError> {
    let mut view = serde_json::to_value(document).map_err(|fault| PaperError::Write(fault.to_string()))?;
    if let Some(fields) = view.as_object_mut() {
        fields.insert("copy".to_owned(), Value::from(copy));
    }
    Ok(view)
}
