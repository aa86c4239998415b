//! Pages come back crooked, dim, stained, stamped and creased; their code is found all the same.
#![allow(clippy::unwrap_used)]

mod bad;

use bad::*;
use image::GrayImage;
use image::imageops::{blur, rotate90, rotate180, rotate270};

/// Dots a millimetre: scanners at 300, 200 and 150 dpi.
const FINE: f64 = 11.81;
const USUAL: f64 = 7.874;
const COARSE: f64 = 5.906;

fn found(page: &GrayImage) -> bool {
    scan::code_on(page, "BM1:").as_deref() == Some(TEXT)
}

fn all_found(pictures: Vec<(&str, GrayImage)>) {
    let lost: Vec<&str> = pictures.iter().filter(|(_, page)| !found(page)).map(|(what, _)| *what).collect();
    assert_eq!(lost, [""; 0], "no code was found on these");
}

#[test]
fn the_code_is_found_at_every_resolution_and_whichever_way_the_page_lies() {
    let page = page(USUAL);
    all_found(vec![
        ("300 dpi", bad::page(FINE)),
        ("150 dpi", bad::page(COARSE)),
        ("upside down", rotate180(&page)),
        ("on its left side", rotate270(&page)),
        ("on its right side", rotate90(&page)),
        ("two degrees off", crooked(&page, 2.0)),
        ("seven degrees off", crooked(&page, -7.0)),
        ("leaning away", leaning(&page, 0.2)),
        ("leaning and crooked", crooked(&leaning(&page, 0.12), 5.0)),
    ]);
}

#[test]
fn the_code_is_found_under_stains_seals_strokes_and_folds() {
    let page = page(USUAL);
    all_found(vec![
        ("tea", stained(&page)),
        ("a seal over it", sealed(&page)),
        ("strokes of a pen", written_over(&page)),
        ("a fold", creased(&page)),
        ("a crooked, folded page with a seal", crooked(&sealed(&creased(&page)), 3.0)),
        ("tea on a crooked page", crooked(&stained(&page), -4.0)),
    ]);
}

#[test]
fn the_code_is_found_in_bad_light() {
    let page = page(USUAL);
    all_found(vec![
        ("one lamp", dim(&page, 0.3)),
        ("one weak lamp", dim(&page, 0.12)),
        ("a weak lamp and grain", grainy(&dim(&page, 0.2), 14.0)),
        ("out of focus", blur(&page, 1.6)),
        ("a phone in the evening", squeezed(&grainy(&blur(&crooked(&dim(&page, 0.25), 4.0), 0.8), 8.0))),
        ("a stained page in the evening", grainy(&dim(&stained(&page), 0.3), 8.0)),
    ]);
}

#[test]
fn nothing_is_found_where_there_is_nothing_of_ours() {
    let blank = GrayImage::from_pixel(620, 877, image::Luma([240]));
    let black = GrayImage::from_pixel(620, 877, image::Luma([0]));
    for (what, page) in [("a blank page", blank), ("a black one", black), ("a speck", GrayImage::new(9, 9))] {
        assert_eq!(scan::code_on(&page, "BM1:"), None, "{what}");
    }
    assert_eq!(scan::code_on(&bad::page(COARSE), "HTTP"), None, "somebody else's code");
}
