//! Administrative divisions by code, from the published table (`assets/divisions`).

use crate::place::StationCode;
use std::collections::HashMap;

/// People write it before the county; the names of this table go without it.
const PROVINCE: &str = "海南省";

/// Names of divisions, and what each belongs to.
#[derive(Clone, Debug, Default)]
pub struct Divisions(HashMap<String, Division>);

#[derive(Clone, Debug)]
struct Division {
    name: String,
    parent: String,
}

impl Divisions {
    /// Reads a table with the columns code, level, name and parent below its head; a row that lacks one is left out.
    pub fn parse(table: &str) -> Self {
        let rows = table.lines().skip(1).map(|line| line.trim_end().split(',').collect::<Vec<_>>());
        Self(rows.filter_map(|row| division(&row)).collect())
    }

    /// Takes in another table; what both have is the other's.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// No table was read.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// 陵水黎族自治县椰林镇城内村委会: what people say, without the province.
    pub fn full_name(&self, code: &str) -> Option<String> {
        let mut names: Vec<&str> = Vec::new();
        let mut at = self.0.get(code)?;
        while let Some(parent) = self.0.get(&at.parent) {
            // layers that only group, and a city that is its own county, say nothing to a person
            if !at.name.contains("直辖") && names.last() != Some(&at.name.as_str()) {
                names.push(&at.name);
            }
            at = parent;
        }
        names.reverse();
        (!names.is_empty()).then(|| names.concat())
    }

    /// 陵水黎族自治县椰林镇城内村便民服务站; None when the village is not listed.
    pub fn station_name(&self, code: &StationCode) -> Option<String> {
        let village = self.0.get(code.as_str())?;
        let town = self.full_name(&village.parent)?;
        Some(format!("{town}{}便民服务站", village_name(&village.name)))
    }
}

/// What `address` says beyond the `division` it lies in: people write the village once more, as 椰林镇桃源村委会样板组 or
/// 桃源村样板组 within …椰林镇桃源村委会. The end of the division that the address begins with is left out.
pub fn beyond<'a>(division: &str, address: &'a str) -> &'a str {
    // one character may be the same by chance
    const LEAST: usize = 2;
    let address = address.trim();
    let bare = village_name(division);
    let ends = [division, &bare].into_iter().flat_map(|name| name.char_indices().map(|(at, _)| &name[at..]));
    let repeated = ends.filter(|end| end.chars().count() > LEAST);
    let told = address.strip_prefix(PROVINCE).unwrap_or(address);
    let rests = repeated.filter_map(|end| told.strip_prefix(end));
    rests.min_by_key(|rest| rest.len()).unwrap_or(address)
}

fn division(row: &[&str]) -> Option<(String, Division)> {
    let [code, _, name, parent, ..] = row else {
        return None;
    };
    Some(((*code).to_owned(), Division { name: (*name).to_owned(), parent: (*parent).to_owned() }))
}

/// The place without its committee: 城内村委会 → 城内村, 文明社区居委会 → 文明社区, 中山居委会 → 中山社区.
fn village_name(committee: &str) -> String {
    let bare = |ending: &str| committee.strip_suffix(ending);
    if let Some(name) = bare("村民委员会").or_else(|| bare("村委会")) {
        return format!("{name}村");
    }
    match bare("居民委员会").or_else(|| bare("居委会")) {
        Some(name) if name.ends_with("社区") => name.to_owned(),
        Some(name) => format!("{name}社区"),
        None => committee.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hainan() -> Divisions {
        Divisions::parse(include_str!("../../../assets/divisions/hainan.csv"))
    }

    #[test]
    fn a_division_is_called_as_people_call_it() {
        let names = hainan();
        let name = |code| names.full_name(code).unwrap();
        assert_eq!(name("469028100200"), "陵水黎族自治县椰林镇城内村委会");
        assert_eq!(name("469028"), "陵水黎族自治县");
        assert_eq!(name("460105"), "海口市秀英区");
        assert_eq!(
            name("460400100200"),
            "儋州市那大镇石屋村委会",
            "a city that is its own county is named once"
        );
        assert_eq!(name("460204198210"), "三亚市天涯区抱龙村委会", "a town that is none is left out");
        assert_eq!(names.full_name("110101001001"), None);
    }

    #[test]
    fn an_address_says_only_what_its_division_does_not() {
        let village = "陵水黎族自治县椰林镇桃源村委会";
        for (address, rest) in [
            ("椰林镇桃源村委会样板组33号", "样板组33号"),
            ("桃源村委会样板组村道东侧", "样板组村道东侧"),
            ("桃源村样板组", "样板组"),
            ("海南省陵水黎族自治县椰林镇桃源村委会一组", "一组"),
            ("陵水黎族自治县椰林镇桃源村委会", ""),
            ("样板组33号", "样板组33号"),
            ("会新路3号", "会新路3号"),
            ("海南省三亚市天涯区", "海南省三亚市天涯区"),
        ] {
            assert_eq!(beyond(village, address), rest, "{address}");
        }
        assert_eq!(beyond("", "样板组33号"), "样板组33号");
    }

    #[test]
    fn a_station_is_named_by_its_village_and_not_by_the_committee() {
        let names = hainan();
        let name = |code: &str| names.station_name(&code.parse().unwrap());
        assert_eq!(name("469028100200").unwrap(), "陵水黎族自治县椰林镇城内村便民服务站");
        assert_eq!(name("460105001001").unwrap(), "海口市秀英区秀英街道秀华社区便民服务站");
        assert_eq!(name("469028999999"), None);
    }
}
