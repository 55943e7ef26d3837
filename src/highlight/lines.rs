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
    /// The class of the last span, and where in the line its end tag is. None when anything but white space
    /// stands between that and what comes now.
    last: Option<(&'static str, usize)>,
}

const END: &str = "</span>";

impl Writer {
    fn mark(&mut self, marked: bool) {
        self.marked = marked;
        if !marked {
            self.close();
        }
    }

    fn close(&mut self) {
        if std::mem::take(&mut self.open) {
            self.last = None;
            self.line.push_str("</mark>");
        }
    }

    fn text(&mut self, text: &str, class: Option<&'static str>) {
        for piece in text.split_inclusive('\n') {
            let words = piece.strip_suffix('\n').unwrap_or(piece);
            if !words.is_empty() {
                self.words(words, class);
            }
            if words.len() < piece.len() {
                self.close();
                self.last = None;
                self.lines.push(std::mem::take(&mut self.line));
            }
        }
    }

    /// Part of a line; white space around it stays outside the span. A span that follows one of its own class
    /// becomes part of that.
    fn words(&mut self, words: &str, class: Option<&'static str>) {
        if self.marked && !self.open {
            self.open = true;
            self.last = None;
            self.line.push_str("<mark>");
        }
        let inner = words.trim();
        if inner.is_empty() {
            return self.line.push_str(words);
        }
        let last = self.last.take();
        let Some(class) = class else { return escape::text(&mut self.line, words) };
        let before = words.len() - words.trim_start().len();
        self.line.push_str(&words[..before]);
        match last {
            Some((same, at)) if same == class => self.line.replace_range(at..at + END.len(), ""),
            _ => self.line.extend(["<span class=\"hljs-", class, "\">"]),
        }
        escape::text(&mut self.line, inner);
        self.last = Some((class, self.line.len()));
        self.line.push_str(END);
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
    fn neighbours_of_one_class_share_a_span() {
        let class = Some("keyword");
        let tokens =
            &[(3, class), (4, None), (9, class), (12, None), (14, class), (16, None), (17, class)];
        assert_eq!(
            check("pub async f\nor \nx", tokens, &[]),
            "<span class=\"hljs-keyword\">pub async</span> f|<span class=\"hljs-keyword\">or</span> |\
             <span class=\"hljs-keyword\">x</span>"
        );
        assert_eq!(
            check("if else", &[(2, class), (3, None), (7, class)], std::slice::from_ref(&(3..7))),
            "<span class=\"hljs-keyword\">if</span> <mark><span class=\"hljs-keyword\">else</span></mark>"
        );
        let two = &[(1, Some("keyword")), (2, None), (3, Some("string"))];
        assert_eq!(
            check("a b", two, &[]),
            "<span class=\"hljs-keyword\">a</span> <span class=\"hljs-string\">b</span>"
        );
    }

    #[test]
    fn odd_marks_are_put_right() {
        let reversed = Range { start: 3, end: 1 };
        assert_eq!(tidy("äbcdef", &[reversed, 6..99, 1..2, 3..4, 2..3, 50..60]), [0..4, 6..7]);
    }
}
