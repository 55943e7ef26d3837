//! The top of a deck: what the author says about the whole.
//!
//! Two forms (DESIGN "The deck"): fenced YAML, or bare `key: value` lines; and pandoc's `% Title`
//! lines when a deck has neither.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{FileId, Span, Spanned};
use reading::Reading;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

mod bare;
pub mod config;
mod fenced;
mod keys;
mod lines;
mod mistake;
mod percent;
mod places;
mod reading;
mod schema;
#[cfg(test)]
mod tests;
mod value;
mod yaml;

pub use config::{Config, Defaults};
pub use keys::{Key, Shape, Takes, keys, spelling};
pub use schema::schema;

/// The longest header, in bytes. YAML can take time that grows with the square of its length.
const LIMIT: usize = 16 * 1024;

/// Reads the header at the top of a decoded file; returns it and the byte where the body starts.
///
/// That byte is the start of a line or the end of the text. Mistakes become diagnostics, and what
/// they touch keeps its default.
pub fn read(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> (Header, usize) {
    read_with(file, text, &Defaults::default(), diagnostics)
}

/// The same, with defaults for what the header does not say.
pub fn read_with(
    file: FileId,
    text: &str,
    defaults: &Defaults,
    diagnostics: &mut Diagnostics,
) -> (Header, usize) {
    let mut reading = Reading::new(file, diagnostics);
    reading.start_from(defaults);
    let body = fenced::read(&mut reading, text)
        .or_else(|| bare::read(&mut reading, text))
        .or_else(|| percent::read(&mut reading, text));
    (reading.finish(), body.unwrap_or(0))
}

/// Reads a YAML file of values, such as `_variables.yml`: a map, in which everything but lists and
/// maps is text as it was written.
///
/// # Errors
/// It is too long, no map or no YAML; the text says why.
pub fn values(text: &str) -> Result<serde_json::Map<String, serde_json::Value>, String> {
    if text.len() > LIMIT {
        return Err(format!("it is longer than {} KB", LIMIT / 1024));
    }
    match yaml::parse(text).map_err(|error| error.message)?.texts_json() {
        serde_json::Value::Object(map) => Ok(map),
        serde_json::Value::Null => Ok(serde_json::Map::new()),
        _ => Err("it is no map of names and values".to_string()),
    }
}

fn too_long(reading: &mut Reading, range: Range<usize>) {
    let span = reading.span(range);
    reading.report(
        Diagnostic::error("header-too-long", span, "the header is longer than 16 KB")
            .hint("a line `---` ends it, or a blank line if it does not start with `---`"),
    );
}

/// How the header is written, which also tells how some body lines are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Style {
    /// There is none.
    #[default]
    None,
    /// `key: value` lines without a fence.
    Bare,
    /// YAML between `---` lines.
    Fenced,
    /// pandoc's `% Title` lines.
    Percent,
}

/// Writing direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Direction {
    /// Left to right.
    #[default]
    Ltr,
    /// Right to left.
    Rtl,
}

/// The stage, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Width, 200 to 8000.
    pub width: u32,
    /// Height, 200 to 8000.
    pub height: u32,
}

impl Default for Size {
    fn default() -> Size {
        Size { width: 1280, height: 720 }
    }
}

/// What `#` sections become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Navigation {
    /// All slides in one row.
    #[default]
    Linear,
    /// A section's slides below it; "next" goes through all.
    Vertical,
    /// A section's slides below it; left and right keep the row, as in reveal.js's grid.
    Grid,
}

/// What happens to a slide that is larger than the stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Overflow {
    /// Made smaller until it fits, and scrollable when half size is not enough.
    #[default]
    Shrink,
    /// Made smaller, and made several slides of when half size is not enough.
    Split,
    /// Scrollable at full size.
    Scroll,
    /// Cut off.
    Clip,
}

/// reveal.js's slide numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum SlideNumber {
    /// None.
    #[default]
    Off,
    /// `5`, counted flat (reveal's `c`).
    Current,
    /// `5/12` (reveal's `c/t`).
    CurrentOfTotal,
    /// `2.1` (reveal's `h.v`).
    Nested,
    /// `2/1` (reveal's `h/v`).
    NestedSlash,
}

