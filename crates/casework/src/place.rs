//! Places: division codes of GB/T 2260 and GB/T 10114, the station that stands in a village, its devices.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A text that is not a division code, station code or device number.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone)]
pub enum PlaceError {
    /// A village code has twelve digits.
    #[error("a station code is the village's division code of 12 digits, this one is {found:?}")]
    StationCode {
        /// What was given.
        found: String,
    },
    /// A county code has six digits.
    #[error("a county code has 6 digits, this one is {found:?}")]
    CountyCode {
        /// What was given.
        found: String,
    },
    /// Devices are numbered 1 to 99.
    #[error("a device number is 1 to 99, this one is {found}")]
    Device {
        /// What was given.
        found: u32,
    },
}

fn digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|b| b.is_ascii_digit())
}

/// County (县级) division code, 6 digits.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CountyCode(String);

/// Village (村级) division code, 12 digits: 6 county, 3 town, 3 village. It names the station.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StationCode(String);

impl StationCode {
    /// The twelve digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The county it lies in.
    pub fn county(&self) -> CountyCode {
        CountyCode(self.0[..6].to_owned())
    }
}

impl CountyCode {
    /// The six digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for StationCode {
    type Err = PlaceError;
    fn from_str(text: &str) -> Result<Self, PlaceError> {
        let text = text.trim();
        if digits(text, 12) {
            Ok(Self(text.to_owned()))
        } else {
            Err(PlaceError::StationCode { found: text.to_owned() })
        }
    }
}

impl FromStr for CountyCode {
    type Err = PlaceError;
    fn from_str(text: &str) -> Result<Self, PlaceError> {
        let text = text.trim();
        if digits(text, 6) {
            Ok(Self(text.to_owned()))
        } else {
            Err(PlaceError::CountyCode { found: text.to_owned() })
        }
    }
}

macro_rules! code_text {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = PlaceError;
            fn try_from(text: String) -> Result<Self, PlaceError> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(code: $name) -> String {
                code.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
code_text!(StationCode);
code_text!(CountyCode);

/// One PC of a station, 1 to 99, given at enrolment; two stations' devices never share a receipt number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct DeviceNumber(u8);

impl DeviceNumber {
    /// # Errors
    /// [`PlaceError::Device`] outside 1 to 99.
    pub fn new(number: u32) -> Result<Self, PlaceError> {
        match u8::try_from(number) {
            Ok(n) if (1..=99).contains(&n) => Ok(Self(n)),
            _ => Err(PlaceError::Device { found: number }),
        }
    }

    /// The number.
    pub fn get(self) -> u32 {
        u32::from(self.0)
    }
}

impl TryFrom<u32> for DeviceNumber {
    type Error = PlaceError;
    fn try_from(number: u32) -> Result<Self, PlaceError> {
        Self::new(number)
    }
}

impl From<DeviceNumber> for u32 {
    fn from(device: DeviceNumber) -> u32 {
        device.get()
    }
}
