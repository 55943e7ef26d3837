//! Raw HTML on slides: what it means for breaks, and how it is cleaned.

use super::Slide;
use crate::attributes::Attributes;
use crate::diagnostic::Diagnostics;
use crate::html::balance::{Balancer, Directive};
use crate::html::sanitize::sanitize;
use crate::html::tokens::{TokenKind, ends_by_itself, is_void, tokens};
use crate::markdown::{Kind, Node};
use std::collections::HashMap;

/// How much of an author's HTML reaches the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Policy {
    /// All of it.
    #[default]
    Trusted,
    /// Only what can do no harm.
    Safe,
}

/// Whether a block is nothing but `<hr>`.
pub(super) fn is_rule(html: &str) -> bool {
    let html = html.trim();
    html.len() < 100
        && html.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("<hr"))
        && matches!(&tokens(html)[..], [token] if matches!(&token.kind, TokenKind::Start { name, .. } if name == "hr"))
}

/// Whether a block shows nothing by itself: comments, style sheets, scripts.
pub(super) fn is_invisible(html: &str) -> bool {
    let mut hidden = 0;
    tokens(html).iter().all(|token| match &token.kind {
        TokenKind::Start { name, .. } => {
            let shows_nothing =
                matches!(name.as_str(), "style" | "script" | "link" | "meta" | "template");
            hidden += usize::from(shows_nothing && !is_void(name));
            shows_nothing
        }
        TokenKind::End { .. } => {
            hidden = hidden.saturating_sub(1);
            true
        }
        TokenKind::Comment(_) | TokenKind::Doctype => true,
        TokenKind::Text(text) => hidden > 0 || text.trim().is_empty(),
    })
}

/// For each node whether it stands inside an HTML element that an earlier node opens and a later one
/// closes. An element that is never closed protects nothing.
pub(super) fn inside_open_elements(nodes: &[Node]) -> Vec<bool> {
    // How many elements more are open from a node on.
    let mut changes = vec![0_isize; nodes.len()];
    let mut open = OpenElements::default();
    for (at, node) in nodes.iter().enumerate() {
        let Kind::Html(html) = &node.kind else { continue };
        for token in tokens(html) {
            match token.kind {
                TokenKind::Start { name, self_closing: false, .. }
                    if !is_void(&name) && !ends_by_itself(&name) =>
                {
                    open.push(name, at);
                }
                TokenKind::End { name } => {
                    if let Some(start) = open.close(&name).filter(|start| *start < at) {
                        changes[start + 1] += 1;
                        changes[at] -= 1;
                    }
                }
                _ => {}
            }
        }
    }
    let sums = changes.iter().scan(0, |sum, change| {
        *sum += change;
        Some(*sum > 0)
    });
    sums.collect()
}

/// Elements that are open, in the order in which they were opened. Looking for one by name takes no
/// longer when many others are open.
#[derive(Default)]
struct OpenElements {
    open: Vec<(String, usize)>,
    /// For each name the indexes in `open`.
    by_name: HashMap<String, Vec<usize>>,
}

impl OpenElements {
    fn push(&mut self, name: String, at: usize) {
        self.by_name.entry(name.clone()).or_default().push(self.open.len());
        self.open.push((name, at));
    }

    /// Closes the innermost element of this name and all inside it; returns where it was opened.
    fn close(&mut self, name: &str) -> Option<usize> {
        let index = *self.by_name.get(name)?.last()?;
        let at = self.open[index].1;
        for (name, _) in self.open.drain(index..) {
            self.by_name.get_mut(&name).and_then(Vec::pop);
        }
        Some(at)
    }
}

/// Balances the raw HTML of a slide and its notes, takes out comments, follows directives.
pub(super) fn clean(slide: &mut Slide, policy: Policy, diagnostics: &mut Diagnostics) {
    let mut cleaner = Cleaner { policy, diagnostics, slide: Attributes::default() };
    let mut own = Attributes::default();
    cleaner.list(&mut slide.nodes, &mut own);
    cleaner.list(&mut slide.notes, &mut own);
    let directives = cleaner.slide;
    slide.attributes.merge(directives);
}

/// The same for a line of the header, where directives mean nothing.
pub(super) fn clean_text(nodes: &mut Vec<Node>, policy: Policy, diagnostics: &mut Diagnostics) {
    let mut cleaner = Cleaner { policy, diagnostics, slide: Attributes::default() };
    cleaner.list(nodes, &mut Attributes::default());
}

struct Cleaner<'a> {
    policy: Policy,
    diagnostics: &'a mut Diagnostics,
    /// What `.slide:` directives say.
    slide: Attributes,
}

