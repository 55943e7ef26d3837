//! One scan over the body's lines finds what Markdown does not know: our markers.
//!
//! Each marker line is replaced by a thematic break of the same length (`___`), which closes the
//! paragraph or list before it as any block would, and each comment by spaces. So the text that
//! Markdown then reads has the same byte offsets as the author's, and a marker is found again by
//! the offset of its break.

mod blocks;
mod dollars;
mod formulas;
mod markers;

use crate::attributes::Attributes;
use crate::header;
use blocks::{Blocks, Place};
pub use dollars::as_code as formulas_as_code;
use formulas::Block;
use std::ops::Range;

/// Stands in the prepared text for a character that must not mean anything to Markdown.
pub const HIDDEN: char = '\u{1}';

/// A line that means something to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    /// What it means.
    pub kind: MarkerKind,
    /// Bytes of the marker in the text, without indentation.
    pub range: Range<usize>,
}

/// What a marker means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarkerKind {
    /// `!SLIDE words`: a break.
    Slide(Attributes),
    /// `!STYLE words`: more attributes for the current slide.
    Style(Attributes),
    /// `::: name {…}`: a container begins.
    Open(Attributes),
    /// `:::`: the innermost container ends.
    Close,
    /// `. . .`: what follows appears with the next step.
    Pause,
    /// `{{< include part.md >}}`: another file stands here; its path as written.
    Include(String),
    /// `Note:`: the rest of the slide is for the speaker.
    Notes,
    /// `$$ … $$` on lines of its own: the bytes between the dollars.
    Formula(Range<usize>, Attributes),
}

/// What the scan found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scanned {
    /// The text for Markdown, of the same length as the author's.
    pub text: String,
    /// Markers in the order of their places.
    pub markers: Vec<Marker>,
    /// Attribute blocks at the end of `#` headings, which Markdown must not touch.
    pub headings: Vec<(Range<usize>, Attributes)>,
    /// Contents of `%css` blocks.
    pub styles: Vec<Range<usize>>,
    /// Blocks begun with `%begin`, `%comment` or `%css` that have no `%end`.
    pub unclosed: Vec<Range<usize>>,
    /// `$$` at the start of a line that nothing closes.
    pub unclosed_formulas: Vec<Range<usize>>,
}

/// Scans `text` from byte `start`; what stands before is blanked out.
///
/// `style` is the form of the deck's header: where it is S9's, `Note: …` with text on the line is
/// ordinary text (so it is as soon as the body has a `!SLIDE` or `%` line).
pub fn scan(text: &str, start: usize, style: header::Style) -> Scanned {
    let s9 = style == header::Style::Bare || markers::looks_like_s9(&text[start..]);
    // Where there is no formula apart, no line is searched for one.
    let inside = if text[start..].contains("$$") { start } else { usize::MAX };
    let mut scan =
        Scan { text, s9, out: Scanned::default(), open_comment: None, inside, done: start };
    scan.out.text.reserve(text.len() + 4);
    blank(&mut scan.out.text, &text[..start]);
    let mut blocks = Blocks::default();
    let mut after_blank = true;
    for line in lines(text, start) {
        if line.start < scan.done {
            continue;
        }
        after_blank = scan.line(line, &mut blocks, after_blank);
    }
    if let Some((range, _)) = scan.open_comment {
        scan.out.unclosed.push(range);
    }
    formulas_as_code(&mut scan.out.text);
    let text = &scan.out.text;
    scan.out.unclosed_formulas.retain(|dollars| &text[dollars.clone()] == "$$");
    scan.out
}

/// The scan's state from line to line.
struct Scan<'t> {
    text: &'t str,
    s9: bool,
    out: Scanned,
    /// The `%begin` line of an open comment block, and where its style sheet starts.
    open_comment: Option<(Range<usize>, Option<usize>)>,
    /// Up to this place, `$$` closes a formula that begins inside a line.
    inside: usize,
    /// Lines before this place are written already, as part of a formula.
    done: usize,
}

