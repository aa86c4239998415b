//! The accounts of the counties: made, given another password, ended, listed.

use super::commands::Place;
use super::failure::Failure;
use super::{Done, Role};
use casework::moment::Moment;
use casework::place::CountyCode;
use casework::role::CountyRole;
use gateway_store::{NewUser, UserRow};
use seal::slot::Cost;
use serde_json::{Value, json};

/// Shortest password of an account; a Chinese character counts as two.
const SHORTEST: usize = 8;

pub(super) fn add(place: &Place, name: String, role: Role, county: &str, full_name: Option<String>) -> Done {
    let county: CountyCode =
        county.parse().map_err(|_| Failure::usage("县级代码应是 6 位。", "例:469028。"))?;
    let store = place.store()?;
    let password = password()?;
    let role = match role {
        Role::Reviewer => CountyRole::Reviewer,
        Role::Supervisor => CountyRole::Supervisor,
        Role::Admin => CountyRole::Admin,
    };
    let full_name = full_name.unwrap_or_else(|| name.clone());
    let facts = json!({"user": name, "full_name": full_name, "role": role, "county": county});
    let words = format!("已增加账号 {name}({full_name})");
    let user = NewUser { name, full_name, role, county, password };
    store.add_user(user, Cost::STRONG, place.clock.now())?;
    place.say(&words, &facts);
    Ok(())
}

pub(super) fn set_password(place: &Place, name: &str) -> Done {
    let store = place.store()?;
    let password = password()?;
    store.set_password(name, &password, Cost::STRONG, place.clock.now())?;
    let words = format!("账号 {name} 换了密码:锁定的已解开,用旧密码登录的都已退出。");
    place.say(&words, &json!({"user": name}));
    Ok(())
}

pub(super) fn end(place: &Place, name: &str) -> Done {
    let ended_at = place.store()?.end_user(name, place.clock.now())?;
    let words = format!("账号 {name} 自 {} 停用:不能再登录,登录着的都已退出。", ended_at.minute());
    place.say(&words, &json!({"user": name, "ended_at": ended_at}));
    Ok(())
}

/// Every account on a line.
pub(super) fn list(place: &Place) -> Done {
    let users = place.store()?.users(place.clock.now())?;
    let lines: Vec<String> = users.iter().map(line).collect();
    let facts: Vec<Value> = users.iter().map(facts).collect();
    place.say(&lines.join("\n"), &json!(facts));
    Ok(())
}

fn line(row: &UserRow) -> String {
    let official = &row.official;
    let told = |at: Option<Moment>, word: &str| at.map(|at| format!("  {} {word}", at.minute()));
    let (ended, locked) = (told(row.ended_at, "停用"), told(row.locked_until, "前锁定"));
    let more: String = ended.into_iter().chain(locked).collect();
    format!("{}  {}  {}  {}{more}", official.user, official.name, role_word(official.role), official.county)
}

fn facts(row: &UserRow) -> Value {
    let official = &row.official;
    json!({"user": official.user, "full_name": official.name, "role": official.role, "county": official.county,
           "ended_at": row.ended_at, "locked_until": row.locked_until})
}

fn role_word(role: CountyRole) -> &'static str {
    match role {
        CountyRole::Reviewer => "审核",
        CountyRole::Supervisor => "督查",
        CountyRole::Admin => "管理",
    }
}

fn password() -> Result<String, Failure> {
    let password = match std::env::var("BIANMIN_PASSWORD") {
        Ok(password) => password,
        Err(_) => rpassword::prompt_password("密码:")
            .map_err(|_| Failure::usage("读不到密码。", "请在终端里输入,或设好 BIANMIN_PASSWORD。"))?,
    };
    let length: usize = password.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    if length < SHORTEST {
        return Err(Failure::rule("密码太短。", "请用八个以上字符的密码(一个汉字算两个)。"));
    }
    Ok(password)
}
