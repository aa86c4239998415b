//! Prints every kind of paper of a made-up case: `cargo run -p papers --example gallery -- OUTDIR [FONTDIR]`.

#[path = "../tests/samples/mod.rs"]
mod samples;

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: gallery OUTDIR [FONTDIR]")?;
    let fonts = match arguments.next() {
        Some(dir) => papers::FontSet::open(Path::new(&dir))?,
        None => papers::FontSet::open_system()?,
    };
    let press = papers::Press::new(std::sync::Arc::new(fonts))?;
    std::fs::create_dir_all(&folder)?;
    for (name, document, marks) in samples::gallery() {
        let paper = press.render(&document, &marks, papers::Print::Usual)?;
        println!("{name}: {} pages, {} KB", paper.pages, paper.pdf.len() / 1024);
        std::fs::write(Path::new(&folder).join(format!("{name}.pdf")), paper.pdf)?;
    }
    Ok(())
}
