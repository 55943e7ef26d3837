//! Lines with their places, and the `%` comments between them.

/// One line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// Its first byte.
    pub(super) start: usize,
    /// Its text without the line end.
    pub(super) text: &'a str,
    /// The first byte of the next line, or the end of the text.
    pub(super) next: usize,
}

impl Line<'_> {
    /// Whether there is nothing on it but spaces and tabs.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim_matches([' ', '\t']).is_empty()
    }
}

/// The lines from `at`, which must be the start of one.
pub(super) fn lines(text: &str, at: usize) -> impl Iterator<Item = Line<'_>> + Clone {
    text[at..].split_inclusive('\n').scan(at, |next, line| {
        let start = *next;
        *next += line.len();
        Some(Line { start, text: line.strip_suffix('\n').unwrap_or(line), next: *next })
    })
}

/// The line at `at`, if the text goes on there.
pub(super) fn line(text: &str, at: usize) -> Option<Line<'_>> {
    lines(text, at).next()
}

/// Where the comment that starts at `at` ends, if one does.
///
/// It is a `%` line or a block from `%begin` or `%comment` to `%end`, as in Slide Show (S9). Its
/// other `%` words are commands, which belong to the body.
pub(super) fn comment_end(text: &str, at: usize) -> Option<usize> {
    let first = line(text, at)?;
    let words = first.text.strip_prefix('%')?;
    let word = words.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    match word {
        "css" | "slide" | "style" | "step" | "end" => None,
        "begin" | "comment" => {
            let mut rest = lines(text, first.next);
            rest.find(|line| line.text.trim_end() == "%end").map(|line| line.next)
        }
        _ => Some(first.next),
    }
}

/// The first line from `at` on that is neither blank nor a comment.
pub(super) fn skip_blank_and_comments(text: &str, mut at: usize) -> usize {
    loop {
        if let Some(end) = comment_end(text, at) {
            at = end;
        } else if let Some(blank) = line(text, at).filter(Line::is_blank) {
            at = blank.next;
        } else {
            return at;
        }
    }
}

/// The end of the last comment that follows `at` with nothing but blank lines before it.
pub(super) fn skip_comments(text: &str, at: usize) -> usize {
    let (mut end, mut next) = (at, at);
    loop {
        if let Some(comment) = comment_end(text, next) {
            (end, next) = (comment, comment);
        } else if let Some(blank) = line(text, next).filter(Line::is_blank) {
            next = blank.next;
        } else {
            return end;
        }
    }
}
