//! kill -9 at the calls by which a stick is written, taken in, answered and brought home, and by which the county takes what
//! is new: whoever did it does it again, and nothing is lost or doubled.

use super::clerk::Clerk;
use super::county;
use super::syscalls::{ended_well, killing, moments, patience, shuffled, under};
use super::together::{emptied, every_case_is_known_to_be_there};
use super::{nothing_is_lost_or_doubled_at_the_county, thrown};
use journeys::program::done;
use journeys::world::World;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// The way of a stick, in its order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Deed {
    Export,
    Deliver,
    Pull,
    BringHome,
}

const WAY: [Deed; 4] = [Deed::Export, Deed::Deliver, Deed::Pull, Deed::BringHome];

impl Deed {
    fn of(self, world: &World, clerk: &Clerk, stick: &Path) -> Command {
        match self {
            Self::Export => clerk.export(stick),
            Self::Deliver => world.imports(stick),
            Self::Pull => county::pull(world),
            Self::BringHome => clerk.import(stick),
        }
    }
}

#[test]
fn a_stick_that_is_killed_at_any_call_of_its_way_loses_and_doubles_nothing() {
    let mut dice = thrown();
    let world = World::begin();
    let mut clerk = Clerk::new(&world, "station");
    clerk.begin(&world);
    let stick = world.folder("stick");
    clerk.submits_one();
    let of =
        |deed: Deed| moments(&world, &deed.of(&world, &clerk, &stick)).into_iter().map(move |at| (deed, at));
    let all: Vec<_> = WAY.into_iter().flat_map(of).collect();
    emptied(&stick);
    let end = Instant::now() + patience();
    let mut killed = Vec::new();
    for (hit, moment) in shuffled(all, &mut dice) {
        if Instant::now() >= end {
            break;
        }
        clerk.submits_one();
        for deed in WAY {
            let mut undisturbed = deed.of(&world, &clerk, &stick);
            if deed == hit && !ended_well(&mut under(&killing(moment), &undisturbed)) {
                killed.push(deed);
            }
            done(&mut undisturbed);
        }
        emptied(&stick);
    }
    let times = WAY.map(|deed| (deed, killed.iter().filter(|killed| **killed == deed).count()));
    println!("killed at {times:?} calls");
    assert!(killed.len() > 3, "it was hardly ever killed: {times:?}");
    nothing_is_lost_or_doubled_at_the_county(&world, &clerk, &[]);
    every_case_is_known_to_be_there(&clerk);
}
