//! The keys: the list for whoever checks papers, and the end of one.

use super::Done;
use super::commands::Place;
use super::failure::Failure;
use casework::moment::Moment;
use gateway::key_list;
use seal::KeyId;
use serde_json::json;
use std::path::Path;
use wire::keys::{KeyKind, ListedKey};

pub(super) fn export(place: &Place, out: &Path) -> Done {
    let store = place.store()?;
    let signed = key_list(&store, place.clock.now())?;
    let text = serde_json::to_string_pretty(&signed).map_err(|error| Failure::internal(&error))?;
    std::fs::write(out, text + "\n").map_err(|_| Failure::disk())?;
    let (gateway, count) = (signed.list.gateway.id(), signed.list.keys.len());
    let words = format!(
        "密钥表已写到 {}:{count} 把密钥。\n签表的网关密钥是 {},请和表分开公布,供第一次用表的人比对。",
        out.display(),
        verify::grouped(gateway)
    );
    place.say(&words, &json!({"file": out, "gateway": gateway, "keys": count}));
    Ok(())
}

/// Every key on a line: short name, whose, since and until when.
pub(super) fn list(place: &Place) -> Done {
    let signed = key_list(&place.store()?, place.clock.now())?;
    let lines: Vec<String> = signed.list.keys.iter().map(line).collect();
    place.say(&lines.join("\n"), &json!(signed.list.keys));
    Ok(())
}

fn line(key: &ListedKey) -> String {
    let computer = key.device.map(|number| format!("({} 号机)", number.get())).unwrap_or_default();
    let day = |moment: Option<Moment>, word: &str| moment.map(|at| format!("  {} {word}", at.minute()));
    let (from, until) = (day(key.from, "起使用"), day(key.until, "停用"));
    let days: String = from.into_iter().chain(until).collect();
    format!("{}  {} {}{computer}{days}", key.key.id(), key.place, key.name)
}

/// Ends the use of a key.
pub(super) fn end(place: &Place, id: KeyId, reason: &str, at: Option<Moment>) -> Done {
    let store = place.store()?;
    let now = place.clock.now();
    let listed = key_list(&store, now)?.list;
    let key = listed
        .named(id)
        .ok_or_else(|| Failure::rule(format!("密钥表里没有 {id}。"), "请用 keys list 看看编号,再输一次。"))?;
    let until = store.end_key(key, at.unwrap_or(now), reason, now)?;
    let then = match key.kind {
        KeyKind::County => "县里下一次签字用新的密钥。",
        KeyKind::Device => {
            "这台电脑不能再发送。要接着用,请用 station add 开一个新的绑定码,由站里在“设置→省网”重新绑定;没发的会接着发。"
        }
        KeyKind::Gateway => "网关还在用它签字,这以后的回执核对时不算数,请尽快换一个网关。",
    };
    let words = format!(
        "{}的密钥 {id} 自 {} 停用。{then}\n请重新导出密钥表(keys export)发给核对文书的人。",
        key.name,
        until.minute()
    );
    place.say(&words, &json!({"key": id, "name": key.name, "until": until}));
    Ok(())
}
