//! The elements of one slide, with those around it.

use crate::html::tokens::{Token, TokenKind, is_void};
use std::cell::Cell;

/// Elements deeper than this are taken for children of the last one that is not.
const MAX_DEPTH: usize = 120;

/// A slide with more elements is too much for any screen; the rest is left out.
const MAX_ELEMENTS: usize = 20_000;

/// How often the selectors of all rules may go from one element to another for the sake of one.
const MAX_LOOKS: u32 = 20_000;

/// A tree of elements; the first one is its root.
#[derive(Debug, Default)]
pub(super) struct Dom {
    pub(super) elements: Vec<Element>,
    looks: Cell<u32>,
}

/// An element's number in its [`Dom`].
pub(super) type Id = usize;

/// One element.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// In lower case.
    pub(super) name: Box<str>,
    pub(super) id: Option<Box<str>>,
    pub(super) classes: Vec<Box<str>>,
    pub(super) attributes: Vec<(Box<str>, Box<str>)>,
    pub(super) parent: Option<Id>,
    pub(super) children: Vec<Child>,
    /// Those of the children that are elements.
    pub(super) elements: Vec<Id>,
    /// Its place among them in its parent.
    pub(super) place: usize,
}

/// What stands in an element.
#[derive(Debug)]
pub(super) enum Child {
    Element(Id),
    Text(Box<str>),
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(own, _)| &**own == name);
        found.map(|(_, value)| &**value)
    }

    pub(super) fn has_class(&self, name: &str) -> bool {
        self.classes.iter().any(|class| &**class == name)
    }
}

impl Dom {
    /// The search for the rules of another element begins.
    pub(super) fn look_anew(&self) {
        self.looks.set(MAX_LOOKS);
    }

    /// Whether selectors may look at one more element.
    pub(super) fn may_look(&self) -> bool {
        let left = self.looks.get();
        self.looks.set(left.saturating_sub(1));
        left > 0
    }

    /// Adds an element as the last child.
    pub(super) fn add(
        &mut self,
        parent: Option<Id>,
        name: &str,
        attributes: Vec<(Box<str>, Box<str>)>,
    ) -> Id {
        let id = self.elements.len();
        let value = |name: &str| {
            attributes.iter().find(|(own, _)| &**own == name).map(|(_, value)| value.clone())
        };
        let classes = value("class").unwrap_or_default();
        let classes = classes.split_ascii_whitespace().map(Box::from).collect();
        let (own_id, mut place) = (value("id"), 0);
        if let Some(parent) = parent {
            let parent = &mut self.elements[parent];
            place = parent.elements.len();
            parent.elements.push(id);
            parent.children.push(Child::Element(id));
        }
        let name = name.into();
        let empty = Element::default();
        let element = Element { name, id: own_id, classes, attributes, parent, place, ..empty };
        self.elements.push(element);
        id
    }

    /// Adds a slide's HTML below `parent`.
    pub(super) fn read(&mut self, parent: Id, tokens: &[Token]) {
        let mut open = vec![parent];
        let mut left_out = 0_usize;
        for token in tokens {
            match &token.kind {
                TokenKind::Start { name, attributes, self_closing } => {
                    let drawn = ["svg", "math"].iter().any(|root| self.is_open(&open, root));
                    let closes = is_void(name) || (*self_closing && drawn);
                    if open.len() >= MAX_DEPTH || self.elements.len() >= MAX_ELEMENTS {
                        left_out += usize::from(!closes);
                        continue;
                    }
                    self.close_implied(&mut open, name);
                    let attributes = attributes.iter().map(|attribute| {
                        (attribute.name.as_str().into(), attribute.value.as_str().into())
                    });
                    let top = open[open.len() - 1];
                    let new = self.add(Some(top), name, attributes.collect());
                    if !closes {
                        open.push(new);
                    }
                }
                TokenKind::End { .. } if left_out > 0 => left_out -= 1,
                TokenKind::End { name } => {
                    let found = open.iter().rposition(|id| *self.elements[*id].name == **name);
                    if let Some(at) = found.filter(|at| *at > 0) {
                        open.truncate(at);
                    }
                }
                TokenKind::Text(text) => {
                    let top = open[open.len() - 1];
                    self.elements[top].children.push(Child::Text(text.as_str().into()));
                }
                TokenKind::Comment(_) | TokenKind::Doctype => {}
            }
        }
    }

    /// The number in an attribute of an element, or of the first one in it that has such a one.
    pub(super) fn number(&self, id: Id, attribute: &str) -> Option<usize> {
        // Elements stand in the order of the text, those in an element right behind it.
        let is_inside = |other: &Id| {
            std::iter::successors(Some(*other), |id| self.elements[*id].parent).any(|own| own == id)
        };
        let inside = (id..self.elements.len()).take_while(is_inside);
        inside.filter_map(|id| self.elements[id].attribute(attribute)?.parse().ok()).next()
    }

    fn is_open(&self, open: &[Id], name: &str) -> bool {
        open.iter().any(|id| &*self.elements[*id].name == name)
    }

    /// Closes what a new element ends without an end tag.
    fn close_implied(&self, open: &mut Vec<Id>, name: &str) {
        let (closed, within): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl"]),
            "tr" => (&["tr"], &["table"]),
            "td" | "th" => (&["td", "th"], &["table"]),
            "p" | "div" | "ul" | "ol" | "dl" | "pre" | "table" | "h1" | "h2" | "h3" | "h4"
            | "h5" | "h6" | "blockquote" | "figure" | "section" | "hr" => {
                (&["p"], &["div", "td", "li"])
            }
            _ => return,
        };
        for at in (1..open.len()).rev() {
            let top = &*self.elements[open[at]].name;
            if closed.contains(&top) {
                return open.truncate(at);
            }
            if within.contains(&top) {
                return;
            }
        }
    }
}
