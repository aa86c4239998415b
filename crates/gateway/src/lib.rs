//! The server between village stations and county offices: station door, county door, console, and for everybody the
//! key list and a page that checks a paper.
//!
//! [`serve`] starts it and gives back its address; [`Doors`] serves connections that somebody else accepts, and [`answer`]
//! is the same station door without a line.
//! The truth is in `gateway_store`; here requests are read, let in or refused, and answered.

mod answer;
mod assets;
mod backup;
mod bundle_door;
mod bundles;
mod caller;
mod case_view;
mod clock;
mod console;
mod county_door;
mod doors;
mod exchange;
mod files;
mod gateway;
#[cfg(test)]
mod hang_up;
mod headers;
mod introduction;
mod keys;
mod limits;
mod openapi;
mod packing;
mod paper;
mod published;
mod reading;
mod router;
mod seen;
mod sentences;
mod server;
mod station_door;
mod tls;
mod training;
mod verifying;
mod visitors;

pub use assets::{AssetError, divisions, keep_assets};
pub use backup::back_up;
pub use bundles::{Answered, Bearer, Brought, Delivery, ImportError, Note, deliver};
pub use caller::{Caller, Reach};
pub use clock::Clock;
pub use doors::Doors;
pub use exchange::answer;
pub use keys::key_list;
pub use openapi::document;
pub use sentences::sentence_of;
pub use server::{Running, ServeError, Settings, serve};
pub use tls::TlsError;
pub use training::{dictionaries, made_up_cases};
