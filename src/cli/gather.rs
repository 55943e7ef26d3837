//! What the commands that build have in common: every deck that was named, compiled.

use super::Failure;
use super::args::Format;
use super::reading;
use super::report::Printer;
use super::words::count;
use deckgen::bundle::{Bundle, BundlePath};
use deckgen::check::{self, Work};
use deckgen::compile::{Compiled, Options, Place, compile};
use deckgen::diagnostic::{Diagnostic, Severity};
use deckgen::output::{Group, Scope};
use deckgen::sarif::{self, Located};
use deckgen::site::{self, Site};
use deckgen::source::Sources;
use deckgen::world::{Disk, Kind, World};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One deck of a build.
pub(super) struct Built {
    /// Its address below the root, without `/index.html`.
    pub(super) address: String,
    /// What became of it; its bundle is empty, its files are in [`Gathered::bundle`].
    pub(super) compiled: Compiled,
}

/// All that one command builds.
#[derive(Default)]
pub(super) struct Gathered {
    /// All files.
    pub(super) bundle: Bundle,
    /// Whose they are.
    groups: Vec<Group>,
    /// The decks in order.
    pub(super) decks: Vec<Built>,
    /// Markdown files that are no decks.
    pub(super) passed_over: Vec<String>,
    /// Drafts that were left out.
    pub(super) drafts: Vec<String>,
    /// What is wrong with folders as a whole, and the files that spans point into.
    pub(super) found: Vec<(Vec<Diagnostic>, Sources)>,
    /// All files and folders that were read.
    pub(super) inputs: Vec<PathBuf>,
    /// Pages of the single decks by their files, for links between them.
    pages: BTreeMap<PathBuf, BundlePath>,
    /// A folder was named, so there is a list of decks.
    pub(super) is_site: bool,
}

/// How many findings there are of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) notes: usize,
}

impl Count {
    /// Adds findings.
    fn add(&mut self, diagnostics: &[Diagnostic]) {
        for diagnostic in diagnostics {
            *match diagnostic.severity {
                Severity::Error => &mut self.errors,
                Severity::Warning => &mut self.warnings,
                Severity::Note => &mut self.notes,
            } += 1;
        }
    }

    /// Why decks with these findings go no further, if so; with `strict`, warnings count as errors.
    pub(super) fn obstacle(self, strict: bool) -> Option<&'static str> {
        match self {
            Count { errors: 1.., .. } => Some("of the errors above"),
            Count { warnings: 1.., .. } if strict => Some("warnings count as errors with --strict"),
            _ => None,
        }
    }
}

impl Built {
    /// Adds findings, but for those that the author accepts.
    pub(super) fn found(&mut self, mut found: Vec<Diagnostic>) {
        self.compiled.allowed.filter(&mut found);
        self.compiled.diagnostics.append(&mut found);
    }
}

/// Compiles the decks and folders that the command line names. Files below one of `except` are no
/// decks.
pub(super) fn gather(
    named: &[PathBuf],
    except: &[PathBuf],
    options: &Options,
) -> Result<Gathered, Failure> {
    let paths = named.iter().map(|path| reading::find(path)).collect::<Result<Vec<_>, _>>()?;
    let mut gathered = Gathered { pages: pages(&paths), ..Gathered::default() };
    for (path, kind) in &paths {
        match kind {
            Kind::Folder => gathered.site(path, site::compile(&Disk, path, except, options)),
            _ => gathered.deck(path, options)?,
        }
    }
    Ok(gathered)
}

/// The pages of decks that are built one by one.
fn pages(paths: &[(PathBuf, Kind)]) -> BTreeMap<PathBuf, BundlePath> {
    let decks = paths.iter().filter(|(_, kind)| *kind != Kind::Folder);
    let page = |(path, _): &(PathBuf, Kind)| {
        let address = site::address(path.parent()?, path);
        Some((path.clone(), Place::alone(&address).ok()?.page))
    };
    decks.filter_map(page).collect()
}

