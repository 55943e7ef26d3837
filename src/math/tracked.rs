//! TeX that knows where each part of it was written, so that mistakes inside macros have a place too.

use std::ops::Range;

/// Text made from an author's TeX.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tracked {
    pub(super) text: String,
    marks: Vec<Mark>,
}

/// From a byte of the text on, all up to the next mark comes from one place.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mark {
    at: usize,
    source: Range<usize>,
    /// Byte for byte; else the text stands for the place as a whole.
    verbatim: bool,
}

impl Tracked {
    /// What the author wrote.
    pub(super) fn verbatim(tex: &str) -> Tracked {
        let mark = Mark { at: 0, source: 0..tex.len(), verbatim: true };
        Tracked { text: tex.to_string(), marks: vec![mark] }
    }

    /// Appends text that stands for a place in the author's TeX.
    pub(super) fn push(&mut self, text: &str, source: Range<usize>) {
        if !text.is_empty() {
            self.marks.push(Mark { at: self.text.len(), source, verbatim: false });
            self.text.push_str(text);
        }
    }

    /// Appends a part of another.
    pub(super) fn push_part(&mut self, other: &Tracked, part: Range<usize>) {
        if part.is_empty() {
            return;
        }
        let first = other.mark(part.start);
        for (number, mark) in other.marks.iter().enumerate().skip(first) {
            if mark.at >= part.end {
                break;
            }
            let from = mark.at.max(part.start);
            let skipped = if mark.verbatim { from - mark.at } else { 0 };
            let source = mark.source.start + skipped..mark.source.end;
            let at = self.text.len() + from - part.start;
            let joined = self.marks.last().is_some_and(|last| {
                last.verbatim && mark.verbatim && last.source.start + (at - last.at) == source.start
            });
            if !joined || number > first {
                self.marks.push(Mark { at, source, verbatim: mark.verbatim });
            }
        }
        self.text.push_str(&other.text[part]);
    }

    fn mark(&self, at: usize) -> usize {
        self.marks.partition_point(|mark| mark.at <= at).saturating_sub(1)
    }

    /// Where a range of the text was written.
    pub(super) fn source(&self, range: Range<usize>) -> Range<usize> {
        let place = |at: usize| {
            let Some(mark) = self.marks.get(self.mark(at)) else { return 0..0 };
            let inside = at.saturating_sub(mark.at);
            let start = mark.source.start + inside;
            if mark.verbatim { start..start + 1 } else { mark.source.clone() }
        };
        let first = place(range.start.min(self.text.len()));
        if range.is_empty() {
            return first.start..first.start;
        }
        let last = place(range.end.min(self.text.len()).saturating_sub(1).max(range.start));
        first.start.min(last.start)..last.end.max(first.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_remember_their_places() {
        let source = Tracked::verbatim("abc def");
        let mut made = Tracked::default();
        made.push_part(&source, 4..7);
        made.push("<>", 3..4);
        made.push_part(&source, 0..2);
        made.push_part(&source, 2..3);
        assert_eq!(made.text, "def<>abc");
        assert_eq!(made.source(1..2), 5..6);
        assert_eq!(made.source(3..4), 3..4);
        assert_eq!(made.source(6..8), 1..3);
        assert_eq!(made.source(0..8), 2..5);
        let mut again = Tracked::default();
        again.push_part(&made, 2..6);
        assert_eq!(again.text, "f<>a");
        assert_eq!((again.source(0..1), again.source(3..4)), (6..7, 0..1));
    }
}
