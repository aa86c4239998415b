use crate::options::{CalendarCommand, CheckCommand};
use crate::report::{Ended, Reporter};
use casework::calendar::{Calendar, DayOff, Days, Due, Unit};
use casework::identity::{Concern, Verdict, check_citizen, check_licence, check_phone, check_uscc};
use casework::place::CountyCode;
use jiff::civil::Date;
use serde_json::json;
use std::io::BufRead as _;

fn today() -> Date {
    station::clock::Clock::System.now().date()
}

struct Judged {
    word: &'static str,
    reason: String,
    value: String,
}

fn judged<T>(label: &str, verdict: Verdict<T>, show: impl Fn(&T) -> String) -> Judged {
    let words = |concern: &Concern| catalogue::concern_words(label, concern);
    let reasons = |concerns: &[Concern]| concerns.iter().map(words).collect::<Vec<_>>().join(";");
    match verdict {
        Verdict::Ok(value) => Judged { word: "ok", reason: String::new(), value: show(&value) },
        Verdict::Warn(value, concerns) => {
            Judged { word: "warn", reason: reasons(&concerns), value: show(&value) }
        }
        Verdict::Refuse(concern) => Judged { word: "refuse", reason: words(&concern), value: String::new() },
    }
}

fn judge(what: &CheckCommand, text: &str) -> Judged {
    match what {
        CheckCommand::Id { .. } => {
            judged("身份号码", check_citizen(text, today()), |n| n.as_str().to_owned())
        }
        CheckCommand::Uscc { .. } => {
            judged("统一社会信用代码", check_uscc(text), |n| n.as_str().to_owned())
        }
        CheckCommand::Licence { .. } => {
            judged("证照标识", check_licence(text), |n| n.as_str().to_owned())
        }
        CheckCommand::Phone { .. } => judged("电话", check_phone(text), |n| n.as_str().to_owned()),
    }
}

/// Exit 0 for ok and warn, 3 for refuse; over many lines the worst of them.
pub fn check(what: &CheckCommand, out: &Reporter) -> u8 {
    let (CheckCommand::Id { value }
    | CheckCommand::Uscc { value }
    | CheckCommand::Licence { value }
    | CheckCommand::Phone { value }) = what;
    let mut worst = 0;
    let mut one = |text: &str| {
        let judged = judge(what, text);
        if judged.word == "refuse" {
            worst = 3;
        }
        if out.json {
            println!("{}", json!({"verdict": judged.word, "reason": judged.reason, "value": judged.value}));
        } else {
            println!("{} {}", judged.word, judged.reason);
        }
    };
    if value == "-" {
        std::io::stdin().lock().lines().map_while(Result::ok).for_each(|line| one(&line));
    } else {
        one(value);
    }
    worst
}

fn load() -> Result<Calendar, Ended> {
    station::desk::calendar().map_err(Into::into)
}

fn show(due: &Due, out: &Reporter) {
    if !out.json {
        println!("{}", due.date);
        return;
    }
    let skipped: Vec<_> = due
        .skipped
        .iter()
        .map(|s| {
            let why = match &s.why {
                DayOff::Weekend => "周末".to_owned(),
                DayOff::Holiday(name) | DayOff::CountyHoliday(name) => name.clone(),
            };
            json!({"date": s.date.to_string(), "why": why})
        })
        .collect();
    println!("{}", json!({"due": due.date.to_string(), "provisional": due.provisional, "skipped": skipped}));
}

/// `DATE N [working|calendar] [COUNTY6]`.
fn parse_line(calendar: &Calendar, line: &str) -> Result<Due, String> {
    let mut words = line.split_whitespace();
    let from: Date = words.next().ok_or("no date")?.parse().map_err(|_| "not a date".to_owned())?;
    let days: u32 =
        words.next().ok_or("no number of days")?.parse().map_err(|_| "not a number".to_owned())?;
    let (mut unit, mut county) = (Unit::Working, None);
    for (at, word) in words.enumerate() {
        match word.parse::<Unit>() {
            Ok(found) if at == 0 => unit = found,
            _ if county.is_none() => county = Some(word.parse::<CountyCode>().map_err(|e| e.to_string())?),
            _ => return Err(format!("cannot read {word:?}")),
        }
    }
    let days = Days::new(days).map_err(|e| e.to_string())?;
    calendar.due(from, days, unit, county.as_ref(), false).map_err(|e| e.to_string())
}

fn many(calendar: &Calendar, out: &Reporter) -> u8 {
    let mut code = 0;
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        match parse_line(calendar, &line) {
            Ok(due) => show(&due, out),
            Err(reason) => {
                println!("error {reason}");
                code = 2;
            }
        }
    }
    code
}

pub fn calendar(what: &CalendarCommand, out: &Reporter) -> Result<u8, Ended> {
    let CalendarCommand::Due { from, days, unit, county, input } = what;
    let calendar = load()?;
    if input.as_deref() == Some("-") || from.as_deref() == Some("-") {
        return Ok(many(&calendar, out));
    }
    let from = from.as_deref().ok_or_else(|| Ended::usage("请写 --from 日期"))?;
    let from: Date = from.parse().map_err(|_| Ended::usage("--from 写成 2026-04-15"))?;
    let days = days.ok_or_else(|| Ended::usage("请写 --days 天数"))?;
    let days = Days::new(days).map_err(|_| Ended::usage("天数在 1 到 3650 之间"))?;
    let unit: Unit = unit.parse().map_err(|_| Ended::usage("--unit 写 working 或 calendar"))?;
    let county: Option<CountyCode> = county
        .as_deref()
        .map(|c| c.parse().map_err(|_| Ended::usage("--county 是 6 位县级区划代码")))
        .transpose()?;
    let due = calendar.due(from, days, unit, county.as_ref(), false).map_err(|_| Ended::usage("日期太远"))?;
    show(&due, out);
    Ok(0)
}
