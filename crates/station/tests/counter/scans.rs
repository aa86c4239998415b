//! Signed pages in a heap: whose they are, what is said of those that are nobody's, and the clerk's eye as the last resort.

use crate::town::*;
use casework::number::ReceiptNumber;
use casework::place::DeviceNumber;
use image::{GrayImage, Luma};
use papers::{Code, Document, FontSet, Marks, PaperNumber, Press, Print};
use serde_json::json;
use station::view::*;
use station::{Desk, deeds, pages};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

/// The item whose form has the most pages.
const HOUSEHOLD: &str = "subsistence-allowance";

fn grey(png: &[u8]) -> GrayImage {
    image::load_from_memory(png).unwrap().to_luma8()
}

fn png(page: &GrayImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    page.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Coffee over the whole code: nothing can read it.
fn spoiled(page: &GrayImage) -> GrayImage {
    let mut page = page.clone();
    let (width, height) = page.dimensions();
    for y in height / 30..height / 5 {
        for x in width * 7 / 10..width * 19 / 20 {
            page.put_pixel(x, y, Luma([90]));
        }
    }
    page
}

/// The pages as one PDF, as an office scanner with a feeder makes it: a JPEG on each page.
fn fed_through(pages: &[GrayImage]) -> Vec<u8> {
    let mut pdf = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let mut put = |pdf: &mut Vec<u8>, head: String, stream: Option<&[u8]>| {
        places.push(pdf.len());
        pdf.extend(format!("{} 0 obj\n{head}\n", places.len()).into_bytes());
        if let Some(stream) = stream {
            pdf.extend(b"stream\n");
            pdf.extend(stream);
            pdf.extend(b"\nendstream\n");
        }
        pdf.extend(b"endobj\n");
    };
    let kids: Vec<String> = (0..pages.len()).map(|at| format!("{} 0 R", 3 + at * 3)).collect();
    put(&mut pdf, "<</Type/Catalog/Pages 2 0 R>>".into(), None);
    let tree = format!("<</Type/Pages/Count {}/Kids[{}]>>", pages.len(), kids.join(" "));
    put(&mut pdf, tree, None);
    for (at, page) in pages.iter().enumerate() {
        let first = 3 + at * 3;
        let mut jpeg = Vec::new();
        image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 70).encode_image(page).unwrap();
        let page_words = format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {} 0 R/Resources<</XObject<</I {} 0 R>>>>>>",
            first + 1,
            first + 2
        );
        put(&mut pdf, page_words, None);
        let draw = b"595 0 0 842 0 0 cm /I Do";
        put(&mut pdf, format!("<</Length {}>>", draw.len()), Some(draw));
        let picture = format!(
            "<</Type/XObject/Subtype/Image/Width {}/Height {}/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode/Length {}>>",
            page.width(),
            page.height(),
            jpeg.len()
        );
        put(&mut pdf, picture, Some(&jpeg));
    }
    let table = pdf.len();
    pdf.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).into_bytes());
    for place in &places {
        pdf.extend(format!("{place:010} 00000 n \n").into_bytes());
    }
    let end = format!("trailer<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n", places.len() + 1);
    pdf.extend(end.into_bytes());
    pdf
}

fn taken(desk: &Desk, bytes: &[u8]) -> ScanTaken {
    let input = json!({"file_name": "扫描.pdf", "bytes": base64(bytes)});
    serde_json::from_value(call(desk, "scan_take", input).unwrap()).unwrap()
}

fn read(desk: &Desk, taken: &ScanTaken, page: u32, case: &str) -> PageRead {
    deeds::scan_read(desk, ScanRead { scan: taken.scan.clone(), page, case: case.into() }).unwrap()
}

fn tray(desk: &Desk) -> TrayView {
    deeds::scan_tray(desk, Nothing {}).unwrap()
}

