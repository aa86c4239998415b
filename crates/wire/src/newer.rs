//! Reading what a newer program wrote: fields that are not known are left out, never guessed at. The bytes themselves are
//! kept by whoever stores them.

use serde::de::DeserializeOwned;
use serde_json::{Error, Value};

/// So many unknown names, and so many places of one name; what has more of them is not read.
const MOST: usize = 64;

/// Reads a value, and says whether fields had to be left out.
///
/// # Errors
/// What is missing or wrong though it is known.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<(T, bool), Error> {
    let mut error = match serde_json::from_slice(bytes) {
        Ok(read) => return Ok((read, false)),
        Err(error) => error,
    };
    let mut value: Value = serde_json::from_slice(bytes)?;
    for _ in 0..MOST {
        let Some(name) = unknown(&error) else { break };
        let Some(smaller) = without::<T>(&value, &name) else { break };
        value = smaller;
        error = match T::deserialize(&value) {
            Ok(read) => return Ok((read, true)),
            Err(error) => error,
        };
    }
    Err(error)
}

/// The name that a field has which nothing knows.
fn unknown(error: &Error) -> Option<String> {
    quoted(&error.to_string(), "unknown field `")
}

fn quoted(message: &str, before: &str) -> Option<String> {
    let (name, _) = message.strip_prefix(before)?.split_once('`')?;
    Some(name.to_owned())
}

/// The value without the field of this name that is in the way: the one whose absence changes the complaint to another
/// than that it is missing, else every one that is not missed.
fn without<T: DeserializeOwned>(value: &Value, name: &str) -> Option<Value> {
    let mut places = Vec::new();
    places_of(value, name, &mut String::new(), &mut places);
    if places.len() > MOST {
        return None;
    }
    let mut all = value.clone();
    for place in &places {
        let mut one = value.clone();
        remove(&mut one, place, name);
        match T::deserialize(&one) {
            Ok(_) => return Some(one),
            Err(error) if quoted(&error.to_string(), "missing field `").as_deref() == Some(name) => continue,
            Err(error) if unknown(&error).as_deref() != Some(name) => return Some(one),
            Err(_) => remove(&mut all, place, name),
        }
    }
    (all != *value).then_some(all)
}

/// Pointers to the objects that have a field of this name.
fn places_of(value: &Value, name: &str, at: &mut String, places: &mut Vec<String>) {
    let length = at.len();
    let mut step = |part: &str, inner: &Value, at: &mut String| {
        at.push('/');
        at.push_str(&part.replace('~', "~0").replace('/', "~1"));
        places_of(inner, name, at, places);
        at.truncate(length);
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, inner)| step(key, inner, at)),
        Value::Array(parts) => {
            parts.iter().enumerate().for_each(|(n, inner)| step(&n.to_string(), inner, at))
        }
        _ => {}
    }
    if value.get(name).is_some() {
        places.push(at.clone());
    }
}

fn remove(value: &mut Value, place: &str, name: &str) {
    if let Some(Value::Object(fields)) = value.pointer_mut(place) {
        fields.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::json;

    #[derive(Deserialize, PartialEq, Debug)]
    #[serde(deny_unknown_fields)]
    struct Case {
        person: Person,
        files: Vec<File>,
        signed: Signed,
    }

    #[derive(Deserialize, PartialEq, Debug)]
    #[serde(deny_unknown_fields)]
    struct Person {
        name: String,
    }

    #[derive(Deserialize, PartialEq, Debug)]
    #[serde(deny_unknown_fields)]
    struct File {
        size: u64,
    }

    #[derive(Deserialize, PartialEq, Debug)]
    #[serde(tag = "how", rename_all = "snake_case", deny_unknown_fields)]
    enum Signed {
        Hand { at: u64 },
    }

    fn case() -> Value {
        json!({"person": {"name": "王"}, "files": [{"size": 1}, {"size": 2}], "signed": {"how": "hand", "at": 3}})
    }

    fn read_of(value: &Value) -> Result<(Case, bool), Error> {
        read(&serde_json::to_vec(value).unwrap())
    }

    #[test]
    fn fields_that_nothing_knows_are_left_out_wherever_they_stand() {
        let (known, left_out) = read_of(&case()).unwrap();
        assert!(!left_out);
        let mut newer = case();
        newer["colour"] = "red".into();
        newer["name"] = "the same word as one that is known".into();
        newer["files"][0]["pages"] = 2.into();
        newer["files"][1]["pages"] = 3.into();
        newer["signed"]["pen"] = json!({"at": 4, "name": {"deep": []}});
        assert_eq!(read_of(&newer).unwrap(), (known, true));
    }

    #[test]
    fn what_is_needed_and_cannot_be_read_is_not_made_up() {
        let mut other_way = case();
        other_way["signed"]["how"] = "seal".into();
        assert!(read_of(&other_way).is_err());
        let mut without_name = case();
        without_name["person"] = json!({"names": ["王"]});
        assert!(read_of(&without_name).is_err());
        let mut too_much = case();
        for n in 0..=MOST {
            too_much[format!("f{n}")] = n.into();
        }
        assert!(read_of(&too_much).is_err());
    }
}
