//! The tags of raw HTML, each with its place in the author's text.

use super::Subject;
use crate::html::tokens::{Attribute, TokenKind, tokens};
use crate::markdown::{Kind, Node};
use crate::source::Span;

/// A piece of raw HTML.
pub(super) struct Piece {
    /// What it is.
    pub(super) kind: TokenKind,
    /// Where it stands.
    pub(super) span: Span,
}

/// The pieces of a node that is raw HTML, else none.
///
/// Comments are gone from the tree and tags may have been balanced, so each piece is looked for in the
/// author's text behind the one before it; one that deckgen made has the place of the whole.
pub(super) fn pieces(subject: Subject<'_>, node: &Node) -> Vec<Piece> {
    let (Kind::Html(html) | Kind::InlineHtml(html)) = &node.kind else { return Vec::new() };
    let written = subject.text(node.span);
    let mut from = 0;
    let place = |token: crate::html::tokens::Token| {
        let piece = &html[token.range.clone()];
        let found = near(&written[from..], piece.len()).find(piece);
        let span = found.map_or(node.span, |at| {
            let start = node.span.start as usize + from + at;
            from += at + token.range.len();
            Span::new(node.span.file, start..start + token.range.len())
        });
        Piece { kind: token.kind, span }
    };
    tokens(html).into_iter().map(place).collect()
}

/// What deckgen took away between two pieces is shorter than this, or the places of the rest are lost.
const MAX_GAP: usize = 4096;

/// The start of a text in which a piece of some bytes is looked for.
fn near(text: &str, bytes: usize) -> &str {
    let end = (bytes + MAX_GAP).min(text.len());
    let end = (end..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
    &text[..end]
}

/// A start tag.
pub(super) struct Tag {
    /// The element, in small letters.
    pub(super) name: String,
    attributes: Vec<Attribute>,
    /// Where it stands.
    pub(super) span: Span,
}

/// The start tags of a node that is raw HTML, else none.
pub(super) fn tags(subject: Subject<'_>, node: &Node) -> Vec<Tag> {
    pieces(subject, node).into_iter().filter_map(Tag::of).collect()
}

impl Tag {
    /// The piece, if it is a start tag.
    pub(super) fn of(piece: Piece) -> Option<Tag> {
        let TokenKind::Start { name, attributes, .. } = piece.kind else { return None };
        Some(Tag { name, attributes, span: piece.span })
    }

    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|attribute| attribute.name == name);
        found.map(|attribute| attribute.value.as_str())
    }

    /// Whether it has a name for people who cannot see it, or is hidden from them.
    pub(super) fn is_named(&self) -> bool {
        let given = |name: &str| self.get(name).is_some_and(|value| !value.trim().is_empty());
        ["title", "aria-label", "aria-labelledby"].into_iter().any(given) || self.is_decoration()
    }

    /// Whether it says that it means nothing.
    fn is_decoration(&self) -> bool {
        self.get("aria-hidden") == Some("true")
            || matches!(self.get("role"), Some("presentation" | "none"))
    }
}
