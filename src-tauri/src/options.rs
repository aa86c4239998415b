use station::clock::Clock;
use station::desk::DeskSettings;
use std::path::PathBuf;

/// What can be said when the program is started. A clerk says nothing; demonstrations and tests do.
pub struct Options {
    /// How to open the desk.
    pub settings: DeskSettings,
}

impl Options {
    /// `--data DIR`, `--fonts DIR`, `--clock TIME` (demonstration folders only).
    ///
    /// # Errors
    /// A sentence for the terminal.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut settings = DeskSettings::new(&data_folder()?);
        while let Some(name) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{name} 后面要有值"));
            match name.as_str() {
                "--data" => settings.folder = PathBuf::from(value()?),
                "--fonts" => settings.fonts = Some(PathBuf::from(value()?)),
                "--clock" => {
                    let begin: jiff::Timestamp = value()?
                        .parse()
                        .map_err(|_| "--clock 要写成 2026-04-15T09:00:00+08:00".to_owned())?;
                    settings.clock = Clock::demo(begin.into());
                    settings.demo = true;
                    settings.cost = seal::slot::Cost::FLOOR;
                }
                _ => {} // the desktop may add words of its own
            }
        }
        Ok(Self { settings })
    }
}

/// Where the system keeps a program's data.
fn data_folder() -> Result<PathBuf, String> {
    let base = std::env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share")))
        .or_else(|| std::env::var_os("APPDATA").map(PathBuf::from));
    base.map(|b| b.join("bianmin")).ok_or_else(|| "找不到存数据的文件夹,请用 --data 指定".to_owned())
}
