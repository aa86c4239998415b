//! What the forms of the house say on paper: the words of an official form, and no place left open.

use catalogue::Pack;
use papers::{Document, Field, FilledForm, Signatory, Value};
use serde_json::json;
use std::path::Path;

fn pack() -> Pack {
    let (pack, findings) = Pack::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets")).unwrap();
    assert_eq!(findings, []);
    pack
}

/// The forms of a pack as they print, with the name of each; `set` as in the gallery.
fn printed(pack: &Pack, set: &str) -> Vec<(String, FilledForm)> {
    let samples = station::form_samples(pack).unwrap();
    let forms = samples.into_iter().filter(|sample| sample.set == set);
    forms
        .map(|sample| match sample.document {
            Document::Form(form) => (sample.name, form),
            other => panic!("{} is no form: {other:?}", sample.name),
        })
        .collect()
}

fn of(pack: &Pack, name: &str, set: &str) -> FilledForm {
    printed(pack, set).into_iter().find(|(form, _)| form == name).unwrap().1
}

/// The sample of an item, with some answers changed.
fn answered(slug: &str, answers: serde_json::Value) -> FilledForm {
    let mut pack = pack();
    let item = pack.items.iter_mut().find(|item| item.slug.as_str() == slug).unwrap();
    item.sample.extend(answers.as_object().unwrap().clone());
    of(&pack, &format!("form-{slug}"), "typical")
}

fn fields(form: &FilledForm) -> impl Iterator<Item = &Field> {
    form.sections.iter().flat_map(|section| section.rows.iter().flatten())
}

fn value<'f>(form: &'f FilledForm, label: &str) -> &'f Value {
    &fields(form).find(|field| field.label == label).unwrap_or_else(|| panic!("no {label}")).value
}

fn text(form: &FilledForm, label: &str) -> String {
    words(value(form, label))
}

fn said(field: &Field) -> String {
    words(&field.value)
}

fn words(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Choices(choices) => {
            let boxes = choices.iter().map(|c| format!("{}{}", if c.ticked { '☑' } else { '☐' }, c.label));
            boxes.collect::<Vec<_>>().join(" ")
        }
    }
}

#[test]
fn a_printed_form_asks_nothing_in_the_words_of_the_counter() {
    const SPOKEN: [&str; 12] =
        ["怎么", "什么", "吗", "哪", "多少", "谁", "几", "没有", "自己", "还没", "别的", "这次"];
    for (name, form) in printed(&pack(), "short") {
        let mut words: Vec<String> = form.sections.iter().map(|section| section.title.clone()).collect();
        for field in fields(&form) {
            words.push(field.label.clone());
            if let Value::Choices(choices) = &field.value {
                words.extend(choices.iter().map(|choice| choice.label.clone()));
            }
        }
        let grids = form.sections.iter().filter_map(|section| section.table.as_ref());
        words.extend(grids.flat_map(|grid| grid.columns.iter().map(|column| column.title.clone())));
        for word in words {
            assert!(SPOKEN.iter().all(|spoken| !word.contains(spoken)), "{name}: {word}");
            assert!(!word.contains([',', ';', ':', '(', ')']), "{name}: {word}");
        }
    }
}

#[test]
fn the_screen_keeps_the_words_of_the_counter() {
    let pack = pack();
    let relief = pack.forms.iter().find(|form| form.form.as_str() == "temporary-relief").unwrap();
    let way = relief.layout.fields().find(|field| field.id == "get_way").unwrap();
    assert_eq!((way.label.as_str(), way.printed()), ("怎么领", "发放方式"));
    assert_eq!((way.options[1].label.as_str(), way.options[1].printed()), ("领现金", "发放现金"));
}

#[test]
fn yes_stands_before_no_and_both_wait_for_a_tick_on_a_form_to_take_home() {
    for (name, form) in printed(&pack(), "short") {
        assert_eq!(text(&form, "性别"), "☐男 ☐女", "{name}");
        if form.fields.contains_key("agent") {
            assert_eq!(text(&form, "由他人代办"), "☐是 ☐否", "{name}");
        }
        for field in fields(&form) {
            if let Value::Choices(choices) = &field.value {
                let no_first = choices.len() == 2 && ["否", "无"].contains(&choices[0].label.as_str());
                assert!(!no_first, "{name}: {}", field.label);
            }
        }
    }
}

#[test]
fn nothing_can_be_written_into_a_filled_form_after_it_was_signed() {
    for (name, form) in printed(&pack(), "typical") {
        for field in fields(&form) {
            let answered = match &field.value {
                Value::Text(text) => !text.trim().is_empty(),
                Value::Choices(choices) => choices.iter().any(|choice| choice.ticked),
            };
            assert!(answered, "{name}: {} is open", field.label);
        }
        for grid in form.sections.iter().filter_map(|section| section.table.as_ref()) {
            assert!(
                grid.blank_rows == 0 && grid.rows.iter().flatten().all(|cell| !cell.is_empty()),
                "{name}"
            );
        }
    }
}

