//! Footnotes stand on the slide that refers to them, wherever the author defined them.

use super::{Slide, each_mut};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown::{Kind, Node};
use crate::source::Span;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Bytes of footnotes that may stand in the deck again because several slides refer to them: a long
/// one on many slides would fill the memory.
const MAX_REPEATED: usize = 4_000_000;

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
    let mut used: HashSet<Box<str>> = HashSet::new();
    let mut repeated = 0;
    for slide in slides {
        let labels = number(&mut slide.nodes, &slide.id, &definitions);
        if labels.is_empty() {
            continue;
        }
        let again = labels.iter().filter(|label| used.contains(*label));
        repeated += again.map(|label| definitions[label].span.range().len()).sum::<usize>();
        if repeated > MAX_REPEATED {
            diagnostics.push(repeated_too_often(slide.span));
            return;
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

fn repeated_too_often(span: Span) -> Diagnostic {
    let limit = MAX_REPEATED / 1_000_000;
    let message = format!("the footnotes that are repeated up to here have more than {limit} MB");
    Diagnostic::error("footnotes-too-long", span, message)
        .hint("shorten the footnotes that many slides refer to")
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attributes::Attributes;

    #[test]
    fn long_footnotes_are_not_repeated_without_end() {
        let span = Span { start: 0, end: 1_000_000, ..Span::default() };
        let label: Box<str> = "a".into();
        let text = Node::new(Kind::FootnoteDefinition(label.clone()), span);
        let definitions = Definitions::from([(label.clone(), text)]);
        let slide = |at| Slide {
            id: format!("s{at}"),
            level: 2,
            attributes: Attributes::default(),
            nodes: vec![Node::new(Kind::FootnoteReference(label.clone()), span)],
            notes: Vec::new(),
            footer: None,
            span,
        };
        for (count, codes) in [(5, &[][..]), (6, &["footnotes-too-long"])] {
            let mut slides: Vec<Slide> = (0..count).map(slide).collect();
            let mut found = Vec::new();
            place(&mut slides, definitions.clone(), &mut found);
            assert_eq!(found.iter().map(|found| found.code).collect::<Vec<_>>(), codes);
        }
    }
}
