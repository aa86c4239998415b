//! A hand that writes on the screen, with the pointer of the driver.

use crate::page::Page;
use fantoccini::actions::{InputSource as _, MOUSE_BUTTON_LEFT, MouseActions, PenActions, PointerAction};
use serde_json::json;
use std::time::Duration;

/// A stroke: parts of the width and height of the area.
type Stroke = &'static [(f64, f64)];

/// 王小明, as a person in a hurry writes it.
const NAME: &[Stroke] = &[
    &[(0.06, 0.24), (0.14, 0.23), (0.25, 0.2)],
    &[(0.08, 0.47), (0.16, 0.46), (0.23, 0.44)],
    &[(0.16, 0.22), (0.16, 0.5), (0.15, 0.77)],
    &[(0.04, 0.8), (0.14, 0.77), (0.28, 0.74)],
    &[(0.44, 0.14), (0.45, 0.5), (0.44, 0.84), (0.41, 0.78)],
    &[(0.38, 0.42), (0.36, 0.55), (0.33, 0.66)],
    &[(0.5, 0.4), (0.54, 0.5), (0.57, 0.62)],
    &[(0.65, 0.24), (0.65, 0.5), (0.66, 0.72)],
    &[(0.65, 0.24), (0.7, 0.23), (0.74, 0.22), (0.74, 0.45), (0.73, 0.7)],
    &[(0.66, 0.47), (0.7, 0.46), (0.73, 0.45)],
    &[(0.66, 0.7), (0.7, 0.69), (0.73, 0.68)],
    &[(0.82, 0.16), (0.82, 0.5), (0.79, 0.72), (0.75, 0.88)],
    &[(0.82, 0.16), (0.88, 0.15), (0.94, 0.14), (0.95, 0.5), (0.94, 0.86), (0.9, 0.8)],
    &[(0.82, 0.37), (0.88, 0.36), (0.93, 0.35)],
    &[(0.82, 0.57), (0.88, 0.56), (0.93, 0.55)],
];
/// How long the hand takes from point to point.
const PACE: Duration = Duration::from_millis(25);

/// Writes a name into the area at a place (a selector), with a pen where the driver has one.
pub async fn write_name(page: &Page, place: &str, by_pen: bool) {
    let area = page.until("area", vec![json!(place)]).await.expect("an area to write in");
    let side = |at: usize| area[at].as_f64().expect("a number");
    let at = |(x, y): (f64, f64)| PointerAction::MoveTo {
        duration: Some(PACE),
        x: (side(0) + x * side(2)).round(),
        y: (side(1) + y * side(3)).round(),
    };
    let mut deeds = Vec::new();
    for stroke in NAME {
        deeds.push(at(stroke[0]));
        deeds.push(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
        deeds.extend(stroke[1..].iter().map(|point| at(*point)));
        deeds.push(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
    }
    let done = if by_pen {
        page.0
            .perform_actions(
                deeds.into_iter().fold(PenActions::new("pen".into()), |all, deed| all.then(deed)),
            )
            .await
    } else {
        page.0
            .perform_actions(
                deeds.into_iter().fold(MouseActions::new("hand".into()), |all, deed| all.then(deed)),
            )
            .await
    };
    done.expect("a name");
}
