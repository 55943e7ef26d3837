//! What the list of decks and the search show of a deck: its title, its first slide, its text.

mod cover;
mod text;

use crate::bundle::BundlePath;
use crate::deck::Deck;
use crate::header::Direction;
use crate::markdown;
use crate::source::Spanned;
use crate::theme::Theme;
pub use cover::Cover;
use serde::{Deserialize, Serialize};
pub use text::{SlideText, texts};

/// What lists and searches show of a deck; plain text throughout.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// Its title.
    pub title: String,
    /// Below the title.
    pub subtitle: String,
    /// Who made it.
    pub authors: Vec<String>,
    /// When it is shown, as written.
    pub date: String,
    /// What it is about.
    pub tags: Vec<String>,
    /// One sentence about it.
    pub description: String,
    /// Number of slides.
    pub slides: usize,
    /// Its language tag.
    pub lang: String,
    /// It is written from right to left.
    pub is_rtl: bool,
    /// It is not to be published yet.
    pub is_draft: bool,
    /// Its first slide from afar.
    pub cover: Cover,
}

/// The overview of a deck whose page stands at `page`. `slides` is their number, `title` the page's.
pub fn overview(
    deck: &Deck,
    title: &str,
    slides: usize,
    theme: &Theme,
    page: &BundlePath,
) -> Overview {
    let header = &deck.header;
    let of = |key: &str| -> Vec<String> {
        let lines = deck.front.lines.iter().filter(|(name, _)| *name == key);
        lines.map(|(_, nodes)| markdown::plain_text(nodes)).collect()
    };
    let has_front = deck.front.title.is_some();
    let one = |key: &str, text: &Option<Spanned<String>>| match has_front {
        true => of(key).pop().unwrap_or_default(),
        false => text.as_ref().map_or(String::new(), plain),
    };
    Overview {
        title: title.to_string(),
        subtitle: one("subtitle", &header.subtitle),
        authors: if has_front { of("author") } else { header.authors.iter().map(plain).collect() },
        date: one("date", &header.date),
        tags: header.tags.iter().map(|tag| tag.value.clone()).collect(),
        description: header.description.as_ref().map_or(String::new(), plain),
        slides,
        lang: header.lang.clone(),
        is_rtl: header.dir == Direction::Rtl,
        is_draft: header.draft,
        cover: cover::of(deck, theme, page),
    }
}

/// The plain text of inline Markdown.
pub fn plain(text: &Spanned<String>) -> String {
    markdown::plain_text(&markdown::parse_inline(&text.value, text.span, &mut Vec::new()))
}
