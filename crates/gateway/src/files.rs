//! Files over either door: whole, or the one range that is asked for, so that a cut download goes on where it stood.

use crate::answer::Refusal;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::ops::Range;
use wire::problem::ProblemCode;

/// What a `Range` header comes to for a file of a known length (RFC 9110 §14).
#[derive(PartialEq, Eq, Debug)]
enum Asked {
    /// No range, more than one, or none that can be read: all of it.
    Whole,
    /// These bytes.
    Part(Range<usize>),
    /// Nothing of the file lies there.
    Beyond,
}

/// A file as an answer.
pub(crate) fn file_answer(bytes: Vec<u8>, media_type: &str, asked: &HeaderMap) -> Response {
    let media_type = match media_type {
        "image/jpeg" | "image/png" | "application/pdf" => media_type,
        _ => "application/octet-stream",
    };
    let headers = [(header::CONTENT_TYPE, media_type), (header::ACCEPT_RANGES, "bytes")];
    let length = bytes.len();
    match part_of(asked, length) {
        Asked::Whole => (headers, bytes).into_response(),
        Asked::Part(part) => {
            let range = format!("bytes {}-{}/{length}", part.start, part.end - 1);
            let piece = bytes[part].to_vec();
            (StatusCode::PARTIAL_CONTENT, headers, [(header::CONTENT_RANGE, range)], piece).into_response()
        }
        Asked::Beyond => {
            let refusal =
                Refusal::new(ProblemCode::FileOffset).with_status(StatusCode::RANGE_NOT_SATISFIABLE);
            refusal.with_header(header::CONTENT_RANGE, format!("bytes */{length}")).into_response()
        }
    }
}

fn part_of(asked: &HeaderMap, length: usize) -> Asked {
    let range = asked.get(header::RANGE).and_then(|range| range.to_str().ok()?.strip_prefix("bytes="));
    range.and_then(|range| part(range.trim(), length)).unwrap_or(Asked::Whole)
}

/// `first-last`, `first-` or `-count`; None for what is no single range.
fn part(range: &str, length: usize) -> Option<Asked> {
    let (first, last) = range.split_once('-')?;
    let (first, last) = (number(first)?, number(last)?);
    let part = match (first, last) {
        (Some(first), None) => first..length,
        (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(length),
        (None, Some(count)) => length.saturating_sub(count)..length,
        _ => return None,
    };
    Some(if part.is_empty() { Asked::Beyond } else { Asked::Part(part) })
}

/// Digits, or nothing at all; None for anything else.
fn number(text: &str) -> Option<Option<usize>> {
    match text {
        "" => Some(None),
        digits if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().ok().map(Some),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_ten(range: &str) -> Asked {
        part_of(&HeaderMap::from_iter([(header::RANGE, range.parse().unwrap())]), 10)
    }

    #[test]
    fn a_single_range_is_cut_out_of_the_file() {
        assert_eq!(of_ten("bytes=0-"), Asked::Part(0..10));
        assert_eq!(of_ten("bytes=4-"), Asked::Part(4..10));
        assert_eq!(of_ten("bytes=4-6"), Asked::Part(4..7));
        assert_eq!(of_ten("bytes=4-99"), Asked::Part(4..10));
        assert_eq!(of_ten("bytes=-3"), Asked::Part(7..10));
        assert_eq!(of_ten("bytes=-99"), Asked::Part(0..10));
    }

    #[test]
    fn what_lies_beyond_the_end_is_not_there() {
        for range in ["bytes=10-", "bytes=10-12", "bytes=-0"] {
            assert_eq!(of_ten(range), Asked::Beyond, "{range}");
        }
        assert_eq!(part("0-", 0), Some(Asked::Beyond));
    }

    #[test]
    fn what_is_no_single_range_gets_the_whole_file() {
        for range in ["bytes=6-4", "bytes=1-2,4-5", "bytes=a-", "bytes=-", "bytes=+1-2", "lines=1-2", "bytes"]
        {
            assert_eq!(of_ten(range), Asked::Whole, "{range}");
        }
        assert_eq!(part_of(&HeaderMap::new(), 10), Asked::Whole);
    }
}
