//! Citations in the tree: where they stand, and what stands there once they are set.

use super::Place;
use crate::deck::Deck;
use crate::markdown::{Kind, Node};

/// All citations of a deck in the order of the slides, each slide's notes after it.
pub(super) fn places(deck: &Deck) -> Vec<Place<'_>> {
    let mut found = Vec::new();
    for slide in &deck.slides {
        collect(&slide.nodes, &mut found);
        collect(&slide.notes, &mut found);
    }
    found
}

fn collect<'d>(nodes: &'d [Node], found: &mut Vec<Place<'d>>) {
    for node in nodes {
        match &node.kind {
            Kind::Citation(citation) => found.push(Place { citation, span: node.span }),
            _ => collect(&node.children, found),
        }
    }
}

/// Puts what was set in place of the citations, in the same order.
pub(super) fn replace(deck: &mut Deck, set: Vec<Vec<Node>>) {
    let mut set = set.into_iter();
    for slide in &mut deck.slides {
        fill(&mut slide.nodes, &mut set);
        fill(&mut slide.notes, &mut set);
    }
}

fn fill(nodes: &mut [Node], set: &mut impl Iterator<Item = Vec<Node>>) {
    for node in nodes {
        if !matches!(node.kind, Kind::Citation(_)) {
            fill(&mut node.children, set);
            continue;
        }
        if let Some(children) = set.next() {
            *node = Node::with(Kind::Inline, node.span, children);
            node.attributes_mut().add_class("citation");
        }
    }
}
