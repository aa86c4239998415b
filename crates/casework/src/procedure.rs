//! What stops the clock of a licence (行政许可法).

/// Art. 45: the time these take is not counted.
const NOT_COUNTED: [&str; 8] = ["听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审"];
/// Art. 42: the head of the organ may prolong the term.
const PROLONGED: &str = "延长";

/// The article of the 行政许可法 by which a procedure stops the clock of a licence; none where the law names no such
/// procedure, as for 入户调查 or 公示.
pub fn stopping_article(procedure: &str) -> Option<u8> {
    if NOT_COUNTED.iter().any(|named| procedure.contains(named)) {
        Some(45)
    } else {
        procedure.contains(PROLONGED).then_some(42)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_law_lists_stops_the_clock_of_a_licence() {
        assert_eq!(stopping_article("听证"), Some(45));
        assert_eq!(stopping_article("检验、检测"), Some(45));
        assert_eq!(stopping_article("延长审查期限"), Some(42));
        assert_eq!(stopping_article("入户调查和公示"), None);
        assert_eq!(stopping_article(""), None);
    }
}
