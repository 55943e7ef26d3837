//! The shapes of marker lines. Each function sees one line without its indentation and line end.

use super::MarkerKind;
use crate::attributes::{self, Attributes};
use crate::shortcode;

/// A `%` line.
pub(super) enum Comment {
    /// A comment of one line.
    Line,
    /// A comment up to `%end` begins.
    Block,
    /// A style sheet up to `%end` begins.
    Css,
}

/// Reads a line that starts with `%` as S9 does.
pub(super) fn comment(line: &str) -> Option<Comment> {
    let rest = line.strip_prefix('%')?;
    match rest.trim_end() {
        "begin" | "comment" => Some(Comment::Block),
        "css" => Some(Comment::Css),
        "end" | "" => Some(Comment::Line),
        _ => rest.starts_with([' ', '\t', '%']).then_some(Comment::Line),
    }
}

/// Whether a body has lines that only S9 knows.
pub(super) fn looks_like_s9(body: &str) -> bool {
    let mut lines = body.lines();
    lines.any(|line| slide(line).is_some() || line.starts_with("% ") || line.starts_with("%css"))
}

/// Reads any other marker, and returns it with its length; only a note has text after it.
pub(super) fn read(line: &str, s9: bool) -> Option<(MarkerKind, usize)> {
    let whole = match line.as_bytes()[0] {
        b'.' => (line == ". . .").then_some(MarkerKind::Pause),
        b'!' | b'%' => slide(line),
        b':' => container(line),
        b'{' => include(line),
        b'n' | b'N' => return notes(line, s9),
        _ => None,
    };
    whole.map(|kind| (kind, line.len()))
}

fn slide(line: &str) -> Option<MarkerKind> {
    let (word, rest) = line.split_at(line.find([' ', '\t']).unwrap_or(line.len()));
    match word {
        "!SLIDE" | "%slide" => Some(MarkerKind::Slide(attributes::words(rest))),
        "!STYLE" | "%style" => Some(MarkerKind::Style(attributes::words(rest))),
        _ => None,
    }
}

/// `:::`, `::: name`, `::: {…}`, `::: name {…}`, each with any number of colons from three on and
/// with colons after it, as pandoc allows.
fn container(line: &str) -> Option<MarkerKind> {
    let rest = line.trim_start_matches(':');
    if line.len() - rest.len() < 3 {
        return None;
    }
    let rest = rest.trim_matches([' ', '\t', ':']);
    if rest.is_empty() {
        return Some(MarkerKind::Close);
    }
    let name_end = rest.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_'));
    let (name, rest) = rest.split_at(name_end.unwrap_or(rest.len()));
    let rest = rest.trim_start();
    let mut attributes = Attributes::default();
    if !name.is_empty() {
        attributes.add_class(name);
    }
    if !rest.is_empty() {
        let (block, length) = attributes::block(rest)?;
        if length != rest.len() {
            return None;
        }
        attributes.merge(block);
    }
    Some(MarkerKind::Open(attributes))
}

/// `{{< include PATH >}}`, alone on its line.
fn include(line: &str) -> Option<MarkerKind> {
    let (mut code, length) = shortcode::read(line)?;
    let alone = length == line.len() && code.name == "include" && code.arguments.len() == 1;
    alone.then(|| MarkerKind::Include(code.arguments.remove(0)))
}

/// `Note:` or `Notes:` in any case. With text on the line it is a marker too, but in S9's decks,
/// where `Note: …` is how authors write a remark.
fn notes(line: &str, s9: bool) -> Option<(MarkerKind, usize)> {
    let (word, rest) = line.split_at(line.find(':')? + 1);
    let plural = word.eq_ignore_ascii_case("notes:");
    if !plural && !word.eq_ignore_ascii_case("note:") {
        return None;
    }
    if rest.trim().is_empty() {
        return Some((MarkerKind::Notes, line.len()));
    }
    let spaced = rest.starts_with([' ', '\t']);
    (spaced && (plural || !s9)).then_some((MarkerKind::Notes, word.len() + 1))
}
