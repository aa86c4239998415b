//! Made-up people and cases for the gallery and the tests. Nobody here exists.
// Each test and the example uses some of them.
#![allow(dead_code, clippy::expect_used)]

mod forms;
mod rulings;

pub use forms::*;
use papers::*;
pub use rulings::*;

pub fn number() -> PaperNumber {
    PaperNumber::parse("460511002001 20260415 01 0007 X").expect("a number of the right shape")
}

/// A stand-in signature: visible structure, no key.
pub fn stand_in(bytes: &[u8]) -> Signature {
    let mut signature = [0x5A_u8; 64];
    for (index, byte) in bytes.iter().enumerate() {
        signature[index % 64] = signature[index % 64].wrapping_mul(31).wrapping_add(*byte);
    }
    signature
}

pub fn marks(reprint: u16) -> Marks<'static> {
    Marks::Coded(code(reprint))
}

pub fn code(reprint: u16) -> Code<'static> {
    Code {
        number: number(),
        version: 1,
        digest: [0x3F, 0x2A, 0x91, 0xC0, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
        key_id: [1, 2, 3, 4, 5, 6, 7, 8],
        sign: &stand_in,
        reprint,
    }
}

pub fn gallery() -> Vec<(&'static str, Document, Marks<'static>)> {
    vec![
        ("receipt", Document::Receipt(receipt()), marks(0)),
        ("receipt-agent-reprint", Document::Receipt(agent_receipt()), marks(2)),
        ("form", Document::Form(form()), marks(0)),
        ("form-blank", Document::Form(blank_form()), Marks::Plain),
        ("form-long", Document::Form(long_form()), marks(0)),
        ("notice", Document::Notice(notice()), marks(0)),
        ("notice-plain", Document::Notice(notice()), Marks::Plain),
        ("letter-accepted", Document::Ruling(acceptance()), marks(0)),
        ("letter-correction", Document::Ruling(correction()), marks(0)),
        ("letter-denied", Document::Ruling(denial()), Marks::Plain),
        ("letter-forwarding", Document::Ruling(other_ruling("forwarding")), Marks::Plain),
        ("letter-suspension", Document::Ruling(other_ruling("suspension")), Marks::Plain),
        ("letter-granted", Document::Ruling(other_ruling("granted")), Marks::Plain),
        ("letter-denied-case", Document::Ruling(other_ruling("denied")), Marks::Plain),
        ("letter-termination", Document::Ruling(other_ruling("termination")), Marks::Plain),
        ("promise", Document::Promise(promise()), marks(0)),
        ("mandate", Document::Mandate(mandate()), marks(0)),
        ("mandate-guardian", Document::Mandate(guardian_mandate()), Marks::Plain),
        ("referral", Document::Referral(referral()), Marks::Plain),
        ("collection", Document::Collection(collection()), marks(0)),
        ("guide", Document::Guide(guide()), Marks::Plain),
        ("delivery", Document::Delivery(delivery()), marks(0)),
        ("test-page", Document::TestPage(test_page()), Marks::Edges),
    ]
}

pub fn test_page() -> TestPage {
    TestPage {
        station: "陵水黎族自治县椰林镇安马村便民服务站".into(),
        printer: "窗口打印机".into(),
        address: "ipp://192.168.1.20:631/ipp/print".into(),
        printed_at: "2026-04-15T09:05".into(),
        program: "便民站 0.1.0".into(),
    }
}

pub fn receipt() -> Receipt {
    let material = |name: &str, medium, pages, kept| Received { name: name.into(), medium, pages, kept };
    Receipt {
        station: "陵水黎族自治县椰林镇安马村便民服务站".into(),
        item: "临时救助".into(),
        item_code: "11469028007654370846051100200101".into(),
        applicant: "𬱖𠮷·买买提江".into(),
        masked_id: "469034********1234".into(),
        agent: None,
        authority: "陵水黎族自治县椰林镇人民政府".into(),
        materials: vec![
            material("临时救助申请表", Medium::Original, 2, Kept::Kept),
            material("申请人居民身份证", Medium::Copy, 1, Kept::Kept),
            material("申请人居民身份证", Medium::Original, 1, Kept::Returned),
            material("户口簿（户主页、本人页及共同生活的家庭成员页）", Medium::Scan, 4, Kept::Returned),
            material(
                "医院诊断证明书、住院费用结算单（“㛃䶮大药房”购药发票附后）",
                Medium::Copy,
                6,
                Kept::Kept,
            ),
        ],
        missing: vec![
            Missing {
                name: "家庭经济状况核对授权书（共同生活的成年家庭成员都要签字）".into(),
                by: "2026-04-20".into(),
            },
            Missing { name: "申请人银行账户（一卡通）复印件".into(), by: "2026-04-20".into() },
        ],
        received_by: "符阿妹".into(),
        received_at: "2026-04-15T09:05".into(),
        send_by: "2026-04-20".into(),
        promised_limit: "10个工作日".into(),
        enquiries:
            "电话0898-12345678，周一至周五8:30—12:00、14:30—17:30；也可以到安马村委会一楼便民服务站当面问。"
                .into(),
        record: "3F2A 91C0 77D1 0B5E".into(),
    }
}

