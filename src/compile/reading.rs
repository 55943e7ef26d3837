//! From a deck's file and `deckgen.yaml` to the deck.

use super::{MAX_DECK, Options, Place};
use crate::deck::{self, Deck, Policy};
use crate::diagnostic::Diagnostic;
use crate::header::{self, Config, Defaults};
use crate::include;
use crate::project::Texts;
use crate::source::{FileId, Sources, decode};
use crate::world::World;
use std::path::Path;

/// Reads and decodes a deck.
pub(super) fn text(world: &dyn World, path: &Path, name: &str) -> Result<String, Diagnostic> {
    let unreadable = |message: String, hint: &str| {
        let message = format!("cannot read `{name}`: {message}");
        Diagnostic::without_place("unreadable-file", message).hint(hint)
    };
    let bytes = world.read(path, MAX_DECK).map_err(|error| {
        unreadable(error.to_string(), "check that the file is there and that you may read it")
    })?;
    decode(bytes).map_err(|error| {
        unreadable(error.to_string(), "save the file as UTF-8 in your editor, then build again")
    })
}

/// Text to deck.
pub(super) fn deck(
    texts: &mut Texts<'_>,
    sources: &mut Sources,
    file: FileId,
    defaults: &Defaults,
    options: &Options,
) -> Deck {
    let text = &sources.file(file).text;
    let (header, start) = header::read_with(file, text, defaults, &mut texts.diagnostics);
    let body = include::read(texts, sources, file, &header, start);
    let policy = if options.untrusted { Policy::Safe } else { Policy::Trusted };
    let reading = deck::Reading { policy, audiences: options.audiences.clone() };
    deck::build(header, body, &reading, &mut texts.diagnostics)
}

/// What `deckgen.yaml` says. It is read for each deck, so that its spans are the deck's; what is wrong
/// with it is said once for all decks of a site.
pub(super) fn config(
    texts: &mut Texts<'_>,
    place: &Place,
    options: &Options,
    sources: &mut Sources,
) -> Config {
    let Some(path) = texts.project.config() else { return Config::default() };
    let name = options.name(path).unwrap_or_else(|| texts.project.display(path));
    let mut found = Vec::new();
    let config = header::config::load(texts.world, path, &name, sources, &mut found);
    if place.neighbours.is_none() {
        texts.diagnostics.extend(found);
    }
    config
}