impl Scan<'_> {
    /// Takes one line (with its line end) and says whether a comment may follow it.
    fn line(&mut self, line: Range<usize>, blocks: &mut Blocks, after_blank: bool) -> bool {
        let text = &self.text[line.clone()];
        if self.open_comment.is_some() {
            self.comment_line(line);
            return true;
        }
        let Place::Open { indent } = blocks.place(text) else {
            self.out.text.push_str(text);
            blocks.advance(text);
            return text.trim().is_empty();
        };
        let content = text[indent..].trim_end();
        if content.is_empty() {
            self.out.text.push_str(text);
            blocks.advance(text);
            return true;
        }
        if after_blank && let Some(comment) = markers::comment(content) {
            self.start_comment(comment, line);
            return true;
        }
        if line.start >= self.inside && self.formula_in(&line, indent, blocks) {
            return false;
        }
        match markers::read(content, self.s9) {
            Some((kind, length)) => {
                let start = line.start + indent;
                self.out.markers.push(Marker { kind, range: start..start + length });
                self.replace(text, indent, length);
                blocks.advance("___\n");
                if !content[length..].trim().is_empty() {
                    blocks.advance(&text[indent + length..]);
                }
            }
            None => {
                self.copy(line, indent);
                blocks.advance(text);
            }
        }
        false
    }

    /// Takes a formula apart that begins on a line, and notes where one ends that begins in its text.
    fn formula_in(&mut self, line: &Range<usize>, indent: usize, blocks: &mut Blocks) -> bool {
        let text = &self.text[line.clone()];
        let Some(before) = text.find("$$") else { return false };
        if !blocks::only_list_markers(&text[indent..before]) {
            self.inside = formulas::end_of_open(self.text, line.clone());
            return false;
        }
        let taken = self.formula(line, before);
        if taken {
            blocks.advance(&format!("{}___\n", &text[..before]));
        }
        taken
    }

    /// Takes a formula that begins on a line, with all its lines. They become one line with a thematic
    /// break, since there may be no room for the break on the first alone.
    fn formula(&mut self, line: &Range<usize>, indent: usize) -> bool {
        let start = line.start + indent;
        match formulas::block(self.text, start) {
            Block::Formula { tex, attributes, end } => {
                let kind = MarkerKind::Formula(tex, attributes);
                self.out.markers.push(Marker { kind, range: start..end });
                self.done = self.text[end..].find('\n').map_or(self.text.len(), |n| end + n + 1);
                self.out.text.push_str(&self.text[line.start..start]);
                self.out.text.push_str("___");
                self.out.text.extend(std::iter::repeat_n(' ', end - start - 3));
                self.out.text.push_str(&self.text[end..self.done]);
                return true;
            }
            Block::Unclosed => self.out.unclosed_formulas.push(start..start + 2),
            Block::Text => {}
        }
        false
    }

    /// Copies a line, hiding the attributes of a heading, and a leading `:` that pulldown-cmark would
    /// read as a definition although no space follows it.
    fn copy(&mut self, line: Range<usize>, indent: usize) {
        let text = &self.text[line.clone()];
        let rest = &text[indent..];
        if let Some((at, attributes)) = blocks::heading_attributes(rest) {
            let start = line.start + indent + at;
            self.out.headings.push((start..line.start + text.trim_end().len(), attributes));
            self.out.text.push_str(&text[..indent + at]);
            blank(&mut self.out.text, &rest[at..]);
            return;
        }
        if rest.starts_with(':') && !rest[1..].starts_with([' ', '\t', '\n']) && rest.len() > 1 {
            self.out.text.push_str(&text[..indent]);
            self.out.text.push(HIDDEN);
            self.out.text.push_str(&rest[1..]);
        } else {
            self.out.text.push_str(text);
        }
    }

    /// Writes a thematic break in place of `length` bytes. What follows the marker on its line (the
    /// text of a note) starts a line of its own.
    fn replace(&mut self, text: &str, indent: usize, length: usize) {
        let rest = &text[indent + length..];
        self.out.text.push_str(&text[..indent]);
        self.out.text.push_str("___");
        if rest.trim().is_empty() {
            blank(&mut self.out.text, &text[indent + 3..]);
        } else {
            blank(&mut self.out.text, &text[indent + 3..indent + length - 1]);
            self.out.text.push('\n');
            self.out.text.push_str(rest);
        }
    }

    fn start_comment(&mut self, comment: markers::Comment, line: Range<usize>) {
        blank(&mut self.out.text, &self.text[line.clone()]);
        match comment {
            markers::Comment::Line => {}
            markers::Comment::Block => self.open_comment = Some((line, None)),
            markers::Comment::Css => self.open_comment = Some((line.clone(), Some(line.end))),
        }
    }

    fn comment_line(&mut self, line: Range<usize>) {
        blank(&mut self.out.text, &self.text[line.clone()]);
        if self.text[line.clone()].trim() != "%end" {
            return;
        }
        if let Some((_, Some(start))) = self.open_comment.take() {
            self.out.styles.push(start..line.start);
        }
    }
}

/// Writes spaces for all bytes but line ends.
fn blank(out: &mut String, text: &str) {
    out.extend(text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
}

/// Byte ranges of lines, line ends included.
fn lines(text: &str, start: usize) -> impl Iterator<Item = Range<usize>> {
    text[start..].split_inclusive('\n').scan(start, |at, line| {
        let range = *at..*at + line.len();
        *at = range.end;
        Some(range)
    })
}

#[cfg(test)]
mod tests;
