//! A new computer at the counter: prepared, enrolled, with a printer, and clerks who log in.

use fantoccini::key::Key;
use journeys::desk::Desk;
use journeys::driver::Kind;
use journeys::eve::{Eve, NAME};
use journeys::world::{MORNING, STATION, STATION_NAME, World};

pub const CHIEF: &str = "张小梅";
const PASSWORD: &str = "changban2026";
const NEW_PASSWORD: &str = "zhaohui2027";

/// A desk ready for its first resident.
pub async fn desk_at_work(kind: Kind, journey: &str, world: &World, printer: &Eve) -> Desk {
    let mut desk = Desk::open(kind, journey, &world.folder("desk"), MORNING).await;
    the_pc_is_prepared(&mut desk).await;
    the_pc_is_enrolled(&mut desk, world).await;
    the_printer_is_chosen(&mut desk, printer).await;
    desk
}

async fn the_pc_is_prepared(desk: &mut Desk) {
    desk.sees("首次使用").await;
    desk.shot("first-run").await;
    desk.fills("station", STATION).await;
    desk.fills("chief", CHIEF).await;
    desk.fills("new-password", PASSWORD).await;
    desk.fills("again", PASSWORD).await;
    desk.presses(Key::F9).await;
    desk.sees("现在办什么?").await;
    desk.sees("还没有绑定省网").await;
    desk.shot("home-not-enrolled").await;
}

async fn the_pc_is_enrolled(desk: &mut Desk, world: &World) {
    desk.clicks("去绑定").await;
    desk.fills("gateway", &world.address()).await;
    desk.fills("code", &world.enrolment_code()).await;
    desk.shot("enrol").await;
    desk.presses(Key::F9).await;
    desk.sees("已绑定省网").await;
    desk.sees(STATION_NAME).await;
}

async fn the_printer_is_chosen(desk: &mut Desk, printer: &Eve) {
    desk.presses_with(Key::Alt, '5').await;
    desk.fills("printer-address", &printer.address()).await;
    desk.clicks("用这一台").await;
    desk.sees(NAME).await;
    desk.shot("settings").await;
}

/// Another person gets an account.
pub async fn a_clerk_is_added(desk: &mut Desk, clerk: &str) {
    desk.presses_with(Key::Alt, '5').await;
    desk.fills("staff", clerk).await;
    desk.fills("first-password", PASSWORD).await;
    desk.clicks("加一个人").await;
    desk.sees(&format!("已加 {clerk}")).await;
}

pub async fn another_clerk_sits_down(desk: &mut Desk, clerk: &str) {
    desk.presses_with(Key::Control, 'l').await;
    desk.sees("已锁屏").await;
    desk.shot("locked").await;
    desk.clicks("换个人登录").await;
    log_in(desk, clerk).await;
}

/// The chief has forgotten his password: what he carries to the county and back opens the desk again, under a new one.
pub async fn the_chief_comes_back(desk: &mut Desk, world: &World) {
    let stick = world.folder("stick");
    desk.sees("密码").await;
    desk.clicks("忘了密码").await;
    desk.sees("找回本机的数据").await;
    desk.clicks("别的文件夹").await;
    desk.fills("stick-path", stick.to_str().expect("a plain path")).await;
    desk.clicks("拷到U盘").await;
    desk.sees("拷好了").await;
    desk.shot("recovery-carried").await;
    desk.fills("recovery-code", &world.gives_back(&stick)).await;
    desk.fills("new-password", NEW_PASSWORD).await;
    desk.fills("again", NEW_PASSWORD).await;
    desk.shot("recovery").await;
    desk.presses(Key::F9).await;
    desk.sees("草稿和没发的件都在").await;
    desk.sees("现在办什么?").await;
    desk.shot("recovered").await;
}

pub async fn log_in(desk: &mut Desk, clerk: &str) {
    desk.sees("密码").await;
    desk.fills("clerk", clerk).await;
    desk.fills("password", PASSWORD).await;
    desk.shot("log-in").await;
    desk.presses(Key::F9).await;
    desk.sees("现在办什么?").await;
    desk.shot("home").await;
}
