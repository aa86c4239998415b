//! County accounts: roles, passwords, lock-out.

use crate::row;
use crate::sessions::{self, Holder};
use crate::{Store, StoreError};
use casework::moment::Moment;
use casework::place::CountyCode;
use casework::role::CountyRole;
use rusqlite::{Connection, OptionalExtension as _};
use seal::slot::{Cost, PasswordCheck};
use sqlite_kit::Prepared as _;
use wire::county::{Login, Session};

/// Wrong passwords in a row before the account is locked …
const WRONG: u32 = 5;
/// … and for how long.
const LOCKED_MILLIS: i64 = 15 * 60 * 1000;

/// An account to be made.
pub struct NewUser {
    /// Log-in name.
    pub name: String,
    /// Name as signed under a decision.
    pub full_name: String,
    /// What it may do.
    pub role: CountyRole,
    /// Whose cases it sees.
    pub county: CountyCode,
    /// Password.
    pub password: String,
}

/// Who is asking, as the gateway knows it: the county scopes every row that is read or changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Official {
    /// Log-in name.
    pub user: String,
    /// Full name.
    pub name: String,
    /// Role.
    pub role: CountyRole,
    /// County.
    pub county: CountyCode,
}

struct Account {
    official: Official,
    password: PasswordCheck,
    locked_until: Option<Moment>,
}

impl Store {
    /// Makes an account.
    ///
    /// # Errors
    /// [`StoreError::Exists`].
    pub fn add_user(&self, user: NewUser, cost: Cost, now: Moment) -> Result<(), StoreError> {
        let password = row::to_json(&PasswordCheck::new(&user.password, cost)?)?;
        let role = row::to_json(&user.role)?;
        self.write(move |db| {
            let added = db.run(
                "INSERT INTO user (name, full_name, role, county, password) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (name) DO NOTHING",
                (&user.name, &user.full_name, role, user.county.as_str(), password),
            )?;
            if added == 0 {
                return Err(StoreError::Exists(user.name));
            }
            crate::audit::note(db, now, "gateway", "user.add", &user.name)
        })
    }

    /// Logs in. Slow on purpose: keep it off threads that serve others.
    ///
    /// # Errors
    /// [`StoreError::WrongPassword`] for an unknown user as well, [`StoreError::LockedOut`] for 15 minutes after
    /// five wrong passwords in a row.
    pub fn log_in(&self, login: &Login, now: Moment) -> Result<Session, StoreError> {
        let Some(account) = self.read(|db| account(db, &login.user))? else {
            // an unknown name takes as long as a known one
            PasswordCheck::new(&login.password, Cost::STRONG)?;
            return Err(StoreError::WrongPassword);
        };
        if let Some(until) = account.locked_until.filter(|until| *until > now) {
            return Err(StoreError::LockedOut { until });
        }
        if !account.password.matches(&login.password)? {
            return Err(self.count_wrong(account.official, now)?);
        }
        let Official { user, name, role, county } = account.official;
        let token = self.open_user_session(user.clone(), now)?;
        Ok(Session { token, user, name, role, county: county.to_string() })
    }

    fn open_user_session(&self, user: String, now: Moment) -> Result<String, StoreError> {
        self.write(move |db| {
            db.run("UPDATE user SET wrong = 0, locked_until = NULL WHERE name = ?1", [&user])?;
            crate::audit::note(db, now, &user, "log-in", "")?;
            sessions::open(db, Holder::User(&user), now)
        })
    }

    fn count_wrong(&self, official: Official, now: Moment) -> Result<StoreError, StoreError> {
        self.write(move |db| {
            let sql = "UPDATE user SET wrong = wrong + 1 WHERE name = ?1 RETURNING wrong";
            let wrong: u32 = db.ask(sql, [&official.user], |r| r.get(0))?;
            crate::audit::note(db, now, &official.user, "log-in.wrong", "")?;
            if wrong < WRONG {
                return Ok(StoreError::WrongPassword);
            }
            let until = now.millis() + LOCKED_MILLIS;
            let sql = "UPDATE user SET wrong = 0, locked_until = ?2 WHERE name = ?1";
            db.run(sql, (&official.user, until))?;
            Ok(StoreError::LockedOut { until: row::moment(until) })
        })
    }
}

fn account(db: &Connection, name: &str) -> Result<Option<Account>, StoreError> {
    let row = db.ask("SELECT password, locked_until FROM user WHERE name = ?1", [name], |r| {
        Ok((r.get::<_, String>(0)?, r.get::<_, Option<i64>>(1)?))
    });
    let Some((password, locked_until)) = row.optional()? else {
        return Ok(None);
    };
    Ok(Some(Account {
        official: official(db, name)?,
        password: row::json(password.as_bytes())?,
        locked_until: locked_until.map(row::moment),
    }))
}

pub(crate) fn official(db: &Connection, name: &str) -> Result<Official, StoreError> {
    let row = db.ask("SELECT full_name, role, county FROM user WHERE name = ?1", [name], |r| {
        Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?, r.get::<_, String>(2)?))
    });
    let (full_name, role, county) = row.optional()?.ok_or(StoreError::NotAuthorised)?;
    Ok(Official {
        user: name.to_owned(),
        name: full_name,
        role: row::json(role.as_bytes())?,
        county: row::text(&county)?,
    })
}
