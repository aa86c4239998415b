use crate::failure::said;
use crate::{Sentence, text};

/// Bytes as a person says them.
fn size(bytes: u64) -> String {
    const KB: u64 = 1024;
    match bytes {
        0..0x10_0000 => format!("{} KB", bytes.div_ceil(KB)),
        0x10_0000..0x4000_0000 => format!("{} MB", bytes.div_ceil(KB * KB)),
        _ => format!("{}.{} GB", bytes / 0x4000_0000, bytes % 0x4000_0000 * 10 / 0x4000_0000),
    }
}

fn filled(words: &str, parts: &[(&str, String)]) -> String {
    parts.iter().fold(words.to_owned(), |words, (name, value)| words.replace(&format!("%{{{name}}}"), value))
}

/// What waits for a stick.
pub fn bundle_waiting(cases: u64, files: u64, bytes: u64) -> String {
    match cases {
        0 => text("bundle_words.empty"),
        _ => filled(
            &text("bundle_words.waiting"),
            &[("cases", cases.to_string()), ("files", files.to_string()), ("size", size(bytes))],
        ),
    }
}

/// What was written onto a stick, and what to do with it.
pub fn bundle_exported(cases: u64, files: u64, bytes: u64, damaged: u64) -> Sentence {
    let key = if cases == 0 { "bundle_words.exported_empty" } else { "bundle_words.exported" };
    let Sentence { message, next } = said(key, "");
    let mut message = filled(
        &message,
        &[("cases", cases.to_string()), ("files", files.to_string()), ("size", size(bytes))],
    );
    if damaged > 0 {
        message += &text("bundle_words.damaged").replace("%{detail}", &damaged.to_string());
    }
    Sentence { message, next }
}

/// What came back.
pub fn bundle_taken(entries: u64, events: u64, papers: u64, held: u64, catalogue: bool) -> String {
    let mut words = match entries + events + papers + held {
        0 if !catalogue => text("bundle_words.nothing_new"),
        _ => filled(
            &text("bundle_words.taken"),
            &[
                ("entries", entries.to_string()),
                ("events", events.to_string()),
                ("papers", papers.to_string()),
            ],
        ),
    };
    if held > 0 {
        words += &text("bundle_words.held").replace("%{detail}", &held.to_string());
    }
    if catalogue {
        words += &text("bundle_words.catalogue");
    }
    words
}

/// The county waits for entries that were not in the bundle.
pub fn bundle_missing() -> String {
    text("bundle_words.missing")
}

/// The county waits for files: it never had them, or lost them.
pub fn bundle_awaited(files: u64) -> String {
    text("bundle_words.awaited").replace("%{detail}", &files.to_string())
}

/// How much room a stick lacks.
pub fn stick_lacks(need: u64, free: u64) -> String {
    filled(&text("bundle_words.lacks"), &[("need", size(need)), ("free", size(free))])
}

/// A stick and its free room.
pub fn stick_with_room(name: &str, free: u64) -> String {
    filled(&text("bundle_words.stick"), &[("detail", name.to_owned()), ("free", size(free))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_said_in_cases_files_and_a_size_that_people_know() {
        let said = bundle_exported(12, 36, 48 * 1024 * 1024, 0);
        assert_eq!(said.message, "导出了 12 件、36 个附件,共 48 MB。");
        assert!(said.next.starts_with("交到县里导入,回来再插上这个U盘"));
        assert!(bundle_exported(1, 2, 900, 1).message.contains("共 1 KB"));
        assert!(bundle_waiting(0, 0, 0).contains("没有等着发的"));
        assert_eq!(size(0x1_8000_0000), "6.0 GB");
        assert!(bundle_taken(0, 0, 0, 0, false).contains("没有新的"));
        assert!(bundle_awaited(2).starts_with("省里还缺 2 个"));
    }
}
