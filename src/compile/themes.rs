//! The theme of a deck: what the command line, the header or `deckgen.yaml` name.

use super::Options;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::header::Header;
use crate::project::Project;
use crate::source::{Sources, Span, Spanned};
use crate::theme::{self, Places, Theme};
use crate::world::World;
use std::path::Path;

/// Where themes are looked for: beside the deck, or beside `deckgen.yaml` if that names them.
#[derive(Clone, Copy)]
pub(super) struct Beside<'a> {
    pub(super) world: &'a dyn World,
    pub(super) deck: &'a Path,
    pub(super) project: &'a Project,
    pub(super) sources: &'a Sources,
}

impl<'a> Beside<'a> {
    fn span(self, span: Option<Span>) -> Places<'a> {
        let file = span.map(|span| self.sources.file(span.file).path.as_path());
        let deck = file.unwrap_or(self.deck).parent().unwrap_or(self.deck);
        Places { world: self.world, deck, project: self.project.root() }
    }
}

/// The theme of a deck, with what its header changes.
pub(super) fn load(
    header: &Header,
    options: &Options,
    places: Beside<'_>,
    diagnostics: &mut Diagnostics,
) -> Theme {
    let mut theme = named_theme(header, options, places, diagnostics);
    let vars = &header.theme_vars;
    let beside = places.span(vars.first().map(|(name, _)| name.span));
    theme::add_vars(&mut theme, vars, beside, diagnostics);
    theme
}

/// The command line's theme, else the header's.
fn named_theme(
    header: &Header,
    options: &Options,
    places: Beside<'_>,
    diagnostics: &mut Diagnostics,
) -> Theme {
    let Some(name) = &options.theme else {
        let theme = header.theme.as_ref();
        return theme::load(theme, places.span(theme.map(|name| name.span)), diagnostics);
    };
    let name = Spanned { value: name.clone(), span: header.span };
    let mut found = Vec::new();
    let theme = theme::load(Some(&name), places.span(None), &mut found);
    // The name stands on the command line, not in the deck.
    diagnostics.extend(found.into_iter().map(|found| Diagnostic { span: None, ..found }));
    theme
}
