//! Disability card (残疾人证): the holder's citizen number, the category and the grade, 20 characters. A card that was
//! issued again may carry `B` and a digit behind them.

use super::citizen::{CitizenNumber, check_citizen};
use super::text::{all_fit, length_is, plain};
use super::{Concern, Verdict, checked_text, masked_debug};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

const LENGTH: usize = 20;
const HOLDER_LENGTH: usize = 18;

/// A checked card number, in upper case without gaps.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DisabilityCard {
    text: String,
    holder: CitizenNumber,
    category: Disability,
    grade: u8,
}

/// Category of disability, the nineteenth character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disability {
    /// 1 视力.
    Sight,
    /// 2 听力.
    Hearing,
    /// 3 言语.
    Speech,
    /// 4 肢体.
    Limb,
    /// 5 智力.
    Intellect,
    /// 6 精神.
    Mind,
    /// 7 多重.
    Multiple,
}

/// Checks what was typed as a disability card number. `today` bounds the date of birth inside it. What only warns on
/// a citizen number only warns here.
pub fn check_disability_card(text: &str, today: Date) -> Verdict<DisabilityCard> {
    match read(plain(text), today) {
        Ok((card, concerns)) => Verdict::weighed(card, concerns),
        Err(concern) => Verdict::Refuse(concern),
    }
}

impl DisabilityCard {
    /// The number as on the card, with the mark of a card issued again.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The holder's citizen number.
    pub fn holder(&self) -> &CitizenNumber {
        &self.holder
    }

    /// The category.
    pub fn category(&self) -> Disability {
        self.category
    }

    /// The grade, 1 the gravest to 4.
    pub fn grade(&self) -> u8 {
        self.grade
    }

    /// The holder's number masked: it says nothing of category and grade.
    pub fn masked(&self) -> String {
        self.holder.masked()
    }
}

checked_text!(DisabilityCard, |text| check_disability_card(text, Date::MAX));
masked_debug!(DisabilityCard);

fn read(text: String, today: Date) -> Result<(DisabilityCard, Vec<Concern>), Concern> {
    let number = without_reissue(&text);
    all_fit(number, |position, c| c.is_ascii_digit() || (c == 'X' && position == HOLDER_LENGTH))?;
    length_is(number, LENGTH, LENGTH)?;
    let (holder, marks) = number.split_at(HOLDER_LENGTH);
    let verdict = check_citizen(holder, today);
    let concerns = verdict.concerns().to_vec();
    let holder = verdict.accepted()?;
    let (category, grade) = marks_in(marks)?;
    Ok((DisabilityCard { holder, category, grade, text }, concerns))
}

fn without_reissue(text: &str) -> &str {
    match text.as_bytes() {
        [number @ .., b'B', b'1'..=b'9'] if number.len() == LENGTH => &text[..LENGTH],
        _ => text,
    }
}

fn marks_in(marks: &str) -> Result<(Disability, u8), Concern> {
    let mut marks = marks.chars();
    let (category, grade) = (marks.next().unwrap_or_default(), marks.next().unwrap_or_default());
    let disability = category_of(category).ok_or(Concern::UnknownDisability { found: category })?;
    match grade.to_digit(10).and_then(|grade| u8::try_from(grade).ok()) {
        Some(grade @ 1..=4) => Ok((disability, grade)),
        _ => Err(Concern::UnknownGrade { found: grade }),
    }
}

fn category_of(mark: char) -> Option<Disability> {
    Some(match mark {
        '1' => Disability::Sight,
        '2' => Disability::Hearing,
        '3' => Disability::Speech,
        '4' => Disability::Limb,
        '5' => Disability::Intellect,
        '6' => Disability::Mind,
        '7' => Disability::Multiple,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 4, 15);

    fn check(text: &str) -> Verdict<DisabilityCard> {
        check_disability_card(text, TODAY)
    }

    #[test]
    fn every_category_and_grade_is_read() {
        let categories = [
            Disability::Sight,
            Disability::Hearing,
            Disability::Speech,
            Disability::Limb,
            Disability::Intellect,
            Disability::Mind,
            Disability::Multiple,
        ];
        for (mark, category) in (1..).zip(categories) {
            for grade in 1..=4 {
                let Verdict::Ok(card) = check(&format!("46902719900307123x{mark}{grade}")) else {
                    panic!("{mark}{grade}")
                };
                assert_eq!((card.category(), card.grade()), (category, grade));
                assert_eq!(card.holder().as_str(), "46902719900307123X");
            }
        }
    }

    #[test]
    fn a_card_issued_again_keeps_its_mark() {
        let card = check("46902719900307123X43B1").accepted().unwrap();
        assert_eq!(card.as_str(), "46902719900307123X43B1");
        assert_eq!(card.grade(), 3);
        let stored = serde_json::to_string(&card).unwrap();
        assert_eq!(serde_json::from_str::<DisabilityCard>(&stored).unwrap(), card);
    }

    #[test]
    fn an_unknown_mark_a_wrong_length_or_a_wrong_citizen_number_is_refused() {
        let cases = [
            ("", Concern::Empty),
            ("46902719900307123X03", Concern::UnknownDisability { found: '0' }),
            ("46902719900307123X83", Concern::UnknownDisability { found: '8' }),
            ("46902719900307123X45", Concern::UnknownGrade { found: '5' }),
            ("46902719900307123X4", Concern::WrongLength { least: 20, most: 20, found: 19 }),
            ("46902719900307123X4XB1", Concern::WrongCharacter { position: 20, found: 'X' }),
            ("46902719900307123X43B0", Concern::WrongCharacter { position: 21, found: 'B' }),
            ("残疾人证", Concern::WrongCharacter { position: 1, found: '残' }),
        ];
        for (text, concern) in cases {
            assert_eq!(check(text), Verdict::Refuse(concern), "{text}");
        }
        assert_eq!(check("46902719900307124X43").concerns()[0].code(), "wrong_check_digit");
    }

    #[test]
    fn a_warning_about_the_citizen_number_is_passed_on() {
        let Verdict::Warn(card, concerns) = check("46003419580312122043") else { panic!("no warning") };
        assert_eq!(concerns, [Concern::RevokedDivision { division: "460034".to_owned() }]);
        assert_eq!(format!("{card:?}"), "DisabilityCard(4600…1220)");
    }
}
