//! Measures a station's first contact after months without a line: 20,000 cases wait in its own encrypted store, and go up
//! to the gateway's own program. How long that takes, what both hold in memory, how long the send page takes before and
//! while it happens, and what a hello costs afterwards. Every case must be there once, with its proof, and every file whole.
//! `cargo build --release -p gateway --bins && cargo run --release -p journeys --example queue [CASES [SCANS]]`

#[path = "../line/desk.rs"]
#[allow(dead_code)]
mod desk;
#[path = "../line/records.rs"]
#[allow(dead_code)]
mod records;
#[path = "../village/mod.rs"]
#[allow(dead_code)]
mod village;

use casework::id::CaseId;
use casework::moment::Moment;
use journeys::world::{STATION, World};
use measure::{Times, Unit, memory, tell};
use records::Records;
use rusqlite::Connection;
use seal::slot::Cost;
use station::Desk;
use station::clock::Clock;
use station::deeds;
use station::desk::DeskSettings;
use station::vault::Vault;
use station::view::{EnrolInput, Failure, InitInput, LoginInput, Nothing};
use station_store::{Filter, Store};
use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};
use village::{Village, morning, new_id};
use wire::Proof;

const CASES: usize = 20_000;
/// The word by which the program is told to fill a queue and no more.
const FILL: &str = "fill";
/// Taken in on one day.
const A_DAY: usize = 150;
const CLERK: &str = "符办事";
const PASSWORD: &str = "changban2026";
/// The send page is looked at so often while the cases go.
const LOOK: Duration = Duration::from_millis(200);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [word, folder, count, scans] if word == FILL => {
            fill(Path::new(folder), count.parse()?, scans.parse()?)
        }
        [count, scans] => measure(count.parse()?, scans.parse()?),
        [count] => measure(count.parse()?, 0),
        _ => measure(CASES, 0),
    }
}

/// `scans`: of each case.
fn measure(count: usize, scans: usize) -> Result<(), Box<dyn Error>> {
    let world = World::begin();
    let folder = world.folder("station");
    prepare(&world, &folder).map_err(|failure| failure.message)?;
    // by a program of its own: what that takes of memory is not what sending takes
    let mut fill = Command::new(std::env::current_exe()?);
    fill.arg(FILL).arg(&folder).args([count, scans].map(|of| of.to_string()));
    if !fill.status()?.success() {
        return Err("the queue could not be filled".into());
    }
    let desk = Desk::new(settings(&folder));
    let who = LoginInput { clerk: CLERK.to_owned(), password: PASSWORD.to_owned() };
    deeds::login(&desk, who).map_err(|failure| failure.message)?;
    let name = if scans == 0 { format!("{count} cases") } else { format!("{count} cases with scans") };
    tell_sending(&desk, &world, &name).map_err(|failure| failure.message)?;
    drop(desk);
    all_is_there_once(&world, &folder, count, scans)
}

fn tell_sending(desk: &Desk, world: &World, cases: &str) -> Result<(), Failure> {
    let name = format!("{cases} wait");
    tell(&format!("{name}, send page"), looks(desk, 20).median(), Unit::Ms);
    tell(&format!("{name}, station's memory before"), memory::resident(std::process::id()), Unit::MiB);
    let (took, page) = sent(desk)?;
    tell(&format!("{name}, all sent after"), took.as_secs_f64() * 1e3, Unit::Ms);
    tell(&format!("{name}, send page while they go, middle"), page.median(), Unit::Ms);
    tell(&format!("{name}, send page while they go, longest"), page.within(100), Unit::Ms);
    tell(&format!("{name}, station's memory at most"), memory::most_resident(std::process::id()), Unit::MiB);
    let gateway = memory::most_resident(world.gateway_number());
    tell(&format!("{name}, gateway's memory at most"), gateway, Unit::MiB);
    let idle: Times = (0..20).map(|_| timed(|| desk.send_now())).collect();
    tell(&format!("{cases} sent, a talk with nothing to say"), idle.median(), Unit::Ms);
    Ok(())
}

fn settings(folder: &Path) -> DeskSettings {
    let settings = DeskSettings::new(folder);
    DeskSettings { clock: Clock::demo(morning()), demo: true, cost: Cost::FLOOR, ..settings }
}

