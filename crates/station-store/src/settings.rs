use crate::{Store, StoreError, Write};
use casework::place::StationCode;
use rusqlite::OptionalExtension as _;
use seal::{Digest, SigningKey};
use serde::{Serialize, de::DeserializeOwned};
use sqlite_kit::Prepared as _;
use wire::enrol::Enrolment;
use wire::entry::Epoch;

/// Names of stored settings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Setting {
    /// Village division code of the station.
    Station,
    /// [`Enrolment`].
    Enrolment,
    /// Address of the gateway.
    Gateway,
    /// The TLS keys at which the gateway is met.
    TlsKeys,
    /// The device's secret signing key, hex; the database is encrypted.
    SigningKey,
    /// [`Epoch`].
    Epoch,
    /// Starts counted.
    Boot,
    /// True while the program runs; still true at start = it did not end properly.
    Running,
    /// Text size on this PC.
    TextSize,
    /// Address of the one printer there was before [`Setting::Printers`].
    Printer,
    /// The printers chosen, by role.
    Printers,
    /// What the printers called themselves last, by address.
    PrinterNames,
    /// Last answer of the gateway.
    LastContact,
    /// Bundles made so far.
    Bundles,
    /// Demonstration data: clock and marks differ.
    Demo,
    /// [`crate::Forgetting`], or null.
    GatewayForgot,
    /// When the data began a new life here, because it was copied or set back.
    Forked,
    /// What a gateway that forgot lacks, as a stick told.
    Lacks,
    /// Which epoch of this device it is, as the gateway counts them; receipt numbers keep out of the others' way.
    Life,
    /// [`crate::Spending`].
    Spending,
    /// The certificates under which this computer was known before, the oldest first.
    Formerly,
    /// Of which enrolment the data key was sealed for recovery, and the hash of that file.
    SealedKey,
}

impl Setting {
    fn name(self) -> &'static str {
        match self {
            Self::Station => "station",
            Self::Enrolment => "enrolment",
            Self::Gateway => "gateway",
            Self::TlsKeys => "tls_keys",
            Self::SigningKey => "signing_key",
            Self::Epoch => "epoch",
            Self::Boot => "boot",
            Self::Running => "running",
            Self::TextSize => "text_size",
            Self::Printer => "printer",
            Self::Printers => "printers",
            Self::PrinterNames => "printer_names",
            Self::LastContact => "last_contact",
            Self::Bundles => "bundles",
            Self::Demo => "demo",
            Self::GatewayForgot => "gateway_forgot",
            Self::Forked => "forked",
            Self::Lacks => "lacks",
            Self::Life => "life",
            Self::Spending => "spending",
            Self::Formerly => "formerly",
            Self::SealedKey => "sealed_key",
        }
    }
}

/// Who this device is on the line.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Gateway's word on station, device and key; its own key pinned.
    pub enrolment: Enrolment,
    /// Address.
    pub gateway: String,
    /// The TLS keys at which it is met there; none in plain HTTP on this computer.
    pub tls_keys: Vec<Digest>,
    /// Secret key.
    pub key: SigningKey,
    /// Life of this data.
    pub epoch: Epoch,
}

pub(crate) fn get<T: DeserializeOwned>(
    db: &rusqlite::Connection,
    setting: Setting,
) -> Result<Option<T>, StoreError> {
    let text: Option<String> =
        db.ask("SELECT value FROM setting WHERE name = ?1", [setting.name()], |r| r.get(0)).optional()?;
    Ok(text.map(|t| serde_json::from_str(&t)).transpose()?)
}

pub(crate) fn set<T: Serialize>(write: &Write<'_>, setting: Setting, value: &T) -> Result<(), StoreError> {
    write.run(
        "INSERT INTO setting VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (setting.name(), serde_json::to_string(value)?),
    )?;
    Ok(())
}

/// Who this device is, once enrolled.
pub(crate) fn identity(db: &rusqlite::Connection) -> Result<Option<Identity>, StoreError> {
    let (Some(enrolment), Some(gateway), Some(key), Some(epoch)) = (
        get::<Enrolment>(db, Setting::Enrolment)?,
        get::<String>(db, Setting::Gateway)?,
        get::<Digest>(db, Setting::SigningKey)?,
        get::<Epoch>(db, Setting::Epoch)?,
    ) else {
        return Ok(None);
    };
    let told = || enrolment.tls_key.iter().filter_map(|key| key.parse().ok()).collect();
    let tls_keys = get(db, Setting::TlsKeys)?.unwrap_or_else(told);
    Ok(Some(Identity { enrolment, gateway, tls_keys, key: SigningKey::from_bytes(key.0), epoch }))
}

impl Store {
    /// Reads a setting.
    ///
    /// # Errors
    /// Unreadable value or database.
    pub fn setting<T: DeserializeOwned>(&self, setting: Setting) -> Result<Option<T>, StoreError> {
        get(self.db.connection(), setting)
    }

    /// Writes a setting.
    ///
    /// # Errors
    /// Database.
    pub fn set<T: Serialize>(&mut self, setting: Setting, value: &T) -> Result<(), StoreError> {
        self.write(|w| set(w, setting, value))
    }

    /// Counts a start; returns with [`Setting::Running`] as the last run left it.
    pub(crate) fn count_start(&mut self) -> Result<(), StoreError> {
        let boot: u64 = self.setting(Setting::Boot)?.unwrap_or(0);
        self.set(Setting::Boot, &(boot + 1))
    }

    /// Starts counted so far, this one included.
    ///
    /// # Errors
    /// Database.
    pub fn boot(&self) -> Result<u64, StoreError> {
        Ok(self.setting(Setting::Boot)?.unwrap_or(0))
    }

    /// The station's code, once the folder was prepared.
    ///
    /// # Errors
    /// Database.
    pub fn station(&self) -> Result<Option<StationCode>, StoreError> {
        self.setting(Setting::Station)
    }

    /// Who this device is, once enrolled.
    ///
    /// # Errors
    /// Unreadable value or database.
    pub fn identity(&self) -> Result<Option<Identity>, StoreError> {
        identity(self.db.connection())
    }
}
