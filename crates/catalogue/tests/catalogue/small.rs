//! A small item and its form. Tests change the JSON before they load it.

use std::sync::Arc;

use catalogue::{Evaluation, Form, FormError, Pack, lint};
use jiff::civil::{Date, date};
use serde_json::{Map, Value, json};

pub const TODAY: Date = date(2026, 11, 23);

/// Born 1965-11-03, male.
pub const CHEN: &str = "46003419651103201X";

pub fn item() -> Value {
    json!({
        "slug": "old-age", "code": "11469028007654355M4460511003001", "base_code": "460511003001",
        "name": "高龄津贴", "keywords": ["长寿补贴"], "type": "05", "level": "4", "mode": "agent",
        "handling": "promised", "served": ["1"],
        "authority": {"name": "县民政局", "uscc": "11469028007654355M", "nature": "1", "joint": []},
        "basis": [basis()], "conditions": ["年满80周岁。"],
        "flow": [{"step": "村级收件", "who": "便民服务站", "what": "核对", "limit": null}],
        "limits": {"statutory": null, "forward": null, "correction": null,
            "promised": {"days": 15, "unit": "working", "note": "", "checked": false, "basis": "县级承诺"}},
        "fee": {"charged": false, "note": "不收费", "basis": "", "checked": false},
        "place": "便民服务站", "hours": "工作日", "phone": "0898-83300000", "complaint_phone": "12345",
        "result": {"name": "高龄津贴", "how": "打入账户", "validity": ""},
        "submit": {"before_scan": true, "scan_within_days": 3},
        "remedies": {"review": "六十日内申请复议", "suit": "六个月内起诉"},
        "materials": [
            material("id_card", "身份证", "required", 0, Value::Null),
            material("bank_card", "银行卡", "deferrable", 10, Value::Null),
            material("photo", "照片", "optional", 0, Value::Null),
            material("mandate", "授权委托书", "required", 0, json!({"==": [{"var": "agent"}, true]})),
        ],
        "mistakes": [{"field": "applicant_name", "wrong": "小名", "why": "对不上", "right": "照身份证", "clause": ""}],
        "faq": [], "sample": filled()
    })
}

fn basis() -> Value {
    json!({"title": "老年人权益保障法", "number": "", "article": "第三十三条", "says": "鼓励建立津贴制度", "checked": false})
}

pub fn material(slot: &str, name: &str, need: &str, defer_days: u16, when: Value) -> Value {
    json!({"slot": slot, "name": name, "kind": "certificate", "medium": "paper", "original": 1, "copies": 2,
        "keep_original": false, "need": need, "defer_days": defer_days, "when": when, "basis": basis(),
        "issuer": "公安机关", "how": "复印", "instead": [], "get": ""})
}

pub fn form() -> Value {
    json!({
        "form": "old-age", "version": 1, "title": "高龄津贴申请表",
        "schema": {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
            "additionalProperties": false, "properties": properties()},
        "layout": {"pages": [{"id": "all", "title": "申请人", "groups": [{"title": "基本", "fields": fields()}]}]},
        "rules": rules(),
        "paper": {
            "sections": [
                {"title": "申请人", "rows": [["applicant_name", "applicant_id"], ["applicant_phone", "applicant_age"],
                    ["marital", "spouse_name", "spouse_income"], ["per_head", "agent"]]},
                {"title": "家庭成员", "table": "members", "columns": [{"id": "name", "w": 3}, {"id": "id_number", "w": 4},
                    {"id": "age", "w": 1}, {"id": "school", "w": 2}, {"id": "income", "w": 2}]}
            ],
            "declaration": "以上内容真实。",
            "signatures": [{"label": "申请人：", "date": true},
                {"label": "代办人：", "date": true, "when": {"==": [{"var": "agent"}, true]}}],
            "opinions": []
        }
    })
}

fn properties() -> Value {
    json!({
        "applicant_name": {"type": "string", "minLength": 2, "maxLength": 5},
        "applicant_id": {"type": "string", "format": "cn-id"},
        "applicant_phone": {"type": "string", "format": "cn-phone"},
        "applicant_age": {"type": "integer"},
        "marital": {"type": "string", "enum": ["10", "20"]},
        "spouse_name": {"type": "string"},
        "spouse_income": {"type": "integer", "minimum": 0, "maximum": 1_000_000},
        "members": {"type": "array", "maxItems": 3, "items": {"type": "object", "additionalProperties": false, "properties": {
            "name": {"type": "string", "maxLength": 5}, "id_number": {"type": "string", "format": "cn-id"},
            "age": {"type": "integer"}, "school": {"type": "string"}, "income": {"type": "integer"}}}},
        "per_head": {"type": "integer"},
        "agent": {"type": "boolean"}
    })
}

