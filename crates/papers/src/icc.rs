//! A small sRGB profile (ICC.1:2001-04, version 2.1), made here so that no file of others is carried along.

/// Colorants adapted to D50 and a white point, s15Fixed16.
const WHITE: [f64; 3] = [0.9642, 1.0, 0.8249];
const RED: [f64; 3] = [0.4360, 0.2225, 0.0139];
const GREEN: [f64; 3] = [0.3851, 0.7169, 0.0971];
const BLUE: [f64; 3] = [0.1431, 0.0606, 0.7141];
const NAME: &str = "sRGB";
const HEADER: usize = 128;

/// The bytes of the profile.
pub(crate) fn srgb() -> Vec<u8> {
    let tags = tags();
    let directory = 4 + tags.len() * 12;
    let mut table = u32_bytes(tags.len() as u32).to_vec();
    let mut data = Vec::new();
    for (signature, bytes) in &tags {
        table.extend_from_slice(*signature);
        table.extend(u32_bytes((HEADER + directory + data.len()) as u32));
        table.extend(u32_bytes(bytes.len() as u32));
        data.extend_from_slice(bytes);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let mut profile = header((HEADER + table.len() + data.len()) as u32);
    profile.extend(table);
    profile.extend(data);
    profile
}

fn tags() -> Vec<(&'static [u8; 4], Vec<u8>)> {
    vec![
        (b"desc", description()),
        (b"cprt", [b"text\0\0\0\0".as_slice(), b"Public domain\0"].concat()),
        (b"wtpt", xyz(WHITE)),
        (b"rXYZ", xyz(RED)),
        (b"gXYZ", xyz(GREEN)),
        (b"bXYZ", xyz(BLUE)),
        (b"rTRC", curve()),
        (b"gTRC", curve()),
        (b"bTRC", curve()),
    ]
}

fn header(size: u32) -> Vec<u8> {
    let mut bytes = vec![0; HEADER];
    let mut put = |at: usize, value: &[u8]| bytes[at..at + value.len()].copy_from_slice(value);
    put(0, &u32_bytes(size));
    put(8, &[2, 0x10, 0, 0]);
    put(12, b"mntrRGB XYZ ");
    put(24, &[0x07, 0xD0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]);
    put(36, b"acsp");
    put(68, &xyz(WHITE)[8..]);
    bytes
}

fn description() -> Vec<u8> {
    let mut bytes = b"desc\0\0\0\0".to_vec();
    bytes.extend(u32_bytes(NAME.len() as u32 + 1));
    bytes.extend(NAME.as_bytes());
    // End of the ASCII text, then an empty Unicode and an empty 67-byte Macintosh part.
    bytes.extend([0; 1 + 8 + 3 + 67]);
    bytes
}

fn xyz(values: [f64; 3]) -> Vec<u8> {
    let mut bytes = b"XYZ \0\0\0\0".to_vec();
    for value in values {
        bytes.extend(((value * 65536.0).round() as i32).to_be_bytes());
    }
    bytes
}

/// The sRGB transfer curve (IEC 61966-2-1) in 256 steps.
fn curve() -> Vec<u8> {
    const STEPS: u32 = 256;
    let mut bytes = b"curv\0\0\0\0".to_vec();
    bytes.extend(u32_bytes(STEPS));
    for step in 0..STEPS {
        let value = f64::from(step) / f64::from(STEPS - 1);
        let linear = if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) };
        bytes.extend(((linear * 65535.0).round() as u16).to_be_bytes());
    }
    bytes
}

fn u32_bytes(value: u32) -> [u8; 4] {
    value.to_be_bytes()
}
