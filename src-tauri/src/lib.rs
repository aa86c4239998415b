//! The shell: one window over the station's commands. It opens, remembers its place, hands names and inputs to
//! `station::deeds::run`, and knows no rule of the work.

mod options;
mod window;

use options::Options;
use station::{Desk, deeds};
use std::process::ExitCode;
use std::sync::Arc;
use tauri::ipc::{Invoke, InvokeBody};
use tauri::{Manager as _, Wry};

/// Opens the window and stays until it is closed.
pub fn run() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("BIANMIN_LOG").unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    if !cfg!(feature = "driven") && std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some() {
        eprintln!("便民站不能在自动操控下打开。请去掉环境变量 TAURI_WEBVIEW_AUTOMATION 再开。");
        return ExitCode::from(3);
    }
    let options = match Options::read(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(words) => {
            eprintln!("{words}");
            return ExitCode::from(2);
        }
    };
    let desk = Arc::new(Desk::new(options.settings));
    desk.mind_the_line();
    desk.mind_the_printers();
    match open(desk) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("窗口打不开:{error}。请检查显示环境,或用 bianmin serve 在浏览器里打开。");
            ExitCode::from(1)
        }
    }
}

fn open(desk: Arc<Desk>) -> tauri::Result<()> {
    tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| {
            if let Some(first) = app.get_webview_window("main") {
                let _ = first.unminimize();
                let _ = first.set_focus();
            }
        }))
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .invoke_handler(move |invoke| answer(&desk, invoke))
        .setup(|app| {
            window::open(app)?;
            Ok(())
        })
        .run(tauri::generate_context!())
}

/// Runs a command off the window's thread. The permission list has let it through already.
fn answer(desk: &Arc<Desk>, invoke: Invoke<Wry>) -> bool {
    let Invoke { message, resolver, .. } = invoke;
    let name = message.command().to_owned();
    if name == window::PAINTED {
        println!("READY");
        resolver.resolve(());
        return true;
    }
    if name == window::FOLDER {
        window::choose_folder(message.webview_ref(), resolver);
        return true;
    }
    if !deeds::COMMANDS.contains(&name.as_str()) {
        return false;
    }
    let input = match message.payload() {
        InvokeBody::Json(arguments) => {
            arguments.get("input").cloned().unwrap_or_else(|| serde_json::json!({}))
        }
        InvokeBody::Raw(_) => serde_json::Value::Null,
    };
    let desk = desk.clone();
    tauri::async_runtime::spawn_blocking(move || match deeds::run(&desk, &name, input) {
        Ok(output) => resolver.resolve(output),
        Err(failure) => resolver.reject(failure),
    });
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_of_the_station_is_named_and_granted_and_no_other() {
        let named: Vec<&str> = include!("../commands.in").to_vec();
        let mut expected = deeds::COMMANDS.to_vec();
        expected.extend([window::PAINTED, window::FOLDER]);
        assert_eq!(named, expected);
        let capability: serde_json::Value =
            serde_json::from_str(include_str!("../capabilities/main.json")).unwrap();
        let granted: Vec<&str> =
            capability["permissions"].as_array().unwrap().iter().map(|p| p.as_str().unwrap()).collect();
        for name in expected {
            assert!(granted.contains(&format!("allow-{}", name.replace('_', "-")).as_str()), "{name}");
        }
        assert_eq!(granted.len(), named.len() + 2);
    }
}
