//! What is known of a file before it is compiled: whether it is a deck, its title, whether it is a
//! draft.

use crate::compile::MAX_DECK;
use crate::diagnostic::{Diagnostics, has_errors};
use crate::header::{self, Config, Defaults};
use crate::markdown;
use crate::project::Project;
use crate::source::{Sources, decode};
use crate::world::World;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The top of a deck.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Glance {
    /// Its title as plain text; empty when it cannot be told yet.
    pub title: String,
    /// Its language tag.
    pub lang: String,
    /// It is not to be published.
    pub is_draft: bool,
}

/// Looks at a file; `None` if it is no deck. A deck has a header with a title. Files that cannot be
/// read are taken for decks, so that the author hears of them.
pub(super) fn glance(world: &dyn World, path: &Path, defaults: &Defaults) -> Option<Glance> {
    let unknown = Glance { lang: "en".to_string(), ..Glance::default() };
    let Ok(bytes) = world.read(path, MAX_DECK) else { return Some(unknown) };
    let Ok(text) = decode(bytes) else { return Some(unknown) };
    let mut found = Vec::new();
    let file = Sources::default().add("", String::new());
    let (own, _) = header::read(file, &text, &mut found);
    let Some(title) = own.title.clone() else { return has_errors(&found).then_some(unknown) };
    let header = match defaults.is_empty() {
        true => own,
        false => header::read_with(file, &text, defaults, &mut found).0,
    };
    let title = markdown::parse_inline(&title.value, title.span, &mut Vec::new());
    let title = markdown::plain_text(&title);
    // A value is put in only when the deck is compiled.
    let title = if title.contains("{{<") { String::new() } else { title };
    Some(Glance { title, lang: header.lang, is_draft: header.draft })
}

/// The configurations of the decks of a site. Most sites have one.
pub(super) struct Configs<'w> {
    world: &'w dyn World,
    /// How messages name a file.
    pub(super) name: &'w dyn Fn(&Path) -> String,
    /// By their files.
    known: BTreeMap<PathBuf, Config>,
    /// The configuration of each folder.
    of_folder: BTreeMap<PathBuf, Option<PathBuf>>,
    /// The files that spans point into.
    pub(super) sources: Sources,
    /// What is wrong with them.
    pub(super) diagnostics: Diagnostics,
}

impl<'w> Configs<'w> {
    pub(super) fn new(world: &'w dyn World, name: &'w dyn Fn(&Path) -> String) -> Configs<'w> {
        let (known, of_folder, sources, diagnostics) = Default::default();
        Configs { world, name, known, of_folder, sources, diagnostics }
    }

    /// The configuration at this path; nothing said when there is none.
    pub(super) fn at(&mut self, path: &Path) -> &Config {
        if !self.known.contains_key(path) {
            let config = if self.world.kind(path).is_some() {
                let name = (self.name)(path);
                let (sources, found) = (&mut self.sources, &mut self.diagnostics);
                header::config::load(self.world, path, &name, sources, found)
            } else {
                Config::default()
            };
            self.known.insert(path.to_path_buf(), config);
        }
        &self.known[path]
    }

    /// What headers of decks in the folder of this file start from.
    pub(super) fn defaults(&mut self, file: &Path) -> Defaults {
        let folder = file.parent().unwrap_or(file);
        if !self.of_folder.contains_key(folder) {
            let config = Project::around(self.world, file, &[]).config().map(Path::to_path_buf);
            self.of_folder.insert(folder.to_path_buf(), config);
        }
        match self.of_folder[folder].clone() {
            Some(path) => self.at(&path).defaults.clone(),
            None => Defaults::default(),
        }
    }
}
