//! `deckgen build`.

use super::args::BuildArgs;
use super::gather::{Gathered, gather};
use super::images;
use super::progress;
use super::reading;
use super::report::Printer;
use super::sizes;
use super::words::{count, size, some};
use super::{Exit, Failure};
use deckgen::cache::Cache;
use deckgen::compile::Options;
use deckgen::output::{self, Written};
use deckgen::world::{Disk, World};
use std::path::PathBuf;

pub(crate) fn run(args: &BuildArgs, printer: &Printer) -> Result<Exit, Failure> {
    let options = Options {
        notes: args.notes,
        single_file: args.single_file,
        cache: reading::cache().filter(|_| !args.no_cache),
        optimizer: images::optimizer(args.images)?,
        ..reading::options(&args.reading)?
    };
    let except: Vec<PathBuf> = Disk.canonicalize(&args.output).into_iter().collect();
    let mut build =
        progress::during(printer, "building", || gather(&args.decks, &except, &options))?;
    let found = build.print(printer, args.reading.format);
    if let Some(why) = found.obstacle(args.strict) {
        printer.say(&format!("nothing was written, because {why}"));
        return Ok(Exit::DeckErrors);
    }
    let output =
        output::Options { adopt: args.adopt, inputs: build.inputs.clone(), scope: build.scope() };
    let written = output::write(&args.output, &build.bundle, &output)
        .map_err(|error| Failure::new(error.to_string()))?;
    let saved = options.optimizer.as_ref().map(|optimizer| optimizer.saved());
    printer.say(&(summary(&build, args, &written) + &images::told(saved.unwrap_or_default())));
    if args.sizes {
        sizes::print(&build, args.reading.format, printer);
    }
    options.cache.iter().for_each(Cache::tidy);
    Ok(Exit::Fine)
}

/// The one line that every build ends with.
fn summary(build: &Gathered, args: &BuildArgs, written: &Written) -> String {
    let slides: usize = build.decks.iter().map(|built| built.compiled.slides).sum();
    let page = match &build.decks[..] {
        [only] if !build.is_site => args.output.join(&only.address).join("index.html"),
        _ => args.output.join(if build.is_site { "index.html" } else { "" }),
    };
    let mut line = format!("{}: ", page.display());
    if build.decks.len() != 1 || build.is_site {
        line += &format!("{}, ", count(build.decks.len(), "deck"));
    }
    line += &format!("{}, {}", count(slides, "slide"), size(written.bytes));
    if !build.passed_over.is_empty() {
        line += &format!("; passed over, having no title: {}", some(&build.passed_over));
    }
    if !build.drafts.is_empty() {
        line += &format!("; drafts left out: {}", some(&build.drafts));
    }
    for kept in &written.kept {
        line += &format!("; kept {kept}, which somebody changed");
    }
    let notes: usize = build.decks.iter().map(|built| built.compiled.notes_left_out).sum();
    if notes > 0 {
        line += "; notes left out (presenting from this copy? add `--notes`)";
    }
    line
}
