//! Calendar and divisions: data that comes with a publication and stays in the data folder.

use casework::calendar::Calendar;
use casework::place::StationCode;
use std::collections::HashMap;
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

/// Names of administrative divisions by their code.
pub struct Divisions(HashMap<String, String>);

impl Divisions {
    /// From the first of these folders (content folders or a data folder) that has any.
    pub fn find(content: Option<&Path>, data: &Path) -> Self {
        let folders = content.map(Path::to_owned).into_iter().chain([data.join("content")]);
        let names = folders.map(|folder| read_divisions(&folder.join("divisions")));
        Self(names.into_iter().find(|names| !names.is_empty()).unwrap_or_default())
    }

    /// 陵水黎族自治县椰林镇城内村便民服务站; None when the village is not listed.
    pub fn station_name(&self, code: &StationCode) -> Option<String> {
        let code = code.as_str();
        let county = self.0.get(&code[..6])?;
        let town = self.0.get(&code[..9])?;
        let village = village_name(self.0.get(code)?);
        Some(format!("{county}{town}{village}便民服务站"))
    }
}

fn read_divisions(folder: &Path) -> HashMap<String, String> {
    let mut names = HashMap::new();
    for path in csv_files(folder) {
        let Ok(mut table) = csv::Reader::from_path(path) else {
            continue;
        };
        for row in table.records().flatten() {
            if let (Some(code), Some(name)) = (row.get(0), row.get(2)) {
                names.insert(code.to_owned(), name.to_owned());
            }
        }
    }
    names
}

/// The place without its committee: 城内村委会 → 城内村, 文明社区居委会 → 文明社区, 中山居委会 → 中山社区.
fn village_name(committee: &str) -> String {
    let bare = |ending: &str| committee.strip_suffix(ending);
    if let Some(name) = bare("村民委员会").or_else(|| bare("村委会")) {
        return format!("{name}村");
    }
    match bare("居民委员会").or_else(|| bare("居委会")) {
        Some(name) if name.ends_with("社区") => name.to_owned(),
        Some(name) => format!("{name}社区"),
        None => committee.to_owned(),
    }
}
