use super::*;
use jiff::civil::date;

const NATIONAL: &str = "\
date,kind,occasion
2025-10-01,holiday,National Day
2025-10-11,makeup_workday,National Day
2026-01-01,holiday,New Year's Day
2026-01-02,holiday,New Year's Day
2026-01-03,holiday,New Year's Day
2026-01-04,makeup_workday,New Year's Day
2026-04-04,holiday,Tomb-sweeping Day
2026-04-05,holiday,Tomb-sweeping Day
2026-04-06,holiday,Tomb-sweeping Day
2026-05-01,holiday,Labour Day
2026-05-02,holiday,Labour Day
2026-05-03,holiday,Labour Day
2026-05-04,holiday,Labour Day
2026-05-05,holiday,Labour Day
2026-05-09,makeup_workday,Labour Day
";

const COUNTIES: &str = "\
county,date,occasion
469028,2026-04-20,三月三
469028,2026-04-21,三月三
469030,2026-05-09,三月三
";

fn calendar() -> Calendar {
    Calendar::parse(NATIONAL, COUNTIES).unwrap()
}

fn lingshui() -> CountyCode {
    "469028".parse().unwrap()
}

fn days(count: u32) -> Days {
    Days::new(count).unwrap()
}

fn working_due(from: Date, count: u32, county: Option<&CountyCode>) -> Due {
    calendar().due(from, days(count), Unit::Working, county, false).unwrap()
}

fn calendar_due(from: Date, count: u32, roll: bool) -> Due {
    calendar().due(from, days(count), Unit::Calendar, None, roll).unwrap()
}

fn line_error(national: &str) -> (u64, Fault) {
    match Calendar::parse(national, "") {
        Err(CalendarError::Line { list: List::National, line, fault }) => (line, fault),
        other => panic!("{other:?}"),
    }
}

#[test]
fn working_days_leave_out_weekends_and_holidays_and_count_make_up_days() {
    let cases = [
        (date(2026, 4, 15), 5, date(2026, 4, 22)),
        (date(2026, 4, 17), 1, date(2026, 4, 20)),
        (date(2026, 4, 18), 1, date(2026, 4, 20)),
        (date(2026, 4, 3), 1, date(2026, 4, 7)),
        (date(2026, 4, 30), 1, date(2026, 5, 6)),
        (date(2026, 5, 6), 3, date(2026, 5, 9)),
        (date(2026, 5, 8), 2, date(2026, 5, 11)),
        (date(2025, 12, 31), 1, date(2026, 1, 4)),
    ];
    for (from, count, expected) in cases {
        assert_eq!(working_due(from, count, None).date, expected, "{from} + {count}");
    }
}

#[test]
fn a_county_has_its_own_holidays_and_only_that_county() {
    let other = "469001".parse().unwrap();
    assert_eq!(working_due(date(2026, 4, 15), 5, Some(&lingshui())).date, date(2026, 4, 24));
    assert_eq!(working_due(date(2026, 4, 15), 5, Some(&other)).date, date(2026, 4, 22));
}

#[test]
fn a_county_holiday_is_off_even_on_a_national_make_up_day() {
    let qiongzhong = "469030".parse().unwrap();
    assert!(calendar().is_working(date(2026, 5, 9), None));
    assert!(!calendar().is_working(date(2026, 5, 9), Some(&qiongzhong)));
}

#[test]
fn the_days_that_did_not_count_are_told_with_their_reason() {
    let due = working_due(date(2026, 4, 15), 5, Some(&lingshui()));
    let local = || DayOff::CountyHoliday("三月三".to_owned());
    let told: Vec<_> = due.skipped.into_iter().map(|skipped| (skipped.date.day(), skipped.why)).collect();
    assert_eq!(told, [(18, DayOff::Weekend), (19, DayOff::Weekend), (20, local()), (21, local())]);

    let due = working_due(date(2026, 4, 3), 1, None);
    assert!(due.skipped.iter().all(|skipped| skipped.why == DayOff::Holiday("Tomb-sweeping Day".to_owned())));
    assert_eq!(due.skipped.len(), 3);
}

#[test]
fn a_calendar_day_limit_ends_on_a_holiday_unless_it_rolls() {
    assert_eq!(calendar_due(date(2026, 4, 24), 7, false).date, date(2026, 5, 1));
    assert!(calendar_due(date(2026, 4, 24), 7, false).skipped.is_empty());
    assert_eq!(calendar_due(date(2026, 4, 24), 7, true).date, date(2026, 5, 6));
    assert_eq!(calendar_due(date(2026, 4, 24), 7, true).skipped.len(), 5);
    assert_eq!(calendar_due(date(2026, 4, 24), 4, true).date, date(2026, 4, 28));
}

#[test]
fn a_limit_is_provisional_only_when_it_leaves_the_covered_years() {
    assert!(!working_due(date(2026, 12, 30), 1, None).provisional);
    assert!(working_due(date(2026, 12, 31), 1, None).provisional);
    assert!(working_due(date(2024, 12, 30), 1, None).provisional);
    assert!(calendar_due(date(2026, 12, 31), 1, false).provisional);
    assert!(!calendar_due(date(2026, 12, 30), 1, true).provisional);
    assert!(calendar_due(date(2026, 12, 30), 3, true).provisional);
}

