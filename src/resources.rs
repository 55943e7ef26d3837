//! Files that a deck uses: found in the tree, read, named in the bundle, and put in place of what the
//! author wrote.

mod page;
mod pictures;
mod sibling;
mod svg;
mod walk;

pub use sibling::{Sibling, sibling};

use crate::assets;
use crate::bundle::{Bundle, BundlePath, Bytes};
use crate::deck::Deck;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::html::css;
use crate::html::url::{Url, classify};
use crate::images::Optimizer;
use crate::media_type;
use crate::project::{Found, Project, Wanted};
use crate::source::{Sources, Span};
use crate::theme::Places;
use crate::world::World;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The largest picture, video or other file a deck may use, in bytes.
pub const MAX_FILE: u64 = 1_000_000_000;

/// How files reach the audience.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// As files in a folder of the bundle, linked from the page.
    Linked {
        /// The page.
        page: BundlePath,
        /// The folder.
        folder: String,
    },
    /// Inside the page.
    Inline,
}

/// What a reference is used for, which says what a missing file means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// A picture, video or sound.
    Picture,
    /// A style sheet, whose own references are followed.
    Style,
    /// Anything else that the page loads.
    Part,
    /// A file that the audience can open.
    Link,
}

impl Use {
    fn wanted(self) -> Wanted {
        let severity = Severity::Warning;
        match self {
            Use::Picture => Wanted { code: "missing-image", what: "picture", severity },
            Use::Style => Wanted { code: "missing-style", what: "style sheet", severity },
            Use::Part | Use::Link => Wanted { code: "missing-file", what: "file", severity },
        }
    }
}

/// What became of a reference.
enum Outcome {
    /// Write this address instead.
    Address(String),
    /// Leave it as it is.
    Keep,
    /// There is no such file.
    Missing,
}

/// A file that a deck uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The file, absolute and without links.
    pub path: PathBuf,
    /// Where the deck names it first.
    pub span: Span,
    /// Its size in bytes.
    pub bytes: u64,
    /// Width and height in pixels, if it is a picture.
    pub size: Option<(u32, u32)>,
}

/// Collects the files of one deck.
pub struct Resources<'a> {
    world: &'a dyn World,
    project: &'a Project,
    deck: &'a Path,
    /// The files that spans point into.
    sources: &'a Sources,
    delivery: Delivery,
    files: BTreeMap<BundlePath, Bytes>,
    /// Addresses of files that were already taken.
    known: BTreeMap<PathBuf, String>,
    /// Width and height of pictures by their addresses.
    sizes: BTreeMap<String, (u32, u32)>,
    /// Width divided by height of SVG pictures by their addresses.
    shapes: BTreeMap<String, f32>,
    read: BTreeSet<PathBuf>,
    taken: Vec<Taken>,
    /// Addresses of other decks' pages by their files.
    decks: BTreeMap<PathBuf, String>,
    /// What makes pictures smaller, and how many pixels are enough.
    optimizer: Option<(&'a Optimizer, (u32, u32))>,
    /// Only looks which files there are.
    surveys: bool,
}

