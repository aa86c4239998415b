//! Who may sit at the desk, and as what.

use crate::{Store, StoreError, audit};
use casework::moment::Moment;
use casework::role::StationRole;
use rusqlite::Connection;
use sqlite_kit::Prepared as _;

impl Store {
    /// Keeps in the audit chain that somebody came back to his data by a recovery file.
    ///
    /// # Errors
    /// Database.
    pub fn note_recovery(&mut self, who: &str, at: Moment) -> Result<(), StoreError> {
        self.write(|w| crate::audit::add(w, at, who, "recover", &who))
    }

    /// Staff by name.
    ///
    /// # Errors
    /// Unreadable value or database.
    pub fn clerks(&self) -> Result<Vec<(String, StationRole)>, StoreError> {
        staff(self.db.connection())
    }

    /// Adds staff, or changes a role. Without one, who is known keeps his and who is new becomes a clerk.
    ///
    /// # Errors
    /// [`StoreError::LastChief`] where nobody would be left who may manage staff; database.
    pub fn add_clerk(
        &mut self,
        name: &str,
        role: Option<StationRole>,
        who: &str,
        at: Moment,
    ) -> Result<(), StoreError> {
        self.write(|w| {
            let staff = staff(w)?;
            let before = staff.iter().find(|(known, _)| known == name).map(|(_, role)| *role);
            let role = role.or(before).unwrap_or(StationRole::Clerk);
            let manages = |(other, role): &(String, StationRole)| other != name && role.may_manage_staff();
            let led = before.is_some_and(StationRole::may_manage_staff);
            if led && !role.may_manage_staff() && !staff.iter().any(manages) {
                return Err(StoreError::LastChief);
            }
            let role_name = serde_json::to_value(role)?;
            w.run(
                "INSERT INTO clerk VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE SET role = excluded.role",
                (name, role_name.as_str().unwrap_or_default(), at.millis()),
            )?;
            audit::add(w, at, who, "staff", &(name, role))
        })
    }
}

fn staff(db: &Connection) -> Result<Vec<(String, StationRole)>, StoreError> {
    let mut query = db.prepare_cached("SELECT name, role FROM clerk ORDER BY added_at")?;
    let rows = query.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?)))?;
    rows.map(|row| {
        let (name, role) = row?;
        Ok((name, serde_json::from_value(serde_json::Value::String(role))?))
    })
    .collect()
}
