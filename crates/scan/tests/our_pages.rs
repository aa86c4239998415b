//! What our own press prints is found again after it was signed, stamped, stained, folded and photographed.
#![allow(clippy::unwrap_used)]

mod bad;

use bad::ours::form_page;
use bad::*;
use image::GrayImage;
use image::imageops::{blur, rotate180};

#[test]
fn the_code_of_a_form_of_ours_is_found_however_the_page_comes_back() {
    let page = form_page(200);
    let written = scan::code_on(&page, "BM1:").expect("the clean page");
    let back: Vec<(&str, GrayImage)> = vec![
        ("at 150 dpi", form_page(150)),
        ("upside down and crooked", crooked(&rotate180(&page), 2.5)),
        ("a seal and a fold", crooked(&sealed(&creased(&page)), -3.0)),
        ("a pen over it", written_over(&crooked(&page, 1.5))),
        ("tea, and one lamp", dim(&stained(&page), 0.3)),
        ("a phone at an angle in the evening", phone_photo(&page)),
        ("a phone out of focus", squeezed(&blur(&leaning(&page, 0.12), 1.2))),
    ];
    let lost = back.iter().filter(|(_, seen)| scan::code_on(seen, "BM1:").as_deref() != Some(&written));
    assert_eq!(lost.map(|(what, _)| *what).collect::<Vec<_>>(), [""; 0], "no code was found on these");
}
