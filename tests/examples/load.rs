//! Measures what the gateway's own program takes from twenty villages that send at once, each its next batch when the
//! last one is answered: cases a second, how long a village waits for an answer, and what the gateway holds in memory.
//! `cargo build --release -p gateway --bins && cargo run --release -p journeys --example load`

mod village;

use casework::id::{CaseId, EntryId};
use casework::number::ReceiptNumber;
use journeys::world::World;
use measure::{Times, Unit, memory, tell};
use seal::Digest;
use station_sync::{HttpExchange, PATIENCE};
use std::error::Error;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};
use village::{Village, morning, new_id, submission};
use wire::entry::{Entry, EntryType, Header};
use wire::{Batch, Exchange as _, Verdict};

/// What lies between two rounds of a counter that has a line.
const CASES_OF_A_BATCH: u32 = 10;
const BATCHES: u32 = 25;
const VILLAGES: [&str; 20] = [
    "469028100200",
    "469028100201",
    "469028100202",
    "469028100203",
    "469028100204",
    "469028100205",
    "469028100206",
    "469028100207",
    "469028100208",
    "469028100209",
    "469028100210",
    "469028100211",
    "469028100212",
    "469028100213",
    "469028100214",
    "469028101202",
    "469028101203",
    "469028101204",
    "469028101205",
    "469028101206",
];

type Failed = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Box<dyn Error>> {
    let world = World::begin();
    let mut outboxes = Vec::new();
    for station in VILLAGES {
        let code = world.enrolment_code_of(station);
        outboxes.push(outbox(&Village::enrol(&world.address(), code, station)?)?);
    }
    let (took, waits) = send_at_once(&world.address(), &outboxes).map_err(|failed| failed.to_string())?;
    let cases = VILLAGES.len() as f64 * f64::from(BATCHES * CASES_OF_A_BATCH);
    tell("cases taken", cases / took.as_secs_f64(), Unit::PerSecond);
    tell("answer to a push, middle", waits.median(), Unit::Ms);
    tell("answer to a push, 99 of 100", waits.within(99), Unit::Ms);
    tell("gateway's memory at most", memory::most_resident(world.gateway_number()), Unit::MiB);
    Ok(())
}

/// Every village sends on a line of its own; all begin together.
fn send_at_once(address: &str, outboxes: &[Vec<Vec<u8>>]) -> Result<(Duration, Times), Failed> {
    let start = Barrier::new(outboxes.len() + 1);
    thread::scope(|scope| {
        let senders: Vec<_> =
            outboxes.iter().map(|batches| scope.spawn(|| send(address, batches, &start))).collect();
        start.wait();
        let begun = Instant::now();
        let mut waits = Vec::new();
        for sender in senders {
            waits.extend(sender.join().map_err(|_| "a sender broke off")??);
        }
        Ok((begun.elapsed(), waits.into_iter().collect()))
    })
}

fn send(address: &str, batches: &[Vec<u8>], start: &Barrier) -> Result<Vec<Duration>, Failed> {
    let line = HttpExchange::new(address, &[], PATIENCE);
    start.wait();
    let line = line?;
    let mut waits = Vec::with_capacity(batches.len());
    for packed in batches {
        let begun = Instant::now();
        let answer = line.push(packed)?;
        waits.push(begun.elapsed());
        if let Some(held) = answer.verdicts.iter().find(|v| matches!(v, Verdict::Held { .. })) {
            return Err(format!("held: {held:?}").into());
        }
    }
    Ok(waits)
}

/// Packed batches, one behind the other.
fn outbox(village: &Village) -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let mut head = Digest::ZERO;
    let mut batches = Vec::new();
    for nth in 0..BATCHES {
        let first = nth * CASES_OF_A_BATCH + 1;
        let entries = (first..first + CASES_OF_A_BATCH).map(|seq| entry(village, seq));
        let entries = entries.collect::<Result<_, _>>()?;
        let batch = Batch::sign(village.log(), first.into(), head, entries, &village.identity.key);
        head = batch.head();
        batches.push(batch.pack()?);
    }
    Ok(batches)
}

fn entry(village: &Village, seq: u32) -> Result<Entry, Box<dyn Error>> {
    let (log, case) = (village.log(), CaseId::new(new_id()));
    let number = ReceiptNumber::new(&log.station, morning().date(), log.device, seq)?;
    let header = Header {
        v: 1,
        suite: 1,
        station: log.station.clone(),
        device: log.device,
        epoch: log.epoch,
        lane: log.lane,
        seq: seq.into(),
        id: EntryId::new(new_id()),
        kind: EntryType::CaseSubmit,
        case,
        rev: 1,
        schema: 1,
        after: Vec::new(),
        catalogue: village.catalogue.clone(),
        claimed_at: morning(),
        boot: 1,
        dict: 0,
    };
    let frozen = village.case(case, number, village.household(seq)?);
    Ok(Entry::new(&header, &submission(frozen)?)?)
}
