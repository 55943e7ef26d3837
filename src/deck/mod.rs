//! The deck: a header and slides, made from the tree by a list of passes.

mod containers;
mod footnotes;
mod front;
mod ids;
mod marked_code;
mod notes;
mod raw_html;
mod slides;
mod steps;
mod untrusted;

use crate::attributes::Attributes;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::header::Header;
use crate::markdown::{self, Node};
use crate::scan::Scanned;
use crate::source::Span;
use std::ops::Range;

pub use front::Front;
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
    /// Style sheets written in the body (`%css`), as ranges of the text.
    pub styles: Vec<Range<usize>>,
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
    /// Its first line, or its break.
    pub span: Span,
}

/// The id of the slide that is made from the header.
pub const TITLE_SLIDE: &str = "title-slide";

/// Makes the deck. `nodes` is what [`markdown::parse`] returned for `scanned`.
pub fn build(
    header: Header,
    mut nodes: Vec<Node>,
    scanned: Scanned,
    policy: Policy,
    diagnostics: &mut Diagnostics,
) -> Deck {
    let definitions = footnotes::take_definitions(&mut nodes);
    let nodes = containers::nest(nodes, diagnostics);
    let slides = slides::split(nodes, diagnostics);
    let front = front::read(&header, policy, diagnostics);
    let mut deck = Deck { header, front, slides, styles: scanned.styles };
    for slide in &mut deck.slides {
        notes::take(slide);
        raw_html::clean(slide, policy, diagnostics);
        notes::take_attributes(slide);
        marked_code::colour(slide);
        steps::apply(slide, deck.header.incremental);
    }
    ids::assign(&mut deck, diagnostics);
    footnotes::place(&mut deck.slides, definitions, diagnostics);
    if policy == Policy::Safe {
        untrusted::restrict(&mut deck, diagnostics);
    }
    deck
}

/// Warnings for comment blocks that are never ended.
pub fn warn_of_unclosed_comments(scanned: &Scanned, file: crate::source::FileId) -> Diagnostics {
    let warning = |range: &Range<usize>| {
        let span = Span::new(file, range.clone());
        Diagnostic::warning("unclosed-comment", span, "everything from here on is a comment")
            .hint("end it with a line `%end`")
    };
    scanned.unclosed.iter().map(warning).collect()
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
            let nodes = markdown::parse_inline(&title.value, title.span, &mut Vec::new());
            let text = markdown::plain_text(&nodes);
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