#[test]
fn a_form_to_take_home_says_what_its_figures_count() {
    let form = of(&pack(), "form-rural-housing-safety", "short");
    assert_eq!(text(&form, "建筑面积").trim_start_matches('　'), "平方米");
    assert_eq!(text(&form, "申请补助金额").trim_start_matches('　'), "元");
    let felling = of(&pack(), "form-tree-felling", "short");
    let plots = felling.sections.iter().find(|section| section.title == "采伐地块").unwrap();
    let heads: Vec<&str> = plots.table.as_ref().unwrap().columns.iter().map(|c| c.title.as_str()).collect();
    assert!(heads.contains(&"面积（亩）") && heads.contains(&"蓄积\n（立方米）"), "{heads:?}");
}

#[test]
fn without_an_agent_the_form_says_so_in_one_line() {
    let form = answered("old-age-allowance", json!({"agent": false}));
    let agent = form.sections.iter().find(|section| section.title == "代办人").unwrap();
    assert_eq!(agent.rows.len(), 1);
    assert_eq!(text(&form, "由他人代办"), "☐是 ☑否");
}

#[test]
fn promises_are_ticked_words_on_one_line() {
    let form = of(&pack(), "form-subsistence-allowance", "typical");
    assert_eq!(text(&form, "本人已授权并承诺"), "☑本人已签署核对授权书 ☑同意公示 ☑情况变化及时报告");
}

#[test]
fn on_a_form_to_take_home_everybody_who_may_have_to_sign_finds_a_line() {
    let pack = pack();
    for (name, form) in printed(&pack, "short") {
        let slug = name.strip_prefix("form-").unwrap();
        let signatures = &pack.forms.iter().find(|form| form.form.as_str() == slug).unwrap().paper.signatures;
        let lines: Vec<&str> = form.signatures.iter().map(|place| place.label.as_str()).collect();
        assert_eq!(lines, signatures.iter().map(|s| s.label.as_str()).collect::<Vec<_>>(), "{name}");
        let agent = fields(&form).any(|field| field.label == "由他人代办");
        assert_eq!(agent, lines.contains(&"代办人（签字或按指印）："), "{name}");
    }
    assert_eq!(of(&pack, "form-old-age-allowance", "typical").signatures.len(), 2, "he acts for her");
}

#[test]
fn each_grown_up_of_the_household_signs_in_a_row_of_his_own() {
    let label = "其他成年家庭成员（申请支出型救助的逐人签字或按指印）：";
    let rows = |form: &FilledForm| {
        let place = form.signatures.iter().find(|place| place.label == label);
        place.map(|place| place.people.clone()).unwrap_or_default()
    };
    assert_eq!(rows(&of(&pack(), "form-temporary-relief", "short")), vec![Signatory::default(); 4]);
    let members = json!([
        {"name": "符阿婆", "relation": "mother", "id_number": "460034194102181023", "health": "healthy"},
        {"name": "符小妹", "relation": "daughter", "id_number": "469028201409031015", "health": "healthy"},
    ]);
    let form = answered("temporary-relief", json!({"relief_kind": "spending", "members": members}));
    assert_eq!(rows(&form), [Signatory { name: "符阿婆".into(), relation: "母亲".into() }]);
}

#[test]
fn who_ticks_something_else_on_a_form_to_take_home_has_room_to_write_what() {
    let pack = pack();
    let banks = text(&of(&pack, "form-resident-pension", "short"), "开户银行");
    assert!(banks.ends_with("☐其他银行：＿＿＿＿＿＿＿＿"), "{banks}");
    for (name, form) in printed(&pack, "typical") {
        assert!(fields(&form).all(|field| !said(field).contains('＿')), "{name} leaves room to write in");
    }
}

#[test]
fn a_row_that_only_some_fill_in_says_so_where_it_is_filled_in_by_hand() {
    let pack = pack();
    let labels = |set: &str| -> Vec<String> {
        fields(&of(&pack, "form-rural-housing-safety", set)).map(|field| field.label.clone()).collect()
    };
    assert!(labels("short").contains(&"新址位置\n（异地重建填）".to_owned()));
    assert!(labels("typical").iter().all(|label| !label.contains("填）")));
}

#[test]
fn a_row_of_a_list_is_as_high_as_a_hand_writes_and_wide_where_a_number_is_written() {
    let pack = pack();
    for (name, form) in printed(&pack, "short") {
        let grids = form.sections.iter().filter_map(|section| section.table.as_ref());
        grids.for_each(|grid| assert!(grid.high > 25.0, "{name}: {} has low rows", grid.title));
    }
    let medical = of(&pack, "form-resident-medical", "short");
    let grid = medical.sections.into_iter().find_map(|section| section.table).unwrap();
    let all: f32 = grid.columns.iter().map(|column| column.weight).sum();
    let number = grid.columns.iter().find(|column| column.title == "公民身份号码").unwrap();
    assert!(number.weight / all > 0.3, "{}", number.weight / all);
}

