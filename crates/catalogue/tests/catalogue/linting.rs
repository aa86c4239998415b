//! Each rule of the content's README, broken once.

use serde_json::{Value, json};

use crate::small::{changed, findings, form, item, material};

/// The small form with the agent's four fields; nothing is wrong with it.
fn right_form() -> Value {
    let mut form = form();
    for (id, widget, format) in [
        ("agent_name", "text", None),
        ("agent_id", "idno", Some("cn-id")),
        ("agent_phone", "phone", Some("cn-phone")),
    ] {
        let mut property = json!({"type": "string"});
        if let Some(format) = format {
            property["format"] = json!(format);
        }
        form["schema"]["properties"][id] = property;
        let page = json!({"id": id, "label": id, "widget": widget});
        form = changed(form, "/rules/-", json!({"field": id, "relevant": {"==": [{"var": "agent"}, true]}}));
        form["paper"]["sections"][0]["rows"].as_array_mut().unwrap().push(json!([id]));
        let pages = form["layout"]["pages"].as_array_mut().unwrap();
        if pages.len() == 1 {
            pages
                .push(json!({"id": "agent", "title": "代办", "groups": [{"title": "代办人", "fields": []}]}));
        }
        pages[1]["groups"][0]["fields"].as_array_mut().unwrap().push(page);
    }
    form
}

#[test]
fn right_content_has_no_findings() {
    assert_eq!(findings(item(), right_form()), Vec::<String>::new());
}

fn expect_finding(found: &[String], expected: &str, broken: &str) {
    assert!(found.iter().any(|finding| finding.contains(expected)), "{broken}: {found:#?}");
}

#[test]
fn every_broken_rule_of_an_item_is_found() {
    let cases = [
        ("/basis", json!([]), "八要素缺第 1 项"),
        ("/authority/name", json!(" "), "八要素缺第 2 项"),
        ("/flow", json!([]), "八要素缺第 3 项"),
        ("/materials", json!([]), "八要素缺第 4 项"),
        ("/sample", json!({}), "八要素缺第 5 项:示范文本"),
        ("/mistakes", json!([]), "八要素缺第 5 项:常见错误示例"),
        ("/fee/note", json!(""), "八要素缺第 6 项"),
        ("/limits/promised", Value::Null, "八要素缺第 7 项"),
        ("/phone", json!(""), "八要素缺第 8 项"),
        ("/base_code", json!("4605"), "基本编码是 12 位数字"),
        ("/authority/uscc", json!("114690280076543"), "统一社会信用代码不对"),
        ("/mistakes/0/field", json!("nobody"), "mistakes[0].field: 表单没有字段「nobody」"),
        ("/materials/0/name", json!("法律法规规定的其他材料"), "兜底材料"),
        ("/materials/0/basis/title", json!(""), "要材料要有依据"),
        ("/materials/0/slot", json!("photo"), "「photo」出现了不止一次"),
        ("/materials/1/defer_days", json!(0), "materials.bank_card.defer_days"),
        ("/materials/3/when", json!({"==": [{"var": "nobody"}, 1]}), "用到了没有的字段「nobody」"),
        (
            "/sample/applicant_id",
            json!("46003419651103201"),
            "sample.applicant_id: 身份证号码应为 18 位,现在是 17 位",
        ),
        ("/sample/nickname", json!("阿例"), "sample.nickname: 这张表没有「nickname」这一栏"),
        ("/slug", json!("other"), "没有它的表单 forms/other.json"),
    ];
    for (pointer, value, expected) in cases {
        expect_finding(&findings(changed(item(), pointer, value), right_form()), expected, pointer);
    }
}