/// Everything a header can say, with defaults for what it does not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// How it is written.
    pub style: Style,
    /// Where it stands; empty at 0 when there is none.
    pub span: Span,
    /// Title of the deck; inline Markdown.
    pub title: Option<Spanned<String>>,
    /// Below the title; inline Markdown.
    pub subtitle: Option<Spanned<String>>,
    /// One or more; inline Markdown.
    pub authors: Vec<Spanned<String>>,
    /// As written; inline Markdown.
    pub date: Option<Spanned<String>>,
    /// As written; inline Markdown.
    pub institute: Option<Spanned<String>>,
    /// For search engines and social cards.
    pub description: Option<Spanned<String>>,
    /// A picture for social cards, relative to the deck.
    pub image: Option<Spanned<String>>,
    /// What the deck is about.
    pub tags: Vec<Spanned<String>>,
    /// It is left out of sites.
    pub draft: bool,
    /// A theme's name, or a folder or CSS file relative to the deck.
    pub theme: Option<Spanned<String>>,
    /// Names and values that change the theme.
    pub theme_vars: Vec<(Spanned<String>, Spanned<String>)>,
    /// A language tag (BCP 47), checked to be letters, digits and hyphens.
    pub lang: String,
    /// Writing direction.
    pub dir: Direction,
    /// The stage.
    pub size: Size,
    /// What sections become.
    pub navigation: Navigation,
    /// Lists appear item by item.
    pub incremental: bool,
    /// Slide numbers.
    pub slide_number: SlideNumber,
    /// Progress bar.
    pub progress: bool,
    /// Arrows in the corner.
    pub controls: bool,
    /// One of reveal.js's transitions: none, fade, slide, convex, concave, zoom.
    pub transition: String,
    /// Slides are centred vertically.
    pub center: bool,
    /// Shown at the foot of every slide; inline Markdown.
    pub footer: Option<Spanned<String>>,
    /// A picture in the corner of every slide, relative to the deck.
    pub logo: Option<Spanned<String>>,
    /// Whether there is a title slide.
    pub title_slide: bool,
    /// What happens to slides that do not fit.
    pub overflow: Overflow,
    /// Extra style sheets, relative to the deck.
    pub css: Vec<Spanned<String>>,
    /// Extra scripts, relative to the deck.
    pub js: Vec<Spanned<String>>,
    /// Files of works that can be cited, relative to the deck.
    pub bibliography: Vec<Spanned<String>>,
    /// A citation style's name, or a CSL file relative to the deck.
    pub csl: Option<Spanned<String>>,
    /// Keys of works that are listed though not cited; `all` means every work.
    pub nocite: Vec<Spanned<String>>,
    /// Handed to `Reveal.initialize` as it is.
    pub reveal: serde_json::Map<String, serde_json::Value>,
    /// Macros for formulas: names and definitions.
    pub math_macros: Vec<(Spanned<String>, Spanned<String>)>,
    /// Codes of findings that the author accepts.
    pub allow: Vec<Spanned<String>>,
    /// How long the talk may take, in minutes.
    pub duration: Option<u32>,
    /// How to read the body when the text does not tell.
    pub dialect: Option<Spanned<String>>,
    /// All keys as they were given, known or not, by their one [`spelling`].
    pub given: BTreeMap<String, Given>,
}

/// A key of the header as the author gave it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Given {
    /// Where the key stands.
    pub name: Span,
    /// Where its value stands.
    pub span: Span,
    /// The value: text, or lists and maps of texts.
    pub value: serde_json::Value,
}

impl Header {
    /// Whether `@key` cites a work.
    pub fn cites(&self) -> bool {
        cfg!(feature = "citations") && !self.bibliography.is_empty()
    }
}

impl Default for Header {
    fn default() -> Header {
        Header {
            style: Style::None,
            span: Span::default(),
            title: None,
            subtitle: None,
            authors: Vec::new(),
            date: None,
            institute: None,
            description: None,
            image: None,
            tags: Vec::new(),
            draft: false,
            theme: None,
            theme_vars: Vec::new(),
            lang: "en".to_string(),
            dir: Direction::Ltr,
            size: Size::default(),
            navigation: Navigation::Linear,
            incremental: false,
            slide_number: SlideNumber::Off,
            progress: true,
            controls: true,
            transition: "slide".to_string(),
            center: true,
            footer: None,
            logo: None,
            title_slide: true,
            overflow: Overflow::Shrink,
            css: Vec::new(),
            js: Vec::new(),
            bibliography: Vec::new(),
            csl: None,
            nocite: Vec::new(),
            reveal: serde_json::Map::new(),
            math_macros: Vec::new(),
            allow: Vec::new(),
            duration: None,
            dialect: None,
            given: BTreeMap::new(),
        }
    }
}