fn fields() -> Value {
    json!([
        {"id": "applicant_name", "label": "申请人姓名", "widget": "text"},
        {"id": "applicant_id", "label": "身份证号码", "widget": "idno"},
        {"id": "applicant_phone", "label": "电话", "widget": "phone"},
        {"id": "applicant_age", "label": "周岁", "widget": "computed"},
        {"id": "marital", "label": "婚姻状况", "widget": "radio",
            "options": [{"value": "10", "label": "未婚"}, {"value": "20", "label": "已婚"}]},
        {"id": "spouse_name", "label": "配偶姓名", "widget": "text"},
        {"id": "spouse_income", "label": "配偶收入", "widget": "money"},
        {"id": "members", "label": "家庭成员", "widget": "table", "columns": [
            {"id": "name", "label": "姓名", "widget": "text"}, {"id": "id_number", "label": "身份证号码", "widget": "idno"},
            {"id": "age", "label": "周岁", "widget": "computed"}, {"id": "school", "label": "学校", "widget": "text"},
            {"id": "income", "label": "收入", "widget": "money"}]},
        {"id": "per_head", "label": "人均收入", "widget": "money"},
        {"id": "agent", "label": "由别人代办", "widget": "check"},
        {"id": "tip", "label": "不收费", "widget": "note"}
    ])
}

fn rules() -> Value {
    let family_income = json!({"reduce": [{"var": "members"},
        {"+": [{"var": "accumulator"}, {"var": "current.income"}]}, {"var": "spouse_income"}]});
    let heads = json!({"reduce": [{"var": "members"}, {"+": [{"var": "accumulator"}, 1]}, 0]});
    json!([
        {"field": "applicant_name", "required": true},
        {"field": "marital", "required": true},
        {"field": "applicant_age", "calc": {"var": "__id.applicant_id.age"}},
        {"field": "spouse_name", "relevant": {"==": [{"var": "marital"}, "20"]}, "required": true},
        {"field": "spouse_income", "relevant": {"!!": {"var": "spouse_name"}},
            "check": {"<": [{"var": "spouse_income"}, 900_000]}, "message": "收入超过了,请核对"},
        {"field": "members[].name", "required": true},
        {"field": "members[].age", "calc": {"var": "__row.__id.id_number.age"}},
        {"field": "members[].school", "relevant": {"<": [{"var": "__row.age"}, 18]}},
        {"field": "per_head", "calc": {"/": [family_income, heads]}}
    ])
}

/// Data without a fault.
pub fn filled() -> Value {
    json!({
        "applicant_name": "陈例言", "applicant_id": CHEN, "applicant_phone": "无", "marital": "20",
        "spouse_name": "王样板", "spouse_income": 100,
        "members": [{"name": "陈小例", "id_number": CHEN, "income": 100}, {"name": "陈小样", "income": 0},
            {"name": "陈小板", "income": 0}]
    })
}

/// `filled` with one value changed by its JSON pointer.
pub fn filled_with(pointer: &str, value: Value) -> Map<String, Value> {
    let Value::Object(data) = changed(filled(), pointer, value) else { panic!("the data stays an object") };
    data
}

/// Sets the value at a JSON pointer; the last step may be new, `-` appends to a list.
pub fn changed(mut document: Value, pointer: &str, value: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer begins with /");
    match document.pointer_mut(parent).expect("the parent is there") {
        Value::Array(list) if key == "-" => list.push(value),
        Value::Array(list) => list[key.parse::<usize>().expect("a list index")] = value,
        other => other[key] = value,
    }
    document
}

pub fn load(item: Value, form: Value) -> Result<Form, FormError> {
    let item = serde_json::from_value(item).expect("an item");
    let pack = serde_json::from_value(form).expect("a form pack");
    Form::load(Arc::new(item), Arc::new(pack))
}

pub fn loaded() -> Form {
    load(item(), form()).expect("the small form loads")
}

pub fn evaluated(pointer: &str, value: Value) -> Evaluation {
    loaded().evaluate(&filled_with(pointer, value), TODAY)
}

/// `path kind message` of each error.
pub fn errors(evaluation: &Evaluation) -> Vec<String> {
    evaluation
        .errors
        .iter()
        .map(|error| format!("{} {:?} {}", error.path, error.kind, error.message))
        .collect()
}

pub fn pack(item: Value, form: Value) -> Pack {
    serde_json::from_value(json!({
        "publisher": {"publisher": "469028", "name": "县政务服务中心", "version": 3, "effective": "2026-01-01", "mark": "示例"},
        "items": [item], "forms": [form]
    }))
    .expect("a pack")
}

pub fn findings(item: Value, form: Value) -> Vec<String> {
    lint(&pack(item, form)).iter().map(ToString::to_string).collect()
}
