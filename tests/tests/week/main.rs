//! A county's week in virtual time, over and over with other chance: nothing lost, nothing doubled, and everybody sees
//! the same in the end. What is broken on purpose is found.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod sim;

use sim::{Break, Plan, Run, Tally, run};

fn must_hold(plan: &Plan) -> Run {
    println!("seed {} with {} stations, {} days", plan.seed, plan.stations, plan.days);
    let run = run(plan);
    println!("  {}", run.tally);
    assert!(run.faults.is_empty(), "{plan:?}\n{}", run.faults.join("\n"));
    run
}

#[test]
fn one_seed_is_one_history() {
    let plan = Plan::new(7, 3, 2);
    assert_eq!(must_hold(&plan).digest, must_hold(&plan).digest);
    assert_ne!(must_hold(&Plan { seed: 8, ..plan }).digest, must_hold(&plan).digest);
}

#[test]
fn explore() {
    let number = |name: &str, other: u64| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(other);
    let (from, to) = (number("FROM", 1), number("TO", 20));
    let mut tally = Tally::default();
    for seed in from..to {
        let run = run(&Plan::new(seed, number("STATIONS", 3) as usize, number("DAYS", 2)));
        run.faults.iter().for_each(|fault| println!("{fault}"));
        tally += run.tally;
    }
    println!("{tally} {:?}", Break::Nothing);
}
