//! `deckgen check`.

use super::args::CheckArgs;
use super::gather::gather;
use super::measure::{Known, measure};
use super::progress;
use super::reading;
use super::report::Printer;
use super::{Exit, Failure};
use deckgen::check;
use deckgen::compile::Options;
use deckgen::world::Disk;

pub(crate) fn run(args: &CheckArgs, printer: &Printer) -> Result<Exit, Failure> {
    let options = Options { inspect: true, places: true, ..reading::options(&args.reading)? };
    let mut checked = progress::during(printer, "checking", || gather(&args.decks, &[], &options))?;
    for built in &mut checked.decks {
        let found = check::check(&Disk, &built.compiled);
        built.compiled.diagnostics.extend(found);
    }
    let known = progress::during(printer, "measuring", || measure(args, &mut checked, printer))?;
    let found = checked.print(printer, args.reading.format);
    match known {
        Known::Measured(browser) => printer.say(&format!("slides were measured in {browser}")),
        Known::NotMeasured(why) => {
            printer.say(&format!("whether slides fit was not measured: {why}"));
        }
    }
    if found.errors || args.strict && found.warnings {
        return Ok(Exit::DeckErrors);
    }
    if !found.warnings {
        printer.say("nothing to mend");
    }
    Ok(Exit::Fine)
}
