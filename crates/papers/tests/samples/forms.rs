//! Forms: filled, blank, and longer than a page.

use papers::*;

fn choices(list: &[(&str, bool)]) -> Value {
    Value::Choices(
        list.iter().map(|(label, ticked)| Choice { label: (*label).into(), ticked: *ticked }).collect(),
    )
}

pub fn form() -> FilledForm {
    let t = Field::text;
    let sex =
        Field {
            label: "性别".into(), value: choices(&[("男", true), ("女", false)]), weight: 1.0, lines: 0
        };
    let marital = Field {
        label: "婚姻状况".into(),
        value: choices(&[("未婚", false), ("已婚", true), ("丧偶", false), ("离婚", false)]),
        weight: 1.0,
        lines: 0,
    };
    let reason = |text: &str| Field { lines: 5, ..Field::text("事由", text, 1.0) };
    FilledForm {
        form: "temporary-relief".into(),
        fields: std::collections::BTreeMap::new(),
        tables: std::collections::BTreeMap::new(),
        choices: std::collections::BTreeMap::new(),
        blanks: std::collections::BTreeMap::new(),
        edition: 0,
        title: "临时救助申请表".into(),
        organ: "陵水黎族自治县民政局监制".into(),
        sections: vec![
            Section {
                title: "一、申请人".into(),
                rows: vec![
                    vec![t("申请人姓名", "𬱖𠮷·买买提江", 1.2), sex, t("出生日期", "1968年3月5日", 1.0)],
                    vec![t("公民身份号码", "469034196803051234", 1.0), t("联系电话", "13800000000", 1.0)],
                    vec![t("民族", "黎族", 1.0), marital],
                    vec![t("户籍地址", "海南省陵水黎族自治县椰林镇安马村民委员会第三村民小组18号", 1.0)],
                    vec![t("现住址", "同户籍地址", 1.0)],
                ],
                table: None,
                choices: vec![],
            },
            Section {
                title: "二、家庭成员".into(),
                rows: vec![],
                table: Some(members(4)),
                choices: vec![],
            },
            Section {
                title: "三、申请理由".into(),
                rows: vec![
                    vec![Field {
                        label: "救助类型".into(),
                        value: choices(&[("急难型", true), ("支出型", false), ("灾害", false), ("突发疾病，住院费用超过家庭承受能力", true)]),
                        weight: 1.0,
                        lines: 0,
                    }],
                    vec![reason("2026年3月28日（农历二月初十），本人在收割橡胶途中被摩托车撞伤，送县人民医院住院治疗18天，共花去医疗费43,216.50元，医保报销后个人负担19,860元。家中只有妻子㛃䶮一人务农，上有80岁老母，下有两个孩子在读书，生活一时陷入困难，“实在拿不出这笔钱”。特申请临时救助。")],
                    vec![t("申请金额", "8,000.00元", 1.0), t("开户银行", "海南农商银行椰林支行", 1.0)],
                    vec![t("一卡通账号", "6214 5800 0000 0000 123", 1.0)],
                ],
                table: None,
                choices: vec![],
            },
        ],
        declaration: "本人声明：以上内容真实、完整，所交材料与原件一致；同意民政部门依法核对本人及共同生活家庭成员的经济状况。如有虚假，愿意退回已领取的救助款物，并承担相应的法律责任。".into(),
        signatures: vec![SignPlace { label: "申请人（签字或按指印）：".into(), date: true, people: Vec::new() }],
        witness: None,
        opinions: vec![
            Opinion { label: "村（居）民委员会意见".into(), seal: true, lines: 4, signers: Vec::new() },
            Opinion { label: "镇人民政府审核意见".into(), seal: true, lines: 4, signers: Vec::new() },
        ],
    }
}

pub fn members(count: usize) -> Grid {
    let names = ["㛃䶮", "符秀兰", "买买提江·阿依", "王𠅤", "黎鿍", "陈𬍛"];
    let rows = (0..count)
        .map(|i| {
            vec![
                (i + 1).to_string(),
                names[i % names.len()].to_owned(),
                ["妻", "母", "女", "子"][i % 4].to_owned(),
                format!("46903419{:02}0101{:04}", 40 + i % 60, 1000 + i),
                ["务农", "年老在家", "椰林中学初二学生", "陵水中学高三学生，住校，每月生活费约800元"][i % 4]
                    .to_owned(),
            ]
        })
        .collect();
    Grid {
        title: String::new(),
        columns: vec![
            Column::new("序号", 0.8),
            Column::new("姓名", 2.0),
            Column::new("与申请人关系", 1.6),
            Column::new("公民身份号码", 3.2),
            Column::new("职业和健康状况", 4.0),
        ],
        rows,
        ..Grid::default()
    }
}

pub fn blank_form() -> FilledForm {
    let mut form = form();
    for field in form.sections.iter_mut().flat_map(|section| &mut section.rows).flatten() {
        match &mut field.value {
            Value::Text(text) => text.clear(),
            Value::Choices(list) => list.iter_mut().for_each(|choice| choice.ticked = false),
        }
    }
    if let Some(table) = &mut form.sections[1].table {
        table.rows.clear();
        table.blank_rows = 5;
    }
    form
}

pub fn long_form() -> FilledForm {
    let mut form = form();
    form.title = "城乡居民最低生活保障待遇申请\n及家庭经济状况核对授权书".into();
    form.sections[1].table = Some(members(60));
    form.sections[2].rows[1][0].value = Value::Text(long_answer());
    form
}

/// 4,000 characters with marks of all kinds.
pub fn long_answer() -> String {
    let sentence = "第0条：家住（椰林镇）安马村，2026年4月15日申报“房屋受损”，损失3,200元、￥150.5元；《受灾证明》已交——请核实……";
    let text: String = (0..)
        .flat_map(|i| sentence.replace('0', &i.to_string()).chars().collect::<Vec<_>>())
        .take(4000)
        .collect();
    text
}
