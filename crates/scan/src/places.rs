//! Where on a page the code is, and at which size it is read best.

use std::borrow::Cow;

use image::GrayImage;
use image::imageops::{FilterType, crop_imm, resize, thumbnail};

/// Longest side that is read, pixels: an A4 page at 300 dpi. A larger picture holds no more for a code of ours.
const LONGEST: u32 = 3_510;
/// The corner that holds the code with room for a crooked page, as parts of the short and the long side.
const ACROSS: (u32, u32) = (43, 100);
const ALONG: (u32, u32) = (29, 100);
/// A corner wider than this is not enlarged: its modules are large enough.
const ENOUGH: u32 = 900;

/// The picture no larger than is useful.
pub(crate) fn handy(picture: &GrayImage) -> Cow<'_, GrayImage> {
    let (width, height) = picture.dimensions();
    let longest = width.max(height);
    if longest <= LONGEST {
        return Cow::Borrowed(picture);
    }
    let fit = |side: u32| (u64::from(side) * u64::from(LONGEST) / u64::from(longest)).max(1) as u32;
    Cow::Owned(thumbnail(picture, fit(width), fit(height)))
}

/// The four corners, the likeliest first: the upper right, and where that is on a page that lies upside down or on
/// its side.
pub(crate) fn corners(page: &GrayImage) -> Vec<GrayImage> {
    let (width, height) = page.dimensions();
    let part = |side: u32, (of, all): (u32, u32)| (side * of / all).max(1);
    let upright = height >= width;
    let (wide, tall) = if upright {
        (part(width, ACROSS), part(height, ALONG))
    } else {
        (part(width, ALONG), part(height, ACROSS))
    };
    let (right, bottom) = (width - wide, height - tall);
    let order = if upright {
        [(right, 0), (0, bottom), (0, 0), (right, bottom)]
    } else {
        [(0, 0), (right, bottom), (right, 0), (0, bottom)]
    };
    order.into_iter().map(|(x, y)| crop_imm(page, x, y, wide, tall).to_image()).collect()
}

/// At twice the size where the modules are small.
pub(crate) fn enlarged(corner: &GrayImage) -> GrayImage {
    let (width, height) = corner.dimensions();
    if width.max(height) > ENOUGH {
        return corner.clone();
    }
    resize(corner, width * 2, height * 2, FilterType::CatmullRom)
}
