//! The rules of an item: the eight elements of a guide, honest limits, and materials that each have a basis.
//!
//! The eight elements are those of 琼府办 (25 Jan 2016), task 1; that a material needs a basis and may be no catch-all
//! is its task 3 and 7.

use casework::identity::check_uscc;

use super::Notes;
use crate::item::{Item, Limit, Material, Medium, Need};

/// Words that make a material a catch-all.
const CATCH_ALL: [&str; 6] = ["其他材料", "其它材料", "其他资料", "其它资料", "其他证明材料", "规定的其他"];

pub(super) fn judge(item: &Item, notes: &mut Notes) {
    judge_names(item, notes);
    judge_guide(item, notes);
    judge_limits(item, notes);
    judge_steps(item, notes);
    notes.expect_unique(item.materials.iter().map(|material| material.slot.as_str()), "materials");
    for material in &item.materials {
        judge_material(material, notes);
    }
    judge_mistake_texts(item, notes);
}

fn judge_names(item: &Item, notes: &mut Notes) {
    let slug = item.slug.as_str();
    let slug_right =
        !slug.is_empty() && slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    notes.expect(slug_right, "slug", "只能用小写字母、数字和 -");
    let code = item.code.as_str().chars().count();
    notes.expect((1..=50).contains(&code), "code", "实施编码要有,最多 50 个字符");
    let base = item.base_code.len() == 12 && item.base_code.bytes().all(|b| b.is_ascii_digit());
    notes.expect(base, "base_code", "基本编码是 12 位数字");
    let name = item.name.chars().count();
    notes.expect((1..=200).contains(&name), "name", "事项名称要有,最多 200 个字");
    notes.expect(!check_uscc(&item.authority.uscc).is_refused(), "authority.uscc", "统一社会信用代码不对");
    notes.expect(!item.served.is_empty(), "served", "没写服务对象");
}

/// The eight elements: basis, authority, flow, materials, sample with mistakes, fee, limits, contact.
fn judge_guide(item: &Item, notes: &mut Notes) {
    let element = |number: u8, name: &str| format!("办事指南八要素缺第 {number} 项:{name}");
    notes.expect(!item.basis.is_empty(), "basis", element(1, "办理依据"));
    for (at, basis) in item.basis.iter().enumerate() {
        notes.expect_text(&basis.title, format!("basis[{at}].title"));
        notes.expect_text(&basis.says, format!("basis[{at}].says"));
    }
    notes.expect(!item.authority.name.trim().is_empty(), "authority.name", element(2, "受理单位"));
    notes.expect(!item.flow.is_empty(), "flow", element(3, "基本流程"));
    notes.expect(!item.materials.is_empty(), "materials", element(4, "申请材料"));
    notes.expect(!item.sample.is_empty(), "sample", element(5, "示范文本"));
    notes.expect(!item.mistakes.is_empty(), "mistakes", element(5, "常见错误示例"));
    notes.expect(!item.fee.note.trim().is_empty(), "fee.note", element(6, "收费依据及标准"));
    notes.expect(!item.fee.charged || !item.fee.basis.trim().is_empty(), "fee.basis", element(6, "收费依据"));
    let limited = item.limits.promised.is_some() || item.limits.statutory.is_some();
    notes.expect(limited, "limits", element(7, "办理时限"));
    notes.expect(!item.phone.trim().is_empty(), "phone", element(8, "咨询方式"));
    judge_rest_of_guide(item, notes);
}

/// 行政复议 is asked of the county whose organ decides; another one's name there is a slip of copying.
fn reviewed_at_home(item: &Item) -> bool {
    let county = |words: &str| words.split_once('县').map(|(name, _)| name.to_owned());
    let asked = item.remedies.review.split_once('向').and_then(|(_, organ)| county(organ));
    match (asked, county(&item.authority.name)) {
        // one of them may name the province too
        (Some(asked), Some(own)) => asked.ends_with(&own) || own.ends_with(&asked),
        _ => true,
    }
}

