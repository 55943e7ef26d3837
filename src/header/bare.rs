//! The bare header: `key: value` lines at the top of the file, with values that mean what they say.

use super::keys::{self, Key};
use super::lines::{Line, comment_end, line, skip_blank_and_comments, skip_comments};
use super::reading::Reading;
use super::value::Value;
use super::{Style, too_long};
use crate::source::Spanned;
use std::ops::Range;

/// Reads the header and returns where the body starts; `None` if there is no such header.
///
/// The first block of lines makes a header if one of its keys is known. After a blank line it goes
/// on with a block whose every line is a known key that has not been used.
pub(super) fn read(reading: &mut Reading, text: &str) -> Option<usize> {
    let start = skip_blank_and_comments(text, 0);
    let mut block = Block::read(text, start);
    if !block.pairs.iter().any(|pair| pair.key.is_some()) {
        return None;
    }
    let mut end = block.end;
    loop {
        block.pairs.into_iter().for_each(|pair| pair.take(reading, text));
        end = end.max(block.end);
        if !block.before_blank || end - start > super::LIMIT {
            break;
        }
        block = Block::read(text, skip_blank_and_comments(text, end));
        if !block.goes_on(reading) {
            break;
        }
    }
    reading.found(Style::Bare, start..end);
    if end - start > super::LIMIT {
        too_long(reading, start..end);
    }
    Some(skip_comments(text, end))
}

/// `key: value` lines without a blank line between them.
struct Block {
    pairs: Vec<Pair>,
    /// After its last `key:` line.
    end: usize,
    /// Whether a blank line or the end of the file follows, and not text.
    before_blank: bool,
}

impl Block {
    /// Reads up to the first blank line or line of text, or until it is too long for a header.
    fn read(text: &str, start: usize) -> Block {
        let mut block = Block { pairs: Vec::new(), end: start, before_blank: true };
        let mut at = start;
        while let Some(line) = line(text, at).filter(|line| !line.is_blank()) {
            if let Some(end) = comment_end(text, at) {
                at = end;
                continue;
            }
            let pair = Pair::read(&line).filter(|pair| !pair.reads_as_text(&block, text));
            let Some(pair) = pair.filter(|_| block.end - start <= super::LIMIT) else {
                block.before_blank = false;
                break;
            };
            block.pairs.push(pair);
            (at, block.end) = (line.next, line.next);
        }
        block
    }

    /// Whether this block, after a blank line, is still header.
    fn goes_on(&self, reading: &Reading) -> bool {
        let mut seen = Vec::new();
        let new = self.pairs.iter().all(|pair| {
            pair.key.is_some_and(|key| {
                let is_new = !reading.is_used(key) && !seen.contains(&key.name);
                seen.push(key.name);
                is_new
            })
        });
        self.before_blank && !self.pairs.is_empty() && new
    }
}

/// One `key: value` line.
struct Pair {
    key: Option<&'static Key>,
    name: Range<usize>,
    value: Range<usize>,
    /// Whether the value stands right after the colon.
    is_tight: bool,
}

impl Pair {
    /// Reads a line of up to three spaces, a key, a colon and the value; text is no such line.
    fn read(line: &Line) -> Option<Pair> {
        let (before, value) = line.text.split_once(':')?;
        let name = before.trim_start_matches(' ').trim_end_matches([' ', '\t']);
        let indent = before.len() - before.trim_start_matches(' ').len();
        let is_key_char = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if name.is_empty() || indent > 3 || !name.chars().all(is_key_char) {
            return None;
        }
        let start = line.start + indent;
        let name = start..start + name.len();
        let is_tight = value.starts_with(|c: char| !c.is_whitespace());
        let key = keys::find(&line.text[indent..][..name.len()]);
        Some(Pair { key, name, value: place(line, value), is_tight })
    }

    /// Whether this is a line of the body that only looks like a key: its key is unknown, and it is
    /// a note, or has no space after the colon (an address, a time), or starts with a capital
    /// letter where the header's first key does not.
    fn reads_as_text(&self, block: &Block, text: &str) -> bool {
        let name = &text[self.name.clone()];
        let is_capital = |name: &str| name.starts_with(|c: char| c.is_ascii_uppercase());
        let is_note = matches!(name.to_ascii_lowercase().as_str(), "note" | "notes");
        let first_is_small =
            block.pairs.first().is_some_and(|first| !is_capital(&text[first.name.clone()]));
        self.key.is_none() && (is_note || self.is_tight || is_capital(name) && first_is_small)
    }

    fn take(self, reading: &mut Reading, text: &str) {
        let name = Spanned { value: &text[self.name.clone()], span: reading.span(self.name) };
        let value = match &text[self.value.clone()] {
            "" => Value::Nothing,
            "\"\"" | "''" => Value::Text(String::new()),
            literal => Value::Text(literal.to_string()),
        };
        reading.set(name, Spanned { value, span: reading.span(self.value) });
    }
}

/// Where the value at the end of a line stands, without the space around it.
fn place(line: &Line, value: &str) -> Range<usize> {
    let end = line.start + line.text.len();
    let start = end - value.trim_start().len();
    start..start + value.trim().len()
}