impl Cleaner<'_> {
    /// Cleans one list of siblings; `parent` is what an `.element:` before any sibling is about.
    fn list(&mut self, nodes: &mut Vec<Node>, parent: &mut Attributes) {
        if nodes.iter().any(Node::is_html) {
            self.html(nodes, parent);
        }
        for node in nodes.iter_mut().filter(|node| !node.children.is_empty()) {
            let mut own = node.attributes.take().map(|own| *own).unwrap_or_default();
            self.list(&mut node.children, &mut own);
            node.attributes = (!own.is_empty()).then(|| Box::new(own));
        }
    }

    fn html(&mut self, nodes: &mut Vec<Node>, parent: &mut Attributes) {
        let mut balancer = Balancer::default();
        let mut out: Vec<Node> = Vec::with_capacity(nodes.len() + 1);
        for mut node in nodes.drain(..) {
            let (Kind::Html(html) | Kind::InlineHtml(html)) = &mut node.kind else {
                out.push(node);
                continue;
            };
            let (clean, directives) = balancer.push(html, node.span, self.diagnostics);
            for directive in directives {
                self.directive(directive, out.last_mut(), parent);
            }
            if !clean.trim().is_empty() {
                *html = clean.into();
                out.push(node);
            }
        }
        let rest = balancer.finish(self.diagnostics);
        if let Some(last) = out.last().filter(|_| !rest.is_empty()) {
            out.push(Node::new(Kind::InlineHtml(rest.into()), last.span));
        }
        if self.policy == Policy::Safe {
            sanitize_siblings(&mut out);
        }
        *nodes = out;
    }

    fn directive(
        &mut self,
        directive: Directive,
        before: Option<&mut Node>,
        parent: &mut Attributes,
    ) {
        let attributes = from_html(directive, self.policy);
        match before {
            _ if attributes.0 => self.slide.merge(attributes.1),
            Some(node)
                if !matches!(node.kind, Kind::Text(_) | Kind::SoftBreak) && !node.is_html() =>
            {
                node.attach(attributes.1);
            }
            _ => parent.merge(attributes.1),
        }
    }
}

/// Attributes as a directive has them; an untrusted author may set classes, ids and `data-…` only.
fn from_html(directive: Directive, policy: Policy) -> (bool, Attributes) {
    let mut out = Attributes::default();
    for attribute in directive.attributes {
        match attribute.name.as_str() {
            "id" => out.id = Some(attribute.value),
            "class" => attribute.value.split_whitespace().for_each(|class| out.add_class(class)),
            name if policy == Policy::Trusted || name.starts_with("data-") => {
                out.pairs.push((attribute.name, attribute.value));
            }
            _ => {}
        }
    }
    (directive.about_slide, out)
}

/// Stands between pieces of HTML while they are sanitised; no text of a deck should have it.
const JOINT: char = '\u{f8ff}';

/// Sanitises the raw HTML of one list of siblings as a whole, because an element can begin in one
/// piece and end in another, with Markdown between them.
fn sanitize_siblings(nodes: &mut [Node]) {
    let html = |node: &mut Node| match &mut node.kind {
        Kind::Html(html) | Kind::InlineHtml(html) => Some(std::mem::take(html)),
        _ => None,
    };
    let pieces: Vec<Box<str>> = nodes.iter_mut().filter_map(html).collect();
    let joined = sanitize(&pieces.join(&JOINT.to_string()));
    let mut clean: Vec<String> = joined.split(JOINT).map(String::from).collect();
    if clean.len() != pieces.len() {
        clean = pieces.iter().map(|piece| sanitize(piece)).collect();
    }
    let mut clean = clean.into_iter();
    for node in nodes {
        if let Kind::Html(html) | Kind::InlineHtml(html) = &mut node.kind {
            *html = clean.next().unwrap_or_default().into();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn inside(pieces: &[&str]) -> Vec<bool> {
        let node = |html: &&str| Node::new(Kind::Html((*html).into()), Span::default());
        inside_open_elements(&pieces.iter().map(node).collect::<Vec<_>>())
    }

    #[test]
    fn only_closed_elements_protect() {
        for (pieces, expected) in [
            (&["<div>", "", "</div>", ""][..], &[false, true, false, false][..]),
            (&["<div>", "", "<b>", "</div>"], &[false, true, true, false]),
            (&["<div>", "", "</b>", ""], &[false; 4]),
            (&["<div><div>", "", "</div>", "", "</div>"], &[false, true, true, true, false]),
            (&["<div>", "<p>", "</div><div>", "", "</div>"], &[false, true, false, true, false]),
            (&["<div></div>", "</div>"], &[false; 2]),
        ] {
            assert_eq!(inside(pieces), expected, "{pieces:?}");
        }
    }

    #[test]
    fn many_open_elements_take_no_longer_each() {
        let stray = [vec!["<div>"; 100_000], vec!["</span>"; 100_000]].concat();
        assert!(!inside(&stray).contains(&true));
        let nested = [vec!["<div>"; 100_000], vec!["</div>"; 100_000]].concat();
        assert_eq!(inside(&nested).iter().filter(|inside| **inside).count(), 199_998);
    }
}
