//! Made-up households: the sample of the form with other names, numbers, sums and words in it, and more people.

use casework::check_digit::mod_11_2;
use measure::Dice;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const SURNAMES: [&str; 20] = [
    "陈", "王", "李", "符", "黎", "吴", "林", "周", "黄", "郑", "谢", "羊", "卓", "冯", "邢", "蔡", "云",
    "韩", "许", "麦",
];
const GIVEN: [&str; 24] = [
    "秀", "兰", "英", "明", "强", "海", "丽", "华", "建", "国", "阿", "妹", "志", "伟", "玉", "珍", "春",
    "花", "文", "光", "大", "小", "金", "梅",
];
const WORDS: [&str; 16] = [
    "前年台风把房顶掀了,",
    "丈夫在外打工摔伤,",
    "去年查出尿毒症,每周透析三次,",
    "孩子在县城上高中,",
    "槟榔染了黄化病,",
    "两个老人都要人照顾,",
    "家里只有一个劳动力,",
    "欠了亲戚三万多元,",
    "地少又旱,",
    "自己腰椎不好做不了重活,",
    "妻子精神二级残疾,",
    "靠一点橡胶和零工过日子,",
    "鱼塘被淹,",
    "大女儿刚考上大学,",
    "医药费报销后还要自己出一大半,",
    "三轮车也卖了,",
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
            "work": "minor", "job": "镇中心小学"}),
        );
        append(
            &mut data,
            "incomes",
            json!({"member": name, "kind": "transfer", "source": "义务教育困难学生生活补助",
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
            "applicant_phone" | "contact_phone" => format!("139{:08}", self.dice.below(100_000_000)),
            "disability_card" => self.other("id_number", &text[..18]) + &text[18..],
            "hukou_address" | "live_address" => {
                let (group, door) = (self.dice.below(9) + 1, self.dice.below(200) + 1);
                format!("椰林镇坡留村委会第{group}村民小组{door}号")
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
