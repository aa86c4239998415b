//! Trains the dictionaries of a catalogue's forms, on cases of people who do not exist.

mod made_up;

use catalogue::{FormPack, Item, Pack};
use made_up::MadeUp;
use std::collections::BTreeMap;
use std::io;
use wire::Dictionary;

/// Cases that a dictionary is trained on. More of them find no more that all have in common.
const CASES: usize = 400;
/// Where the chance of training begins: the same content gives the same dictionaries.
const SEED: u64 = 2_016;

/// A dictionary for each form that has an item, by the form.
///
/// # Errors
/// A form or an item out of which no case can be made.
pub fn dictionaries(pack: &Pack) -> io::Result<BTreeMap<String, Dictionary>> {
    let items = pack.items.iter().filter_map(|item| Some((item, pack.form_of(item)?)));
    let trained = items.map(|(item, form)| {
        let cases = made_up_cases(pack, (item, form), SEED, CASES)?;
        Ok((form.form.to_string(), Dictionary::trained(&cases)?))
    });
    trained.collect()
}

/// Cases of an item as a station hands them to the line, one in each batch, not packed. Nothing in them is anybody's.
///
/// # Errors
/// As [`dictionaries`].
pub fn made_up_cases(
    pack: &Pack,
    of: (&Item, &FormPack),
    seed: u64,
    count: usize,
) -> io::Result<Vec<Vec<u8>>> {
    let mut made_up = MadeUp::new(seed);
    (0..count).map(|_| made_up.case(&pack.publisher, of).map_err(io::Error::other)).collect()
}
