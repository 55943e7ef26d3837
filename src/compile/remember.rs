//! A deck that was compiled before is not compiled again as long as the world gives the same answers.
//!
//! A compilation sees the world only through [`World`]. While one runs, every question that it asks is
//! recorded with its answer ([`record`]), the hash of a file's bytes being the answer to reading it. The
//! result is kept with them ([`entry`]). Later the same questions are asked again: if all answers are the
//! same, so is the result, and none of the stages runs.
//!
//! Files are told apart by their bytes and never by their times, so a file that is saved twice within
//! the clock's step, or brought back with an old date, is seen. What else a result depends on is in the
//! key: this build of deckgen, the deck's path, its place, and the options. Of the other decks of a
//! site only those count that this one could link to.

mod entry;
mod record;

use super::{Compiled, Options, Place, compile_afresh};
use crate::bundle::BundlePath;
use crate::cache::Cache;
use crate::diagnostic::has_errors;
use crate::world::World;
use entry::{Entry, Links};
use record::{Asked, Recorder};
use std::collections::BTreeMap;
use std::path::Path;

/// Findings that may depend on how fast the machine was just then.
const MAY_DEPEND_ON_TIME: [&str; 2] = ["bad-diagram", "highlight-gave-up"];

/// What [`super::compile`] gives, from the cache if it is known.
pub(super) fn compile(
    cache: &Cache,
    world: &dyn World,
    path: &Path,
    place: &Place,
    options: &Options,
) -> Compiled {
    let key = key(path, place, options);
    if let Some(compiled) = recall(cache, &key, world, place) {
        return compiled;
    }
    let recorder = Recorder::new(world);
    let compiled = compile_afresh(&recorder, path, place, options);
    if let Some(asked) = recorder.asked().filter(|_| is_lasting(&compiled)) {
        let links = links(&asked, &place.decks);
        if let Some(bytes) = Entry::write(&compiled, &asked, &links) {
            cache.put(&key, &bytes);
        }
    }
    compiled
}

/// What an earlier build has kept, if it still holds.
fn recall(cache: &Cache, key: &str, world: &dyn World, place: &Place) -> Option<Compiled> {
    let bytes = cache.get(key)?;
    let entry = Entry::read(&bytes)?;
    if *entry.links() != links(entry.asked(), &place.decks) {
        return None;
    }
    let read = record::ask_again(entry.asked(), world)?;
    entry.compiled(read, |file| is_at(file, place))
}

/// All that a result depends on besides the answers of the world and the links between decks. A field
/// that is added to one of these types is part of it without a word here.
fn key(path: &Path, place: &Place, options: &Options) -> String {
    let place = Place { decks: BTreeMap::new(), ..place.clone() };
    let options = Options { cache: None, ..options.clone() };
    format!("{path:?} {place:?} {options:?}")
}

/// Pages of the decks that this one could link to: a link leads to a deck when its path without links
/// is the deck's, so the deck is among the answers.
fn links(asked: &Asked, decks: &BTreeMap<std::path::PathBuf, BundlePath>) -> Links {
    let found = asked.real_paths().filter_map(|path| {
        let page = decks.get(Path::new(path))?;
        Some((path.to_string(), page.as_str().to_string()))
    });
    found.collect()
}

/// Whether the result would come out the same another time. Decks with errors are compiled again: their
/// author is at work on them.
fn is_lasting(compiled: &Compiled) -> bool {
    let may_change =
        compiled.diagnostics.iter().any(|diagnostic| MAY_DEPEND_ON_TIME.contains(&diagnostic.code));
    !may_change && !has_errors(&compiled.diagnostics)
}

/// Whether a deck at this place may have the file in its bundle.
fn is_at(file: &BundlePath, place: &Place) -> bool {
    let below = file.as_str().strip_prefix(&place.assets);
    *file == place.page || below.is_some_and(|rest| rest.starts_with('/'))
}
