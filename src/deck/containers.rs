//! `:::` lines become containers around what stands between them.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown::{Kind, MAX_DEPTH, Node};
use crate::scan::MarkerKind;

/// Containers are nested only where at most so many elements are open already: recursion in later
/// passes must end.
const MAX_CONTAINERS: usize = MAX_DEPTH;

/// Nests nodes into containers, everywhere in the tree.
///
/// A container that is closed protects the headings in it. One that is never closed ends at the next
/// slide, with a warning, so that a forgotten `:::` cannot swallow the rest of the deck.
pub(super) fn nest(nodes: Vec<Node>, diagnostics: &mut Diagnostics) -> Vec<Node> {
    nest_at(0, nodes, diagnostics)
}

/// Nests nodes that already stand in `depth` elements.
fn nest_at(depth: usize, nodes: Vec<Node>, diagnostics: &mut Diagnostics) -> Vec<Node> {
    let has_marker =
        |node: &Node| matches!(node.marker(), Some(MarkerKind::Open(_) | MarkerKind::Close));
    if !nodes.iter().any(has_marker) {
        return nodes.into_iter().map(|node| nest_inside(depth + 1, node, diagnostics)).collect();
    }
    let closed = closed_opens(&nodes);
    let mut frames = Frames { open: Vec::new(), out: Vec::new(), too_deep: 0 };
    for (at, node) in nodes.into_iter().enumerate() {
        match node.marker() {
            Some(MarkerKind::Open(attributes)) => {
                if depth + frames.open.len() >= MAX_CONTAINERS {
                    frames.leave_out(&node, diagnostics);
                    continue;
                }
                let mut container = Node::new(Kind::Container, node.span);
                container.attach(attributes.clone());
                frames.open.push((container, closed[at]));
            }
            Some(MarkerKind::Close) => {
                if !frames.close() {
                    diagnostics.push(stray(&node));
                }
            }
            _ => {
                if super::slides::is_break(&node) {
                    frames.end_unclosed(diagnostics);
                }
                let depth = depth + frames.open.len() + 1;
                frames.push(nest_inside(depth, node, diagnostics));
            }
        }
    }
    frames.end_unclosed(diagnostics);
    frames.out
}

fn nest_inside(depth: usize, mut node: Node, diagnostics: &mut Diagnostics) -> Node {
    if !node.children.is_empty() {
        node.children = nest_at(depth, std::mem::take(&mut node.children), diagnostics);
    }
    node
}

/// For each node whether it opens a container that is closed later.
fn closed_opens(nodes: &[Node]) -> Vec<bool> {
    let mut closed = vec![false; nodes.len()];
    let mut open = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        match node.marker() {
            Some(MarkerKind::Open(_)) => open.push(at),
            Some(MarkerKind::Close) => {
                if let Some(start) = open.pop() {
                    closed[start] = true;
                }
            }
            _ => {}
        }
    }
    closed
}

/// Containers that are open, innermost last, each with whether it is closed later.
struct Frames {
    open: Vec<(Node, bool)>,
    out: Vec<Node>,
    /// Containers that were left out and are open.
    too_deep: usize,
}

impl Frames {
    fn push(&mut self, node: Node) {
        match self.open.last_mut() {
            Some((container, _)) => container.children.push(node),
            None => self.out.push(node),
        }
    }

    fn leave_out(&mut self, marker: &Node, diagnostics: &mut Diagnostics) {
        if self.too_deep == 0 {
            let message = format!(
                "more than {MAX_CONTAINERS} containers and other elements stand inside one another"
            );
            diagnostics.push(
                Diagnostic::error("nested-too-deep", marker.span, message)
                    .hint("close some of the containers with `:::`"),
            );
        }
        self.too_deep += 1;
    }

    fn close(&mut self) -> bool {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return true;
        }
        self.pop()
    }

    fn pop(&mut self) -> bool {
        let Some((container, _)) = self.open.pop() else { return false };
        self.push(container);
        true
    }

    fn end_unclosed(&mut self, diagnostics: &mut Diagnostics) {
        while let Some((container, false)) = self.open.last() {
            diagnostics.push(
                Diagnostic::warning(
                    "unclosed-container",
                    container.span,
                    "this container is never closed; it ends with its slide",
                )
                .hint("add a line `:::` where it ends"),
            );
            self.pop();
        }
    }
}

fn stray(node: &Node) -> Diagnostic {
    Diagnostic::warning("stray-container-end", node.span, "no container is open here")
        .hint("remove this line, or open a container with `::: name`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan;
    use crate::source::Sources;

    fn nested(text: &str) -> (Vec<Node>, Vec<&'static str>) {
        let file = Sources::default().add("t.md", String::new());
        let mut found = Vec::new();
        let scanned = scan::scan(text, 0, crate::header::Style::Fenced);
        let nodes = crate::markdown::parse(file, text, &scanned, Default::default(), &mut found);
        let nodes = nest(nodes, &mut found);
        (nodes, found.into_iter().map(|found| found.code).collect())
    }

    fn depth(nodes: &[Node]) -> usize {
        nodes.iter().map(|node| 1 + depth(&node.children)).max().unwrap_or(0)
    }

    #[test]
    fn depth_has_a_limit() {
        let open = "::: a\n";
        for (text, code) in [
            (
                format!("{}b\n\n{}", open.repeat(100_000), ":::\n".repeat(100_000)),
                "nested-too-deep",
            ),
            (format!("{}b\n", open.repeat(100_000)), "nested-too-deep"),
            (format!("{}b\n\n## C\n", open.repeat(90)), "unclosed-container"),
        ] {
            let (nodes, codes) = nested(&text);
            assert!(depth(&nodes) <= MAX_CONTAINERS + 2);
            assert!(codes.contains(&code), "{code}");
            assert!(codes.len() <= 101, "{}", codes.len());
        }
    }

    #[test]
    fn containers_in_lists_count_from_the_outside() {
        let items: String = (0..60).map(|level| format!("{}- a\n", "  ".repeat(level))).collect();
        let inner = "  ".repeat(60);
        let text = items + &format!("\n{inner}::: a\n").repeat(500);
        assert!(depth(&nested(&text).0) <= MAX_CONTAINERS + 2);
    }
}
