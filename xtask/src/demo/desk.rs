//! The desk of the demo: the desktop window where there is a display, else the same screens in a browser on loopback.

use std::env;
use std::fs;

use super::world::{CHIEF, PASSWORD, World};
use crate::place;
use crate::problem::{Outcome, Problem};
use crate::run::cargo;

/// Opens the desk and stays until the window is closed, or Ctrl+C.
///
/// # Errors
/// When it cannot be built or does not start.
pub fn open(world: &World) -> Outcome {
    match shell()?.filter(|_| has_display()) {
        Some(package) => open_window(world, &package),
        None => serve(world),
    }
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// The package of the desktop shell, when it is in this work tree.
fn shell() -> Outcome<Option<String>> {
    let manifest = place::root().join("src-tauri/Cargo.toml");
    let Ok(text) = fs::read_to_string(&manifest) else {
        return Ok(None);
    };
    let read: toml::Table = toml::from_str(&text)
        .map_err(|e| Problem::Content { path: manifest.clone(), says: e.to_string() })?;
    let name = read.get("package").and_then(|package| package.get("name")).and_then(toml::Value::as_str);
    Ok(name.map(str::to_owned))
}

fn open_window(world: &World, package: &str) -> Outcome {
    cargo().args(["build", "--locked", "-p", package]).run()?;
    let window = world.open_window(&place::built(package))?;
    log_in(None);
    let status = window.wait();
    println!("窗口已关闭({status})。");
    Ok(())
}

fn serve(world: &World) -> Outcome {
    let desk = world.serve_desk()?;
    let address = desk.wait_for("listening on ")?;
    log_in(Some(&address));
    let status = desk.wait();
    Err(Problem::said(format!("the desk ended by itself: {status}")))
}

fn log_in(address: Option<&str>) {
    println!();
    if let Some(address) = address {
        println!("没有显示器,请用浏览器打开:{address}");
    }
    println!("姓名:{CHIEF}    密码:{PASSWORD}");
    println!("停下:Ctrl+C(所有程序一起停)");
}
