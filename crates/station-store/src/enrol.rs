//! Becoming known to a gateway: for the first time, and again under another key when the first one ended.

use crate::settings::{self, Setting};
use crate::{Identity, Store, StoreError, Write, audit, epoch, forgot};
use casework::moment::Moment;
use seal::Digest;
use wire::enrol::Certificate;

impl Store {
    /// Keeps who this device is. Where it was another one before, what waits goes on under the new name and key, and the
    /// events begin anew; what was judged stays as it was signed.
    ///
    /// # Errors
    /// [`StoreError::OtherStation`] where it was known as another station's; database.
    pub fn enrol(&mut self, identity: &Identity, who: &str, at: Moment) -> Result<(), StoreError> {
        self.write(|w| {
            let is_another =
                |before: &Identity| before.enrolment.certificate != identity.enrolment.certificate;
            if let Some(before) = settings::identity(w)?.filter(is_another) {
                change_over(w, &before, identity, at)?;
            }
            settings::set(w, Setting::Enrolment, &identity.enrolment)?;
            settings::set(w, Setting::Gateway, &identity.gateway)?;
            settings::set(w, Setting::TlsKeys, &identity.tls_keys)?;
            settings::set(w, Setting::SigningKey, &Digest(*identity.key.secret()))?;
            settings::set(w, Setting::Epoch, &identity.epoch)?;
            audit::add(w, at, who, "enrol", &identity.enrolment.certificate)
        })
    }

    /// The gateway that `asked` knows is met at this address and these TLS keys from now on: it was asked there. False where
    /// the computer was bound anew or the address changed while it was asked; nothing changes then.
    ///
    /// # Errors
    /// Database.
    pub fn meet_at(
        &mut self,
        asked: &Identity,
        (gateway, tls_keys): (&str, &[Digest]),
        who: &str,
        at: Moment,
    ) -> Result<bool, StoreError> {
        self.write(|w| {
            let Some(now) = settings::identity(w)?.filter(|now| now.is_met_as(asked)) else {
                return Ok(false);
            };
            if now.gateway != gateway || now.tls_keys != tls_keys {
                settings::set(w, Setting::Gateway, &gateway)?;
                settings::set(w, Setting::TlsKeys, &tls_keys)?;
                audit::add(w, at, who, "gateway", &(gateway, tls_keys))?;
            }
            Ok(true)
        })
    }

    /// Under which certificates this computer was known before, the oldest first: papers of then still come back signed.
    ///
    /// # Errors
    /// Unreadable value or database.
    pub fn formerly(&self) -> Result<Vec<Certificate>, StoreError> {
        Ok(self.setting(Setting::Formerly)?.unwrap_or_default())
    }
}

impl Identity {
    /// The same computer of the same gateway at the same address.
    fn is_met_as(&self, other: &Self) -> bool {
        self.enrolment.certificate == other.enrolment.certificate && self.gateway == other.gateway
    }
}

fn change_over(w: &Write<'_>, before: &Identity, identity: &Identity, at: Moment) -> Result<(), StoreError> {
    let was = &before.enrolment.certificate;
    // numbers that residents hold and frozen versions name the old one
    if was.station != identity.enrolment.certificate.station {
        return Err(StoreError::OtherStation);
    }
    epoch::move_waiting(w, before, identity)?;
    forgot::set_aside(w, 0, at)?;
    // lives and lacks are counted for a device, and this one has begun
    settings::set(w, Setting::Life, &1u32)?;
    settings::set(w, Setting::Lacks, &serde_json::json!([]))?;
    let mut formerly: Vec<Certificate> = settings::get(w, Setting::Formerly)?.unwrap_or_default();
    formerly.push(was.clone());
    settings::set(w, Setting::Formerly, &formerly)
}
