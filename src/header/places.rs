//! Where the parts of a fenced header stand, which the YAML library does not tell.
//!
//! Keys are found at the starts of lines, in their order. Inside an entry, words are looked for one
//! after the other as they were read. What is not found (escapes, aliases, folded lines) has the
//! place of what it is part of, so a place may be too wide but is never far off.

use super::lines::{Line, lines};
use super::reading::Reading;
use super::value::{Entry, Value};
use crate::source::Spanned;
use std::ops::Range;

/// Gives every key and value its place. `block` is the text between the `---` lines.
pub(super) fn place(reading: &Reading, text: &str, block: Range<usize>, entries: &mut [Entry]) {
    let keys = find_keys(&text[..block.end], block.start, entries);
    for (at, (key, value)) in entries.iter_mut().enumerate() {
        let Some(name) = keys.get(at) else {
            key.span = reading.span(block.clone());
            value.span = key.span;
            continue;
        };
        let end = keys.get(at + 1).map_or(block.end, |next| next.start);
        let range = trimmed(text, after_colon(text, name.end)..end);
        key.span = reading.span(name.clone());
        value.span = reading.span(range.clone());
        Finder { reading, text, rest: Some(range) }.narrow(value);
    }
}

/// The places of the keys that stand at the starts of lines, up to the first that does not.
fn find_keys(text: &str, start: usize, entries: &[Entry]) -> Vec<Range<usize>> {
    let indent = |line: &Line| line.text.len() - line.text.trim_start_matches(' ').len();
    let is_content = |line: &Line| !line.is_blank() && !line.text.trim_start().starts_with('#');
    let mut rest = lines(text, start).filter(is_content).peekable();
    let top = rest.peek().map_or(0, indent);
    let mut rest = rest.filter(|line| indent(line) == top);
    entries
        .iter()
        .map_while(|(key, _)| rest.find_map(|line| key_in(&line, top, &key.value)))
        .collect()
}

fn key_in(line: &Line, indent: usize, key: &str) -> Option<Range<usize>> {
    let quote = usize::from(line.text[indent..].starts_with(['"', '\'']));
    let start = indent + quote;
    let after = line.text.get(start..)?.strip_prefix(key)?;
    let after = after.get(quote..)?.trim_start_matches([' ', '\t']);
    let start = line.start + start;
    after.starts_with(':').then_some(start..start + key.len())
}

fn after_colon(text: &str, end_of_key: usize) -> usize {
    text[end_of_key..].find(':').map_or(end_of_key, |colon| end_of_key + colon + 1)
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = &text[range.clone()];
    let start = range.end - inner.trim_start().len();
    start..start + inner.trim().len()
}

/// Looks for words in the order they were written.
struct Finder<'a> {
    reading: &'a Reading<'a>,
    text: &'a str,
    /// Where the next may stand; `None` after one was not found, so that none is put far off.
    rest: Option<Range<usize>>,
}

impl Finder<'_> {
    fn narrow(&mut self, value: &mut Spanned<Value>) {
        let whole = value.span;
        match &mut value.value {
            Value::Nothing => {}
            Value::Text(word) | Value::Plain { written: word, .. } => {
                let range = self.find(word);
                value.span = range.map_or(whole, |range| self.reading.span(range));
            }
            Value::List(items) => {
                for item in items {
                    item.span = whole;
                    self.narrow(item);
                }
            }
            Value::Map(entries) => {
                for (key, value) in entries {
                    let range = self.find(&key.value);
                    key.span = range.map_or(whole, |range| self.reading.span(range));
                    value.span = key.span;
                    self.narrow(value);
                }
            }
        }
    }

    fn find(&mut self, word: &str) -> Option<Range<usize>> {
        let rest = self.rest.take()?;
        let start = rest.start + self.text[rest.clone()].find(word)?;
        let found = start..start + word.len();
        self.rest = Some(found.end..rest.end);
        Some(found)
    }
}
