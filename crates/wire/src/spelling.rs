//! How bytes are spelled that a person reads from one paper and types elsewhere: groups of four of Crockford's base 32,
//! without I, L, O, U.

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The groups.
pub(crate) fn spelled(bytes: &[u8]) -> String {
    let mut bits = 0u32;
    let mut held = 0;
    let mut text = String::new();
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(ALPHABET[((held >> bits) & 31) as usize]));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(char::from(ALPHABET[((held << (5 - bits)) & 31) as usize]));
    }
    let groups: Vec<&str> = (0..text.len()).step_by(4).map(|i| &text[i..text.len().min(i + 4)]).collect();
    groups.join("-")
}

/// The bytes that were spelled. Small letters, blanks and letters that look like digits are forgiven; None for another
/// letter or another length.
pub(crate) fn read<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = Vec::with_capacity(N);
    let mut held = 0u32;
    let mut bits = 0;
    for c in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
        let c = match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let value = ALPHABET.iter().position(|a| char::from(*a) == c)?;
        held = (held << 5) | u32::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 255).ok()?);
            held &= (1 << bits) - 1;
        }
    }
    // the last letter holds fewer bits than it could: what is spelled leaves the others empty
    if held == 0 { bytes.try_into().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spelled_reads_back_however_carelessly_it_was_typed() {
        let bytes = [0, 1, 0x7f, 0xff, 0x42, 9, 200, 31, 250, 17, 3, 77];
        let text = spelled(&bytes);
        assert_eq!(text.len(), 24, "five groups of four: {text}");
        assert_eq!(read::<12>(&text), Some(bytes));
        assert_eq!(read::<12>(&text.to_lowercase().replace('-', " ").replace('0', "o")), Some(bytes));
        assert_eq!(read::<12>(&text[1..]), None);
        assert_eq!(read::<12>("U"), None);
        assert_eq!(read::<12>(&[&text[..23], "1"].concat()), None, "a last letter that is never written");
    }
}
