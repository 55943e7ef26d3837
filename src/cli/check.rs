//! `deckgen check`.

use super::args::CheckArgs;
use super::gather::{Gathered, gather};
use super::links::links;
use super::measure::{Known, measure};
use super::progress;
use super::reading;
use super::report::Printer;
use super::{Exit, Failure};
use deckgen::compile::Options;
use deckgen::diagnostic::Diagnostic;
use deckgen::links::CODES;
use std::collections::HashSet;

/// Codes of findings that only a measured deck has.
const OVERFLOW: [&str; 4] = ["clipped", "overflow", "small-text", "split-slide"];

pub(crate) fn run(args: &CheckArgs, printer: &Printer) -> Result<Exit, Failure> {
    let options = Options { inspect: true, places: true, ..reading::options(&args.reading)? };
    let mut checked = progress::during(printer, "checking", || {
        let mut checked = gather(&args.decks, &[], &options)?;
        checked.check(&options, Some(&args.output));
        Ok::<_, Failure>(checked)
    })?;
    progress::during(printer, "trying links", || links(args, &mut checked, &options))?;
    let known = progress::during(printer, "measuring", || measure(args, &mut checked, printer))?;
    finish(&mut checked, &known, args);
    let found = checked.print(printer, args.reading.format);
    match known {
        Known::Measured(browser) => printer.say(&format!("slides were measured in {browser}")),
        Known::NoDeck => {}
        Known::NotMeasured(why) => {
            printer.say(&format!("whether slides fit is an estimate: {why}"));
        }
    }
    printer.say(&checked.summary());
    let fails = found.obstacle(args.strict).is_some();
    Ok(if fails { Exit::DeckErrors } else { Exit::Fine })
}

/// Puts the findings into the order of the text, and says which acceptances nothing needed.
fn finish(checked: &mut Gathered, known: &Known, args: &CheckArgs) {
    // What a part says that several decks include is told once.
    let mut told = HashSet::new();
    for built in &mut checked.decks {
        let failed = |finding: &Diagnostic| finding.code == "not-measured";
        let measured = matches!(known, Known::Measured(_) | Known::NoDeck);
        let measured = measured && !built.compiled.diagnostics.iter().any(failed);
        let mut not_looked_for = if measured { Vec::new() } else { OVERFLOW.to_vec() };
        not_looked_for.extend(if args.links { &[][..] } else { &CODES[..] });
        let unused = built.compiled.allowed.unused(&not_looked_for);
        let found = &mut built.compiled.diagnostics;
        found.extend(unused);
        found.sort_by_key(|finding| finding.span.map(|span| (span.file, span.start)));
        found.dedup();
        let sources = &built.compiled.sources;
        found.retain(|finding| {
            let place =
                finding.span.map(|span| (sources.file(span.file).path.clone(), span.range()));
            place.is_none_or(|place| told.insert((place, finding.code, finding.message.clone())))
        });
    }
}
