//! County accounts: roles, passwords, lock-out, end.

use crate::row;
use crate::sessions::{self, Holder};
use crate::{Store, StoreError};
use casework::moment::Moment;
use casework::place::CountyCode;
use casework::role::CountyRole;
use rusqlite::{Connection, OptionalExtension as _, Row};
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

/// An account as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UserRow {
    /// Whose it is.
    pub official: Official,
    /// When it ended.
    pub ended_at: Option<Moment>,
    /// Until when nobody can log in, for want of the right password.
    pub locked_until: Option<Moment>,
}

/// An account that has not ended.
struct Account {
    official: Official,
    /// A [`PasswordCheck`] as it is stored: what was worked must still stand there when its log-in is written.
    password: String,
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

    /// Gives an account another password: it is not locked any more, and what was opened with the old one is over.
    ///
    /// # Errors
    /// [`StoreError::NoUser`], [`StoreError::EndedUser`].
    pub fn set_password(
        &self,
        user: &str,
        password: &str,
        cost: Cost,
        now: Moment,
    ) -> Result<(), StoreError> {
        let (user, password) = (user.to_owned(), row::to_json(&PasswordCheck::new(password, cost)?)?);
        self.write(move |db| {
            if ended_at(db, &user)?.is_some() {
                return Err(StoreError::EndedUser(user));
            }
            let sql = "UPDATE user SET password = ?2, wrong = 0, locked_until = NULL WHERE name = ?1";
            db.run(sql, (&user, &password))?;
            sessions::end_all(db, &user)?;
            crate::audit::note(db, now, "gateway", "user.password", &user)
        })
    }

    /// Ends an account for good: nobody logs in with it any more, and its sessions are over. One that ended before stays
    /// as it is. Gives when it ended.
    ///
    /// # Errors
    /// [`StoreError::NoUser`].
    pub fn end_user(&self, user: &str, now: Moment) -> Result<Moment, StoreError> {
        let user = user.to_owned();
        self.write(move |db| {
            if let Some(before) = ended_at(db, &user)? {
                return Ok(before);
            }
            let sql = "UPDATE user SET ended_at = ?2, wrong = 0, locked_until = NULL WHERE name = ?1";
            db.run(sql, (&user, now.millis()))?;
            sessions::end_all(db, &user)?;
            crate::audit::note(db, now, "gateway", "user.end", &user)?;
            Ok(now)
        })
    }

    /// All accounts, county by county, those that ended as well.
    ///
    /// # Errors
    /// Database errors.
    pub fn users(&self, now: Moment) -> Result<Vec<UserRow>, StoreError> {
        self.read(|db| all(db, now))
    }

    /// Logs in. Slow on purpose: keep it off threads that serve others.
    ///
    /// # Errors
    /// [`StoreError::WrongPassword`] for an unknown user and for an account that ended as well, [`StoreError::LockedOut`]
    /// for 15 minutes after five wrong passwords in a row.
    pub fn log_in(&self, login: &Login, now: Moment) -> Result<Session, StoreError> {
        let Some(account) = self.read(|db| account(db, &login.user))? else {
            // an unknown name, and one whose account ended, takes as long as a known one
            PasswordCheck::new(&login.password, Cost::STRONG)?;
            return Err(StoreError::WrongPassword);
        };
        if let Some(until) = account.locked_until.filter(|until| *until > now) {
            return Err(StoreError::LockedOut { until });
        }
        let password: PasswordCheck = row::json(account.password.as_bytes())?;
        if !password.matches(&login.password)? {
            return Err(self.count_wrong(account, now)?);
        }
        let Official { user, name, role, county } = account.official.clone();
        let token = self.open_user_session(account, now)?;
        Ok(Session { token, user, name, role, county: county.to_string() })
    }

    fn open_user_session(&self, account: Account, now: Moment) -> Result<String, StoreError> {
        self.write(move |db| {
            let user = &account.official.user;
            // while a password is worked the account may end, or get another one
            let sql = "UPDATE user SET wrong = 0, locked_until = NULL
                       WHERE name = ?1 AND password = ?2 AND ended_at IS NULL";
            if db.run(sql, (user, &account.password))? == 0 {
                return Err(StoreError::WrongPassword);
            }
            crate::audit::note(db, now, user, "log-in", "")?;
            sessions::open(db, Holder::User(user), now)
        })
    }

    fn count_wrong(&self, account: Account, now: Moment) -> Result<StoreError, StoreError> {
        self.write(move |db| {
            let user = &account.official.user;
            let sql = "UPDATE user SET wrong = wrong + 1
                       WHERE name = ?1 AND password = ?2 AND ended_at IS NULL RETURNING wrong";
            let counted = db.ask(sql, (user, &account.password), |r| r.get::<_, u32>(0));
            // a guess at what is not the password any more is not counted against the one that is
            let Some(wrong) = counted.optional()? else {
                return Ok(StoreError::WrongPassword);
            };
            crate::audit::note(db, now, user, "log-in.wrong", "")?;
            if wrong < WRONG {
                return Ok(StoreError::WrongPassword);
            }
            let until = now.millis() + LOCKED_MILLIS;
            db.run("UPDATE user SET wrong = 0, locked_until = ?2 WHERE name = ?1", (user, until))?;
            Ok(StoreError::LockedOut { until: row::moment(until) })
        })
    }
}

