//! Markdown to a tree of [`Node`]s with spans: pulldown-cmark's events, then one pass over the inline
//! text for what CommonMark lacks.

mod autolink;
mod builder;
mod citation;
mod emoji;
mod formula;
mod inline;
mod node;

pub use citation::{Citation, CitedWork, Locator};
pub use node::{Alert, Alignment, CodeBlock, Formula, Kind, Node, Target, plain_text};

use crate::diagnostic::Diagnostics;
use crate::scan::{self, Scanned};
use crate::source::{FileId, Span};
use pulldown_cmark::{Options, Parser};

/// What we let pulldown-cmark read. Its heading attributes stay off, because they do not know
/// quoted values, and so do its YAML blocks, because they swallow slides between rules.
pub const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_SMART_PUNCTUATION)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_GFM);

/// More elements inside one another are an error: no slide needs them, and browsers and our own
/// passes are safe only when there is a limit.
pub const MAX_DEPTH: usize = 100;

/// More elements in one deck are an error: each takes some hundred bytes of memory.
pub const MAX_NODES: usize = 2_000_000;

/// What a deck's text may hold beyond what every deck's may.
#[derive(Debug, Clone, Copy, Default)]
pub struct Syntax {
    /// `@key` cites a work.
    pub citations: bool,
}

/// Reads the body of a deck. `text` is the author's, `scanned` what the scan made of it.
pub fn parse(
    file: FileId,
    text: &str,
    scanned: &Scanned,
    syntax: Syntax,
    diagnostics: &mut Diagnostics,
) -> Vec<Node> {
    let parser = Parser::new_ext(&scanned.text, OPTIONS);
    let source = builder::Source { file, text, prepared: &scanned.text, base: 0, syntax };
    builder::build(parser.into_offset_iter(), source, scanned, diagnostics)
}

/// Reads inline Markdown that stands at `span` of a file, such as a title; `text` is the value,
/// which is what the span covers unless the header's syntax has escapes.
pub fn parse_inline(text: &str, span: Span, diagnostics: &mut Diagnostics) -> Vec<Node> {
    let plain = escape_blocks(text);
    let mut scanned = Scanned { text: plain.clone(), ..Scanned::default() };
    scan::formulas_as_code(&mut scanned.text);
    let parser = Parser::new_ext(&scanned.text, OPTIONS);
    let padding = scanned.text.len() - text.len();
    let padded = format!("{}{text}", &plain[..padding]);
    let base = span.start as isize - padding as isize;
    let syntax = Syntax::default();
    let (file, prepared) = (span.file, scanned.text.as_str());
    let source = builder::Source { file, text: &padded, prepared, base, syntax };
    let blocks = builder::build(parser.into_offset_iter(), source, &scanned, diagnostics);
    blocks.into_iter().flat_map(|block| block.children).collect()
}

/// Makes a paragraph of text that Markdown would read as another block: a heading's level 6 marker in
/// front makes any single line inline text.
fn escape_blocks(text: &str) -> String {
    format!("###### {}", text.replace('\n', " "))
}

#[cfg(test)]
mod tests;
