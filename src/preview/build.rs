//! Builds after each change, and tells the hub what came of it.

use super::hub::{Build, Hub};
use super::page::{Findings, Snapshot};
use super::{Event, Target};
use crate::bundle::{Bundle, BundlePath};
use crate::compile::{self, Compiled, Options, Place};
use crate::diagnostic::{Diagnostics, has_errors};
use crate::excerpt::{self, Excerpt};
use crate::project::CONFIG;
use crate::render::course::Neighbours;
use crate::site;
use crate::source::Sources;
use crate::watch::{Change, Wanted, Watch};
use crate::world::World;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A deck that is empty or broken may be half saved: it is shown only if nothing follows for so long.
const DOUBT: Duration = Duration::from_millis(150);

/// Builds again and again.
pub(super) struct Builder<'w> {
    world: &'w dyn World,
    target: Target,
    options: Options,
    hub: Arc<Hub>,
    /// How many builds there have been.
    builds: u64,
    /// The last result for each deck, without its bundle.
    done: BTreeMap<PathBuf, Compiled>,
    /// Addresses of the folder's decks, which the links between them depend on.
    addresses: BTreeMap<String, PathBuf>,
    /// The decks before and after each, to which its page has links.
    neighbours: BTreeMap<PathBuf, Neighbours>,
    folders: BTreeSet<PathBuf>,
    /// What was said about the folder as a whole.
    said: Diagnostics,
}

