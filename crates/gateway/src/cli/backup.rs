//! The copy of a data folder, and what is done when one was put back.

use super::Done;
use super::commands::Place;
use super::failure::Failure;
use gateway::back_up;
use gateway_store::StoreError;
use serde_json::json;
use sqlite_kit::DbError;
use std::path::Path;

const MIB: u64 = 1024 * 1024;

/// Makes one beside whoever serves.
pub(super) fn make(place: &Place, out: &Path) -> Done {
    let store = place.store()?;
    refuse_place(store.folder(), out)?;
    let made = back_up(&store, out)?;
    let words = format!(
        "备份已写到 {}:{} 个文件,{} MB。\n里面有密钥和居民的材料,请像正式数据一样保管。\n要恢复时把它放回数据文件夹的位置,再运行 bianmin-gateway --data DIR restored;同一份备份再放回来一次,要加 --after 和最后一次说的任期。",
        out.display(),
        made.files,
        made.bytes.div_ceil(MIB)
    );
    place.say(&words, &json!({"out": out, "files": made.files, "bytes": made.bytes}));
    Ok(())
}

/// A backup in the folder itself goes with its disk, and would have to hold itself.
fn refuse_place(data: &Path, out: &Path) -> Done {
    let out = std::path::absolute(out).map_err(|_| Failure::disk())?;
    let folder = out.parent().unwrap_or(&out);
    let real = folder.canonicalize().map_err(|_| {
        Failure::usage(format!("没有 {} 这个文件夹。", folder.display()), "请核对路径,看备份用的盘挂上没有。")
    })?;
    if real.starts_with(data.canonicalize().map_err(|_| Failure::disk())?) {
        return Err(Failure::usage(
            "备份不能放在数据文件夹里面:盘坏了会一起丢。",
            "请换一个地方,最好在另一块盘上。",
        ));
    }
    Ok(())
}

/// A data folder was put back: a new term begins, if the database is sound. `after` is the last one that was told.
pub(super) fn restored(place: &Place, after: Option<u32>) -> Done {
    let store = place.store()?;
    store.check().map_err(unsound)?;
    let term = store.restored(after, place.clock.now())?;
    let words = format!(
        "任期是 {term} 了。请把它写下来,和备份放在一起:备份自己不知道。\n以后要是把这份备份再放回来一次,请运行 bianmin-gateway --data DIR restored --after {term}(又恢复过的,写最后一次说的任期),不然回执编号和文号会和这一次的重。\n各站下次连上会自己把丢了的补送上来。各类文书的文号往后空出了一段,不会和恢复之前发出去的重号。"
    );
    place.say(&words, &json!({"term": term}));
    Ok(())
}

fn unsound(error: StoreError) -> Failure {
    match error {
        StoreError::Db(DbError::Damaged(_)) => Failure::integrity(
            "放回来的数据库已损坏,没有开始新的任期。",
            "请不要用它开始服务,换一份备份再恢复一次。",
        ),
        other => other.into(),
    }
}
