//! From columns to values and back. What does not read back is an error that names the value's type, never a default.

use crate::StoreError;
use casework::moment::Moment;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::str::FromStr;

pub(crate) fn text<T: FromStr>(stored: &str) -> Result<T, StoreError> {
    stored.parse().map_err(|_| StoreError::Stored(std::any::type_name::<T>().to_owned()))
}

pub(crate) fn json<T: DeserializeOwned>(stored: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(stored).map_err(|e| StoreError::Stored(e.to_string()))
}

/// What an entry said: of one that a newer program made, what can be read of it.
pub(crate) fn payload<T: DeserializeOwned>(stored: &[u8]) -> Result<T, StoreError> {
    wire::newer::read(stored).map(|(read, _)| read).map_err(|e| StoreError::Stored(e.to_string()))
}

pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|e| StoreError::Stored(e.to_string()))
}

/// SQLite counts to 2^63; a sequence beyond saturates and is then refused as a gap.
pub(crate) fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) fn count(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or(0)
}

pub(crate) fn small(stored: i64) -> Result<u32, StoreError> {
    u32::try_from(stored).map_err(|_| StoreError::Stored("u32".to_owned()))
}

pub(crate) fn moment(stored: i64) -> Moment {
    Moment::from_millis(stored)
}
