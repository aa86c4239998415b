//! What is left when passwords or the device secret are gone: the data key, sealed to the province beside `keys.json`.
//! It has a file of its own, since an older program reads no `keys.json` with more in it than it knows.

use super::{Attempts, Keys, Vault, VaultError, put};
use seal::slot::{DataKey, Rung, Slot, SlotError};
use std::fs;
use wire::recovery::SEALED_KEY;

impl Vault {
    /// What the folder is called among the keys.
    ///
    /// # Errors
    /// A key file that is not there, damaged or unreadable.
    pub fn name(&self) -> Result<String, VaultError> {
        Ok(self.read()?.folder)
    }

    /// The sealed data key; None where it cannot be read, so that it is written anew.
    pub fn sealed_key(&self) -> Option<Vec<u8>> {
        fs::read(self.folder.join(SEALED_KEY)).ok()
    }

    /// Keeps the sealed data key.
    ///
    /// # Errors
    /// A failing disk.
    pub fn keep_sealed_key(&self, sealed: &[u8]) -> Result<(), VaultError> {
        self.replace(&self.folder.join(SEALED_KEY), sealed)
    }

    /// Gives a clerk a new password by a data key that came back from the province and has opened the database. Where the
    /// device secret still answers, the others keep their passwords. Where it is gone a new one is made, and with it ends
    /// every other slot: nothing could open them any more.
    ///
    /// # Errors
    /// A failing disk.
    pub fn recover(
        &self,
        key: &DataKey,
        folder: &str,
        clerk: &str,
        password: &str,
    ) -> Result<(), VaultError> {
        let (mut slots, rung, secret) = match self.reachable(folder) {
            Some(reachable) => reachable,
            None => {
                let secret: [u8; 32] = seal::sign::random().map_err(SlotError::from)?;
                (Vec::new(), self.keep_secret(folder, &secret)?, secret)
            }
        };
        put(&mut slots, Slot::wrap(key, clerk, password, &secret, rung, self.cost)?);
        self.write(&Keys { folder: folder.to_owned(), slots, complete: true })?;
        self.note_attempts(&Attempts::default())
    }

    /// The slots as they are with their device secret, where both can still be had.
    fn reachable(&self, folder: &str) -> Option<(Vec<Slot>, Rung, [u8; 32])> {
        let keys = self.read().ok().filter(|keys| keys.folder == folder)?;
        let rung = keys.slots.first()?.rung;
        let secret = self.secret(folder, rung).ok()?;
        Some((keys.slots, rung, secret))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use seal::slot::{Cost, Purpose};
    use std::path::Path;

    fn prepared(folder: &Path) -> (Vault, DataKey) {
        let vault = Vault::new(folder, Cost::FLOOR);
        let key = vault.prepare("张小梅", "椰林2026站").unwrap();
        vault.complete().unwrap();
        vault.add(&key, "王海", "另一个密码8").unwrap();
        (vault, key)
    }

    #[test]
    fn a_new_password_by_the_data_key_leaves_the_others_theirs_where_the_device_secret_answers() {
        let folder = tempfile::tempdir().unwrap();
        let (vault, key) = prepared(folder.path());
        vault.recover(&key, &vault.name().unwrap(), "张小梅", "新的密码2027").unwrap();
        let opened = vault.open("张小梅", "新的密码2027", 0).unwrap();
        assert_eq!(*opened.derive(Purpose::Database), *key.derive(Purpose::Database));
        assert!(matches!(vault.open("张小梅", "椰林2026站", 0), Err(VaultError::WrongPassword)));
        vault.open("王海", "另一个密码8", 0).unwrap();
    }

    #[test]
    fn without_device_secret_or_key_file_the_data_key_makes_both_anew_for_the_one_who_brought_it() {
        let folder = tempfile::tempdir().unwrap();
        let (vault, key) = prepared(folder.path());
        let name = vault.name().unwrap();
        for lost in ["device-secret", "keys.json"] {
            let _ = fs::remove_file(folder.path().join(lost));
            vault.recover(&key, &name, "张小梅", "新的密码2027").unwrap();
            vault.open("张小梅", "新的密码2027", 0).unwrap();
        }
        assert_eq!(vault.clerks().unwrap(), ["张小梅"]);
    }
}
