//! Raw HTML of a stranger's deck without what could run a program, load a page or restyle the deck.

use super::references::{list, source_set};
use super::tokens::{Token, TokenKind, is_void, tokens};
use super::url::{Url, classify};
use ammonia::Builder;
use std::borrow::Cow;
use std::sync::OnceLock;

/// How often HTML is cleaned until it stays the same.
const ROUNDS: usize = 5;
/// At most so many attributes in a tag: a parser compares each with all before it.
const ATTRIBUTES: usize = 200;
/// At most so much work for a parser, as the sum of the open elements at each tag.
const WORK: usize = 1_000_000;

/// The HTML with only harmless elements, attributes and URLs, and every element closed. Cleaning it
/// again changes nothing. HTML that is too tangled to be read comes back as text.
pub fn sanitize(html: &str) -> String {
    let tokens = tokens(html);
    let html = without_unfinished(html, &tokens);
    if is_tangled(&tokens) {
        return as_text(html);
    }
    let mut cleaned = builder().clean(html).to_string();
    // What was inside a removed element can be nested in a way that a second reading undoes.
    for _ in 1..ROUNDS {
        let again = builder().clean(&cleaned).to_string();
        if again == cleaned {
            return cleaned;
        }
        cleaned = again;
    }
    as_text(html)
}

fn as_text(html: &str) -> String {
    builder().clean(&html.replace('&', "&amp;").replace('<', "&lt;")).to_string()
}

/// The HTML without a tag or comment that its end cuts off, which browsers drop too.
fn without_unfinished<'a>(html: &'a str, tokens: &[Token]) -> &'a str {
    let Some(Token { kind: TokenKind::Text(_), range }) = tokens.last() else { return html };
    let is_cut = html[range.clone()].strip_prefix('<').is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c))
    });
    if is_cut { &html[..range.start] } else { html }
}

/// Whether a parser would take far longer than the HTML is long: it looks through the open elements
/// at almost every tag, and opens misnested ones again.
fn is_tangled(tokens: &[Token]) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let mut work = 0;
    for token in tokens {
        match &token.kind {
            TokenKind::Start { attributes, .. } if attributes.len() > ATTRIBUTES => return true,
            TokenKind::Start { name, .. } if !is_void(name) => {
                close_before(name, &mut open);
                open.push(name);
            }
            // Only this element: those inside it may stay open.
            TokenKind::End { name } => {
                if let Some(at) = open.iter().rposition(|&known| known == name) {
                    open.remove(at);
                }
            }
            _ => {}
        }
        work += open.len();
        if work > WORK {
            return true;
        }
    }
    false
}

/// Closes what a start tag ends by itself.
fn close_before(name: &str, open: &mut Vec<&str>) {
    let ended: &[&[&str]] = match name {
        "p" => &[&["p"]],
        "li" => &[&["p"], &["li"]],
        "dt" | "dd" => &[&["p"], &["dt", "dd"]],
        "td" | "th" => &[&["p"], &["td", "th"]],
        "tr" => &[&["p"], &["td", "th"], &["tr"]],
        _ => return,
    };
    for group in ended {
        open.pop_if(|last| group.contains(last));
    }
}

fn builder() -> &'static Builder<'static> {
    static BUILDER: OnceLock<Builder<'static>> = OnceLock::new();
    BUILDER.get_or_init(|| {
        let mut builder = Builder::default();
        builder
            .add_tags(["audio", "picture", "source", "track", "video"])
            .add_clean_content_tags([
                "iframe", "math", "noembed", "noframes", "noscript", "svg", "template", "textarea",
                "title", "xmp",
            ])
            .generic_attributes(GENERIC.into_iter().collect())
            .url_schemes(["http", "https", "mailto", "tel", "data"].into_iter().collect())
            .attribute_filter(filter);
        for (tag, attributes) in OF_TAGS {
            builder.add_tag_attributes(tag, *attributes);
        }
        builder
    })
}

/// Attributes of every element. reveal.js puts `data-background-iframe` and `data-src` into frames,
/// so they are not among them.
const GENERIC: [&str; 30] = [
    "class",
    "data-auto-animate",
    "data-auto-animate-delay",
    "data-auto-animate-duration",
    "data-auto-animate-easing",
    "data-auto-animate-id",
    "data-auto-animate-restart",
    "data-auto-animate-unmatched",
    "data-background",
    "data-background-color",
    "data-background-gradient",
    "data-background-image",
    "data-background-opacity",
    "data-background-position",
    "data-background-repeat",
    "data-background-size",
    "data-background-transition",
    "data-background-video",
    "data-background-video-loop",
    "data-background-video-muted",
    "data-fragment-index",
    "data-id",
    "data-line-numbers",
    "data-ln-start-from",
    "data-noescape",
    "data-trim",
    "dir",
    "id",
    "lang",
    "title",
];

const OF_TAGS: &[(&str, &[&str])] = &[
    ("audio", &["autoplay", "controls", "loop", "muted", "preload", "src"]),
    ("details", &["open"]),
    ("img", &["decoding", "loading", "sizes", "srcset"]),
    ("li", &["value"]),
    ("ol", &["reversed", "type"]),
    ("source", &["height", "media", "sizes", "src", "srcset", "type", "width"]),
    ("time", &["datetime"]),
    ("track", &["default", "kind", "label", "src", "srclang"]),
    (
        "video",
        &[
            "autoplay",
            "controls",
            "height",
            "loop",
            "muted",
            "playsinline",
            "poster",
            "preload",
            "src",
            "width",
        ],
    ),
];

/// Drops attributes with values that are not harmless.
fn filter<'a>(tag: &str, name: &str, value: &'a str) -> Option<Cow<'a, str>> {
    let parts = |ranges: Vec<_>| ranges.into_iter().all(|range| is_harmless_source(&value[range]));
    let harmless = match name {
        "href" => !matches!(classify(value), Url::Data { .. } | Url::Dangerous { .. } | Url::Other),
        "src" if tag == "img" && is_svg(value) => true,
        "src" | "poster" | "cite" => is_harmless_source(value),
        "srcset" => parts(source_set(value)),
        "data-background" | "data-background-image" | "data-background-video" => parts(list(value)),
        "data-auto-animate-id" => true,
        // reveal.js writes them into a style sheet.
        _ if name.starts_with("data-auto-animate") => value.chars().all(is_timing),
        _ => true,
    };
    harmless.then_some(Cow::Borrowed(value))
}

fn is_harmless_source(url: &str) -> bool {
    !matches!(classify(url), Url::Dangerous { .. } | Url::Other) && !is_svg(url)
}

/// Whether a URL is an SVG document itself; one may hold scripts, which only `<img>` never runs.
fn is_svg(url: &str) -> bool {
    matches!(classify(url), Url::Data { media_type } if media_type == "image/svg+xml")
}

fn is_timing(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || " .,()_-".contains(letter)
}

#[cfg(test)]
#[path = "sanitize_tests.rs"]
mod tests;
