//! `deckgen check --links`: links to other sites are tried.

use super::Failure;
use super::args::CheckArgs;
use super::gather::Gathered;
use deckgen::check::{self, Work};
use deckgen::compile;
use deckgen::links::{self, Options};
use deckgen::world::Disk;
use std::collections::BTreeSet;

/// Tries the links of all decks, each address once, and adds what is found to the decks.
pub(super) fn links(
    args: &CheckArgs,
    checked: &mut Gathered,
    options: &compile::Options,
) -> Result<(), Failure> {
    if !args.links {
        return Ok(());
    }
    if !links::BUILT_IN {
        let message = "this deckgen was built without the feature `links`";
        return Err(Failure::new(message)
            .hint("build it with `--features links`, or use one of the released programs"));
    }
    let decks: Vec<_> =
        checked.decks.iter().map(|built| (built.address.as_str(), &built.compiled)).collect();
    let work = Work { world: &Disk, options, decks: &decks, published: None };
    let all = check::remote_links(work);
    let addresses: BTreeSet<String> =
        all.iter().flatten().map(|link| links::page(&link.value).to_string()).collect();
    let how = Options { untrusted: args.reading.untrusted, ..Options::default() };
    let outcomes = links::try_all(&addresses, &how);
    for (built, found) in checked.decks.iter_mut().zip(all) {
        built.found(links::findings(&found, &outcomes));
    }
    Ok(())
}