/// A form that another desk printed: well made, and signed by a key that nobody here knows.
fn printed_elsewhere(station: &str, device: u32) -> Vec<u8> {
    let day = "2026-04-15".parse().unwrap();
    let device = DeviceNumber::new(device).unwrap();
    let number = ReceiptNumber::new(&station.parse().unwrap(), day, device, 1).unwrap();
    let sign = |_: &[u8]| [0x5A; 64];
    let marks = Marks::Coded(Code {
        number: PaperNumber::parse(number.as_str()).unwrap(),
        version: 1,
        digest: [1; 16],
        key_id: [2; 8],
        sign: &sign,
        reprint: 0,
    });
    let form = papers::samples().unwrap().into_iter().find(|one| one.name == "form" && one.set == "short");
    let Document::Form(form) = form.unwrap().document else { panic!("a form") };
    let press = Press::new(Arc::new(FontSet::open_system().unwrap())).unwrap();
    let pdf = press.render(&Document::Form(form), &marks, Print::Usual).unwrap().pdf;
    pages::picture(&pdf, "application/pdf", 1, 1_240).unwrap()
}

#[test]
fn of_a_heap_of_60_pages_57_find_their_cases_and_3_wait_in_the_tray() {
    let town = Town::new();
    let desk = town.open_desk();
    let mut heap: Vec<(String, SignPage, GrayImage)> = Vec::new();
    while heap.len() < 60 {
        let case = frozen(&desk, HOUSEHOLD, &sample(HOUSEHOLD));
        let pages = pages_to_sign(&desk, &case.case);
        heap.extend(pages.into_iter().map(|(page, scan)| (case.case.clone(), page, grey(&scan))));
    }
    heap.truncate(60);
    // in any order: every seventh, round and round
    let order: Vec<usize> = (0..60).map(|at| at * 7 % 60).collect();
    let lost = [4_usize, 31, 59];
    let fed: Vec<GrayImage> = order
        .iter()
        .enumerate()
        .map(|(at, from)| if lost.contains(&at) { spoiled(&heap[*from].2) } else { heap[*from].2.clone() })
        .collect();

    let scan = taken(&desk, &fed_through(&fed));
    assert_eq!((scan.pages, tray(&desk).pages.len()), (60, 60), "nothing is lost before it is read");
    for (at, from) in order.iter().enumerate() {
        let read = read(&desk, &scan, at as u32 + 1, "");
        let (case, page, _) = &heap[*from];
        match &read.bound {
            Some(bound) => assert_eq!((&bound.case, bound.page), (case, page.page), "page {at} of the heap"),
            None => assert!(lost.contains(&at), "page {at} of the heap: {:?}", read.reason),
        }
    }
    let left = tray(&desk);
    let waiting: Vec<u32> = left.pages.iter().map(|page| page.page).collect();
    assert_eq!(waiting, [5, 32, 60]);
    for page in &left.pages {
        assert_eq!((page.reason.message.as_str(), page.claimable), ("没有找到二维码。", true));
    }
    let back = heap.iter().map(|(case, _, _)| case).collect::<std::collections::BTreeSet<_>>();
    let shown = back.iter().map(|case| deeds::case_show(&desk, CaseInput { case: (*case).clone() }).unwrap());
    let pages: usize = shown.map(|case| case.sign_pages.iter().filter(|page| page.back).count()).sum();
    assert_eq!(pages, 57);
}

