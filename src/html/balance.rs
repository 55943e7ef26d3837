//! Keeps one piece of a slide from affecting others: stray end tags go, open elements are closed.
//!
//! Raw HTML reaches us in pieces (a block here, an inline tag there) between nodes of the tree. The
//! pieces of one list of siblings are fed to a [`Balancer`] in order; what they open must be closed
//! by its end.

use super::tokens::{Attribute, Token, TokenKind, ends_by_itself, is_void, tokens};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;

/// More open elements than this are dropped: browsers and our passes have their limits.
const MAX_OPEN: usize = 100;

/// A comment that says something about a slide or an element, as reveal.js's Markdown has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// Whether it is about the slide (`.slide:`) or the element before it (`.element:`).
    pub about_slide: bool,
    /// The attributes it sets.
    pub attributes: Vec<Attribute>,
}

/// Reads pieces of raw HTML in order and makes them stand on their own.
#[derive(Debug, Default)]
pub struct Balancer {
    /// Elements that are open, with the place of their start tags.
    open: Vec<(String, Span)>,
    /// Elements dropped because too many were open.
    dropped: usize,
}

impl Balancer {
    /// Cleans one piece that stands at `span`. Comments are taken out; those that are directives are
    /// returned.
    pub fn push(
        &mut self,
        html: &str,
        span: Span,
        diagnostics: &mut Diagnostics,
    ) -> (String, Vec<Directive>) {
        let mut out = String::with_capacity(html.len());
        let mut directives = Vec::new();
        // Where the text of an element such as `<script>` begins, until its end tag is seen.
        let mut raw_text = None;
        for token in tokens(html) {
            let text = &html[token.range.clone()];
            let place = place(span, html, &token);
            match token.kind {
                TokenKind::Start { name, self_closing, .. } => {
                    self.start(&name, self_closing, text, place, &mut out, diagnostics);
                }
                TokenKind::End { name } => {
                    raw_text = None;
                    self.end(&name, place, &mut out, diagnostics);
                }
                TokenKind::Comment(comment) => {
                    if text.starts_with("<!--") && !text.ends_with("->") && !text.ends_with("--!>")
                    {
                        diagnostics.push(unclosed_comment(place, html));
                    }
                    directives.extend(directive(&comment));
                }
                TokenKind::Doctype => {}
                TokenKind::Text(_) if is_raw(self.innermost()) => {
                    raw_text = Some(out.len());
                    out.push_str(text);
                }
                // An unfinished tag must not swallow what follows.
                TokenKind::Text(_) => defuse(text, &mut out),
            }
        }
        // A script or style sheet without an end would take the rest of the page for its text.
        if let Some(start) = raw_text {
            out.truncate(start);
        }
        (out, directives)
    }

    /// Closes what is still open.
    pub fn finish(mut self, diagnostics: &mut Diagnostics) -> String {
        let mut out = String::new();
        while let Some((name, span)) = self.open.pop() {
            out.push_str(&format!("</{}>", written(&name)));
            if !ends_by_itself(&name) {
                let message = format!("`<{name}>` is never closed; it ends with what it stands in");
                diagnostics.push(
                    Diagnostic::warning("unclosed-html", span, message)
                        .hint(format!("add `</{name}>` where it ends")),
                );
            }
        }
        out
    }

    fn innermost(&self) -> &str {
        self.open.last().map_or("", |(name, _)| name)
    }

    fn start(
        &mut self,
        name: &str,
        self_closing: bool,
        text: &str,
        place: Span,
        out: &mut String,
        diagnostics: &mut Diagnostics,
    ) {
        if is_page(name) {
            return;
        }
        if is_void(name) || self_closing && self.is_foreign(name) {
            return out.push_str(text);
        }
        if self.open.len() >= MAX_OPEN {
            if self.dropped == 0 {
                let message = format!("more than {MAX_OPEN} HTML elements are open here");
                let warning = Diagnostic::warning("html-too-deep", place, message);
                diagnostics.push(warning.hint("close some of them; the inner ones are left out"));
            }
            self.dropped += 1;
            return;
        }
        if name == "section" {
            out.push_str("<div");
            out.push_str(&text["<section".len()..]);
        } else {
            out.push_str(text);
        }
        self.open.push((name.to_string(), place));
    }

    /// SVG and MathML know `<x/>`; in HTML the slash means nothing.
    fn is_foreign(&self, name: &str) -> bool {
        let foreign = |name: &str| matches!(name, "svg" | "math");
        foreign(name) || self.open.iter().any(|(name, _)| foreign(name))
    }

    fn end(&mut self, name: &str, place: Span, out: &mut String, diagnostics: &mut Diagnostics) {
        if is_page(name) {
            return;
        }
        if self.dropped > 0 {
            self.dropped -= 1;
            return;
        }
        let Some(at) = self.open.iter().rposition(|(open, _)| open == name) else {
            let message = format!("`</{name}>` closes nothing that was opened here");
            let warning = Diagnostic::warning("stray-end-tag", place, message);
            return diagnostics.push(warning.hint("remove it; it is left out of the slide"));
        };
        for (inner, _) in self.open.drain(at..).rev() {
            out.push_str(&format!("</{}>", written(&inner)));
        }
    }
}

/// A comment that begins a block goes on to the end of the deck; one inside a block ends with it.
fn unclosed_comment(place: Span, html: &str) -> Diagnostic {
    let message = if html.trim_start().starts_with("<!--") {
        "this comment is never closed, so everything from here on is left out"
    } else {
        "this comment is not closed before a blank line ends the HTML it stands in"
    };
    Diagnostic::warning("unclosed-comment", place, message).hint("end it with `-->`")
}

