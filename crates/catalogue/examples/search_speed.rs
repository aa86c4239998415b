//! Prints the median time of one search over 2,000 items: `cargo run --release -p catalogue --example search_speed -- assets`

use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use catalogue::{Pack, Search, Slug};

const ITEMS: usize = 2_000;
const RUNS: usize = 200;

fn main() -> Result<(), Box<dyn Error>> {
    let assets = std::env::args().nth(1).ok_or("usage: search_speed ASSETS")?;
    let (pack, _) = Pack::read(Path::new(&assets))?;
    let mut items = Vec::with_capacity(ITEMS);
    for (number, item) in pack.items.iter().cycle().take(ITEMS).enumerate() {
        let mut item = item.clone();
        item.slug = Slug::from(format!("{}-{number}", item.slug).as_str());
        items.push(item);
    }
    let start = Instant::now();
    let search = Search::new(&items);
    println!("{} items indexed in {:.1} ms", items.len(), start.elapsed().as_secs_f64() * 1e3);
    for typed in ["gljt", "g", "生活", "没有这个事项", "4605"] {
        println!("{typed}: median {:.3} ms", median_ms(&search, typed));
    }
    Ok(())
}

fn median_ms(search: &Search, typed: &str) -> f64 {
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            black_box(search.find(black_box(typed), 20));
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[RUNS / 2]
}
