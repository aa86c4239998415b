//! The opened catalogue of one verified pack: items by name or code, forms compiled when first needed.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use serde_json::Value;
use thiserror::Error;

use crate::form::pack::FormPack;
use crate::form::{Form, FormError};
use crate::item::Item;
use crate::pack::{Pack, PackIdentity, Publisher, VerifiedPack};

/// Why a form cannot be had.
#[derive(Debug, Error)]
pub enum CatalogueError {
    #[error("the catalogue has no item {0}")]
    NoSuchItem(String),
    #[error("the item {0} has no form")]
    NoForm(String),
    #[error("the form of {item} cannot be used")]
    Form { item: String, source: FormError },
}

/// All items of a pack. Cheap to share; forms are compiled once, when first asked for.
#[derive(Debug)]
pub struct Catalogue {
    /// Without its forms, which stand in the entries.
    pack: Pack,
    identity: PackIdentity,
    entries: Vec<Entry>,
    /// Slug and 实施编码 of every item.
    names: HashMap<String, usize>,
}

#[derive(Debug)]
struct Entry {
    item: Arc<Item>,
    pack: Option<Arc<FormPack>>,
    form: OnceLock<Arc<Form>>,
}

impl Catalogue {
    /// Opens a verified pack.
    pub fn open(verified: VerifiedPack) -> Self {
        let (mut pack, identity) = verified.into_parts();
        let mut forms = std::mem::take(&mut pack.forms);
        let mut names = HashMap::new();
        let mut entries = Vec::with_capacity(pack.items.len());
        for (at, item) in pack.items.iter().enumerate() {
            names.insert(item.slug.to_string(), at);
            names.insert(item.code.to_string(), at);
            let form = forms.iter().position(|form| form.form == item.slug);
            let form = form.map(|at| Arc::new(forms.swap_remove(at)));
            entries.push(Entry { item: Arc::new(item.clone()), pack: form, form: OnceLock::new() });
        }
        Self { pack, identity, entries, names }
    }

    /// All items in the order of their slugs.
    pub fn items(&self) -> &[Item] {
        &self.pack.items
    }

    /// Who publishes, and the mark printed on every guide.
    pub fn publisher(&self) -> &Publisher {
        &self.pack.publisher
    }

    /// The layouts of the printed papers by the name of their file; none in a pack of before.
    pub fn papers(&self) -> &BTreeMap<String, Value> {
        &self.pack.papers
    }

    /// Publisher, version and hash of the pack, as every entry names it.
    pub fn identity(&self) -> &PackIdentity {
        &self.identity
    }

    /// Finds an item by its slug or its 实施编码.
    pub fn item(&self, slug_or_code: &str) -> Option<&Item> {
        self.entry(slug_or_code).map(|entry| &*entry.item)
    }

    /// The compiled form of an item, by slug or 实施编码.
    ///
    /// # Errors
    /// [`CatalogueError`]: no such item, an item without a form, or a form that does not compile.
    pub fn form(&self, slug_or_code: &str) -> Result<Arc<Form>, CatalogueError> {
        let entry =
            self.entry(slug_or_code).ok_or_else(|| CatalogueError::NoSuchItem(slug_or_code.to_owned()))?;
        if let Some(form) = entry.form.get() {
            return Ok(Arc::clone(form));
        }
        let pack = entry.pack.as_ref().ok_or_else(|| CatalogueError::NoForm(slug_or_code.to_owned()))?;
        let form = Form::load(Arc::clone(&entry.item), Arc::clone(pack))
            .map_err(|source| CatalogueError::Form { item: slug_or_code.to_owned(), source })?;
        Ok(Arc::clone(entry.form.get_or_init(|| Arc::new(form))))
    }

    fn entry(&self, slug_or_code: &str) -> Option<&Entry> {
        self.names.get(slug_or_code).map(|&at| &self.entries[at])
    }
}
