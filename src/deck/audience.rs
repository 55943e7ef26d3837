//! Parts of a deck for some audiences: `{.only for=handout}`, `{.except for=handout}`, and Quarto's
//! `{.content-visible when-format=…}` and `{.content-hidden …}`.
//!
//! They are taken out of the tree before slides are made, so that a part may hold whole slides.

use super::Slide;
use crate::attributes::Attributes;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::header::Header;
use crate::markdown::{Kind, Node};
use crate::source::Span;
use crate::suggest;
use serde_json::Value;
use std::collections::BTreeSet;

/// The audience that is there whenever slides are made.
const SLIDES: &str = "slides";

/// The classes that set conditions.
const CONDITIONS: [&str; 4] = ["only", "except", "content-visible", "content-hidden"];

/// What Quarto calls the formats that our pages are.
const FORMATS: [&str; 3] = ["revealjs", "html", "html:js"];

/// Decides what is shown.
pub(super) struct Audience<'a> {
    header: &'a Header,
    shown: &'a BTreeSet<String>,
    /// The names that the deck uses.
    named: BTreeSet<String>,
}

impl<'a> Audience<'a> {
    pub(super) fn new(header: &'a Header, shown: &'a BTreeSet<String>) -> Audience<'a> {
        Audience { header, shown, named: BTreeSet::new() }
    }

    /// The nodes without what is for others. A heading that begins a slide stays: its condition is
    /// the slide's.
    pub(super) fn choose(&mut self, nodes: Vec<Node>, found: &mut Diagnostics) -> Vec<Node> {
        if has_condition(&nodes) { self.list(nodes, true, found) } else { nodes }
    }

    /// Takes out slides that are for others, and warns of audiences that no part is for.
    pub(super) fn choose_slides(&mut self, slides: &mut Vec<Slide>, found: &mut Diagnostics) {
        slides.retain_mut(|slide| {
            self.shows(&mut slide.attributes, slide.span, found) != Some(false)
        });
        if self.named.is_empty() {
            return;
        }
        for name in self.shown.iter().filter(|name| !self.named.contains(*name)) {
            let names = self.named.iter().map(String::as_str);
            let hint = suggest::did_you_mean(name, names);
            let message = format!("no part of this deck is for `{name}`");
            let note = Diagnostic::note("unused-audience", self.header.span, message);
            found.push(note.maybe_hint(hint));
        }
    }

    fn list(&mut self, nodes: Vec<Node>, top: bool, found: &mut Diagnostics) -> Vec<Node> {
        let mut out = Vec::with_capacity(nodes.len());
        for mut node in nodes {
            let begins_slide = top && matches!(node.kind, Kind::Heading(1 | 2));
            let span = node.span;
            let condition = match &mut node.attributes {
                Some(attributes) if !begins_slide => self.shows(attributes, span, found),
                _ => None,
            };
            if condition == Some(false) {
                continue;
            }
            let bare = node.attributes.as_ref().is_none_or(|attributes| attributes.is_empty());
            let wrapper = matches!(node.kind, Kind::Container | Kind::Inline);
            let dissolves = condition == Some(true) && bare && wrapper;
            let had_children = !node.children.is_empty();
            if had_children {
                let children = std::mem::take(&mut node.children);
                node.children = self.list(children, top && dissolves, found);
            }
            match node.kind {
                _ if dissolves => out.append(&mut node.children),
                // A list without items is nothing, not an empty list.
                Kind::List(_) if had_children && node.children.is_empty() => {}
                _ => out.push(node),
            }
        }
        out
    }

    /// Whether an element with these attributes is shown; `None` when they set no condition. Those
    /// that do are taken away.
    fn shows(&mut self, own: &mut Attributes, span: Span, found: &mut Diagnostics) -> Option<bool> {
        let mut shown = None;
        let mut require = |holds: bool| shown = Some(shown.unwrap_or(true) && holds);
        for (class, wanted) in [("only", true), ("except", false)] {
            if !own.has_class(class) {
                continue;
            }
            let Some(names) = own.take("for") else {
                found.push(without_names(class, span));
                continue;
            };
            own.remove_class(class);
            require(self.is_for(&names) == wanted);
        }
        for (class, wanted) in [("content-visible", true), ("content-hidden", false)] {
            if own.has_class(class) {
                own.remove_class(class);
                require(self.holds(own) == wanted);
            }
        }
        shown
    }

    /// Whether one of these names, with commas or spaces between them, is an audience.
    fn is_for(&mut self, names: &str) -> bool {
        let names = names.split([',', ' ']).filter(|name| !name.is_empty());
        let mut any = false;
        for name in names {
            self.named.insert(name.to_string());
            any |= name == SLIDES || self.shown.contains(name);
        }
        any
    }

    /// Whether all of Quarto's conditions hold.
    fn holds(&mut self, own: &mut Attributes) -> bool {
        let mut all = true;
        for (prefix, wanted) in [("when", true), ("unless", false)] {
            if let Some(format) = own.take(&format!("{prefix}-format")) {
                all &= FORMATS.contains(&format.as_str()) == wanted;
            }
            if let Some(name) = own.take(&format!("{prefix}-profile")) {
                all &= self.is_for(&name) == wanted;
            }
            if let Some(key) = own.take(&format!("{prefix}-meta")) {
                all &= is_true(super::values::meta(self.header, &key)) == wanted;
            }
        }
        all
    }
}

/// Whether any node sets a condition; most decks have none, and keep their tree as it is.
fn has_condition(nodes: &[Node]) -> bool {
    let sets = |own: &Attributes| CONDITIONS.iter().any(|class| own.has_class(class));
    nodes
        .iter()
        .any(|node| node.attributes.as_deref().is_some_and(sets) || has_condition(&node.children))
}

fn without_names(class: &str, span: Span) -> Diagnostic {
    let message = format!("`.{class}` does not say for whom");
    Diagnostic::warning("missing-audience", span, message)
        .hint(format!("write `{{.{class} for=handout}}`, and build with `--for handout`"))
}

/// Whether a value of the header says yes.
fn is_true(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => {
            !matches!(text.to_ascii_lowercase().as_str(), "" | "false" | "no" | "off")
        }
        Some(_) => true,
    }
}