impl<'a> Resources<'a> {
    /// Files for the deck at `deck`.
    pub fn new(
        world: &'a dyn World,
        project: &'a Project,
        deck: &'a Path,
        sources: &'a Sources,
        delivery: Delivery,
    ) -> Resources<'a> {
        let (files, known, sizes, shapes, read, taken, decks) = Default::default();
        Resources {
            world,
            project,
            deck,
            sources,
            delivery,
            files,
            known,
            sizes,
            shapes,
            read,
            taken,
            decks,
            optimizer: None,
            surveys: false,
        }
    }

    /// Links to these files become links to the pages made from them; `page` is this deck's own.
    pub fn with_decks(
        mut self,
        decks: &BTreeMap<PathBuf, BundlePath>,
        page: &BundlePath,
    ) -> Resources<'a> {
        let address =
            |(file, other): (&PathBuf, &BundlePath)| (file.clone(), other.relative_to(page));
        self.decks = decks.iter().map(address).collect();
        self
    }

    /// Finds the files that the slides use and writes their new addresses into the tree.
    pub fn collect(&mut self, deck: &mut Deck, diagnostics: &mut Diagnostics) {
        for text in deck.front.texts_mut() {
            walk::nodes(self, text, diagnostics);
        }
        for slide in &mut deck.slides {
            walk::slide(self, slide, diagnostics);
        }
    }

    /// Where themes are looked for.
    pub fn places(&self) -> Places<'a> {
        let folder = self.deck.parent().unwrap_or(self.deck);
        Places { world: self.world, deck: folder, project: self.project.root() }
    }

    /// The files that were looked at, whether they exist or not.
    pub fn read(&self) -> impl Iterator<Item = &Path> {
        self.read.iter().map(PathBuf::as_path)
    }

    /// The files that were taken, each once.
    pub fn taken(&self) -> &[Taken] {
        &self.taken
    }

    /// Width and height of a picture that was taken, by its address.
    fn picture_size(&self, address: &str) -> Option<(u32, u32)> {
        let address = address.split(['?', '#']).next()?;
        self.sizes.get(address).copied()
    }

    /// The shape of an SVG picture that was taken, by its address.
    fn picture_shape(&self, address: &str) -> Option<f32> {
        let address = address.split(['?', '#']).next()?;
        self.shapes.get(address).copied()
    }

    /// All files that were taken.
    pub fn into_bundle(self) -> Bundle {
        let mut bundle = Bundle::default();
        for (path, bytes) in self.files {
            bundle.insert(path, bytes);
        }
        bundle
    }

    /// Decides about one reference, which is relative to the file that the span lies in.
    fn resolve(
        &mut self,
        url: &str,
        span: Span,
        used: Use,
        diagnostics: &mut Diagnostics,
    ) -> Outcome {
        let sources = self.sources;
        self.resolve_from(&sources.file(span.file).path, url, span, used, diagnostics)
    }

    fn resolve_from(
        &mut self,
        from: &Path,
        url: &str,
        span: Span,
        used: Use,
        diagnostics: &mut Diagnostics,
    ) -> Outcome {
        match classify(url) {
            Url::Local { path, suffix } => {
                self.local(from, &path, &suffix, span, used, diagnostics)
            }
            Url::Remote if used != Use::Link => {
                diagnostics.push(
                    Diagnostic::note(
                        "remote-resource",
                        span,
                        format!("`{url}` comes from the network"),
                    )
                    .hint("copy it beside the deck if you present without one"),
                );
                Outcome::Keep
            }
            Url::Dangerous { scheme } => {
                let message =
                    format!("addresses that start with `{scheme}:` are not safe on a page");
                diagnostics.push(
                    Diagnostic::warning("unsafe-address", span, message)
                        .hint("it is left out; use https or a file of the project"),
                );
                Outcome::Missing
            }
            _ => Outcome::Keep,
        }
    }

    fn local(
        &mut self,
        from: &Path,
        path: &str,
        suffix: &str,
        span: Span,
        used: Use,
        diagnostics: &mut Diagnostics,
    ) -> Outcome {
        let mut found = self.project.resolve(self.world, from, path);
        if used == Use::Link && matches!(found, Found::Folder(_)) {
            return Outcome::Keep;
        }
        if matches!(used, Use::Link | Use::Part)
            && matches!(found, Found::Missing { .. } | Found::Outside)
        {
            self.read.extend(sibling::looked_at(self.deck, path));
            match sibling(self.world, self.project, self.deck, path) {
                Some(Sibling::Deck(_) | Sibling::Folder) => return Outcome::Keep,
                Some(Sibling::Nothing) => found = Found::Missing { nearest: None },
                None => {}
            }
        }
        let file = match self.project.accept(found, path, span, used.wanted()) {
            Ok((file, warning)) => {
                diagnostics.extend(warning);
                file
            }
            Err(diagnostic) => {
                let wanted = from.parent().unwrap_or(from).join(path);
                self.read.insert(crate::world::plain(&wanted));
                diagnostics.push(diagnostic);
                return Outcome::Missing;
            }
        };
        if used == Use::Link
            && let Some(address) = self.decks.get(&file)
        {
            return Outcome::Address(format!("{address}{suffix}"));
        }
        if used == Use::Link && file.extension().is_some_and(|ending| ending == "md") {
            let message = format!("`{path}` is no deck of this build, so the link stays as it is");
            diagnostics.push(
                Diagnostic::note("link-to-source", span, message)
                    .hint("build both in one command, and the link leads to the other's page"),
            );
            return Outcome::Keep;
        }
        match self.file(&file, span, used, diagnostics) {
            Some(address) if address.starts_with("data:") => Outcome::Address(address),
            Some(address) => Outcome::Address(address + suffix),
            None => Outcome::Missing,
        }
    }

    /// Reads a file, once, and returns its address.
    fn file(
        &mut self,
        path: &Path,
        span: Span,
        used: Use,
        diagnostics: &mut Diagnostics,
    ) -> Option<String> {
        if let Some(address) = self.known.get(path) {
            return Some(address.clone());
        }
        self.read.insert(path.to_path_buf());
        let is_style = used == Use::Style || path.extension().is_some_and(|ending| ending == "css");
        if self.surveys && !is_style {
            return Some(String::new());
        }
        let mut bytes = match self.world.read(path, MAX_FILE) {
            Ok(bytes) => bytes,
            Err(error) => {
                let name = self.project.display(path);
                let message = format!("cannot read `{name}`: {error}");
                diagnostics.push(Diagnostic::warning("unreadable-file", span, message));
                return None;
            }
        };
        if is_style {
            bytes = self.style_sheet(path, bytes, span, diagnostics);
        }
        bytes = self.picture(path, bytes, span, diagnostics);
        let name = file_name(path);
        let mut size = pictures::size(&bytes);
        let mut shape = None;
        if name.to_ascii_lowercase().ends_with(".svg") {
            match svg::size(&bytes) {
                Some(svg::Size::Pixels(width, height)) => size = Some((width, height)),
                Some(svg::Size::Shape(of_svg)) => shape = Some(of_svg),
                None => {}
            }
        }
        let taken = Taken { path: path.to_path_buf(), span, bytes: bytes.len() as u64, size };
        self.taken.push(taken);
        let address = self.take(&assets::hashed_name(&name, &bytes), bytes.into(), &name);
        self.known.insert(path.to_path_buf(), address.clone());
        if let Some(size) = size {
            self.sizes.insert(address.clone(), size);
        }
        if let Some(shape) = shape {
            self.shapes.insert(address.clone(), shape);
        }
        Some(address)
    }

    /// Follows the references of a style sheet. In the bundle all files are in one folder.
    fn style_sheet(
        &mut self,
        path: &Path,
        bytes: Vec<u8>,
        span: Span,
        diagnostics: &mut Diagnostics,
    ) -> Vec<u8> {
        let Ok(text) = String::from_utf8(bytes) else { return Vec::new() };
        // A sheet that imports itself finds this and stops.
        self.known.insert(path.to_path_buf(), "data:text/css,".to_string());
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for reference in css::references(&text) {
            let outcome = self.resolve_from(path, &reference.url, span, Use::Part, diagnostics);
            out.push_str(&text[done..reference.range.start]);
            match outcome {
                Outcome::Address(address) if address.starts_with("data:") => out.push_str(&address),
                Outcome::Address(address) => {
                    out.push_str(address.rsplit('/').next().unwrap_or_default());
                }
                Outcome::Keep => out.push_str(&text[reference.range.clone()]),
                Outcome::Missing => out.push_str("data:,"),
            }
            done = reference.range.end;
        }
        out.push_str(&text[done..]);
        out.into_bytes()
    }

    /// Puts a file into the bundle, or into an address.
    fn take(&mut self, name: &str, bytes: Bytes, logical_name: &str) -> String {
        match &self.delivery {
            Delivery::Linked { page, folder } => {
                let path = BundlePath::new(format!("{folder}/{name}"))
                    .expect("names of files are cleaned before they get here");
                let address = path.relative_to(page);
                self.files.insert(path, bytes);
                address
            }
            Delivery::Inline => media_type::data_url(logical_name, &bytes),
        }
    }
}

/// A file's name with only characters that need no escaping in an address.
fn file_name(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let clean: String = name.chars().map(|c| if good(c) { c } else { '-' }).collect();
    let clean = clean.trim_start_matches(['.', '-']);
    // Room for the hash, and for file systems with short names.
    let cut = clean.len().saturating_sub(100);
    if clean.is_empty() { "file".to_string() } else { clean[cut..].to_string() }
}
