//! The printers of a station: found or typed, chosen for what they are to print, tried with a page of our own.

use super::papers::Ready;
use super::printing::{queued, shown};
use super::session::called;
use crate::Desk;
use crate::devices::ipp::{self, PrinterAddress, PrinterError, PrinterReport, PrinterState};
use crate::devices::thermal::{self, ThermalAddress, ThermalState};
use crate::devices::{Printer, Reason, discover};
use crate::spool::why;
use crate::view::*;
use casework::print::PrintRole;
use papers::{Document, Marks, Print, Rendered, TestPage};
use station_store::{ChosenPrinter, Setting, Store, Wishes};
use std::collections::BTreeMap;
use std::time::Duration;

/// Stands for a printer that has not said its name yet.
const NAMELESS: &str = "打印机";
/// The kind of a test page.
pub(crate) const TEST: &str = "test";
/// Most sets of a paper at once.
const MOST_COPIES: u16 = 9;

/// How long printers that announce themselves are listened for.
const LISTEN: Duration = Duration::from_secs(2);

fn failed(words: String) -> Failure {
    Failure::new(ErrorCode::Printer, words)
}

fn address(text: &str) -> Result<Printer, Failure> {
    text.parse().map_err(|_| Failure::new(ErrorCode::Input, wording::printer_address_ways()))
}

/// What people call a printer.
pub(crate) fn name_of(store: &Store, address: &str) -> Result<String, Failure> {
    let names: BTreeMap<String, String> = store.setting(Setting::PrinterNames)?.unwrap_or_default();
    Ok(names.get(address).cloned().unwrap_or_else(|| NAMELESS.to_owned()))
}

/// The printer for a role: the one that was named, else the one chosen for it, else the one that serves instead.
///
/// # Errors
/// [`ErrorCode::NoPrinter`], a text that is no address.
pub(crate) fn chosen_for(desk: &Desk, role: PrintRole, named: &str) -> Result<ChosenPrinter, Failure> {
    let chosen = desk.at_work(|store, _| Ok(store.printers()?))?;
    let of_role = chosen.get(&role).or_else(|| chosen.get(&role.falls_back_to()?));
    match named.trim() {
        "" => of_role.cloned().ok_or_else(|| Failure::new(ErrorCode::NoPrinter, "")),
        text => Ok(ChosenPrinter { address: address(text)?.to_string(), wishes: Wishes::default() }),
    }
}

/// Tries a printer with a page (a slip) of our own: its name, the time, the edges and the rarest characters.
///
/// # Errors
/// A printer that does not answer, what stands in the way of making the page.
pub fn printer_test(desk: &Desk, input: PrinterInput) -> Result<PrintJobView, Failure> {
    let printer = address(&input.address)?;
    let text = printer.to_string();
    let (bytes, pages, role) = match &printer {
        Printer::Sheets(sheets) => test_sheet(desk, sheets)?,
        Printer::Slips(slips) => test_slip(desk, slips)?,
    };
    let page = Rendered { pdf: bytes, pages, folios: Vec::new(), spots: Vec::new() };
    let paper = Ready::kept(desk, &text, TEST, wording::test_page(), page, false)?;
    let chosen = ChosenPrinter { address: text, wishes: Wishes::default() };
    let job = queued(desk, &paper, role, &chosen, "", |_| Ok(None))?;
    desk.spool.ring();
    desk.at_work(|store, _| shown(desk, store, &job))
}

fn test_sheet(desk: &Desk, printer: &PrinterAddress) -> Result<(Vec<u8>, u32, PrintRole), Failure> {
    let report = ipp::describe(printer).map_err(|e| failed(why(&e)))?;
    desk.remember_printer(&printer.to_string(), &report.name);
    let page = test_page(desk, report.name, printer.to_string())?;
    let rendered = desk.press()?.render(&page, &Marks::Edges, Print::Usual)?;
    Ok((rendered.pdf, rendered.pages, PrintRole::Forms))
}

