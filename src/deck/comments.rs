//! HTML comments: none reaches the page, but some tell what the author accepts.

use super::Slide;
use crate::html::tokens::{TokenKind, tokens};
use crate::markdown::{Kind, Node};
use crate::source::Span;

/// A comment in a deck.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// What stands between `<!--` and `-->`.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// The slide that it stands on, by its number from 0; one before all slides stands on the first.
    pub slide: usize,
}

/// All comments on slides, in the order of the deck.
pub(super) fn collect(slides: &[Slide]) -> Vec<Comment> {
    let mut out = Vec::new();
    for (slide, of) in slides.iter().enumerate() {
        look(&of.nodes, slide, &mut out);
    }
    out
}

fn look(nodes: &[Node], slide: usize, out: &mut Vec<Comment>) {
    for node in nodes {
        if let Kind::Html(html) | Kind::InlineHtml(html) = &node.kind
            && html.contains("<!--")
        {
            for token in tokens(html) {
                let TokenKind::Comment(text) = token.kind else { continue };
                let at =
                    |byte: usize| (node.span.start as usize + byte).min(node.span.end as usize);
                let range = at(token.range.start)..at(token.range.end);
                out.push(Comment { text, span: Span::new(node.span.file, range), slide });
            }
        }
        look(&node.children, slide, out);
    }
}
