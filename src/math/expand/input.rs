//! Walking over TeX, argument by argument.

use super::fault;
use crate::math::Fault;
use crate::math::limits::command;
use crate::math::tracked::Tracked;
use std::ops::Range;

/// Walks over TeX.
pub(super) struct Input<'t> {
    pub(super) tex: &'t Tracked,
    pub(super) at: usize,
}

impl Input<'_> {
    pub(super) fn rest(&self) -> &str {
        &self.tex.text[self.at..]
    }

    /// Skips white space and takes one argument: what stands in braces, a command, or a character.
    pub(super) fn argument(&mut self, command_start: usize) -> Result<Range<usize>, Fault> {
        let command_end = self.at;
        self.at += self.rest().len() - self.rest().trim_start().len();
        let missing = || {
            let named = command(&self.tex.text[command_start + 1..]);
            let range = self.tex.source(command_start..command_end);
            fault(range, &format!("`\\{named}` has no argument here"))
        };
        let rest = self.rest();
        let range = match rest.chars().next() {
            None | Some('}' | '&') => return Err(missing()),
            Some('{') => {
                let length = closing(rest, b'{', b'}').ok_or_else(missing)?;
                self.at += length + 1;
                return Ok(self.at - length..self.at - 1);
            }
            Some('\\') => self.at..self.at + 1 + command(&rest[1..]).len(),
            Some(other) => self.at..self.at + other.len_utf8(),
        };
        self.at = range.end;
        Ok(range)
    }

    /// Takes an argument in brackets if there is one.
    pub(super) fn optional(&mut self) -> Option<Range<usize>> {
        let space = self.rest().len() - self.rest().trim_start().len();
        let rest = &self.rest()[space..];
        let length = rest.starts_with('[').then(|| closing(rest, b'[', b']')).flatten()?;
        let start = self.at + space + 1;
        self.at = start + length;
        Some(start..self.at - 1)
    }
}

/// Where the bracket at the start is closed.
fn closing(rest: &str, open: u8, close: u8) -> Option<usize> {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            _ if byte == open => depth += 1,
            _ if byte == close => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}
