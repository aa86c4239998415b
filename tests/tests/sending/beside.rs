//! What is taken in while something large is on its way.

use crate::records::Records;
use crate::waiting;
use journeys::world::World;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;
use wire::{Answer, Exchange, LinkError, Request};

#[test]
fn a_case_that_is_taken_in_while_a_scan_is_on_its_way_does_not_wait_for_its_answer() {
    let world = World::begin();
    let desk = waiting(&world, 0);
    desk.take_in(1, &Records(None)).unwrap();
    let (began, begins) = channel();
    let (pushed, pushes) = channel();
    let line = Slow {
        line: desk.line().unwrap(),
        began,
        pushed,
        pushes: Mutex::new(pushes),
        waited: AtomicBool::new(false),
        beside: AtomicBool::new(false),
    };
    let clerk_sees = Mutex::new(begins);
    std::thread::scope(|scope| {
        let clerk = scope.spawn(|| {
            clerk_sees.lock().unwrap().recv().unwrap();
            desk.take_in(0, &Records(None)).unwrap();
        });
        let sent = desk.send(&line).unwrap();
        clerk.join().unwrap();
        assert!(sent.all, "{:?}", sent.failure);
    });
    assert!(line.beside.load(Ordering::SeqCst), "the case waited for the answer to the scan");
}

/// The answer to the first piece of a file takes until a case was pushed that was taken in after it began.
struct Slow<E> {
    line: E,
    began: Sender<()>,
    pushed: Sender<()>,
    pushes: Mutex<Receiver<()>>,
    waited: AtomicBool,
    beside: AtomicBool,
}

impl<E: Exchange> Exchange for Slow<E> {
    fn ask(&self, request: &Request, patience: Duration) -> Result<Answer, LinkError> {
        let answer = self.line.ask(request, patience);
        match request {
            Request::Push(_) => {
                let _ = self.pushed.send(());
            }
            Request::Append { .. } if !self.waited.swap(true, Ordering::SeqCst) => {
                let pushes = self.pushes.lock().unwrap();
                // the push of the case that the file belongs to
                let _ = pushes.try_recv();
                let _ = self.began.send(());
                let beside = pushes.recv_timeout(Duration::from_secs(20)).is_ok();
                self.beside.store(beside, Ordering::SeqCst);
            }
            _ => {}
        }
        answer
    }
}
