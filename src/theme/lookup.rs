//! From what a deck or a theme calls a theme to where it is.

use super::built_in::{self, BuiltIn, built_in};
use super::{DEFAULT, Places};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::suggest;
use crate::world::{Kind, plain};
use std::path::{Component, Path, PathBuf};

/// Where a theme is.
#[derive(Debug)]
pub(super) enum Found {
    BuiltIn(&'static BuiltIn),
    /// A folder with a `theme.yaml` or a `theme.css`, absolute and without links.
    Folder(PathBuf),
    /// A CSS file, absolute and without links.
    Sheet(PathBuf),
}

/// A search, which notes what it looks at.
pub(super) struct Lookup<'a> {
    places: Places<'a>,
    /// Folders that are part of the theme already: a theme may extend the one that it hides.
    pub(super) visited: Vec<PathBuf>,
    /// Everything that was looked at.
    pub(super) read: Vec<PathBuf>,
}

impl<'a> Lookup<'a> {
    pub(super) fn new(places: Places<'a>) -> Lookup<'a> {
        Lookup { places, visited: Vec::new(), read: Vec::new() }
    }

    /// The theme called `name` in a file of the folder `from`.
    pub(super) fn find(
        &mut self,
        name: &str,
        from: &Path,
        span: Span,
    ) -> Result<Found, Diagnostic> {
        if is_path(name) {
            return self.path(name, from, span);
        }
        if is_name(name) {
            let Places { deck, project, .. } = self.places;
            for themes in [deck, project].map(|place| place.join("themes")) {
                if !self.is_our_own(&themes)
                    && let Some(found) = self.folder(&themes.join(name))
                {
                    return Ok(found);
                }
            }
            if let Some(theme) = built_in::find(name) {
                return Ok(Found::BuiltIn(theme));
            }
            if let Some(found) = self.folder(&from.join(name)) {
                return Ok(found);
            }
        }
        Err(self.unknown(name, span))
    }

    /// Whether a `themes/` holds the sources of the built-in themes, as in deckgen's own repository.
    /// They are embedded already, and make no sense one by one.
    fn is_our_own(&self, themes: &Path) -> bool {
        self.places.world.kind(&themes.join("_base.css")) == Some(Kind::File)
    }

    fn path(&mut self, path: &str, from: &Path, span: Span) -> Result<Found, Diagnostic> {
        let Places { world, project, .. } = self.places;
        let below = if path.starts_with('/') { project } else { from };
        let whole = plain(&below.join(path.trim_start_matches('/')));
        if !whole.starts_with(project) || path.contains('\\') {
            return Err(outside(path, span));
        }
        if world.kind(&whole) == Some(Kind::File) && path.ends_with(".css") {
            self.read.push(whole.clone());
            let file = self.inside(&whole).ok_or_else(|| outside(path, span))?;
            return Ok(Found::Sheet(file));
        }
        self.folder(&whole).ok_or_else(|| {
            self.read.push(whole.clone());
            let what = if path.ends_with(".css") { "style sheet" } else { "theme" };
            unknown(format!("there is no {what} `{path}`"), span)
        })
    }

    /// The theme in this folder, if there is one that is not visited yet.
    fn folder(&mut self, folder: &Path) -> Option<Found> {
        let world = self.places.world;
        let files = ["theme.yaml", "theme.css"].map(|name| folder.join(name));
        let is_theme = files.iter().any(|file| world.kind(file) == Some(Kind::File));
        self.read.extend(files);
        let folder = self.inside(folder).filter(|_| is_theme)?;
        let new = !self.visited.contains(&folder);
        new.then_some(Found::Folder(folder))
    }

    /// The path without links, if that lies in the project.
    pub(super) fn inside(&self, path: &Path) -> Option<PathBuf> {
        let real = self.places.world.canonicalize(path).ok()?;
        let project = self.places.world.canonicalize(self.places.project).ok()?;
        real.starts_with(project).then_some(real)
    }

    fn unknown(&self, name: &str, span: Span) -> Diagnostic {
        if self.visited.iter().any(|folder| folder.ends_with(name)) {
            let message = format!("the theme `{name}` extends itself in a circle");
            return Diagnostic::warning("bad-theme", span, message).hint(format!(
                "it builds on `{DEFAULT}` now; let one of the themes extend a built-in one"
            ));
        }
        let Places { world, deck, project } = self.places;
        let lists = [deck, project].map(|place| world.list(&place.join("themes")));
        let own: Vec<String> = lists.into_iter().flatten().flatten().collect();
        let names = built_in().map(|theme| theme.name).chain(own.iter().map(String::as_str));
        let nearest = suggest::did_you_mean(name, names);
        unknown(format!("there is no theme `{name}`"), span).maybe_hint(nearest)
    }
}

fn unknown(message: String, span: Span) -> Diagnostic {
    Diagnostic::warning("unknown-theme", span, message)
        .hint(format!("`{DEFAULT}` is used; `deckgen themes` lists the built-in themes"))
}

pub(super) fn outside(path: &str, span: Span) -> Diagnostic {
    Diagnostic::error("outside-project", span, format!("the theme `{path}` is outside the project"))
        .hint("copy it below the project's folder")
}

fn is_path(name: &str) -> bool {
    name.contains(['/', '\\']) || name.ends_with(".css")
}

fn is_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None))
}
