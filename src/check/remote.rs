//! The links of a deck to other sites.

use super::tags::tags;
use super::{Decks, Subject, Work};
use crate::compile::Compiled;
use crate::html::url::{Url, classify};
use crate::markdown::{Kind, Node};
use crate::source::{Span, Spanned};

/// The links and the parts of the page that are on other sites, with their places.
pub(super) fn of(subject: Subject<'_>) -> Vec<Spanned<String>> {
    let mut out = Vec::new();
    let mut add = |url: &str, span: Span| {
        let url =
            if url.starts_with("//") { format!("https:{url}") } else { url.trim().to_string() };
        let lower = url.get(..8).unwrap_or_default().to_ascii_lowercase();
        let http = lower.starts_with("http://") || lower.starts_with("https://");
        if http && classify(&url) == Url::Remote {
            out.push(Spanned { value: url, span });
        }
    };
    for slide in &subject.inspected.deck.slides {
        for key in ["background-image", "background-video", "background-iframe", "background"] {
            slide.attributes.get(key).into_iter().for_each(|url| add(url, slide.span));
        }
        let nodes = slide.nodes.iter().chain(&slide.notes).chain(slide.footer.iter().flatten());
        nodes.for_each(|node| super::each(node, &mut |node| look(subject, node, &mut add)));
    }
    let front = &subject.inspected.deck.front;
    for node in front.lines.iter().flat_map(|(_, nodes)| nodes).chain(&front.footer) {
        super::each(node, &mut |node| look(subject, node, &mut add));
    }
    out
}

fn look(subject: Subject<'_>, node: &Node, add: &mut impl FnMut(&str, Span)) {
    if let Kind::Link(target) | Kind::Image(target) = &node.kind {
        add(&target.url, node.span);
    }
    for tag in tags(subject, node) {
        let names: &[&str] = match tag.name.as_str() {
            "a" | "area" => &["href"],
            "img" | "iframe" | "audio" | "source" | "embed" | "script" => &["src", "data-src"],
            "video" => &["src", "data-src", "poster"],
            _ => &[],
        };
        names.iter().filter_map(|name| tag.get(name)).for_each(|url| add(url, tag.span));
    }
}

/// The links of each deck to other sites.
pub fn remote_links(work: Work<'_>) -> Vec<Vec<Spanned<String>>> {
    let decks = Decks::new(work.world, work.options, work.decks);
    let links = |(address, compiled): &(&str, &Compiled)| {
        super::with_subject(work, address, compiled, &decks, of).unwrap_or_default()
    };
    work.decks.iter().map(links).collect()
}
