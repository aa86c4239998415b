//! How long Rust functions are; reported, never a fault: a long table or match may read best in one piece.

use super::Finding;
use super::tree::Tree;
use crate::problem::Outcome;

/// Lines from `fn` to its closing brace.
const LONG: usize = 60;

/// # Errors
/// Never.
pub fn check(tree: &Tree) -> Outcome<Vec<Finding>> {
    let rust = tree.code().filter(|file| file.is_one_of(&["rs"]) && !file.is_test());
    let remark = |path: &str, f: Function| {
        Finding::remark(format!("{path}:{}", f.line), format!("{} has {} lines", f.name, f.lines))
    };
    Ok(rust
        .flat_map(|file| {
            let long = functions(&file.text).into_iter().filter(|f| f.lines > LONG);
            long.map(|f| remark(&file.path, f)).collect::<Vec<_>>()
        })
        .collect())
}

#[derive(Debug, PartialEq)]
struct Function {
    name: String,
    line: usize,
    lines: usize,
}

/// Functions with a body. A body ends where the braces opened since its `fn` line are closed again.
fn functions(text: &str) -> Vec<Function> {
    let lines: Vec<String> = bare(text).lines().map(str::to_owned).collect();
    lines.iter().enumerate().filter_map(|(at, line)| function(&lines[at..], name(line)?, at + 1)).collect()
}

fn name(line: &str) -> Option<&str> {
    let (before, after) = line.split_once("fn ")?;
    let starts_here = before.is_empty() || before.ends_with(' ');
    let name = after.split(['(', '<']).next().unwrap_or_default();
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    (starts_here && is_name).then_some(name)
}

fn function(from: &[String], name: &str, line: usize) -> Option<Function> {
    let mut depth = 0_usize;
    for (index, text) in from.iter().enumerate() {
        for c in text.chars() {
            match c {
                '{' => depth += 1,
                '}' if depth == 1 => {
                    return Some(Function { name: name.to_owned(), line, lines: index + 1 });
                }
                '}' => depth = depth.saturating_sub(1),
                ';' if depth == 0 => return None,
                _ => {}
            }
        }
    }
    None
}

/// The text without comments, strings and character literals, on the same lines.
fn bare(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = passed(&chars, at);
        out.extend(chars[at..end.max(at)].iter().filter(|c| **c == '\n'));
        if end == at {
            out.push(chars[at]);
            at += 1;
        } else {
            at = end;
        }
    }
    out
}

/// Where a comment, string or character literal that starts here ends; `at` itself when none starts here.
fn passed(chars: &[char], at: usize) -> usize {
    match (chars[at], chars.get(at + 1)) {
        ('/', Some('/')) => until(chars, at, |c, i| c[i] == '\n'),
        ('r', Some('#' | '"')) => raw_string(chars, at),
        ('"', _) => quoted(chars, at, '"'),
        ('\'', Some('\\')) => quoted(chars, at, '\''),
        ('\'', Some(_)) if chars.get(at + 2) == Some(&'\'') => at + 3,
        _ => at,
    }
}

fn until(chars: &[char], from: usize, ends: impl Fn(&[char], usize) -> bool) -> usize {
    (from..chars.len()).find(|i| ends(chars, *i)).unwrap_or(chars.len())
}

fn quoted(chars: &[char], at: usize, quote: char) -> usize {
    let mut i = at + 1;
    while i < chars.len() && chars[i] != quote {
        i += if chars[i] == '\\' { 2 } else { 1 };
    }
    (i + 1).min(chars.len())
}

fn raw_string(chars: &[char], at: usize) -> usize {
    let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
    let open = at + 1 + hashes;
    let starts_word = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
    if starts_word || chars.get(open) != Some(&'"') {
        return at;
    }
    let closes = |c: &[char], i: usize| {
        c[i] == '"' && c[i + 1..].iter().take(hashes).filter(|h| **h == '#').count() == hashes
    };
    (until(chars, open + 1, closes) + 1 + hashes).min(chars.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_measured_from_its_name_to_its_closing_brace() {
        let text = "fn without_body(&self);\n\n\npub fn two<T>(a: T)\nwhere T: Copy {\n    if a { b }\n}\nfn one() {}\n";
        let found: Vec<_> = functions(text).into_iter().map(|f| (f.name, f.line, f.lines)).collect();
        assert_eq!(found, [("two".to_owned(), 4, 4), ("one".to_owned(), 8, 1)]);
    }

    #[test]
    fn braces_in_strings_characters_and_comments_do_not_count() {
        let text = "fn a<'x>() {\n  let s = \"}\\\"{\"; // }\n  let c = '}'; let r = r#\"}\"}\"#;\n  let q = '\\'';\n}\nfn b() {}";
        let found: Vec<_> = functions(text).into_iter().map(|f| (f.name, f.lines)).collect();
        assert_eq!(found, [("a".to_owned(), 5), ("b".to_owned(), 1)]);
    }
}
