//! Measures the receipt, two copies on A4: the first one of a program that was just started, then one like many, and
//! what many leave behind in memory.
//! `cargo run --release -p papers --example receipt_speed [FONTDIR]`

#[path = "../tests/samples/mod.rs"]
mod samples;

use std::error::Error;
use std::path::Path;
use std::process::id;

use measure::{Times, Unit, cpu, memory, tell};
use papers::{Document, FontSet, Press, Print, Receipt};

/// Papers before the figures of a warm program are taken.
const WARM_UP: usize = 20;
const RUNS: usize = 200;

fn main() -> Result<(), Box<dyn Error>> {
    let before = memory::resident(id());
    let begun = cpu();
    let fonts = match std::env::args().nth(1) {
        Some(folder) => FontSet::open(Path::new(&folder))?,
        None => FontSet::open_system()?,
    };
    let press = Press::new(std::sync::Arc::new(fonts))?;
    print(&press, 0)?;
    tell("first receipt, CPU", (cpu() - begun).as_secs_f64() * 1e3, Unit::Ms);
    (1..=WARM_UP).try_for_each(|number| print(&press, number))?;
    let mut times = Vec::with_capacity(RUNS);
    for number in 0..RUNS {
        let begun = cpu();
        print(&press, number)?;
        times.push(cpu() - begun);
    }
    tell("receipt, CPU", times.into_iter().collect::<Times>().median(), Unit::Ms);
    tell("memory grown by", memory::resident(id()) - before, Unit::MiB);
    Ok(())
}

/// Every resident has another name: the glyphs differ from paper to paper.
fn print(press: &Press, number: usize) -> Result<(), Box<dyn Error>> {
    let receipt = Receipt { applicant: name(number), ..samples::receipt() };
    let paper = press.render(&Document::Receipt(receipt), &samples::marks(0), Print::Usual)?;
    if paper.pages < 2 {
        return Err("a receipt has two copies".into());
    }
    Ok(())
}

fn name(number: usize) -> String {
    const SURNAMES: [char; 10] = ['陈', '王', '李', '符', '黎', '吴', '林', '周', '黄', '𬱖'];
    let given = char::from_u32(0x4E00 + (number as u32 * 37) % 0x5000).unwrap_or('某');
    format!("{}阿{given}", SURNAMES[number % SURNAMES.len()])
}