#[test]
fn each_page_that_is_not_taken_says_why_in_a_sentence_of_its_own() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = frozen(&desk, "old-age-allowance", &sample("old-age-allowance"));
    let other = frozen(&desk, "unemployment", &sample("unemployment"));
    let over = frozen(&desk, "sole-trader", &sample("sole-trader"));
    let of_the_one_that_is_over = scan(&desk, &over.case, "form");
    let reason = CaseReason { case: over.case.clone(), reason: "不办了".into() };
    deeds::case_void(&desk, reason).unwrap();
    let here = case.case.as_str();
    let rows: [(Vec<u8>, &str, &str); 8] = [
        (picture(90), here, "没有找到二维码。"),
        (scan(&desk, &other.case, "form"), here, "这一页是另一件的:"),
        (scan(&desk, &case.case, "receipt"), here, "这一页不是要签字的页。"),
        (of_the_one_that_is_over, "", "这一件已了结,不用再扫:"),
        (printed_elsewhere("469028100201", 1), here, "这页是别的站打印的(站点代码 469028100201"),
        (printed_elsewhere("110101001001", 1), here, "这页是外省打印的(站点代码 110101001001"),
        (printed_elsewhere(STATION, 7), here, "这页是本站另一台电脑打印的(07 号机)。"),
        (printed_elsewhere(STATION, 1), here, "二维码的签名不对,这页不是本站打印的。"),
    ];
    for (page, expected, says) in &rows {
        let reason = read(&desk, &taken(&desk, page), 1, expected).reason.unwrap();
        assert!(reason.message.starts_with(says), "{} is not {says}", reason.message);
    }
    assert_eq!(tray(&desk).pages.len(), rows.len(), "all of them are kept");
    assert_eq!(show(&desk, &case).signed, "");
}

#[test]
fn a_page_nobody_can_read_is_claimed_by_eye_or_by_its_typed_number_and_recorded_so() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = frozen(&desk, "unemployment", &sample("unemployment"));
    let pages = pages_to_sign(&desk, &case.case);
    let lost = png(&spoiled(&grey(&pages[0].1)));
    for (_, scan) in &pages[1..] {
        deeds::bind_scan(&desk, &case.case, scan).unwrap();
    }
    let scan = taken(&desk, &lost);
    assert_eq!(read(&desk, &scan, 1, "").reason.unwrap().code, ErrorCode::NoCode);
    let waits = &tray(&desk).candidates;
    assert_eq!((waits[0].case.as_str(), waits[0].pages.len()), (case.case.as_str(), 1));

    let claim = |case: &str, page: u32| {
        let kind = pages[0].0.kind.clone();
        deeds::scan_claim(
            &desk,
            ScanClaim { scan: scan.scan.clone(), page: 1, case: case.into(), kind, paper_page: page },
        )
    };
    let mistyped = format!("{}{}", &case.number[..26], if case.number.ends_with('0') { '1' } else { '0' });
    let refused = claim(&mistyped, 1).unwrap_err();
    assert_eq!(refused.code, ErrorCode::Number);
    assert!(refused.message.contains("校验位"), "{}", refused.message);
    assert_eq!(claim(&case.number[..20], 1).unwrap_err().code, ErrorCode::Number);
    assert_eq!(claim(&case.number, 99).unwrap_err().code, ErrorCode::OtherPaper);
    if pages[1].0.kind == pages[0].0.kind {
        assert_eq!(claim(&case.number, 2).unwrap_err().code, ErrorCode::State, "that page is back");
    }
    let bound = claim(&case.number_grouped, 1).unwrap().bound.unwrap();
    assert!(bound.complete);
    let shown = show(&desk, &case);
    let page = &shown.sign_pages[0];
    assert!(page.by_eye && page.taken.starts_with(CHIEF), "{page:?}");
    assert!(tray(&desk).pages.is_empty());
    let look = ScanPicture { scan: page.scan.clone(), page: page.scan_page, width: 200 };
    assert!(!deeds::scan_picture(&desk, look).unwrap().bytes.is_empty());
}

#[test]
fn a_code_that_can_be_read_is_never_overruled_by_eye() {
    let town = Town::new();
    let desk = town.open_desk();
    let one = frozen(&desk, "unemployment", &sample("unemployment"));
    let two = frozen(&desk, "sole-trader", &sample("sole-trader"));
    pages_to_sign(&desk, &one.case);
    let scan = taken(&desk, &scan(&desk, &two.case, "form"));
    assert_eq!(read(&desk, &scan, 1, &one.case).reason.unwrap().code, ErrorCode::OtherCase);
    let loose = tray(&desk).pages.remove(0);
    assert_eq!((loose.case.as_str(), loose.claimable), (two.case.as_str(), false));
    let claim = ScanClaim {
        scan: scan.scan.clone(),
        page: 1,
        case: one.case.clone(),
        kind: "form".into(),
        paper_page: 1,
    };
    assert_eq!(deeds::scan_claim(&desk, claim).unwrap_err().code, ErrorCode::State);
    assert_eq!(read(&desk, &scan, 1, "").bound.unwrap().case, two.case, "where its code says");
}

