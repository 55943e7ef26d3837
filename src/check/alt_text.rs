//! A picture without a text for people who cannot see it.

use super::Subject;
use super::tags::tags;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown::{self, Kind, Node};
use crate::source::Span;

pub(super) fn check(subject: Subject<'_>, found: &mut Diagnostics) {
    let missing = missing_files(subject);
    let mut report = |span: Span, hint: &str| {
        // A picture that is not there is one mistake, not two.
        let at =
            missing.partition_point(|other| (other.file, other.start) < (span.file, span.start));
        let is_missing =
            missing.get(at).is_some_and(|other| other.file == span.file && other.start < span.end);
        if !is_missing {
            let message = "this picture has no alternative text";
            found.push(Diagnostic::warning("missing-alt-text", span, message).hint(hint));
        }
    };
    subject.each(&mut |node| {
        if lacks_text(node) {
            report(node.span, "say between the brackets what it shows: `![a cat](cat.png)`");
        }
        for tag in tags(subject, node) {
            if tag.name == "img" && tag.get("alt").is_none() && !tag.is_named() {
                report(
                    tag.span,
                    "say what it shows: `alt=\"a cat\"`, or `alt=\"\"` if it shows nothing",
                );
            }
        }
    });
}

/// Whether a picture has neither a text nor the attribute `alt=""`, which says that it needs none.
fn lacks_text(node: &Node) -> bool {
    let attribute = |name: &str| node.attributes.as_ref().and_then(|own| own.get(name));
    matches!(node.kind, Kind::Image(_))
        && markdown::plain_text(&node.children).trim().is_empty()
        && attribute("alt").is_none()
        && attribute("aria-label").is_none()
        && attribute("aria-hidden") != Some("true")
}

/// Where pictures are named that are not there, in order.
fn missing_files(subject: Subject<'_>) -> Vec<Span> {
    let missing = subject.compiled.diagnostics.iter().filter(|found| found.code == "missing-image");
    let mut spans: Vec<Span> = missing.filter_map(|found| found.span).collect();
    spans.sort_unstable_by_key(|span| (span.file, span.start));
    spans
}