#[test]
fn every_limit_arrives_on_a_working_day_with_exactly_its_count_of_working_days() {
    let calendar = calendar();
    for count in (1..=MAX_DAYS).step_by(73) {
        let due = calendar.due(date(2025, 3, 3), days(count), Unit::Working, None, false).unwrap();
        assert!(calendar.is_working(due.date, None));
        let remaining = calendar.remaining(date(2025, 3, 3), due.date, None);
        assert_eq!((remaining.working_days, remaining.overdue), (count, false));
        assert_eq!(remaining.provisional, due.provisional);
    }
}

#[test]
fn a_limit_of_no_days_or_of_more_than_ten_years_is_refused() {
    assert_eq!(Days::new(0), Err(DueError::NoDays));
    assert_eq!(Days::new(3651), Err(DueError::TooManyDays { found: 3651 }));
    assert_eq!(Days::new(3650).unwrap().get(), 3650);
    assert!(serde_json::from_str::<Days>("0").is_err());
}

#[test]
fn counting_past_the_last_date_is_an_error_and_no_panic() {
    let from = date(9999, 12, 30);
    let due = calendar().due(from, days(5), Unit::Working, None, false);
    assert_eq!(due, Err(DueError::BeyondLastDate { from }));
    assert_eq!(calendar().remaining(Date::MAX, Date::MAX, None).working_days, 0);
}

#[test]
fn the_days_left_are_counted_to_the_due_date_and_after_it() {
    let cases = [
        (date(2026, 4, 15), date(2026, 4, 22), 5, false),
        (date(2026, 4, 22), date(2026, 4, 22), 0, false),
        (date(2026, 4, 17), date(2026, 4, 19), 0, false),
        (date(2026, 4, 18), date(2026, 4, 17), 0, true),
        (date(2026, 4, 24), date(2026, 4, 22), 2, true),
    ];
    for (today, due, working_days, overdue) in cases {
        let expected = Remaining { working_days, overdue, provisional: false };
        assert_eq!(calendar().remaining(today, due, None), expected, "{today} to {due}");
    }
    assert_eq!(calendar().remaining(date(2026, 4, 15), date(2026, 4, 22), Some(&lingshui())).working_days, 3);
}

#[test]
fn the_pack_says_which_years_it_covers() {
    assert_eq!((calendar().first_year(), calendar().last_year()), (2025, 2026));
    assert!(calendar().covers(date(2026, 12, 31)) && !calendar().covers(date(2027, 1, 1)));
}

#[test]
fn a_pack_saved_by_a_spreadsheet_is_read_all_the_same() {
    let saved = format!("\u{FEFF}{}", NATIONAL.replace('\n', "\r\n"));
    assert_eq!(Calendar::parse(&saved, COUNTIES), Ok(calendar()));
    assert!(Calendar::parse(NATIONAL, "county,date,occasion\n").is_ok());
    assert!(Calendar::parse(NATIONAL, "").is_ok());
}

#[test]
fn a_broken_line_is_named_with_what_is_wrong() {
    let cases = [
        ("date,kind,occasion\n2026-02-30,holiday,X\n", 2, Fault::Date("2026-02-30".to_owned())),
        ("date,kind,occasion\n20260501,holiday,X\n", 2, Fault::Date("20260501".to_owned())),
        ("date,kind,occasion\n2026-05-01,feast,X\n", 2, Fault::Kind("feast".to_owned())),
        ("date,kind,occasion\n2026-05-01,holiday,X\n2026-05-02,holiday\n", 3, Fault::Columns),
        (
            "date,kind,occasion\n2026-05-01,holiday,X\n2026-05-01,makeup_workday,X\n",
            3,
            Fault::Repeated(date(2026, 5, 1)),
        ),
    ];
    for (text, line, fault) in cases {
        assert_eq!(line_error(text), (line, fault), "{text}");
    }
    let counties = Calendar::parse(NATIONAL, "county,date,occasion\n4690,2026-04-20,X\n");
    let fault = Fault::County("4690".to_owned());
    assert_eq!(counties, Err(CalendarError::Line { list: List::Counties, line: 2, fault }));
}

#[test]
fn a_list_without_its_header_its_days_or_one_of_its_years_is_refused() {
    let header = CalendarError::Header { list: List::National, expected: "date,kind,occasion" };
    for text in ["", "2026-05-01,holiday,X\n", "day,kind,occasion\n"] {
        assert_eq!(Calendar::parse(text, ""), Err(header.clone()), "{text}");
    }
    assert_eq!(Calendar::parse("date,kind,occasion\n", ""), Err(CalendarError::Empty));
    let gap = "date,kind,occasion\n2024-05-01,holiday,X\n2026-05-01,holiday,X\n";
    assert_eq!(Calendar::parse(gap, ""), Err(CalendarError::YearMissing { year: 2025 }));
}
