//! A folder of decks becomes one bundle: a page for each deck, a list of them, shared assets.

use crate::assets::{self, asset};
use crate::bundle::{BadPath, Bundle, BundlePath};
use crate::compile::{self, Compiled, Options, Place};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::header::{self, Header};
use crate::markdown;
use crate::render;
use crate::render::page::Templates;
use crate::source::{Sources, decode};
use crate::world::{Kind, World};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

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
    /// What is wrong with the folder as a whole.
    pub diagnostics: Diagnostics,
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

/// The address of a deck: its path below the folder without the ending; an `index.md` takes the name
/// of its own folder.
pub fn address(folder: &Path, deck: &Path) -> String {
    let below = deck.strip_prefix(folder).unwrap_or(deck).with_extension("");
    let mut parts: Vec<&str> = below.iter().filter_map(|part| part.to_str()).collect();
    if parts.last() == Some(&"index") {
        parts.pop();
        if parts.is_empty() {
            let parent = deck.parent().and_then(Path::file_name);
            parts.push(parent.and_then(|name| name.to_str()).unwrap_or("deck"));
        }
    }
    parts.join("/")
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
    /// Files by their addresses.
    pub decks: BTreeMap<String, PathBuf>,
    /// Markdown files that are no decks, as paths below the folder.
    pub passed_over: Vec<String>,
    /// What is wrong with the folder as a whole.
    pub diagnostics: Diagnostics,
    /// The folders that were searched, without links.
    pub folders: BTreeSet<PathBuf>,
}

/// Compiles every deck below `folder`, which is absolute and without links. Files below one of
/// `except` are not looked at.
pub fn compile(world: &dyn World, folder: &Path, except: &[PathBuf], options: &Options) -> Site {
    let found = find(world, folder, except, &BTreeSet::new(), options);
    let decks = compile_all(world, &found.decks, options, BTreeMap::new());
    let list = list(folder, &decks, None);
    Site { list, decks, passed_over: found.passed_over, diagnostics: found.diagnostics }
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
    let mut found = Found { folders: search.seen, ..Found::default() };
    let below = |file: &Path| file.strip_prefix(folder).unwrap_or(file).display().to_string();
    found.diagnostics.extend(search.unnamable.iter().map(|file| not_utf8(&below(file))));
    for file in search.files {
        if !known.contains(&file) && !is_deck(world, &file) {
            found.passed_over.push(below(&file));
            continue;
        }
        let address = address(folder, &file);
        if let Some(diagnostic) = refuse(&address, &file, &found.decks) {
            found.diagnostics.push(diagnostic);
        } else {
            found.decks.insert(address, file);
        }
    }
    if found.decks.is_empty() && found.diagnostics.is_empty() {
        found.diagnostics.push(no_decks(folder));
    }
    found
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
    addresses: &BTreeMap<String, PathBuf>,
    options: &Options,
    mut done: BTreeMap<PathBuf, Compiled>,
) -> Vec<Deck> {
    let pages = addresses.iter();
    let pages: BTreeMap<PathBuf, BundlePath> =
        pages.filter_map(|(address, path)| Some((path.clone(), page(address).ok()?))).collect();
    let work: Vec<_> =
        addresses.iter().map(|(address, path)| (address, path, done.remove(path))).collect();
    let compile = |(address, path, done): (&String, &PathBuf, Option<Compiled>)| {
        let compiled = match (done, pages.get(path)) {
            (Some(done), _) => done,
            (None, Some(page)) => {
                let assets = "assets".to_string();
                let place = Place { page: page.clone(), assets, decks: pages.clone() };
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

/// Whether a file is a deck: it has a header with a title. Files that cannot be read are taken for
/// decks, so that the author hears of them.
fn is_deck(world: &dyn World, path: &Path) -> bool {
    let Ok(bytes) = world.read(path, compile::MAX_DECK) else { return true };
    let Ok(text) = decode(bytes) else { return true };
    let mut found = Vec::new();
    let file = Sources::default().add("", String::new());
    let (header, _) = header::read(file, &text, &mut found);
    header.title.is_some() || crate::diagnostic::has_errors(&found)
}

/// A line of the list page.
#[derive(Serialize)]
struct Line {
    title: String,
    subtitle: String,
    slides: usize,
    address: String,
}

#[derive(Serialize)]
struct List {
    title: String,
    icon: String,
    style: String,
    generator: &'static str,
    decks: Vec<Line>,
    /// For a preview: settings and address of its script; else empty.
    live_json: String,
    live_script: &'static str,
}

/// The list of decks and its assets. `live` is what the script of a preview is told.
pub fn list(folder: &Path, decks: &[Deck], live: Option<serde_json::Value>) -> Bundle {
    let mut bundle = Bundle::default();
    let mut take = |name: &str| {
        let asset = asset(name);
        let address = format!("assets/{}", asset.file);
        bundle.insert(BundlePath::new(&address).expect("our own names are good"), asset.bytes);
        address
    };
    let list = List {
        title: folder.file_name().map_or("Slides".into(), |name| name.to_string_lossy().into()),
        icon: take("icon.svg"),
        style: take("list.css"),
        generator: concat!("deckgen ", env!("CARGO_PKG_VERSION")),
        decks: decks.iter().map(line).collect(),
        live_script: if live.is_some() { compile::LIVE_SCRIPT } else { "" },
        live_json: live.map_or(String::new(), |live| {
            render::page::config(&serde_json::json!({ "live": live }))
        }),
    };
    let templates = Templates::load(assets::templates().iter().copied());
    let html = templates.and_then(|templates| templates.render("list.html", &list));
    let html = html.expect("our own template fits our own values; every test renders it");
    bundle.insert(BundlePath::new("index.html").expect("it is a good path"), html.into_bytes());
    bundle
}

fn line(deck: &Deck) -> Line {
    let Compiled { header, title, slides, .. } = &deck.compiled;
    let address = page(&deck.address).map_or(String::new(), |page| page.from_root());
    Line { title: title.clone(), subtitle: subtitle(header), slides: *slides, address }
}

fn subtitle(header: &Header) -> String {
    header.subtitle.as_ref().map_or(String::new(), |text| {
        markdown::plain_text(&markdown::parse_inline(&text.value, text.span, &mut Vec::new()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_paths_without_endings() {
        let address = |deck: &str| super::address(Path::new("/s"), Path::new(deck));
        assert_eq!(address("/s/loops.md"), "loops");
        assert_eq!(address("/s/week1/loops/index.md"), "week1/loops");
        assert_eq!(address("/s/index.md"), "s");
        assert_eq!(address("/s/a.b.md"), "a.b");
    }
}
