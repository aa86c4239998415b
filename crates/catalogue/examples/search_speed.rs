//! Measures a search over 2,000 items, as after every letter typed.
//! `cargo run --release -p catalogue --example search_speed -- assets`

use std::error::Error;
use std::hint::black_box;
use std::path::Path;

use catalogue::{Pack, Search, Slug};
use measure::{Unit, tell, times};

const ITEMS: usize = 2_000;
const RUNS: usize = 200;
/// What is typed, and what it is.
const TYPED: [(&str, &str); 5] = [
    ("initials", "gljt"),
    ("one letter", "g"),
    ("word", "生活"),
    ("number", "4605"),
    ("found nowhere", "没有这个事项"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let assets = std::env::args().nth(1).ok_or("usage: search_speed ASSETS")?;
    let (pack, _) = Pack::read(Path::new(&assets))?;
    let mut items = Vec::with_capacity(ITEMS);
    for (number, item) in pack.items.iter().cycle().take(ITEMS).enumerate() {
        let mut item = item.clone();
        item.slug = Slug::from(format!("{}-{number}", item.slug).as_str());
        items.push(item);
    }
    let search = Search::new(&items);
    for (what, typed) in TYPED {
        let searched = times(RUNS, || {
            black_box(search.find(black_box(typed), 20));
        });
        tell(&format!("2,000 items: {what}"), searched.median(), Unit::Ms);
    }
    Ok(())
}