/// Writes text; a `<` that could begin a tag or a comment, alone or with what follows, no longer does.
fn defuse(text: &str, out: &mut String) {
    let mut done = 0;
    for (at, _) in text.match_indices('<') {
        let next = text[at + 1..].chars().next();
        if next.is_none_or(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            out.push_str(&text[done..at]);
            out.push_str("&lt;");
            done = at + 1;
        }
    }
    out.push_str(&text[done..]);
}

/// A `section` would be a slide of its own, so it is written as a `div`.
fn written(name: &str) -> &str {
    if name == "section" { "div" } else { name }
}

/// Tags of the page itself have no place on a slide: some would change all addresses or swallow what
/// follows.
fn is_page(name: &str) -> bool {
    matches!(name, "html" | "head" | "body" | "base" | "frame" | "frameset" | "plaintext")
}

fn is_raw(name: &str) -> bool {
    matches!(name, "script" | "style" | "textarea" | "title")
}

/// Where a token of a piece stands in the file.
fn place(span: Span, html: &str, token: &Token) -> Span {
    // A piece inside a quote or list has lost the marks before its lines, so it can be shorter than
    // its span; then its first lines are still right.
    let offset = |at: usize| (span.start as usize + at).min(span.end.max(span.start) as usize);
    let end =
        html[token.range.clone()].find('\n').map_or(token.range.end, |n| token.range.start + n);
    Span::new(span.file, offset(token.range.start)..offset(end))
}

/// Reads ` .slide: …` and ` .element: …`.
fn directive(comment: &str) -> Option<Directive> {
    let comment = comment.trim();
    let (about_slide, rest) = match comment.strip_prefix(".slide:") {
        Some(rest) => (true, rest),
        None => (false, comment.strip_prefix(".element:")?),
    };
    let tag = tokens(&format!("<x {rest}>")).into_iter().next()?;
    match tag.kind {
        TokenKind::Start { attributes, .. } => Some(Directive { about_slide, attributes }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn balanced(pieces: &[&str]) -> (String, Vec<&'static str>) {
        let mut diagnostics = Vec::new();
        let mut balancer = Balancer::default();
        let mut out = String::new();
        for piece in pieces {
            out.push_str(&balancer.push(piece, Span::default(), &mut diagnostics).0);
        }
        out.push_str(&balancer.finish(&mut diagnostics));
        (out, diagnostics.into_iter().map(|diagnostic| diagnostic.code).collect())
    }

    #[test]
    fn good_html_comes_out_as_it_went_in() {
        for html in [
            "<div class=\"a\"><p>x<br>y</div>",
            "<DIV>a</DIV>",
            "<svg viewBox='0 0 1 1'><path d=\"M0 0\"/><g/></svg>",
            "<script>if (a < b && c > d) {}</script>",
            "a < b &amp; c",
        ] {
            let expected =
                html.replace("<DIV>a</DIV>", "<DIV>a</div>").replace("y</div>", "y</p></div>");
            assert_eq!(balanced(&[html]), (expected, vec![]), "{html}");
        }
    }

    #[test]
    fn what_would_reach_out_of_the_slide_is_mended() {
        for (pieces, expected, codes) in [
            (&["</div>a"][..], "a", &["stray-end-tag"][..]),
            (&["<div>", "<b>", "</div>"], "<div><b></b></div>", &[]),
            (&["<div>a"], "<div>a</div>", &["unclosed-html"]),
            (&["<section id=x>a</section>"], "<div id=x>a</div>", &[]),
            (&["a<!-- b -->c<!doctype html>"], "ac", &[]),
            (&["<body>a</body></html>"], "a", &[]),
            (&["a <!-- b"], "a ", &["unclosed-comment"]),
            (&["<!-- b\nc"], "", &["unclosed-comment"]),
            (&["a<!--> <!---> <!-- b --!><!-- c -->"], "a  ", &[]),
            (&["<script /></a </a "], "<script /></script>", &["unclosed-html"]),
            (&["<script><!-- <script "], "<script></script>", &["unclosed-html"]),
            (&["<script>a</SCRIPT </script "], "<script>a</script>", &["unclosed-html"]),
            (&["a <b"], "a &lt;b", &[]),
            (&["<div/>a"], "<div/>a</div>", &["unclosed-html"]),
        ] {
            let (html, found) = balanced(pieces);
            assert_eq!((html.as_str(), found.as_slice()), (expected, codes), "{pieces:?}");
        }
    }

    #[test]
    fn directives_are_read() {
        let mut balancer = Balancer::default();
        let html = "a<!-- .slide: data-background=\"x.png\" class='c' -->";
        let (html, directives) = balancer.push(html, Span::default(), &mut Vec::new());
        assert_eq!(html, "a");
        assert!(directives[0].about_slide);
        assert_eq!(directives[0].attributes[0].name, "data-background");
        assert_eq!(directives[0].attributes[1].value, "c");
    }

    #[test]
    fn depth_has_a_limit() {
        let (html, codes) = balanced(&[&"<b>".repeat(100_000)]);
        assert_eq!(html.matches("<b>").count(), MAX_OPEN);
        assert!(codes.contains(&"html-too-deep"));
    }

    proptest! {
        #[test]
        fn the_result_is_balanced(html in "(<[/]?(a|b|p|section|br|!--|script)[ >]|-->|x|<|/>){0,30}") {
            let (once, _) = balanced(&[&html]);
            let (twice, codes) = balanced(&[&once]);
            prop_assert_eq!(&once, &twice);
            prop_assert!(!codes.contains(&"stray-end-tag") && !codes.contains(&"unclosed-html"), "{}", once);
        }
    }
}
