use super::super::Swap;
use super::*;
use jiff::civil::date;

const TODAY: Date = date(2026, 4, 15);

fn check(text: &str) -> Verdict<CitizenNumber> {
    check_citizen(text, TODAY)
}

fn accepted(text: &str) -> CitizenNumber {
    check(text).accepted().unwrap_or_else(|concern| panic!("{text}: {concern}"))
}

fn refusal(text: &str) -> Concern {
    check(text).accepted().expect_err(text)
}

/// A number with the check digit that belongs to it.
fn numbered(body: &str) -> String {
    format!("{body}{}", check_digit::mod_11_2(body).unwrap())
}

fn swapped(number: &str, first: usize) -> String {
    let mut written: Vec<char> = number.chars().collect();
    written.swap(first - 1, first);
    written.into_iter().collect()
}

#[test]
fn a_right_number_passes_however_it_is_typed() {
    for typed in [
        "46902719900307123X",
        "46902719900307123x",
        "４６９０２７１９９００３０７１２３Ｘ",
        " 469027 19900307 123ｘ\u{3000}",
    ] {
        let Verdict::Ok(number) = check(typed) else { panic!("{typed}") };
        assert_eq!(number.as_str(), "46902719900307123X");
    }
}

#[test]
fn birth_sex_division_and_holder_are_read_from_the_number() {
    let cases = [
        ("11010519491231002X", date(1949, 12, 31), Sex::Female, "110105", HolderKind::Citizen),
        ("440524188001010014", date(1880, 1, 1), Sex::Male, "440524", HolderKind::Citizen),
        ("46902719900307123X", date(1990, 3, 7), Sex::Male, "469027", HolderKind::Citizen),
        ("830000199001010012", date(1990, 1, 1), Sex::Male, "830000", HolderKind::Taiwan),
    ];
    for (text, birth, sex, division, holder) in cases {
        let number = accepted(text);
        assert_eq!((number.birth(), number.sex()), (Some(birth), sex), "{text}");
        assert_eq!((number.division(), number.holder()), (Some(division), holder), "{text}");
        assert!(matches!(check(text), Verdict::Ok(_)), "{text}");
    }
    assert_eq!(accepted(&numbered("81000019900101002")).holder(), HolderKind::HongKong);
    assert_eq!(accepted(&numbered("82000019900101002")).holder(), HolderKind::Macao);
}

#[test]
fn every_change_of_a_single_character_is_refused() {
    for right in ["46902719900307123X", "440524188001010014", "830000199001010012"] {
        for place in 0..18 {
            for c in "0123456789X".chars().filter(|&c| !right[place..].starts_with(c)) {
                let mut wrong = right.to_owned();
                wrong.replace_range(place..=place, c.encode_utf8(&mut [0; 4]));
                assert!(check(&wrong).is_refused(), "{wrong}");
            }
        }
    }
}

#[test]
fn every_swap_of_two_neighbours_is_refused_and_a_told_swap_repairs_the_number() {
    for right in ["46902719900307123X", "440524188001010014", "11010519491231002X"] {
        let mut told = 0;
        for first in (1..18).filter(|&first| swapped(right, first) != right) {
            let wrong = swapped(right, first);
            let swap = match refusal(&wrong) {
                Concern::WrongCheckDigit { swap }
                | Concern::NoSuchBirthDate { swap, .. }
                | Concern::BirthInFuture { swap }
                | Concern::BirthTooEarly { swap } => swap,
                Concern::WrongCharacter { position: 17, found: 'X' } => continue,
                other => panic!("{wrong}: {other:?}"),
            };
            let Some(swap) = swap else { continue };
            assert!(!check(&swapped(&wrong, swap.first)).is_refused(), "{wrong}");
            told += usize::from(swap.first == first);
        }
        assert!(told > 3, "{right}: {told}");
    }
}

#[test]
fn a_swap_is_told_only_if_no_other_makes_the_number_right() {
    let told = |first| Some(Swap { first });
    assert_eq!(refusal("46092719900307123X"), Concern::WrongCheckDigit { swap: told(3) });
    assert_eq!(refusal("46902719900301723X"), Concern::WrongCheckDigit { swap: told(14) });
    assert_eq!(refusal("49602719900307123X"), Concern::WrongCheckDigit { swap: None });
    let impossible = Concern::NoSuchBirthDate { year: 1990, month: 0, day: 37, swap: told(12) };
    assert_eq!(refusal("46902719900037123X"), impossible);
}

#[test]
fn an_impossible_date_of_birth_is_told_as_it_stands() {
    let no_such = |year, month, day| Concern::NoSuchBirthDate { year, month, day, swap: None };
    assert_eq!(refusal(&numbered("46902719900231123")), no_such(1990, 2, 31));
    assert_eq!(refusal(&numbered("46902719900229123")), no_such(1990, 2, 29));
    assert_eq!(refusal(&numbered("46902719901301123")), no_such(1990, 13, 1));
    assert_eq!(refusal(&numbered("46902700000000123")), no_such(0, 0, 0));
    assert_eq!(refusal(&numbered("46902718491231123")), Concern::BirthTooEarly { swap: None });
    assert_eq!(refusal(&numbered("46902720260416123")), Concern::BirthInFuture { swap: None });
    assert!(!check(&numbered("46902718500101123")).is_refused());
    assert!(!check(&numbered("46902720260415123")).is_refused());
    assert!(!check(&numbered("46902720000229123")).is_refused());
}

