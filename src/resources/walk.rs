//! Where a slide refers to files.

use super::{Outcome, Resources, Use};
use crate::attributes::{Attributes, SHAPE};
use crate::deck::Slide;
use crate::diagnostic::Diagnostics;
use crate::html::escape;
use crate::html::references::{self, Context, Kind as RefKind, Reference};
use crate::html::tokens::{Token, TokenKind, tokens};
use crate::markdown::{Kind, Node, Target};
use crate::source::Span;
use std::ops::Range;

/// Takes all files that one slide uses.
pub(super) fn slide(files: &mut Resources<'_>, slide: &mut Slide, diagnostics: &mut Diagnostics) {
    backgrounds(files, &mut slide.attributes, slide.span, diagnostics);
    nodes(files, &mut slide.nodes, diagnostics);
    nodes(files, &mut slide.notes, diagnostics);
    slide.footer.iter_mut().for_each(|footer| nodes(files, footer, diagnostics));
}

/// Takes all files that nodes use.
pub(super) fn nodes(files: &mut Resources<'_>, nodes: &mut [Node], diagnostics: &mut Diagnostics) {
    for node in nodes {
        node_files(files, node, diagnostics);
        self::nodes(files, &mut node.children, diagnostics);
    }
}

fn node_files(files: &mut Resources<'_>, node: &mut Node, diagnostics: &mut Diagnostics) {
    let span = node.span;
    match &mut node.kind {
        Kind::Image(target) => match files.resolve(&target.url, span, Use::Picture, diagnostics) {
            Outcome::Address(address) => {
                target.size = files.picture_size(&address);
                let shape = files.picture_shape(&address);
                target.url = address.into();
                if let Some(shape) = shape {
                    node.attributes_mut().pairs.push((SHAPE.to_string(), shape.to_string()));
                }
            }
            Outcome::Keep => {}
            Outcome::Missing => missing_picture(node),
        },
        Kind::Link(target) => link(files, target, span, diagnostics),
        Kind::Html(html) | Kind::InlineHtml(html) => {
            if let Some(new) = raw(files, html, span, diagnostics) {
                *html = new.into();
            }
        }
        _ => {}
    }
}

fn link(files: &mut Resources<'_>, target: &mut Target, span: Span, diagnostics: &mut Diagnostics) {
    match files.resolve(&target.url, span, Use::Link, diagnostics) {
        Outcome::Address(address) => target.url = address.into(),
        Outcome::Keep => {}
        // The link stays what it is, so that it can be seen and mended; a dangerous one goes nowhere.
        Outcome::Missing if target.url.contains(':') => target.url = "#".into(),
        Outcome::Missing => {}
    }
}

/// A box with the alternative text stands in for a picture that is not there.
fn missing_picture(node: &mut Node) {
    if node.children.is_empty()
        && let Kind::Image(target) = &node.kind
    {
        let name = target.url.rsplit('/').next().unwrap_or_default();
        node.children = vec![Node::new(Kind::Text(name.into()), node.span)];
    }
    node.kind = Kind::Inline;
    node.attributes = Some(Box::new(Attributes::class("missing-image")));
}

/// Attributes of a slide that name files.
fn backgrounds(
    files: &mut Resources<'_>,
    attributes: &mut Attributes,
    span: Span,
    diagnostics: &mut Diagnostics,
) {
    for (key, value) in &mut attributes.pairs {
        let key = key.strip_prefix("data-").unwrap_or(key);
        let used = match key {
            "background-image" | "background-video" => Use::Picture,
            "background-iframe" => Use::Part,
            "background" if looks_like_file(value) => Use::Picture,
            _ => continue,
        };
        // reveal.js takes several, one after the other.
        let parts: Vec<String> = value
            .split(',')
            .map(|part| match files.resolve(part.trim(), span, used, diagnostics) {
                Outcome::Address(address) => address,
                Outcome::Keep => part.trim().to_string(),
                Outcome::Missing => String::new(),
            })
            .filter(|part| !part.is_empty())
            .collect();
        *value = parts.join(",");
    }
    attributes.pairs.retain(|(key, value)| {
        let key = key.strip_prefix("data-").unwrap_or(key);
        !value.is_empty()
            || !matches!(key, "background-image" | "background-video" | "background-iframe")
    });
}

/// `background=` takes colours and gradients too.
fn looks_like_file(value: &str) -> bool {
    let path = value.split(['?', '#']).next().unwrap_or_default();
    let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    !value.contains('(')
        && matches!(ending.as_str(), "png" | "jpg" | "jpeg" | "gif" | "svg" | "webp" | "avif")
}

/// Raw HTML with new addresses; `None` when nothing changes.
fn raw(
    files: &mut Resources<'_>,
    html: &str,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let found = references::references(html);
    if found.is_empty() {
        return None;
    }
    let tokens = tokens(html);
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    for reference in found {
        // A picture that is not there was replaced as a whole tag; its other parts go with it.
        if changes.last().is_some_and(|(range, _)| range.end > reference.range.start) {
            continue;
        }
        changes.extend(change(files, &tokens, &reference, span, diagnostics));
    }
    changes.sort_by_key(|(range, _)| range.start);
    (!changes.is_empty()).then(|| references::replace(html, &changes))
}

fn change(
    files: &mut Resources<'_>,
    tokens: &[Token],
    reference: &Reference,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> Option<(Range<usize>, String)> {
    let used = match reference.kind {
        RefKind::Image | RefKind::Media => Use::Picture,
        RefKind::Style => Use::Style,
        RefKind::Link => Use::Link,
        _ => Use::Part,
    };
    let start = (span.start as usize + reference.range.start).min(span.end as usize);
    let end = (span.start as usize + reference.range.end).min(span.end as usize);
    let place = Span::new(span.file, start..end);
    let value = match files.resolve(&reference.value, place, used, diagnostics) {
        Outcome::Address(address) => address,
        Outcome::Keep => return None,
        Outcome::Missing if used == Use::Link => return None,
        Outcome::Missing => {
            if let Some(tag) = image_tag(&tokens[reference.token], reference) {
                return Some(tag);
            }
            nothing(reference.kind).to_string()
        }
    };
    Some((reference.range.clone(), references::escape(&value, reference.context)))
}

/// A box with the alternative text in place of an `<img>` whose file is not there.
fn image_tag(token: &Token, reference: &Reference) -> Option<(Range<usize>, String)> {
    let TokenKind::Start { name, attributes, .. } = &token.kind else { return None };
    if name != "img" || reference.context != Context::Attribute {
        return None;
    }
    let alt = attributes.iter().find(|attribute| attribute.name == "alt");
    let text = alt.map(|alt| alt.value.as_str()).filter(|alt| !alt.is_empty());
    let text = text.unwrap_or_else(|| reference.value.rsplit('/').next().unwrap_or_default());
    let mut tag = String::from("<span class=\"missing-image\">");
    escape::text(&mut tag, text);
    tag.push_str("</span>");
    Some((token.range.clone(), tag))
}

/// An address that loads nothing and complains of nothing.
fn nothing(kind: RefKind) -> &'static str {
    match kind {
        RefKind::Style => "data:text/css,",
        RefKind::Script => "data:text/javascript,",
        RefKind::Frame => "about:blank",
        _ => "data:,",
    }
}
