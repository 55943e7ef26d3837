//! Tables that do not say what their columns are.

use super::Subject;
use super::tags::tags;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown::{self, Kind, Node};
use crate::source::Span;

pub(super) fn check(subject: Subject<'_>, found: &mut Diagnostics) {
    subject.each(&mut |node| {
        if matches!(node.kind, Kind::Table(_)) && node.children.first().is_some_and(is_empty) {
            found.push(note(node.span, "name the columns in its first line"));
        }
        let Kind::Html(html) = &node.kind else { return };
        // Only a table that is one piece of HTML can be judged.
        if !html.contains("</table>") || html.contains("<table") && html.contains("<th") {
            return;
        }
        let tables = tags(subject, node).into_iter().filter(|tag| tag.name == "table");
        let data = tables.filter(|tag| !tag.is_named());
        found.extend(data.map(|tag| {
            note(tag.span, "write `<th>` for the cells that name columns or rows, or say `role=\"presentation\"`")
        }));
    });
}

fn is_empty(head: &Node) -> bool {
    let shows = |node: &Node| {
        !markdown::plain_text(&node.children).trim().is_empty()
            || node
                .children
                .iter()
                .any(|child| child.is_html() || matches!(child.kind, Kind::Image(_)))
    };
    head.kind == Kind::TableHead && !head.children.iter().any(shows)
}

fn note(span: Span, hint: &str) -> Diagnostic {
    Diagnostic::note("table-without-head", span, "this table has no cells that name its columns")
        .hint(hint)
}
