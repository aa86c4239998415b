//! Every sentence of a form's faults: what is wrong with which field, and what to do about it.
//!
//! They are made here and not in `wording`, because they are put together from the label of the field, the kind of the
//! fault and the limits of the schema.

use casework::identity::{Concern, Swap};
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use crate::evaluate::{Refused, is_chosen};
use crate::form::fields::{FieldSpec, Format};
use crate::form::pack::Widget;

pub(crate) fn unknown_field(name: &str) -> String {
    format!("这张表没有「{name}」这一栏,不能收下;请用站里最新的表重新填")
}

pub(crate) fn whole_form() -> String {
    "这张表合起来不符合要求,请从头核对一遍;仍然不行请报告县里".to_owned()
}

pub(crate) fn rule_without_answer(label: &str) -> String {
    format!("{label}算不出来,请把它前面的内容核对一遍;仍然不行请报告县里")
}

pub(crate) fn required(label: &str, widget: Widget) -> String {
    match widget {
        Widget::Table => format!("{label}还没填,请至少填一行"),
        Widget::Computed => format!("{label}还算不出来,请先把它要用的内容填好"),
        widget if is_chosen(widget) => format!("请选{label}"),
        _ => format!("请填{label}"),
    }
}

/// What belongs there, from the widget a person sees, and what was given.
pub(crate) fn wrong_type(label: &str, field: &FieldSpec, given: &Value) -> String {
    let wanted = match field.widget {
        Widget::Money => "按分记的整数",
        Widget::Number => "数字",
        Widget::Check => "勾或不勾",
        Widget::Checks => "一组选项",
        Widget::Table => "一行一行的内容",
        Widget::Computed if field.integer => "整数",
        _ => "文字",
    };
    format!("{label}应是{wanted},现在是{},请重新填", type_word(given))
}

/// What a person calls the kind of a value.
fn type_word(value: &Value) -> &'static str {
    match value {
        Value::Null => "空的",
        Value::Bool(_) => "勾选",
        Value::Number(_) => "数字",
        Value::String(_) => "文字",
        Value::Array(_) => "一组内容",
        Value::Object(_) => "一段资料",
    }
}

/// The sentence for anything else the schema does not accept.
pub(crate) fn schema(label: &str, field: &FieldSpec, kind: &ValidationErrorKind, given: &Value) -> String {
    use ValidationErrorKind as K;
    let said = |limit: &Value| amount(field, limit);
    match kind {
        K::MinLength { limit } => format!("{label}至少写 {limit} 个字,现在是 {} 个", characters(given)),
        K::MaxLength { limit } => {
            format!("{label}最多写 {limit} 个字,现在是 {} 个,请写短一点", characters(given))
        }
        K::Minimum { limit } => format!("{label}不能小于{},现在是{}", said(limit), said(given)),
        K::Maximum { limit } => format!("{label}不能大于{},现在是{}", said(limit), said(given)),
        K::ExclusiveMinimum { limit } => format!("{label}要大于{},现在是{}", said(limit), said(given)),
        K::ExclusiveMaximum { limit } => format!("{label}要小于{},现在是{}", said(limit), said(given)),
        K::Enum { .. } | K::Constant { .. } => format!("{label}只能从列出的选项里选,请重新选"),
        K::Pattern { .. } => format!("{label}的写法不对,请照证件上的样子重新填"),
        K::MinItems { limit } => format!("{label}至少要有 {limit} 项,现在是 {} 项", items(given)),
        K::MaxItems { limit } => format!("{label}最多 {limit} 项,现在是 {} 项", items(given)),
        K::UniqueItems => format!("{label}有重复的内容,请去掉重复的"),
        K::MultipleOf { multiple_of } => format!("{label}应是 {multiple_of} 的整数倍"),
        _ => format!("{label}不符合这张表的要求,请重新填"),
    }
}

/// A number as a person reads it: money in 元, others as they are.
fn amount(field: &FieldSpec, number: &Value) -> String {
    match (field.widget, number.as_i64()) {
        (Widget::Money, Some(cents)) => {
            let sign = if cents < 0 { "-" } else { "" };
            let cents = cents.unsigned_abs();
            format!(" {sign}{}.{:02} 元", cents / 100, cents % 100)
        }
        _ => format!(" {number}"),
    }
}

