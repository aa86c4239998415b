//! The made-up resident of an item: form data out of the item's own 示范文本, and stand-ins for the papers brought.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;

use super::world::World;
use crate::problem::{Outcome, Problem};

/// What the demo hands over at the counter.
#[derive(Debug)]
pub struct Sample {
    pub slug: String,
    /// The slots of the materials that this resident must bring.
    pub slots: Vec<String>,
    form: Value,
}

#[derive(Deserialize)]
struct Item {
    slug: String,
    materials: Vec<Material>,
    sample: Value,
}

#[derive(Deserialize)]
struct Material {
    slot: String,
    kind: String,
    need: String,
    when: Option<Value>,
}

impl Material {
    /// Whether this resident must bring it. The application form itself is printed and signed at the counter.
    fn is_brought(&self, form: &Value) -> bool {
        match &self.when {
            Some(when) => self.need == "required" && holds(when, form),
            None => self.need == "required" && self.kind != "form",
        }
    }
}

impl Sample {
    /// # Errors
    /// When the item is missing or is none.
    pub fn read(assets: &Path, slug: &str) -> Outcome<Self> {
        let file = assets.join("catalogue/items").join(format!("{slug}.json"));
        let text = fs::read_to_string(&file).map_err(Problem::file(&file))?;
        let item: Item =
            serde_json::from_str(&text).map_err(|e| Problem::Content { path: file, says: e.to_string() })?;
        let slots =
            item.materials.iter().filter(|m| m.is_brought(&item.sample)).map(|m| m.slot.clone()).collect();
        Ok(Sample { slug: item.slug, slots, form: item.sample })
    }

    /// Writes the form data as a file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_form(&self, folder: &Path) -> Outcome<PathBuf> {
        let file = folder.join("form.json");
        fs::write(&file, self.form.to_string()).map_err(Problem::file(&file))?;
        Ok(file)
    }

    /// A picture of a sheet with the slot's name, as a camera at the counter would give.
    ///
    /// # Errors
    /// When `pdftoppm` refuses.
    pub fn photograph(&self, world: &World, slot: &str, folder: &Path) -> Outcome<PathBuf> {
        let sheet = folder.join(format!("{slot}.pdf"));
        fs::write(&sheet, one_page(&format!("SAMPLE {slot}"))).map_err(Problem::file(&sheet))?;
        let picture = pages(world, &sheet, folder)?.pop();
        fs::remove_file(&sheet).map_err(Problem::file(&sheet))?;
        picture.ok_or_else(|| Problem::said(format!("no picture of {slot}")))
    }
}

/// Whether `{"==": [{"var": FIELD}, VALUE]}` is so; the demo's item has no other condition on a material.
fn holds(when: &Value, form: &Value) -> bool {
    let field = when["=="][0]["var"].as_str().unwrap_or_default();
    !when["=="][1].is_null() && form[field] == when["=="][1]
}

/// The pages of a PDF as PNG pictures at 300 dpi, in order.
///
/// # Errors
/// When `pdftoppm` refuses.
pub fn pages(world: &World, pdf: &Path, folder: &Path) -> Outcome<Vec<PathBuf>> {
    let stem = pdf.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut command = Command::new("pdftoppm");
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

/// The smallest PDF that says something: one A4 page in Helvetica.
fn one_page(words: &str) -> Vec<u8> {
    let drawing = format!("BT /F 36 Tf 72 700 Td ({words}) Tj ET");
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
    use crate::place;

    #[test]
    fn the_sample_of_the_demo_has_form_data_and_brings_what_it_must() {
        let sample = Sample::read(&place::root().join("assets"), "old-age-allowance").unwrap();
        assert!(sample.form["applicant_name"].is_string());
        // Someone acts for the old lady: a mandate and that person's card too; the form is printed here.
        assert_eq!(sample.slots, ["id_card", "household_book", "mandate", "agent_id_card"]);
    }

    #[test]
    fn the_stand_in_sheet_is_a_sound_pdf_with_its_words() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sheet.pdf");
        fs::write(&file, one_page("SAMPLE id_card")).unwrap();
        let text = crate::run::program("pdftotext").arg(&file).arg("-").read().unwrap();
        assert_eq!(text.trim(), "SAMPLE id_card");
        assert!(crate::run::program("qpdf").arg("--check").arg(&file).works());
    }
}
