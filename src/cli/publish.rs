//! `deckgen publish`.

use super::args::PublishArgs;
use super::gather::{Gathered, gather};
use super::images;
use super::progress;
use super::reading;
use super::report::Printer;
use super::words::{count, size, some};
use super::{Exit, Failure};
use deckgen::compile::Options;
use deckgen::diagnostic::{Diagnostic, Severity};
use deckgen::header::config;
use deckgen::output::{Change, Changes};
use deckgen::publish::{self, PublishError, Published, Stop, Upload};
use deckgen::world::{Disk, Kind, World};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// Warnings of a build that keep a deck from being public: readers would see that something is missing.
const BLOCKING: &[&str] = &["missing-file", "missing-image", "missing-style", "unreadable-file"];

pub(crate) fn run(args: &PublishArgs, printer: &Printer) -> Result<Exit, Failure> {
    let stop = Stop::default();
    let stopper = stop.clone();
    ctrlc::set_handler(move || stopper.now())
        .map_err(|error| Failure::new(format!("cannot listen for Ctrl-C: {error}")))?;
    let goal = Goal::of(args)?;
    let target = publish::parse(&goal.target, &goal.folder).map_err(|error| failure(&error))?;
    let Some(mut gathered) = checked(args, printer, &goal)? else { return Ok(Exit::DeckErrors) };
    let source = source(&args.decks[0])?;
    let upload = Upload {
        scope: gathered.scope(),
        bundle: &gathered.bundle,
        adopt: args.adopt,
        source: &source,
        inputs: &gathered.inputs,
        title: count(gathered.decks.len(), "deck"),
        may_ask: std::io::stdin().is_terminal(),
        stop,
    };
    let what = if args.dry_run { "comparing" } else { "publishing" };
    let published = progress::during(printer, what, || {
        publish::publish(target.as_ref(), &upload, args.dry_run)
    });
    let published = published.map_err(|error| failure(&error))?;
    if args.dry_run {
        list(printer, &published.changes);
    }
    let known = goal.address.map(|address| format!("; its address is {address}"));
    let guess = published.address.as_ref().map(|address| format!("; likely at {address}"));
    let address = known.or(guess).unwrap_or_default();
    printer.say(&summary(args, &gathered, &published, &address));
    Ok(Exit::Fine)
}

/// Where the decks are to go.
struct Goal {
    /// As the command line says, else `deckgen.yaml`.
    target: String,
    /// The folder that paths in it are relative to.
    folder: PathBuf,
    /// Where readers find the site, if `deckgen.yaml` says so of this very folder.
    address: Option<String>,
}

impl Goal {
    fn of(args: &PublishArgs) -> Result<Goal, Failure> {
        let (path, _) = reading::find(&args.decks[0])?;
        let (file, config) = config::of(&Disk, &path).unwrap_or_default();
        let site = file.parent().unwrap_or(&file).to_path_buf();
        let address = config.base_url.filter(|_| site == path);
        if let Some(target) = args.to.clone() {
            let folder = std::env::current_dir().map_err(|error| {
                Failure::new(format!("the folder you are in cannot be used: {error}"))
            })?;
            return Ok(Goal { target, folder, address });
        }
        match config.publish {
            Some(target) => Ok(Goal { target: target.value, folder: site, address }),
            None => Err(failure(&publish::without())),
        }
    }
}

fn failure(error: &PublishError) -> Failure {
    Failure::new(error.to_string()).maybe_hint(error.hint())
}

fn draft(address: &str) -> Diagnostic {
    Diagnostic::without_place("draft-deck", format!("the deck `{address}` is a draft"))
        .hint("remove `draft: true` from its header to publish it")
}

/// The decks, if they may be public; what is wrong with them is printed.
fn checked(
    args: &PublishArgs,
    printer: &Printer,
    goal: &Goal,
) -> Result<Option<Gathered>, Failure> {
    let options = Options {
        notes: args.notes,
        inspect: true,
        optimizer: images::optimizer(args.images)?,
        ..reading::options(&args.reading)?
    };
    let folder = goal.target.strip_prefix("dir:").map(|folder| goal.folder.join(folder));
    let except: Vec<PathBuf> =
        folder.and_then(|folder| Disk.canonicalize(&folder).ok()).into_iter().collect();
    let mut gathered = progress::during(printer, "building", || {
        let mut gathered = gather(&args.decks, &except, &options)?;
        gathered.check(&options, None);
        Ok::<_, Failure>(gathered)
    })?;
    for built in &mut gathered.decks {
        let compiled = &mut built.compiled;
        compiled.diagnostics.extend(compiled.read.iter().filter_map(|path| secret(path)));
        if compiled.header.draft {
            compiled.diagnostics.push(draft(&built.address));
        }
        for finding in &mut compiled.diagnostics {
            if BLOCKING.contains(&finding.code) {
                finding.severity = Severity::Error;
            }
        }
    }
    let worst = gathered.print(printer, args.reading.format);
    if let Some(why) = worst.obstacle(args.strict) {
        printer.say(&format!("nothing was published, because {why}"));
        return Ok(None);
    }
    Ok(Some(gathered))
}

/// A file that a deck takes something from although it may be a secret.
fn secret(path: &Path) -> Option<Diagnostic> {
    let name = path.file_name()?.to_string_lossy();
    if !publish::is_secret(&name) || Disk.kind(path) != Some(Kind::File) {
        return None;
    }
    let message = format!("`{name}` has a name as secrets have, and the deck would publish it");
    let finding = Diagnostic::without_place("secret-file", message);
    Some(finding.hint("take it out of the deck, or rename it if it is no secret"))
}

/// The folder of the sources, without links.
fn source(named: &Path) -> Result<PathBuf, Failure> {
    let (path, kind) = reading::find(named)?;
    Ok(match kind {
        Kind::Folder => path,
        _ => path.parent().map(Path::to_path_buf).unwrap_or(path),
    })
}

/// What a dry run answers.
fn list(printer: &Printer, changes: &Changes) {
    let line = |sign: &str, change: &Change| {
        printer.answer(&format!("{sign} {} ({})", change.path, size(change.bytes)));
    };
    changes.added.iter().for_each(|change| line("+", change));
    changes.changed.iter().for_each(|change| line("~", change));
    changes.removed.iter().for_each(|change| line("-", change));
}

/// The one line that every publishing ends with.
fn summary(
    args: &PublishArgs,
    gathered: &Gathered,
    published: &Published,
    address: &str,
) -> String {
    let Published { changes, place, .. } = published;
    let mut line = if changes.count() == 0 {
        format!("nothing has changed: {place}")
    } else {
        let (added, changed) = (changes.added.len(), changes.changed.len());
        let removed = changes.removed.len();
        let done = if args.dry_run { "would go" } else { "went" };
        let numbers = format!("{added} new, {changed} changed, {removed} removed");
        format!("{} {done} to {place}: {numbers}", count(changes.count(), "file"))
    };
    line += address;
    for kept in &changes.kept {
        line += &format!("; kept {kept}, which somebody changed");
    }
    if !gathered.passed_over.is_empty() {
        line += &format!("; passed over, having no title: {}", some(&gathered.passed_over));
    }
    line
}