fn judge_rest_of_guide(item: &Item, notes: &mut Notes) {
    notes.expect(!item.conditions.is_empty(), "conditions", "没写受理条件");
    let texts = [
        (&item.place, "place"),
        (&item.hours, "hours"),
        (&item.complaint_phone, "complaint_phone"),
        (&item.result.name, "result.name"),
        (&item.result.how, "result.how"),
        (&item.remedies.review, "remedies.review"),
        (&item.remedies.suit, "remedies.suit"),
    ];
    for (text, place) in texts {
        notes.expect_text(text, place);
    }
    notes.expect(reviewed_at_home(item), "remedies.review", "行政复议机关和承办机关不是同一个县的");
    let scan_days = item.submit.scan_within_days;
    notes.expect(
        !item.submit.before_scan || scan_days > 0,
        "submit.scan_within_days",
        "先发后扫的要写几天内补扫",
    );
}

fn judge_limits(item: &Item, notes: &mut Notes) {
    let limits = &item.limits;
    let all = [
        (&limits.statutory, "limits.statutory"),
        (&limits.promised, "limits.promised"),
        (&limits.forward, "limits.forward"),
        (&limits.correction, "limits.correction"),
    ];
    for (limit, place) in all {
        let Some(Limit { days, basis, .. }) = limit else {
            continue;
        };
        notes.expect(*days > 0, place, "时限至少 1 天;没有就写 null");
        notes.expect_text(basis, format!("{place}.basis"));
    }
    if let (Some(statutory), Some(promised)) = (&limits.statutory, &limits.promised) {
        let longer = statutory.unit == promised.unit && promised.days > statutory.days;
        notes.expect(!longer, "limits.promised", "承诺时限比法定时限还长");
    }
}

fn judge_steps(item: &Item, notes: &mut Notes) {
    for (at, step) in item.flow.iter().enumerate() {
        notes.expect_text(&step.step, format!("flow[{at}].step"));
        notes.expect_text(&step.who, format!("flow[{at}].who"));
        notes.expect_text(&step.what, format!("flow[{at}].what"));
        notes.expect(
            step.limit.as_ref().is_none_or(|limit| limit.days > 0),
            format!("flow[{at}].limit"),
            "时限至少 1 天",
        );
    }
    for (at, question) in item.faq.iter().enumerate() {
        notes.expect_text(&question.ask, format!("faq[{at}].ask"));
        notes.expect_text(&question.answer, format!("faq[{at}].answer"));
    }
}

fn judge_material(material: &Material, notes: &mut Notes) {
    let place = |key: &str| format!("materials.{}.{key}", material.slot);
    let slot = &material.slot;
    let slot_right =
        !slot.is_empty() && slot.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    notes.expect(slot_right, "materials", format!("slot「{slot}」只能用小写字母、数字和 _"));
    notes.expect_text(&material.name, place("name"));
    let catch_all = CATCH_ALL.iter().any(|word| material.name.contains(word));
    notes.expect(!catch_all, place("name"), "不能要「其他材料」这样的兜底材料,要什么写明什么");
    let based = !material.basis.title.trim().is_empty() && !material.basis.says.trim().is_empty();
    notes.expect(based, place("basis"), "要材料要有依据:写明依据的名称和规定了什么");
    let on_paper = material.medium != Medium::Electronic;
    notes.expect(
        !on_paper || material.original > 0 || material.copies > 0,
        place("original"),
        "原件和复印件都是 0 份",
    );
    notes.expect_text(&material.issuer, place("issuer"));
    notes.expect_text(&material.how, place("how"));
    let deferrable = material.need == Need::Deferrable;
    notes.expect(
        deferrable == (material.defer_days > 0),
        place("defer_days"),
        "只有容缺后补的写天数,而且要写",
    );
}

fn judge_mistake_texts(item: &Item, notes: &mut Notes) {
    for (at, mistake) in item.mistakes.iter().enumerate() {
        notes.expect_text(&mistake.wrong, format!("mistakes[{at}].wrong"));
        notes.expect_text(&mistake.why, format!("mistakes[{at}].why"));
        notes.expect_text(&mistake.right, format!("mistakes[{at}].right"));
    }
}
