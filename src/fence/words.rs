//! The words behind the language.

use super::{Fence, Problem, Steps};
use crate::attributes::{self, Attributes};
use std::ops::Range;

/// Goes over an info string word by word.
#[derive(Default)]
pub(super) struct Reader<'t> {
    pub(super) info: &'t str,
    /// The next byte.
    pub(super) at: usize,
    pub(super) fence: Fence<'t>,
    /// `#name` outside of braces.
    pub(super) region: Option<String>,
    /// The first class in braces: the language of ` ```{.rust} `.
    pub(super) first_class: Option<Range<usize>>,
}

impl Reader<'_> {
    pub(super) fn all(&mut self) {
        loop {
            let rest = &self.info[self.at..];
            let start = self.at + (rest.len() - rest.trim_start_matches([' ', '\t', ',']).len());
            let Some(first) = self.info[start..].chars().next() else { return };
            let length = match first {
                '{' => self.braces(start),
                '[' => self.brackets(start),
                _ => self.word(start),
            };
            self.at = start + length;
        }
    }

    /// `{1,3|5}` or `{#id .class key=value}`; returns its length.
    fn braces(&mut self, start: usize) -> usize {
        let text = &self.info[start..];
        if let Some((block, length)) = attributes::block(text) {
            if let Some(class) = block.classes.first() {
                let at = start + text.find(&format!(".{class}")).unwrap_or_default() + 1;
                self.first_class.get_or_insert(at..at + class.len());
            }
            self.fence.attributes.merge(block);
            return length;
        }
        let Some(end) = text.find('}') else { return self.problem(start, text.len()) };
        match text[1..end].trim() {
            "" => {}
            inside => match Steps::read(inside) {
                Some(steps) => self.fence.steps = Some(steps),
                None => return self.problem(start, end + 1),
            },
        }
        end + 1
    }

    /// reveal.js's `[10: 1,3|5]`; `[]` means line numbers.
    fn brackets(&mut self, start: usize) -> usize {
        let text = &self.info[start..];
        let Some(end) = text.find(']') else { return self.problem(start, text.len()) };
        let inside = &text[1..end];
        let (first, steps) = match inside.split_once(':') {
            Some((first, steps)) => (first.trim().parse().ok(), steps.trim()),
            None => (Some(1), inside.trim()),
        };
        let steps =
            if steps.is_empty() { Ok(None) } else { Steps::read(steps).map(Some).ok_or(()) };
        match (first, steps) {
            (Some(first), Ok(steps)) => {
                self.fence.numbers = Some(first);
                self.fence.steps = steps.or(self.fence.steps.take());
                end + 1
            }
            _ => self.problem(start, end + 1),
        }
    }

    fn problem(&mut self, start: usize, length: usize) -> usize {
        self.fence.problems.push((start..start + length, Problem::Braces));
        length
    }

    /// `#region`, `.class`, `key=value`, or a word of another tool; returns its length.
    fn word(&mut self, start: usize) -> usize {
        let text = &self.info[start..];
        let length = length_of_word(text);
        // The same rules as in braces, which a word must not end.
        let block = format!("{{{}}}", &text[..length]);
        let read = attributes::block(&block).filter(|(_, read)| *read == block.len());
        match read {
            Some((Attributes { id: Some(id), .. }, _)) => {
                self.region = Some(id);
            }
            Some((attributes, _)) => self.fence.attributes.merge(attributes),
            None => {}
        }
        length.max(1)
    }
}

/// Up to white space that does not stand in quotes.
fn length_of_word(text: &str) -> usize {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (None, '"' | '\'') if text[..at].ends_with('=') => quote = Some(c),
            (None, ' ' | '\t' | '{') => return at,
            _ => {}
        }
    }
    // A quote that is never closed is no quote.
    if quote.is_some() { text.find([' ', '\t']).unwrap_or(text.len()) } else { text.len() }
}
