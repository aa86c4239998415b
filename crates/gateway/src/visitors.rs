//! How many connections each address holds. A cap per address keeps one that drips from shutting out the rest.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// Connections of one address at most; loopback is not counted.
const MOST: usize = 32;

#[derive(Clone, Default)]
pub(crate) struct Visitors(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// A place that is given back when it is dropped.
pub(crate) struct Place {
    visitors: Visitors,
    address: IpAddr,
}

impl Visitors {
    /// A place for one more connection; None when the address holds too many.
    pub(crate) fn come(&self, address: IpAddr) -> Option<Place> {
        if !address.is_loopback() {
            let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let count = held.entry(address).or_default();
            if *count >= MOST {
                return None;
            }
            *count += 1;
        }
        Some(Place { visitors: self.clone(), address })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.visitors.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_holds_too_many_is_refused_until_it_lets_go() {
        let visitors = Visitors::default();
        let address: IpAddr = "192.0.2.7".parse().unwrap();
        let mut places: Vec<_> = (0..MOST).map(|_| visitors.come(address).unwrap()).collect();
        assert!(visitors.come(address).is_none());
        assert!(visitors.come("192.0.2.8".parse().unwrap()).is_some());
        places.pop();
        assert!(visitors.come(address).is_some());
        assert!((0..2 * MOST).all(|_| visitors.come("127.0.0.1".parse().unwrap()).is_some()));
    }
}
