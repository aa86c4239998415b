//! A decision as it is typed on the command line.

use crate::CountyError;
use casework::decision::{Decision, Demand, Outcome};

/// What an official typed.
#[derive(Clone, Default, Debug)]
pub struct Typed {
    /// `accept`, `correct` …
    pub result: String,
    /// Why.
    pub reason: String,
    /// The clause it rests on.
    pub clause: String,
    /// `FIELD=WORDS`, each.
    pub fields: Vec<String>,
    /// YYYY-MM-DD.
    pub due: Option<String>,
    /// Who is the right authority.
    pub right_authority: String,
    /// Kind of special procedure.
    pub procedure: String,
    /// Name and number of what is given.
    pub given: String,
}

impl Typed {
    /// The decision, complete as the law wants it, before it goes anywhere.
    ///
    /// # Errors
    /// [`CountyError::Usage`] with the one thing that is wrong or missing.
    pub fn read(self) -> Result<Decision, CountyError> {
        let outcome: Outcome =
            self.result.parse().map_err(|_| usage(format!("没有“{}”这种结果。", self.result)))?;
        let decision = Decision {
            reason: self.reason,
            clause: self.clause,
            demands: self.fields.iter().map(|text| demand(text)).collect::<Result<_, _>>()?,
            right_authority: self.right_authority,
            procedure: self.procedure,
            due: self.due.as_deref().map(day).transpose()?,
            result: self.given,
            ..Decision::new(outcome)
        };
        decision.check().map_err(|lack| usage(wording::lacking_option(lack)))?;
        Ok(decision)
    }
}

fn usage(words: String) -> CountyError {
    CountyError::Usage(words)
}

fn demand(text: &str) -> Result<Demand, CountyError> {
    let (field, words) = text
        .split_once('=')
        .ok_or_else(|| usage(format!("--field 要写成“栏目=要改什么”,这个没有等号:{text}")))?;
    Ok(Demand { field: field.trim().to_owned(), words: words.trim().to_owned() })
}

fn day(text: &str) -> Result<jiff::civil::Date, CountyError> {
    text.parse().map_err(|_| usage(format!("日期要写成 2026-12-01 这样,这个读不懂:{text}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(result: &str) -> Typed {
        Typed { result: result.into(), ..Typed::default() }
    }

    #[test]
    fn a_correction_names_everything_at_once() {
        let fields =
            vec!["household_book=户口簿照片看不清,请重拍".into(), "members[0].name=名字=身份证上的".into()];
        let due = Some("2026-12-01".into());
        let decision = Typed { fields, due, ..typed("correct") }.read().unwrap();
        assert_eq!(decision.demands[0].field, "household_book");
        assert_eq!(decision.demands[1].words, "名字=身份证上的");
        assert_eq!(decision.due.unwrap().to_string(), "2026-12-01");
    }

    #[test]
    fn what_the_law_wants_is_asked_for_before_anything_is_sent() {
        for (result, option) in [
            ("deny", "--reason"),
            ("correct", "--field"),
            ("refuse-acceptance", "--reason"),
            ("forward", "--reason"),
        ] {
            let error = typed(result).read().unwrap_err();
            assert_eq!(error.exit_code(), 2);
            assert!(error.to_string().contains(option), "{result}");
        }
        let forward = Typed { reason: "不归本局管".into(), ..typed("forward") };
        assert!(forward.read().unwrap_err().to_string().contains("--right-authority"));
        let suspend =
            Typed { reason: "入户看".into(), procedure: "现场勘查".into(), ..typed("suspend") };
        assert!(suspend.read().unwrap_err().to_string().contains("--due"));
        assert!(typed("accept").read().is_ok());
    }

    #[test]
    fn a_mistyped_option_is_named() {
        assert!(matches!(typed("approve").read(), Err(CountyError::Usage(w)) if w.contains("approve")));
        let bad_day = Typed { due: Some("12月1日".into()), ..typed("accept") };
        assert!(matches!(bad_day.read(), Err(CountyError::Usage(w)) if w.contains("12月1日")));
        let bad_field = Typed { fields: vec!["户口簿看不清".into()], ..typed("correct") };
        assert!(matches!(bad_field.read(), Err(CountyError::Usage(w)) if w.contains("户口簿看不清")));
    }
}
