//! What a screen may send for a signature.

use super::counter::{Counter, Told};
use crate::town::*;
use casework::ink::{MOST_POINTS, MOST_STROKES};
use serde_json::{Value, json};
use station::deeds;
use station::view::*;

/// Signs the form of the case that waits, with something wrong in it: nothing of it may be kept.
fn refused(counter: &Counter, wrong: impl FnOnce(&mut PadSign)) -> Told {
    let desk = counter.desk();
    let pad = open_pad(&desk, &counter.frozen, "form");
    let mut sign = with_ink(&counter.frozen, &pad);
    wrong(&mut sign);
    let told = deeds::pad_sign(&desk, sign).unwrap_err().into();
    assert!(show(&desk, &counter.frozen).sign_pages.iter().all(|page| !page.back));
    told
}

fn first_point(sign: &mut PadSign) -> &mut PadPoint {
    &mut sign.places[0].strokes[0][0]
}

pub fn nothing(counter: &mut Counter) -> Told {
    refused(counter, |sign| sign.places[0] = PadInk::default())
}

pub fn a_dot(counter: &mut Counter) -> Told {
    let dot = PadPoint { x: 0.5, y: 0.5, pressure: 1.0, time: 0 };
    refused(counter, |sign| sign.places[0].strokes = vec![vec![dot; 40]; 3])
}

pub fn no_number(counter: &mut Counter) -> Told {
    refused(counter, |sign| first_point(sign).x = f64::NAN)
}

/// What becomes of a NaN on the line.
pub fn null(counter: &mut Counter) -> Told {
    let desk = counter.desk();
    let sign = with_ink(&counter.frozen, &open_pad(&desk, &counter.frozen, "form"));
    let mut sent = serde_json::to_value(sign).unwrap();
    sent["places"][0]["strokes"][0][0]["x"] = Value::Null;
    call(&desk, "pad_sign", sent).unwrap_err().into()
}

pub fn beyond(counter: &mut Counter) -> Told {
    refused(counter, |sign| first_point(sign).y = 1.01)
}

pub fn too_hard(counter: &mut Counter) -> Told {
    refused(counter, |sign| first_point(sign).pressure = 1e9)
}

pub fn backwards(counter: &mut Counter) -> Told {
    refused(counter, |sign| first_point(sign).time = u32::MAX)
}

pub fn many_strokes(counter: &mut Counter) -> Told {
    refused(counter, |sign| {
        let stroke = sign.places[0].strokes[0].clone();
        sign.places[0].strokes = vec![stroke; MOST_STROKES * 20];
    })
}

pub fn endless(counter: &mut Counter) -> Told {
    refused(counter, |sign| {
        let point = *first_point(sign);
        sign.places[0].strokes[0] = vec![point; MOST_POINTS + 1];
    })
}

pub fn place_too_few(counter: &mut Counter) -> Told {
    refused(counter, |sign| _ = sign.places.pop())
}

pub fn another_paper(counter: &mut Counter) -> Told {
    let receipt = open_pad(&counter.desk(), &counter.frozen, "receipt").paper;
    refused(counter, |sign| sign.paper = receipt)
}

/// The paper of the case that is on its way: its bytes are known here, but not as a paper of this case.
pub fn another_case(counter: &mut Counter) -> Told {
    let other = deeds::paper_bytes(&counter.desk(), &counter.cases[1].case, "form").unwrap();
    refused(counter, |sign| sign.paper = seal::Digest::of(&other).to_string())
}

pub fn nobodys_paper(counter: &mut Counter) -> Told {
    let open = json!({"case": counter.frozen.case, "kind": "notice"});
    call(&counter.desk(), "pad_open", open).unwrap_err().into()
}

pub fn on_its_way(counter: &mut Counter) -> Told {
    let open = json!({"case": counter.cases[1].case, "kind": "form"});
    call(&counter.desk(), "pad_open", open).unwrap_err().into()
}
