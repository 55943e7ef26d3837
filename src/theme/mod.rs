//! Themes: style sheets and fonts, from a name.

mod built_in;
pub mod manifest;
mod sheet;

pub use built_in::{BuiltIn, built_in, find};
