//! The gateway's own HTTP server on a network of turmoil, in virtual time: messages come late, are held or lost without a
//! word, and the gateway's machine dies and starts anew. The station's own talk asks. Its own client opens sockets of the
//! system, so a small one carries the questions here.

use crate::desk::Desk;
use crate::office::Kept;
use crate::records::Records;
use crate::village::morning;
use crate::waiting;
use bytes::Bytes;
use casework::case::FileHash;
use gateway::{Caller, Clock, Doors, Reach};
use gateway_store::Store;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http2::{self, SendRequest};
use hyper::http::request::Builder;
use hyper::{HeaderMap, Method};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use journeys::world::World;
use serde::de::DeserializeOwned;
use station_sync::{Core, Step, Talk};
use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::mpsc::unbounded_channel;
use tokio::task::spawn_local;
use tokio::time::{Instant, sleep, timeout};
use turmoil::Sim;
use turmoil::net::{TcpListener, TcpStream};
use wire::chunks;
use wire::exchange::{PackPart, Part, Stretch};
use wire::{Answer, LinkError, Request};

const GATEWAY: &str = "gateway";
const STATION: &str = "station";
const PORT: u16 = 80;
const CASES: usize = 24;
/// The next resident comes.
const NEXT: Duration = Duration::from_secs(5);
/// Spells of bad weather before the line stays as it is.
const SPELLS: usize = 40;

#[test]
fn on_a_network_that_holds_and_loses_and_with_a_gateway_that_dies_every_case_and_file_is_there_once() {
    let seed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as u64;
    let seed = std::env::var("BIANMIN_NETWORK_SEED").map_or(seed, |given| given.parse().unwrap());
    println!("BIANMIN_NETWORK_SEED={seed}");
    let mut world = World::begin();
    let desk = Arc::new(waiting(&world, 0));
    world.cut_line();
    let mut sim = network(seed);
    let folder = world.folder("gateway");
    sim.host(GATEWAY, move || serves(folder.clone()));
    let unanswered = Rc::new(Cell::new(0));
    sim.client(STATION, sends(Arc::clone(&desk), Rc::clone(&unanswered)));
    let mut weather = Weather::new(seed);
    while !sim.step().unwrap() {
        weather.changes(&mut sim);
    }
    println!("{} questions unanswered in {:?}", unanswered.get(), sim.elapsed());
    assert!(unanswered.get() > 0, "nothing went wrong");
    let kept = Kept::of(&world);
    assert_eq!((kept.count("cases"), kept.count("entry")), (CASES, CASES));
    let files = kept.files();
    assert!(files.len() == CASES && files.iter().all(|(_, whole)| *whole), "{files:?}");
}

fn network(seed: u64) -> Sim<'static> {
    turmoil::Builder::new()
        .rng_seed(seed)
        .tick_duration(Duration::from_millis(10))
        .simulation_duration(Duration::from_secs(6 * 3600))
        .min_message_latency(Duration::from_millis(20))
        .max_message_latency(Duration::from_millis(600))
        .tcp_capacity(1024)
        .build()
}

/// The gateway's machine: whatever it had not written is gone when it starts again.
async fn serves(folder: PathBuf) -> turmoil::Result {
    let doors = Doors::open(Store::open(&folder)?, Clock::set(morning()));
    let listener = TcpListener::bind(("0.0.0.0", PORT)).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        let doors = doors.clone();
        tokio::spawn(async move { doors.serve(stream, Caller { http2: true, reach: Reach::Far }).await });
    }
}

