//! What a finding looks like apart from colours: its line with the place marked, and as JSON.

use crate::diagnostic::Diagnostic;
use crate::source::{Sources, Span};
use std::ops::Range;

/// The line that a span begins on, and the span within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The file, as people know it.
    pub name: String,
    /// The line, or the neighbourhood of the place if the line is very long.
    pub text: String,
    /// The number of the line, from 1.
    pub line: usize,
    /// The marked bytes of `text`.
    pub range: Range<usize>,
}

impl Excerpt {
    /// The excerpt for a place.
    pub fn of(sources: &Sources, span: Span) -> Excerpt {
        let file = sources.file(span.file);
        let range = span.range();
        let start = boundary(&file.text, range.start.min(file.text.len()));
        let window = around(&file.text, start);
        let line_start = file.text[window.start..start]
            .rfind('\n')
            .map_or(window.start, |at| window.start + at + 1);
        let line = file.text[line_start..window.end].split('\n').next().unwrap_or_default();
        let before = clean(&file.text[line_start..start]);
        let end = range.end.clamp(start, line_start + line.len());
        let end = boundary(&file.text, end);
        let marked = clean(&file.text[start..end]);
        let after = clean(&file.text[end..line_start + line.len()]);
        // Of a very long line only the neighbourhood is shown.
        let skip = before
            .char_indices()
            .rev()
            .nth(80)
            .filter(|_| line.len() > MAX_SHOWN)
            .map_or(0, |(at, _)| at);
        let before = &before[skip..];
        let cut = |text: &str| text.chars().take(MAX_SHOWN).collect::<String>();
        let (marked, after) = (cut(&marked), cut(&after));
        let range = before.len()..before.len() + marked.len();
        Excerpt {
            name: clean(&file.name),
            text: format!("{before}{marked}{after}"),
            line: file.position(start).0,
            range,
        }
    }
}

/// The most characters of a line that are shown.
const MAX_SHOWN: usize = 400;

/// The last start or end of a character up to a byte.
fn boundary(text: &str, at: usize) -> usize {
    let found = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    found.unwrap_or(0)
}

/// The bytes around a place in which the shown part of its line lies.
fn around(text: &str, at: usize) -> Range<usize> {
    let reach = 4 * MAX_SHOWN;
    boundary(text, at.saturating_sub(reach))..boundary(text, at + reach)
}

/// A finding as JSON: `severity`, `code`, `message`, and where they are known `hint`, `file`, `line`,
/// `column`, `end_line`, `end_column`.
pub fn json(diagnostic: &Diagnostic, sources: &Sources) -> serde_json::Value {
    let mut value = serde_json::json!({
        "severity": diagnostic.severity.name(),
        "code": diagnostic.code,
        "message": diagnostic.message,
    });
    if let Some(hint) = &diagnostic.hint {
        value["hint"] = hint.as_str().into();
    }
    if let Some(span) = diagnostic.span {
        let file = sources.file(span.file);
        let (line, column) = file.position(span.start as usize);
        let (end_line, end_column) = file.position(span.end as usize);
        value["file"] = file.name.as_str().into();
        value["line"] = line.into();
        value["column"] = column.into();
        value["end_line"] = end_line.into();
        value["end_column"] = end_column.into();
    }
    // Whether maps keep their order depends on the features that other crates ask for.
    value.sort_all_objects();
    value
}

/// Control characters in a file's name or a deck's text must not reach a terminal.
pub fn clean(text: &str) -> String {
    let shown = |c: char| if c.is_control() && !"\n\t".contains(c) { '\u{fffd}' } else { c };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_stay_and_what_steers_a_terminal_does_not() {
        assert_eq!(clean("\ta\u{1b}[31m\r\n\u{9b}b"), "\ta\u{fffd}[31m\u{fffd}\n\u{fffd}b");
    }
}
