//! What answers in the gateway's place, or does not. What waits goes on waiting.

use super::counter::{Counter, Told, done, prepare, program_in};
use crate::town::*;
use rusqlite::Connection;
use station::desk::DeskSettings;
use station::view::LoginInput;
use station::{Desk, deeds};
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// Answers every connection with these bytes and hangs up, until it is dropped.
struct Liar {
    address: SocketAddr,
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Liar {
    fn at(address: SocketAddr, answer: String) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let over = Arc::new(AtomicBool::new(false));
        let ends = over.clone();
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().take_while(|_| !ends.load(Ordering::SeqCst)) {
                let mut stream = stream.unwrap();
                let _ = stream.read(&mut [0; 4096]);
                let _ = stream.write_all(answer.as_bytes());
                let _ = stream.shutdown(Shutdown::Both);
            }
        });
        Self { address, over, thread: Some(thread) }
    }
}

impl Drop for Liar {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// A round in which this is answered.
fn answered(counter: &mut Counter, answer: &str) -> Told {
    counter.town.line_down();
    let liar = Liar::at(counter.town.address, answer.to_owned());
    let told = counter.told(&["sync"]);
    drop(liar);
    counter.town.line_up();
    told
}

fn page(status: &str, media_type: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

pub fn nobody(counter: &mut Counter) -> Told {
    counter.town.line_down();
    let told = counter.told(&["sync"]);
    counter.town.line_up();
    told
}

/// Somebody listens and never says a word; a station that is less patient than ours is used.
pub fn silence(counter: &mut Counter) -> Told {
    counter.town.line_down();
    let _silent = TcpListener::bind(counter.town.address).unwrap();
    let patience = Duration::from_millis(300);
    let desk = Desk::new(DeskSettings { patience, ..counter.town.settings() });
    deeds::login(&desk, LoginInput { clerk: CHIEF.into(), password: PASSWORD.into() }).unwrap();
    let told = desk.send_now().unwrap_err();
    drop(_silent);
    counter.town.line_up();
    told.into()
}

pub fn hung_up(counter: &mut Counter) -> Told {
    answered(counter, "")
}

pub fn noise(counter: &mut Counter) -> Told {
    answered(counter, "\0\u{1}\u{2} nothing of HTTP\r\n\r\n")
}

pub fn portal(counter: &mut Counter) -> Told {
    answered(counter, &page("200 OK", "text/html", "<html>请先登录上网</html>"))
}

pub fn redirect(counter: &mut Counter) -> Told {
    let answer = "HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/login\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    answered(counter, answer)
}

pub fn error_500(counter: &mut Counter) -> Told {
    answered(counter, &page("500 Oops", "text/plain", "oops"))
}

pub fn proxy(counter: &mut Counter) -> Told {
    answered(counter, &page("407 Proxy Authentication Required", "text/html", "<html>proxy</html>"))
}

pub fn front_alone(counter: &mut Counter) -> Told {
    answered(counter, &page("502 Bad Gateway", "text/html", "<html>nothing behind me</html>"))
}

pub fn gateway_fault(counter: &mut Counter) -> Told {
    let problem = r#"{"type":"about:blank","title":"网关出了故障。","status":500,"code":"internal","detail":"请稍后再试"}"#;
    answered(counter, &page("500 Internal Server Error", "application/problem+json", problem))
}

pub fn half_an_answer(counter: &mut Counter) -> Told {
    answered(counter, &page("200 OK", "application/json", "{\"sessio"))
}

/// Over TLS, in a town of its own: another gateway stands at the address one day. Nothing is sent to it, and the right
/// one gets it all.
pub fn other_key(_: &mut Counter) -> Told {
    let mut town = Town::reached_at("0.0.0.0:0");
    prepare(&town);
    let case = {
        let desk = town.desk();
        deeds::login(&desk, LoginInput { clerk: CHIEF.into(), password: PASSWORD.into() }).unwrap();
        submitted(&desk, "sole-trader", &sample("sole-trader")).number
    };
    let station = town.station.clone();
    let program = || program_in(&station);
    town.line_down();
    town.another_gateway_answers();
    let told = program().arg("sync").output().unwrap().into();
    assert!(done(program().args(["case", "show", &case])).contains("存在本机"));
    town.line_down();
    town.line_up();
    done(program().arg("sync"));
    assert!(done(program().args(["case", "show", &case])).contains("省里已收到"));
    told
}

/// The gateway has a newer edition, of which a byte changes before it is here. The last good one stays in use; when the
/// right bytes come they are taken.
pub fn catalogue_changed(counter: &mut Counter) -> Told {
    counter.town.line_down();
    counter.town.publish_again();
    flip_newest_pack(&counter.town);
    counter.town.line_up();
    let told = counter.told(&["sync"]);
    assert_eq!(counter.items(), 12, "the last good one stays");
    counter.town.line_down();
    flip_newest_pack(&counter.town);
    counter.town.line_up();
    assert!(done(counter.program().arg("sync")).contains("\"catalogue\": true"));
    told
}

/// Changes one byte as it lies in the gateway's database, or changes it back.
fn flip_newest_pack(town: &Town) {
    let db = Connection::open(town.folder.path().join("gateway/gateway.db")).unwrap();
    let newest = "SELECT bytes FROM pack ORDER BY version DESC LIMIT 1";
    let mut bytes: Vec<u8> = db.query_row(newest, [], |row| row.get(0)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let change = "UPDATE pack SET bytes = ?1 WHERE version = (SELECT max(version) FROM pack)";
    db.execute(change, [bytes]).unwrap();
}
