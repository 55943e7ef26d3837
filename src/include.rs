//! A deck and the files it includes become one tree.
//!
//! `{{< include part.md >}}` stands for the slides, or the part of a slide, that the other file has.
//! Every node keeps the span of the file it was written in: findings name that file, and paths in it
//! are relative to its folder. A header of an included file is passed over, so that a part can be a
//! deck of its own. Blocks of code take their text from other files in the same way.

mod code;
mod variables;

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::header::{self, Header, Style};
use crate::markdown::{self, Kind, MAX_DEPTH, Node, Syntax};
use crate::project::{Text, Texts, Wanted};
use crate::scan::{self, MarkerKind, Scanned};
use crate::shortcode;
use crate::source::{FileId, Sources, Span};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Files include one another at most this deep.
pub const MAX_LEVELS: usize = 16;

/// A deck includes files at most so many times; one may be included more than once.
pub const MAX_INCLUDES: usize = 1_000;

/// All text that other files give to the deck, in bytes; a file counts each time.
pub const MAX_BYTES: usize = 32_000_000;

/// A deck's text as a tree, with all files it is put together from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Body {
    /// The tree.
    pub nodes: Vec<Node>,
    /// Style sheets written in the text (`%css`).
    pub styles: Vec<Span>,
    /// Whether `{{<` stands anywhere in the text, the header included.
    pub has_shortcodes: bool,
    /// Values for `{{< var name >}}` from a file.
    pub variables: Map<String, Value>,
}

/// Reads the body of the deck that `file` holds; it starts at byte `start`. Included files are added
/// to `sources` under their names in the project.
pub fn read(
    texts: &mut Texts<'_>,
    sources: &mut Sources,
    file: FileId,
    header: &Header,
    start: usize,
) -> Body {
    let mut body = Body::default();
    let text = sources.file(file).text.clone();
    body.has_shortcodes = shortcode::is_in(&text);
    if body.has_shortcodes {
        body.variables = variables::read(texts, sources, file);
    }
    let mut including = Including {
        texts,
        sources,
        style: header.style,
        syntax: Syntax { citations: header.cites() },
        body: &mut body,
        open: Vec::new(),
        files: BTreeMap::new(),
        includes: 0,
        bytes: 0,
    };
    let path = including.sources.file(file).path.clone();
    including.open.push(path);
    let nodes = including.file(file, &text, start, 0);
    body.nodes = nodes;
    body
}

struct Including<'a, 'w> {
    texts: &'a mut Texts<'w>,
    sources: &'a mut Sources,
    /// How the deck's header is written, which also tells how some lines are meant.
    style: Style,
    syntax: Syntax,
    body: &'a mut Body,
    /// The files that are being read, outermost first.
    open: Vec<PathBuf>,
    /// Where the body of each file that was read once starts.
    files: BTreeMap<PathBuf, (FileId, usize)>,
    includes: usize,
    bytes: usize,
}

impl Including<'_, '_> {
    /// The tree of one file, `depth` elements deep in the whole.
    fn file(&mut self, file: FileId, text: &str, start: usize, depth: usize) -> Vec<Node> {
        self.body.has_shortcodes |= shortcode::is_in(text);
        let scanned = scan::scan(text, start, self.style);
        let found = &mut self.texts.diagnostics;
        found.extend(warn_of_unclosed(&scanned, file));
        let mut nodes = markdown::parse(file, text, &scanned, self.syntax, found);
        let styles = scanned.styles.iter().map(|range| Span::new(file, range.clone()));
        self.body.styles.extend(styles);
        let includes = |marker: &scan::Marker| matches!(marker.kind, MarkerKind::Include(_));
        if text.contains("file=") {
            self.code(&mut nodes);
        }
        if scanned.markers.iter().any(includes) { self.follow(nodes, depth) } else { nodes }
    }

    /// Blocks of code that name a file get its text.
    fn code(&mut self, nodes: &mut [Node]) {
        for node in nodes {
            if let Kind::CodeBlock(block) = &mut node.kind
                && block.info.contains("file=")
                && self.bytes <= MAX_BYTES
            {
                let code = code::find(block, node.span, self.sources, self.texts);
                let room = |code: &String| self.has_room(code.len(), node.span);
                if let Some(code) = code.filter(room) {
                    block.text = code.into();
                    block.lines = [].into();
                }
            }
            self.code(&mut node.children);
        }
    }

