//! What slip printers have characters for: GB 2312 of 1980. Those that promise GBK or GB 18030 have gaps nobody knows of,
//! and a wrong sign in a name is worse than a line drawn as dots.

use encoding_rs::GB18030;

/// A line in the printer's code, when it has all its characters.
pub(super) fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let whole =
        text.chars().all(|character| character.is_ascii_graphic() || character == ' ' || has(character));
    whole.then(|| GB18030.encode(text).0.into_owned())
}

/// Whether GB 2312 has a character.
fn has(character: char) -> bool {
    let mut buffer = [0; 4];
    let (code, ..) = GB18030.encode(character.encode_utf8(&mut buffer));
    matches!(*code, [row, cell] if holds(row, cell))
}

/// The assigned cells of GB 2312. GBK and GB 18030 fill the gaps between them.
fn holds(row: u8, cell: u8) -> bool {
    match row {
        0xA1 | 0xA3 | 0xB0..=0xD6 | 0xD8..=0xF7 => matches!(cell, 0xA1..=0xFE),
        0xA2 => matches!(cell, 0xB1..=0xE2 | 0xE5..=0xEE | 0xF1..=0xFC),
        0xA4 => matches!(cell, 0xA1..=0xF3),
        0xA5 => matches!(cell, 0xA1..=0xF6),
        0xA6 => matches!(cell, 0xA1..=0xB8 | 0xC1..=0xD8),
        0xA7 => matches!(cell, 0xA1..=0xC1 | 0xD1..=0xF1),
        0xA8 => matches!(cell, 0xA1..=0xBA | 0xC5..=0xE9),
        0xA9 => matches!(cell, 0xA4..=0xEF),
        0xD7 => matches!(cell, 0xA1..=0xF9),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printers_have_the_7445_characters_of_gb_2312() {
        let all = ('\u{80}'..=char::MAX).filter(|c| has(*c));
        assert_eq!(all.count(), 7445);
        let hanzi = ('\u{3400}'..='\u{9FFF}').filter(|c| has(*c));
        assert_eq!(hanzi.count(), 6763);
    }

    #[test]
    fn a_character_outside_is_never_sent_as_text() {
        for text in
            ["𠮷", "㛃", "䶮", "𬱖", "镕", "〇", "€", "ⅰ", "王\u{E000}", "王\u{1B}@", "a\tb", "a\nb", "①②㊣"]
        {
            assert_eq!(bytes_of(text), None, "{text:?}");
        }
        for text in ["", "便民站 0123 Aa", "买买提·江", "“①”—…￥300元", "（一）、《》"]
        {
            let bytes = bytes_of(text).unwrap();
            assert_eq!(GB18030.decode(&bytes).0, text);
        }
    }
}
