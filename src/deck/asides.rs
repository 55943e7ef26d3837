//! What leaves its place in a slide's text: asides, which stand at its foot, and its own footer.

use super::Slide;
use super::raw_html::{self, Policy};
use crate::diagnostic::Diagnostics;
use crate::markdown::{Kind, Node, parse_inline};

/// Moves `::: aside`, `[text]{.aside}` and `::: footer` of one slide.
pub(super) fn place(slide: &mut Slide, policy: Policy, diagnostics: &mut Diagnostics) {
    let mut found = Found::default();
    take(&mut slide.nodes, &mut found);
    if !found.asides.is_empty() {
        let mut foot = Node::with(Kind::Container, slide.span, found.asides);
        foot.attributes_mut().add_class("asides");
        slide.nodes.push(foot);
    }
    let attribute = slide.attributes.take("footer").map(|text| {
        let none = matches!(text.trim(), "" | "false" | "no" | "none");
        let mut nodes =
            if none { Vec::new() } else { parse_inline(&text, slide.span, &mut Vec::new()) };
        for node in &mut nodes {
            at(node, slide.span);
        }
        raw_html::clean_text(&mut nodes, policy, diagnostics);
        nodes
    });
    slide.footer = found.footer.or(attribute);
}

#[derive(Default)]
struct Found {
    asides: Vec<Node>,
    footer: Option<Vec<Node>>,
}

/// Takes them out of a list in the order of the text; returns whether one stood right in it.
fn take(nodes: &mut Vec<Node>, found: &mut Found) -> bool {
    let before = nodes.len();
    nodes.retain_mut(|node| {
        if is_footer(node) {
            found.footer = Some(std::mem::take(&mut node.children));
            return false;
        }
        if is_aside(node) {
            let mut aside = Node::new(Kind::Container, node.span);
            std::mem::swap(node, &mut aside);
            if aside.kind == Kind::Inline {
                aside.kind = Kind::Paragraph;
            }
            found.asides.push(aside);
            return false;
        }
        let emptied = take(&mut node.children, found) && node.children.iter().all(is_space);
        !emptied || node.kind != Kind::Paragraph
    });
    nodes.len() < before
}

fn is_aside(node: &Node) -> bool {
    matches!(node.kind, Kind::Container | Kind::Inline) && node.has_class("aside")
}

fn is_footer(node: &Node) -> bool {
    node.kind == Kind::Container && node.has_class("footer")
}

fn is_space(node: &Node) -> bool {
    match &node.kind {
        Kind::Text(text) => text.trim().is_empty(),
        Kind::SoftBreak | Kind::HardBreak => true,
        _ => false,
    }
}

/// The value of an attribute has no place of its own in the file.
fn at(node: &mut Node, span: crate::source::Span) {
    node.span = span;
    node.children.iter_mut().for_each(|child| at(child, span));
}
