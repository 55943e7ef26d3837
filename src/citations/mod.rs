//! Citations: works of a bibliography, set in the tree as a style wants them, and the list of references.
//!
//! The works are read and set by the crate `hayagriva`, which only `library`, `bibtex`, `style` and
//! `setting` know. Without the feature `citations` they are not there, and keys stay text.

#[cfg(feature = "citations")]
mod bibtex;
#[cfg_attr(not(feature = "citations"), allow(dead_code))]
mod files;
#[cfg(feature = "citations")]
mod library;
#[cfg(not(feature = "citations"))]
#[path = "without.rs"]
mod library;
mod list;
#[cfg(feature = "citations")]
mod setting;
#[cfg(feature = "citations")]
mod style;
mod tree;

pub use files::{MAX_ENTRIES, MAX_FILE};

use crate::deck::Deck;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::header::Header;
use crate::markdown::{Citation, Node};
use crate::project::Texts;
use crate::source::{Sources, Span, Spanned};
use crate::suggest;
use files::Files;
use library::Library;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The most places of a deck that may cite something; setting them takes time that grows faster.
const MAX_CITATIONS: usize = 2_000;
/// The most works that a list of references may hold.
const MAX_LISTED: usize = 500;
/// For so many misspelt keys the nearest one is looked for.
const MAX_SUGGESTIONS: usize = 20;

/// The works that a deck can cite, and how.
#[derive(Default)]
pub struct Citations {
    /// `None` when there is no bibliography, or it cannot be read.
    library: Option<Library>,
    /// Works that are listed though not cited.
    nocite: Vec<Spanned<String>>,
    all: bool,
    lang: String,
}

/// One place that cites something.
struct Place<'d> {
    citation: &'d Citation,
    span: Span,
}

/// Citations and references as nodes.
struct Set {
    /// What to show for each citation.
    citations: Vec<Vec<Node>>,
    /// The list of references.
    list: Vec<Reference>,
}

/// An entry of the list of references.
struct Reference {
    key: String,
    /// Its number or label, if the style sets it apart.
    label: Option<Vec<Node>>,
    text: Vec<Node>,
}

/// Reads the bibliography that the header of the deck at `deck` names. Its files become sources.
pub fn read(
    header: &Header,
    deck: &Path,
    texts: &mut Texts<'_>,
    sources: &mut Sources,
) -> Citations {
    let mut citations = Citations { lang: header.lang.clone(), ..Citations::default() };
    let Some(first) = header.bibliography.first() else { return citations };
    if !header.cites() {
        let message = "this deckgen was built without citations";
        texts
            .diagnostics
            .push(Diagnostic::warning("no-citations", first.span, message).hint(
                "keys stay as they are; use a release, or build with `--features citations`",
            ));
        return citations;
    }
    citations.library = Library::read(header, &mut Files { deck, texts, sources });
    for key in header.nocite.iter().flat_map(split) {
        match key.value.as_str() {
            "all" | "*" => citations.all = true,
            _ => citations.nocite.push(key),
        }
    }
    citations
}

/// `@a, @b` as its keys.
fn split(keys: &Spanned<String>) -> impl Iterator<Item = Spanned<String>> {
    let names = keys.value.split([',', ' ']).map(|key| key.trim_start_matches('@'));
    let names = names.filter(|key| !key.is_empty());
    names.map(|key| Spanned { value: key.to_string(), span: keys.span })
}

impl Citations {
    /// Finds keys that are not in the bibliography, in speaker notes too.
    pub fn check(&self, deck: &Deck, diagnostics: &mut Diagnostics) {
        let Some(library) = &self.library else { return };
        let mut suggestions = MAX_SUGGESTIONS;
        let mut check = |key: &str, span: Span| {
            if library.has(key) {
                diagnostics.extend(library.fault(key).cloned());
                return;
            }
            let near = (suggestions > 0).then(|| suggest::did_you_mean(key, library.keys()));
            suggestions = suggestions.saturating_sub(1);
            let message = format!("the bibliography has no work `{}`", shortened(key));
            diagnostics.push(
                Diagnostic::error("unknown-citation", span, message)
                    .hint("write `\\@` for a plain @")
                    .maybe_hint(near.flatten()),
            );
        };
        for place in tree::places(deck) {
            for work in &place.citation.items {
                let start = place.span.start + work.place.start as u32;
                let end = place.span.start + work.place.end as u32;
                check(&work.key, Span { start, end, ..place.span });
            }
        }
        self.nocite.iter().for_each(|key| check(&key.value, key.span));
    }

    /// Sets all citations of a deck that [`Citations::check`] found no mistakes in, and adds the list of
    /// references.
    pub fn place(&self, deck: &mut Deck, diagnostics: &mut Diagnostics) {
        let Some(library) = &self.library else { return };
        let places = tree::places(deck);
        let known =
            |place: &Place<'_>| place.citation.items.iter().all(|work| library.has(&work.key));
        if !places.iter().all(known) || !self.nocite.iter().all(|key| library.has(&key.value)) {
            return;
        }
        let listed = self.listed(library, &places);
        let span = deck.header.bibliography.first().map_or(deck.header.span, |file| file.span);
        if let Some(message) = too_many(places.len(), listed.len()) {
            let error = Diagnostic::error("too-many-citations", span, message);
            return diagnostics.push(error.hint("make several decks of it"));
        }
        let ids = list::ids(deck, &listed);
        let nocite: Vec<&str> = self.nocite_keys(library);
        match library.set(&places, &nocite, &ids, &self.lang, span) {
            Ok(set) => {
                tree::replace(deck, set.citations);
                list::place(deck, set.list, &ids, &self.lang, span);
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }

    fn nocite_keys<'a>(&'a self, library: &'a Library) -> Vec<&'a str> {
        if self.all {
            return library.keys().collect();
        }
        self.nocite.iter().map(|key| key.value.as_str()).collect()
    }

    /// The keys of all works in the list.
    fn listed(&self, library: &Library, places: &[Place<'_>]) -> BTreeSet<String> {
        let cited = places.iter().flat_map(|place| &place.citation.items);
        let cited = cited.map(|work| work.key.as_ref());
        cited.chain(self.nocite_keys(library)).map(String::from).collect()
    }
}

fn too_many(citations: usize, listed: usize) -> Option<String> {
    if citations > MAX_CITATIONS {
        Some(format!("a deck can cite at {MAX_CITATIONS} places, and this one does at {citations}"))
    } else if listed > MAX_LISTED {
        Some(format!("a list of references has at most {MAX_LISTED} works, and this one {listed}"))
    } else {
        None
    }
}

/// A key in a message, cut when it is too long to read.
fn shortened(key: &str) -> &str {
    key.char_indices().nth(60).map_or(key, |(end, _)| &key[..end])
}

/// Ids of the entries in the list of references by their keys.
type Ids = BTreeMap<String, String>;
