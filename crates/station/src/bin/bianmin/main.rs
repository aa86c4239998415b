//! `bianmin`: the station from the command line. The same deeds as the screen.

mod bundles;
mod cases;
mod checks;
mod options;
mod paper;
mod report;

use clap::Parser as _;
use options::{CaseCommand, Command, ItemCommand, Options};
use report::{Ended, Reporter};
use seal::slot::Cost;
use station::clock::Clock;
use station::desk::DeskSettings;
use station::view::*;
use station::{Desk, deeds};
use station_sync::Report;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// Longest wait for a printer.
const PATIENCE: Duration = Duration::from_secs(60);
/// Exit code of what could not be done.
const REFUSED: u8 = 3;

fn main() -> ExitCode {
    let options = Options::parse();
    let filter =
        tracing_subscriber::EnvFilter::try_from_env("BIANMIN_LOG").unwrap_or_else(|_| "error".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let reporter = Reporter { json: options.json };
    match run(&options, &reporter) {
        Ok(code) => ExitCode::from(code),
        Err(ended) => reporter.failed(&ended),
    }
}

fn run(options: &Options, out: &Reporter) -> Result<u8, Ended> {
    match &options.command {
        Command::Check { what } => return Ok(checks::check(what, out)),
        Command::Calendar { what } => return checks::calendar(what, out),
        Command::Paper { look: Some(look), .. } => return paper::look(look, options.fonts.as_deref(), out),
        _ => {}
    }
    let desk = Arc::new(Desk::new(settings(options)?));
    if let Command::Init { station, chief } = &options.command {
        let input = InitInput { station: station.clone(), chief: chief.clone(), password: password()? };
        let state = deeds::desk_init(&desk, input)?;
        out.say(&state, || format!("已设置 {},站长 {}。", state.station, state.clerk));
        return Ok(0);
    }
    if let Command::Serve { port, ui } = &options.command {
        return serve(desk, *port, ui.clone());
    }
    if let Command::Recover { file } = &options.command {
        return recover(&desk, options, file, out);
    }
    log_in(&desk, options)?;
    deed(&desk, options, out)
}

fn settings(options: &Options) -> Result<DeskSettings, Ended> {
    let folder = options.data.clone().ok_or_else(|| Ended::usage("请用 --data 指定数据文件夹"))?;
    let mut settings = DeskSettings::new(&folder);
    if let Some(clock) = &options.clock {
        let begin: jiff::Timestamp =
            clock.parse().map_err(|_| Ended::usage("--clock 要写成 2026-04-15T09:00:00+08:00"))?;
        settings.clock = Clock::demo(begin.into());
        settings.demo = true;
        // a demonstration folder is made and thrown away; an old PC should not wait for it
        settings.cost = Cost::FLOOR;
    }
    settings.fonts = options.fonts.clone();
    Ok(settings)
}

fn password() -> Result<String, Ended> {
    secret("BIANMIN_PASSWORD", "密码")
}

fn new_password() -> Result<String, Ended> {
    secret("BIANMIN_NEW_PASSWORD", "新密码")
}

/// What nobody should read over a shoulder or in a list of commands.
fn secret(variable: &str, what: &str) -> Result<String, Ended> {
    if let Ok(secret) = std::env::var(variable) {
        return Ok(secret);
    }
    rpassword::prompt_password(format!("{what}: "))
        .map_err(|_| Ended::usage(&format!("请输入{what},或设置环境变量 {variable}")))
}

fn recover(desk: &Desk, options: &Options, file: &Path, out: &Reporter) -> Result<u8, Ended> {
    let input = RecoverInput {
        file: file.to_string_lossy().into_owned(),
        code: secret("BIANMIN_RECOVERY_CODE", "恢复码")?,
        clerk: options.clerk.clone().unwrap_or_default(),
        password: new_password()?,
    };
    let recovered = deeds::desk_recover(desk, input)?;
    let Recovered { desk: state, left } = &recovered;
    out.say(&recovered, || {
        let left = match left.as_str() {
            "" => String::new(),
            file => format!("\n恢复文件没能删掉,请自己删掉:{file}"),
        };
        format!(
            "{}的数据打开了,草稿和没发的件都在。{}请用新密码登录;别人登录不了的,请站长重设密码。{left}",
            state.station, state.clerk
        )
    });
    Ok(0)
}

fn log_in(desk: &Desk, options: &Options) -> Result<(), Ended> {
    let state = deeds::desk_state(desk, Nothing {})?;
    if state.stage == DeskStage::Fresh {
        return Err(Failure::new(ErrorCode::NotPrepared, "").into());
    }
    let clerk = options.clerk.clone().or_else(|| state.clerks.first().cloned()).unwrap_or_default();
    deeds::login(desk, LoginInput { clerk, password: password()? })?;
    Ok(())
}

fn deed(desk: &Desk, options: &Options, out: &Reporter) -> Result<u8, Ended> {
    match &options.command {
        Command::Enrol { gateway, code } => {
            let input = EnrolInput { gateway: gateway.clone(), code: code.clone() };
            let state = deeds::desk_enrol(desk, input)?;
            out.say(&state, || format!("已绑定:{}", state.station));
        }
        Command::Gateway { address } => {
            let state = deeds::gateway_set(desk, GatewayInput { gateway: address.clone() })?;
            out.say(&state, || format!("地址改好了:{}", state.gateway));
        }
        Command::Staff { name, chief } => {
            let (password, chief) = (new_password()?, chief.then_some(true));
            let state = deeds::staff_add(desk, StaffInput { clerk: name.clone(), password, chief })?;
            out.say(&state, || format!("已加入 {name}"));
        }
        Command::Item { what: ItemCommand::Search { text } } => {
            let rows = deeds::item_search(desk, SearchInput { text: text.clone(), limit: 50 })?;
            out.say(&rows, || lines(&rows, |r| format!("{}  {}  {}  {}", r.slug, r.name, r.mode, r.limit)));
        }
        Command::Item { what: ItemCommand::Show { item } } => {
            let guide = deeds::item_show(desk, ItemInput { item: item.clone() })?;
            out.say(&guide, || cases::guide_text(&guide));
        }
        Command::Case { what } => return case(desk, what, out),
        Command::Paper { case: Some(case), kind: Some(kind), large, out: Some(path), .. } => {
            let bytes_of = if *large { deeds::large_bytes } else { deeds::paper_bytes };
            let bytes = bytes_of(desk, case, kind)?;
            cases::write_file(path, &bytes)?;
            out.say(&serde_json::json!({"file": path, "bytes": bytes.len()}), || {
                format!("{}", path.display())
            });
        }
        Command::Print { case, kind, printer, reason, large } => {
            let [case, kind, printer, reason] = [case, kind, printer, reason].map(String::clone);
            let input = PrintInput { case, kind, printer, reason, large: *large, ..PrintInput::default() };
            return print(desk, input, out);
        }
        Command::Bundle { what } => return bundles::bundle(desk, what, out),
        Command::Sync => {
            let report = desk.send_now()?;
            let told = serde_json::json!({
                "entries": report.entries, "files": report.files, "events": report.events,
                "papers": report.papers, "held": report.held, "catalogue": report.catalogue,
            });
            out.say(&told, || carried(&report));
        }
        Command::Paper { .. }
        | Command::Init { .. }
        | Command::Serve { .. }
        | Command::Recover { .. }
        | Command::Check { .. }
        | Command::Calendar { .. } => {}
    }
    Ok(0)
}

/// Prints and waits until the printer is through with it. What does not go out now stays in the queue.
fn print(desk: &Desk, input: PrintInput, out: &Reporter) -> Result<u8, Ended> {
    let job = deeds::paper_print(desk, input)?.job;
    desk.print_now(PATIENCE);
    let job = deeds::print_job(desk, PrintJobInput { job })?;
    out.say(&job, || format!("{} {}", job.title, job.words));
    Ok(if job.care { REFUSED } else { 0 })
}

fn case(desk: &Desk, what: &CaseCommand, out: &Reporter) -> Result<u8, Ended> {
    match what {
        CaseCommand::New { item, form, material } => return cases::new_case(desk, item, form, material, out),
        CaseCommand::Sign { case, scan, .. } if !scan.is_empty() => {
            return cases::sign(desk, case, scan, out);
        }
        CaseCommand::Sign { case, scan_by, .. } => {
            let view = deeds::sign_later(desk, CaseInput { case: case.clone() })?;
            if scan_by.as_ref().is_some_and(|date| !view.signed.contains(date.as_str())) {
                tracing::warn!("the item's own limit for the scan holds");
            }
            out.say(&view, || view.signed.clone());
        }
        CaseCommand::Submit { case } => {
            tell(out, &deeds::case_submit(desk, CaseInput { case: case.clone() })?)
        }
        CaseCommand::Show { case } => {
            let view = deeds::case_show(desk, CaseInput { case: case.clone() })?;
            out.say(&view, || cases::case_text(&view));
        }
        CaseCommand::Void { case, reason } => {
            tell(out, &deeds::case_void(desk, CaseReason { case: case.clone(), reason: reason.clone() })?);
        }
        CaseCommand::Withdraw { case, reason } => {
            tell(
                out,
                &deeds::case_withdraw(desk, CaseReason { case: case.clone(), reason: reason.clone() })?,
            );
        }
        CaseCommand::Correct { case, form, material } => {
            return cases::correct(desk, case, form, material, out);
        }
        CaseCommand::Supplement { case, material } => {
            let mut last = None;
            for pair in material {
                last = Some(cases::supplement(desk, case, pair)?);
            }
            last.iter().for_each(|view| tell(out, view));
        }
        CaseCommand::Serve { case, recipient, relation } => {
            let input = ServeInput {
                case: case.clone(),
                way: "direct".to_owned(),
                recipient: recipient.clone(),
                relation: relation.clone(),
            };
            tell(out, &deeds::case_serve(desk, input)?);
        }
        CaseCommand::List { filter, text } => {
            let list = whole_list(desk, filter, text)?;
            out.say(&list, || {
                lines(&list.rows, |r| {
                    format!("{}  {}  {}  {}  {}", r.number, r.applicant, r.item_name, r.word, r.note)
                })
            });
        }
    }
    Ok(0)
}

/// Rows that the list gives at once.
const WINDOW: usize = 200;

/// The list as the screen shows it, window after window.
fn whole_list(desk: &Desk, filter: &str, text: &str) -> Result<CaseListView, Failure> {
    let window = |rows: usize| {
        let (filter, text) = (filter.to_owned(), text.to_owned());
        let after = u32::try_from(rows).unwrap_or(u32::MAX);
        deeds::case_list(desk, CaseListInput { filter, text, after, limit: WINDOW as u32 })
    };
    let mut list = window(0)?;
    let mut full = list.rows.len() == WINDOW;
    while full {
        let more = window(list.rows.len())?.rows;
        full = more.len() == WINDOW;
        list.rows.extend(more);
    }
    Ok(list)
}

fn tell(out: &Reporter, view: &CaseView) {
    out.say(view, || format!("{} {} {}", view.number_grouped, view.row.word, view.tell));
}

fn lines<T>(rows: &[T], line: impl Fn(&T) -> String) -> String {
    if rows.is_empty() { "(没有)".to_owned() } else { rows.iter().map(line).collect::<Vec<_>>().join("\n") }
}

fn serve(desk: Arc<Desk>, port: u16, ui: std::path::PathBuf) -> Result<u8, Ended> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|e| Failure::internal(&e))?;
    desk.mind_the_line();
    desk.mind_the_printers();
    runtime.block_on(async {
        let host = station::host::Host::bind(desk.clone(), port, ui).await?;
        println!("listening on {}", host.url());
        host.serve(async {
            let _ = stopped().await;
        })
        .await
    })?;
    Ok(0)
}

async fn stopped() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut ended = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = ended.recv() => Ok(()),
        done = tokio::signal::ctrl_c() => done,
    }
}

/// What a round carried, in a line.
fn carried(report: &Report) -> String {
    let Report { entries, files, events, papers, held, .. } = report;
    let held = if *held > 0 { format!(";签名对不上、已扣住 {held} 份") } else { String::new() };
    format!("发出 {entries} 项,文件 {files} 个;收到 {events} 条,文书 {papers} 份{held}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;
    use options::CheckCommand;

    #[test]
    fn the_command_line_is_well_formed() {
        Options::command().debug_assert();
    }

    #[test]
    fn every_check_has_its_value() {
        let parsed = Options::parse_from(["bianmin", "check", "id", "11010519491231002X"]);
        assert!(matches!(parsed.command, Command::Check { what: CheckCommand::Id { .. } }));
    }
}
