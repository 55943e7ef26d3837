//! Code colours: program text in, HTML lines with highlight.js class names out.
//!
//! The grammars are two-face's (those of `bat`), read by syntect; they load when the first block
//! with a known language is met, and each grammar when it is first used. All of it may be called
//! from several threads at once.
//!
//! # The classes
//!
//! Coloured words stand in a `<span class="hljs-…">`, neighbours of the same class in one; spans are never
//! nested. A theme for highlight.js styles them all. These are written:
//!
//! | class | what |
//! | --- | --- |
//! | `hljs-comment`, `hljs-doctag` | comments and, in them, `@param` and the like |
//! | `hljs-keyword` | `if`, `fn`, `public`; signs such as `+` have no class |
//! | `hljs-string`, `hljs-regexp`, `hljs-number`, `hljs-literal`, `hljs-symbol` | values; `true`, `null`; `:symbol`, `'lifetime`, `&amp;` |
//! | `hljs-title function_`, `hljs-title class_`, `hljs-title` | names where they are defined, and called functions |
//! | `hljs-built_in`, `hljs-type` | what a language brings along |
//! | `hljs-params`, `hljs-property`, `hljs-variable` | parameters, members, `$x` |
//! | `hljs-variable language_`, `hljs-variable constant_` | `self`, `this`; `MAX` |
//! | `hljs-meta`, `hljs-meta prompt_` | annotations, preprocessor, doctype; a console's prompt |
//! | `hljs-tag`, `hljs-name`, `hljs-attr` | markup; keys of JSON, YAML, TOML |
//! | `hljs-selector-tag`, `-class`, `-id`, `-pseudo`, `hljs-attribute` | style sheets |
//! | `hljs-addition`, `hljs-deletion` | diffs |
//! | `hljs-section`, `-bullet`, `-code`, `-emphasis`, `-strong`, `-link`, `-quote` | Markdown |

mod class;
mod language;
mod lines;
mod memory;
mod state;
mod tokens;

use std::fmt;
use std::ops::Range;

pub use language::{Language, language};

/// Code as HTML, line by line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Highlighted {
    /// One HTML text for each line, without line end. Tags opened in a line are closed in it.
    /// A line end at the end of the code does not open another line.
    pub lines: Vec<String>,
    /// Why some of the code has no colours although its language is known.
    pub gave_up: Option<GaveUp>,
    final_newline: bool,
}

impl Highlighted {
    /// The whole as one HTML text: without its tags it is the code, escaped.
    pub fn html(&self) -> String {
        let mut html = self.lines.join("\n");
        if self.final_newline {
            html.push('\n');
        }
        html
    }
}

/// Why code stays plain. Lines count from 1 inside the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GaveUp {
    /// All of it is plain: it is larger than [`MAX_BYTES`].
    TooLarge,
    /// This line, and maybe others, is plain: it is longer than [`MAX_LINE`].
    LongLine(usize),
    /// This line and all after it are plain: the grammar took too long.
    TooSlow(usize),
    /// This line and all after it are plain: the grammar has a fault.
    BadGrammar(usize),
}

impl fmt::Display for GaveUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GaveUp::TooLarge => {
                write!(f, "code of more than {} MB is shown without colours", MAX_BYTES / 1_000_000)
            }
            GaveUp::LongLine(line) => {
                write!(f, "line {line} of the code is shown without colours: it is too long")
            }
            GaveUp::TooSlow(line) => {
                write!(
                    f,
                    "code is shown without colours from its line {line} on: it takes too long"
                )
            }
            GaveUp::BadGrammar(line) => {
                write!(
                    f,
                    "code is shown without colours from its line {line} on: it cannot be read"
                )
            }
        }
    }
}

/// Blocks with more bytes than this are plain.
pub const MAX_BYTES: usize = 1_000_000;

/// Lines with more bytes than this are plain: the time a grammar takes can grow with the square
/// of a line's length.
pub const MAX_LINE: usize = 2_000;

/// Colours code. A language that [`language`] does not know, or that is plain text, gives escaped
/// text.
pub fn highlight(code: &str, language: &str) -> Highlighted {
    highlight_marked(code, &[], language)
}

/// Colours code as one program and puts `<mark>` around each marked range of bytes.
///
/// The ranges may come in any order, overlap, and go over line ends: a mark is closed at the end
/// of a line and opened again. A range that cuts a character is widened to hold it.
pub fn highlight_marked(code: &str, marks: &[Range<usize>], language: &str) -> Highlighted {
    let (tokens, gave_up) = tokens::tokens(code, language::grammar(language, code));
    Highlighted {
        lines: lines::lines(code, &tokens, marks),
        gave_up,
        final_newline: code.ends_with('\n'),
    }
}

#[cfg(test)]
mod tests;