pub fn agent_receipt() -> Receipt {
    Receipt {
        agent: Some(Agent { name: "王䶮".into(), masked_id: "469034********0021".into() }),
        missing: Vec::new(),
        ..receipt()
    }
}

pub fn notice() -> Notice {
    let need = |name: &str, count: &str, how: &str, missing| Needed {
        name: name.into(),
        count: count.into(),
        how: how.into(),
        missing,
    };
    Notice {
        station: "陵水黎族自治县椰林镇安马村便民服务站".into(),
        item: "高龄津贴申领".into(),
        applicant: "符㛃䶮".into(),
        authority: "陵水黎族自治县民政局".into(),
        conditions: vec![
            "具有陵水黎族自治县户籍，年满80周岁（以身份证上的出生日期为准）。".into(),
            "没有在其他市县领取同类津贴；迁入户籍的，从迁入的次月起算。".into(),
        ],
        materials: vec![
            need(
                "高龄津贴申请表",
                "原件1份",
                "在便民服务站领取，工作人员可以帮忙填写，本人签字或按指印",
                false,
            ),
            need(
                "申请人居民身份证",
                "原件1份（验后退回）、复印件1份",
                "正反面印在同一张纸上；遗失的到户籍派出所补办",
                false,
            ),
            need("户口簿", "复印件1份", "首页和本人页", true),
            need(
                "社会保障卡（一卡通）",
                "复印件1份",
                "没有卡的，到海南农商银行椰林支行办理，电话0898-12345678",
                true,
            ),
            need("近期免冠一寸彩色照片", "2张", "3个月内拍的，可在站里免费拍", false),
            need("委托书（由他人代办的）", "原件1份", "双方签字或按指印，附代办人身份证复印件", false),
        ],
        time_limit: "承诺10个工作日（法定20个工作日）".into(),
        fee: "不收费".into(),
        place: "陵水黎族自治县椰林镇安马村民委员会一楼便民服务站".into(),
        hours: "周一至周五 8:30—12:00、14:30—17:30".into(),
        phone: "0898-12345678".into(),
        told_by: "符阿妹".into(),
        told_on: "2026-04-15".into(),
        mark: String::new(),
    }
}

pub fn promise() -> Promise {
    let proof = |name: &str, shows: &str| Proof {
        name: name.into(),
        basis: "《社会救助暂行办法》（国务院令第649号）第四十七条".into(),
        shows: shows.into(),
    };
    Promise {
        station: "陵水黎族自治县椰林镇安马村便民服务站".into(),
        authority: "陵水黎族自治县椰林镇人民政府".into(),
        item: "临时救助".into(),
        item_code: "11469028007654370846051100200101".into(),
        applicant: "𬱖𠮷·买买提江".into(),
        id_number: "469034196803051234".into(),
        phone: "13800000000".into(),
        proofs: vec![
            proof("家庭困难情况说明", "遭遇急难，生活一时陷入困难"),
            proof("无房证明", "本户在县城没有住房"),
        ],
        conditions: vec!["户籍在本镇。".into(), "家庭收入、财产如实申报。".into()],
        told_by: "符阿妹".into(),
        told_on: "2026-04-15".into(),
    }
}

pub fn mandate() -> Mandate {
    let party = |name: &str, id: &str| Party {
        name: name.into(),
        id_number: id.into(),
        phone: "13800000000".into(),
        address: "海南省陵水黎族自治县椰林镇安马村民委员会第三村民小组18号".into(),
    };
    Mandate {
        authority: "陵水黎族自治县椰林镇人民政府".into(),
        item: "临时救助".into(),
        item_code: "11469028007654370846051100200101".into(),
        principal: party("𬱖𠮷·买买提江", "469034196803051234"),
        agent: party("王䶮", "469034198001010021"),
        relation: "邻居".into(),
        powers: Powers::General,
        from: "2026-04-15".into(),
        until: "2026-07-15".into(),
        guardian: false,
        acts: vec!["代为填写、递交申请表和材料；".into(), "代为接收通知书、补交材料。".into()],
    }
}

