//! `deckgen build`.

use super::args::BuildArgs;
use super::progress;
use super::reading;
use super::report::Printer;
use super::{Exit, Failure};
use deckgen::bundle::{Bundle, BundlePath};
use deckgen::compile::{Compiled, Options, Place, compile};
use deckgen::diagnostic::{Diagnostic, Severity};
use deckgen::output::{self, Group, Scope, Written};
use deckgen::site::{self, Site};
use deckgen::source::Sources;
use deckgen::world::{Disk, Kind, World};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(crate) fn run(args: &BuildArgs, printer: &Printer) -> Result<Exit, Failure> {
    let options = Options {
        notes: args.notes,
        single_file: args.single_file,
        ..reading::options(&args.reading)?
    };
    let paths = args.decks.iter().map(|path| reading::find(path)).collect::<Result<Vec<_>, _>>()?;
    let except: Vec<PathBuf> = Disk.canonicalize(&args.output).into_iter().collect();
    let mut build = Build { pages: pages(&paths), ..Build::default() };
    progress::during(printer, "building", || {
        for (path, kind) in &paths {
            match kind {
                Kind::Folder => build.site(path, site::compile(&Disk, path, &except, &options)),
                _ => build.deck(path, &options)?,
            }
        }
        Ok(())
    })?;
    let found = build.print(printer, args);
    if found.errors || args.strict && found.warnings {
        printer.say(if found.errors {
            "nothing was written, because of the errors above"
        } else {
            "nothing was written, because warnings count as errors with --strict"
        });
        return Ok(Exit::DeckErrors);
    }
    let output =
        output::Options { adopt: args.adopt, inputs: build.inputs.clone(), scope: build.scope() };
    let written = output::write(&args.output, &build.bundle, &output)
        .map_err(|error| Failure::new(error.to_string()))?;
    build.summary(printer, args, &written);
    Ok(Exit::Fine)
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

/// One deck of this build.
struct Built {
    address: String,
    compiled: Compiled,
}

/// All that one command builds.
#[derive(Default)]
struct Build {
    bundle: Bundle,
    groups: Vec<Group>,
    decks: Vec<Built>,
    passed_over: Vec<String>,
    /// What is wrong with folders as a whole.
    found: Vec<Diagnostic>,
    inputs: Vec<PathBuf>,
    /// Pages of the single decks by their files, for links between them.
    pages: BTreeMap<PathBuf, BundlePath>,
    is_site: bool,
}

struct Found {
    errors: bool,
    warnings: bool,
}

impl Build {
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
        self.found.extend(site.diagnostics);
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

    fn scope(&mut self) -> Scope {
        let groups = std::mem::take(&mut self.groups);
        if self.is_site { Scope::Site(groups) } else { Scope::Decks(groups) }
    }

    fn print(&self, printer: &Printer, args: &BuildArgs) -> Found {
        let mut found = Found { errors: false, warnings: false };
        let mut print = |diagnostics: &[Diagnostic], sources: &Sources| {
            printer.diagnostics(diagnostics, sources, args.reading.format);
            for diagnostic in diagnostics {
                found.errors |= diagnostic.severity == Severity::Error;
                found.warnings |= diagnostic.severity == Severity::Warning;
            }
        };
        print(&self.found, &Sources::default());
        for Built { compiled, .. } in &self.decks {
            print(&compiled.diagnostics, &compiled.sources);
        }
        found
    }

    /// The one line that every build ends with.
    fn summary(&self, printer: &Printer, args: &BuildArgs, written: &Written) {
        let slides: usize = self.decks.iter().map(|built| built.compiled.slides).sum();
        let page = match &self.decks[..] {
            [only] if !self.is_site => args.output.join(&only.address).join("index.html"),
            _ => args.output.join(if self.is_site { "index.html" } else { "" }),
        };
        let mut line = format!("{}: ", page.display());
        if self.decks.len() != 1 || self.is_site {
            line += &format!("{}, ", count(self.decks.len(), "deck"));
        }
        line += &format!("{}, {}", count(slides, "slide"), size(written.bytes));
        if !self.passed_over.is_empty() {
            line += &format!("; passed over, having no title: {}", some(&self.passed_over));
        }
        for kept in &written.kept {
            line += &format!("; kept {kept}, which somebody changed");
        }
        let notes: usize = self.decks.iter().map(|built| built.compiled.notes_left_out).sum();
        if notes > 0 {
            line += "; notes left out (presenting from this copy? add `--notes`)";
        }
        printer.say(&line);
    }
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} KB", bytes.div_ceil(1000)),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// The first few of many names.
fn some(names: &[String]) -> String {
    let shown = names.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len() {
        0..=3 => shown,
        more => format!("{shown} and {} more", more - 3),
    }
}
