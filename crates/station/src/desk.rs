//! The desk: one data folder, who sits at it, and what is open.

use crate::bundling::Bundling;
use crate::clock::Clock;
use crate::line::Line;
use crate::spool::Spool;
use crate::vault::Vault;
use crate::view::{ErrorCode, Failure};
use casework::calendar::Calendar;
use casework::case::FileHash;
use casework::moment::Moment;
use casework::role::StationRole;
use catalogue::{Catalogue, Search, SignedPack};
use papers::{FontSet, Layouts, Press};
use seal::slot::{Cost, DataKey};
use station_store::{Identity, PackRecord, Setting, Store, StoreError};
use station_sync::PATIENCE;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

const NATIONAL: &str = include_str!("../../../assets/calendar/national.csv");
const COUNTIES: &str = include_str!("../../../assets/calendar/counties.csv");

/// Who sits at the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clerk {
    /// Log-in name.
    pub name: String,
    /// Role.
    pub role: StationRole,
}

/// What is open after log-in.
pub(crate) struct Opened {
    pub store: Store,
    pub key: DataKey,
    pub clerk: Clerk,
    pub locked: bool,
    pub crashed: bool,
    pub shelf: Option<Arc<Shelf>>,
}

/// The catalogue in use with its search index.
pub struct Shelf {
    /// Items and forms.
    pub catalogue: Catalogue,
    /// Index.
    pub search: Search,
    /// What papers look like by this catalogue.
    pub layouts: Arc<Layouts>,
}

/// How to open a desk.
#[derive(Clone, Debug)]
pub struct DeskSettings {
    /// Data folder.
    pub folder: PathBuf,
    /// Clock; anything but the system's is for demonstration folders only.
    pub clock: Clock,
    /// Demonstration data.
    pub demo: bool,
    /// Cost of new password slots.
    pub cost: Cost,
    /// Folder of the shipped fonts; empty = where the system keeps them.
    pub fonts: Option<PathBuf>,
    /// Longest wait for an answer of the gateway.
    pub patience: Duration,
}

impl DeskSettings {
    /// Ordinary settings for a folder.
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            clock: Clock::System,
            demo: false,
            cost: Cost::STRONG,
            fonts: None,
            patience: PATIENCE,
        }
    }
}

/// A desk. Shared by the window, the web host, and the threads of the line and of the printers.
pub struct Desk {
    pub(crate) settings: DeskSettings,
    pub(crate) vault: Vault,
    pub(crate) line: Line,
    pub(crate) bundling: Bundling,
    pub(crate) spool: Arc<Spool>,
    opened: Mutex<Option<Opened>>,
    fonts: OnceLock<Arc<FontSet>>,
    scan_at_hand: Mutex<Option<(FileHash, Arc<Vec<u8>>)>>,
    calendar: OnceLock<Arc<Calendar>>,
}

impl Desk {
    /// A desk nobody sits at yet. Nothing is opened.
    pub fn new(settings: DeskSettings) -> Self {
        Self {
            vault: Vault::new(&settings.folder, settings.cost),
            settings,
            line: Line::default(),
            bundling: Bundling::default(),
            spool: Arc::default(),
            opened: Mutex::new(None),
            fonts: OnceLock::new(),
            scan_at_hand: Mutex::new(None),
            calendar: OnceLock::new(),
        }
    }

    /// Now, by the station's clock.
    pub fn now(&self) -> Moment {
        self.settings.clock.now()
    }

    /// Today in China.
    pub fn today(&self) -> jiff::civil::Date {
        self.now().date()
    }

    pub(crate) fn opened(&self) -> MutexGuard<'_, Option<Opened>> {
        // a panic in another deed leaves the store whole: every change is one transaction
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with the store as the clerk who sits here.
    ///
    /// # Errors
    /// Nobody is logged in, the screen is locked, or what `work` returns.
    pub(crate) fn at_work<T>(
        &self,
        work: impl FnOnce(&mut Store, &Clerk) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut opened = self.opened();
        match opened.as_mut() {
            Some(open) if !open.locked => work(&mut open.store, &open.clerk),
            _ => Err(Failure::new(ErrorCode::NotLoggedIn, "")),
        }
    }

    /// Does something with the store whoever sits here, locked or not: sending goes on behind a locked screen.
    pub(crate) fn behind_the_lock<T>(
        &self,
        work: impl FnOnce(&mut Store) -> Result<T, StoreError>,
    ) -> Option<Result<T, StoreError>> {
        self.opened().as_mut().map(|open| work(&mut open.store))
    }

