//! The fenced header: YAML between a `---` on line 1 and the next `---` or `...` line.

use super::lines::{Line, line, lines};
use super::reading::{Reading, duplicate, quoted};
use super::value::{Entry, Value};
use super::{LIMIT, Style, keys, mistake, places, too_long, yaml};
use crate::diagnostic::Diagnostic;
use crate::source::Spanned;
use std::collections::BTreeSet;
use std::ops::Range;

/// Reads the header and returns where the body starts; `None` if line 1 is no `---`.
///
/// A deck may also start with a rule. Then all of it is body, and the author hears about it.
pub(super) fn read(reading: &mut Reading, text: &str) -> Option<usize> {
    let open = line(text, 0).filter(is_fence)?;
    if line(text, open.next).is_none_or(|line| line.is_blank()) {
        let hint = "keys of a header stand right below the `---`; a deck needs no `---` to start";
        no_header(reading, &open, "starts-with-rule", "line 1 is a rule, not a header", hint);
        return Some(0);
    }
    let Some(close) = lines(text, open.next).find(is_end) else {
        let hint = "put a line `---` after the last key";
        let message = "this header is never closed, so all of it is shown as a slide";
        no_header(reading, &open, "unclosed-header", message, hint);
        return Some(0);
    };
    let block = open.next..close.start;
    if block.is_empty() {
        reading.found(Style::Fenced, 0..close.next);
        return Some(close.next);
    }
    let starts_with_key = starts_with_key(text, block.clone());
    if block.len() > LIMIT && starts_with_key {
        reading.found(Style::Fenced, 0..close.next);
        too_long(reading, open.start..open.text.len());
        return Some(close.next);
    }
    match yaml_block(text, block.clone()) {
        Some(Ok(entries)) if starts_with_key || has_known_key(&entries) => {
            take(reading, text, block, entries);
        }
        Some(Err(error)) if starts_with_key => {
            mistake::report(reading, "header", text, block, &error)
        }
        _ => {
            let hint =
                "a header has lines such as `title: My talk`; a deck needs no `---` to start";
            let message = "there are no keys between these `---` lines, so they are read as rules";
            no_header(reading, &open, "header-not-mapping", message, hint);
            return Some(0);
        }
    }
    reading.found(Style::Fenced, 0..close.next);
    Some(close.next)
}

fn no_header(reading: &mut Reading, open: &Line, code: &'static str, message: &str, hint: &str) {
    let span = reading.span(open.start..open.text.len());
    reading.report(Diagnostic::warning(code, span, message).hint(hint));
}

fn is_fence(line: &Line) -> bool {
    line.text.trim_end() == "---"
}

fn is_end(line: &Line) -> bool {
    is_fence(line) || line.text.trim_end() == "..."
}

/// The entries of the block; `None` when it is too long to be read, or no map.
fn yaml_block(text: &str, block: Range<usize>) -> Option<Result<Vec<Entry>, yaml::BadYaml>> {
    if block.len() > LIMIT {
        return None;
    }
    match yaml::parse(&text[block]) {
        Ok(Value::Map(entries)) => Some(Ok(entries)),
        Ok(_) => None,
        Err(error) => Some(Err(error)),
    }
}

/// Whether the first line that is neither blank nor a comment can only be meant as YAML.
fn starts_with_key(text: &str, block: Range<usize>) -> bool {
    let mut content = lines(&text[..block.end], block.start)
        .map(|line| line.text.trim())
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    content.next().is_some_and(|first| {
        let key = first.split_once(':').map_or("", |(key, _)| key.trim_matches(['"', '\'', ' ']));
        let is_key_char = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        first.starts_with('{') || !key.is_empty() && key.chars().all(is_key_char)
    })
}

fn has_known_key(entries: &[Entry]) -> bool {
    entries.iter().any(|(key, _)| keys::find(&key.value).is_some())
}

fn take(reading: &mut Reading, text: &str, block: Range<usize>, mut entries: Vec<Entry>) {
    places::place(reading, text, block, &mut entries);
    for (key, mut value) in entries {
        if keys::find(&key.value).is_some() {
            prune(reading, &mut value.value);
            warn_of_comment(reading, text, &key, &value);
        }
        reading.set(Spanned { value: &key.value, span: key.span }, value);
    }
}

/// Drops what a map below the top must not hold, with warnings: a key that stands twice, YAML 1.1's
/// merge key, and the names that would reach JavaScript's prototypes.
pub(super) fn prune(reading: &mut Reading, value: &mut Value) {
    match value {
        Value::List(items) => items.iter_mut().for_each(|item| prune(reading, &mut item.value)),
        Value::Map(entries) => {
            let mut seen = BTreeSet::new();
            entries.retain(|(key, _)| {
                let problem = nested_problem(key, &mut seen);
                let is_fine = problem.is_none();
                problem.into_iter().for_each(|problem| reading.report(problem));
                is_fine
            });
            entries.iter_mut().for_each(|(_, value)| prune(reading, &mut value.value));
        }
        Value::Nothing | Value::Text(_) | Value::Plain { .. } => {}
    }
}

fn nested_problem(key: &Spanned<String>, seen: &mut BTreeSet<String>) -> Option<Diagnostic> {
    let name = key.value.as_str();
    if matches!(name, "__proto__" | "constructor" | "prototype") {
        let message = format!("`{name}` cannot be a key here and is left out");
        return Some(Diagnostic::warning("forbidden-key", key.span, message));
    }
    if name == "<<" {
        let message = "`<<` does not merge maps here and is left out";
        let problem = Diagnostic::warning("merge-key", key.span, message);
        return Some(problem.hint("write the keys out"));
    }
    let is_new = seen.insert(name.to_string());
    (!is_new).then(|| duplicate(Spanned { value: name, span: key.span }))
}

/// YAML reads `title: #1 tip` as a comment.
pub(super) fn warn_of_comment(
    reading: &mut Reading,
    text: &str,
    key: &Spanned<String>,
    value: &Spanned<Value>,
) {
    let rest = text[value.span.range()].lines().next().unwrap_or_default();
    let is_word = |c: char| !c.is_whitespace() && c != '#';
    if value.value == Value::Nothing
        && rest.strip_prefix('#').is_some_and(|r| r.starts_with(is_word))
    {
        let message =
            format!("`{}` has no value: YAML reads {} as a comment", key.value, quoted(rest));
        let hint = mistake::in_quotes(&key.value, rest);
        reading.report(Diagnostic::warning("yaml-comment", value.span, message).hint(hint));
    }
}
