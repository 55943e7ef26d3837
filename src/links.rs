//! Links to other sites: which of them lead nowhere. This is the feature `links`, and it is asked for only
//! by `deckgen check --links`.
//!
//! It is polite: one request at a time to each host, with a pause between them. It does not let decks
//! look around in the user's own network: private addresses are asked for only if a trusted author has
//! written one as it is (`http://192.168.0.7/`), never because a name or a redirect leads there.

#[cfg(feature = "links")]
mod address;
#[cfg(feature = "links")]
mod ask;
#[cfg(feature = "links")]
mod crowd;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Spanned;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Codes of findings that come only from here.
pub const CODES: [&str; 3] = ["dead-link", "moved-link", "uncertain-link"];

/// How links are tried.
#[derive(Debug, Clone)]
pub struct Options {
    /// The author is not trusted: no private address is asked for.
    pub untrusted: bool,
    /// The pause between two requests to one host.
    pub pause: Duration,
    /// The longest time for one request.
    pub patience: Duration,
    /// The longest time for all of them.
    pub time: Duration,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            untrusted: false,
            pause: Duration::from_millis(1000),
            patience: Duration::from_secs(10),
            time: Duration::from_secs(180),
        }
    }
}

/// What became of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// There is a page.
    Fine,
    /// There is a page, and it says that it has moved for good to this address.
    Moved(String),
    /// There is none, for this reason.
    Dead(String),
    /// Nobody knows, for this reason.
    Uncertain(String),
}

/// Whether this program can try links.
pub const BUILT_IN: bool = cfg!(feature = "links");

/// Tries addresses, each once. Without the feature `links` there are no outcomes.
pub fn try_all(addresses: &BTreeSet<String>, options: &Options) -> BTreeMap<String, Outcome> {
    #[cfg(feature = "links")]
    return crowd::try_all(addresses, options);
    #[cfg(not(feature = "links"))]
    {
        let _ = (addresses, options);
        BTreeMap::new()
    }
}

/// An address without its fragment: what is asked for.
pub fn page(address: &str) -> &str {
    address.split('#').next().unwrap_or_default().trim()
}

/// The findings for links as they stand in a deck.
pub fn findings(links: &[Spanned<String>], outcomes: &BTreeMap<String, Outcome>) -> Diagnostics {
    let finding = |link: &Spanned<String>| {
        let shown: String = page(&link.value).chars().take(200).collect();
        Some(match outcomes.get(page(&link.value))? {
            Outcome::Fine => return None,
            Outcome::Moved(to) => {
                let message = format!("`{shown}` has moved for good");
                Diagnostic::note("moved-link", link.span, message)
                    .hint(format!("write its new address: {to}"))
            }
            Outcome::Dead(why) => {
                let message = format!("`{shown}` leads nowhere: {why}");
                Diagnostic::warning("dead-link", link.span, message)
                    .hint("mend the address, or link to a copy in a web archive")
            }
            Outcome::Uncertain(why) => {
                let message = format!("it is not known whether `{shown}` leads anywhere: {why}");
                Diagnostic::note("uncertain-link", link.span, message).hint("try it in a browser")
            }
        })
    };
    links.iter().filter_map(finding).collect()
}
