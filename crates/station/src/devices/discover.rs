//! Printers that announce themselves in the network: DNS-SD over multicast DNS (RFC 6763, RFC 6762), as every printer
//! with AirPrint does. Nothing is asked of the printers themselves.

use super::Printer;
use super::thermal::ThermalAddress;
use mdns_sd::{DaemonEvent, Receiver, ResolvedService, ServiceDaemon, ServiceEvent};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

/// Printers that speak IPP. Those that only speak it encrypted are of no use to us.
const SHEETS: &str = "_ipp._tcp.local.";
/// Printers that take bytes as they come: slip printers, and office printers beside their IPP.
const RAW: &str = "_pdl-datastream._tcp.local.";
/// Between two looks at what came in.
const LOOK: Duration = Duration::from_millis(50);
/// What office printers take at their raw port; no slip printer does.
const PAGES: [&str; 4] = ["pdf", "pcl", "postscript", "urf"];

/// A printer that announced itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    pub printer: Printer,
    /// What people call it.
    pub name: String,
    /// Make and model, as far as it says.
    pub model: String,
    /// Where it stands, as far as it says.
    pub place: String,
    /// Whether it takes PDF; `None` when it does not say. Slip printers do not.
    pub takes_pdf: Option<bool>,
}

/// This machine lets nobody search: no network, or no multicast.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("printers cannot be searched for here: {0}")]
pub struct CannotSearch(String);

impl From<mdns_sd::Error> for CannotSearch {
    fn from(fault: mdns_sd::Error) -> Self {
        Self(fault.to_string())
    }
}

/// Listens for so long; two seconds find what is switched on.
///
/// # Errors
/// [`CannotSearch`] when no printer could have been heard.
pub fn discover(patience: Duration) -> Result<Vec<Found>, CannotSearch> {
    let daemon = ServiceDaemon::new()?;
    let found = listen(&daemon, Instant::now() + patience);
    // It ends by itself when nobody holds it; told so, it ends now.
    let _ = daemon.shutdown();
    Ok(each_once(found?))
}

type Services = BTreeMap<String, ResolvedService>;

fn listen(daemon: &ServiceDaemon, deadline: Instant) -> Result<Services, CannotSearch> {
    let faults = daemon.monitor()?;
    let lines = [daemon.browse(SHEETS)?, daemon.browse(RAW)?];
    let mut found = Services::new();
    while Instant::now() < deadline {
        if let Ok(event) = lines[0].recv_timeout(LOOK) {
            note(event, &mut found);
        }
        lines.iter().flat_map(Receiver::try_iter).for_each(|event| note(event, &mut found));
    }
    match faults.try_iter().find_map(fault) {
        Some(fault) if found.is_empty() => Err(fault.into()),
        _ => Ok(found),
    }
}

fn fault(event: DaemonEvent) -> Option<mdns_sd::Error> {
    match event {
        DaemonEvent::Error(fault) => Some(fault),
        _ => None,
    }
}

fn note(event: ServiceEvent, found: &mut Services) {
    match event {
        ServiceEvent::ServiceResolved(service) => {
            found.insert(service.fullname.clone(), *service);
        }
        ServiceEvent::ServiceRemoved(_, name) => {
            found.remove(&name);
        }
        _ => {}
    }
}

/// An office printer announces its IPP and its raw port; it is one printer.
fn each_once(services: Services) -> Vec<Found> {
    let (sheets, raw): (Vec<_>, Vec<_>) =
        services.into_values().partition(|service| service.ty_domain == SHEETS);
    let mut printers: Vec<Found> = sheets.iter().filter_map(of_sheets).collect();
    let alone = raw.iter().filter(|raw| sheets.iter().all(|other| other.host != raw.host));
    printers.extend(alone.filter_map(of_slips));
    let mut seen = Vec::new();
    printers.retain(|found| {
        let new = !seen.contains(&found.printer);
        seen.push(found.printer.clone());
        new
    });
    printers
}

fn of_sheets(service: &ResolvedService) -> Option<Found> {
    let path = text(service, "rp");
    let host = match address(service)? {
        IpAddr::V4(number) => number.to_string(),
        IpAddr::V6(number) => format!("[{number}]"),
    };
    let printer = format!("ipp://{host}:{}/{path}", service.port).parse().ok()?;
    let languages = text(service, "pdl").to_ascii_lowercase();
    let takes_pdf = (!languages.is_empty()).then(|| languages.contains("application/pdf"));
    Some(found(Printer::Sheets(printer), service, takes_pdf))
}

fn of_slips(service: &ResolvedService) -> Option<Found> {
    let languages = text(service, "pdl").to_ascii_lowercase();
    if PAGES.iter().any(|language| languages.contains(language)) {
        return None;
    }
    let printer = ThermalAddress::tcp(&address(service)?.to_string(), service.port)?;
    Some(found(Printer::Slips(printer), service, Some(false)))
}

fn found(printer: Printer, service: &ResolvedService, takes_pdf: Option<bool>) -> Found {
    let instance = service.fullname.strip_suffix(&service.ty_domain).unwrap_or(&service.fullname);
    Found {
        printer,
        name: instance.trim_end_matches('.').to_owned(),
        model: text(service, "ty"),
        place: text(service, "note"),
        takes_pdf,
    }
}

fn text(service: &ResolvedService, key: &str) -> String {
    service.get_property_val_str(key).unwrap_or_default().trim().to_owned()
}

/// Its number in the network: names that end in `.local` are not known to every machine.
fn address(service: &ResolvedService) -> Option<IpAddr> {
    let mut numbers: Vec<IpAddr> = service.addresses.iter().map(|number| number.to_ip_addr()).collect();
    numbers.retain(|number| !matches!(number, IpAddr::V6(six) if six.is_unicast_link_local()));
    numbers.sort();
    numbers.into_iter().next()
}