/// Takes cases in, one after the other, and talks and rests as the station's program does, until all has arrived.
async fn sends(desk: Arc<Desk>, unanswered: Rc<Cell<usize>>) -> turmoil::Result {
    let (line, began, mut core) = (Rc::new(Line::default()), Instant::now(), Core::new(1));
    let mut to_come = CASES;
    while to_come > 0 || !desk.has_arrived()? {
        if to_come > 0 {
            desk.take_in(1, &Records(None))?;
            to_come -= 1;
        }
        core.wake();
        let mut talk = Talk::begin(&*desk, &mut core)?;
        let (answered, mut answers) = unbounded_channel();
        let rest = loop {
            match talk.step(began.elapsed())? {
                Step::Ask(ticket, request, patience) => {
                    let (line, answered) = (Rc::clone(&line), answered.clone());
                    spawn_local(async move {
                        // nobody listens any more when the talk is over
                        let _ = answered.send((ticket, line.ask(&request, patience).await));
                    });
                }
                Step::Wait => {
                    let (ticket, answer) = answers.recv().await.ok_or("nobody answers any more")?;
                    let lost = matches!(answer, Err(LinkError::Unreachable | LinkError::TimedOut));
                    unanswered.set(unanswered.get() + usize::from(lost));
                    talk.hear(began.elapsed(), ticket, answer)?;
                }
                Step::Rest(report, _) => break report.rest,
            }
        };
        // the next one rings the bell
        sleep(if to_come > 0 { rest.min(NEXT) } else { rest }).await;
    }
    Ok(())
}

/// What happens to the network, by chance: fair for a while, then something, and in the end fair for good.
struct Weather {
    chance: fastrand::Rng,
    spells: usize,
    until: Duration,
    bad: Option<Bad>,
}

#[derive(Clone, Copy)]
enum Bad {
    /// Nothing arrives, all of it comes later.
    Held,
    /// Nothing arrives, and what was sent is lost.
    Parted,
    /// Questions are lost, answers come.
    Deaf,
    /// The gateway's machine is off.
    Down,
}

impl Weather {
    fn new(seed: u64) -> Self {
        Self { chance: fastrand::Rng::with_seed(seed), spells: SPELLS, until: Duration::ZERO, bad: None }
    }

    fn changes(&mut self, sim: &mut Sim<'_>) {
        if sim.elapsed() < self.until {
            return;
        }
        let longest = match self.bad.take() {
            Some(bad) => {
                clears(sim, bad);
                4_000
            }
            None if self.spells == 0 => return,
            None => {
                self.spells -= 1;
                let bad = [Bad::Held, Bad::Parted, Bad::Deaf, Bad::Down][self.chance.usize(..4)];
                falls(sim, bad);
                self.bad = Some(bad);
                30_000
            }
        };
        self.until = sim.elapsed() + Duration::from_millis(self.chance.u64(50..longest));
    }
}

fn falls(sim: &mut Sim<'_>, bad: Bad) {
    match bad {
        Bad::Held => sim.hold(STATION, GATEWAY),
        Bad::Parted => sim.partition(STATION, GATEWAY),
        Bad::Deaf => sim.partition_oneway(STATION, GATEWAY),
        Bad::Down => sim.crash(GATEWAY),
    }
}

fn clears(sim: &mut Sim<'_>, bad: Bad) {
    match bad {
        Bad::Held => sim.release(STATION, GATEWAY),
        Bad::Parted => sim.repair(STATION, GATEWAY),
        Bad::Deaf => sim.repair_oneway(STATION, GATEWAY),
        Bad::Down => sim.bounce(GATEWAY),
    }
}

/// The way to the gateway: one connection of HTTP/2 for all questions, dialled anew when it is gone.
#[derive(Default)]
struct Line(RefCell<Option<SendRequest<Full<Bytes>>>>);

impl Line {
    async fn ask(&self, request: &Request, patience: Duration) -> Result<Answer, LinkError> {
        let answer = timeout(patience, self.carried(request)).await.unwrap_or(Err(LinkError::TimedOut));
        if matches!(answer, Err(LinkError::Unreachable | LinkError::TimedOut)) {
            self.0.take();
        }
        answer
    }

    async fn carried(&self, request: &Request) -> Result<Answer, LinkError> {
        let mut way = self.way().await.ok_or(LinkError::Unreachable)?;
        let asked = written(request).map_err(|_| LinkError::Garbage)?;
        let response = way.send_request(asked).await.map_err(|_| LinkError::Unreachable)?;
        let (head, body) = response.into_parts();
        let body = body.collect().await.map_err(|_| LinkError::Unreachable)?.to_bytes();
        match head.status.is_success() {
            true => read(request, &head.headers, &body),
            false => Err(LinkError::Problem(json(&body)?)),
        }
    }