#[test]
fn other_lengths_and_characters_are_refused_with_their_place() {
    let length = |found| Concern::WrongLength { least: 18, most: 18, found };
    let character = |position, found| Concern::WrongCharacter { position, found };
    let cases = [
        ("", Concern::Empty),
        (" \u{3000}", Concern::Empty),
        ("4690271990030712", length(16)),
        ("4690271990030712X", length(17)),
        ("46902719900307123X1", character(18, 'X')),
        ("4690271990030712311", length(19)),
        ("4690271990O307123X", character(11, 'O')),
        ("46902719900307l23X", character(15, 'L')),
        ("469027-19900307123X", character(7, '-')),
        ("吉吉吉吉吉吉吉吉吉吉吉吉吉吉吉吉吉𠮷", character(1, '吉')),
        ("X", length(1)),
    ];
    for (text, concern) in cases {
        assert_eq!(refusal(text), concern, "{text}");
    }
}

#[test]
fn a_number_of_fifteen_digits_is_refused_as_no_longer_valid() {
    assert_eq!(refusal("460034580312122"), Concern::OldCitizenNumber);
    assert_eq!(refusal("46003458031212X").code(), "wrong_length");
}

#[test]
fn a_division_that_is_gone_or_unknown_only_warns() {
    let cases = [
        ("46003419580312122", Concern::RevokedDivision { division: "460034".to_owned() }),
        ("46909919580312122", Concern::UnknownDivision { division: "469099".to_owned() }),
        ("00000019580312122", Concern::UnknownDivision { division: "000000".to_owned() }),
    ];
    for (body, concern) in cases {
        let Verdict::Warn(number, concerns) = check(&numbered(body)) else { panic!("{body}") };
        assert_eq!(concerns, [concern]);
        assert_eq!(number.birth(), Some(date(1958, 3, 12)));
    }
}

#[test]
fn permanent_residence_cards_of_foreigners_pass_old_and_new() {
    let new = accepted(&numbered("94684019850617001"));
    assert_eq!((new.holder(), new.division(), new.sex()), (HolderKind::ForeignResident, None, Sex::Unknown));
    assert_eq!(new.birth(), Some(date(1985, 6, 17)));
    let old = accepted("usa460185061712");
    assert_eq!(
        (old.as_str(), old.holder(), old.birth()),
        ("USA460185061712", HolderKind::ForeignResident, None)
    );
    assert!(
        matches!(check(&numbered("94684099999999001")), Verdict::Warn(_, concerns) if concerns == [Concern::BirthUnread])
    );
}

#[test]
fn a_wrong_permanent_residence_number_is_refused() {
    let right = numbered("94684019850617001");
    for place in 0..18 {
        for c in "0123456789".chars().filter(|&c| !right[place..].starts_with(c)) {
            let mut wrong = right.clone();
            wrong.replace_range(place..=place, c.encode_utf8(&mut [0; 4]));
            assert!(check(&wrong).is_refused(), "{wrong}");
        }
    }
    assert_eq!(refusal("USA46018506171"), Concern::WrongLength { least: 15, most: 15, found: 14 });
    assert_eq!(refusal("USA4601850617I2"), Concern::WrongCharacter { position: 14, found: 'I' });
    assert_eq!(refusal("US4601850617122"), Concern::WrongCharacter { position: 1, found: 'U' });
}

#[test]
fn age_is_counted_in_full_years() {
    let number = accepted("46902719900307123X");
    let leap = accepted(&numbered("46902720000229123"));
    let cases = [
        (&number, date(2026, 3, 6), Some(35)),
        (&number, date(2026, 3, 7), Some(36)),
        (&number, date(1990, 3, 7), Some(0)),
        (&number, date(1990, 3, 6), None),
        (&leap, date(2018, 2, 27), Some(17)),
        (&leap, date(2018, 2, 28), Some(18)),
        (&leap, date(2020, 2, 28), Some(19)),
        (&leap, date(2020, 2, 29), Some(20)),
    ];
    for (number, on, age) in cases {
        assert_eq!(number.age_on(on), age, "{number:?} on {on}");
    }
    assert_eq!(accepted("USA460185061712").age_on(TODAY), None);
}

#[test]
fn a_number_is_masked_also_for_the_log() {
    let number = accepted(&numbered("46902719900307122"));
    assert_eq!(number.masked().chars().count(), 9);
    assert!(number.masked().starts_with("4690…122"));
    assert_eq!(format!("{number:?}"), format!("CitizenNumber({})", number.masked()));
}

#[test]
fn a_stored_number_is_a_plain_string_that_is_checked_when_it_is_read_back() {
    for text in ["46902719900307123X", "USA460185061712", &numbered("46003419580312122")] {
        let number = accepted(text);
        let stored = serde_json::to_string(&number).unwrap();
        assert_eq!(stored, format!("\"{text}\""));
        assert_eq!(serde_json::from_str::<CitizenNumber>(&stored).unwrap(), number);
    }
    assert!(serde_json::from_str::<CitizenNumber>("\"46902719900307124X\"").is_err());
    assert_eq!(serde_json::to_string(&Sex::Female).unwrap(), "\"2\"");
    assert_eq!(Sex::Unstated.code(), "9");
}
