//! Sitting down at the desk: first run, log-in, lock, staff.

use super::keep_recoverable;
use crate::desk::{Clerk, Opened};
use crate::view::*;
use crate::{Desk, clock};
use casework::place::StationCode;
use casework::role::StationRole;
use seal::slot::DataKey;
use station_store::{Setting, Store};

/// Where the desk stands.
///
/// # Errors
/// A damaged key file or database.
pub fn desk_state(desk: &Desk, _: Nothing) -> Result<DeskState, Failure> {
    let clerks = desk.vault.clerks()?;
    let mark = desk.shelf().map(|s| s.catalogue.publisher().mark.clone()).unwrap_or_default();
    let opened = desk.opened();
    let open = opened.as_ref();
    let stage = match open {
        Some(open) if open.locked => DeskStage::Locked,
        Some(_) => DeskStage::Open,
        None if clerks.is_empty() => DeskStage::Fresh,
        None => DeskStage::LoggedOut,
    };
    let identity = open.map(|o| o.store.identity()).transpose()?.flatten();
    let station = open.map(|o| called(&o.store)).transpose()?.flatten();
    let demo = open.map(|o| o.store.setting(Setting::Demo)).transpose()?.flatten().unwrap_or(false);
    let staff = open.map(|o| o.store.clerks()).transpose()?.unwrap_or_default();
    let chiefs =
        staff.into_iter().filter(|(_, role)| role.may_manage_staff()).map(|(name, _)| name).collect();
    let text_size =
        open.map(|o| o.store.setting(Setting::TextSize)).transpose()?.flatten().unwrap_or_default();
    Ok(DeskState {
        stage,
        station: station.unwrap_or_else(|| desk.known_name()),
        clerk: open.map(|o| o.clerk.name.clone()).unwrap_or_default(),
        chief: open.is_some_and(|o| o.clerk.role.may_manage_staff()),
        enrolled: identity.is_some(),
        gateway: identity.map(|identity| identity.gateway).unwrap_or_default(),
        demo: demo || desk.settings.demo,
        clerks,
        chiefs,
        crashed: open.is_some_and(|o| o.crashed),
        clock_warning: clock_warning(desk),
        now: desk.now().millis(),
        catalogue_mark: mark,
        text_size,
    })
}

/// What the station is called: by the gateway, before the enrolment by the table of divisions.
pub(crate) fn called(store: &Store) -> Result<Option<String>, Failure> {
    Ok(match store.identity()? {
        Some(identity) => Some(identity.enrolment.certificate.station_name),
        None => store.station()?.map(|code| station_name(&code)),
    })
}

/// 陵水黎族自治县椰林镇城内村便民服务站, from the division table; the code where it has none.
pub fn station_name(code: &StationCode) -> String {
    let name = crate::form_words::division_name(code.as_str()).unwrap_or_else(|| code.to_string());
    let name = ["村民委员会", "村委会", "居民委员会", "居委会"].iter().fold(name, |name, tail| {
        match (name.strip_suffix(tail), tail.starts_with('村')) {
            (Some(stem), true) => format!("{stem}村"),
            (Some(stem), false) => stem.to_owned(),
            (None, _) => name,
        }
    });
    format!("{name}便民服务站")
}

fn clock_warning(desk: &Desk) -> String {
    if desk.settings.clock.is_doubtful() {
        let year = desk.today().year();
        format!("电脑时间是 {year} 年,可能不对。请先改对时间,期限才算得准。")
    } else {
        String::new()
    }
}

pub(super) fn strong(password: &str) -> Result<(), Failure> {
    let letters = password.chars().any(|c| !c.is_ascii_digit());
    let digits = password.chars().any(|c| c.is_ascii_digit());
    if password.chars().count() >= 8 && letters && digits {
        Ok(())
    } else {
        Err(Failure::new(ErrorCode::WeakPassword, ""))
    }
}

/// Staff and the gateway are the chief's business.
pub(super) fn must_be_chief(clerk: &Clerk) -> Result<(), Failure> {
    if clerk.role.may_manage_staff() { Ok(()) } else { Err(Failure::new(ErrorCode::NotAllowed, "")) }
}

fn named(name: &str) -> Result<String, Failure> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 25 {
        return Err(Failure::new(ErrorCode::Input, "姓名要有,不超过 25 个字"));
    }
    Ok(name.to_owned())
}

/// First run: prepares the data folder and logs the chief in.
///
/// # Errors
/// A code that is not a village's, a weak password, a folder that is prepared already.
pub fn desk_init(desk: &Desk, input: InitInput) -> Result<DeskState, Failure> {
    let station: StationCode =
        input.station.parse().map_err(|_| Failure::new(ErrorCode::Input, "站点代码是村的 12 位区划代码"))?;
    let chief = named(&input.chief)?;
    strong(&input.password)?;
    refuse_a_lone_database(desk)?;
    let key = desk.vault.prepare(&chief, &input.password)?;
    let mut store = Store::create(&desk.settings.folder, &key)?;
    let now = desk.now();
    desk.remember_name(&station_name(&station));
    store.set(Setting::Station, &station)?;
    store.set(Setting::Demo, &desk.settings.demo)?;
    store.add_clerk(&chief, Some(StationRole::Chief), &chief, now)?;
    desk.vault.complete()?;
    sit_down(desk, store, key, Clerk { name: chief, role: StationRole::Chief })?;
    desk_state(desk, Nothing {})
}