    /// Puts files in place of the markers.
    fn follow(&mut self, nodes: Vec<Node>, depth: usize) -> Vec<Node> {
        let mut out = Vec::with_capacity(nodes.len());
        for mut node in nodes {
            if let Some(MarkerKind::Include(path)) = node.marker() {
                out.extend(self.include(path, node.span, depth));
                continue;
            }
            if !node.children.is_empty() {
                node.children = self.follow(std::mem::take(&mut node.children), depth + 1);
            }
            out.push(node);
        }
        out
    }

    fn include(&mut self, path: &str, span: Span, depth: usize) -> Vec<Node> {
        self.includes += 1;
        if self.includes > MAX_INCLUDES {
            if self.includes == MAX_INCLUDES + 1 {
                let message = format!("a deck includes files at most {MAX_INCLUDES} times");
                self.report("too-many-includes", span, message, "put some of them into one file");
            }
            return Vec::new();
        }
        let from = self.sources.file(span.file).path.clone();
        let wanted = Wanted { code: "missing-include", what: "file", severity: Severity::Error };
        let Some(file) = self.texts.get(&from, path, MAX_BYTES as u64, span, wanted) else {
            return Vec::new();
        };
        if let Some(at) = self.open.iter().position(|open| *open == file.path) {
            self.cycle(at, span);
            return Vec::new();
        }
        if self.open.len() > MAX_LEVELS {
            let message = format!("files include one another more than {MAX_LEVELS} deep");
            self.report("include-too-deep", span, message, "include the file further up");
            return Vec::new();
        }
        if !self.has_room(file.text.len(), span) {
            return Vec::new();
        }
        self.included(file, span, depth)
    }

    /// Counts bytes of other files, and says once when they are too many.
    fn has_room(&mut self, bytes: usize, span: Span) -> bool {
        let had_room = self.bytes <= MAX_BYTES;
        self.bytes = self.bytes.saturating_add(bytes);
        if had_room && self.bytes > MAX_BYTES {
            let limit = MAX_BYTES / 1_000_000;
            let message = format!("what is taken from other files has more than {limit} MB");
            self.report("include-too-large", span, message, "make several decks of it");
        }
        self.bytes <= MAX_BYTES
    }

    fn included(&mut self, Text { path, text }: Text, span: Span, depth: usize) -> Vec<Node> {
        let (file, start) = self.add(&path, &text);
        self.open.push(path);
        let nodes = self.file(file, &text, start, depth);
        self.open.pop();
        if depth + height(&nodes) > MAX_DEPTH {
            let message =
                format!("with this file, more than {MAX_DEPTH} elements stand inside one another");
            self.report("nested-too-deep", span, message, "include it further out");
            return Vec::new();
        }
        nodes
    }

    /// The file among the sources, and where its body starts.
    fn add(&mut self, path: &PathBuf, text: &str) -> (FileId, usize) {
        if let Some(known) = self.files.get(path) {
            return *known;
        }
        let name = self.texts.project.display(path);
        let file = self.sources.add_file(name, path.clone(), text.to_string());
        // What the header of a part says is for the time when it is a deck of its own.
        let (_, start) = header::read(file, &self.sources.file(file).text, &mut Vec::new());
        self.files.insert(path.clone(), (file, start));
        (file, start)
    }

    /// A file includes itself, by way of all files from `at` on.
    fn cycle(&mut self, at: usize, span: Span) {
        let display = |path: &PathBuf| self.texts.project.display(path);
        let chain: Vec<String> =
            self.open[at..].iter().chain([&self.open[at]]).map(display).collect();
        let message = format!("these files include one another: {}", chain.join(" > "));
        self.report("include-cycle", span, message, "take one of the includes out");
    }

    fn report(&mut self, code: &'static str, span: Span, message: String, hint: &str) {
        self.texts.diagnostics.push(Diagnostic::error(code, span, message).hint(hint));
    }
}

/// At most so many elements stand inside one another.
fn height(nodes: &[Node]) -> usize {
    nodes.iter().map(|node| 1 + height(&node.children)).max().unwrap_or(0)
}

/// Warnings for comment blocks and formulas that are never ended.
fn warn_of_unclosed(scanned: &Scanned, file: FileId) -> Diagnostics {
    let warning = |range: &std::ops::Range<usize>| {
        let span = Span::new(file, range.clone());
        Diagnostic::warning("unclosed-comment", span, "everything from here on is a comment")
            .hint("end it with a line `%end`")
    };
    let formula = |range: &std::ops::Range<usize>| {
        let span = Span::new(file, range.clone());
        Diagnostic::warning("unclosed-math", span, "no `$$` closes this formula, so it stays text")
            .hint("end it with `$$` before a blank line; write `\\$\\$` for two dollars")
    };
    let comments = scanned.unclosed.iter().map(warning);
    comments.chain(scanned.unclosed_formulas.iter().map(formula)).collect()
}
