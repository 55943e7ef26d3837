//! The themes that are part of the program.

use super::manifest::{Scheme, Style};
use crate::assets::Asset;

/// A built-in theme, ready to be written to a bundle.
#[derive(Debug)]
pub struct BuiltIn {
    /// The name that `theme:` takes.
    pub name: &'static str,
    /// One line about it.
    pub description: &'static str,
    /// Whether slides are dark.
    pub scheme: Scheme,
    /// The whole style sheet; it names the fonts as files beside it.
    pub css: &'static Asset,
    /// The font files.
    pub fonts: &'static [&'static Asset],
}

/// A part of a font face that is embedded, for themes that use a built-in theme's font.
#[derive(Debug)]
pub(super) struct Face {
    pub(super) package: &'static str,
    pub(super) weight: u16,
    pub(super) style: Style,
    /// The characters it holds, as CSS's `unicode-range`.
    pub(super) range: &'static str,
    pub(super) asset: &'static Asset,
}

include!(concat!(env!("OUT_DIR"), "/themes.rs"));

/// All built-in themes in the order of their names.
pub fn built_in() -> impl Iterator<Item = &'static BuiltIn> {
    THEMES.iter()
}

/// The built-in theme with this name.
pub fn find(name: &str) -> Option<&'static BuiltIn> {
    built_in().find(|theme| theme.name == name)
}
