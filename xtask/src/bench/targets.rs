//! What figures should be, on a test machine with two cores. A figure that no line is about is reported only.

/// What one figure, or all of a group whose name begins alike, should be.
pub struct Target {
    pub group: &'static str,
    /// How the name begins; empty for every figure of the group.
    name: &'static str,
    /// Nothing follows: a peer's figure has the same name and more.
    whole: bool,
    pub bound: Bound,
}

/// At most or at least so much.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Bound {
    Most(f64),
    Least(f64),
}

use Bound::{Least, Most};

pub const TARGETS: [Target; 33] = [
    // 60 fields and 12 household rows, after every keystroke
    target("form", "form_eval", Most(1.5)),
    // as you type
    target("search", "", Most(10.0)),
    // our writer; the peers' figures have their name behind them and no target
    exact("papers", "receipt, CPU", Most(10.0)),
    exact("papers", "receipt, first, CPU", Most(30.0)),
    exact("papers", "receipt, memory grown by", Most(25.0)),
    exact("papers", "form, memory at most", Most(25.0)),
    exact("papers", "dense, CPU", Most(160.0)),
    exact("papers", "dense, memory at most", Most(60.0)),
    exact("papers", "code on a 300 dpi page, CPU", Most(60.0)),
    exact("papers", "code in a phone photo, CPU", Most(150.0)),
    target("printing", "key to the first page at the printer", Most(1_000.0)),
    // packets of IP with all headers and all that is sent again, for one byte of what is sent; the peers have no TLS. Bytes
    // and times are without it where nothing is said; round trips, the urgent case and memory are with it
    exact("line", "W1 on a clear link, bytes both ways for one", Most(0.235)),
    exact("line", "W2 on a clear link, bytes both ways for one", Most(1.04)),
    exact("line", "W1, 2 % loss and a cut a minute, bytes up for one", Most(0.25)),
    exact("line", "W2 of 4 cases, 2 % loss and a cut a minute, bytes up for one", Most(1.08)),
    exact("line", "round trips from dial to first proof, one case", Most(3.0)),
    exact("line", "round trips from dial to first proof, after a cut", Most(3.0)),
    target("line", "sent again for a cut", Most(64.0 / 1024.0)),
    exact("line", "50 cases on the village's line, until the last proof", Most(3_200.0)),
    exact("line", "1000 cases with a cut every 15 s, arrived", Least(1_000.0)),
    exact("line", "1000 cases with a cut every 15 s, took", Most(50_000.0)),
    exact("line", "cases with their proof kept, TLS", Least(3_000.0)),
    exact("line", "cases with their proof kept, TLS, for one of Anki's", Least(1.5)),
    // two pieces of a scan, which are under way at once, are what the line carries in four seconds
    exact("line", "an urgent case behind scans, until its proof", Most(8_000.0)),
    exact("line", "W2, station's memory at most", Most(40.0)),
    exact("line", "W2, gateway's memory at most", Most(40.0)),
    target("gateway", "cases taken", Least(1_000.0)),
    target("gateway", "answer to a push, 99 of 100", Most(300.0)),
    target("gateway", "gateway's memory at most", Most(128.0)),
    target("window", "window usable", Most(2_000.0)),
    target("window", "memory of all its programs", Most(350.0)),
    // packed JavaScript until the first screen stands: 60 KiB
    target("screens", "station", Most(60.0 / 1024.0)),
    target("screens", "console", Most(60.0 / 1024.0)),
];

const fn target(group: &'static str, name: &'static str, bound: Bound) -> Target {
    Target { group, name, whole: false, bound }
}

const fn exact(group: &'static str, name: &'static str, bound: Bound) -> Target {
    Target { group, name, whole: true, bound }
}

/// What a figure should be, if anything.
pub fn of(group: &str, name: &str) -> Option<Bound> {
    let named =
        |target: &&Target| if target.whole { name == target.name } else { name.starts_with(target.name) };
    let about = |target: &&Target| target.group == group && named(target);
    TARGETS.iter().find(about).map(|target| target.bound)
}
