//! Papers as PDF bytes.
#![allow(clippy::expect_used)]

mod samples;

use std::sync::Arc;

use papers::{
    Delivery, Document, FontSet, KeyId, Layouts, Marks, Opinion, PaperError, Press, Print, Rendered,
    SealError, SignPlace, Signatory, Signature, Way, file_seal,
};

const OUT: &str = "PAPERS_TEST_OUT";

fn render(document: &Document, press: &Press, marks: &Marks<'_>) -> Result<Rendered, PaperError> {
    press.render(document, marks, Print::Usual)
}

#[test]
fn the_same_case_gives_the_same_bytes_in_any_process_and_order() {
    let fonts = samples::press();
    let document = Document::Form(samples::form());
    if let Some(path) = std::env::var_os(OUT) {
        let paper = render(&document, &fonts, &samples::marks(0)).expect("prints");
        std::fs::write(path, paper.pdf).expect("written");
        return;
    }
    let first = render(&document, &fonts, &samples::marks(0)).expect("prints");
    for (_, other, marks) in samples::gallery() {
        render(&other, &fonts, &marks).expect("prints");
    }
    let second = render(&document, &fonts, &samples::marks(0)).expect("prints");
    assert_eq!(first, second, "other papers in between changed the bytes");
    assert_eq!(first.pdf, printed_by_another_process(), "another process gives other bytes");
}

fn printed_by_another_process() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("form.pdf");
    let program = std::env::current_exe().expect("this test");
    let status = std::process::Command::new(program)
        .args(["the_same_case_gives_the_same_bytes_in_any_process_and_order", "--exact"])
        .env(OUT, &path)
        .status()
        .expect("runs");
    assert!(status.success());
    std::fs::read(path).expect("printed")
}

#[test]
fn a_character_no_font_has_stops_the_print_and_is_named() {
    let fonts = samples::press();
    let mut receipt = samples::receipt();
    receipt.applicant = "王\u{E5E5}".into();
    let fault = render(&Document::Receipt(receipt), &fonts, &samples::marks(0)).err();
    let Some(PaperError::NoGlyph { character, code_point, place }) = fault else {
        panic!("printed in spite of it");
    };
    assert_eq!((character, code_point.as_str(), place.as_str()), ('\u{E5E5}', "U+E5E5", "申请人"));
}

#[test]
fn rare_names_fall_back_character_by_character() {
    let mut letter = samples::acceptance();
    letter.applicant = "𠮶𡋾·王\u{845B}\u{E0100}".into();
    let paper = render(&Document::Ruling(letter), &samples::press(), &Marks::Plain).expect("prints");
    let raw = String::from_utf8_lossy(&paper.pdf);
    assert!(raw.contains("+HanaMinB") && raw.contains("+NotoSerifCJKsc-Regular"));
}

#[test]
fn a_receipt_is_not_printed_without_its_number() {
    let fault = render(&Document::Receipt(samples::receipt()), &samples::press(), &Marks::Plain).err();
    assert!(matches!(fault, Some(PaperError::NumberMissing { document: "receipt" })));
}

#[test]
fn a_letter_whose_text_names_another_case_than_its_codes_is_not_printed() {
    let letter = papers::Ruling { number: "460511002001 20260415 01 0008 X".into(), ..samples::acceptance() };
    let fault = render(&Document::Ruling(letter), &samples::press(), &samples::marks(0)).err();
    assert!(matches!(fault, Some(PaperError::OtherNumber { kind }) if kind == "acceptance"));
}

#[test]
fn papers_of_a_page_or_two_are_small_and_the_pages_are_counted() {
    let fonts = samples::press();
    for (name, document, marks) in samples::gallery() {
        let paper = render(&document, &fonts, &marks).expect("prints");
        let pdf = lopdf::Document::load_mem(&paper.pdf).expect("a PDF");
        assert_eq!(pdf.get_pages().len(), paper.pages as usize, "{name}");
        let pages = paper.pages as usize;
        assert!(paper.pdf.len() <= 130 * 1024 || pages > 2, "{name}: {} bytes", paper.pdf.len());
    }
}

