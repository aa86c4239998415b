//! Where a slip printer is and how wide its paper.

use papers::Roll;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Port of raw printing.
const USUAL_PORT: &str = "9100";
/// What small printers are set to.
const USUAL_BAUD: u32 = 9600;
/// Speeds of serial printers.
const BAUDS: [u32; 7] = [2400, 4800, 9600, 19200, 38400, 57600, 115_200];

/// Where a slip printer is: `tcp://192.168.1.50:9100`, `usb:/dev/usb/lp0`, `serial:/dev/ttyUSB0?baud=9600`. Behind each
/// may stand `paper=80` for the wide roll.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ThermalAddress {
    place: Place,
    roll: Roll,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Place {
    Tcp { host: String, port: u16 },
    Usb(PathBuf),
    Serial { path: PathBuf, baud: u32 },
}

/// The text is no address of a slip printer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("this is not the address of a slip printer")]
pub struct NotAThermalAddress;

impl ThermalAddress {
    /// A printer in the network, with the narrow roll.
    pub(in super::super) fn tcp(host: &str, port: u16) -> Option<Self> {
        whole_host(host)
            .then(|| Self { place: Place::Tcp { host: host.to_owned(), port }, roll: Roll::default() })
    }

    /// Its paper.
    pub fn roll(&self) -> Roll {
        self.roll
    }

    /// The same printer with another roll.
    #[must_use]
    pub fn with(self, roll: Roll) -> Self {
        Self { roll, ..self }
    }

    /// Whether a text is meant to be an address of this kind.
    pub(in super::super) fn is_meant(text: &str) -> bool {
        let scheme = text.trim().split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        scheme.is_some_and(|scheme| ["tcp", "usb", "serial"].contains(&scheme.as_str()))
    }

    pub(super) fn place(&self) -> &Place {
        &self.place
    }
}

impl FromStr for ThermalAddress {
    type Err = NotAThermalAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (scheme, rest) = text.trim().split_once(':').ok_or(NotAThermalAddress)?;
        let (rest, wishes) = rest.split_once('?').unwrap_or((rest, ""));
        let wishes = Wishes::read(wishes).ok_or(NotAThermalAddress)?;
        let place = match scheme.to_ascii_lowercase().as_str() {
            "tcp" => tcp(rest),
            "usb" => path(rest).map(Place::Usb),
            "serial" => {
                path(rest).map(|path| Place::Serial { path, baud: wishes.baud.unwrap_or(USUAL_BAUD) })
            }
            _ => None,
        };
        let place = place.ok_or(NotAThermalAddress)?;
        if wishes.baud.is_some() && !matches!(place, Place::Serial { .. }) {
            return Err(NotAThermalAddress);
        }
        Ok(Self { place, roll: wishes.roll })
    }
}

/// What stands behind the question mark.
#[derive(Default)]
struct Wishes {
    baud: Option<u32>,
    roll: Roll,
}

impl Wishes {
    fn read(text: &str) -> Option<Self> {
        let mut wishes = Self::default();
        for wish in text.split('&').filter(|wish| !wish.is_empty()) {
            match wish.split_once('=')? {
                ("baud", speed) => wishes.baud = Some(speed.parse().ok().filter(|b| BAUDS.contains(b))?),
                ("paper", "58") => wishes.roll = Roll::Mm58,
                ("paper", "80") => wishes.roll = Roll::Mm80,
                _ => return None,
            }
        }
        Some(wishes)
    }
}

fn tcp(rest: &str) -> Option<Place> {
    let authority = rest.strip_prefix("//")?.trim_end_matches('/');
    let (host, port) = match authority.strip_prefix('[') {
        Some(numbered) => {
            let (host, behind) = numbered.split_once(']')?;
            (host, behind.strip_prefix(':').or(behind.is_empty().then_some(USUAL_PORT))?)
        }
        None => authority.split_once(':').unwrap_or((authority, USUAL_PORT)),
    };
    let port = port.parse().ok().filter(|port| *port > 0)?;
    whole_host(host).then(|| Place::Tcp { host: host.to_owned(), port })
}

fn whole_host(host: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b".-_:%".contains(&b);
    !host.is_empty() && host.len() <= 253 && host.bytes().all(fits)
}

fn path(text: &str) -> Option<PathBuf> {
    let plain = text.starts_with('/') && text.chars().all(|c| !c.is_control() && !c.is_whitespace());
    plain.then(|| PathBuf::from(text))
}

impl fmt::Display for ThermalAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut wishes = Vec::new();
        match &self.place {
            Place::Tcp { host, port } if host.contains(':') => write!(f, "tcp://[{host}]:{port}")?,
            Place::Tcp { host, port } => write!(f, "tcp://{host}:{port}")?,
            Place::Usb(path) => write!(f, "usb:{}", path.display())?,
            Place::Serial { path, baud } => {
                write!(f, "serial:{}", path.display())?;
                wishes.push(format!("baud={baud}"));
            }
        }
        if self.roll == Roll::Mm80 {
            wishes.push("paper=80".to_owned());
        }
        if wishes.is_empty() { Ok(()) } else { write!(f, "?{}", wishes.join("&")) }
    }
}
