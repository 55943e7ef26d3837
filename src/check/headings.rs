//! Headings that skip a level or say nothing.

use super::Subject;
use crate::deck::Slide;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown::{self, Kind, Node};

pub(super) fn check(subject: Subject<'_>, found: &mut Diagnostics) {
    subject.inspected.deck.slides.iter().for_each(|slide| on_slide(slide, found));
}

fn on_slide(slide: &Slide, found: &mut Diagnostics) {
    // A slide without a heading of its own may begin with one of any level.
    let mut last = if slide.level > 0 { Some(slide.level.max(2)) } else { None };
    for (at, node) in slide.nodes.iter().enumerate() {
        let first = node;
        super::each(node, &mut |node| {
            let Kind::Heading(level) = node.kind else { return };
            let begins = at == 0 || std::ptr::eq(node, first);
            if level == 1 && slide.level != 0 && !begins {
                let message =
                    "this heading of level 1 stands inside a slide, as if it began a part";
                let finding = Diagnostic::warning("heading-order", node.span, message);
                found.push(finding.hint("write it with 3 `#`"));
            }
            if is_empty(&node.children) {
                let message = "this heading is empty";
                let finding = Diagnostic::warning("empty-heading", node.span, message);
                found.push(finding.hint("write its text, or remove the line"));
                return;
            }
            if let Some(last) = last.filter(|last| level > last + 1) {
                let message = format!("this heading of level {level} follows one of level {last}");
                let finding = Diagnostic::warning("heading-order", node.span, message);
                found.push(finding.hint(format!("write it with {} `#`", last + 1)));
            }
            last = Some(level.max(2));
        });
    }
}

fn is_empty(nodes: &[Node]) -> bool {
    let shows = |node: &Node| node.is_html() || matches!(node.kind, Kind::Image(_));
    markdown::plain_text(nodes).trim().is_empty()
        && !nodes.iter().any(|node| shows(node) || !is_empty(&node.children))
}
