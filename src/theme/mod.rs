//! Themes: style sheets and fonts, from a name.
//!
//! A name is looked for in `themes/` beside the deck, then in `themes/` of the project, then among
//! the built-in ones. A theme of a user builds on another one, and in the end on a built-in one.

mod built_in;
mod characters;
mod export;
mod folder;
mod look;
mod lookup;
pub mod manifest;
mod sheet;
#[cfg(test)]
mod tests;
mod vars;

use crate::assets::Asset;
use crate::bundle::Bytes;
use crate::diagnostic::Diagnostics;
use crate::source::{Span, Spanned};
use crate::world::World;
use manifest::Scheme;
use std::borrow::Cow;
use std::path::{Path, PathBuf};

pub use built_in::{BuiltIn, built_in, find};
pub use characters::Characters;
pub use export::export;
pub use look::Look;
pub use vars::add as add_vars;

/// The theme of a deck that names none, and of one that names no theme we can find.
pub const DEFAULT: &str = "league";

/// Where themes are looked for.
#[derive(Clone, Copy)]
pub struct Places<'a> {
    /// Reads files.
    pub world: &'a dyn World,
    /// The deck's folder, absolute.
    pub deck: &'a Path,
    /// The project's root, absolute; nothing outside of it is read.
    pub project: &'a Path,
}

/// A file of a theme, for a bundle's `assets/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name there, with a hash of its bytes.
    pub name: Cow<'static, str>,
    /// What is in it.
    pub bytes: Bytes,
}

/// A style sheet that a user wrote, or that a user's `theme.yaml` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The file it comes from, absolute; the addresses in it are relative to this file.
    pub path: PathBuf,
    /// The text, with addresses as written.
    pub css: String,
    /// Where the deck says what it says; `None` when it is the theme's.
    pub span: Option<Span>,
}

/// A template for the page, which extends ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The file it comes from, absolute.
    pub path: PathBuf,
    /// What is in it.
    pub text: String,
}

/// A theme, ready to be written to a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// Its name, or the path that the deck gives.
    pub name: String,
    /// Whether slides are dark.
    pub scheme: Scheme,
    /// The style sheet. It follows `deck.css`, in a file in the same folder as `files`.
    pub css: File,
    /// The fonts that `css` names.
    pub files: Vec<File>,
    /// A user's own style sheets; they come after `css`, in this order.
    pub sheets: Vec<Sheet>,
    /// A template for the page that the user's theme brings.
    pub template: Option<Template>,
    /// The files that were looked at, whether they exist or not.
    pub read: Vec<PathBuf>,
}

impl Theme {
    /// The value of a custom property such as `--r-main-color`, as the theme's sheets set it for the
    /// whole page.
    pub fn value(&self, property: &str) -> Option<String> {
        let built_in = String::from_utf8_lossy(&self.css.bytes);
        let sheets = self.sheets.iter().rev().map(|sheet| sheet.css.as_str());
        let all = sheets.chain([&*built_in]);
        let last = |css: &str| {
            let declared = export::declared(css).filter(|(name, _)| *name == property);
            declared.last().map(|(_, value)| value.to_string())
        };
        all.into_iter().find_map(last)
    }

    /// Drops the font files that hold none of a page's characters; no browser would ask for them.
    pub fn keep_fonts_for(&mut self, page: &Characters) {
        let unneeded = |file: &File| {
            let face = built_in::FACES.iter().find(|face| face.asset.file == file.name);
            face.is_some_and(|face| !page.any_in(face.range))
        };
        self.files.retain(|file| !unneeded(file));
    }
}

impl From<&'static Asset> for File {
    fn from(asset: &'static Asset) -> File {
        File { name: asset.file.into(), bytes: asset.bytes.into() }
    }
}

impl From<&'static BuiltIn> for Theme {
    fn from(theme: &'static BuiltIn) -> Theme {
        Theme {
            name: theme.name.to_string(),
            scheme: theme.scheme,
            css: theme.css.into(),
            files: theme.fonts.iter().map(|font| File::from(*font)).collect(),
            sheets: Vec::new(),
            template: None,
            read: Vec::new(),
        }
    }
}

/// The theme that a deck names: by its name, or by a folder or a CSS file relative to the deck.
///
/// Without a name, and when there is no such theme, it is [`DEFAULT`]. What is wrong with a theme
/// is reported at the name's place.
pub fn load(
    name: Option<&Spanned<String>>,
    places: Places<'_>,
    diagnostics: &mut Diagnostics,
) -> Theme {
    match name {
        None => fallback().into(),
        Some(name) => folder::load(name, places, diagnostics),
    }
}

/// Whether a text can stand in a rule, also between quotes, without ending it.
fn is_plain(text: &str) -> bool {
    let bad = |c: char| c.is_control() || "\"'\\;{}<>".contains(c);
    !text.trim().is_empty() && text.len() <= 200 && !text.contains(bad)
}

fn fallback() -> &'static BuiltIn {
    find(DEFAULT).expect("the default theme is built in")
}
