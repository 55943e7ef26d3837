//! The deck: a header and slides, made from the tree by a list of passes.

mod asides;
mod audience;
mod comments;
mod containers;
mod footnotes;
mod formulas;
mod front;
mod ids;
mod marked_code;
mod notes;
mod placement;
mod places;
mod raw_html;
mod slides;
mod steps;
mod untrusted;
mod values;

use crate::attributes::Attributes;
use crate::diagnostic::Diagnostics;
use crate::header::Header;
use crate::include::Body;
use crate::markdown::{self, Node};
use crate::source::Span;
use audience::Audience;
use std::collections::BTreeSet;
use values::Values;

pub use comments::Comment;
pub use front::Front;
pub use places::PLACE;
pub use raw_html::Policy;

/// A whole deck, ready to be rendered.
#[derive(Debug, Clone, PartialEq)]
pub struct Deck {
    /// What the author says about the whole.
    pub header: Header,
    /// What the header says in Markdown.
    pub front: Front,
    /// The slides in the order of the presentation, without the title slide.
    pub slides: Vec<Slide>,
    /// Style sheets written in the body (`%css`).
    pub styles: Vec<Span>,
    /// Comments on the slides; none of them reaches the page.
    pub comments: Vec<Comment>,
}

/// One slide.
#[derive(Debug, Clone, PartialEq)]
pub struct Slide {
    /// Unique in the deck; the slide's address is `#/` and this.
    pub id: String,
    /// Level of the heading that began it: 1 is a section, 2 an ordinary slide, 0 has none.
    pub level: u8,
    /// What the author attached to its heading or break.
    pub attributes: Attributes,
    /// What is on it.
    pub nodes: Vec<Node>,
    /// What only the speaker sees.
    pub notes: Vec<Node>,
    /// What stands at its foot in place of the deck's footer; nothing when it is empty.
    pub footer: Option<Vec<Node>>,
    /// Its first line, or its break.
    pub span: Span,
}

/// The id of the slide that is made from the header.
pub const TITLE_SLIDE: &str = "title-slide";

/// Who a deck is for, and how far it is trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// What may stay of raw HTML.
    pub policy: Policy,
    /// The audiences whose parts are shown (`{.only for=NAME}`).
    pub audiences: BTreeSet<String>,
}

/// Makes the deck.
pub fn build(
    header: Header,
    mut body: Body,
    reading: &Reading,
    diagnostics: &mut Diagnostics,
) -> Deck {
    let policy = reading.policy;
    let mut definitions = footnotes::take_definitions(&mut body.nodes);
    let nodes = containers::nest(body.nodes, diagnostics);
    let mut audience = Audience::new(&header, &reading.audiences);
    let nodes = audience.choose(nodes, diagnostics);
    for note in definitions.values_mut() {
        note.children = audience.choose(std::mem::take(&mut note.children), diagnostics);
    }
    let mut slides = slides::split(nodes, diagnostics);
    audience.choose_slides(&mut slides, diagnostics);
    let mut values = Values::new(&header, &body.variables);
    let mut front = front::read(&header, diagnostics);
    if body.has_shortcodes {
        slides.iter_mut().for_each(|slide| values.slide(slide, diagnostics));
        front.texts_mut().for_each(|text| values.nodes(text, diagnostics));
        definitions.values_mut().for_each(|note| values.nodes(&mut note.children, diagnostics));
    }
    let notes = definitions.values_mut().map(|note| &mut note.children);
    for text in front.texts_mut().chain(notes) {
        raw_html::clean_text(text, policy, diagnostics);
    }
    values.forgive_unknown_keys(diagnostics);
    let comments = comments::collect(&slides);
    let mut deck = Deck { header, front, slides, styles: body.styles, comments };
    for slide in &mut deck.slides {
        notes::take(slide);
        raw_html::clean(slide, policy, diagnostics);
        notes::take_attributes(slide);
        marked_code::colour(slide);
        steps::apply(slide, deck.header.incremental);
    }
    ids::assign(&mut deck, diagnostics);
    deck.slides.iter_mut().for_each(|slide| asides::place(slide, policy, diagnostics));
    footnotes::place(&mut deck.slides, definitions, diagnostics);
    formulas::convert(&mut deck, diagnostics);
    if policy == Policy::Safe {
        untrusted::restrict(&mut deck, diagnostics);
    }
    deck.slides.iter_mut().for_each(|slide| placement::apply(slide, diagnostics));
    deck
}

impl Deck {
    /// Drops all notes, and returns how many slides had some.
    pub fn leave_out_notes(&mut self) -> usize {
        let notes = self.slides.iter_mut().map(|slide| std::mem::take(&mut slide.notes));
        notes.filter(|notes| !notes.is_empty()).count()
    }

    /// The title of the page as plain text: the header's, else the first heading's.
    pub fn plain_title(&self) -> String {
        if let Some(title) = &self.header.title {
            let text = match &self.front.title {
                Some(nodes) => markdown::plain_text(nodes),
                None => markdown::plain_text(&markdown::parse_inline(
                    &title.value,
                    title.span,
                    &mut Vec::new(),
                )),
            };
            if !text.trim().is_empty() {
                return text;
            }
        }
        let heading = self.slides.iter().find_map(Slide::heading);
        heading.map_or(String::new(), |node| markdown::plain_text(&node.children))
    }
}

impl Slide {
    /// Its first heading.
    pub fn heading(&self) -> Option<&Node> {
        self.nodes.iter().find(|node| matches!(node.kind, markdown::Kind::Heading(_)))
    }
}

/// Calls `visit` for all nodes, outer ones first.
fn each_mut(nodes: &mut [Node], visit: &mut impl FnMut(&mut Node)) {
    for node in nodes {
        visit(node);
        each_mut(&mut node.children, visit);
    }
}
