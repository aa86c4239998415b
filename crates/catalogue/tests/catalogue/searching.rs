use catalogue::{Item, Search, pinyin_keys};
use serde_json::json;

use crate::small::{changed, item};

fn named(slug: &str, name: &str, keywords: &[&str]) -> Item {
    let item = changed(item(), "/slug", json!(slug));
    let item = changed(item, "/name", json!(name));
    let item = changed(item, "/code", json!(format!("code-{slug}")));
    serde_json::from_value(changed(item, "/keywords", json!(keywords))).unwrap()
}

fn catalogue() -> Vec<Item> {
    vec![
        named("old-age", "高龄津贴", &["长寿补贴", "80岁补贴"]),
        named("temporary-relief", "临时救助", &["急难"]),
        named("single-child", "单独二孩登记", &[]),
        named("rare", "𠮷𪚥□登记", &["𠮷"]),
    ]
}

fn first(text: &str) -> Option<String> {
    Search::new(&catalogue()).find(text, 5).first().map(|hit| hit.slug.to_string())
}

#[test]
fn an_item_is_found_as_people_type_it() {
    let cases = [
        ("gljt", "old-age"),
        ("GLJT", "old-age"),
        ("gljt", "old-age"),
        ("gaolingjintie", "old-age"),
        ("gaol", "old-age"),
        ("jintie", "old-age"),
        ("高龄", "old-age"),
        ("津 贴", "old-age"),
        ("长寿", "old-age"),
        ("csbt", "old-age"),
        ("80", "old-age"),
        ("lsjz", "temporary-relief"),
        ("急难", "temporary-relief"),
        ("temporary", "temporary-relief"),
        ("code-temp", "temporary-relief"),
        ("danduerhai", "single-child"),
        ("dandu", "single-child"),
        ("shandu", "single-child"),
        ("𠮷", "rare"),
    ];
    for (typed, slug) in cases {
        assert_eq!(first(typed).as_deref(), Some(slug), "{typed}");
    }
}

#[test]
fn nothing_typed_or_nothing_that_fits_finds_nothing() {
    for typed in ["", "  ", "zzzz", "\u{10FFFF}", "🌴", "\0"] {
        assert_eq!(first(typed), None, "{typed:?}");
    }
}

#[test]
fn the_name_comes_before_a_word_for_something_else() {
    let items = [named("a", "住房补贴", &["津贴"]), named("b", "津贴", &[])];
    let hits = Search::new(&items).find("津贴", 5);
    assert_eq!(hits[0].slug.as_str(), "b");
    assert_eq!(hits.len(), 2);
    assert_eq!(Search::new(&items).find("津贴", 1).len(), 1);
}

#[test]
fn a_name_is_keyed_in_every_reading() {
    let keys = pinyin_keys("单曾");
    for key in ["dancen", "shanzeng", "danceng", "chanzeng", "sz", "dz", "dc"] {
        let expected = key != "dancen";
        assert_eq!(keys.iter().any(|found| found == key), expected, "{key} in {keys:?}");
    }
}

#[test]
fn keys_of_odd_texts_are_few_and_typable() {
    assert_eq!(pinyin_keys("吕"), ["l", "lv"]);
    assert_eq!(pinyin_keys("A座3号").iter().filter(|key| *key == "azuo3hao").count(), 1);
    assert_eq!(pinyin_keys("□🌴"), Vec::<String>::new());
    assert_eq!(pinyin_keys(""), Vec::<String>::new());
    let long = pinyin_keys(&"单曾解仇查".repeat(40));
    assert!(long.len() <= 64, "{}", long.len());
}
