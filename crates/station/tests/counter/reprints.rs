//! 补打: numbered, marked on the paper, with its reason in the record.

use crate::eve::Eve;
use crate::paper::words_of;
use crate::queue::*;
use crate::town::*;
use station::deeds;
use station::view::*;

#[test]
fn a_paper_printed_again_says_so_on_the_paper_and_in_the_record_why() {
    let town = Town::new();
    let eve = Eve::start();
    let desk = desk_with(&town, &eve);
    let case = frozen(&desk, ITEM, &sample(ITEM));
    let first = print(&desk, &case.case, "form");
    until(&desk, &first, is(PrintStage::Done));

    let asked = deeds::paper_print(&desk, paper(&case.case, "form", " ")).unwrap_err();
    assert_eq!(asked.code, ErrorCode::Reprint);
    let second = deeds::paper_print(&desk, paper(&case.case, "form", "卡纸")).unwrap();
    assert_eq!((second.title.as_str(), second.reason.as_str()), ("申请表(补打 1)", "卡纸"));
    until(&desk, &second, is(PrintStage::Done));
    answer(&desk, &second, false);
    let third = deeds::paper_print(&desk, paper(&case.case, "form", "又要一份")).unwrap();
    assert_eq!(third.title, "申请表(补打 1)", "what did not come out does not count");
    until(&desk, &third, is(PrintStage::Done));
    let fourth = deeds::paper_print(&desk, paper(&case.case, "form", "居民遗失")).unwrap();
    assert_eq!(fourth.title, "申请表(补打 2)");
    until(&desk, &fourth, is(PrintStage::Done));

    let came = eve.printed();
    assert!(came[0] == deeds::paper_bytes(&desk, &case.case, "form").unwrap(), "the first carries no mark");
    assert!(came[1] == came[2], "the same number is the same paper");
    let plain = words_of(&came[0]);
    assert!(!plain.contains("补打"));
    for (nth, bytes) in [(1, &came[2]), (2, &came[3])] {
        let words = words_of(bytes);
        let mark = format!("补打第{nth}次");
        assert!(words.contains(&mark), "{words}");
        assert_eq!(letters(&words.replace(&mark, "")), letters(&plain), "only the mark is new");
    }
    let long = "很长".repeat(30);
    assert_eq!(
        deeds::paper_print(&desk, paper(&case.case, "form", &long)).unwrap_err().code,
        ErrorCode::Input
    );
}

/// What stands on a paper, whatever the order in which it is read.
fn letters(words: &str) -> Vec<char> {
    let mut letters: Vec<char> = words.chars().collect();
    letters.sort_unstable();
    letters
}