fn characters(value: &Value) -> usize {
    value.as_str().map_or(0, |text| text.chars().count())
}

fn items(value: &Value) -> usize {
    value.as_array().map_or(0, Vec::len)
}

/// Why a text does not fit the format of its field.
pub(crate) fn refused(label: &str, format: Option<Format>, refused: &Refused) -> String {
    match refused {
        Refused::Identity(concern) => self::concern(label, format, concern),
        Refused::NoDate => format!("{label}不是有效的日期,请写成 1958-03-12 的样子,并看看这个月有没有这一天"),
        Refused::NoDivision => format!("{label}应是 12 位的区划代码,请从列表里重新选"),
    }
}

/// What the check of a number found: a refusal, or something to look at twice.
pub(crate) fn concern(label: &str, format: Option<Format>, concern: &Concern) -> String {
    match concern {
        Concern::Empty => format!("请填{label}"),
        Concern::WrongLength { least, most, found } => {
            format!("{label}应为 {} 位,现在是 {found} 位,请对照原件补全或删去多余的", range(*least, *most))
        }
        Concern::WrongCharacter { position, found } => {
            format!("{label}第 {position} 位是「{found}」,这里不能是这个字,请对照原件改正")
        }
        Concern::WrongCheckDigit { swap } => {
            format!("{label}的{}对不上,至少有一位写错了,{}", check_word(format), advice(swap.as_ref()))
        }
        Concern::NoSuchBirthDate { year, month, day, swap } => {
            format!(
                "{label}里的出生日期是 {year} 年 {month} 月 {day} 日,没有这一天,{}",
                advice(swap.as_ref())
            )
        }
        Concern::BirthInFuture { swap } => format!("{label}里的出生日期比今天还晚,{}", advice(swap.as_ref())),
        Concern::BirthTooEarly { swap } => {
            format!("{label}里的出生日期早于 1850 年,{}", advice(swap.as_ref()))
        }
        Concern::OldCitizenNumber => format!("{label}是 15 位的旧号码,已经不能用了,请填本人现在的 18 位号码"),
        Concern::UnknownDivision { division } => {
            format!("{label}前 6 位 {division} 不在已知的区划里,请对照原件核对;没写错就照填")
        }
        Concern::RevokedDivision { division } => {
            format!("{label}前 6 位 {division} 是已经撤销的区划,老号码常见;对照原件没写错就照填")
        }
        Concern::BirthUnread => format!("{label}里读不出出生日期,请看证件上印的日期"),
        Concern::WrongLicenceRoot => format!("{label}应以 1.2.156.3005.2. 开头,请重新扫证照上的码"),
        Concern::WrongLicenceParts { expected, found } => {
            format!("{label}应有 {expected} 段,现在是 {found} 段,请重新扫证照上的码")
        }
        Concern::WrongLicencePart { part, least, most, found } => {
            format!(
                "{label}第 {part} 段应为 {} 位,现在是 {found} 位,请重新扫证照上的码",
                range(*least, *most)
            )
        }
        Concern::NotAPhone => format!("{label}不是电话号码的样子,手机填 11 位,座机带区号;没有电话填「无」"),
        Concern::AreaCodeMissing => format!("{label}少了区号,请在前面加上,海南是 0898"),
        Concern::UnknownDisability { found } => {
            format!("{label}第 19 位是「{found}」,残疾类别只有 1 到 7,请对照残疾人证改正")
        }
        Concern::UnknownGrade { found } => {
            format!("{label}第 20 位是「{found}」,残疾等级只有 1 到 4,请对照残疾人证改正")
        }
        Concern::LuhnFails => format!("{label}的校验位对不上,卡号请对照卡面核对;存折账号没写错就照填"),
    }
}

fn range(least: usize, most: usize) -> String {
    if least == most { least.to_string() } else { format!("{least} 到 {most}") }
}

fn check_word(format: Option<Format>) -> &'static str {
    match format {
        Some(Format::DisabilityCard) => "第 18 位校验码",
        _ => "最后一位校验码",
    }
}

/// What to do about a misread number: the one swap that would put it right, or a look at the original.
fn advice(swap: Option<&Swap>) -> String {
    match swap {
        Some(Swap { first }) => format!("看看第 {first} 位和第 {} 位是不是写反了", first + 1),
        None => "请对照原件一位一位核对".to_owned(),
    }
}
