//! Links between slides and decks that lead nowhere, and links without a text.

use super::Subject;
use super::tags::tags;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::html::tokens::{TokenKind, tokens};
use crate::html::url::{Url, classify};
use crate::markdown::{self, Kind, Node};
use crate::project::Found;
use crate::resources::{Sibling, sibling};
use crate::source::Span;
use crate::suggest;
use percent_encoding::percent_decode_str;
use std::path::{Path, PathBuf};

/// Behind so many findings there are no hints any more; looking for the nearest name takes long.
const MAX_HINTS: usize = 100;

/// A hint is looked for among so many names.
const MAX_NAMES: usize = 2_000;

pub(super) fn check(subject: Subject<'_>, found: &mut Diagnostics) {
    for slide in &subject.inspected.deck.slides {
        if let Some(page) = slide.attributes.get("background-iframe") {
            target(subject, page, slide.span, found);
        }
        let notes = slide.notes.iter().chain(slide.footer.iter().flatten());
        for node in slide.nodes.iter().chain(notes) {
            super::each(node, &mut |node| look(subject, node, found));
        }
        list(subject, &slide.nodes, found);
    }
    let front = &subject.inspected.deck.front;
    for node in front.lines.iter().flat_map(|(_, nodes)| nodes).chain(&front.footer) {
        super::each(node, &mut |node| look(subject, node, found));
    }
}

fn look(subject: Subject<'_>, node: &Node, found: &mut Diagnostics) {
    if let Kind::Link(link) = &node.kind {
        target(subject, &link.url, node.span, found);
        let named = node.attributes.as_ref().is_some_and(|own| own.get("aria-label").is_some());
        if !named && !shows_something(&node.children) {
            found.push(empty(node.span));
        }
    }
    for tag in tags(subject, node) {
        if let ("a" | "area", Some(url)) = (tag.name.as_str(), tag.get("href")) {
            target(subject, url, tag.span, found);
        }
    }
}

/// Whether there is a text, a picture with one, or HTML that may be one.
fn shows_something(nodes: &[Node]) -> bool {
    let is_html = |node: &Node| node.is_html() || matches!(node.kind, Kind::Image(_));
    !markdown::plain_text(nodes).trim().is_empty()
        // A picture without a text is a finding of its own.
        || nodes.iter().any(|node| is_html(node) || shows_something(&node.children))
}

fn empty(span: Span) -> Diagnostic {
    Diagnostic::warning("empty-link", span, "this link has no text, so nobody can see or hear it")
        .hint("write between the brackets where it leads: `[the slides](https://example.com)`")
}

/// Raw links with nothing between their tags, which may be nodes of their own.
fn list(subject: Subject<'_>, nodes: &[Node], found: &mut Diagnostics) {
    for (at, node) in nodes.iter().enumerate() {
        list(subject, &node.children, found);
        let (Kind::Html(html) | Kind::InlineHtml(html)) = &node.kind else { continue };
        if !html.contains("<a") && !html.contains("<A") {
            continue;
        }
        let after = nodes.get(at + 1).is_some_and(begins_with_end);
        let kinds: Vec<TokenKind> = tokens(html).into_iter().map(|token| token.kind).collect();
        let is_end = |kind: Option<&TokenKind>| match kind {
            Some(TokenKind::End { name }) => name == "a",
            Some(_) => false,
            None => after,
        };
        let starts = kinds
            .iter()
            .enumerate()
            .filter(|(_, kind)| matches!(kind, TokenKind::Start { name, .. } if name == "a"));
        let ends = starts.map(|(at, _)| is_end(kinds.get(at + 1)));
        let links = tags(subject, node).into_iter().filter(|tag| tag.name == "a");
        let bad = links
            .zip(ends)
            .filter(|(tag, ends)| *ends && tag.get("href").is_some() && !tag.is_named());
        found.extend(bad.map(|(tag, _)| empty(tag.span)));
    }
}

fn begins_with_end(node: &Node) -> bool {
    let (Kind::Html(html) | Kind::InlineHtml(html)) = &node.kind else { return false };
    html.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("</a"))
}

/// Looks whether the place that an address names in a deck is there.
fn target(subject: Subject<'_>, url: &str, span: Span, found: &mut Diagnostics) {
    let (file, fragment) = match classify(url) {
        Url::Fragment => match url.split_once('#') {
            Some((_, fragment)) => (subject.path.to_path_buf(), fragment),
            None => return,
        },
        Url::Local { path, .. } => {
            let Some((_, fragment)) = url.split_once('#') else { return };
            let Some(file) = deck(subject, &path, span) else { return };
            (file, fragment)
        }
        _ => return,
    };
    let Some(anchors) = subject.decks.anchors(&file) else { return };
    let fragment = percent_decode_str(fragment.trim()).decode_utf8_lossy();
    // A file without a title may be no deck: then `#part` is for whoever shows it.
    if anchors.has(&fragment) || !anchors.is_deck && !fragment.starts_with('/') {
        return;
    }
    let within = if file == subject.path { "this deck".into() } else { shown(subject, &file) };
    let message = format!("there is no slide or element `{}` in {within}", cut(&fragment));
    let written = if fragment.starts_with('/') { "/" } else { "" };
    let names = anchors.names().map(|name| name.trim_start_matches('/'));
    let names = names.take(if found.len() < MAX_HINTS { MAX_NAMES } else { 0 });
    let near = suggest::nearest(fragment.trim_start_matches('/'), names)
        .map(|near| format!("did you mean `#{written}{near}`?"));
    let finding = Diagnostic::warning("broken-link", span, message)
        .hint("the address of a slide is `#/` and its id, which is made from its heading")
        .maybe_hint(near);
    found.push(finding);
}

/// The deck that a path leads to: a Markdown file, or a page of the same site.
fn deck(subject: Subject<'_>, path: &str, span: Span) -> Option<PathBuf> {
    let from = &subject.compiled.sources.file(span.file).path;
    match subject.project.resolve(subject.world, from, path) {
        Found::File(file) | Found::WrongCase { file, .. } => is_markdown(&file).then_some(file),
        Found::Missing { .. } | Found::Folder(_) | Found::Outside => {
            match sibling(subject.world, subject.project, subject.path, path)? {
                Sibling::Deck(file) => Some(file),
                Sibling::Folder | Sibling::Nothing => None,
            }
        }
        Found::Special => None,
    }
}

fn is_markdown(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "md" || ending == "markdown")
}

fn shown(subject: Subject<'_>, file: &Path) -> String {
    format!("`{}`", subject.project.display(file))
}

/// An author's word in a message, cut when it is too long to read.
fn cut(word: &str) -> &str {
    word.char_indices().nth(60).map_or(word, |(end, _)| &word[..end])
}
