//! The project's tests from outside: everything that needs the whole library or the program.
//!
//! `tests/README.md` says how to add a case; most need no Rust.

#![allow(clippy::disallowed_methods, reason = "tests read and write files")]

mod architecture;
mod browser;
#[cfg(unix)]
mod browser_faults;
mod ci;
mod cmd;
mod hostile;
#[cfg(feature = "images")]
mod images;
mod incremental;
#[cfg(feature = "links")]
mod links;
mod live;
mod overflow;
mod program;
mod publish;
mod readme;
#[cfg(feature = "s3")]
mod s3;
mod seed;
mod serve;
mod suite;
