//! The line between a station and the gateway: what it does to a question and to its answer.

use super::chance::Chance;
use super::plan::Weather;
use super::words::weight_of;
use std::time::Duration;
use wire::{Answer, LinkError};

/// The way of a question.
pub enum Way {
    /// It never arrives; this is heard then.
    Fails(Duration, LinkError),
    /// It arrives, and perhaps once more.
    Arrives(Duration, Option<Duration>),
}

/// The way of an answer.
pub enum Back {
    /// It never arrives.
    Lost,
    /// It arrives like this.
    Arrives(Duration, Result<Answer, LinkError>),
}

/// What the line does to a question of this weight, that is awaited so long.
pub fn there(chance: &mut Chance, weather: &Weather, weight: usize, patience: Duration) -> Way {
    if chance.in_a_thousand(weather.lost) {
        return match chance.below(3) {
            0 => Way::Fails(patience / 7, LinkError::Unreachable),
            _ => Way::Fails(patience, LinkError::TimedOut),
        };
    }
    let way = takes(chance, weather, weight);
    let echo = chance.in_a_thousand(weather.doubled).then(|| {
        let latest = chance.one_of(&[1, 60, 3_600, 24 * 3_600]);
        way + chance.between(Duration::ZERO, Duration::from_secs(latest))
    });
    Way::Arrives(way, echo)
}

/// What it does to the answer.
pub fn back(chance: &mut Chance, weather: &Weather, answer: Result<Answer, LinkError>) -> Back {
    if chance.in_a_thousand(weather.lost) {
        return Back::Lost;
    }
    let way = takes(chance, weather, answer.as_ref().map_or(0, weight_of));
    match answer {
        Ok(answer) if chance.in_a_thousand(weather.altered) => {
            Back::Arrives(way, super::altered::altered(chance, &answer))
        }
        answer => Back::Arrives(way, answer),
    }
}

fn takes(chance: &mut Chance, weather: &Weather, weight: usize) -> Duration {
    let carried = Duration::from_micros(weight as u64 * 1_000_000 / weather.rate);
    let stray = match chance.in_a_thousand(weather.stray) {
        true => chance.between(Duration::from_secs(1), Duration::from_secs(3 * 3_600)),
        false => chance.between(Duration::ZERO, weather.way / 2),
    };
    weather.way + carried + stray
}

/// What a station hears when it has no line at all.
pub fn no_line(chance: &mut Chance) -> LinkError {
    match chance.below(6) {
        0 => LinkError::NoNetwork,
        1 => LinkError::NameUnknown,
        2 => LinkError::Proxy,
        3 => LinkError::NotTheGateway { status: 200 },
        4 => LinkError::Tls,
        _ => LinkError::Unreachable,
    }
}
