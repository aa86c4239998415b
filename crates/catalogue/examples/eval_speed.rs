//! Measures one evaluation of a form, as after every keystroke: a large one (60 fields, 12 household members of 8
//! columns), and the largest of those that are shipped, filled with its sample.
//! `cargo run --release -p catalogue --example eval_speed -- assets`

use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use catalogue::{Form, FormPack, Item, Pack};
use jiff::civil::date;
use measure::{Unit, tell, times};
use serde_json::{Map, Value, json};

const FIELDS: usize = 60;
const ROWS: usize = 12;
const RUNS: usize = 2_000;
const LARGEST: &str = "subsistence-allowance";

fn main() -> Result<(), Box<dyn Error>> {
    let assets = std::env::args().nth(1).ok_or("usage: eval_speed ASSETS")?;
    let form = Form::load(Arc::new(item()?), Arc::new(pack()?))?;
    let Value::Object(data) = data() else {
        return Err("the data is an object".into());
    };
    measure("form_eval", &form, &data);
    let form = shipped(Path::new(&assets))?;
    measure("form_eval of the largest shipped form", &form, &form.item().sample);
    Ok(())
}

fn measure(name: &str, form: &Form, data: &Map<String, Value>) {
    let today = date(2026, 11, 23);
    let evaluated = times(RUNS, || {
        black_box(form.evaluate(black_box(data), today));
    });
    tell(name, evaluated.median(), Unit::Ms);
}

fn shipped(assets: &Path) -> Result<Form, Box<dyn Error>> {
    let (pack, _) = Pack::read(assets)?;
    let item = pack.items.into_iter().find(|item| item.slug.to_string() == LARGEST).ok_or(LARGEST)?;
    let form = pack.forms.into_iter().find(|form| form.form.to_string() == LARGEST).ok_or(LARGEST)?;
    Ok(Form::load(Arc::new(item), Arc::new(form))?)
}

fn item() -> Result<Item, serde_json::Error> {
    serde_json::from_value(json!({
        "slug": "large", "code": "1", "base_code": "460511002001", "name": "大表", "keywords": [], "type": "05",
        "level": "5", "mode": "agent", "handling": "promised", "served": ["1"],
        "authority": {"name": "镇政府", "uscc": "", "nature": "1", "joint": []},
        "basis": [], "conditions": [], "flow": [],
        "limits": {"statutory": null, "promised": null, "forward": null, "correction": null},
        "fee": {"charged": false, "note": "", "basis": "", "checked": false},
        "place": "", "hours": "", "phone": "", "complaint_phone": "",
        "result": {"name": "", "how": "", "validity": ""}, "submit": {"before_scan": true, "scan_within_days": 3},
        "remedies": {"review": "", "suit": ""}, "materials": [], "mistakes": [], "faq": [], "sample": {}
    }))
}

/// Every third field is hidden or shown by the one before it, every fifth has a check; members have computed ages.
fn pack() -> Result<FormPack, serde_json::Error> {
    let mut properties = Map::new();
    let mut fields = Vec::new();
    let mut rules = Vec::new();
    for at in 0..FIELDS {
        let id = format!("field_{at}");
        properties.insert(id.clone(), json!({"type": "integer", "minimum": 0, "maximum": 1_000_000}));
        fields.push(json!({"id": id, "label": format!("第{at}栏"), "widget": "number"}));
        rules.push(json!({"field": id, "required": true}));
        if at % 3 == 2 {
            rules.push(json!({"field": id, "relevant": {">": [{"var": format!("field_{}", at - 1)}, 10]}}));
        }
        if at % 5 == 4 {
            rules.push(json!({"field": id, "check": {"<=": [{"var": id}, 5000]}, "message": "太大"}));
        }
    }
    add_table(&mut properties, &mut fields, &mut rules);
    serde_json::from_value(json!({
        "form": "large", "version": 1, "title": "大表",
        "schema": {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
            "additionalProperties": false, "properties": properties},
        "layout": {"pages": [{"id": "all", "title": "全部", "groups": [{"title": "", "fields": fields}]}]},
        "rules": rules,
        "paper": {"sections": [], "declaration": "", "signatures": [], "opinions": []}
    }))
}

fn add_table(properties: &mut Map<String, Value>, fields: &mut Vec<Value>, rules: &mut Vec<Value>) {
    let columns = json!({
        "name": {"type": "string", "maxLength": 50}, "id_number": {"type": "string", "format": "cn-id"},
        "age": {"type": "integer"}, "sex": {"type": "string"}, "relation": {"type": "string", "enum": ["1", "2"]},
        "income": {"type": "integer", "minimum": 0}, "school": {"type": "string"}, "phone": {"type": "string", "format": "cn-phone"}
    });
    properties.insert(
        "members".into(),
        json!({"type": "array", "maxItems": 60, "items":
        {"type": "object", "additionalProperties": false, "properties": columns}}),
    );
    properties.insert("total".into(), json!({"type": "integer"}));
    let column = |id: &str, widget: &str| json!({"id": id, "label": id, "widget": widget});
    fields.push(json!({"id": "members", "label": "家庭成员", "widget": "table", "columns": [
        column("name", "text"), column("id_number", "idno"), column("age", "computed"), column("sex", "computed"),
        column("relation", "text"), column("income", "money"), column("school", "text"), column("phone", "phone")]}));
    fields.push(column("total", "computed"));
    rules.extend([
        json!({"field": "members[].name", "required": true}),
        json!({"field": "members[].id_number", "required": true}),
        json!({"field": "members[].age", "calc": {"var": "__row.__id.id_number.age"}}),
        json!({"field": "members[].sex", "calc": {"var": "__row.__id.id_number.sex"}}),
        json!({"field": "members[].school", "relevant": {"<": [{"var": "__row.age"}, 18]}}),
        json!({"field": "members[].income", "check": {"<": [{"var": "__row.income"}, 100_000_000]}, "message": "太大"}),
        json!({"field": "total", "calc":
            {"reduce": [{"var": "members"}, {"+": [{"var": "accumulator"}, {"var": "current.income"}]}, 0]}}),
    ]);
}

fn data() -> Value {
    let member = json!({"name": "陈例言", "id_number": "46003419651103201X", "relation": "1", "income": 120_000,
        "phone": "13800000021"});
    let mut data: Map<String, Value> =
        (0..FIELDS).map(|at| (format!("field_{at}"), json!(at * 10))).collect();
    data.insert("members".into(), vec![member; ROWS].into());
    Value::Object(data)
}
