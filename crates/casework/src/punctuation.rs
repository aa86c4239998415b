//! The marks of Chinese text (GB/T 15834): full width, as they are printed, whatever the keyboard made of them.

use std::borrow::Cow;

/// The text with full-width marks where a half-width one stands beside a Chinese character. Figures, codes and
/// addresses of the web keep theirs.
pub fn full_width(text: &str) -> Cow<'_, str> {
    if !text.contains([',', ';', ':', '?', '!', '(', ')']) {
        return Cow::Borrowed(text);
    }
    let signs: Vec<char> = text.chars().collect();
    let mut open = Vec::new();
    let mut printed = String::with_capacity(text.len() + 8);
    for (at, &sign) in signs.iter().enumerate() {
        let before = at.checked_sub(1).is_some_and(|before| is_chinese(signs[before]));
        let after = signs.get(at + 1).is_some_and(|&after| is_chinese(after));
        let beside = before || after;
        let widened = match sign {
            '(' => {
                open.push(beside);
                beside
            }
            // a pair is of one width
            ')' => open.pop().unwrap_or(beside),
            _ => beside,
        };
        printed.push(if widened { wide(sign) } else { sign });
    }
    Cow::Owned(printed)
}

/// What was typed, as a sentence that ends: another may follow. Nothing stays nothing.
pub fn ended(words: &str) -> String {
    const MARKS: [char; 8] = ['。', '！', '？', '；', '…', '.', '!', '?'];
    let words = words.trim();
    // the mark of a sentence in quotes stands inside them
    let open = !words.trim_end_matches(['”', '’', '」', '）']).ends_with(MARKS);
    format!("{words}{}", if open && !words.is_empty() { "。" } else { "" })
}

fn wide(sign: char) -> char {
    match sign {
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '?' => '？',
        '!' => '！',
        '(' => '（',
        ')' => '）',
        other => other,
    }
}

/// A character of Chinese text, or one of its marks.
fn is_chinese(sign: char) -> bool {
    matches!(sign,
        '\u{2e80}'..='\u{2fdf}' | '\u{3001}'..='\u{3017}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff01}'..='\u{ff1f}' | '\u{20000}'..='\u{3ffff}' | '“' | '”')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_beside_chinese_characters_are_full_width() {
        for (typed, printed) in [
            ("所填内容真实,同意核对;不符的,更正", "所填内容真实，同意核对；不符的，更正"),
            ("陵水样板兰小吃店(个体工商户)", "陵水样板兰小吃店（个体工商户）"),
            ("陵府林证字(2010)第000001号", "陵府林证字（2010）第000001号"),
            ("损失5000,其中房屋3000", "损失5000，其中房屋3000"),
            ("时间:8:30", "时间：8:30"),
            ("𬱖𠮷(户主)", "𬱖𠮷（户主）"),
            ("(男)", "（男）"),
            ("真的吗?真的!", "真的吗？真的！"),
        ] {
            assert_eq!(full_width(typed), printed);
        }
    }

    #[test]
    fn figures_codes_and_what_is_right_stay() {
        for text in ["1,234.50", "http://a.cn:80/?x=(1)", "8:30—12:00", "X:1,Y:2", "一、二", ""] {
            assert_eq!(full_width(text), text);
        }
    }

    #[test]
    fn what_was_typed_without_a_last_mark_gets_one_and_what_has_one_keeps_it() {
        for (typed, sentence) in [
            ("户籍不在本镇", "户籍不在本镇。"),
            (" 户籍不在本镇。 ", "户籍不在本镇。"),
            ("依据《社会救助暂行办法》", "依据《社会救助暂行办法》。"),
            ("他说“不办了。”", "他说“不办了。”"),
            ("见附件（一页）", "见附件（一页）。"),
            ("", ""),
        ] {
            assert_eq!(ended(typed), sentence);
        }
    }
}