#[test]
fn fonts_are_embedded_subsets_and_can_be_searched() {
    let paper =
        render(&Document::Form(samples::form()), &samples::press(), &samples::marks(0)).expect("prints");
    let pdf = lopdf::Document::load_mem(&paper.pdf).expect("a PDF");
    let dictionaries: Vec<_> = pdf.objects.values().filter_map(|object| object.as_dict().ok()).collect();
    let mut fonts = 0;
    for font in dictionaries.iter().filter(|dict| dict.has(b"DescendantFonts")) {
        fonts += 1;
        assert!(font.has(b"ToUnicode"));
        let name = font.get(b"BaseFont").and_then(lopdf::Object::as_name).expect("a name");
        assert_eq!(name.get(6), Some(&b'+'), "the name of a subset");
    }
    let programs =
        dictionaries.iter().filter(|dict| dict.has(b"FontFile2") || dict.has(b"FontFile3")).count();
    assert!(fonts >= 3);
    assert_eq!(fonts, programs);
}

#[test]
fn the_file_is_archival_speaks_chinese_and_names_no_person() {
    let paper =
        render(&Document::Form(samples::form()), &samples::press(), &samples::marks(0)).expect("prints");
    let pdf = lopdf::Document::load_mem(&paper.pdf).expect("a PDF");
    let catalog = pdf.catalog().expect("a catalogue");
    assert_eq!(catalog.get(b"Lang").and_then(lopdf::Object::as_str).ok(), Some(b"zh-CN".as_slice()));
    assert!(catalog.has(b"OutputIntents") && catalog.has(b"Metadata"));
    let raw = String::from_utf8_lossy(&paper.pdf);
    assert!(raw.contains("<pdfaid:part>2</pdfaid:part>") && !raw.contains("GTS_PDFX"));
    assert!(raw.contains("临时救助申请表 460511002001 20260415 01 0007 X"));
    assert!(!raw.contains("买买提"));
    assert!(!raw.contains("CreationDate"));
}

/// qpdf's own word on a file.
fn qpdf(pdf: &[u8]) -> (bool, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("paper.pdf");
    std::fs::write(&path, pdf).expect("written");
    let said =
        std::process::Command::new("qpdf").arg("--check").arg(&path).output().expect("qpdf is installed");
    (said.status.success(), String::from_utf8_lossy(&said.stdout).into_owned())
}

#[test]
fn papers_with_a_signer_are_sealed_as_files_and_others_are_not() {
    let press = samples::press();
    for (name, document, marks) in samples::gallery() {
        let pdf = render(&document, &press, &marks).expect("prints").pdf;
        assert!(pdf.ends_with(b"%%EOF"), "{name}");
        match file_seal::parse(&pdf) {
            Ok(seal) => {
                assert!(matches!(marks, Marks::Coded(_)), "{name}");
                let made_so = |id: &KeyId, message: &[u8], signature: &Signature| {
                    *id == [1, 2, 3, 4, 5, 6, 7, 8] && samples::stand_in(message) == *signature
                };
                assert_eq!(seal.verify(made_so), Ok(()), "{name}");
            }
            Err(fault) => {
                assert_eq!(fault, SealError::Unsealed, "{name}");
                assert!(!matches!(marks, Marks::Coded(_)), "{name}");
            }
        }
    }
    let nobody = Marks::Coded(papers::Code { key_id: papers::NOBODY, ..samples::code(0) });
    let sample = render(&Document::Receipt(samples::receipt()), &press, &nobody).expect("prints");
    assert_eq!(file_seal::parse(&sample.pdf), Err(SealError::Unsealed));
    let (clean, said) =
        qpdf(&render(&Document::Form(samples::form()), &press, &samples::marks(0)).expect("prints").pdf);
    assert!(clean, "{said}");
}

#[test]
fn what_a_file_says_is_read_back_line_by_line() {
    let pdf = render(&Document::Receipt(samples::receipt()), &samples::press(), &samples::marks(0))
        .expect("prints")
        .pdf;
    let words = papers::words_of(&pdf).expect("read");
    assert_eq!(words.title, "收件凭证 460511002001 20260415 01 0007 X");
    assert_eq!(words.pages.len(), 3, "a page for each copy");
    let bare = |line: &String| line.replace(' ', "");
    let first: Vec<String> = words.pages[0].iter().map(bare).collect();
    assert!(
        first.iter().any(|line| line.contains("申请人𬱖𠮷·买买提江证件号码469034********1234")),
        "{first:#?}"
    );
    assert!(first.last().expect("a foot").contains("核对码3F2A91C0"), "{first:#?}");
    assert!(words.pages[0].contains(&"2 申请人居民身份证 复印件 1 留下".to_owned()), "{:#?}", words.pages[0]);
}

