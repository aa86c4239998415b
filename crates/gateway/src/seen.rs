//! The case as an official has it before them when they decide on it: said in the query, so that a decision stays what
//! it is.

use casework::decision::Decision;
use casework::state::State;
use gateway_store::{Proposed, Seen};
use serde::Deserialize;
use utoipa::IntoParams;

/// What the official has before them; what is left out is not compared.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SeenQuery {
    /// Its version: on another one nothing is decided.
    version: Option<u32>,
    /// Where it stands, e.g. `in_review`: elsewhere nothing is decided.
    #[param(value_type = Option<String>)]
    state: Option<State>,
}

impl SeenQuery {
    /// A decision on what was seen.
    pub(crate) fn proposing(self, decision: Decision) -> Proposed {
        let Self { version, state } = self;
        Proposed { decision, seen: Seen { version, state } }
    }
}
