//! What the header says in Markdown: the lines of the title slide, and the footer.

use crate::diagnostic::Diagnostics;
use crate::header::Header;
use crate::markdown::{Node, parse_inline};
use crate::source::Spanned;

/// The header's texts as inline nodes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Front {
    /// The title, if the deck has a title slide.
    pub title: Option<Vec<Node>>,
    /// What stands below it: the name of the header's key, and the text.
    pub lines: Vec<(&'static str, Vec<Node>)>,
    /// Stands at the foot of every slide.
    pub footer: Vec<Node>,
}

impl Front {
    /// All lists of nodes.
    pub fn texts_mut(&mut self) -> impl Iterator<Item = &mut Vec<Node>> {
        let lines = self.lines.iter_mut().map(|(_, text)| text);
        self.title.iter_mut().chain(lines).chain([&mut self.footer])
    }
}

pub(super) fn read(header: &Header, diagnostics: &mut Diagnostics) -> Front {
    let mut inline = |text: &Spanned<String>| parse_inline(&text.value, text.span, diagnostics);
    let title = header.title.as_ref().filter(|_| header.title_slide).map(&mut inline);
    let mut lines = Vec::new();
    if title.is_some() {
        let subtitle = header.subtitle.iter().map(|text| ("subtitle", text));
        let authors = header.authors.iter().map(|text| ("author", text));
        let institute = header.institute.iter().map(|text| ("institute", text));
        let date = header.date.iter().map(|text| ("date", text));
        let all = subtitle.chain(authors).chain(institute).chain(date);
        lines.extend(all.map(|(key, text)| (key, inline(text))));
    }
    let footer = header.footer.as_ref().map(&mut inline).unwrap_or_default();
    Front { title, lines, footer }
}
