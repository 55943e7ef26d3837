//! Words that are marked in code: `mark="word"`, `mark="/pattern/"`.

use regex_lite::{Regex, RegexBuilder};
use std::ops::Range;

/// Longer patterns are refused, in bytes.
const MAX_PATTERN: usize = 100;

/// Lines with more bytes are not searched for patterns.
const MAX_LINE: usize = 500;

/// The squares of all searched lines together: a pattern can take time that grows with the square.
const MAX_WORK: usize = 4_000_000;

/// Why nothing is marked.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unmarked {
    /// The pattern cannot be read, and why.
    BadPattern(String),
    /// It is nowhere in the code.
    NotFound,
}

/// The places in the code that a mark names.
pub(super) fn find(code: &str, mark: &str) -> Result<Vec<Range<usize>>, Unmarked> {
    let places = match mark.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) {
        Some(pattern) if !pattern.is_empty() => matches(code, &compile(pattern)?),
        _ => words(code, mark),
    };
    if places.is_empty() { Err(Unmarked::NotFound) } else { Ok(places) }
}

/// All places of a text; at an end that is a letter or digit, a whole word ends too.
fn words(code: &str, word: &str) -> Vec<Range<usize>> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let joins = |a: Option<char>, b: Option<char>| a.is_some_and(is_word) && b.is_some_and(is_word);
    let whole = |place: &Range<usize>| {
        !joins(code[..place.start].chars().next_back(), word.chars().next())
            && !joins(word.chars().next_back(), code[place.end..].chars().next())
    };
    let found = code.match_indices(word).map(|(at, _)| at..at + word.len());
    found.filter(whole).collect()
}

fn compile(pattern: &str) -> Result<Regex, Unmarked> {
    if pattern.len() > MAX_PATTERN {
        let message = format!("it is longer than {MAX_PATTERN} characters");
        return Err(Unmarked::BadPattern(message));
    }
    let built = RegexBuilder::new(pattern).size_limit(10_000).nest_limit(10).build();
    built.map_err(|error| Unmarked::BadPattern(error.to_string()))
}

/// All places of a pattern, line by line.
fn matches(code: &str, pattern: &Regex) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let (mut start, mut work) = (0, 0);
    for line in code.split_inclusive('\n') {
        let text = line.trim_end_matches('\n');
        work += text.len() * text.len();
        if work > MAX_WORK {
            break;
        }
        if text.len() <= MAX_LINE {
            let found = pattern.find_iter(text).filter(|found| !found.is_empty());
            places.extend(found.map(|found| start + found.start()..start + found.end()));
        }
        start += line.len();
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'c>(code: &'c str, mark: &str) -> Vec<&'c str> {
        find(code, mark).unwrap_or_default().into_iter().map(|place| &code[place]).collect()
    }

    #[test]
    fn words_are_whole_and_patterns_are_patterns() {
        assert_eq!(find("sum + summer + sum", "sum"), Ok(vec![0..3, 15..18]));
        assert_eq!(found("a += b", "+="), ["+="]);
        assert_eq!(found("f(x)\nf(y)", "f("), ["f(", "f("]);
        assert_eq!(found("let a1 = b2;", "/[a-z]\\d/"), ["a1", "b2"]);
        assert_eq!(found("a\nb", "/^b$/"), ["b"]);
        assert_eq!(found("größer", "/ö/"), ["ö"]);
        assert_eq!(find("abc", "b"), Err(Unmarked::NotFound));
        assert_eq!(find("abc", "/x*/"), Err(Unmarked::NotFound));
        assert_eq!(found("a / b", "/"), ["/"]);
        assert!(matches!(find("abc", "/(/"), Err(Unmarked::BadPattern(_))));
        assert!(matches!(find("a", "/((a{50}){50}){50}/"), Err(Unmarked::BadPattern(_))));
        assert!(matches!(
            find("a", &format!("/{}/", "a".repeat(101))),
            Err(Unmarked::BadPattern(_))
        ));
    }
}
