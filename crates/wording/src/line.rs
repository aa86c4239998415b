//! What is said of the line.

use crate::text;
use std::time::Duration;

/// How the line stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LineWord {
    /// Connected, nothing waits; with something waiting, it is about to go.
    Connected,
    /// Something is under way.
    Sending,
    /// No line just now.
    Offline,
    /// Never connected since the program began.
    Never,
    /// A person paused it.
    Paused,
    /// The station is not enrolled.
    NotEnrolled,
}

/// The line in a few words, with how many cases wait.
pub fn line_words(word: LineWord, waiting: usize) -> String {
    let (none, some) = match word {
        LineWord::Connected => ("line.idle", "line.connected"),
        LineWord::Sending => ("line.sending", "line.sending_some"),
        LineWord::Offline => ("line.offline", "line.offline_some"),
        LineWord::Never => ("line.never", "line.never_some"),
        LineWord::Paused => ("line.paused", "line.paused_some"),
        LineWord::NotEnrolled => ("line.not_enrolled", "line.not_enrolled"),
    };
    text(if waiting == 0 { none } else { some }).replace("%{count}", &waiting.to_string())
}

/// What to do about a pause.
pub fn line_resume() -> String {
    text("line.resume")
}

/// What waits, and how long it takes at the rate that was measured last, in bytes a second.
pub fn line_outlook(cases: usize, bytes: u64, goodput: Option<f64>) -> String {
    let time = goodput.filter(|rate| *rate >= 1.0).map(|rate| Duration::from_secs_f64(bytes as f64 / rate));
    let key = if time.is_some() { "line.outlook_time" } else { "line.outlook" };
    text(key)
        .replace("%{count}", &cases.to_string())
        .replace("%{size}", &size(bytes))
        .replace("%{time}", &time.map(span).unwrap_or_default())
}

/// The computer's clock is so far from the province's; ahead when `ahead`.
pub fn line_clock(off: Duration, ahead: bool) -> String {
    text(if ahead { "line.clock_ahead" } else { "line.clock_behind" }).replace("%{time}", &span(off))
}

/// The gateway was restored from an older backup.
pub fn line_forgot() -> String {
    text("line.forgot")
}

/// The gateway was restored from an older backup, and has everything again since `when`.
pub fn line_forgot_healed(when: &str) -> String {
    text("line.forgot_healed").replace("%{when}", when)
}

/// Since `when` it is known that this folder was copied or set back; it went on by itself.
pub fn line_forked(when: &str) -> String {
    text("line.forked").replace("%{when}", when)
}

/// Something came that only a newer program can read.
pub fn newer_event() -> String {
    text("line.newer")
}

/// A line that costs by the byte has carried what it may today; files go on after `when`.
pub fn line_spent(when: &str) -> String {
    text("line.spent").replace("%{when}", when)
}

/// A file that waits does not open any more.
pub fn line_broken() -> String {
    text("line.broken")
}

fn size(bytes: u64) -> String {
    const KB: u64 = 1024;
    match bytes {
        small if small < KB * KB => format!("{} KB", small.div_ceil(KB)),
        large => format!("{:.1} MB", large as f64 / (KB * KB) as f64),
    }
}

fn span(time: Duration) -> String {
    const MINUTE: u64 = 60;
    let seconds = time.as_secs();
    let (key, count) = match seconds {
        0..=60 => ("line.a_minute", 1),
        _ if seconds < 120 * MINUTE => ("line.minutes", seconds.div_ceil(MINUTE)),
        _ if seconds < 48 * 60 * MINUTE => ("line.hours", seconds.div_ceil(60 * MINUTE)),
        _ => ("line.days", seconds / (24 * 60 * MINUTE)),
    };
    text(key).replace("%{count}", &count.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_told_with_its_size_and_time() {
        assert_eq!(
            line_outlook(3, 12 << 20, Some(52_428.8)),
            "还有 3 件、12.0 MB 没发完,按现在的快慢约 4 分钟"
        );
        assert_eq!(line_outlook(1, 900, None), "还有 1 件、1 KB 没发完");
        assert_eq!(line_words(LineWord::Offline, 3), "离线 · 3 件待发送");
        assert_eq!(line_words(LineWord::Connected, 0), "已连上 · 全部发完");
    }

    #[test]
    fn a_clock_that_is_years_off_is_told_in_days() {
        let years = Duration::from_secs(7 * 365 * 24 * 3600);
        assert!(line_clock(years, false).contains("慢 2555 天"));
    }
}
