//! Notices that the computer came into another network, without asking anybody.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};

/// Where the kernel tells its routes; a cable that is pulled, a stick that dials, a Wi-Fi that was joined change them.
const ROUTES: [&str; 2] = ["/proc/net/route", "/proc/net/ipv6_route"];

/// Another number means another network. Where nothing can be read it stays the same, and the timer does the work.
pub(crate) fn fingerprint() -> u64 {
    let mut hasher = DefaultHasher::new();
    for routes in ROUTES {
        for route in std::fs::read_to_string(routes).unwrap_or_default().lines().skip(1) {
            // device, destination, gateway; the counters behind them change by themselves
            route.split_whitespace().take(3).for_each(|part| part.hash(&mut hasher));
            route.split_whitespace().last().hash(&mut hasher);
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_network_has_the_same_fingerprint() {
        assert_eq!(fingerprint(), fingerprint());
    }
}
