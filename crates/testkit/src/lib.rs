//! A real link between two ends on this machine, for measurements and tests: two network namespaces, each with a TUN
//! device, and this program between them. What passes are the packets of the kernel's own TCP, so that its windows, its
//! acknowledgements and what it sends again are those of a real line. Figures about a line come from here, never from a
//! proxy, behind which TCP sees no loss and no delay.
//!
//! ```no_run
//! use testkit::{After, Link, Profile};
//! use std::time::Duration;
//!
//! let link = Link::with(Profile::village())?;
//! let listener = link.far().run(|| std::net::TcpListener::bind((testkit::FAR, 0)))?;
//! let address = listener?.local_addr()?;
//! let _stream = link.near().run(move || std::net::TcpStream::connect(address))?;
//! link.cut(Duration::from_secs(3), After::Reset);
//! println!("{:?}", link.traffic());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What happens to whole requests, and not to packets, is the [`Proxy`]'s.

mod bottleneck;
mod counted;
mod cuts;
mod device;
mod end;
mod flows;
mod forward;
mod link;
mod packet;
mod profile;
mod proxy;

pub use counted::{Traffic, Way};
pub use cuts::{After, Cuts};
pub use end::End;
pub use link::{FAR, FAR_AS_LOOPBACK, Link, NEAR, NoLink};
pub use profile::{Direction, MTU, Profile};
pub use proxy::{Proxy, Whims};
