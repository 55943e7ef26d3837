//! Formulas on lines of their own: `$$ … $$` on one line, or from a line that starts with `$$` to the
//! next that ends with it. No blank line can stand inside.

use crate::attributes::{self, Attributes};
use std::ops::Range;

/// What begins at a `$$`.
pub(super) enum Block {
    /// A formula: its TeX, what is attached to it, and where its last line ends without white space.
    Formula { tex: Range<usize>, attributes: Attributes, end: usize },
    /// Nothing closes it.
    Unclosed,
    /// The text of a paragraph.
    Text,
}

/// Reads the block whose opening `$$` stands at `start`, the first place of its line that is not
/// indentation.
pub(super) fn block(text: &str, start: usize) -> Block {
    let tex = start + 2;
    let mut at = tex;
    for line in text[tex..].split_inclusive('\n') {
        if at > tex && line.trim().is_empty() {
            break;
        }
        if let Some(close) = line.find("$$").map(|found| at + found) {
            let rest = &text[close + 2..at + line.len()];
            return match after(rest.trim()) {
                Some(attributes) if !text[tex..close].trim().is_empty() => {
                    let end = at + line.trim_end().len();
                    Block::Formula { tex: tex..close, attributes, end }
                }
                _ => Block::Text,
            };
        }
        at += line.len();
    }
    Block::Unclosed
}

/// The end of the line that closes a formula which begins inside of `line`; the start of the line when
/// none does.
pub(super) fn end_of_open(text: &str, line: Range<usize>) -> usize {
    if text[line.clone()].matches("$$").count().is_multiple_of(2) {
        return line.start;
    }
    let mut at = line.end;
    for line in text[at..].split_inclusive('\n').take_while(|line| !line.trim().is_empty()) {
        at += line.len();
        if line.contains("$$") {
            return at;
        }
    }
    line.start
}

/// What stands behind the closing `$$`: nothing, or a block of attributes.
fn after(rest: &str) -> Option<Attributes> {
    if rest.is_empty() {
        return Some(Attributes::default());
    }
    let (attributes, length) = attributes::block(rest)?;
    (length == rest.len()).then_some(attributes)
}
