//! A picture without a text for people who cannot see it.

use super::Subject;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown::{self, Kind, Node};

pub(super) fn check(subject: Subject<'_>, found: &mut Diagnostics) {
    for slide in &subject.inspected.deck.slides {
        slide.nodes.iter().for_each(|node| look(node, found));
    }
}

fn look(node: &Node, found: &mut Diagnostics) {
    let is_picture = matches!(node.kind, Kind::Image(_));
    if is_picture && markdown::plain_text(&node.children).trim().is_empty() {
        let message = "this picture has no alternative text";
        let finding = Diagnostic::warning("missing-alt-text", node.span, message);
        found.push(finding.hint("say between the brackets what it shows: `![a cat](cat.png)`"));
    }
    node.children.iter().for_each(|child| look(child, found));
}
