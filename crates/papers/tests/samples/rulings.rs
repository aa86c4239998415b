//! Papers of the authority.

use papers::*;

pub fn acceptance() -> Ruling {
    Ruling {
        kind: "acceptance".into(),
        nature: Nature::Other,
        organ: "陵水黎族自治县椰林镇人民政府".into(),
        document_number: "椰府民受〔2026〕12号".into(),
        applicant: "𬱖𠮷·买买提江".into(),
        masked_id: "469034********1234".into(),
        agent: None,
        phone: "13800000000".into(),
        item: "临时救助".into(),
        item_code: "11469028007654370846051100200101".into(),
        number: "460511002001 20260415 01 0007 X".into(),
        applied_on: "2026-04-15T09:05".into(),
        decided_on: "2026-04-20".into(),
        promised_due: "2026-05-07".into(),
        due: String::new(),
        procedure: String::new(),
        days: 0,
        earlier_number: String::new(),
        earlier_on: String::new(),
        accepted: false,
        article: String::new(),
        reason: String::new(),
        clause: "《社会救助暂行办法》第四十八条。".into(),
        basis: "《社会救助暂行办法》（国务院令第649号）第四十七条".into(),
        right_authority: String::new(),
        result: String::new(),
        demands: Vec::new(),
        remedies: Vec::new(),
        handler: "陈海燕".into(),
        enquiries: "电话0898-12345678；网址https://example.invalid，输入收件编号。".into(),
        withdrawn: false,
    }
}

pub fn correction() -> Ruling {
    let demand = |place: &str, words: &str| Demanded { place: place.into(), words: words.into() };
    Ruling {
        kind: "correction".into(),
        document_number: "椰府民补〔2026〕3号".into(),
        due: "2026-04-27".into(),
        clause: String::new(),
        demands: vec![
            demand("家庭经济状况核对授权书", "缺妻子㛃䶮的签字；请本人到便民服务站签字或按指印"),
            demand("住院费用结算单", "第2页看不清，请到县人民医院收费处重新打印并盖章"),
        ],
        ..acceptance()
    }
}

pub fn denial() -> Ruling {
    Ruling {
        kind: "not_accepted".into(),
        document_number: "椰府民不受〔2026〕1号".into(),
        reason: "申请依法不属于本机关职权范围。".into(),
        clause: "《中华人民共和国行政许可法》第三十二条第一款第二项。".into(),
        right_authority: "陵水黎族自治县住房和城乡建设局（椰林镇滨河北路，电话0898-12345670）".into(),
        remedies: vec![
            "如不服本决定，可以自收到之日起六十日内向陵水黎族自治县人民政府申请行政复议，也可以自收到之日起六个月内依法向有管辖权的人民法院提起行政诉讼。".into(),
        ],
        agent: Some(Agent { name: "王䶮".into(), masked_id: "469034********0021".into() }),
        ..acceptance()
    }
}

pub fn other_ruling(kind: &str) -> Ruling {
    Ruling {
        kind: kind.into(),
        procedure: "入户调查和公示".into(),
        due: "2026-05-20".into(),
        reason: "家庭人均收入高于当地低保标准的1.5倍，且没有重大刚性支出。".into(),
        result: "发给临时救助金3,000.00元，一次发放，打入一卡通账户。".into(),
        ..denial()
    }
}
