//! Lines that were meant to open a container and are text.

use super::Subject;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown::{Kind, Node};
use crate::source::Span;

pub(super) fn check(subject: Subject<'_>, found: &mut Diagnostics) {
    subject.each(&mut |node| {
        if !matches!(node.kind, Kind::Paragraph | Kind::Item) {
            return;
        }
        for at in 0..node.children.len() {
            let begins = at == 0 || matches!(node.children[at - 1].kind, Kind::SoftBreak);
            if begins
                && let Some(span) = colons(&node.children[at])
                && !is_escaped(subject, span)
            {
                let message = "this line opens no container, so it is shown";
                let finding = Diagnostic::warning("bad-container", span, message);
                found.push(finding.hint(
                    "write `::: name` or `::: {.name key=value}`, and the content on the next lines",
                ));
            }
        }
    });
}

/// The place of a text that begins with three colons and goes on with a name or attributes.
fn colons(node: &Node) -> Option<Span> {
    let Kind::Text(text) = &node.kind else { return None };
    let rest = text.strip_prefix(":::")?.trim_start_matches([':', ' ']);
    rest.starts_with(|c: char| c.is_alphabetic() || c == '{').then_some(node.span)
}

/// Whether a backslash says that the colons are meant as text.
fn is_escaped(subject: Subject<'_>, text: Span) -> bool {
    subject.text(Span { start: text.start.saturating_sub(1), ..text }).starts_with('\\')
}
