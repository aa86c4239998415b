//! Files that residents hand in and pages that are shown: what they are, how many pages they have, how they look, and
//! which of our codes is on them. Hostile files are expected: content is sniffed, sizes are bounded before anything is
//! decoded, and PDFs are drawn by a separate process that can be stopped.

use crate::view::{ErrorCode, Failure};
use image::{DynamicImage, GrayImage, ImageFormat, ImageReader, Limits};
use std::io::{Cursor, Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Largest file taken in: a 300 dpi colour page as PNG stays well below.
pub const LARGEST_FILE: usize = 20 * 1024 * 1024;
/// Largest file of scanned pages: sixty in colour at 300 dpi. Its pages are parted here and none goes on as large.
pub const LARGEST_SCAN: usize = 64 * 1024 * 1024;
const LARGEST_SIDE: u32 = 12_000;
const LARGEST_DECODED: u64 = 256 * 1024 * 1024;
/// Longest a page may take to draw.
const PATIENCE: Duration = Duration::from_secs(20);
/// Width of a page as a scanner at 300 dpi gives it: a coarser one is drawn larger, which reads better.
const AT_300_DPI: u32 = 2_480;
/// How the codes of our papers begin.
const OURS: &str = "BM1:";

/// What a file turned out to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileKind {
    /// `image/jpeg`.
    Jpeg,
    /// `image/png`.
    Png,
    /// `application/pdf`.
    Pdf,
}

impl FileKind {
    /// Media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }

    fn image(self) -> Option<ImageFormat> {
        match self {
            Self::Jpeg => Some(ImageFormat::Jpeg),
            Self::Png => Some(ImageFormat::Png),
            Self::Pdf => None,
        }
    }

    fn of(media_type: &str) -> Option<Self> {
        [Self::Jpeg, Self::Png, Self::Pdf].into_iter().find(|k| k.media_type() == media_type)
    }
}

fn unreadable() -> Failure {
    Failure::new(ErrorCode::FileKind, "")
}

/// The refusal of a file that is too large. How large it is nobody says: it is not read to its end.
pub fn too_large(largest: usize) -> Failure {
    Failure::new(ErrorCode::FileTooLarge, format!("超过 {} MB", largest / 1024 / 1024))
}

/// Looks at a file by its content; its name plays no part.
///
/// # Errors
/// [`ErrorCode::FileTooLarge`], [`ErrorCode::FileKind`].
pub fn inspect(bytes: &[u8]) -> Result<(FileKind, u32), Failure> {
    inspected(bytes, LARGEST_FILE)
}

/// Looks at a file of scanned pages.
///
/// # Errors
/// As [`inspect`].
pub fn inspect_scan(bytes: &[u8]) -> Result<(FileKind, u32), Failure> {
    inspected(bytes, LARGEST_SCAN)
}

fn inspected(bytes: &[u8], largest: usize) -> Result<(FileKind, u32), Failure> {
    if bytes.len() > largest {
        return Err(too_large(largest));
    }
    let kind = infer::get(bytes).and_then(|t| FileKind::of(t.mime_type())).ok_or_else(unreadable)?;
    let pages = match kind.image() {
        Some(format) => {
            decode(bytes, format)?;
            1
        }
        None => pdf_pages(bytes)?,
    };
    Ok((kind, pages))
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST_SIDE);
    limits.max_image_height = Some(LARGEST_SIDE);
    limits.max_alloc = Some(LARGEST_DECODED);
    limits
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, Failure> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    reader.decode().map_err(|error| {
        tracing::warn!(%error, "picture refused");
        match error {
            image::ImageError::Limits(_) => Failure::new(ErrorCode::FileTooLarge, "图片尺寸过大"),
            _ => unreadable(),
        }
    })
}

/// One page as a PNG no wider than `width` pixels.
///
/// # Errors
/// [`ErrorCode::FileKind`], [`ErrorCode::Pages`].
pub fn picture(bytes: &[u8], media_type: &str, page: u32, width: u32) -> Result<Vec<u8>, Failure> {
    let kind = FileKind::of(media_type).ok_or_else(unreadable)?;
    let width = width.clamp(32, 3_000);
    match kind.image() {
        Some(format) => {
            let whole = decode(bytes, format)?;
            png(&if whole.width() > width { whole.thumbnail(width, u32::MAX / 4) } else { whole })
        }
        None => {
            let (width, page) = (width.to_string(), page.to_string());
            poppler(
                "pdftoppm",
                &["-png", "-scale-to-x", &width, "-scale-to-y", "-1", "-f", &page, "-l", &page, "-"],
                bytes,
            )
        }
    }
}

/// Dots as a PNG, black on white.
///
/// # Errors
/// [`ErrorCode::Internal`] for dots that are none.
pub fn picture_of_dots(dots: &papers::Bitmap) -> Result<Vec<u8>, Failure> {
    let (width, height) = (dots.width(), dots.height());
    let grey = |x, y| image::Luma([if dots.dark(x as usize, y as usize) { 0 } else { u8::MAX }]);
    let picture = image::GrayImage::from_fn(width as u32, height as u32, grey);
    png(&DynamicImage::ImageLuma8(picture))
}

/// A picture as a PNG file.
fn png(picture: &DynamicImage) -> Result<Vec<u8>, Failure> {
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png).map_err(|e| Failure::internal(&e))?;
    Ok(png.into_inner())
}

fn pdf_pages(bytes: &[u8]) -> Result<u32, Failure> {
    let told = poppler("pdfinfo", &["-"], bytes).map_err(|_| unreadable())?;
    let told = String::from_utf8_lossy(&told).into_owned();
    let pages = told.lines().find_map(|l| l.strip_prefix("Pages:")).and_then(|n| n.trim().parse().ok());
    pages.filter(|n| *n > 0).ok_or_else(unreadable)
}

