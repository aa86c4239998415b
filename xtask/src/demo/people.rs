//! The made-up residents of the demo: what they say at the counter, and stand-ins for the papers they bring.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::world::World;
use crate::place;
use crate::problem::{Outcome, Problem};
use crate::run::program;

/// One of `tests/people`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Short name of the item in the catalogue.
    pub item: String,
    /// Material slot → sheets given at the counter.
    brings: BTreeMap<String, usize>,
    /// The same, for what comes after acceptance.
    #[serde(default)]
    later: BTreeMap<String, usize>,
    form: Map<String, Value>,
}

impl Person {
    /// # Errors
    /// When there is no such person, or the file says something unknown.
    pub fn named(key: &str) -> Outcome<Self> {
        let file = place::root().join("tests/people").join(format!("{key}.json"));
        let text = fs::read_to_string(&file).map_err(Problem::file(&file))?;
        serde_json::from_str(&text).map_err(|e| Problem::Content { path: file, says: e.to_string() })
    }

    /// The applicant's name.
    pub fn name(&self) -> &str {
        self.form.get("applicant_name").and_then(Value::as_str).unwrap_or_default()
    }

    /// What is printed to be signed: who comes for another signs a mandate as well.
    pub fn papers(&self) -> &'static [&'static str] {
        if self.form.contains_key("agent_name") {
            &["form", "receipt", "mandate"]
        } else {
            &["form", "receipt"]
        }
    }

    /// Does what the county asked for.
    pub fn mend(&mut self, field: &str, value: &str) {
        self.form.insert(field.to_owned(), value.into());
    }

    /// Writes the form data as a file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_form(&self, folder: &Path) -> Outcome<PathBuf> {
        let file = folder.join("form.json");
        let text = Value::Object(self.form.clone()).to_string();
        fs::write(&file, text).map_err(Problem::file(&file))?;
        Ok(file)
    }

    /// `SLOT=FILE` for every sheet brought to the counter.
    ///
    /// # Errors
    /// When a sheet cannot be scanned.
    pub fn materials(&self, folder: &Path) -> Outcome<Vec<String>> {
        given(&self.brings, folder)
    }

    /// `SLOT=FILE` for every sheet that comes later.
    ///
    /// # Errors
    /// When a sheet cannot be scanned.
    pub fn later(&self, folder: &Path) -> Outcome<Vec<String>> {
        given(&self.later, folder)
    }
}

fn given(sheets: &BTreeMap<String, usize>, folder: &Path) -> Outcome<Vec<String>> {
    let mut given = Vec::new();
    for (slot, count) in sheets {
        for page in 1..=*count {
            let scan = scan(&format!("{slot}-{page}"), folder)?;
            given.push(format!("{slot}={}", scan.display()));
        }
    }
    Ok(given)
}

/// A sheet of A4 with its own words, through the scanner at 300 dpi.
fn scan(words: &str, folder: &Path) -> Outcome<PathBuf> {
    let sheet = folder.join(format!("{words}.pdf"));
    fs::write(&sheet, written_sheet(words)).map_err(Problem::file(&sheet))?;
    let stem = folder.join(words);
    program("pdftoppm").args(["-r", "300", "-jpeg", "-gray", "-singlefile"]).arg(&sheet).arg(&stem).read()?;
    fs::remove_file(&sheet).map_err(Problem::file(&sheet))?;
    Ok(stem.with_extension("jpg"))
}

/// The pages of a PDF as PNG pictures at 300 dpi, in order.
///
/// # Errors
/// When `pdftoppm` refuses.
pub fn pages(world: &World, pdf: &Path, folder: &Path) -> Outcome<Vec<PathBuf>> {
    let stem = pdf.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut command = std::process::Command::new("pdftoppm");
    command.args(["-r", "300", "-png"]).arg(pdf).arg(folder.join(&stem));
    world.other(command)?;
    let is_page = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.starts_with(&format!("{stem}-")) && name.ends_with(".png")
    };
    let entries = fs::read_dir(folder).map_err(Problem::file(folder))?;
    let mut pages: Vec<PathBuf> =
        entries.filter_map(Result::ok).map(|entry| entry.path()).filter(is_page).collect();
    pages.sort();
    Ok(pages)
}

/// What each page of a PDF says, without white space.
///
/// # Errors
/// When it cannot be read.
pub fn words_of(pdf: &Path) -> Outcome<Vec<String>> {
    let said = program("pdftotext").args(["-layout"]).arg(pdf).args(["-"]).read()?;
    Ok(said.split('\x0c').map(|page| page.split_whitespace().collect()).collect())
}

/// A small PDF: one A4 page in Helvetica, written from top to bottom.
fn written_sheet(words: &str) -> Vec<u8> {
    const LINES: usize = 40;
    let line = format!("({words} 0123456789 abcdefghijklmnopqrstuvwxyz ) Tj T* ");
    let drawing = format!("BT /F 14 Tf 18 TL 50 780 Td {}ET", line.repeat(LINES));
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>stream\n{drawing}\nendstream", drawing.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let mut pdf = String::from("%PDF-1.4\n");
    let mut table = String::from("0000000000 65535 f \n");
    for (index, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", pdf.len());
        pdf += &format!("{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let start = pdf.len();
    let size = objects.len() + 1;
    pdf += &format!("xref\n0 {size}\n{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    pdf.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_of_the_demo_has_a_name_and_brings_something() {
        for key in super::super::main_job::PEOPLE {
            let person = Person::named(key).unwrap();
            assert!(!person.name().is_empty() && !person.brings.is_empty(), "{key}");
        }
    }

    #[test]
    fn the_stand_in_sheet_is_a_sound_pdf_with_its_words() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sheet.pdf");
        fs::write(&file, written_sheet("id_card-1")).unwrap();
        let text = program("pdftotext").arg(&file).arg("-").read().unwrap();
        assert!(text.starts_with("id_card-1"), "{text}");
        assert!(program("qpdf").arg("--check").arg(&file).works());
    }
}
