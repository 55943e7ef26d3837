//! Diagram blocks: a figure with the drawing and its caption.

use super::chart;

use super::nodes::{Writer, attributes};
use crate::attributes::Attributes;
use crate::diagnostic::Diagnostic;
use crate::diagram::{self, Drawing, Failure, Ground, Language, MAX_SECONDS, MAX_SOURCE};
use crate::html::escape;
use crate::html::length::length;
use crate::markdown::CodeBlock;
use crate::source::Span;
use std::fmt::Write;

/// Text of fewer pixels on a stage of 1280 by 720 is hard to read from a seat.
const SMALL: f64 = 14.0;

/// Writes the diagram of a code block. `false` when it is none or cannot be drawn: then its source is
/// to be shown.
pub(super) fn block(
    writer: &mut Writer,
    language: &str,
    block: &CodeBlock,
    own: &Attributes,
    span: Span,
) -> bool {
    let Some(language) = Language::named(language) else { return false };
    let name = writer.new_id("diagram");
    // Style sheets name it, so it has plain letters only.
    let id = format!("d{}", &blake3::hash(name.as_bytes()).to_hex()[..9]);
    match diagram::draw(language, &block.text, &id) {
        Ok(drawing) => {
            writer.diagnostics.extend(small(&drawing, span));
            figure(writer, &drawing, &id, own.clone());
            true
        }
        Err(failure) => {
            writer.diagnostics.push(told(failure, language, block, span));
            false
        }
    }
}

/// Whether text is hard to read even if the diagram has a slide of 1280 by 720 for itself.
fn small(drawing: &Drawing, span: Span) -> Option<Diagnostic> {
    let scale = (1208.0 / drawing.width).min(0.72 * 720.0 / drawing.height);
    let text = 15.0 * scale;
    (text < SMALL).then(|| {
        let message = format!("text of this diagram is {text:.0} pixels high on a slide");
        Diagnostic::note("small-diagram", span, message)
            .hint("let it go from left to right if it is high, or make several of it")
    })
}

fn figure(writer: &mut Writer, drawing: &Drawing, id: &str, mut own: Attributes) {
    writer.parts.extend(["diagram", "series"]);
    let caption = own.take("title").unwrap_or_default();
    let mut classes = vec!["diagram"];
    classes.extend(drawing.ground.map(|ground| match ground {
        Ground::Light => "diagram-light",
        Ground::Dark => "diagram-dark",
    }));
    let height = own.take("height").as_deref().and_then(length);
    if let Some(width) = own.take("width").as_deref().and_then(length) {
        let rest = own.take("style").map(|rest| format!("; {rest}")).unwrap_or_default();
        own.pairs.push(("style".to_string(), format!("width: {width}{rest}")));
        classes.push("diagram-sized");
    }
    let out = &mut writer.out;
    out.push_str("<figure");
    attributes(out, &classes, Some(&own));
    let _ = write!(out, ">\n<svg id=\"{id}\" role=\"img\" aria-labelledby=\"{id}-title\"");
    if !drawing.class.is_empty() {
        escape::pair(out, "class", &drawing.class);
    }
    escape::pair(out, "viewBox", &drawing.view_box);
    let height = height.map(|height| format!("; max-height: {height}")).unwrap_or_default();
    let _ = write!(out, " style=\"--diagram-width: {:.0}px{height}\">", drawing.width);
    let _ = write!(out, "<title id=\"{id}-title\">");
    escape::text(out, if caption.is_empty() { &drawing.title } else { &caption });
    out.push_str("</title>\n");
    out.push_str(&drawing.svg);
    out.push_str("</svg>\n");
    if !caption.is_empty() {
        out.push_str("<figcaption>");
        escape::text(out, &caption);
        out.push_str("</figcaption>\n");
    }
    out.push_str("</figure>");
}

fn told(failure: Failure, language: Language, block: &CodeBlock, span: Span) -> Diagnostic {
    let bad = |span, message: String| Diagnostic::warning("bad-diagram", span, message);
    match failure {
        Failure::NotBuiltIn => Diagnostic::warning(
            "diagrams-not-built-in",
            span,
            "this deckgen was built without diagrams, so the source is shown",
        )
        .hint("build deckgen with `--features diagrams`"),
        Failure::TooLong => {
            let message = format!("this diagram is longer than {} KB", MAX_SOURCE / 1024);
            bad(span, message).hint("make several of it")
        }
        Failure::TooSlow => {
            let message = format!("this diagram takes longer than {MAX_SECONDS} seconds");
            bad(span, message).hint("make several of it")
        }
        Failure::Mistake { range, message } => {
            let hint = match language {
                Language::Mermaid => "Mermaid's documentation tells how this kind is written",
                Language::Dot => "Graphviz's documentation tells how DOT is written",
            };
            let Some(range) = range.filter(|range| !range.is_empty()) else {
                return bad(span, message).hint(hint);
            };
            let message = chart::in_line(message, block, range.start);
            bad(block.span(range, span), message).hint(hint)
        }
    }
}
