use std::path::PathBuf;
use tauri::ipc::InvokeResolver;
use tauri::webview::DownloadEvent;
use tauri::{App, Webview, WebviewUrl, WebviewWindowBuilder, Wry};

/// The window's own word that its first screen is painted.
pub const PAINTED: &str = "window_painted";
/// The window's own deed: lets a person point at a folder.
pub const FOLDER: &str = "window_folder";

/// Says so once the first screen stands: something is drawn and two frames have passed.
const TELL_PAINTED: &str = "(() => { const look = () => { const app = document.getElementById('app'); \
    if (app && app.childElementCount > 0) { requestAnimationFrame(() => requestAnimationFrame(() => \
    window.__TAURI_INTERNALS__.invoke('window_painted'))) } else { setTimeout(look, 10) } }; \
    addEventListener('DOMContentLoaded', look) })()";

/// Opens the one window. It keeps nothing of its own: no history, no cache, no storage in the user's folders. The title
/// never holds a name.
pub fn open(app: &App) -> tauri::Result<()> {
    WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
        .title("便民服务站")
        .inner_size(1366.0, 768.0)
        .min_inner_size(1024.0, 680.0)
        // a context of its own, which WebDriver cannot reach into: only the shipped window has it
        .incognito(!cfg!(feature = "driven"))
        .data_directory(std::env::temp_dir().join(format!("bianmin-window-{}", std::process::id())))
        .initialization_script(TELL_PAINTED)
        .on_download(|_, event| {
            if let DownloadEvent::Requested { destination, .. } = event
                && let Some(free) = free_name(destination)
            {
                *destination = free;
            }
            true
        })
        .build()?;
    Ok(())
}

/// Opens the system's folder dialog before the window, and answers with the path; with nothing when it was closed.
pub fn choose_folder(webview: &Webview<Wry>, resolver: InvokeResolver<Wry>) {
    let window = webview.window();
    let dialog = rfd::AsyncFileDialog::new().set_title("选择U盘或文件夹").set_parent(&window);
    // it belongs to the window's own thread; the waiting does not
    let begun = window.run_on_main_thread(move || {
        let choosing = dialog.pick_folder();
        tauri::async_runtime::spawn(async move {
            let chosen = choosing.await.map(|folder| folder.path().to_string_lossy().into_owned());
            resolver.resolve(chosen);
        });
    });
    if let Err(error) = begun {
        tracing::warn!(%error, "no folder dialog");
    }
}

/// A name in the download folder that is not taken yet: an earlier PDF is never overwritten.
fn free_name(wanted: &std::path::Path) -> Option<PathBuf> {
    let name = wanted.file_stem()?.to_string_lossy().into_owned();
    let ending = wanted.extension().map_or_else(|| "pdf".to_owned(), |e| e.to_string_lossy().into_owned());
    let folder = wanted.parent()?;
    (1..1000)
        .map(|n| if n == 1 { format!("{name}.{ending}") } else { format!("{name}({n}).{ending}") })
        .map(|n| folder.join(n))
        .find(|path| !path.exists())
}
