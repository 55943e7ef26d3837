//! A folder of decks becomes one bundle: a page for each deck, a list of them, shared assets.

use crate::bundle::{BadPath, Bundle, BundlePath};
pub use crate::compile::address;
use crate::compile::{self, Compiled, Options, Place};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::header::Config;
use crate::project;
use crate::render::course::{Neighbour, Neighbours};
use crate::source::Sources;
use crate::world::{Kind, World};
use glance::Configs;
pub use glance::Glance;
pub use list::list;
pub use order::Group;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

mod glance;
mod list;
mod order;
mod search;
#[cfg(test)]
mod tests;

/// Folders are searched this deep.
const MAX_FOLDERS: usize = 32;

/// What became of a folder.
#[derive(Debug, Default)]
pub struct Site {
    /// The decks in the order of their addresses.
    pub decks: Vec<Deck>,
    /// The list page and its assets.
    pub list: Bundle,
    /// Markdown files that are no decks, as paths below the folder.
    pub passed_over: Vec<String>,
    /// Drafts, which are left out, as paths below the folder.
    pub drafts: Vec<String>,
    /// What is wrong with the folder as a whole.
    pub diagnostics: Diagnostics,
    /// The files that its spans point into.
    pub sources: Sources,
    /// What the folder's `deckgen.yaml` says.
    pub config: Config,
}

/// One deck of a site.
#[derive(Debug)]
pub struct Deck {
    /// Its address below the site's root, without `/index.html`.
    pub address: String,
    /// The file, absolute.
    pub path: PathBuf,
    /// What became of it.
    pub compiled: Compiled,
}

/// The deck at an address; `decks` are in the order of addresses.
fn deck_at<'d>(decks: &'d [Deck], address: &str) -> Option<&'d Deck> {
    let at = decks.binary_search_by(|deck| deck.address.as_str().cmp(address));
    at.ok().map(|at| &decks[at])
}

/// The page of the deck at an address.
fn page(address: &str) -> Result<BundlePath, BadPath> {
    BundlePath::new(format!("{address}/index.html"))
}

/// Whether deckgen itself needs the address; letter case does not count on many disks.
pub fn is_reserved(address: &str) -> bool {
    ["assets", "index"].iter().any(|name| address.eq_ignore_ascii_case(name))
}

/// The decks of a folder, before they are compiled.
#[derive(Debug, Default)]
pub struct Found {
    /// The folder.
    pub folder: PathBuf,
    /// Files by their addresses.
    pub decks: BTreeMap<String, PathBuf>,
    /// What is known of them already, by their addresses.
    pub glances: BTreeMap<String, Glance>,
    /// The decks in their order.
    pub groups: Vec<Group>,
    /// Markdown files that are no decks, as paths below the folder.
    pub passed_over: Vec<String>,
    /// Drafts, which are left out but for a preview, as paths below the folder.
    pub drafts: Vec<String>,
    /// What is wrong with the folder as a whole.
    pub diagnostics: Diagnostics,
    /// The files that its spans point into.
    pub sources: Sources,
    /// What the folder's `deckgen.yaml` says.
    pub config: Config,
    /// The folders that were searched, without links.
    pub folders: BTreeSet<PathBuf>,
}

impl Found {
    /// The decks before and after each, by addresses.
    pub fn neighbours(&self) -> BTreeMap<&str, Neighbours> {
        let all: Vec<&str> =
            self.groups.iter().flat_map(|group| &group.decks).map(String::as_str).collect();
        let neighbour = |address: &&str| {
            let glance = self.glances.get(*address)?;
            let title = if glance.title.is_empty() { address } else { glance.title.as_str() };
            let (title, lang) = (title.to_string(), glance.lang.clone());
            Some(Neighbour { page: page(address).ok()?, title, lang })
        };
        let around = |at: usize| Neighbours {
            previous: at.checked_sub(1).and_then(|before| neighbour(&all[before])),
            next: all.get(at + 1).and_then(neighbour),
        };
        all.iter().enumerate().map(|(at, address)| (*address, around(at))).collect()
    }
}

