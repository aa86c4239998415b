//! The catalogue through its public door, on a small made-up item and on the real content.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod assets;
mod evaluation;
mod forms;
mod linting;
mod materials;
mod numbers;
mod packs;
mod searching;
mod small;
