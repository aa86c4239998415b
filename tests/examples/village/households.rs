//! Made-up households: the sample of the form with other names, numbers, sums and words in it, and more people.

use casework::check_digit::mod_11_2;
use measure::Dice;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

// No dictionary for compression may ever have seen these: figures about bytes rest on them.
const SURNAMES: [&str; 20] = [
    "蒲", "苻", "唐", "高", "胡", "董", "洪", "曾", "邓", "孙", "欧", "盘", "蒋", "罗", "何", "叶", "杜",
    "万", "苏", "关",
];
const GIVEN: [&str; 24] = [
    "梓", "涵", "月", "桂", "德", "福", "才", "亚", "良", "昌", "仁", "义", "家", "宝", "龙", "凤", "祥",
    "永", "泽", "平", "安", "冬", "芳", "琼",
];
const WORDS: [&str; 16] = [
    "父亲中风后一直卧床,",
    "春天的洪水冲走了两亩菜地,",
    "母亲做心脏手术借了五万元,",
    "自己在工地摔断了腿,",
    "儿子的药每个月要一千二百元,",
    "渔船坏了没有钱修,",
    "荔枝今年没有收成,",
    "弟弟患有癫痫离不开人,",
    "房子漏雨墙也裂了,",
    "孙子由爷爷奶奶带着读小学,",
    "去年底厂里裁员失了业,",
    "牛病死了三头,",
    "租人家的地种瓜亏了本,",
    "大伯没有子女跟我们一起过,",
    "住院的押金是向亲友凑的,",
    "平时靠捡槟榔和编竹器补贴家用,",
];

/// Another household in the place of the sample's.
pub fn household(sample: &Map<String, Value>, nth: u32) -> Map<String, Value> {
    let mut others = Others { dice: Dice::new(u64::from(nth) * 7_919 + 13), given: BTreeMap::new() };
    let mut data = sample.clone();
    data.iter_mut().for_each(|(field, value)| others.replace(field, value));
    let story: String = (0..5).map(|_| others.dice.one_of(&WORDS)).collect();
    data.insert("cause_detail".to_owned(), json!(story));
    for _ in 0..3 {
        let (child, name) = (others.child(), others.name());
        append(
            &mut data,
            "members",
            json!({"name": name, "relation": "son", "id_number": child, "health": "good",
            "work": "minor", "job": "九年一贯制学校"}),
        );
        append(
            &mut data,
            "incomes",
            json!({"member": name, "kind": "transfer", "source": "学前教育资助金",
            "amount": 100 * others.dice.below(2_000)}),
        );
    }
    data
}

fn append(data: &mut Map<String, Value>, table: &str, row: Value) {
    if let Some(Value::Array(rows)) = data.get_mut(table) {
        rows.push(row);
    }
}

/// Who and what stands in the place of the sample's people and numbers: the same for the same, wherever it is written.
struct Others {
    dice: Dice,
    given: BTreeMap<String, String>,
}

impl Others {
    fn replace(&mut self, field: &str, value: &mut Value) {
        match value {
            Value::Array(all) => all.iter_mut().for_each(|one| self.replace(field, one)),
            Value::Object(row) => row.iter_mut().for_each(|(field, one)| self.replace(field, one)),
            Value::Number(sum) if sum.as_u64().is_some_and(|sum| sum >= 10_000) => {
                let sum = sum.as_u64().unwrap_or_default();
                *value = json!(sum * (70 + self.dice.below(30)) / 100);
            }
            Value::String(text) => *text = self.other(field, text),
            _ => {}
        }
    }

    fn other(&mut self, field: &str, text: &str) -> String {
        if let Some(known) = self.given.get(text) {
            return known.clone();
        }
        let other = match field {
            "applicant_name" | "contact_name" | "account_name" | "name" | "member" | "owner" => self.name(),
            "applicant_id" | "id_number" => self.citizen(text),
            "applicant_phone" | "contact_phone" => format!("187{:08}", self.dice.below(100_000_000)),
            "disability_card" => self.other("id_number", &text[..18]) + &text[18..],
            "hukou_address" | "live_address" => {
                let (group, door) = (self.dice.below(9) + 1, self.dice.below(200) + 1);
                format!("本号镇大坡村委会第{group}经济社{door}号")
            }
            _ => return text.to_owned(),
        };
        self.given.insert(text.to_owned(), other.clone());
        other
    }

    fn name(&mut self) -> String {
        [self.dice.one_of(&SURNAMES), self.dice.one_of(&GIVEN), self.dice.one_of(&GIVEN)].concat()
    }

    /// Born in the same month and of the same sex.
    fn citizen(&mut self, text: &str) -> String {
        let odd = text.as_bytes().get(16).map_or(0, |digit| u64::from(digit % 2));
        let (day, serial) = (self.dice.below(28) + 1, self.dice.below(499) * 2 + odd);
        with_check(&format!("{}{day:02}{serial:03}", &text[..12]))
    }

    fn child(&mut self) -> String {
        let (year, month) = (2013 + self.dice.below(6), self.dice.below(12) + 1);
        let (day, serial) = (self.dice.below(28) + 1, self.dice.below(499) * 2 + 1);
        with_check(&format!("469028{year}{month:02}{day:02}{serial:03}"))
    }
}

fn with_check(body: &str) -> String {
    format!("{body}{}", mod_11_2(body).unwrap_or('X'))
}