/// Compiles every deck below `folder`, which is absolute and without links. Files below one of
/// `except` are not looked at.
pub fn compile(world: &dyn World, folder: &Path, except: &[PathBuf], options: &Options) -> Site {
    let found = find(world, folder, except, &BTreeSet::new(), options);
    let decks = compile_all(world, &found, options, BTreeMap::new());
    let list = list(&found, &decks, options, None);
    let Found { passed_over, drafts, diagnostics, sources, config, .. } = found;
    Site { list, decks, passed_over, drafts, diagnostics, sources, config }
}

/// Finds the decks below `folder`. Files of `known` are decks whatever is in them now.
pub fn find(
    world: &dyn World,
    folder: &Path,
    except: &[PathBuf],
    known: &BTreeSet<PathBuf>,
    options: &Options,
) -> Found {
    let (seen, files, unnamable) = Default::default();
    let roots = [folder.to_path_buf()].into_iter().chain(options.allowed.clone()).collect();
    let mut search = Search { world, roots, except, seen, files, unnamable };
    search.folder(folder, 0);
    let below = |file: &Path| file.strip_prefix(folder).unwrap_or(file).display().to_string();
    let name = |file: &Path| options.name(file).unwrap_or_else(|| below(file));
    let mut configs = Configs::new(world, &name);
    let config = configs.at(&folder.join(project::CONFIG)).clone();
    let mut found =
        Found { folder: folder.to_path_buf(), folders: search.seen, config, ..Found::default() };
    found.diagnostics.extend(search.unnamable.iter().map(|file| not_utf8(&below(file))));
    let mut drafts = BTreeSet::new();
    for file in search.files {
        let glance = glance::glance(world, &file, &configs.defaults(&file));
        let Some(glance) = glance.or(known.contains(&file).then(Glance::default)) else {
            found.passed_over.push(below(&file));
            continue;
        };
        let address = address(folder, &file);
        if glance.is_draft && options.live.is_none() {
            found.drafts.push(below(&file));
            drafts.insert(address);
        } else if let Some(diagnostic) = refuse(&address, &file, &found.decks) {
            found.diagnostics.push(diagnostic);
        } else {
            found.glances.insert(address.clone(), glance);
            found.decks.insert(address, file);
        }
    }
    if found.decks.is_empty() && found.diagnostics.is_empty() {
        found.diagnostics.push(no_decks(folder));
    }
    (found.sources, found.diagnostics) =
        (configs.sources, [found.diagnostics, configs.diagnostics].concat());
    let all = order::Known { folder, decks: &found.decks, drafts: &drafts };
    found.groups = order::arrange(&all, &found.config, &mut found.diagnostics);
    found.diagnostics.extend(same_titles(&found.glances));
    found
}

/// Notes about decks that cannot be told apart in the list.
fn same_titles(glances: &BTreeMap<String, Glance>) -> Vec<Diagnostic> {
    let mut by_title: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (address, glance) in glances.iter().filter(|(_, glance)| !glance.title.is_empty()) {
        by_title.entry(&glance.title).or_default().push(address);
    }
    let twice = by_title.into_iter().filter(|(_, addresses)| addresses.len() > 1);
    let note = |(title, addresses): (&str, Vec<&str>)| {
        let names: Vec<String> =
            addresses.iter().take(3).map(|address| format!("`{address}`")).collect();
        let more = if addresses.len() > 3 { " and others" } else { "" };
        let message = format!("{}{more} have the same title `{title}`", names.join(", "));
        let finding = Diagnostic::without_place("same-title", message)
            .hint("tell them apart by their titles, or by subtitles");
        Diagnostic { severity: Severity::Note, ..finding }
    };
    twice.map(note).collect()
}

fn no_decks(folder: &Path) -> Diagnostic {
    let name = folder.file_name().unwrap_or(folder.as_os_str()).display();
    let message = format!("there are no decks in `{name}`");
    let finding = Diagnostic::without_place("no-decks", message)
        .hint("a deck is a Markdown file whose header has a `title:`");
    Diagnostic { severity: Severity::Warning, ..finding }
}