#[test]
fn a_review_asked_of_another_county_is_found() {
    let of = |review: &str, authority: &str| {
        let item = changed(item(), "/remedies/review", json!(review));
        findings(changed(item, "/authority/name", json!(authority)), right_form())
    };
    let review = "自收到决定之日起六十日内，可以向琼中黎族苗族自治县人民政府申请行政复议";
    let other = of(review, "陵水黎族自治县椰林镇人民政府");
    expect_finding(&other, "remedies.review: 行政复议机关和承办机关不是同一个县的", review);
    assert_eq!(of(review, "海南省琼中黎族苗族自治县湾岭镇人民政府"), Vec::<String>::new());
    assert_eq!(of(review, "琼中黎族苗族自治县民政局"), Vec::<String>::new());
}

#[test]
fn a_promise_longer_than_the_law_allows_is_found() {
    let statutory =
        json!({"days": 10, "unit": "working", "note": "", "checked": true, "basis": "行政许可法第四十二条"});
    let item = changed(item(), "/limits/statutory", statutory);
    expect_finding(&findings(item, right_form()), "承诺时限比法定时限还长", "15 > 10");
}

#[test]
fn an_article_not_yet_read_is_no_finding() {
    let item = changed(item(), "/materials/-", material("book", "户口簿", "required", 0, Value::Null));
    assert_eq!(findings(item, right_form()), Vec::<String>::new());
}

#[test]
fn every_broken_rule_of_a_form_is_found() {
    let name = "/layout/pages/0/groups/0/fields/0";
    let cases = [
        ("/schema/additionalProperties".to_owned(), json!(true), "additionalProperties"),
        ("/schema/required".to_owned(), json!(["marital"]), "schema 里不用「required」"),
        ("/schema/$schema".to_owned(), json!("draft-07"), "schema.$schema"),
        (
            "/schema/properties/extra".to_owned(),
            json!({"type": "string"}),
            "schema.extra: schema 里有,layout 里没有",
        ),
        (format!("{name}/id"), json!("applicant_nom"), "applicant_nom: layout 里有,schema 里没有"),
        (format!("{name}/label"), json!(""), "applicant_name.label"),
        (format!("{name}/widget"), json!("textarea"), "layout.applicant_name: 要有这个字段"),
        ("/schema/properties/applicant_name/format".to_owned(), json!("email"), "没有「email」这种格式"),
        ("/schema/properties/applicant_id/format".to_owned(), json!("uscc"), "\"format\": \"cn-id\""),
        ("/schema/properties/spouse_income/type".to_owned(), json!("number"), "类型应是 integer"),
        (
            "/schema/properties/marital/enum".to_owned(),
            json!(["10", "20", "30"]),
            "options 和 schema 里的 enum 不一样",
        ),
        ("/layout/pages/0/title".to_owned(), json!("申请人基本情况"), "页名 1 到 6 个字,这里是 7 个"),
        ("/rules/-".to_owned(), json!({"field": "agent", "check": true}), "check 和 message 要一起写"),
        ("/rules/-".to_owned(), json!({"field": "nobody", "required": true}), "rules.nobody: 没有这个字段"),
        (
            "/rules/-".to_owned(),
            json!({"field": "agent", "required": {"merge": []}}),
            "不许用的运算「merge」",
        ),
        ("/rules/-".to_owned(), json!({"field": "agent", "calc": 1}), "控件是 computed"),
        (
            "/rules/8".to_owned(),
            json!({"field": "per_head", "calc": {"cat": [{"var": "spouse_income"}, "元"]}}),
            "rules.per_head: 算出来的金额是按分记的整数",
        ),
        (
            "/rules/2".to_owned(),
            json!({"field": "agent", "required": true}),
            "applicant_age: computed 字段要有一个 calc",
        ),
        (
            "/rules/-".to_owned(),
            json!({"field": "agent", "relevant": {"==": [{"var": "marital"}, "已婚"]}}),
            "「marital」没有「已婚」这个选项",
        ),
        (
            "/rules/-".to_owned(),
            json!({"field": "marital", "relevant": {"!!": {"var": "spouse_name"}}}),
            "绕成了圈",
        ),
        ("/paper/sections/0/rows/0".to_owned(), json!(["applicant_name"]), "「applicant_id」没印在纸上"),
        ("/paper/sections/0/rows/-".to_owned(), json!(["marital"]), "「marital」印了 2 次"),
        ("/paper/sections/0/rows/-".to_owned(), json!(["nobody"]), "「nobody」不是这张表的字段"),
        ("/paper/sections/1/columns/0/id".to_owned(), json!("nobody"), "表格没有「nobody」这一列"),
        (format!("{name}/paper"), json!(" "), "applicant_name: paper 没写"),
        (format!("{name}/paper"), json!("姓名(全称)"), "applicant_name: 纸上的标点用全角"),
        (format!("{name}/within"), json!("marital"), "「marital」不是这张表的 division 字段"),
        ("/paper/declaration".to_owned(), json!("内容真实,同意核对。"), "「内容真实，同意核对。」"),
        ("/paper/signatures/0/label".to_owned(), json!("申请人"), "「申请人」要用冒号“：”结尾"),
        ("/paper/sections/0/ticks".to_owned(), json!("承诺"), "只有 check 的一行要写 ticks"),
        ("/paper/sections/0/rows/3".to_owned(), json!(["agent"]), "「per_head」没印在纸上"),
        (
            "/paper/opinions/-".to_owned(),
            json!({"label": "意见", "seal": true, "lines": 3, "signers": [""]}),
            "paper.opinions.signers",
        ),
    ];
    for (pointer, value, expected) in cases {
        expect_finding(&findings(item(), changed(right_form(), &pointer, value)), expected, &pointer);
    }
}

