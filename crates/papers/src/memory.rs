//! What the C library does with memory that a paper gave back.

/// Keeps up to 16 MiB of it for the next paper. glibc would return it to the system after each one and ask for it again,
/// which takes about a tenth of the time of a receipt. For a program whose daily work is printing; elsewhere it does nothing.
pub fn keep_for_the_next_paper() {
    settle();
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code)]
fn settle() {
    const KEPT: i32 = 16 * 1024 * 1024;
    /// Larger than anything a usual paper needs at once.
    const APART: i32 = 4 * 1024 * 1024;
    // SAFETY: glibc takes its own lock for both. A setting that is not taken costs time and nothing else.
    let _ = unsafe { libc::mallopt(libc::M_TRIM_THRESHOLD, KEPT) };
    // SAFETY: as above.
    let _ = unsafe { libc::mallopt(libc::M_MMAP_THRESHOLD, APART) };
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn settle() {}