fn refuse(address: &str, file: &Path, taken: &BTreeMap<String, PathBuf>) -> Option<Diagnostic> {
    let file = file.display();
    if is_reserved(address) {
        let message = format!("`{file}` cannot have the address `{address}`, which deckgen needs");
        return Some(
            Diagnostic::without_place("reserved-address", message).hint("rename the file"),
        );
    }
    let same = taken.iter().find(|(other, _)| other.eq_ignore_ascii_case(address));
    same.map(|(_, other)| {
        let message =
            format!("`{}` and `{file}` have the same address `{address}`", other.display());
        Diagnostic::without_place("same-address", message).hint("rename one of the files")
    })
}

/// Compiles decks that know of one another; those in `done` are taken as they are.
pub fn compile_all(
    world: &dyn World,
    found: &Found,
    options: &Options,
    mut done: BTreeMap<PathBuf, Compiled>,
) -> Vec<Deck> {
    let pages = found.decks.iter();
    let pages: BTreeMap<PathBuf, BundlePath> =
        pages.filter_map(|(address, path)| Some((path.clone(), page(address).ok()?))).collect();
    let mut neighbours = found.neighbours();
    let work: Vec<_> = found
        .decks
        .iter()
        .map(|(address, path)| {
            let around = neighbours.remove(address.as_str()).unwrap_or_default();
            (address, path, around, done.remove(path))
        })
        .collect();
    let compile = |(address, path, around, done): (&String, &PathBuf, _, Option<Compiled>)| {
        let compiled = match (done, pages.get(path)) {
            (Some(done), _) => done,
            (None, Some(page)) => {
                let assets = "assets".to_string();
                let (page, decks) = (page.clone(), pages.clone());
                let place = Place { page, assets, decks, neighbours: Some(around) };
                compile::compile(world, path, &place, options)
            }
            (None, None) => {
                let message = format!("`{address}` cannot be an address");
                let error = Diagnostic::without_place("bad-address", message);
                Compiled { diagnostics: vec![error.hint("rename the file")], ..Compiled::default() }
            }
        };
        Deck { address: address.clone(), path: path.clone(), compiled }
    };
    work.into_par_iter().map(compile).collect()
}

/// Finds Markdown files.
struct Search<'a> {
    world: &'a dyn World,
    /// Only what is in one of these folders, links followed, is looked at.
    roots: Vec<PathBuf>,
    except: &'a [PathBuf],
    /// Folders that were entered, without links, so that a loop of links ends.
    seen: BTreeSet<PathBuf>,
    files: Vec<PathBuf>,
    /// Files whose names are not UTF-8.
    unnamable: Vec<PathBuf>,
}

impl Search<'_> {
    fn folder(&mut self, folder: &Path, depth: usize) {
        let Some(real) = self.inside(folder) else { return };
        if depth > MAX_FOLDERS || self.except.contains(&real) || !self.seen.insert(real) {
            return;
        }
        for name in self.world.list(folder).unwrap_or_default() {
            let path = folder.join(&name);
            let skipped =
                name.starts_with(['.', '_']) || matches!(name.as_str(), "node_modules" | "target");
            match self.world.kind(&path) {
                _ if skipped => {}
                Some(Kind::Folder) => self.folder(&path, depth + 1),
                Some(Kind::File) if is_markdown(&name) && self.inside(&path).is_some() => {
                    self.files.push(path);
                }
                None if is_markdown(&name) && name.contains(char::REPLACEMENT_CHARACTER) => {
                    self.unnamable.push(path);
                }
                _ => {}
            }
        }
    }
}

impl Search<'_> {
    /// The path without links, if a link does not lead out.
    fn inside(&self, path: &Path) -> Option<PathBuf> {
        let real = self.world.canonicalize(path).ok()?;
        self.roots.iter().any(|root| real.starts_with(root)).then_some(real)
    }
}

fn is_markdown(name: &str) -> bool {
    name.ends_with(".md") || name.ends_with(".markdown")
}

fn not_utf8(name: &str) -> Diagnostic {
    let message = format!("the name of `{name}` is not UTF-8, so it is passed over");
    let finding = Diagnostic::without_place("bad-name", message).hint("rename the file");
    Diagnostic { severity: Severity::Warning, ..finding }
}
