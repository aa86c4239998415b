//! Finds the code of one of our papers on a picture of its page: a flatbed scan or a photo taken at the counter,
//! turned, dim, stained, stamped, written over or creased.
//!
//! What a code says is nobody's business here; see `papers::qr`. Nothing found means: let the clerk type the number.

mod light;
mod look;
mod places;

use image::GrayImage;

/// A picture in which a code would have fewer than two pixels a module is not looked at.
const SMALLEST_SIDE: u32 = 60;

/// The text of the first code on `page` that begins with `prefix`. The places where our papers carry it are looked at
/// first, then the whole page; as it is first, then with the light evened out, enlarged and in two tones.
pub fn code_on(page: &GrayImage, prefix: &str) -> Option<String> {
    if page.width().min(page.height()) < SMALLEST_SIDE {
        return None;
    }
    let page = places::handy(page);
    let corners = places::corners(&page);
    as_it_is(&corners, prefix)
        .or_else(|| look::small(&page, prefix))
        .or_else(|| in_better_light(&corners, prefix))
        .or_else(|| look::read(&page, prefix))
        .or_else(|| look::read(&light::even(&page), prefix))
        .or_else(|| in_two_tones(&corners, prefix))
}

fn as_it_is(corners: &[GrayImage], prefix: &str) -> Option<String> {
    corners.iter().find_map(|corner| look::read(corner, prefix))
}

fn in_better_light(corners: &[GrayImage], prefix: &str) -> Option<String> {
    corners.iter().find_map(|corner| {
        let even = light::even(corner);
        look::read(&even, prefix).or_else(|| look::read(&places::enlarged(&even), prefix))
    })
}

fn in_two_tones(corners: &[GrayImage], prefix: &str) -> Option<String> {
    corners.iter().find_map(|corner| {
        let calm = light::calm(&places::enlarged(corner));
        look::read(&light::even(&calm), prefix).or_else(|| look::read(&light::two_tones(&calm), prefix))
    })
}
