//! Where slides begin and end.

use super::Slide;
use super::raw_html;
use crate::attributes::Attributes;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown::{Kind, Node};
use crate::scan::MarkerKind;
use crate::source::Span;

/// Whether a slide begins here, wherever it stands in the tree.
pub(super) fn is_break(node: &Node) -> bool {
    match &node.kind {
        Kind::Heading(level) => *level <= 2,
        Kind::Rule => true,
        Kind::Html(html) => raw_html::is_rule(html),
        Kind::Marker(marker) => matches!(**marker, MarkerKind::Slide(_)),
        _ => false,
    }
}

/// Cuts the top level of a deck into slides.
pub(super) fn split(nodes: Vec<Node>, diagnostics: &mut Diagnostics) -> Vec<Slide> {
    let inside = raw_html::inside_open_elements(&nodes);
    let mut splitter = Splitter { slides: Vec::new(), current: None, waiting: Vec::new() };
    for (node, inside) in nodes.into_iter().zip(inside) {
        splitter.node(node, inside, diagnostics);
    }
    splitter.finish(diagnostics)
}

/// How the current slide began.
#[derive(PartialEq, Clone, Copy)]
enum Began {
    /// With text before any break.
    Text,
    /// With a rule: dropped if nothing follows.
    Rule,
    /// With `!SLIDE`: kept for its attributes.
    Marker,
    Heading,
}

struct Splitter {
    slides: Vec<Slide>,
    current: Option<(Slide, Began)>,
    /// What shows nothing (comments, style sheets) and stood before the first slide.
    waiting: Vec<Node>,
}

impl Splitter {
    fn node(&mut self, mut node: Node, inside: bool, diagnostics: &mut Diagnostics) {
        match &node.kind {
            _ if inside => self.content(node),
            Kind::Heading(level @ 1..=2) => {
                let level = *level;
                let attributes = node.attributes.take().map(|attributes| *attributes);
                self.heading(level, node, attributes.unwrap_or_default(), diagnostics);
            }
            Kind::Marker(marker) => match &**marker {
                MarkerKind::Slide(attributes) => {
                    let attributes = attributes.clone();
                    self.begin(slide(node.span, attributes), Began::Marker, diagnostics);
                }
                MarkerKind::Style(attributes) => {
                    if let Some((slide, _)) = &mut self.current {
                        slide.attributes.merge(attributes.clone());
                    }
                }
                _ => self.content(node),
            },
            _ if is_break(&node) => {
                self.begin(slide(node.span, Attributes::default()), Began::Rule, diagnostics);
            }
            _ => self.content(node),
        }
    }

    /// A heading begins a slide, or names the one that a break has just begun.
    fn heading(
        &mut self,
        level: u8,
        mut node: Node,
        mut attributes: Attributes,
        diagnostics: &mut Diagnostics,
    ) {
        let fresh = matches!(&self.current, Some((slide, began))
            if matches!(began, Began::Rule | Began::Marker) && slide.nodes.iter().all(is_invisible));
        if !fresh {
            self.begin(slide(node.span, Attributes::default()), Began::Heading, diagnostics);
        }
        if let Some((slide, began)) = &mut self.current {
            // A line as wide as the slide is the heading, not the slide.
            let (line, classes): (Vec<_>, _) =
                attributes.classes.drain(..).partition(|class| class == "r-fit-text");
            attributes.classes = classes;
            line.iter().for_each(|class| node.attributes_mut().add_class(class));
            slide.level = level;
            slide.span = node.span;
            slide.attributes.merge(attributes);
            // `## {background-color=navy}` is a slide without a heading, as in pandoc.
            if !node.children.is_empty() {
                slide.nodes.push(node);
            }
            *began = Began::Heading;
        }
    }

    fn content(&mut self, node: Node) {
        if let Some((slide, _)) = &mut self.current {
            slide.nodes.push(node);
        } else if is_invisible(&node) {
            self.waiting.push(node);
        } else {
            self.current = Some((slide(node.span, Attributes::default()), Began::Text));
            self.content(node);
        }
    }

    fn begin(&mut self, slide: Slide, began: Began, diagnostics: &mut Diagnostics) {
        self.end(diagnostics);
        self.current = Some((slide, began));
    }

    fn end(&mut self, diagnostics: &mut Diagnostics) {
        let Some((mut slide, began)) = self.current.take() else { return };
        if began == Began::Rule && slide.nodes.is_empty() {
            let first = self.slides.is_empty() && self.waiting.is_empty();
            if !first {
                diagnostics.push(empty(slide.span));
            }
            return;
        }
        if !self.waiting.is_empty() {
            slide.nodes.splice(0..0, self.waiting.drain(..));
        }
        self.slides.push(slide);
    }

    fn finish(mut self, diagnostics: &mut Diagnostics) -> Vec<Slide> {
        self.end(diagnostics);
        if let Some(last) = self.slides.last_mut() {
            last.nodes.append(&mut self.waiting);
        }
        self.slides
    }
}

fn slide(span: Span, attributes: Attributes) -> Slide {
    let id = String::new();
    Slide { id, level: 0, attributes, nodes: Vec::new(), notes: Vec::new(), footer: None, span }
}

fn empty(span: Span) -> Diagnostic {
    Diagnostic::warning("empty-slide", span, "the slide after this break is empty and left out")
        .hint("remove the break, or use `!SLIDE` if you want an empty slide")
}

/// Whether a node shows nothing by itself.
fn is_invisible(node: &Node) -> bool {
    match &node.kind {
        Kind::Html(html) => raw_html::is_invisible(html),
        _ => false,
    }
}
