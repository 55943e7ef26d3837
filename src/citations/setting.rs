//! Sets citations and references with hayagriva, and makes nodes of what it returns.

use super::library::Library;
use super::style::Style;
use super::{Ids, Place, Reference, Set};
use crate::markdown::{CitedWork, Kind, Node, Target};
use crate::source::Span;
use hayagriva::citationberg::taxonomy::Locator;
use hayagriva::citationberg::{
    Display, FontStyle, FontVariant, FontWeight, LocaleCode, TextDecoration, VerticalAlign,
};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, CitePurpose, ElemChild,
    ElemChildren, ElemMeta, Entry, Formatting, LocatorPayload, SpecificLocator,
};
use std::str::FromStr;

/// Sets everything.
pub(super) fn set(
    library: &Library,
    style: &Style,
    places: &[Place<'_>],
    nocite: &[&str],
    ids: &Ids,
    lang: &str,
    span: Span,
) -> Set {
    let locale = LocaleCode(lang.to_string());
    let mut driver = BibliographyDriver::new();
    for place in places {
        let item = |work| item(library, work, place.citation.in_text && !style.is_note());
        let items = place.citation.items.iter().filter_map(item).collect();
        driver.citation(request(items, style, &locale));
    }
    let hidden = |key: &&str| {
        let mut item = CitationItem::with_entry(library.work(key)?);
        item.hidden = true;
        Some(item)
    };
    let listed: Vec<_> = nocite.iter().filter_map(hidden).collect();
    if !listed.is_empty() {
        driver.citation(request(listed, style, &locale));
    }
    let rendered =
        driver.finish(BibliographyRequest::new(&style.csl, Some(locale.clone()), style.locales));
    let citations = places.iter().zip(rendered.citations).map(|(place, rendered)| {
        let writer = Writer { span: place.span, style, works: &place.citation.items, ids };
        writer.citation(rendered.citation)
    });
    let writer = Writer { span, style, works: &[], ids };
    let items = rendered.bibliography.map(|list| list.items).unwrap_or_default();
    let list = items.into_iter().map(|item| Reference {
        key: item.key,
        label: item.first_field.map(|label| writer.nodes(&[label])),
        text: writer.nodes(&item.content.0),
    });
    Set { citations: citations.collect(), list: list.collect() }
}

fn request<'a>(
    items: Vec<CitationItem<'a, Entry>>,
    style: &'a Style,
    locale: &LocaleCode,
) -> CitationRequest<'a, Entry> {
    CitationRequest::new(items, &style.csl, Some(locale.clone()), style.locales, None)
}

fn item<'a>(
    library: &'a Library,
    work: &'a CitedWork,
    prose: bool,
) -> Option<CitationItem<'a, Entry>> {
    let locator = work.locator.as_ref().map(|locator| {
        let label = Locator::from_str(locator.label).unwrap_or(Locator::Page);
        SpecificLocator(label, LocatorPayload::Str(&locator.value))
    });
    let item = CitationItem::with_locator(library.work(&work.key)?, locator);
    Some(if prose { item.kind(CitePurpose::Prose) } else { item })
}

/// Makes nodes of one citation or of the list.
struct Writer<'a> {
    span: Span,
    style: &'a Style,
    works: &'a [CitedWork],
    ids: &'a Ids,
}