#[test]
fn a_row_of_promises_needs_the_name_of_its_line() {
    let mut form = right_form();
    form["schema"]["properties"]["true_words"] = json!({"type": "boolean"});
    let promise = json!({"id": "true_words", "label": "内容真实", "widget": "check"});
    form["layout"]["pages"][1]["groups"][0]["fields"].as_array_mut().unwrap().push(promise);
    form = changed(form, "/paper/sections/0/rows/-", json!(["true_words"]));
    expect_finding(&findings(item(), form.clone()), "只有 check 的一行要写 ticks", "no name");
    assert_eq!(
        findings(item(), changed(form, "/paper/sections/0/ticks", json!("承诺"))),
        Vec::<String>::new()
    );
}

#[test]
fn a_division_is_printed_with_the_address_that_lies_in_it() {
    let mut form = right_form();
    form["schema"]["properties"]["village"] = json!({"type": "string", "format": "cn-division"});
    form["schema"]["properties"]["address"] = json!({"type": "string"});
    let fields = form["layout"]["pages"][1]["groups"][0]["fields"].as_array_mut().unwrap();
    fields.push(json!({"id": "village", "label": "村", "widget": "division"}));
    fields.push(json!({"id": "address", "label": "地址", "widget": "text", "within": "village"}));
    let once = changed(form, "/paper/sections/0/rows/-", json!(["address"]));
    assert_eq!(findings(item(), once.clone()), Vec::<String>::new());
    let twice = changed(once, "/paper/sections/0/rows/-", json!(["village"]));
    expect_finding(&findings(item(), twice), "「village」印了 2 次", "twice");
}

#[test]
fn a_crowded_page_is_found() {
    let mut form = right_form();
    let agent = form["layout"]["pages"][1]["groups"][0]["fields"].clone();
    form["layout"]["pages"][0]["groups"][0]["fields"]
        .as_array_mut()
        .unwrap()
        .extend(agent.as_array().unwrap().clone());
    expect_finding(&findings(item(), form), "一页最多 10 个字段,这里有 13 个", "13 fields");
}

#[test]
fn half_an_agent_is_found() {
    expect_finding(&findings(item(), form()), "layout.agent_id: 要有这个字段", "agent without the rest");
}
