//! `:::` lines become containers around what stands between them.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown::{Kind, Node};
use crate::scan::MarkerKind;

/// Nests nodes into containers, everywhere in the tree.
///
/// A container that is closed protects the headings in it. One that is never closed ends at the next
/// slide, with a warning, so that a forgotten `:::` cannot swallow the rest of the deck.
pub(super) fn nest(nodes: Vec<Node>, diagnostics: &mut Diagnostics) -> Vec<Node> {
    let has_marker = |node: &Node| matches!(node.marker(), Some(MarkerKind::Open(_) | MarkerKind::Close));
    if !nodes.iter().any(has_marker) {
        return nodes.into_iter().map(|node| nest_inside(node, diagnostics)).collect();
    }
    let closed = closed_opens(&nodes);
    let mut frames = Frames { open: Vec::new(), out: Vec::new() };
    for (at, node) in nodes.into_iter().enumerate() {
        match node.marker() {
            Some(MarkerKind::Open(attributes)) => {
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
                frames.push(nest_inside(node, diagnostics));
            }
        }
    }
    frames.end_unclosed(diagnostics);
    frames.out
}

fn nest_inside(mut node: Node, diagnostics: &mut Diagnostics) -> Node {
    if !node.children.is_empty() {
        node.children = nest(std::mem::take(&mut node.children), diagnostics);
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
}

impl Frames {
    fn push(&mut self, node: Node) {
        match self.open.last_mut() {
            Some((container, _)) => container.children.push(node),
            None => self.out.push(node),
        }
    }

    fn close(&mut self) -> bool {
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
            self.close();
        }
    }
}

fn stray(node: &Node) -> Diagnostic {
    Diagnostic::warning("stray-container-end", node.span, "no container is open here")
        .hint("remove this line, or open a container with `::: name`")
}
