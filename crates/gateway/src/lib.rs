//! The server: station door, county door, console.