impl Writer<'_> {
    fn citation(&self, mut set: ElemChildren) -> Vec<Node> {
        if !self.style.names_nobody() {
            self.leave_out_authors(&mut set);
        }
        let mut nodes = self.nodes(&set.0);
        if self.style.is_note() {
            // There are no footnotes to put it into: it stands in the text, without its full stop.
            if let Some(Node { kind: Kind::Text(text), .. }) = nodes.last_mut() {
                *text = text.trim_end_matches('.').into();
            }
            nodes.insert(0, self.text("("));
            nodes.push(self.text(")"));
        }
        nodes
    }

    /// Takes the names out of works whose author the sentence names.
    fn leave_out_authors(&self, set: &mut ElemChildren) {
        for child in &mut set.0 {
            let ElemChild::Elem(elem) = child else { continue };
            match elem.meta {
                Some(ElemMeta::Entry(at)) => {
                    if self.works.get(at).is_some_and(|work| work.without_author) {
                        without_names(&mut elem.children, &mut State::Before);
                    }
                }
                _ => self.leave_out_authors(&mut elem.children),
            }
        }
    }

    fn nodes(&self, children: &[ElemChild]) -> Vec<Node> {
        let mut out = Vec::new();
        for child in children {
            match child {
                ElemChild::Text(text) => out.push(self.formatted(&text.text, text.formatting)),
                ElemChild::Markup(text) => out.push(self.text(text)),
                ElemChild::Link { text, url } => {
                    let text = self.formatted(&text.text, text.formatting);
                    out.push(self.link(url, vec![text]));
                }
                ElemChild::Transparent { .. } => {}
                ElemChild::Elem(elem) => {
                    if matches!(elem.display, Some(Display::Block | Display::Indent))
                        && !out.is_empty()
                    {
                        out.push(Node::new(Kind::HardBreak, self.span));
                    }
                    let inner = self.nodes(&elem.children.0);
                    match elem.meta {
                        Some(ElemMeta::Entry(at)) => self.work(at, inner, &mut out),
                        _ => out.extend(inner),
                    }
                }
            }
        }
        out
    }

    /// One work of a citation: a link to its entry, between the author's words.
    fn work(&self, at: usize, inner: Vec<Node>, out: &mut Vec<Node>) {
        let Some(work) = self.works.get(at) else { return out.extend(inner) };
        if !work.prefix.is_empty() {
            out.push(self.text(&format!("{} ", work.prefix)));
        }
        match self.ids.get(work.key.as_ref()) {
            Some(id) => out.push(self.target(&format!("#{id}"), inner)),
            None => out.extend(inner),
        }
        if !work.suffix.is_empty() {
            let space = if work.suffix.starts_with([',', '.', ':', ';']) { "" } else { " " };
            out.push(self.text(&format!("{space}{}", work.suffix)));
        }
    }

    fn formatted(&self, text: &str, formatting: Formatting) -> Node {
        let mut node = self.text(text);
        let mut wrap = |kind, wanted| {
            if wanted {
                let inner = std::mem::replace(&mut node, self.text(""));
                node = Node::with(kind, self.span, vec![inner]);
            }
        };
        wrap(Kind::Superscript, formatting.vertical_align == VerticalAlign::Sup);
        wrap(Kind::Subscript, formatting.vertical_align == VerticalAlign::Sub);
        wrap(Kind::Emphasis, formatting.font_style == FontStyle::Italic);
        wrap(Kind::Strong, formatting.font_weight == FontWeight::Bold);
        let small = formatting.font_variant == FontVariant::SmallCaps;
        let underlined = formatting.text_decoration == TextDecoration::Underline;
        for (class, wanted) in [("small-caps", small), ("underline", underlined)] {
            if wanted {
                node = Node::with(Kind::Inline, self.span, vec![node]);
                node.attributes_mut().add_class(class);
            }
        }
        node
    }

    /// A link, if its address is one of the web.
    fn link(&self, url: &str, children: Vec<Node>) -> Node {
        if url.starts_with("https://") || url.starts_with("http://") {
            return self.target(url, children);
        }
        Node::with(Kind::Inline, self.span, children)
    }

    fn target(&self, url: &str, children: Vec<Node>) -> Node {
        let target = Target { url: url.into(), title: "".into(), size: None };
        Node::with(Kind::Link(Box::new(target)), self.span, children)
    }

    fn text(&self, text: &str) -> Node {
        Node::new(Kind::Text(text.into()), self.span)
    }
}

/// How far names have been taken out.
#[derive(PartialEq)]
enum State {
    Before,
    /// They are gone, and what stands between them and the rest goes too.
    Gone,
    Done,
}

/// Takes out the first names, and the marks and spaces behind them.
fn without_names(children: &mut ElemChildren, state: &mut State) {
    let mut at = 0;
    while at < children.0.len() && *state != State::Done {
        match &mut children.0[at] {
            ElemChild::Elem(elem) => {
                if *state == State::Before && matches!(elem.meta, Some(ElemMeta::Names(_))) {
                    children.0.remove(at);
                    *state = State::Gone;
                    continue;
                }
                without_names(&mut elem.children, state);
            }
            ElemChild::Text(text) | ElemChild::Link { text, .. } => {
                if *state == State::Gone {
                    text.text = text.text.trim_start_matches([',', '.', ' ']).to_string();
                    if !text.text.is_empty() {
                        *state = State::Done;
                    }
                }
            }
            ElemChild::Markup(_) | ElemChild::Transparent { .. } => {}
        }
        at += 1;
    }
}
