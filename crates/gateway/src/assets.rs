//! Calendar and divisions: data that comes with a publication and stays in the data folder.

use casework::calendar::Calendar;
use casework::divisions::Divisions;
use std::fs;
use std::path::{Path, PathBuf};

const CALENDAR: [&str; 2] = ["calendar/national.csv", "calendar/counties.csv"];

/// Why content could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum AssetError {
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The calendar is not one.
    #[error(transparent)]
    Calendar(#[from] casework::calendar::CalendarError),
}

/// Copies calendar and divisions of a content folder into a data folder. What is not there is left as it was.
///
/// # Errors
/// [`AssetError`]; a calendar with a fault is named by line and nothing is copied.
pub fn keep_assets(content: &Path, data: &Path) -> Result<(), AssetError> {
    read_calendar(content).transpose()?;
    let divisions = csv_files(&content.join("divisions"));
    let calendar = CALENDAR.map(|name| content.join(name));
    for from in calendar.iter().filter(|path| path.exists()).chain(&divisions) {
        let name = from.strip_prefix(content).unwrap_or(from);
        copy(from, &data.join("content").join(name))?;
    }
    Ok(())
}

/// The published calendar, when there is a good one.
pub(crate) fn calendar(data: &Path) -> Option<Calendar> {
    read_calendar(&data.join("content"))?.ok()
}

fn read_calendar(content: &Path) -> Option<Result<Calendar, AssetError>> {
    let national = fs::read_to_string(content.join(CALENDAR[0])).ok()?;
    let counties = fs::read_to_string(content.join(CALENDAR[1])).unwrap_or_default();
    Some(Calendar::parse(&national, &counties).map_err(AssetError::from))
}

fn csv_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "csv")).collect()
}

fn copy(from: &Path, to: &Path) -> Result<(), AssetError> {
    let failed = |path: &Path, source| AssetError::File { path: path.to_owned(), source };
    let folder = to.parent().unwrap_or(to);
    fs::create_dir_all(folder).map_err(|e| failed(folder, e))?;
    let fresh = to.with_extension("being-written");
    fs::copy(from, &fresh).map_err(|e| failed(from, e))?;
    fs::rename(&fresh, to).map_err(|e| failed(to, e))
}

/// The divisions of a content folder, of all its tables together; none where it has no table.
pub fn divisions(content: &Path) -> Divisions {
    let mut divisions = Divisions::default();
    for path in csv_files(&content.join("divisions")) {
        divisions.extend(Divisions::parse(&fs::read_to_string(path).unwrap_or_default()));
    }
    divisions
}

/// The divisions that came with a publication.
pub(crate) fn published_divisions(data: &Path) -> Divisions {
    divisions(&data.join("content"))
}
