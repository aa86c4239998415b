//! The divisions a citizen number may begin with (GB/T 2260): Hainan in full, other provinces by their two digits.
//! The divisions that are open for business today are data in `assets/divisions`; this table only tells whether the
//! first six digits of a number are plausible, and numbers keep the code of the year they were given in.

/// Residence permits of Hong Kong residents begin with this.
pub(super) const HONG_KONG: &str = "810000";
/// Residence permits of Macao residents begin with this.
pub(super) const MACAO: &str = "820000";
/// Residence permits of Taiwan residents begin with this.
pub(super) const TAIWAN: &str = "830000";

const HAINAN: &str = "46";

/// How well a division code is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A county or city of Hainan today.
    Current,
    /// A division of Hainan that is gone; numbers given under it stay valid.
    Revoked,
    /// In another province, of which only the first two digits were looked at.
    OtherProvince,
    /// The mark of a residence permit of Hong Kong, Macao or Taiwan.
    ResidencePermit,
    /// None of these.
    Unknown,
}

/// How well a code of six digits is known.
pub fn standing(code: &str) -> Standing {
    let province = code.get(..2).unwrap_or_default();
    match code {
        HONG_KONG | MACAO | TAIWAN => Standing::ResidencePermit,
        _ if lists(CURRENT, code) => Standing::Current,
        _ if lists(REVOKED, code) => Standing::Revoked,
        _ if province != HAINAN && PROVINCES.contains(&province) => Standing::OtherProvince,
        _ => Standing::Unknown,
    }
}

/// The name of a division of Hainan, today's or a revoked one.
pub fn name(code: &str) -> Option<&'static str> {
    CURRENT.iter().chain(REVOKED).find(|(known, _)| *known == code).map(|(_, name)| *name)
}

fn lists(table: &[(&str, &str)], code: &str) -> bool {
    table.iter().any(|(known, _)| *known == code)
}

/// Provinces, autonomous regions and municipalities of the mainland.
const PROVINCES: &[&str] = &[
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42",
    "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65",
];

/// Hainan's counties and cities, statistics codes of 2023.
const CURRENT: &[(&str, &str)] = &[
    ("460105", "海口市秀英区"),
    ("460106", "海口市龙华区"),
    ("460107", "海口市琼山区"),
    ("460108", "海口市美兰区"),
    ("460202", "三亚市海棠区"),
    ("460203", "三亚市吉阳区"),
    ("460204", "三亚市天涯区"),
    ("460205", "三亚市崖州区"),
    ("460321", "三沙市西沙群岛"),
    ("460322", "三沙市南沙群岛"),
    ("460323", "三沙市中沙群岛的岛礁及其海域"),
    ("460400", "儋州市"),
    ("469001", "五指山市"),
    ("469002", "琼海市"),
    ("469005", "文昌市"),
    ("469006", "万宁市"),
    ("469007", "东方市"),
    ("469021", "定安县"),
    ("469022", "屯昌县"),
    ("469023", "澄迈县"),
    ("469024", "临高县"),
    ("469025", "白沙黎族自治县"),
    ("469026", "昌江黎族自治县"),
    ("469027", "乐东黎族自治县"),
    ("469028", "陵水黎族自治县"),
    ("469029", "保亭黎族苗族自治县"),
    ("469030", "琼中黎族苗族自治县"),
];

/// Codes that stand in older numbers of Hainan (the province exists since 1988).
const REVOKED: &[(&str, &str)] = &[
    ("460001", "通什市"),
    ("460002", "琼海市"),
    ("460003", "儋州市"),
    ("460004", "琼山市"),
    ("460005", "文昌市"),
    ("460006", "万宁市"),
    ("460007", "东方市"),
    ("460021", "琼山县"),
    ("460022", "文昌县"),
    ("460023", "琼海县"),
    ("460024", "万宁县"),
    ("460025", "定安县"),
    ("460026", "屯昌县"),
    ("460027", "澄迈县"),
    ("460028", "临高县"),
    ("460029", "儋县"),
    ("460030", "白沙黎族自治县"),
    ("460031", "昌江黎族自治县"),
    ("460032", "东方黎族自治县"),
    ("460033", "乐东黎族自治县"),
    ("460034", "陵水黎族自治县"),
    ("460035", "保亭黎族苗族自治县"),
    ("460036", "琼中黎族苗族自治县"),
    ("460037", "西沙群岛"),
    ("460038", "南沙群岛"),
    ("460039", "中沙群岛"),
    ("460100", "海口市"),
    ("460101", "海口市"),
    ("460102", "海口市"),
    ("460103", "海口市"),
    ("460104", "海口市"),
    ("460200", "三亚市"),
    ("460201", "三亚市"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_as_what_it_is() {
        let cases = [
            ("469028", Standing::Current),
            ("460400", Standing::Current),
            ("460034", Standing::Revoked),
            ("460100", Standing::Revoked),
            ("440524", Standing::OtherProvince),
            ("830000", Standing::ResidencePermit),
            ("830001", Standing::Unknown),
            ("469099", Standing::Unknown),
            ("990000", Standing::Unknown),
            ("", Standing::Unknown),
            ("海南", Standing::Unknown),
        ];
        for (code, expected) in cases {
            assert_eq!(standing(code), expected, "{code}");
        }
    }

    #[test]
    fn no_code_is_both_current_and_revoked_and_all_are_six_digits_of_hainan() {
        assert_eq!(CURRENT.len(), 27);
        assert!(CURRENT.iter().all(|(code, _)| !lists(REVOKED, code)));
        for (code, _) in CURRENT.iter().chain(REVOKED) {
            assert!(code.len() == 6 && code.starts_with(HAINAN), "{code}");
        }
    }

    #[test]
    fn a_division_has_its_name() {
        assert_eq!(name("469028"), Some("陵水黎族自治县"));
        assert_eq!(name("460001"), Some("通什市"));
        assert_eq!(name("110101"), None);
    }
}
