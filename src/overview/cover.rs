//! A deck's first slide from afar: its ground, its heading and what stands below it, in the theme's
//! colours and faces.

use crate::bundle::BundlePath;
use crate::deck::Deck;
use crate::html::url::{Url, classify};
use crate::markdown::{self, plain_text};
use crate::render::backdrop;
use crate::theme::{Look, Theme};
use serde::{Deserialize, Serialize};

/// A small picture of a slide, to be drawn by the list's style sheet.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Cover {
    /// Declarations of the theme's custom properties.
    pub properties: String,
    /// `@font-face` rules of the theme's fonts, with names of files in `assets/`.
    pub faces: Vec<String>,
    /// The slide's heading; empty when it has none.
    pub heading: String,
    /// What stands below it.
    pub lines: Vec<String>,
    /// Size of its text, in hundredths of its width.
    pub text_size: f32,
    /// The rank of its heading, 1 or 2.
    pub rank: u8,
    /// Size of the heading: as much of its usual size as leaves room for all of it, from 0 to 1.
    pub scale: f32,
    /// The slide's content stands in its middle.
    pub is_centred: bool,
    /// Declarations for the slide's own background; empty when it has none.
    pub ground: String,
    /// The class of a slide with a background of its own, as on the page.
    pub class: String,
}

/// So many characters of a line are shown.
const MAX_LINE: usize = 120;

/// The cover of a deck whose page stands at `page`.
pub(super) fn of(deck: &Deck, theme: &Theme, page: &BundlePath) -> Cover {
    let header = &deck.header;
    let (heading, lines) = words(deck);
    let text = lines.iter().fold(heading.clone(), |all, line| all + line);
    let Look { properties, text_size, faces } = theme.look(&text);
    let (ground, class) = match &deck.front.title {
        Some(_) => Default::default(),
        None => ground(deck, page),
    };
    Cover {
        properties,
        faces,
        text_size: text_size / header.size.width as f32 * 100.0,
        rank: if deck.front.title.is_none() && is_plain_slide(deck) { 2 } else { 1 },
        scale: scale(&heading),
        heading,
        lines,
        is_centred: header.center,
        ground,
        class,
    }
}

/// The heading of the first slide, and a few lines below it.
fn words(deck: &Deck) -> (String, Vec<String>) {
    if let Some(title) = &deck.front.title {
        let subtitle = deck.front.lines.iter().filter(|(key, _)| *key == "subtitle");
        let lines = subtitle.map(|(_, line)| cut(&plain_text(line))).collect();
        return (cut(&plain_text(title)), lines);
    }
    let Some(first) = deck.slides.first() else { return Default::default() };
    let heading = first.heading().map(|node| plain_text(&node.children));
    let paragraph = first.nodes.iter().find(|node| node.kind == markdown::Kind::Paragraph);
    let line = paragraph.map(|node| cut(&plain_text(&node.children)));
    let lines = line.into_iter().filter(|line| !line.trim().is_empty()).collect();
    (cut(&heading.unwrap_or_default()), lines)
}

fn is_plain_slide(deck: &Deck) -> bool {
    deck.slides.first().is_some_and(|first| first.level != 1)
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MAX_LINE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}

/// How large a heading can be: a long one, and one with a long word, is set smaller.
fn scale(heading: &str) -> f32 {
    let width =
        |text: &str| -> f32 { text.chars().map(|c| if is_wide(c) { 1.8 } else { 1.0 }).sum() };
    let longest = heading.split_whitespace().map(width).fold(1.0, f32::max);
    let all = width(heading).max(1.0);
    (28.0 / all).sqrt().min(13.0 / longest).clamp(0.3, 1.0)
}

/// Whether the character is as wide as it is high.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0x1f300..=0x1faff | 0x20000..=0x3fffd)
}

/// Declarations for the first slide's own background, and its class.
fn ground(deck: &Deck, page: &BundlePath) -> (String, String) {
    let Some(first) = deck.slides.first() else { return Default::default() };
    let background = backdrop::read(&first.attributes);
    let mut css = String::new();
    let mut class = "";
    if let Some(colour) = background.colour.or_else(|| backdrop::mean_of(&background)) {
        css += &format!("--own-ground:{};", colour.hex());
        class = if colour.is_dark() { "has-dark-background" } else { "has-light-background" };
    }
    let image = background.image.as_deref().and_then(|image| from_root(image, page));
    match (image, &background.gradient) {
        (Some(image), _) => css += &format!("background-image:url(\"{image}\");"),
        (None, Some(gradient)) => css += &format!("background-image:{gradient};"),
        (None, None) => {}
    }
    (css, class.to_string())
}

/// An address on a page as the list writes it, which stands at the root; `None` for what is no file of
/// the bundle.
fn from_root(address: &str, page: &BundlePath) -> Option<String> {
    let unsafe_in_css = ['"', '\\', '\n', '<', '>', ','];
    if !matches!(classify(address), Url::Local { .. }) || address.contains(unsafe_in_css) {
        return None;
    }
    page.resolve(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_the_root() {
        let page = BundlePath::new("week1/loops/index.html").unwrap();
        for (address, expected) in [
            ("../../assets/a.png", Some("assets/a.png")),
            ("b.png", Some("week1/loops/b.png")),
            ("../../../a.png", None),
            ("https://x.example/a.png", None),
            ("data:image/png;base64,AA", None),
            ("../../assets/a\").png", None),
        ] {
            assert_eq!(from_root(address, &page).as_deref(), expected, "{address}");
        }
    }

    #[test]
    fn long_headings_are_small() {
        assert_eq!(scale("Loops"), 1.0);
        assert!(scale("Donaudampfschifffahrtsgesellschaft") < 0.5);
        assert!(scale("関数と再帰について学びましょう") < 0.6);
        assert_eq!(scale(""), 1.0);
    }
}
