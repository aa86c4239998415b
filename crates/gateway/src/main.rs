//! `bianmin-gateway`: prepares, serves and keeps a gateway.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    share_arenas();
    cli::run()
}

/// glibc gives eight arenas to each core, and each holds what one of its threads once needed. A gateway has a thread for
/// every question under way, so that most of its memory would lie there unused: one arena for each core is enough. What is
/// large, a piece of a file, goes back at once; what a batch needs is kept for the next one, which the system would have to
/// clear anew.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code)]
fn share_arenas() {
    const LARGE: i32 = 512 * 1024;
    const KEPT: i32 = 1024 * 1024;
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get().min(64) as i32);
    // SAFETY: called before any other thread is there. A setting that is not taken costs memory and nothing else.
    let _ = unsafe { libc::mallopt(libc::M_ARENA_MAX, cores) };
    // SAFETY: as above.
    let _ = unsafe { libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE) };
    // SAFETY: as above.
    let _ = unsafe { libc::mallopt(libc::M_TRIM_THRESHOLD, KEPT) };
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn share_arenas() {}
