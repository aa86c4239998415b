//! Every page of the gallery beside the page that somebody looked at and approved (`tests/approved`).
//!
//! A page is a picture and its words. What this run printed lies in `target/papers/now`, what differs as pictures side by
//! side in `target/papers/diff`. Who looked at a page and likes it: `cargo xtask approve NAME…`.
#![allow(clippy::unwrap_used, clippy::panic)]

mod picture;
mod shelf;
mod sound;

use std::path::Path;
use std::thread;

use picture::Picture;
use shelf::{Shelf, approved, emptied, printed_now};

/// What is wrong with one page.
fn fault(name: &str, before: &Shelf, now: &Shelf, differences: &Path) -> Option<String> {
    match (before.has(name), now.has(name)) {
        (false, false) => None,
        (false, true) => Some(format!("{name} 没有人看过")),
        (true, false) => Some(format!("{name} 不再打印")),
        (true, true) => changed(name, before, now, differences),
    }
}

fn changed(name: &str, before: &Shelf, now: &Shelf, differences: &Path) -> Option<String> {
    let (old, new) = (before.picture(name), now.picture(name));
    let words = word_changed(&before.words(name), &now.words(name));
    let place = old.difference(&new);
    if words.is_none() && place.is_none() {
        return None;
    }
    let shown = differences.join(format!("{name}.png"));
    old.beside(&new, &shown);
    let place = place.map_or(String::new(), |d| {
        format!("；有{}点不同，在（{}，{}）到（{}，{}）", d.pixels, d.from.0, d.from.1, d.to.0, d.to.1)
    });
    Some(format!("{name} 变了{}{place}；见 {}", words.unwrap_or_default(), shown.display()))
}

/// The first words that differ; another version of pdftotext may put its spaces elsewhere.
fn word_changed(before: &str, now: &str) -> Option<String> {
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<Vec<char>>();
    let (before, now) = (letters(before), letters(now));
    if before == now {
        return None;
    }
    let at = before.iter().zip(&now).take_while(|(a, b)| a == b).count().saturating_sub(4);
    let near = |text: &[char]| text.iter().skip(at).take(16).collect::<String>();
    Some(format!("：“{}”变成“{}”", near(&before), near(&now)))
}

/// The faults of all pages, the work shared by two.
fn faults(before: &Shelf, now: &Shelf, differences: &Path) -> Vec<String> {
    let names = before.names_with(now);
    let (left, right) = names.split_at(names.len() / 2);
    let judge = |names: &[String]| -> Vec<String> {
        names.iter().filter_map(|name| fault(name, before, now, differences)).collect()
    };
    thread::scope(|scope| {
        let first = scope.spawn(|| judge(left));
        let second = judge(right);
        [first.join().unwrap(), second].concat()
    })
}

#[test]
fn every_page_of_the_gallery_looks_as_it_was_approved() {
    let now = printed_now();
    let faults = faults(&approved(), &now, &emptied("diff"));
    assert!(faults.is_empty(), "{}页不对：\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn a_page_without_its_fellow_is_named_on_both_sides() {
    let (before, now) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for (folder, name) in
        [(&before, "a-typical-1"), (&before, "a-typical-2"), (&now, "a-typical-1"), (&now, "b-short-1")]
    {
        Shelf::at(folder.path()).put(name, &picture::with_rectangle(40, 40, (3, 3), (20, 5)), "甲");
    }
    let out = tempfile::tempdir().unwrap();
    let said = faults(&Shelf::at(before.path()), &Shelf::at(now.path()), out.path());
    assert_eq!(said, ["a-typical-2 不再打印", "b-short-1 没有人看过"]);
}

#[test]
fn a_rule_moved_by_two_pixels_is_seen_and_a_softer_one_is_not() {
    let page = picture::with_rectangle(200, 200, (20, 90), (180, 91));
    assert!(page.difference(&picture::with_rectangle(200, 200, (20, 92), (180, 93))).is_some());
    let mut softer = page.clone();
    softer.ink.iter_mut().filter(|ink| **ink > 0).for_each(|ink| *ink -= 3);
    assert_eq!(page.difference(&softer), None);
}

#[test]
fn another_size_of_page_is_seen() {
    let page = picture::with_rectangle(200, 200, (20, 90), (180, 91));
    assert!(page.difference(&picture::with_rectangle(200, 201, (20, 90), (180, 91))).is_some());
}

#[test]
fn a_changed_word_is_seen_and_another_spacing_is_not() {
    assert_eq!(word_changed("第 1 页\n共2页", "第1页 共2页\n"), None);
    let said = word_changed("损失3,200元、房屋", "损失3,800元、房屋").unwrap();
    assert!(said.contains("损失3,2") && said.contains("损失3,8"), "{said}");
}

/// A record of service of so many copies, as a picture.
fn record_of(copies: u32) -> Picture {
    let all = papers::samples().unwrap();
    let sample = all.into_iter().find(|sample| sample.name == "delivery" && sample.set == "typical").unwrap();
    let papers::Document::Delivery(mut delivery) = sample.document else { panic!("another paper") };
    delivery.documents[0].copies = copies;
    let press = papers::Press::new(std::sync::Arc::new(papers::FontSet::open_system().unwrap())).unwrap();
    let document = papers::Document::Delivery(delivery);
    let paper = press.render(&document, &papers::Marks::Plain, papers::Print::Usual).unwrap();
    shelf::drawn(&paper.pdf)
}

#[test]
fn one_changed_digit_is_seen_in_the_picture_alone() {
    for (before, now) in [(1, 7), (2, 7), (3, 5), (3, 8), (5, 6), (6, 8), (0, 9)] {
        let found = record_of(before).difference(&record_of(now));
        let found = found.unwrap_or_else(|| panic!("{before} and {now} look alike"));
        assert!(found.to.0 - found.from.0 < 15 && found.to.1 - found.from.1 < 18, "{found:?}");
    }
}

#[test]
fn another_rim_around_the_strokes_is_not_seen() {
    let page = record_of(1);
    let mut other = page.clone();
    // what versions of one rasteriser differ in: the grey around the black, up or down by a sixth of black
    for (at, ink) in other.ink.iter_mut().enumerate().filter(|(_, ink)| (1..15).contains(*ink)) {
        let change = [-2, 1, 2, -1, 0, 2, -2][at % 7];
        *ink = ink.saturating_add_signed(change).clamp(0, 15);
    }
    assert!(page != other);
    assert_eq!(page.difference(&other), None);
}