pub fn guardian_mandate() -> Mandate {
    Mandate { guardian: true, relation: "母子".into(), acts: Vec::new(), until: String::new(), ..mandate() }
}

pub fn referral() -> Referral {
    Referral {
        station: "陵水黎族自治县椰林镇安马村便民服务站".into(),
        applicant: "符㛃䶮".into(),
        item: "不动产权证补办".into(),
        reason: "不在村级办理的事项里，由县不动产登记中心直接办理。".into(),
        office: "陵水黎族自治县不动产登记中心".into(),
        place: "椰林镇滨河北路政务服务中心一楼6—9号窗口".into(),
        phone: "0898-12345670".into(),
        hours: "周一至周五 8:30—12:00、14:30—17:30".into(),
        materials: notice().materials.into_iter().take(3).collect(),
        done: "已打电话问过，今天下午有人；身份证复印件已帮你印好。".into(),
        told_by: "符阿妹".into(),
        told_on: "2026-04-15".into(),
    }
}

pub fn collection() -> Collection {
    Collection {
        station: "陵水黎族自治县椰林镇安马村便民服务站".into(),
        authority: "陵水黎族自治县民政局".into(),
        item: "高龄津贴申领".into(),
        applicant: "符㛃䶮".into(),
        masked_id: "469034********0021".into(),
        agent: Some(Agent { name: "王䶮".into(), masked_id: "469034********0021".into() }),
        things: vec![Thing {
            name: "高龄老人优待证".into(),
            number: "琼陵老〔2026〕0007号".into(),
            count: 1,
        }],
        handed_by: "符阿妹".into(),
        handed_at: "2026-05-08T15:20".into(),
    }
}

pub fn guide() -> Guide {
    let notice = notice();
    Guide {
        station: notice.station,
        item: notice.item,
        item_code: "11469028007654370846051100200101".into(),
        kind: "行政给付".into(),
        level: "镇级".into(),
        authority: notice.authority,
        mode: "代办：收件后帮你送上去".into(),
        basis: vec![Basis {
            law: "《海南省老年人权益保障条例》".into(),
            says: "年满八十周岁的老人享受高龄津贴".into(),
        }],
        conditions: notice.conditions,
        materials: notice
            .materials
            .into_iter()
            .map(|m| GuideMaterial { name: m.name, need: "必要".into(), count: m.count, how: m.how })
            .collect(),
        steps: vec![
            Step {
                name: "村级收件".into(),
                who: "便民服务站".into(),
                what: "帮填表，核对身份证和户口簿".into(),
                limit: "1个工作日".into(),
            },
            Step {
                name: "审核".into(),
                who: "县民政局".into(),
                what: "核对年龄、户籍，作出决定".into(),
                limit: "10个工作日".into(),
            },
        ],
        statutory_limit: "20个工作日".into(),
        promised_limit: "10个工作日".into(),
        fee: notice.fee,
        result: "高龄津贴，打入一卡通账户".into(),
        place: notice.place,
        hours: notice.hours,
        phone: notice.phone,
        complaint_phone: "12345".into(),
        remedies: denial().remedies,
        questions: vec![Question {
            ask: "可以由子女代办吗？".into(),
            answer: "可以，带上委托书和双方身份证。".into(),
        }],
        mark: "示例，以县级发布为准".into(),
        printed_on: "2026-04-15".into(),
    }
}

pub fn delivery() -> Delivery {
    Delivery {
        organ: "陵水黎族自治县椰林镇人民政府".into(),
        item: "临时救助".into(),
        documents: vec![
            Delivered {
                title: "受理通知书".into(),
                document_number: "椰府民受〔2026〕12号".into(),
                copies: 1,
            },
            Delivered {
                title: "准予临时救助决定书".into(),
                document_number: "椰府民决〔2026〕9号".into(),
                copies: 1,
            },
        ],
        recipient: "𬱖𠮷·买买提江".into(),
        received_for: String::new(),
        place: "安马村便民服务站".into(),
        time: "2026-05-08T15:20".into(),
        way: Some(Way::Entrusted),
        entrusted: "陵水黎族自治县椰林镇安马村便民服务站".into(),
        left_because: String::new(),
        witness: String::new(),
        served_by: "符阿妹".into(),
        remarks: "受椰林镇人民政府委托送达。".into(),
    }
}

/// The press of the house: the installed fonts, the shipped layouts.
pub fn press() -> Press {
    Press::new(std::sync::Arc::new(FontSet::open_system().expect("the fonts of the house are installed")))
        .expect("the shipped layouts can be read")
}