#[test]
fn a_form_drawn_in_its_own_way_has_boxes_in_its_lists_and_units_in_their_heads() {
    let pack = pack();
    let blank = of(&pack, "form-subsistence-allowance", "short");
    assert_eq!(words(&blank.blanks["members"]["authorised"]), "☐是   ☐否");
    let filled = of(&pack, "form-subsistence-allowance", "extreme");
    assert!(filled.blanks.is_empty());
    let amounts = filled.tables["incomes"].iter().map(|row| words(&row["amount"]));
    assert!(amounts.clone().all(|amount| amount.ends_with(".00")), "{:?}", amounts.collect::<Vec<_>>());
}

#[test]
fn a_form_names_its_edition_whether_it_is_filled_or_not() {
    let pack = pack();
    for set in ["short", "typical"] {
        assert_eq!(of(&pack, "form-subsistence-allowance", set).edition, 2);
    }
}

#[test]
fn who_fills_a_form_in_by_hand_is_told_what_he_can_choose() {
    let pack = pack();
    let relief = of(&pack, "form-temporary-relief", "short");
    assert!(text(&relief, "家庭类别").starts_with("☐低保家庭 ☐特困人员"), "{}", text(&relief, "家庭类别"));
    assert!(text(&of(&pack, "form-resident-pension", "short"), "年缴费档次").ends_with("☐2000元"));
    let list = relief.sections.iter().find(|section| section.title == "其他共同生活的家庭成员").unwrap();
    assert!(
        list.choices.contains(&"健康状况（可填序号）：①健康、②慢性病、③重病、④残疾".to_owned()),
        "{:?}",
        list.choices
    );
    assert_eq!(list.table.as_ref().unwrap().rows.len(), 5);
    let filled = of(&pack, "form-temporary-relief", "typical");
    assert_eq!(text(&filled, "家庭类别"), "普通家庭");
    assert!(filled.choices.is_empty() && filled.sections.iter().all(|section| section.choices.is_empty()));
}

#[test]
fn a_date_to_be_written_in_has_its_blanks_and_a_list_its_boxes() {
    let pack = pack();
    let form = of(&pack, "form-unemployment", "short");
    assert_eq!(text(&form, "失业日期").trim_start_matches('　'), "年　　月　　日");
    let children = of(&pack, "form-birth-registration", "short").sections[2].table.clone().unwrap();
    assert_eq!(children.rows[0], ["", "☐男   ☐女", "　　年　　月　　日", ""]);
}

#[test]
fn a_long_list_is_numbered() {
    let pack = pack();
    let list = |set: &str| {
        let form = of(&pack, "form-sole-trader", set);
        form.sections.into_iter().find_map(|section| section.table).unwrap()
    };
    let long = list("extreme");
    assert_eq!((long.columns[0].title.as_str(), long.rows[59][0].as_str()), ("序号", "60"));
    assert_eq!(list("typical").columns[0].title, "姓名");
}

#[test]
fn what_is_promised_stands_in_the_declaration_alone() {
    for (name, form) in printed(&pack(), "typical") {
        for field in fields(&form) {
            let twice = ["所填内容真实", "填报内容真实", "一户一宅"]
                .iter()
                .any(|promise| said(field).contains(promise));
            assert!(!twice, "{name}: {}", field.label);
        }
    }
}

#[test]
fn an_address_names_its_village_once_however_the_clerk_wrote_it() {
    let village = "陵水黎族自治县椰林镇城内村委会";
    for written in ["椰林镇城内村委会一组3号", "城内村一组3号", "一组3号"] {
        let answers = json!({"hukou_division": "469028100200", "hukou_address": written});
        let form = answered("old-age-allowance", answers.clone());
        assert_eq!(text(&form, "户籍地址"), format!("{village}一组3号"));
        // a layout of its own puts the two together itself
        let own = answered("homestead", answers);
        assert_eq!(own.fields["hukou_address"], Value::Text("一组3号".to_owned()));
    }
}

#[test]
fn what_was_typed_is_printed_in_the_marks_of_print() {
    let form = answered("sole-trader", json!({"scope": "餐饮服务(凭许可证经营);零售"}));
    assert_eq!(text(&form, "经营范围"), "餐饮服务（凭许可证经营）；零售");
    assert!(text(&form, "名称").ends_with("（个体工商户）"), "{}", text(&form, "名称"));
}

#[test]
fn an_account_number_is_printed_in_groups_of_four() {
    let form = answered("old-age-allowance", json!({"bank_account": "6214580000000000123"}));
    assert_eq!(text(&form, "银行账号"), "6214 5800 0000 0000 123");
}