fn test_slip(desk: &Desk, printer: &ThermalAddress) -> Result<(Vec<u8>, u32, PrintRole), Failure> {
    thermal::status(printer).map_err(|e| failed(e.words()))?;
    let name = desk.at_work(|store, _| name_of(store, &printer.to_string()))?;
    let page = test_page(desk, name, printer.to_string())?;
    let press = desk.press()?;
    let slip = press.slip(&page, &Marks::Plain, printer.roll())?;
    Ok((thermal::encode(&press, &slip)?, 1, PrintRole::Slips))
}

fn test_page(desk: &Desk, printer: String, address: String) -> Result<Document, Failure> {
    Ok(Document::TestPage(TestPage {
        station: desk.at_work(|store, _| called(store))?.unwrap_or_default(),
        printer,
        address,
        printed_at: desk.now().minute().replace(' ', "T"),
        program: format!("便民站 {}", env!("CARGO_PKG_VERSION")),
    }))
}

/// Printers that announce themselves in the network or stand at a USB port, beside those that are known.
///
/// # Errors
/// Nobody logged in, a computer that lets nobody search.
pub fn printer_find(desk: &Desk, _: Nothing) -> Result<PrintersView, Failure> {
    let mut listed = printer_list(desk, Nothing {})?;
    let found = discover::discover(LISTEN).map_err(|error| {
        tracing::warn!(%error, "printers were not searched for");
        failed(wording::printers_not_searched())
    })?;
    for one in &found {
        desk.remember_printer(&one.printer.to_string(), &one.name);
    }
    let usb = thermal::at_usb().into_iter().map(Printer::Slips);
    for printer in found.into_iter().map(|one| one.printer).chain(usb) {
        let text = printer.to_string();
        if !listed.printers.iter().any(|p| p.address == text) {
            listed.printers.push(asked(desk, &text)?);
        }
    }
    Ok(listed)
}

/// Printers of this computer and those that were chosen, and what each is for.
///
/// # Errors
/// Nobody logged in.
pub fn printer_list(desk: &Desk, _: Nothing) -> Result<PrintersView, Failure> {
    let chosen = desk.at_work(|store, _| Ok(store.printers()?))?;
    let mut printers = Vec::new();
    for (address, name) in ipp::cups_printers() {
        desk.remember_printer(&address.to_string(), &name);
        printers.push(asked(desk, &address.to_string())?);
    }
    for one in chosen.values() {
        if !printers.iter().any(|p: &PrinterView| p.address == one.address) {
            printers.push(asked(desk, &one.address)?);
        }
    }
    let roles = desk.at_work(|store, _| {
        PrintRole::ALL.into_iter().map(|role| role_view(store, &chosen, role)).collect::<Result<_, _>>()
    })?;
    Ok(PrintersView { printers, roles })
}

/// A printer in its own words.
fn asked(desk: &Desk, text: &str) -> Result<PrinterView, Failure> {
    let view = match address(text)? {
        Printer::Sheets(printer) => sheets_view(desk, text, &printer),
        Printer::Slips(printer) => slips_view(&printer),
    };
    let name = desk.at_work(|store, _| name_of(store, text))?;
    Ok(PrinterView { address: text.to_owned(), name, ..view })
}

fn sheets_view(desk: &Desk, text: &str, printer: &PrinterAddress) -> PrinterView {
    let report = ipp::describe(printer);
    if let Ok(report) = &report {
        desk.remember_printer(text, &report.name);
    }
    let trays = report.as_ref().map(|r| r.trays.as_slice()).unwrap_or_default();
    PrinterView {
        words: report.as_ref().map_or_else(why, state_of),
        ready: report.as_ref().is_ok_and(is_ready),
        both_sides: report.as_ref().is_ok_and(|r| r.both_sides),
        trays: trays
            .iter()
            .map(|tray| PaperTray { keyword: tray.keyword().to_owned(), name: tray.words().into_owned() })
            .collect(),
        ..PrinterView::default()
    }
}

