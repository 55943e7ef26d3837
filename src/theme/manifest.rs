//! What `theme.yaml` says. The build script reads built-in themes with this file too, so it uses
//! nothing of this crate.

use serde::Deserialize;
use std::collections::BTreeMap;

/// A theme's `theme.yaml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The theme's name; its folder's name when left out.
    pub name: Option<String>,
    /// One line for `deckgen themes`.
    #[serde(default)]
    pub description: String,
    /// The theme it builds on. Built-in themes may name `reveal.js/NAME`, reveal.js's own sheet.
    pub extends: Option<String>,
    /// Whether slides are dark; as in the theme it extends when left out.
    pub scheme: Option<Scheme>,
    /// Font faces.
    #[serde(default)]
    pub fonts: Vec<Font>,
    /// Colours of code.
    pub code: Option<Code>,
}

/// Whether a theme's slides are dark or light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// Light text on dark.
    Dark,
    /// Dark text on light.
    Light,
}

impl Scheme {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Scheme::Dark => "dark",
            Scheme::Light => "light",
        }
    }
}

/// One face of a font family.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Font {
    /// The name that style sheets use.
    pub family: String,
    /// The npm package it is embedded from.
    pub package: Option<String>,
    /// Or a file in the theme's folder.
    pub file: Option<String>,
    /// 1 to 1000.
    #[serde(default = "regular")]
    pub weight: u16,
    /// Upright when left out.
    #[serde(default)]
    pub style: Style,
}

fn regular() -> u16 {
    400
}

/// Upright or slanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Style {
    /// Upright.
    #[default]
    Normal,
    /// Slanted.
    Italic,
}

impl Style {
    /// The CSS keyword.
    pub fn name(self) -> &'static str {
        match self {
            Style::Normal => "normal",
            Style::Italic => "italic",
        }
    }
}

/// Colours of code: a palette, or single colours on top of what the theme extends.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Code {
    /// The name of one of `themes/_code.yaml`.
    Palette(String),
    /// Group to CSS colour.
    Colours(Colours),
}

/// Group of code (`keyword`, `string`) to CSS colour.
pub type Colours = BTreeMap<String, String>;