fn prepare(world: &World, folder: &Path) -> Result<(), Failure> {
    let desk = Desk::new(settings(folder));
    let (chief, password) = (CLERK.to_owned(), PASSWORD.to_owned());
    deeds::desk_init(&desk, InitInput { station: STATION.to_owned(), chief, password })?;
    let (gateway, code) = (world.address(), world.enrolment_code_of(STATION));
    deeds::desk_enrol(&desk, EnrolInput { gateway, code })?;
    desk.send_now().map(drop)
}

fn opened(folder: &Path) -> Result<Store, Box<dyn Error>> {
    let key = Vault::new(folder, Cost::FLOOR).open(CLERK, PASSWORD, morning().millis())?;
    Ok(Store::open(folder, &key)?)
}

/// Each case as the counter takes it in, but for the papers, which are not printed.
fn fill(folder: &Path, count: usize, scans: usize) -> Result<(), Box<dyn Error>> {
    let mut store = opened(folder)?;
    let village = Village::of(store.identity()?.ok_or("not enrolled")?)?;
    for nth in 0..count {
        let case = CaseId::new(new_id());
        let days_ago = ((count - nth) / A_DAY) as i64;
        let at = Moment::from_millis(morning().millis() - days_ago * 24 * 3_600_000);
        let materials = desk::materials(&store, &village, scans, nth, &Records(None))?;
        let submission = desk::frozen(&mut store, &village, (case, at), nth, materials)?;
        desk::queue(&mut store, &village, case, serde_json::to_value(&submission)?, submission.files())?;
    }
    Ok(())
}

/// Sends on this thread while another one looks at the send page.
fn sent(desk: &Desk) -> Result<(Duration, Times), Failure> {
    let begun = Instant::now();
    thread::scope(|scope| {
        let sending = scope.spawn(|| until_all_is_sent(desk));
        let mut page = Vec::new();
        while !sending.is_finished() {
            page.push(timed(|| deeds::line_state(desk, Nothing {})));
            thread::sleep(LOOK);
        }
        let done = sending.join().unwrap_or_else(|broken| std::panic::resume_unwind(broken))?;
        Ok((done - begun, page.into_iter().collect()))
    })
}

fn until_all_is_sent(desk: &Desk) -> Result<Instant, Failure> {
    loop {
        desk.send_now()?;
        if deeds::line_state(desk, Nothing {})?.waiting.is_empty() {
            return Ok(Instant::now());
        }
    }
}

fn looks(desk: &Desk, count: usize) -> Times {
    (0..count).map(|_| timed(|| deeds::line_state(desk, Nothing {}))).collect()
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let begun = Instant::now();
    drop(work());
    begun.elapsed()
}

fn all_is_there_once(world: &World, folder: &Path, count: usize, scans: usize) -> Result<(), Box<dyn Error>> {
    let gateway = Connection::open(world.folder("gateway").join("gateway.db"))?;
    let rows =
        |of: &str| gateway.query_row(&format!("SELECT count(*) FROM {of}"), [], |r| r.get::<_, usize>(0));
    let (there, entries) = (rows("cases")?, rows("entry")?);
    let taken = rows("entry WHERE verdict ->> '$.verdict' = 'accepted'")?;
    if [there, entries, taken] != [count; 3] {
        return Err(format!("of {count} cases {there} are there, {entries} entries, {taken} taken").into());
    }
    let whole = rows("file WHERE complete = 1")?;
    if whole != count * scans {
        return Err(format!("of {} files {whole} are there", count * scans).into());
    }
    let store = opened(folder)?;
    let cases = store.list_cases(&Filter::default(), 0, u32::MAX)?.cases;
    let proofs: Vec<Proof> =
        cases.iter().filter_map(|case| store.proof(case.id, 1).transpose()).collect::<Result<_, _>>()?;
    let key = store.identity()?.ok_or("not enrolled")?.enrolment.gateway;
    if proofs.len() != count || !Proof::verify_all(&proofs, &key) {
        return Err("a proof is missing or does not hold".into());
    }
    Ok(())
}
