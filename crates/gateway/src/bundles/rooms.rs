//! What sticks leave in the data folder: a room for each upload while it is worked on, and the answers until they
//! are taken away.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Days for which an answer lies here. As a rule it is taken away while its stick is still in the computer; two
/// months are enough for whoever fetches it on the next errand. One that is gone is made anew when its stick is
/// brought again.
pub(crate) const KEPT_DAYS: u32 = 60;
/// How the name of a room begins.
const ROOM: &str = "in-";

/// A folder of its own for one upload. It goes with whoever holds it: the request while bytes come, then the work
/// on them.
pub(crate) struct Room {
    place: PathBuf,
    upload: PathBuf,
}

impl Room {
    /// A room, and the file in it that is to be filled.
    ///
    /// # Errors
    /// Disk errors; no randomness.
    pub(crate) fn open(data: &Path, name: &str) -> io::Result<(Self, File)> {
        let fresh = seal::sign::random().map(seal::KeyId).map_err(io::Error::other)?;
        let place = folder(data).join(format!("{ROOM}{fresh}"));
        fs::create_dir_all(&place)?;
        let room = Self { upload: place.join(name), place };
        let upload = File::create(room.upload())?;
        Ok((room, upload))
    }

    /// The file that was filled.
    pub(crate) fn upload(&self) -> &Path {
        &self.upload
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        note(fs::remove_dir_all(&self.place));
    }
}

/// Where the answers lie.
pub(crate) fn answers(data: &Path) -> PathBuf {
    folder(data).join("back")
}

/// Removes the rooms that an earlier run left, and old answers. Only for who holds the lock of the data folder:
/// somebody may be at work in the rooms of another program.
pub(crate) fn sweep(data: &Path) {
    for room in rooms(data) {
        note(fs::remove_dir_all(room));
    }
    forget_answers(data);
}

/// Removes the answers that nobody took away in [`KEPT_DAYS`].
pub(crate) fn forget_answers(data: &Path) {
    let longest = Duration::from_secs(u64::from(KEPT_DAYS) * 24 * 3600);
    for answer in inside(&answers(data)) {
        if age(&answer).is_some_and(|age| age > longest) {
            note(fs::remove_file(answer));
        }
    }
}

/// By the system's clock, under which the file was written; the gateway's own may be set.
fn age(file: &Path) -> Option<Duration> {
    let written = fs::metadata(file).ok()?.modified().ok()?;
    SystemTime::now().duration_since(written).ok()
}

fn folder(data: &Path) -> PathBuf {
    data.join("bundles")
}

fn rooms(data: &Path) -> Vec<PathBuf> {
    let mut rooms = inside(&folder(data));
    rooms.retain(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(ROOM)));
    rooms
}

/// What lies in a folder; nothing where there is none.
fn inside(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

/// What could not be removed stops nobody; the next start tries again.
fn note(removed: io::Result<()>) {
    if let Err(error) = removed {
        tracing::warn!(%error, "what a stick left behind cannot be removed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::{Gateway, Shared};
    use crate::hang_up::{Call, alone, at_work, hold_work, on_one_thread, until};
    use casework::role::CountyRole;
    use gateway_store::NewUser;
    use seal::slot::Cost;
    use wire::county::Login;

    fn logged_in(gateway: &Gateway) -> String {
        let (name, password, now) = ("wang", "审核二〇二六年", gateway.now());
        let user = NewUser {
            name: name.into(),
            full_name: "王审核".into(),
            role: CountyRole::Reviewer,
            county: "469028".parse().unwrap(),
            password: password.into(),
        };
        gateway.store.add_user(user, Cost::FLOOR, now).unwrap();
        let login = Login { user: name.into(), password: password.into() };
        gateway.store.log_in(&login, now).unwrap().token
    }

    /// A caller of whom five bytes are here; he did not say yet that these are all.
    async fn uploading(gateway: &Shared) -> Call {
        let token = logged_in(gateway);
        let head =
            "POST /v1/county/bundles?name=a.bianmin HTTP/1.1\r\nHost: gw\r\nTransfer-Encoding: chunked\r\n";
        let words = format!("{head}Authorization: Bearer {token}\r\n\r\n5\r\nstick\r\n");
        let call = Call::begin(gateway, &words).await;
        let length = |room: &PathBuf| fs::metadata(room.join("a.bianmin")).map_or(0, |file| file.len());
        until(|| rooms(gateway.store.folder()).iter().map(length).sum::<u64>() == 5).await;
        call
    }

    #[test]
    fn an_upload_that_is_given_up_in_the_middle_leaves_no_room() {
        let (_folder, gateway) = alone();
        on_one_thread(async {
            uploading(&gateway).await.give_up().await;
            assert_eq!(rooms(gateway.store.folder()), Vec::<PathBuf>::new());
        });
    }

    #[test]
    fn a_room_stays_for_the_work_and_goes_with_it_though_nobody_waits_for_the_answer() {
        let (_folder, gateway) = alone();
        on_one_thread(async {
            let mut call = uploading(&gateway).await;
            let let_go = hold_work();
            call.say("0\r\n\r\n").await;
            until(|| at_work(&gateway) == 1).await;
            call.hang_up().await;
            assert_eq!(rooms(gateway.store.folder()).len(), 1, "the work is still to come");
            drop(let_go);
            until(|| at_work(&gateway) == 0).await;
            assert_eq!(rooms(gateway.store.folder()), Vec::<PathBuf>::new());
        });
    }
}