/// The words of the pages as they are read back.
fn pages_of(document: &Document, press: &Press, marks: &Marks<'_>) -> Vec<String> {
    let pdf = render(document, press, marks).expect("prints").pdf;
    papers::words_of(&pdf).expect("read").pages.iter().map(|lines| lines.concat()).collect()
}

#[test]
fn who_takes_in_a_form_filled_in_by_hand_finds_where_to_write_its_number() {
    let blank = |marks| pages_of(&Document::Form(samples::blank_form()), &samples::press(), marks);
    let plain = blank(&Marks::Plain);
    assert!(plain[0].contains("收件编号（工作人员填）："), "{plain:?}");
    assert!(plain[1..].iter().all(|page| !page.contains("收件编号（工作人员填）：")), "{plain:?}");
    let coded = blank(&samples::marks(0));
    assert!(!coded[0].contains("收件编号（工作人员填）："), "its number is printed there: {coded:?}");
}

#[test]
fn papers_of_a_sample_item_say_so_once_on_each_page_a_guide_under_its_title() {
    let mark = "示例，以县级发布为准";
    let layouts = Layouts::shipped().expect("layouts").clone().marked("示例,以县级发布为准");
    let fonts = FontSet::open_system().expect("the fonts of the house are installed");
    let press = Press::with(Arc::new(fonts), Arc::new(layouts));
    for (name, document, marks) in samples::gallery() {
        if matches!(document, Document::Guide(_) | Document::Notice(_) | Document::TestPage(_)) {
            continue;
        }
        let pages = pages_of(&document, &press, &marks);
        assert!(pages.iter().all(|page| page.matches(mark).count() == 1), "{name}: {pages:?}");
        let unmarked = pages_of(&document, &samples::press(), &marks);
        assert!(unmarked.iter().all(|page| !page.contains(mark)), "{name}");
    }
    let guide = pages_of(&Document::Guide(samples::guide()), &press, &Marks::Plain);
    assert!(guide.iter().all(|page| page.matches(mark).count() == 1), "{guide:?}");
}

#[test]
fn the_opinions_of_the_offices_stand_on_one_page() {
    let opinion = |label: &str| Opinion { label: label.into(), seal: true, lines: 3, signers: Vec::new() };
    let named = ["甲处意见", "乙处意见", "丙处意见"];
    for rows in 1..24 {
        let mut form = samples::form();
        form.opinions = named.map(opinion).into();
        form.sections[1].table = Some(samples::members(rows));
        let pages = pages_of(&Document::Form(form), &samples::press(), &samples::marks(0));
        let holding = pages.iter().filter(|page| named.iter().any(|name| page.contains(name))).count();
        assert_eq!(holding, 1, "{rows} rows: {pages:?}");
    }
}

#[test]
fn those_who_sign_one_by_one_each_have_a_row_with_a_place_to_sign() {
    let mut form = samples::form();
    let person = |name: &str| Signatory { name: name.into(), relation: "亲属".into() };
    let people = vec![person("符秀兰"), person("王䶮")];
    form.signatures.push(SignPlace { label: "其他成年家庭成员：".into(), date: true, people });
    let paper = render(&Document::Form(form), &samples::press(), &samples::marks(0)).expect("prints");
    let places: Vec<&str> = paper.spots.iter().map(|spot| spot.label.as_str()).collect();
    assert_eq!(places, ["申请人（签字或按指印）：", "符秀兰", "王䶮"]);
}

#[test]
fn a_delivery_left_to_a_station_names_it_and_another_names_none() {
    let said = |way, entrusted: &str| {
        let organ = String::from("县民政局");
        let remarks = String::new();
        let entrusted = entrusted.to_owned();
        let delivery = Delivery { organ, way: Some(way), entrusted, remarks, ..samples::delivery() };
        pages_of(&Document::Delivery(delivery), &samples::press(), &samples::marks(0)).concat()
    };
    let entrusted = said(Way::Entrusted, "安马村便民服务站");
    assert!(entrusted.contains("受县民政局委托，由安马村便民服务站送达。"), "{entrusted}");
    assert!(!said(Way::Direct, "").contains("委托，由"));
}

#[test]
fn documents_pass_through_json_unchanged() {
    for (name, document, _) in samples::gallery() {
        let json = serde_json::to_string(&document).expect("json");
        assert_eq!(serde_json::from_str::<Document>(&json).expect("read back"), document, "{name}");
    }
}
