//! Steps: what appears one after the other (reveal.js's fragments).

use super::Slide;
use crate::attributes::Attributes;
use crate::markdown::{Kind, Node};
use crate::scan::MarkerKind;

/// Turns `. . .` and `::: incremental` into fragments; `incremental` is the header's default for
/// lists.
pub(super) fn apply(slide: &mut Slide, incremental: bool) {
    let incremental = match slide.attributes.take("incremental").as_deref() {
        Some("false" | "no") => false,
        Some(_) => true,
        None if slide.attributes.has_class("incremental") => true,
        None if slide.attributes.has_class("nonincremental") => false,
        None => incremental,
    };
    let nodes = std::mem::take(&mut slide.nodes);
    slide.nodes = steps(nodes, incremental);
}

fn steps(nodes: Vec<Node>, incremental: bool) -> Vec<Node> {
    let nodes = nodes.into_iter().map(|node| inside(node, incremental)).collect();
    pauses(nodes)
}

fn inside(mut node: Node, incremental: bool) -> Node {
    let incremental = match &node.attributes {
        Some(attributes) if attributes.has_class("incremental") => true,
        Some(attributes) if attributes.has_class("nonincremental") => false,
        _ => incremental,
    };
    if node.kind == Kind::Item && incremental {
        node.attributes_mut().add_class("fragment");
    }
    if !node.children.is_empty() {
        node.children = steps(std::mem::take(&mut node.children), incremental);
    }
    node
}

/// What follows a pause, up to the next one, becomes one fragment.
fn pauses(nodes: Vec<Node>) -> Vec<Node> {
    let is_pause = |node: &Node| node.marker() == Some(&MarkerKind::Pause);
    if !nodes.iter().any(is_pause) {
        return nodes;
    }
    let mut out = Vec::with_capacity(nodes.len());
    let mut step: Option<Node> = None;
    for node in nodes {
        if is_pause(&node) {
            out.extend(step.take().filter(|step| !step.children.is_empty()));
            let mut next = Node::new(Kind::Container, node.span);
            next.attributes = Some(Box::new(Attributes::class("fragment")));
            step = Some(next);
        } else {
            step.as_mut().map_or(&mut out, |step| &mut step.children).push(node);
        }
    }
    out.extend(step.filter(|step| !step.children.is_empty()));
    out
}
