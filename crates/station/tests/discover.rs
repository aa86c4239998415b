//! Printers found by what they announce: a real IPP printer behind avahi-daemon, and services announced on the loopback.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support {
    pub mod eve;
}

use mdns_sd::{ServiceDaemon, ServiceInfo};
use station::devices::discover::{Found, discover};
use station::devices::{Printer, Ready};
use std::time::{Duration, Instant};
use support::eve::{Eve, NAME};

/// Longest until something that announces itself is heard.
const PATIENCE: Duration = Duration::from_secs(20);

/// Listens until all these names were heard at once.
fn hear(names: &[&str]) -> Vec<Found> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let found = discover(Duration::from_secs(2)).unwrap();
        if names.iter().all(|name| found.iter().any(|one| one.name == *name)) {
            return found;
        }
        assert!(Instant::now() < deadline, "{names:?} are not all among {found:?}");
    }
}

fn called<'a>(found: &'a [Found], name: &str) -> Vec<&'a Found> {
    found.iter().filter(|one| one.name == name).collect()
}

/// Kind, name, host, port and what it says of itself.
type Service<'a> = (&'a str, &'a str, &'a str, u16, &'a [(&'a str, &'a str)]);

/// Services on the loopback until dropped.
struct Announced(ServiceDaemon);

impl Announced {
    fn start(services: &[Service<'_>]) -> Self {
        let daemon = ServiceDaemon::new().unwrap();
        daemon.enable_interface(mdns_sd::IfKind::LoopbackV4).unwrap();
        for (kind, name, host, port, about) in services {
            let service = ServiceInfo::new(kind, name, host, "127.0.0.1", *port, *about).unwrap();
            daemon.register(service).unwrap();
        }
        Self(daemon)
    }
}

impl Drop for Announced {
    fn drop(&mut self) {
        let _ = self.0.shutdown();
    }
}

const IPP: &str = "_ipp._tcp.local.";
const IPPS: &str = "_ipps._tcp.local.";
const RAW: &str = "_pdl-datastream._tcp.local.";

#[test]
fn a_printer_that_announces_itself_is_found_with_the_address_it_answers_at() {
    let eve = Eve::announcing_itself();
    let found = hear(&[NAME]);
    let [printer] = called(&found, NAME)[..] else { panic!("{found:?}") };
    assert_eq!(printer.printer.to_string(), eve.address());
    assert_eq!((printer.takes_pdf, printer.model.as_str()), (Some(true), "Example Printer"));
    let condition = printer.printer.condition().unwrap();
    assert_eq!((condition.name.as_deref(), condition.ready), (Some(NAME), Ready::Yes));
}

#[test]
fn an_office_printer_is_found_once_a_slip_printer_by_its_raw_port_and_an_encrypted_one_not_at_all() {
    let office =
        [("rp", "ipp/print"), ("ty", "Laser 20"), ("note", "大厅"), ("pdl", "application/pdf,image/urf")];
    let _announced = Announced::start(&[
        (IPP, "大厅激光打印机", "laser-bm.local.", 8631, &office),
        (RAW, "大厅激光打印机", "laser-bm.local.", 9100, &[("ty", "Laser 20")]),
        (IPP, "图片打印机", "photo-bm.local.", 8632, &[("rp", "ipp/print"), ("pdl", "image/jpeg")]),
        (RAW, "小票打印机", "slip-bm.local.", 9101, &[("ty", "POS-58")]),
        (RAW, "旧激光打印机", "old-bm.local.", 9102, &[("pdl", "application/postscript")]),
        (IPPS, "加密打印机", "secret-bm.local.", 8633, &[("rp", "ipp/print")]),
    ]);
    let found = hear(&["大厅激光打印机", "图片打印机", "小票打印机"]);

    let [office] = called(&found, "大厅激光打印机")[..] else { panic!("{found:?}") };
    assert_eq!(office.printer.to_string(), "ipp://127.0.0.1:8631/ipp/print");
    assert_eq!((office.model.as_str(), office.place.as_str()), ("Laser 20", "大厅"));
    assert_eq!(office.takes_pdf, Some(true));
    let [photo] = called(&found, "图片打印机")[..] else { panic!("{found:?}") };
    assert_eq!(photo.takes_pdf, Some(false));
    let [slip] = called(&found, "小票打印机")[..] else { panic!("{found:?}") };
    assert!(matches!(slip.printer, Printer::Slips(_)));
    assert_eq!(slip.printer.to_string(), "tcp://127.0.0.1:9101");
    for name in ["旧激光打印机", "加密打印机"] {
        assert!(called(&found, name).is_empty(), "{name} is of no use to us: {found:?}");
    }
}