/// Runs one of poppler's programs over the bytes, stopping it when it takes too long.
fn poppler(program: &str, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, Failure> {
    let failed = |error: &dyn std::fmt::Display| {
        tracing::warn!(%error, program, "page reader failed");
        Failure::new(ErrorCode::Pages, "")
    };
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|e| failed(&e))?;
    let (Some(mut stdin), Some(mut stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(failed(&"no pipes"));
    };
    let output = std::thread::scope(|scope| {
        scope.spawn(move || {
            // a program that stops reading early says so by its exit code
            let _ = stdin.write_all(input);
        });
        let reading = scope.spawn(move || {
            let mut output = Vec::new();
            stdout.read_to_end(&mut output).map(|_| output)
        });
        stop_when_late(&mut child);
        reading.join().ok().and_then(Result::ok)
    });
    let ended = child.wait().map_err(|e| failed(&e))?;
    match output {
        Some(output) if ended.success() && !output.is_empty() => Ok(output),
        _ => Err(failed(&format!("{ended}"))),
    }
}

fn stop_when_late(child: &mut Child) {
    let begun = Instant::now();
    let mut pause = Duration::from_millis(1);
    while let Ok(None) = child.try_wait() {
        if begun.elapsed() > PATIENCE {
            let _ = child.kill();
            return;
        }
        std::thread::park_timeout(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

/// The text of the code of ours (`BM1:` …) on one page of a file.
///
/// # Errors
/// As [`picture`].
pub fn code_on(bytes: &[u8], media_type: &str, page: u32) -> Result<Option<String>, Failure> {
    let kind = FileKind::of(media_type).ok_or_else(unreadable)?;
    if let Some(format) = kind.image() {
        return Ok(scan::code_on(&decode(bytes, format)?.to_luma8(), OURS));
    }
    Ok(scan::code_on(&drawn(bytes, page, AT_300_DPI)?, OURS))
}

/// A page of a PDF in grey, so many pixels wide.
///
/// # Errors
/// [`ErrorCode::Pages`].
pub fn drawn(pdf: &[u8], page: u32, width: u32) -> Result<GrayImage, Failure> {
    let (page, width) = (page.to_string(), width.to_string());
    let size = ["-scale-to-x", &width, "-scale-to-y", "-1", "-f", &page, "-l", &page, "-"];
    let pgm = poppler("pdftoppm", &[&["-gray"], &size[..]].concat(), pdf)?;
    grey(&pgm).ok_or_else(|| Failure::new(ErrorCode::Pages, ""))
}

/// A PGM picture: `P5`, width, height, 255, each ended by one white space, then the pixels.
fn grey(pgm: &[u8]) -> Option<GrayImage> {
    let mut parts = pgm.splitn(5, |byte| byte.is_ascii_whitespace());
    let mut next = || parts.next().and_then(|part| std::str::from_utf8(part).ok());
    let ("P5", width, height, "255") = (next()?, next()?, next()?, next()?) else {
        return None;
    };
    let (width, height) = (width.parse().ok()?, height.parse().ok()?);
    GrayImage::from_raw(width, height, parts.next()?.to_vec())
}

/// One page of a file as a file of its own, as good as it was.
///
/// # Errors
/// As [`picture`].
pub fn alone(bytes: &[u8], pages: u32, page: u32) -> Result<Vec<u8>, Failure> {
    if pages <= 1 {
        return Ok(bytes.to_vec());
    }
    let page = page.to_string();
    poppler("pdftocairo", &["-pdf", "-f", &page, "-l", &page, "-", "-"], bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blank(width: u32, height: u32) -> Vec<u8> {
        png(&DynamicImage::new_luma8(width, height)).unwrap()
    }

    #[test]
    fn a_file_is_what_its_bytes_say_and_nothing_else_is_taken() {
        assert_eq!(inspect(&blank(100, 80)).unwrap(), (FileKind::Png, 1));
        let refused: [(&str, Vec<u8>); 5] = [
            ("nothing", vec![]),
            ("text", "户口簿".as_bytes().to_vec()),
            ("a page of HTML", b"<html><script>alert(1)</script></html>".to_vec()),
            ("a cut PNG", blank(400, 400)[..60].to_vec()),
            ("a PDF that is none", b"%PDF-1.7 and nothing more".to_vec()),
        ];
        for (what, bytes) in refused {
            assert_eq!(inspect(&bytes).unwrap_err().code, ErrorCode::FileKind, "{what}");
        }
    }

    #[test]
    fn a_file_of_200_megabytes_and_a_picture_that_unpacks_to_gigabytes_are_too_large() {
        assert_eq!(inspect(&vec![0; 200 * 1024 * 1024]).unwrap_err().code, ErrorCode::FileTooLarge);
        let mut bomb = blank(64, 64);
        bomb[16..20].copy_from_slice(&60_000u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&60_000u32.to_be_bytes());
        let refused = inspect(&bomb).unwrap_err().code;
        assert!(matches!(refused, ErrorCode::FileTooLarge | ErrorCode::FileKind), "{refused:?}");
    }

    #[test]
    fn a_picture_is_never_shown_wider_than_asked() {
        let shown = picture(&blank(900, 300), "image/png", 1, 300).unwrap();
        assert_eq!(decode(&shown, ImageFormat::Png).unwrap().width(), 300);
    }

    #[test]
    fn an_empty_page_has_no_code() {
        assert_eq!(code_on(&blank(400, 400), "image/png", 1).unwrap(), None);
    }
}