impl Gathered {
    fn deck(&mut self, path: &Path, options: &Options) -> Result<(), Failure> {
        if path.file_stem().and_then(|name| name.to_str()).is_none() {
            let message = format!("the name of `{}` is not UTF-8", path.display());
            return Err(Failure::new(message).hint("rename the deck's file"));
        }
        let address = site::address(path.parent().unwrap_or(path), path);
        if site::is_reserved(&address) {
            let message =
                format!("a deck cannot have the address `{address}`, which deckgen needs");
            return Err(Failure::new(message).hint("rename the deck's file"));
        }
        let mut place = Place::alone(&address)
            .map_err(|error| Failure::new(error.to_string()).hint("rename the deck's file"))?;
        place.decks.clone_from(&self.pages);
        if self.decks.iter().any(|built| built.address == address) {
            let message = format!("two of these decks would become `{address}/index.html`");
            return Err(
                Failure::new(message).hint("rename one of the files, or build their folder")
            );
        }
        let compiled = compile(&Disk, path, &place, options);
        self.take(address, compiled);
        Ok(())
    }

    fn site(&mut self, folder: &Path, site: Site) {
        self.is_site = true;
        self.inputs.push(folder.to_path_buf());
        self.passed_over.extend(site.passed_over);
        self.drafts.extend(site.drafts);
        self.found.push((site.diagnostics, site.sources));
        let files = site.list.iter().map(|(path, _)| path.clone()).collect();
        self.groups.push(Group { name: "index".to_string(), files });
        self.bundle.merge(site.list);
        for deck in site.decks {
            self.take(deck.address, deck.compiled);
        }
    }

    fn take(&mut self, address: String, mut compiled: Compiled) {
        let bundle = std::mem::take(&mut compiled.bundle);
        let files: Vec<BundlePath> = bundle.iter().map(|(path, _)| path.clone()).collect();
        self.groups.push(Group { name: address.clone(), files });
        self.bundle.merge(bundle);
        self.inputs.extend(compiled.read.iter().cloned());
        self.decks.push(Built { address, compiled });
    }

    /// Looks at what can be told from the decks' texts; they were compiled with `options`, which ask for
    /// what a check looks at. `published` is the folder of the last build.
    pub(super) fn check(&mut self, options: &Options, published: Option<&Path>) {
        let decks: Vec<_> =
            self.decks.iter().map(|built| (built.address.as_str(), &built.compiled)).collect();
        let found = check::check(Work { world: &Disk, options, decks: &decks, published });
        for (built, found) in self.decks.iter_mut().zip(found) {
            built.found(found);
        }
    }

    /// Whose files the bundle has; may be asked once.
    pub(super) fn scope(&mut self) -> Scope {
        let groups = std::mem::take(&mut self.groups);
        if self.is_site { Scope::Site(groups) } else { Scope::Decks(groups) }
    }

    /// Prints what was found, and returns how much it is.
    pub(super) fn print(&self, printer: &Printer, format: Format) -> Count {
        if format == Format::Sarif {
            printer.answer(&self.sarif().to_string());
        }
        for (diagnostics, sources) in &self.found {
            printer.diagnostics(diagnostics, sources, format);
        }
        for Built { compiled, .. } in &self.decks {
            printer.diagnostics(&compiled.diagnostics, &compiled.sources, format);
        }
        self.count()
    }

    /// All findings as one log, with addresses from the root of the repository around this folder.
    fn sarif(&self) -> serde_json::Value {
        let here = Disk.canonicalize(Path::new(".")).unwrap_or_default();
        let root = here.ancestors().find(|folder| Disk.kind(&folder.join(".git")).is_some());
        let whole = self.found.iter().flat_map(|(diagnostics, sources)| {
            diagnostics.iter().map(move |finding| Located { finding, sources, deck: None })
        });
        let decks = self.decks.iter().flat_map(|built| {
            let Compiled { diagnostics, sources, read, .. } = &built.compiled;
            let deck = read.first().map(PathBuf::as_path);
            diagnostics.iter().map(move |finding| Located { finding, sources, deck })
        });
        sarif::log(whole.chain(decks), root.unwrap_or(&here))
    }

    fn count(&self) -> Count {
        let mut count = Count::default();
        self.found.iter().for_each(|(diagnostics, _)| count.add(diagnostics));
        self.decks.iter().for_each(|built| count.add(&built.compiled.diagnostics));
        count
    }

    /// One line about all findings.
    pub(super) fn summary(&self) -> String {
        let Count { errors, warnings, notes } = self.count();
        let slides = self.decks.iter().map(|built| built.compiled.slides).sum();
        let all = [(errors, "error"), (warnings, "warning"), (notes, "note")];
        let some: Vec<String> = all
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, noun)| count(number, noun))
            .collect();
        let found = if some.is_empty() { "nothing to mend".to_string() } else { some.join(", ") };
        format!("{found} in {} ({})", count(self.decks.len(), "deck"), count(slides, "slide"))
    }
}
