//! What a deck's page has in a site: links to the decks before and after it, and to the list.

use crate::bundle::BundlePath;
use serde::Serialize;

/// The decks before and after a deck of a site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Neighbours {
    /// The deck before it.
    pub previous: Option<Neighbour>,
    /// The deck after it.
    pub next: Option<Neighbour>,
}

/// A deck to go to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Neighbour {
    /// Its page.
    pub page: BundlePath,
    /// Its title as plain text.
    pub title: String,
    /// The language of the title.
    pub lang: String,
}

/// Links for the template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Course {
    /// The address of the list of decks.
    pub list: String,
    /// The deck before.
    pub previous: Option<Link>,
    /// The deck after.
    pub next: Option<Link>,
}

/// A link to a deck.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: String,
    /// The language of the title.
    pub lang: String,
}

impl Neighbours {
    /// The links of the page at `page`.
    pub fn links(&self, page: &BundlePath) -> Course {
        let link = |neighbour: &Neighbour| Link {
            url: neighbour.page.relative_to(page),
            title: neighbour.title.clone(),
            lang: neighbour.lang.clone(),
        };
        let list = BundlePath::new("index.html").expect("it is a good path");
        Course {
            list: list.relative_to(page),
            previous: self.previous.as_ref().map(link),
            next: self.next.as_ref().map(link),
        }
    }
}
