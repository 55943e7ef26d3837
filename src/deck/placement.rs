//! Where things stand on a slide: named layouts, sizes, and places that authors choose themselves.

use super::{Slide, each_mut};
use crate::attributes::Attributes;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::html::length::{length, offset};
use crate::markdown::{Kind, Node};
use crate::source::Span;
use crate::suggest;

/// What `layout=` on a slide takes.
const LAYOUTS: [&str; 7] =
    ["two-columns", "image-left", "image-right", "full-image", "quote", "title", "center"];

/// The distances of `{.absolute}` from the edges of the slide.
const EDGES: [&str; 4] = ["top", "left", "right", "bottom"];

/// Checks layouts and lengths, and makes a style of `{.absolute top=1em}`.
pub(super) fn apply(slide: &mut Slide, diagnostics: &mut Diagnostics) {
    if slide.attributes.has_class("scrollable") && slide.attributes.get("overflow").is_none() {
        slide.attributes.pairs.push(("overflow".to_string(), "scroll".to_string()));
    }
    check_layout(slide, diagnostics);
    each_mut(&mut slide.nodes, &mut |node| place(node, diagnostics));
}

fn check_layout(slide: &mut Slide, diagnostics: &mut Diagnostics) {
    let Some(layout) = slide.attributes.get("layout").map(str::to_ascii_lowercase) else { return };
    if LAYOUTS.contains(&layout.as_str()) {
        return;
    }
    let hint = suggest::did_you_mean(&layout, LAYOUTS);
    let message = format!("there is no layout `{}`", shown(&layout));
    let all = format!("there are {}", LAYOUTS.join(", "));
    let warning = Diagnostic::warning("unknown-layout", slide.span, message);
    diagnostics.push(warning.hint(hint.unwrap_or(all)));
}

fn place(node: &mut Node, diagnostics: &mut Diagnostics) {
    let (span, is_image) = (node.span, matches!(node.kind, Kind::Image(_)));
    let Some(attributes) = &mut node.attributes else { return };
    if attributes.has_class("absolute") {
        absolute(attributes, is_image, span, diagnostics);
    }
    if is_image || attributes.has_class("column") {
        for side in ["width", "height"] {
            if let Some(value) = attributes.get(side)
                && length(value).is_none()
            {
                diagnostics.push(bad_length(side, value, span));
                attributes.take(side);
            }
        }
    }
}

/// A picture's own width and height are the renderer's.
fn absolute(
    attributes: &mut Attributes,
    is_image: bool,
    span: Span,
    diagnostics: &mut Diagnostics,
) {
    let sides: &[&str] = if is_image { &[] } else { &["width", "height"] };
    let mut style = Vec::new();
    for side in EDGES.iter().chain(sides) {
        let Some(value) = attributes.take(side) else { continue };
        let read = if EDGES.contains(side) { offset(&value) } else { length(&value) };
        match read {
            Some(value) => style.push(format!("{side}: {value}")),
            None => diagnostics.push(bad_length(side, &value, span)),
        }
    }
    style.extend(attributes.take("style"));
    if !style.is_empty() {
        attributes.pairs.push(("style".to_string(), style.join("; ")));
    }
}

fn bad_length(side: &str, value: &str, span: Span) -> Diagnostic {
    let message = format!("`{}` is no length for `{side}`", shown(value));
    Diagnostic::warning("bad-length", span, message)
        .hint("write pixels such as `120`, or a share such as `40%`")
}

/// An author's word in a message, cut when it is too long to read.
fn shown(word: &str) -> &str {
    word.char_indices().nth(60).map_or(word, |(end, _)| &word[..end])
}