fn account(db: &Connection, name: &str) -> Result<Option<Account>, StoreError> {
    let mut query = db.prepare_cached(
        "SELECT name, full_name, role, county, password, locked_until FROM user
         WHERE name = ?1 AND ended_at IS NULL",
    )?;
    let mut rows = query.query([name])?;
    let Some(found) = rows.next()? else {
        return Ok(None);
    };
    let locked_until: Option<i64> = found.get(5)?;
    Ok(Some(Account {
        official: official_in(found)?,
        password: found.get(4)?,
        locked_until: locked_until.map(row::moment),
    }))
}

/// Whose account it is, if it has not ended.
pub(crate) fn official(db: &Connection, name: &str) -> Result<Official, StoreError> {
    account(db, name)?.map(|account| account.official).ok_or(StoreError::NotAuthorised)
}

/// Reads the columns name, full name, role, county.
fn official_in(found: &Row<'_>) -> Result<Official, StoreError> {
    let (role, county): (String, String) = (found.get(2)?, found.get(3)?);
    Ok(Official {
        user: found.get(0)?,
        name: found.get(1)?,
        role: row::json(role.as_bytes())?,
        county: row::text(&county)?,
    })
}

fn ended_at(db: &Connection, name: &str) -> Result<Option<Moment>, StoreError> {
    let found = db.ask("SELECT ended_at FROM user WHERE name = ?1", [name], |r| r.get::<_, Option<i64>>(0));
    let ended_at = found.optional()?.ok_or_else(|| StoreError::NoUser(name.to_owned()))?;
    Ok(ended_at.map(row::moment))
}

fn all(db: &Connection, now: Moment) -> Result<Vec<UserRow>, StoreError> {
    let mut query = db.prepare_cached(
        "SELECT name, full_name, role, county, ended_at, locked_until FROM user ORDER BY county, name",
    )?;
    let mut rows = query.query([])?;
    let mut users = Vec::new();
    while let Some(found) = rows.next()? {
        let (ended_at, locked_until): (Option<i64>, Option<i64>) = (found.get(4)?, found.get(5)?);
        users.push(UserRow {
            official: official_in(found)?,
            ended_at: ended_at.map(row::moment),
            locked_until: locked_until.map(row::moment).filter(|until| *until > now),
        });
    }
    Ok(users)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::Foundation;

    fn with_wang() -> (tempfile::TempDir, Store, Moment) {
        let folder = tempfile::tempdir().unwrap();
        let now = Moment::from_millis(0);
        let store = Store::init(folder.path(), Foundation { province: 46, demo: false }, now).unwrap();
        let user = NewUser {
            name: "wang".into(),
            full_name: "王审核".into(),
            role: CountyRole::Reviewer,
            county: "469028".parse().unwrap(),
            password: "审核二〇二六年".into(),
        };
        store.add_user(user, Cost::FLOOR, now).unwrap();
        (folder, store, now)
    }

    fn read_before(store: &Store) -> Account {
        store.read(|db| account(db, "wang")).unwrap().unwrap()
    }

    #[test]
    fn a_password_that_was_changed_while_it_was_worked_opens_nothing_and_counts_nothing() {
        let (_folder, store, now) = with_wang();
        let [right, wrong] = [read_before(&store), read_before(&store)];
        store.set_password("wang", "审核二〇二七年", Cost::FLOOR, now).unwrap();
        assert!(matches!(store.open_user_session(right, now), Err(StoreError::WrongPassword)));
        assert!(matches!(store.count_wrong(wrong, now), Ok(StoreError::WrongPassword)));
        let count = |sql: &str| store.read(|db| Ok(db.ask(sql, [], |r| r.get::<_, u32>(0))?)).unwrap();
        assert_eq!((count("SELECT count(*) FROM session"), count("SELECT wrong FROM user")), (0, 0));
    }

    #[test]
    fn an_account_that_ends_while_its_password_is_worked_lets_nobody_in_and_its_end_is_noted_once() {
        let (_folder, store, now) = with_wang();
        let account = read_before(&store);
        let ended = [store.end_user("wang", now).unwrap(), store.end_user("wang", now).unwrap()];
        assert_eq!(ended, [now, now]);
        assert!(matches!(store.open_user_session(account, now), Err(StoreError::WrongPassword)));
        let sql = "SELECT count(*) FROM audit WHERE row ->> '$.deed' = 'user.end'";
        let noted = store.read(|db| Ok(db.ask(sql, [], |r| r.get::<_, u32>(0))?)).unwrap();
        assert_eq!(noted, 1);
    }
}
