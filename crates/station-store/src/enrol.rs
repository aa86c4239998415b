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
            settings::set(w, Setting::TlsKey, &identity.tls_key)?;
            settings::set(w, Setting::SigningKey, &Digest(*identity.key.secret()))?;
            settings::set(w, Setting::Epoch, &identity.epoch)?;
            audit::add(w, at, who, "enrol", &identity.enrolment.certificate)
        })
    }

    /// The same gateway is met at this address and TLS key from now on: it was asked there.
    ///
    /// # Errors
    /// Database.
    pub fn meet_at(
        &mut self,
        gateway: &str,
        tls_key: Option<Digest>,
        who: &str,
        at: Moment,
    ) -> Result<(), StoreError> {
        self.write(|w| {
            settings::set(w, Setting::Gateway, &gateway)?;
            settings::set(w, Setting::TlsKey, &tls_key)?;
            audit::add(w, at, who, "gateway", &(gateway, tls_key))
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