    async fn way(&self) -> Option<SendRequest<Full<Bytes>>> {
        if let Some(way) = self.0.borrow().clone().filter(|way| !way.is_closed()) {
            return Some(way);
        }
        let stream = TcpStream::connect((GATEWAY, PORT)).await.ok()?;
        let mut builder = http2::Builder::new(TokioExecutor::new());
        let builder = builder.timer(TokioTimer::new()).keep_alive_interval(Duration::from_secs(10));
        let (way, connection) = builder.handshake(TokioIo::new(stream)).await.ok()?;
        tokio::spawn(connection);
        self.0.replace(Some(way.clone()));
        Some(way)
    }
}

/// A question as HTTP.
fn written(request: &Request) -> hyper::http::Result<hyper::Request<Full<Bytes>>> {
    let to =
        |method: Method, path: &str| Builder::new().method(method).uri(format!("http://{GATEWAY}{path}"));
    let within = |session: &str, asked: Builder| asked.header("Authorization", format!("Bearer {session}"));
    let of = |file: &FileHash| format!("/v1/files/{file}");
    match request {
        Request::Enrol(asked) => to(Method::POST, "/v1/enrol").body(as_json(asked)),
        Request::Hello(hello) => to(Method::POST, "/v1/sync/hello").body(as_json(hello)),
        Request::Push(packed) => to(Method::POST, "/v1/sync/push").body(packed.clone().into()),
        Request::Append { session, file, offset, bytes, last, chunks } => {
            let asked = within(session, to(Method::PATCH, &of(file))).header("Upload-Offset", *offset);
            let asked = asked.header("Upload-Complete", if *last { "?1" } else { "?0" });
            let asked = match chunks.is_empty() {
                true => asked,
                false => asked.header("Chunk-Hashes", chunks::written(chunks)),
            };
            asked.body(bytes.clone().into())
        }
        Request::Pull { session, cursor, max_bytes } => {
            let path = format!("/v1/sync/pull?cursor={cursor}&max_bytes={max_bytes}");
            within(session, to(Method::GET, &path)).body(Full::default())
        }
        Request::Fetch { session, file, part } => {
            let asked = within(session, to(Method::GET, &of(file)));
            asked.header("Range", range(*part)).body(Full::default())
        }
        Request::Catalogue { session, publisher, version, part, .. } => {
            let asked = within(session, to(Method::GET, &format!("/v1/catalogue/{publisher}/{version}")));
            asked.header("Range", range(*part)).body(Full::default())
        }
    }
}

/// The answer to a question, from HTTP.
fn read(request: &Request, headers: &HeaderMap, body: &Bytes) -> Result<Answer, LinkError> {
    Ok(match request {
        Request::Enrol(_) => Answer::Enrolled(Box::new(json(body)?)),
        Request::Hello(_) => Answer::Hello(Box::new(json(body)?)),
        Request::Push(_) => Answer::Pushed(json(body)?),
        Request::Append { .. } => Answer::Appended(json(body)?),
        Request::Pull { .. } => Answer::Page(json(body)?),
        Request::Fetch { .. } => Answer::File(stretch(headers, body)?),
        Request::Catalogue { .. } => {
            let signature =
                headers.get("Signature-Ed25519").and_then(|value| value.to_str().ok()?.parse().ok());
            let signature = signature.ok_or(LinkError::Garbage)?;
            Answer::Pack(PackPart { stretch: stretch(headers, body)?, since: None, signature })
        }
    })
}

fn range(Part { from, most }: Part) -> String {
    format!("bytes={from}-{}", from + u64::from(most) - 1)
}

fn stretch(headers: &HeaderMap, body: &Bytes) -> Result<Stretch, LinkError> {
    let range = headers.get("Content-Range").and_then(|range| range.to_str().ok()?.strip_prefix("bytes "));
    let (place, size) = range.and_then(|range| range.split_once('/')).ok_or(LinkError::Garbage)?;
    let from = place.split('-').next().and_then(|from| from.parse().ok()).ok_or(LinkError::Garbage)?;
    let size = size.parse().map_err(|_| LinkError::Garbage)?;
    Ok(Stretch { from, bytes: body.to_vec(), size })
}

fn as_json(value: &impl serde::Serialize) -> Full<Bytes> {
    serde_json::to_vec(value).unwrap().into()
}

fn json<T: DeserializeOwned>(body: &Bytes) -> Result<T, LinkError> {
    serde_json::from_slice(body).map_err(|_| LinkError::Garbage)
}