/// A database without its keys was copied here; keys made beside it would not open it and would hide that.
fn refuse_a_lone_database(desk: &Desk) -> Result<(), Failure> {
    let lone = !desk.vault.is_begun() && Store::lies_in(&desk.settings.folder);
    if lone { Err(Failure::new(ErrorCode::Copied, "")) } else { Ok(()) }
}

pub(super) fn sit_down(desk: &Desk, mut store: Store, key: DataKey, clerk: Clerk) -> Result<(), Failure> {
    let crashed = store.setting::<bool>(Setting::Running)?.unwrap_or(false);
    store.set(Setting::Running, &true)?;
    store.look_again_at_broken()?;
    *desk.opened() = Some(Opened { store, key, clerk, locked: false, crashed, shelf: None });
    keep_recoverable(desk);
    desk.line.ring();
    desk.spool.ring();
    Ok(())
}

/// Logs a clerk in. Another clerk who sits there is logged out first; his drafts stay.
///
/// # Errors
/// A wrong password, a lock-out, a keyring that does not answer, a database that does not open.
pub fn login(desk: &Desk, input: LoginInput) -> Result<DeskState, Failure> {
    let key = desk.vault.open(input.clerk.trim(), &input.password, desk.now().millis())?;
    let before = desk.opened().take();
    let store = match before {
        Some(open) => open.store,
        None => open_store(desk, &key)?,
    };
    let role = store.clerks()?.into_iter().find(|(name, _)| name == input.clerk.trim()).map(|(_, role)| role);
    let clerk = Clerk { name: input.clerk.trim().to_owned(), role: role.unwrap_or(StationRole::Clerk) };
    refuse_foreign_clock(desk, &store)?;
    sit_down(desk, store, key, clerk)?;
    desk_state(desk, Nothing {})
}

/// Opens the store; where it is damaged the copies kept before a migration are named.
fn open_store(desk: &Desk, key: &DataKey) -> Result<Store, Failure> {
    let folder = &desk.settings.folder;
    Store::open(folder, key).map_err(|error| match Failure::from(error) {
        Failure { code: ErrorCode::Damaged, .. } => {
            let copies = Store::copies_in(folder).join("、");
            let kept = if copies.is_empty() { copies } else { format!("文件夹里有备份 {copies}。") };
            Failure::new(ErrorCode::Damaged, kept)
        }
        other => other,
    })
}

/// A made-up clock is for demonstration folders only.
pub(super) fn refuse_foreign_clock(desk: &Desk, store: &Store) -> Result<(), Failure> {
    let demo_folder = store.setting::<bool>(Setting::Demo)?.unwrap_or(false);
    let real_clock = matches!(desk.settings.clock, clock::Clock::System);
    if real_clock || demo_folder {
        Ok(())
    } else {
        Err(Failure::new(ErrorCode::Input, "只有演示数据才能用设定的时间"))
    }
}

/// Hides everything; sending goes on.
///
/// # Errors
/// None but a damaged key file.
pub fn lock(desk: &Desk, _: Nothing) -> Result<DeskState, Failure> {
    desk.put_scan_down();
    if let Some(open) = desk.opened().as_mut() {
        open.locked = true;
    }
    desk_state(desk, Nothing {})
}

/// Shows everything again to who locked it.
///
/// # Errors
/// A wrong password.
pub fn unlock(desk: &Desk, input: UnlockInput) -> Result<DeskState, Failure> {
    let name = desk.opened().as_ref().map(|o| o.clerk.name.clone());
    let name = name.ok_or_else(|| Failure::new(ErrorCode::NotLoggedIn, ""))?;
    desk.vault.open(&name, &input.password, desk.now().millis())?;
    if let Some(open) = desk.opened().as_mut() {
        open.locked = false;
    }
    desk_state(desk, Nothing {})
}

/// Forgets the key.
///
/// # Errors
/// None but a damaged key file.
pub fn logout(desk: &Desk, _: Nothing) -> Result<DeskState, Failure> {
    desk.put_scan_down();
    if let Some(mut open) = desk.opened().take() {
        open.store.set(Setting::Running, &false)?;
    }
    desk_state(desk, Nothing {})
}

/// Adds a member of staff, or gives one a new password. Who is known keeps his role unless another is asked for.
///
/// # Errors
/// Not the chief, a weak password, [`ErrorCode::LastChief`] where nobody would be left who may do this.
pub fn staff_add(desk: &Desk, input: StaffInput) -> Result<DeskState, Failure> {
    let name = named(&input.clerk)?;
    strong(&input.password)?;
    let now = desk.now();
    let role = input.chief.map(|chief| if chief { StationRole::Chief } else { StationRole::Clerk });
    desk.at_work(|store, clerk| {
        must_be_chief(clerk)?;
        Ok(store.add_clerk(&name, role, &clerk.name, now)?)
    })?;
    let key = desk.opened().as_ref().map(|o| o.key.clone());
    let key = key.ok_or_else(|| Failure::new(ErrorCode::NotLoggedIn, ""))?;
    desk.vault.add(&key, &name, &input.password)?;
    desk_state(desk, Nothing {})
}

/// Remembers the text size of this PC.
///
/// # Errors
/// Nobody logged in.
pub fn text_size_set(desk: &Desk, input: TextSizeInput) -> Result<DeskState, Failure> {
    desk.at_work(|store, _| Ok(store.set(Setting::TextSize, &input.text_size)?))?;
    desk_state(desk, Nothing {})
}
