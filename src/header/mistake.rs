//! YAML that cannot be read: where the mistake is, and how to write what was meant.

use super::keys;
use super::lines::{Line, lines};
use super::reading::Reading;
use super::yaml::BadYaml;
use crate::diagnostic::Diagnostic;
use std::ops::Range;

/// Reports why a block of text, such as that between the `---` lines of a `header`, is no YAML.
pub(super) fn report(
    reading: &mut Reading,
    what: &str,
    text: &str,
    block: Range<usize>,
    error: &BadYaml,
) {
    let noticed = noticed_at(&text[block.clone()], error) + block.start;
    let text = &text[..block.end];
    let point = || point(text, noticed);
    let (range, hint) = match error.hint {
        Some(hint) => (point(), Some(hint.to_string())),
        None => cause(text, block.start, noticed, error)
            .map_or_else(|| (point(), None), |cause| (cause.range, Some(cause.hint))),
    };
    let message = format!("this {what} is not valid YAML: {}", error.message);
    let problem = Diagnostic::error("bad-yaml", reading.span(range), message);
    reading.report(problem.maybe_hint(hint));
}

/// How to write a value that YAML would otherwise read as something else.
pub(super) fn in_quotes(key: &str, value: &str) -> String {
    if value.chars().count() > 100 {
        return "write the value in quotes".to_string();
    }
    let quoted = match value.contains(['"', '\\']) {
        false => format!("\"{value}\""),
        true => format!("'{}'", value.replace('\'', "''")),
    };
    format!("write the value in quotes: `{key}: {quoted}`")
}

/// The byte in the block where the library noticed the mistake.
fn noticed_at(block: &str, error: &BadYaml) -> usize {
    let character = |at| block.char_indices().nth(at).map_or(block.len(), |(byte, _)| byte);
    let is_bad = |c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\u{85}');
    if error.message.contains("control character") {
        return block.find(is_bad).unwrap_or(0);
    }
    let second_document = || lines(block, 0).find(|line| line.text.starts_with("--- "));
    match error.character {
        Some(at) => character(at),
        None => second_document().map_or(0, |line| line.start),
    }
}

/// The character at a byte, or the last one before the end.
fn point(text: &str, at: usize) -> Range<usize> {
    let at = at.min(text.trim_end().len());
    let width = text[at..].chars().next().map_or(0, char::len_utf8);
    at..at + width
}

struct Cause {
    range: Range<usize>,
    hint: String,
}

/// The line that most likely made the library stop: the one where it noticed, or one above it that
/// opens what it does not close.
fn cause(text: &str, start: usize, noticed: usize, error: &BadYaml) -> Option<Cause> {
    let is_flow = error.message.contains(['}', ']']);
    let mut above: Vec<Line> =
        lines(text, start).take_while(|line| line.start <= noticed).collect();
    let last = above.pop()?;
    let open = |line: &Line| Pair::read(line).and_then(|pair| pair.is_open(is_flow));
    tab(&last)
        .or_else(|| Pair::read(&last).and_then(|pair| pair.needs_quotes()))
        .or_else(|| open(&last))
        .or_else(|| above.iter().find_map(|line| Pair::read(line)?.open_quote()))
        .or_else(|| above.iter().rev().find_map(open))
        .or_else(|| missing_end(text, start, &last))
}

fn tab(line: &Line) -> Option<Cause> {
    let indent = line.text.len() - line.text.trim_start().len();
    let tab = line.start + line.text[..indent].find('\t')?;
    let hint = "YAML is indented with spaces; replace the tab".to_string();
    Some(Cause { range: tab..tab + 1, hint })
}

/// Text after a blank line in a header is most likely the first slide.
fn missing_end(text: &str, start: usize, noticed: &Line) -> Option<Cause> {
    let blank =
        lines(text, start).find(Line::is_blank).filter(|line| line.start < noticed.start)?;
    let first = lines(text, blank.next).find(|line| !line.is_blank())?;
    let hint = "if the header ends above this line, put a line `---` there".to_string();
    Some(Cause { range: first.start..first.start + first.text.len(), hint })
}

/// A line `key: value`, or `- key: value` in a list.
struct Pair<'a> {
    key: &'a str,
    value: &'a str,
    range: Range<usize>,
    has_space: bool,
}

impl<'a> Pair<'a> {
    fn read(line: &Line<'a>) -> Option<Pair<'a>> {
        let (before, after) = line.text.split_once(':')?;
        let key = before.trim_start_matches([' ', '-']).trim_end();
        let value = after.trim();
        let start = line.start + line.text.len() - after.trim_start().len();
        let has_space = after.is_empty() || after.starts_with([' ', '\t']);
        let is_key = !key.is_empty() && !key.starts_with('#');
        is_key.then(|| Pair { key, value, range: start..start + value.len(), has_space })
    }

    /// The value starts with a quote that does not end it.
    fn open_quote(&self) -> Option<Cause> {
        let quote = self.value.chars().next().filter(|first| matches!(first, '"' | '\''))?;
        let is_whole = self.value.len() > 1 && self.value.ends_with(quote);
        (!is_whole && self.has_space).then(|| self.quotes())
    }

    /// The value holds or starts with what YAML takes for a sign.
    fn needs_quotes(&self) -> Option<Cause> {
        let has_sign = self.value.starts_with(['@', '`', '%', '*', '&', '!', '|', '>', '-', '?'])
            || self.value.contains(": ")
            || self.value.ends_with(':')
            || self.value.starts_with('[')
                && !self.value.ends_with(']')
                && self.value.contains(']')
            || self.value.starts_with('{')
                && !self.value.ends_with('}')
                && self.value.contains('}');
        let is_whole =
            self.value.starts_with(['"', '\'', '{']) && self.value.ends_with(['"', '\'', '}']);
        self.open_quote()
            .or_else(|| (has_sign && !is_whole && self.has_space).then(|| self.quotes()))
    }

    /// The line has no space after the colon, or opens a list or map that it does not close.
    fn is_open(&self, is_flow: bool) -> Option<Cause> {
        let (range, key, value) = (self.range.clone(), self.key, self.value);
        if !self.has_space && keys::find(key).is_some() {
            return Some(Cause { range, hint: "put a space after the colon".to_string() });
        }
        let close = match value.chars().next() {
            Some('[') => ']',
            Some('{') => '}',
            _ => return None,
        };
        let hint = format!("close it with `{close}`, or {}", in_quotes(key, value));
        (is_flow && !value.ends_with(close)).then_some(Cause { range, hint })
    }

    fn quotes(&self) -> Cause {
        Cause { range: self.range.clone(), hint: in_quotes(self.key, self.value) }
    }
}
