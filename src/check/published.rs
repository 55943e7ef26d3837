//! Slides that had an address in the last build and have none now: links of others would break.

use super::Subject;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::html::tokens::{TokenKind, tokens};
use crate::suggest;
use std::collections::BTreeSet;

/// More bytes are no page of ours.
const MAX_PAGE: u64 = 64_000_000;

/// More findings would tell the same: the deck is another one.
const MAX_LOST: usize = 20;

pub(super) fn check(subject: Subject<'_>, found: &mut Diagnostics) {
    let Some(folder) = subject.published else { return };
    let page = folder.join(subject.address).join("index.html");
    let Ok(html) = subject.world.read(&page, MAX_PAGE) else { return };
    let html = String::from_utf8_lossy(&html);
    let Some(now) = subject.decks.anchors(subject.path) else { return };
    let old = slides(&html);
    // Without one slide in common it is the page of another deck.
    let slides = &subject.inspected.deck.slides;
    if !slides.iter().any(|slide| old.contains(&slide.id)) {
        return;
    }
    let lost: Vec<&String> = old.iter().filter(|id| !now.has(&format!("/{id}"))).collect();
    let start = subject.inspected.deck.header.span;
    let start = crate::source::Span { end: start.start, ..start };
    for id in lost.iter().take(MAX_LOST) {
        let shown: String = id.chars().take(100).collect();
        let message = format!("the published deck has a slide `{shown}`, and this one has not");
        let names = now.names().filter_map(|name| name.strip_prefix('/'));
        let names = names.filter(|name| !old.contains(*name));
        let place = suggest::nearest(id, names)
            .and_then(|near| slides.iter().find(|slide| slide.id == near).map(|slide| slide.span));
        let finding = Diagnostic::warning("lost-id", place.unwrap_or(start), message);
        found.push(finding.hint(format!(
            "links to it would break; `{{#{shown}}}` behind a heading keeps the address"
        )));
    }
}

/// Whether an id is one that slides without a heading get: it changes with each slide before it, so
/// nobody can rely on it.
fn is_counted(id: &str) -> bool {
    let (start, number) = id.rsplit_once('-').unwrap_or_default();
    let number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    number && (start == "slide" || start.ends_with("-slide"))
}

/// The ids of the slides of a page that deckgen made, but for those that nobody can rely on.
fn slides(html: &str) -> BTreeSet<String> {
    if !html.contains("name=\"generator\" content=\"deckgen") {
        return BTreeSet::new();
    }
    let id = |token: crate::html::tokens::Token| match token.kind {
        TokenKind::Start { name, attributes, .. } if name == "section" => {
            let id = attributes.into_iter().find(|attribute| attribute.name == "id")?;
            id.value.strip_prefix('/').filter(|id| !is_counted(id)).map(String::from)
        }
        _ => None,
    };
    tokens(html).into_iter().filter_map(id).collect()
}