fn slips_view(printer: &ThermalAddress) -> PrinterView {
    let report = thermal::status(printer);
    let words = match &report {
        Ok(report) if !report.reasons.is_empty() => Reason::in_words(&report.reasons),
        Ok(report) => report.state.words().to_owned(),
        Err(error) => error.words(),
    };
    let ready = report.is_ok_and(|r| r.state != ThermalState::Stopped);
    PrinterView { words, ready, thermal: true, ..PrinterView::default() }
}

fn is_ready(printer: &PrinterReport) -> bool {
    printer.accepts_pdf
        && printer.accepting != Some(false)
        && printer.state != PrinterState::Stopped
        && !printer.reasons.iter().any(Reason::halts)
}

fn state_of(printer: &PrinterReport) -> String {
    if !printer.accepts_pdf {
        return why(&PrinterError::NoPdf);
    }
    match (printer.state, printer.accepting) {
        _ if !printer.reasons.is_empty() => Reason::in_words(&printer.reasons),
        (PrinterState::Stopped, _) => PrinterState::Stopped.words().to_owned(),
        (_, Some(false)) => why(&PrinterError::NotAccepting(Vec::new())),
        _ => "可以打印".to_owned(),
    }
}

fn role_view(
    store: &Store,
    chosen: &BTreeMap<PrintRole, ChosenPrinter>,
    role: PrintRole,
) -> Result<RoleView, Failure> {
    let own = chosen.get(&role);
    let instead = role.falls_back_to().filter(|_| own.is_none()).and_then(|other| chosen.get(&other));
    let Wishes { copies, both_sides, tray } = own.map(|one| one.wishes.clone()).unwrap_or_default();
    Ok(RoleView {
        role: role_shown(role),
        name: wording::printer_role(role),
        address: own.map(|one| one.address.clone()).unwrap_or_default(),
        instead: instead.map(|one| name_of(store, &one.address)).transpose()?.unwrap_or_default(),
        copies,
        both_sides,
        tray,
    })
}

fn role_shown(role: PrintRole) -> PrinterRole {
    match role {
        PrintRole::Forms => PrinterRole::Forms,
        PrintRole::Receipts => PrinterRole::Receipts,
        PrintRole::Slips => PrinterRole::Slips,
    }
}

fn role_meant(role: PrinterRole) -> PrintRole {
    match role {
        PrinterRole::Forms => PrintRole::Forms,
        PrinterRole::Receipts => PrintRole::Receipts,
        PrinterRole::Slips => PrintRole::Slips,
    }
}

/// Remembers the printer of a role and how it is to print. An empty address forgets it.
///
/// # Errors
/// A text that is not an address.
pub fn printer_choose(desk: &Desk, input: PrinterChoice) -> Result<PrintersView, Failure> {
    let role = role_meant(input.role);
    let chosen = match input.address.trim() {
        "" => None,
        text => Some(ChosenPrinter {
            address: fitting(role, address(text)?)?.to_string(),
            wishes: Wishes {
                copies: input.copies.clamp(1, MOST_COPIES),
                both_sides: input.both_sides,
                tray: input.tray,
            },
        }),
    };
    let at = desk.now();
    desk.at_work(|store, clerk| Ok(store.choose_printer(role, chosen, &clerk.name, at)?))?;
    printer_list(desk, Nothing {})
}

/// Slips come out of a slip printer, everything else out of one for sheets.
fn fitting(role: PrintRole, printer: Printer) -> Result<Printer, Failure> {
    let slips = matches!(printer, Printer::Slips(_));
    if slips == (role == PrintRole::Slips) {
        return Ok(printer);
    }
    Err(Failure::new(ErrorCode::Input, wording::printer_unfit(slips)))
}
