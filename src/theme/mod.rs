//! Themes: style sheets and fonts, from a name.
//!
//! A name is looked for in `themes/` beside the deck, then in `themes/` of the project, then among
//! the built-in ones.

mod built_in;
pub mod manifest;
mod sheet;

use crate::assets::Asset;
use crate::bundle::Bytes;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Spanned;
use crate::suggest;
use crate::world::World;
use manifest::Scheme;
use std::borrow::Cow;
use std::path::Path;

pub use built_in::{BuiltIn, built_in, find};

/// The theme of a deck that names none.
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

/// A theme, ready to be written to a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// Its name.
    pub name: String,
    /// Whether slides are dark.
    pub scheme: Scheme,
    /// The style sheet. It comes after `deck.css`, in the same folder as `files`.
    pub css: File,
    /// What the style sheet names: fonts and pictures.
    pub files: Vec<File>,
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
        }
    }
}

/// The theme with this name, or [`DEFAULT`] when there is no name or no such theme.
pub fn load(
    name: Option<&Spanned<String>>,
    _places: Places<'_>,
    diagnostics: &mut Diagnostics,
) -> Theme {
    let Some(name) = name else { return fallback() };
    find(&name.value).map(Theme::from).unwrap_or_else(|| {
        let message = format!("there is no theme `{}`", name.value);
        let hint = suggest::did_you_mean(&name.value, built_in().map(|theme| theme.name));
        diagnostics.push(Diagnostic::warning("unknown-theme", name.span, message).maybe_hint(hint));
        fallback()
    })
}

fn fallback() -> Theme {
    find(DEFAULT).expect("the default theme is built in").into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Memory;

    fn load_named(name: Option<&str>) -> (Theme, Diagnostics) {
        let world = Memory::default();
        let places =
            Places { world: &world, deck: Path::new("/p/decks"), project: Path::new("/p") };
        let name = name.map(|name| Spanned { value: name.to_string(), ..Spanned::default() });
        let mut diagnostics = Vec::new();
        (load(name.as_ref(), places, &mut diagnostics), diagnostics)
    }

    #[test]
    fn every_file_that_a_built_in_sheet_names_comes_with_it() {
        for built_in in built_in() {
            let theme = Theme::from(built_in);
            let css = std::str::from_utf8(&theme.css.bytes).unwrap();
            let named: Vec<&str> =
                css.split("url(").skip(1).filter_map(|rest| rest.split(')').next()).collect();
            let files: Vec<&str> = theme.files.iter().map(|file| file.name.as_ref()).collect();
            assert_eq!(named, files, "{}", theme.name);
        }
    }

    #[test]
    fn a_misspelt_theme_is_a_warning_with_the_nearest_name() {
        let (theme, diagnostics) = load_named(Some("leauge"));
        assert_eq!(theme.name, "league");
        assert_eq!(diagnostics[0].code, "unknown-theme");
        assert_eq!(diagnostics[0].hint.as_deref(), Some("did you mean `league`?"));
        assert_eq!(load_named(None), (theme, Vec::new()));
    }
}
