//! What a paper costs, by our writer or by the peer: the first one of a program that was just started, then one like many,
//! the most memory the first took, what many leave behind, and the size of the file. Each run measures one paper.
//! `paper_speed ours|krilla receipt|form|dense`; `paper_speed words PAPER FILE` writes what a paper says, as JSON, for a peer
//! that sets it in its own way.

#[path = "../../../papers/tests/samples/mod.rs"]
mod samples;
mod text;

use std::error::Error;
use std::process::id;
use std::sync::Arc;

use measure::{Times, Unit, cpu, memory, tell};
use papers::{FontSet, Layouts, Press, Print};
use peers::Krilla;

/// Papers before the figures of a warm program are taken, and for them.
const WARM_UP: usize = 20;
const RUNS: usize = 200;
/// The same for the dense paper, which takes a tenth of a second.
const DENSE_RUNS: usize = 20;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["words", paper, file] => words(paper, file),
        [writer, paper] => measure(writer, paper),
        _ => Err("usage: paper_speed ours|krilla receipt|form|dense".into()),
    }
}

fn words(paper: &str, file: &str) -> Result<(), Box<dyn Error>> {
    let (document, _) = text::paper(paper, 0).ok_or("no such paper")?;
    let told = Layouts::shipped()?.told(&document)?;
    Ok(std::fs::write(file, serde_json::to_string(&told)?)?)
}

fn measure(writer: &str, paper: &str) -> Result<(), Box<dyn Error>> {
    let before = memory::resident(id());
    let begun = cpu();
    let press = press(writer)?;
    let bytes = print(&press, paper, 0)?;
    let first = (cpu() - begun).as_secs_f64() * 1e3;
    let peak = memory::most_resident(id());
    let (warm_up, runs) = if paper == "dense" { (2, DENSE_RUNS) } else { (WARM_UP, RUNS) };
    for number in 1..=warm_up {
        print(&press, paper, number)?;
    }
    let mut times = Vec::with_capacity(runs);
    for number in 0..runs {
        let begun = cpu();
        print(&press, paper, number)?;
        times.push(cpu() - begun);
    }
    let name = |of: &str| {
        if writer == "ours" { format!("{paper}, {of}") } else { format!("{paper}, {of} ({writer})") }
    };
    tell(&name("first, CPU"), first, Unit::Ms);
    tell(&name("CPU"), times.into_iter().collect::<Times>().median(), Unit::Ms);
    tell(&name("memory at most"), peak, Unit::MiB);
    tell(&name("memory grown by"), memory::resident(id()) - before, Unit::MiB);
    tell(&name("file"), bytes as f64 / 1_048_576.0, Unit::MiB);
    Ok(())
}

fn press(writer: &str) -> Result<Press, Box<dyn Error>> {
    // as the station does
    papers::memory::keep_for_the_next_paper();
    let fonts = Arc::new(FontSet::open_system()?);
    let press = Press::new(fonts.clone())?;
    match writer {
        "ours" => Ok(press),
        "krilla" => Ok(press.with_sink(Arc::new(Krilla::new(&fonts)?))),
        _ => Err("no such writer".into()),
    }
}

/// Prints and gives the size of the file.
fn print(press: &Press, paper: &str, number: usize) -> Result<usize, Box<dyn Error>> {
    let (document, marks) = text::paper(paper, number).ok_or("no such paper")?;
    let printed = press.render(&document, &marks, Print::Usual)?;
    let wanted = match paper {
        "dense" => 20,
        // a copy for the station, one for the resident, one that goes along with the materials
        "receipt" => 3,
        _ => 2,
    };
    if printed.pages != wanted {
        return Err(format!("{paper} has {} pages, not {wanted}", printed.pages).into());
    }
    Ok(printed.pdf.len())
}