#[test]
fn a_page_that_is_thrown_away_comes_back_on_request() {
    let town = Town::new();
    let desk = town.open_desk();
    let scan = taken(&desk, &picture(40));
    assert_eq!(tray(&desk).pages[0].reason.code, ErrorCode::Unread);
    read(&desk, &scan, 1, "");
    let say =
        |away| deeds::scan_discard(&desk, ScanDiscard { scan: scan.scan.clone(), page: 1, away }).unwrap();
    assert!(say(true).pages.is_empty());
    assert_eq!(deeds::home(&desk, Nothing {}).unwrap().loose_pages, 0);
    assert_eq!(say(false).pages.len(), 1);
    assert_eq!(deeds::home(&desk, Nothing {}).unwrap().loose_pages, 1);
}

#[test]
fn no_case_carries_pages_of_another_ones_that_lay_in_the_same_heap() {
    let town = Town::new();
    let desk = town.open_desk();
    let cases = ["unemployment", "sole-trader"].map(|slug| frozen(&desk, slug, &sample(slug)));
    let mut fed = Vec::new();
    let mut counts = BTreeMap::new();
    for case in &cases {
        let pages = pages_to_sign(&desk, &case.case);
        counts.insert(case.case.clone(), pages.len());
        fed.extend(pages.iter().map(|(_, scan)| grey(scan)));
    }
    let scan = taken(&desk, &fed_through(&fed));
    for page in 1..=scan.pages {
        assert!(read(&desk, &scan, page, "").bound.is_some(), "page {page}");
    }
    for case in &cases {
        deeds::case_submit(&desk, by(case)).unwrap();
    }
    desk.send_now().unwrap();
    let batch = town.county_pulls();
    for case in &cases {
        let folder = batch.join("materials").join(&case.number);
        let scans: Vec<_> = names_in(&folder).into_iter().filter(|n| n.starts_with("signed-form")).collect();
        assert_eq!(scans.len(), counts[&case.case], "{scans:?}");
        for name in &scans {
            let bytes = std::fs::read(folder.join(name)).unwrap();
            assert_eq!(pages::inspect(&bytes).unwrap().1, 1, "{name} has one page");
        }
    }
}

/// A page of nothing but noise, which no JPEG makes small.
fn noise(seed: u32) -> GrayImage {
    let mut state = seed;
    GrayImage::from_fn(1_700, 2_400, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Luma([(state >> 24) as u8])
    })
}

#[test]
fn a_heap_too_large_for_a_material_is_taken_page_by_page() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = frozen(&desk, "old-age-allowance", &sample("old-age-allowance"));
    let signed = grey(&pages_to_sign(&desk, &case.case)[0].1);
    let mut pages: Vec<GrayImage> = (1..=11).map(noise).collect();
    pages.push(signed);
    let heap = fed_through(&pages);
    assert!(heap.len() > pages::LARGEST_FILE && heap.len() < pages::LARGEST_SCAN, "{} bytes", heap.len());

    let taken = taken(&desk, &heap);
    assert_eq!(taken.pages, 12);
    assert!(read(&desk, &taken, 12, &case.case).bound.is_some());
    let draft = filled(&desk, "unemployment", &sample("unemployment"), &["id_card"]);
    let material =
        json!({"draft": draft.draft, "slot": "id_card", "file_name": "扫描.pdf", "bytes": base64(&heap)});
    assert_eq!(call(&desk, "material_add", material).unwrap_err().code, ErrorCode::FileTooLarge);
    let larger = vec![b'%'; pages::LARGEST_SCAN + 1];
    let larger = json!({"file_name": "扫描.pdf", "bytes": base64(&larger)});
    let refused = call(&desk, "scan_take", larger).unwrap_err();
    assert!(refused.message.contains("超过 64 MB"), "{}", refused.message);
}
