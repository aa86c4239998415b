//! Measures how long finding the code takes: on a scanned page of a form of ours at 300 dpi, and in a phone photo of it
//! in bad light.
//! `cargo run --release -p scan --example find_speed`
#![allow(clippy::unwrap_used)]

#[path = "../tests/bad/mod.rs"]
mod bad;

use image::GrayImage;
use measure::{Times, Unit, cpu, tell};

const RUNS: usize = 15;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let page = bad::ours::form_page(300);
    let written = scan::code_on(&page, "BM1:").ok_or("nothing found on a clean page")?;
    time("code on a 300 dpi page, CPU", &bad::crooked(&page, 2.0), &written)?;
    time("code in a phone photo, CPU", &bad::phone_photo(&bad::ours::form_page(330)), &written)
}

fn time(what: &str, page: &GrayImage, written: &str) -> Result<(), Box<dyn std::error::Error>> {
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let begun = cpu();
        let found = scan::code_on(page, "BM1:");
        times.push(cpu() - begun);
        if found.as_deref() != Some(written) {
            return Err(format!("nothing found: {what}").into());
        }
    }
    tell(what, times.into_iter().collect::<Times>().median(), Unit::Ms);
    Ok(())
}