impl<'w> Builder<'w> {
    pub(super) fn new(
        world: &'w dyn World,
        target: Target,
        options: Options,
        hub: Arc<Hub>,
    ) -> Builder<'w> {
        let (done, addresses, neighbours, folders, said) = Default::default();
        let builds = 0;
        Builder { world, target, options, hub, builds, done, addresses, neighbours, folders, said }
    }

    /// What to watch before anything was built.
    pub(super) fn wanted_first(&self) -> Wanted {
        match &self.target {
            Target::Deck(path) => {
                Wanted { files: BTreeSet::from([path.clone()]), ..Wanted::default() }
            }
            Target::Folder(path) => {
                Wanted { folders: BTreeSet::from([path.clone()]), ..Wanted::default() }
            }
        }
    }

    /// The first build.
    pub(super) fn first(&mut self) {
        self.build(&Change::Anything, || false);
    }

    /// Builds after each change until the watch is stopped.
    pub(super) fn run(&mut self, watch: &mut Watch<'_>) {
        let mut told = false;
        loop {
            watch.want(self.wanted());
            if watch.has_fallen_back() && !told {
                told = true;
                self.hub.tell(Event::Polling);
            }
            let mut change = watch.wait();
            while change != Change::Stopped {
                let mut more = None;
                self.build(&change, || {
                    more = watch.wait_within(DOUBT);
                    more.is_some()
                });
                let Some(more) = more else { break };
                change = change.and(more);
            }
            if change == Change::Stopped {
                return;
            }
        }
    }

    /// Everything that the last build looked at.
    fn wanted(&self) -> Wanted {
        let mut files: BTreeSet<PathBuf> =
            self.done.values().flat_map(|compiled| compiled.read.iter().cloned()).collect();
        files.insert(match &self.target {
            Target::Deck(path) => path.clone(),
            Target::Folder(path) => path.join(CONFIG),
        });
        Wanted { files, folders: self.folders.clone() }
    }

    /// Builds what a change touches, and publishes it unless it is doubtful and `superseded` says that
    /// more changes have come.
    fn build(&mut self, change: &Change, superseded: impl FnOnce() -> bool) {
        let start = Instant::now();
        self.builds += 1;
        self.options.live = Some(self.hub.build_name(self.builds));
        let mut work = match &self.target {
            Target::Deck(path) => {
                let path = path.clone();
                self.deck(&path)
            }
            Target::Folder(path) => {
                let path = path.clone();
                self.folder(&path, change)
            }
        };
        let doubtful = work.fresh.iter().any(|deck| is_doubtful(&deck.compiled));
        if doubtful && self.builds > 1 && superseded() {
            // What was built is dropped; the next build does it again.
            for deck in work.fresh {
                self.done.remove(&deck.path);
            }
            return;
        }
        let mut told = Vec::new();
        for Fresh { page, path, mut compiled } in work.fresh {
            let snapshot = Snapshot::of_deck(&page, &mut compiled);
            let findings = findings(&compiled.diagnostics, &compiled.sources);
            let file = Some(path.clone());
            work.builds.push(Build { path: page.clone(), file, snapshot, findings });
            self.done.insert(path.clone(), compiled);
            told.push((page, path));
        }
        let files = self.done.keys().cloned().collect();
        let changed = self.hub.publish(self.builds, work.builds, &files);
        let time = start.elapsed();
        for (page, path) in told.iter().filter(|(page, _)| changed.contains(page)) {
            let compiled = &self.done[path];
            self.hub.tell(Event::Built { page: page.as_str(), compiled, time });
        }
    }

    /// Builds the only deck.
    fn deck(&self, given: &Path) -> Work {
        // It may be gone for a moment, or a link that leads elsewhere now.
        let path = self.world.canonicalize(given).unwrap_or_else(|_| given.to_path_buf());
        let address = site::address(given.parent().unwrap_or(given), given);
        let Ok(place) = Place::alone(&address) else { return Work::default() };
        let compiled = compile::compile(self.world, &path, &place, &self.options);
        // The hub knows a deck by the path it was given.
        let fresh = Fresh { page: place.page, path: given.to_path_buf(), compiled };
        Work { fresh: vec![fresh], builds: Vec::new() }
    }

    /// Builds the decks that a change touches, and the list.
    fn folder(&mut self, folder: &Path, change: &Change) -> Work {
        let known = self.addresses.values().cloned().collect();
        let found = site::find(self.world, folder, &[], &known, &self.options);
        if found.decks != self.addresses {
            self.done.clear();
        }
        let neighbours = found.neighbours();
        let file = |address: &str| found.decks[address].clone();
        let neighbours: BTreeMap<PathBuf, Neighbours> =
            neighbours.into_iter().map(|(address, around)| (file(address), around)).collect();
        self.done.retain(|path, _| neighbours.get(path) == self.neighbours.get(path));
        let touched = |compiled: &Compiled| match change {
            Change::Paths(paths) => compiled.read.iter().any(|read| paths.contains(read)),
            _ => true,
        };
        let mut kept = std::mem::take(&mut self.done);
        kept.retain(|path, compiled| !touched(compiled) && found.decks.values().any(|p| p == path));
        let old: BTreeSet<PathBuf> = kept.keys().cloned().collect();
        let decks = site::compile_all(self.world, &found, &self.options, kept);
        let page = BundlePath::new("index.html").expect("it is a good path");
        let live = self.options.live.as_deref().map(|build| compile::live(&page, build));
        let list = site::list(&found, &decks, &self.options, live);
        let frame = self.list_frame(&list);
        let mut work = Work::default();
        let about = findings(&found.diagnostics, &found.sources);
        if self.builds == 1 || found.diagnostics != self.said {
            let (diagnostics, sources) = (&found.diagnostics, &found.sources);
            self.hub.tell(Event::Folder { diagnostics, sources });
        }
        work.builds.push(Build {
            path: page.clone(),
            file: None,
            snapshot: Some(Snapshot::plain(page, list, frame)),
            findings: about,
        });
        for site::Deck { address, path, compiled } in decks {
            let Ok(page) = BundlePath::new(format!("{address}/index.html")) else { continue };
            if old.contains(&path) {
                self.done.insert(path, compiled);
            } else {
                work.fresh.push(Fresh { page, path, compiled });
            }
        }
        (self.addresses, self.folders, self.said) = (found.decks, found.folders, found.diagnostics);
        self.neighbours = neighbours;
        work
    }

    /// A hash of what the list shows, whichever build it is of.
    fn list_frame(&self, list: &Bundle) -> [u8; 32] {
        let page = String::from_utf8_lossy(list.get("index.html").unwrap_or_default());
        let build = self.options.live.as_deref().unwrap_or_default();
        *blake3::hash(page.replace(build, "").as_bytes()).as_bytes()
    }
}

/// What a build has made.
#[derive(Default)]
struct Work {
    /// Decks that were compiled.
    fresh: Vec<Fresh>,
    /// Other pages.
    builds: Vec<Build>,
}

struct Fresh {
    page: BundlePath,
    path: PathBuf,
    compiled: Compiled,
}

/// Whether a deck looks as if it were half saved.
fn is_doubtful(compiled: &Compiled) -> bool {
    has_errors(&compiled.diagnostics) || compiled.slides == 0
}

/// Findings for pages: as JSON, each with its line of source.
fn findings(diagnostics: &Diagnostics, sources: &Sources) -> Findings {
    let list = diagnostics.iter().take(MAX_FINDINGS).map(|diagnostic| {
        let mut value = excerpt::json(diagnostic, sources);
        if let Some(span) = diagnostic.span {
            let Excerpt { text, range, .. } = Excerpt::of(sources, span);
            let characters = |bytes: usize| text[..bytes].chars().count();
            value["mark"] = vec![characters(range.start), characters(range.end)].into();
            value["source"] = text.into();
        }
        value
    });
    Findings { errors: has_errors(diagnostics), list: list.collect() }
}

/// So many findings are shown in a page.
const MAX_FINDINGS: usize = 100;
