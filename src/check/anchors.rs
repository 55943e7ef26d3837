//! What can be linked to: the ids of decks, of this build and others.

use crate::compile::{Compiled, Options, Place, compile};
use crate::diagnostic::has_errors;
use crate::html::tokens::{TokenKind, tokens};
use crate::world::World;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// At most so many decks that are not of this build are read for the links to them.
const MAX_OTHERS: usize = 200;

/// The ids of one deck.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    /// All ids on the page; those of slides begin with `/`.
    ids: BTreeSet<String>,
    slides: usize,
    /// Whether it is certain that this is a deck.
    pub(super) is_deck: bool,
}

impl Anchors {
    fn of(html: &str, slides: usize, is_deck: bool) -> Anchors {
        let mut ids = BTreeSet::new();
        for token in tokens(html) {
            let TokenKind::Start { name, attributes, .. } = token.kind else { continue };
            let names = |key: &str| key == "id" || key == "name" && name == "a";
            let attributes = attributes.into_iter().filter(|own| names(&own.name));
            ids.extend(attributes.map(|attribute| attribute.value));
        }
        Anchors { ids, slides, is_deck }
    }

    /// Whether an address that ends in `#` and this leads somewhere, as `page/address.js` reads it.
    pub(super) fn has(&self, fragment: &str) -> bool {
        let has = |id: &str| self.ids.contains(id) || self.ids.contains(&format!("/{id}"));
        if matches!(fragment, "" | "/" | "top") || has(fragment) {
            return true;
        }
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if let Some((id, step)) = fragment.rsplit_once('/')
            && is_number(step)
            && has(id)
        {
            return true;
        }
        // The parts of a slide that is split get numbers behind a tilde.
        if let Some((id, part)) = fragment.rsplit_once('~')
            && is_number(part.split('/').next().unwrap_or_default())
            && has(id)
        {
            return true;
        }
        let mut numbers = fragment.strip_prefix('/').unwrap_or("x").split('/');
        numbers.clone().all(is_number)
            && numbers.next().and_then(|n| n.parse::<usize>().ok()).is_some_and(|n| n < self.slides)
    }

    /// The names of all places, as a link has them behind its `#`.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.ids.iter().map(String::as_str)
    }
}

/// The decks that links may lead to.
pub(super) struct Decks<'a> {
    world: &'a dyn World,
    options: &'a Options,
    /// Those of this build; their ids are read when something links to them.
    known: BTreeMap<PathBuf, (&'a Compiled, OnceLock<Arc<Anchors>>)>,
    others: Mutex<BTreeMap<PathBuf, Option<Arc<Anchors>>>>,
}

impl<'a> Decks<'a> {
    pub(super) fn new(
        world: &'a dyn World,
        options: &'a Options,
        decks: &[(&str, &'a Compiled)],
    ) -> Decks<'a> {
        let with_path = |(_, compiled): &(&str, &'a Compiled)| {
            let path = super::file(compiled, compiled.inspected.as_ref()?);
            Some((path, (*compiled, OnceLock::new())))
        };
        let known = decks.iter().filter_map(with_path).collect();
        Decks { world, options, known, others: Mutex::default() }
    }

    /// What can be linked to in the deck of this file; `None` when that is not known.
    pub(super) fn anchors(&self, path: &Path) -> Option<Arc<Anchors>> {
        if let Some((compiled, anchors)) = self.known.get(path) {
            let inspected = compiled.inspected.as_ref()?;
            let read = || Arc::new(Anchors::of(&inspected.html, compiled.slides, true));
            return (!has_errors(&compiled.diagnostics)).then(|| anchors.get_or_init(read).clone());
        }
        let others = || self.others.lock().unwrap_or_else(PoisonError::into_inner);
        let known = others().get(path).cloned();
        if let Some(known) = known {
            return known;
        }
        // Nothing is locked meanwhile: this thread may take up another deck's work while it waits.
        let found = (others().len() < MAX_OTHERS).then(|| self.read(path)).flatten();
        others().insert(path.to_path_buf(), found.clone());
        found
    }

    fn read(&self, path: &Path) -> Option<Arc<Anchors>> {
        let place = Place::alone("other").expect("it is a good name");
        let compiled = compile(self.world, path, &place, self.options);
        let inspected = compiled.inspected.as_ref()?;
        let good = !has_errors(&compiled.diagnostics);
        let is_deck = compiled.header.title.is_some();
        good.then(|| Arc::new(Anchors::of(&inspected.html, compiled.slides, is_deck)))
    }
}

#[cfg(test)]
mod tests {
    use super::Anchors;

    #[test]
    fn addresses_are_read_as_the_page_reads_them() {
        let html = "<section id=\"/start\"><h2 id=start>x</h2><a name='é b'></a></section>";
        let anchors = Anchors::of(html, 3, true);
        for good in [
            "",
            "/",
            "top",
            "/start",
            "start",
            "/start/2",
            "start/1",
            "é b",
            "/2",
            "/2/1/3",
            "/start~2",
            "/start~2/1",
        ] {
            assert!(anchors.has(good), "{good}");
        }
        for bad in ["/strat", "//start", "/start/x", "/3", "2", "/start~x", "~", "/start/"] {
            assert!(!anchors.has(bad), "{bad}");
        }
    }
}
