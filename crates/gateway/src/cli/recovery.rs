//! A station gets back to its data: its sealed data key is opened here and wrapped for its folder under a code.

use super::Done;
use super::commands::Place;
use super::failure::Failure;
use gateway_store::{DeviceId, Store, StoreError};
use serde_json::json;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use wire::recovery::{LARGEST, Origin, Recovery, RecoveryCode, RecoveryError, SEALED_KEY};

pub(super) fn recover(place: &Place, from: &Path, out: &Path, ended: bool) -> Done {
    let store = place.store()?;
    if !out.is_dir() {
        return Err(Failure::usage(format!("没有文件夹 {}。", out.display()), "请核对,看U盘插好没有。"));
    }
    let (key, origin) = store.keys().open_data_key(&sealed_key(from)?)?;
    let owner = DeviceId { station: origin.station.clone(), device: origin.device };
    refuse_unknown(&store, &owner, ended)?;
    let name = store.station_name(&owner.station)?;
    let code = RecoveryCode::generate().map_err(|error| Failure::internal(&error))?;
    let recovery = Recovery::wrap(&key, origin, &code)?;
    // noted before anything goes out of the house
    store.note_recovery(&owner, place.clock.now())?;
    let file = out.join(recovery.file_name());
    keep(&file, &recovery.to_bytes()?).map_err(|_| Failure::disk())?;
    tell(place, &name, &recovery.origin, &file, &code);
    Ok(())
}

/// The sealed data key itself, or the one that lies in a data folder.
fn sealed_key(from: &Path) -> Result<Vec<u8>, Failure> {
    let file = if from.is_dir() { from.join(SEALED_KEY) } else { from.to_owned() };
    let size = fs::metadata(&file).map(|about| about.len()).map_err(|_| unreadable(&file))?;
    if size > LARGEST {
        return Err(RecoveryError::Foreign.into());
    }
    fs::read(&file).map_err(|_| unreadable(&file))
}

fn unreadable(file: &Path) -> Failure {
    Failure::usage(
        format!("读不到 {}。", file.display()),
        "请核对文件名。站里绑定省网以后登录过新版程序,数据文件夹里才有 recovery.age。",
    )
}

/// A computer that nobody enrolled here gets nothing, and one whose key was ended only when somebody says so: it may have
/// been stolen.
fn refuse_unknown(store: &Store, owner: &DeviceId, ended: bool) -> Done {
    let number = owner.device.get();
    match store.device_has_ended(owner) {
        Err(StoreError::NotFound) => Err(Failure::rule(
            format!("网关没有登记过 {} 的 {number} 号机。", owner.station),
            "请核对是不是绑定在这个网关的站。",
        )),
        Ok(true) if !ended => Err(Failure::rule(
            format!("{} 的 {number} 号机的密钥已停用,可能是丢了的电脑。", owner.station),
            "请问清为什么停用、来的是谁;确实要恢复,请加 --ended 再做一次。",
        )),
        Ok(_) => Ok(()),
        Err(other) => Err(other.into()),
    }
}

/// On the stick before the code is told: a code without its file would be useless.
fn keep(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn tell(place: &Place, name: &str, origin: &Origin, file: &Path, code: &RecoveryCode) {
    let number = origin.device.get();
    let words = format!(
        "{name}({number} 号机)的恢复文件:{}\n恢复码(只显示这一次):{code}\n\
         恢复文件放U盘带回;恢复码另外告诉站长本人,不要和U盘放在一起。站里在登录页点“忘了密码,或换了电脑打不开”,设好新密码就能打开。",
        file.display()
    );
    let facts = json!({"station": origin.station, "name": name, "device": number, "file": file,
                       "code": code.to_string()});
    place.say(&words, &facts);
}
