//! Footnotes stand on the slide that refers to them, wherever the author defined them.

use super::{Slide, each_mut};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown::{Kind, Node};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Texts of footnotes by label.
pub(super) type Definitions = BTreeMap<Box<str>, Node>;

/// Takes the definitions out of the tree; the first one of a label counts.
pub(super) fn take_definitions(nodes: &mut Vec<Node>) -> Definitions {
    let mut definitions = Definitions::new();
    take_from(nodes, &mut definitions);
    definitions
}

fn take_from(nodes: &mut Vec<Node>, definitions: &mut Definitions) {
    let is_definition = |node: &mut Node| matches!(node.kind, Kind::FootnoteDefinition(_));
    for definition in nodes.extract_if(.., is_definition) {
        if let Kind::FootnoteDefinition(label) = &definition.kind {
            definitions.entry(label.clone()).or_insert(definition);
        }
    }
    for node in nodes {
        take_from(&mut node.children, definitions);
    }
}

/// Numbers the references of each slide from 1 and puts their texts at its end.
pub(super) fn place(slides: &mut [Slide], definitions: Definitions, diagnostics: &mut Diagnostics) {
    if definitions.is_empty() {
        return;
    }
    let mut used = HashSet::new();
    for slide in slides {
        let labels = number(&mut slide.nodes, &slide.id, &definitions);
        if labels.is_empty() {
            continue;
        }
        let items = labels.iter().enumerate().map(|(at, label)| {
            let mut item = Node::with(Kind::Item, definitions[label].span, Vec::new());
            item.children.clone_from(&definitions[label].children);
            item.attributes_mut().id = Some(target(&slide.id, at + 1));
            item
        });
        let list = Node::with(Kind::List(Some(1)), slide.span, items.collect());
        let mut container = Node::with(Kind::Container, slide.span, vec![list]);
        container.attributes_mut().add_class("footnotes");
        slide.nodes.push(container);
        used.extend(labels);
    }
    for (label, definition) in definitions.iter().filter(|(label, _)| !used.contains(*label)) {
        let message = format!("nothing refers to the footnote `{label}`");
        let warning = Diagnostic::warning("unused-footnote", definition.span, message);
        diagnostics
            .push(warning.hint(format!("write `[^{label}]` where it belongs, or remove it")));
    }
}

/// The labels that the nodes refer to, in order; each reference becomes a link with its number.
fn number(nodes: &mut [Node], slide: &str, definitions: &Definitions) -> Vec<Box<str>> {
    let mut labels: Vec<Box<str>> = Vec::new();
    let mut numbers: HashMap<Box<str>, usize> = HashMap::new();
    each_mut(nodes, &mut |node| {
        let Kind::FootnoteReference(label) = &node.kind else { return };
        if !definitions.contains_key(label) {
            return;
        }
        let number = *numbers.entry(label.clone()).or_insert_with(|| {
            labels.push(label.clone());
            labels.len()
        });
        let text = Node::new(Kind::Text(number.to_string().into()), node.span);
        let url = format!("#{}", target(slide, number)).into();
        let link = crate::markdown::Target { url, title: "".into(), size: None };
        let link = Node::with(Kind::Link(Box::new(link)), node.span, vec![text]);
        *node = Node::with(Kind::Superscript, node.span, vec![link]);
        node.attributes_mut().add_class("footnote-ref");
    });
    labels
}

fn target(slide: &str, number: usize) -> String {
    format!("fn-{slide}-{number}")
}