    /// The plain bytes of a scan that is read page by page: opened once and not again for every page.
    ///
    /// # Errors
    /// A file that is gone or damaged, nobody logged in.
    pub(crate) fn scan(&self, hash: &FileHash) -> Result<Arc<Vec<u8>>, Failure> {
        let mut at_hand = self.scan_at_hand.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, bytes)) = at_hand.as_ref().filter(|(of, _)| of == hash) {
            return Ok(bytes.clone());
        }
        let bytes = Arc::new(self.at_work(|store, _| Ok(store.files().read(hash)?))?);
        *at_hand = Some((hash.clone(), bytes.clone()));
        Ok(bytes)
    }

    /// Nobody looks at a scan any more: its plain bytes go.
    pub(crate) fn put_scan_down(&self) {
        *self.scan_at_hand.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The catalogue in use.
    ///
    /// # Errors
    /// [`ErrorCode::Catalogue`] when no pack verifies, [`ErrorCode::NotLoggedIn`].
    pub(crate) fn shelf(&self) -> Result<Arc<Shelf>, Failure> {
        let mut opened = self.opened();
        let open =
            opened.as_mut().filter(|o| !o.locked).ok_or_else(|| Failure::new(ErrorCode::NotLoggedIn, ""))?;
        if let Some(shelf) = &open.shelf {
            return Ok(shelf.clone());
        }
        let identity = open.store.identity()?.ok_or_else(|| Failure::new(ErrorCode::Catalogue, ""))?;
        let packs = open.store.packs()?;
        let shelf = packs
            .into_iter()
            .find_map(|pack| shelve(pack, &identity))
            .map(Arc::new)
            .ok_or_else(|| Failure::new(ErrorCode::Catalogue, ""))?;
        open.shelf = Some(shelf.clone());
        Ok(shelf)
    }

    /// Puts the catalogue back so that the next deed takes the newest that verifies.
    pub(crate) fn unshelve(&self) {
        if let Some(open) = self.opened().as_mut() {
            open.shelf = None;
        }
    }

    /// The station's name for the log-in screen, which stands on its door as well: no secret, kept beside the keys.
    pub(crate) fn known_name(&self) -> String {
        std::fs::read_to_string(self.settings.folder.join("station-name")).unwrap_or_default()
    }

    pub(crate) fn remember_name(&self, name: &str) {
        if let Err(error) = std::fs::write(self.settings.folder.join("station-name"), name) {
            tracing::warn!(%error, "the log-in screen will not show the station's name");
        }
    }

    /// The press: the fonts, and the layouts as the catalogue in use publishes them; without one, the program's own.
    ///
    /// # Errors
    /// [`ErrorCode::Fonts`] names the file that is missing.
    pub(crate) fn press(&self) -> Result<Press, Failure> {
        let fonts = self.fonts()?;
        match self.shelf() {
            Ok(shelf) => Ok(Press::with(fonts, shelf.layouts.clone())),
            Err(_) => Ok(Press::new(fonts)?),
        }
    }

    /// The fonts, mapped once.
    fn fonts(&self) -> Result<Arc<FontSet>, Failure> {
        if let Some(fonts) = self.fonts.get() {
            return Ok(fonts.clone());
        }
        papers::memory::keep_for_the_next_paper();
        let shipped = self.settings.fonts.as_deref().map(FontSet::open);
        let fonts = match shipped {
            Some(Ok(fonts)) => fonts,
            _ => FontSet::open_system()?,
        };
        Ok(self.fonts.get_or_init(|| Arc::new(fonts.with_installed())).clone())
    }

    /// Working days and holidays.
    ///
    /// # Errors
    /// A damaged calendar, which the tests of the assets refuse.
    pub(crate) fn calendar(&self) -> Result<Arc<Calendar>, Failure> {
        if let Some(calendar) = self.calendar.get() {
            return Ok(calendar.clone());
        }
        let calendar = calendar()?;
        Ok(self.calendar.get_or_init(|| Arc::new(calendar)).clone())
    }
}

/// The shipped calendar: national holidays, make-up working days, county holidays.
///
/// # Errors
/// A damaged calendar, which the tests of the assets refuse.
pub fn calendar() -> Result<Calendar, Failure> {
    Calendar::parse(NATIONAL, COUNTIES).map_err(|e| Failure::internal(&e))
}

/// Verifies a stored pack with the key pinned at enrolment, every time it is loaded. One that does not hold is left
/// where it is and the last good one is used.
fn shelve(pack: PackRecord, identity: &Identity) -> Option<Shelf> {
    let signature: seal::Signature = pack.signature.parse().ok()?;
    let signed =
        SignedPack { bytes: pack.bytes, hash: pack.hash.to_string(), signature: signature.0.to_vec() };
    let gateway = identity.enrolment.gateway;
    let verified = signed.verify(|message, _| gateway.verifies(message, &signature));
    match verified {
        Ok(verified) => {
            let catalogue = Catalogue::open(verified);
            let search = Search::new(catalogue.items());
            let layouts = layouts_of(&catalogue)?;
            Some(Shelf { catalogue, search, layouts })
        }
        Err(error) => {
            tracing::error!(%error, version = pack.version, "catalogue pack refused");
            None
        }
    }
}

/// A layout this program cannot read must not keep a resident from a paper: the program's own is used then.
fn layouts_of(catalogue: &Catalogue) -> Option<Arc<Layouts>> {
    let (layouts, flaws) = Layouts::published(catalogue.papers())
        .inspect_err(|error| tracing::error!(%error, "the program's own layouts cannot be read"))
        .ok()?;
    for flaw in flaws {
        tracing::warn!(%flaw, "published layouts set aside");
    }
    Some(Arc::new(layouts.marked(&catalogue.publisher().mark)))
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.line.stop();
        self.spool.stop();
        if let Some(open) = self.opened().as_mut()
            && let Err(error) = open.store.set(Setting::Running, &false)
        {
            tracing::warn!(%error, "could not note a proper end");
        }
    }
}
