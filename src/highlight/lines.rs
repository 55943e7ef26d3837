//! Writes tokens as HTML lines.

use std::ops::Range;

use super::tokens::Token;
use crate::html::escape;

/// One HTML text for each line of the code. The tokens must cover it.
pub(super) fn lines(code: &str, tokens: &[Token], marks: &[Range<usize>]) -> Vec<String> {
    let marks = tidy(code, marks);
    let mut marks = marks.iter().peekable();
    let mut writer = Writer::default();
    let mut start = 0;
    for token in tokens {
        while start < token.end {
            while marks.next_if(|mark| mark.end <= start).is_some() {}
            let (marked, edge) = match marks.peek() {
                Some(mark) if mark.start <= start => (true, mark.end),
                Some(mark) => (false, mark.start),
                None => (false, token.end),
            };
            let end = edge.min(token.end);
            writer.mark(marked);
            writer.text(&code[start..end], token.class);
            start = end;
        }
    }
    writer.finish()
}

/// Sorted ranges of whole characters that neither touch nor overlap.
fn tidy(code: &str, marks: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = marks
        .iter()
        .filter(|mark| mark.start < mark.end.min(code.len()))
        .map(|mark| whole_characters(code, mark))
        .collect();
    ranges.sort_by_key(|range| range.start);
    ranges.dedup_by(|next, range| {
        let joined = next.start <= range.end;
        if joined {
            range.end = range.end.max(next.end);
        }
        joined
    });
    ranges
}

/// The range widened to character boundaries and cut to the code's length.
fn whole_characters(code: &str, range: &Range<usize>) -> Range<usize> {
    let mut start = range.start;
    while !code.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = range.end.min(code.len());
    while !code.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

#[derive(Default)]
struct Writer {
    lines: Vec<String>,
    line: String,
    /// Whether what comes now is marked.
    marked: bool,
    /// Whether `<mark>` is open in the line.
    open: bool,
}

impl Writer {
    fn mark(&mut self, marked: bool) {
        self.marked = marked;
        if !marked {
            self.close();
        }
    }

    fn close(&mut self) {
        if std::mem::take(&mut self.open) {
            self.line.push_str("</mark>");
        }
    }

    fn text(&mut self, text: &str, class: Option<&str>) {
        for piece in text.split_inclusive('\n') {
            let words = piece.strip_suffix('\n').unwrap_or(piece);
            if !words.is_empty() {
                self.words(words, class);
            }
            if words.len() < piece.len() {
                self.close();
                self.lines.push(std::mem::take(&mut self.line));
            }
        }
    }

    /// Part of a line; white space around it stays outside the span.
    fn words(&mut self, words: &str, class: Option<&str>) {
        if self.marked && !self.open {
            self.open = true;
            self.line.push_str("<mark>");
        }
        let inner = words.trim();
        let Some(class) = class.filter(|_| !inner.is_empty()) else {
            return escape::text(&mut self.line, words);
        };
        let before = words.len() - words.trim_start().len();
        self.line.push_str(&words[..before]);
        self.line.push_str("<span class=\"hljs-");
        self.line.push_str(class);
        self.line.push_str("\">");
        escape::text(&mut self.line, inner);
        self.line.push_str("</span>");
        self.line.push_str(&words[before + inner.len()..]);
    }

    fn finish(mut self) -> Vec<String> {
        self.close();
        if !self.line.is_empty() {
            self.lines.push(self.line);
        }
        self.lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        code: &str,
        tokens: &[(usize, Option<&'static str>)],
        marks: &[Range<usize>],
    ) -> String {
        let tokens: Vec<Token> = tokens.iter().map(|&(end, class)| Token { end, class }).collect();
        lines(code, &tokens, marks).join("|")
    }

    #[test]
    fn spans_end_with_the_line_and_leave_white_space_out() {
        assert_eq!(
            check("/* a\n\n  b */ <x>", &[(12, Some("comment")), (16, None)], &[]),
            "<span class=\"hljs-comment\">/* a</span>||  \
             <span class=\"hljs-comment\">b */</span> &lt;x&gt;"
        );
    }

    #[test]
    fn marks_split_spans_and_end_with_the_line() {
        let tokens = &[(2, Some("keyword")), (9, None)];
        assert_eq!(
            check("let a\n b;", tokens, std::slice::from_ref(&(1..8))),
            "<span class=\"hljs-keyword\">l</span><mark><span class=\"hljs-keyword\">e</span>t a\
             </mark>|<mark> b</mark>;"
        );
    }

    #[test]
    fn odd_marks_are_put_right() {
        let reversed = Range { start: 3, end: 1 };
        assert_eq!(tidy("äbcdef", &[reversed, 6..99, 1..2, 3..4, 2..3, 50..60]), [0..4, 6..7]);
    }
}
