//! `deckgen check`: whether slides fit, measured in a browser if there is one.

use super::Failure;
use super::args::CheckArgs;
use super::gather::{Built, Gathered};
use super::report::Printer;
use deckgen::browser::find::{self, VARIABLE};
use deckgen::browser::{Error, Options};
use deckgen::bundle::{Bundle, BundlePath};
use deckgen::compile::Compiled;
use deckgen::diagnostic::Diagnostic;
use deckgen::overflow::{self, Measured, Measurer, Seen};
use deckgen::source::Span;
use deckgen::world::{Disk, Kind, World};
use serde_json::json;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How it is known whether slides fit.
pub(super) enum Known {
    /// All decks were measured in this browser.
    Measured(String),
    /// No deck was measured, for this reason.
    NotMeasured(String),
    /// There was no deck to measure.
    NoDeck,
}

/// Which browser to use.
enum Choice {
    Auto,
    Never,
    Program(PathBuf),
}

fn choice(argument: Option<&OsStr>, variable: Option<OsString>) -> Choice {
    let written = argument.map(OsStr::to_os_string).or(variable.filter(|text| !text.is_empty()));
    match written {
        None => Choice::Auto,
        Some(word) if word == "auto" => Choice::Auto,
        Some(word) if word == "never" => Choice::Never,
        Some(path) => Choice::Program(path.into()),
    }
}

/// Measures all decks that have no errors, or estimates them if there is no browser, and adds what is
/// found to them.
pub(super) fn measure(
    args: &CheckArgs,
    checked: &mut Gathered,
    printer: &Printer,
) -> Result<Known, Failure> {
    let Gathered { bundle, decks, .. } = checked;
    let has_page =
        |built: &&mut Built| page(built).is_some_and(|page| bundle.get(page.as_str()).is_some());
    let mut decks: Vec<&mut Built> = decks.iter_mut().filter(has_page).collect();
    if decks.is_empty() {
        return Ok(Known::NoDeck);
    }
    let known = measure_in_browser(args, bundle, &mut decks, printer)?;
    if let Known::NotMeasured(_) = known {
        decks.iter_mut().for_each(|built| estimate(args, bundle, built, printer));
    }
    Ok(known)
}

/// Where a deck's page stands.
fn page(built: &Built) -> Option<BundlePath> {
    BundlePath::new(format!("{}/index.html", built.address)).ok()
}

fn estimate(args: &CheckArgs, bundle: &Bundle, built: &mut Built, printer: &Printer) {
    if let Some(page) = page(built) {
        take(built, &deckgen::estimate::measured(bundle, &page), args, printer);
    }
}

fn measure_in_browser(
    args: &CheckArgs,
    bundle: &Bundle,
    decks: &mut [&mut Built],
    printer: &Printer,
) -> Result<Known, Failure> {
    let choice = choice(args.browser.as_deref(), std::env::var_os(VARIABLE));
    let (program, named) = match choice {
        Choice::Never => return Ok(Known::NotMeasured("no browser is to be used".to_string())),
        Choice::Program(program) => (checked_program(program)?, true),
        Choice::Auto => match find::find(&Disk, &|name| std::env::var_os(name)) {
            Some(program) => (program, false),
            None => return Ok(Known::NotMeasured("there is no browser".to_string())),
        },
    };
    let stop = stopped_by_signals();
    let options = Options { untrusted: args.reading.untrusted, stop, ..Options::default() };
    let mut measurer = Measurer::new(program, options);
    let version = match measurer.version() {
        Ok(version) => version,
        Err(error) if named || error == Error::Stopped => return Err(failure(&error)),
        Err(error) => return Ok(Known::NotMeasured(error.to_string())),
    };
    for built in decks {
        let Some(page) = page(built) else { continue };
        match measurer.measure(bundle, &page, built.compiled.slides) {
            Ok(measured) => take(built, &measured, args, printer),
            Err(Error::Stopped) => return Err(failure(&Error::Stopped)),
            Err(error) => {
                built.found(vec![not_measured(built, &error)]);
                estimate(args, bundle, built, printer);
            }
        }
    }
    let place = measurer.program().display();
    Ok(Known::Measured(format!("{version} ({place})")))
}

/// The program that the user named; a name without a folder is looked for in `PATH`.
fn checked_program(program: PathBuf) -> Result<PathBuf, Failure> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let named = program.components().count() == 1;
    let places = std::env::split_paths(&path).filter(|_| named).map(|folder| folder.join(&program));
    let mut places = places.chain([program.clone()]);
    let found = places.find(|place| Disk.kind(place) == Some(Kind::File));
    let found = found.and_then(|place| Disk.canonicalize(&place).ok());
    found.ok_or_else(|| {
        let shown = program.display();
        Failure::new(format!("there is no browser `{shown}`"))
            .hint("name a Chromium, Chrome or Edge, or use `--browser never`")
    })
}

/// Set on Ctrl-C and the like: then the browser is ended before we are. The second one ends us at once.
fn stopped_by_signals() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let set = stop.clone();
    // Where it cannot be set, the browser still ends with us.
    let _ = ctrlc::set_handler(move || {
        if set.swap(true, Ordering::Relaxed) {
            std::process::exit(2);
        }
    });
    stop
}

fn failure(error: &Error) -> Failure {
    Failure::new(error.to_string()).maybe_hint(error.hint().map(String::from))
}

fn take(built: &mut Built, measured: &Measured, args: &CheckArgs, printer: &Printer) {
    if args.measures {
        print(built, measured, printer);
    }
    let Some(origins) = &built.compiled.places else { return };
    let found = overflow::findings(measured, origins, start(built));
    built.found(found);
}

/// The start of the deck's file.
fn start(built: &Built) -> Span {
    Span::new(built.compiled.header.span.file, 0..0)
}

fn not_measured(built: &Built, error: &Error) -> Diagnostic {
    let message = format!("the browser cannot say whether this deck's slides fit: {error}");
    Diagnostic::warning("not-measured", start(built), message)
        .maybe_hint(error.hint().map(String::from))
}

/// One line for each slide on each screen, with the line it begins at, and one for what the page asked for
/// in vain.
fn print(built: &Built, measured: &Measured, printer: &Printer) {
    let deck = deck_name(built);
    let Compiled { places, sources, .. } = &built.compiled;
    let line_of = |seen: &Seen| {
        let span = places.as_ref()?.slide(&seen.id)?;
        Some(sources.file(span.file).position(span.start as usize).0)
    };
    for (screen, slides) in &measured.screens {
        for seen in slides {
            let line = line_of(seen);
            let line = json!({ "deck": deck, "screen": screen, "line": line, "measured": seen });
            printer.answer(&line.to_string());
        }
    }
    if !measured.refused.is_empty() {
        let line = json!({ "deck": deck, "refused": measured.refused });
        printer.answer(&line.to_string());
    }
}

fn deck_name(built: &Built) -> String {
    let file = built.compiled.header.span.file;
    built.compiled.sources.file(file).name.clone()
}
