//! Citations as pandoc writes them (its manual, "Citation syntax"): `[see @key, pp. 3-5; -@other]` and
//! `@key` in the text.

use std::ops::Range;

/// The longest citation in brackets, in bytes; what is longer stays text.
const MAX_LENGTH: usize = 1000;

/// Works that are cited at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// What is cited, in the author's order; at least one.
    pub items: Vec<CitedWork>,
    /// It is part of the sentence, as in "Knuth (1984) says".
    pub in_text: bool,
}

/// One work in a [`Citation`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedWork {
    /// The key that the bibliography gives it.
    pub key: Box<str>,
    /// Where `@key` stands, in bytes from the start of the citation.
    pub place: Range<usize>,
    /// The author is left out, because the sentence names them.
    pub without_author: bool,
    /// Words before it, such as "see".
    pub prefix: Box<str>,
    /// Which part of the work.
    pub locator: Option<Locator>,
    /// Words after it.
    pub suffix: Box<str>,
}

/// A part of a work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locator {
    /// What is counted, by CSL's name: `page`, `chapter`.
    pub label: &'static str,
    /// Which, such as `3-5`.
    pub value: Box<str>,
}

/// Abbreviations of what a locator counts, and CSL's names for it.
const LABELS: &[(&str, &str)] = &[
    ("pages", "page"),
    ("page", "page"),
    ("pp.", "page"),
    ("p.", "page"),
    ("chapters", "chapter"),
    ("chapter", "chapter"),
    ("chap.", "chapter"),
    ("ch.", "chapter"),
    ("sections", "section"),
    ("section", "section"),
    ("sec.", "section"),
    ("§§", "section"),
    ("§", "section"),
    ("figures", "figure"),
    ("figure", "figure"),
    ("fig.", "figure"),
    ("volume", "volume"),
    ("vol.", "volume"),
    ("part", "part"),
    ("line", "line"),
    ("ll.", "line"),
    ("l.", "line"),
    ("verse", "verse"),
    ("paragraph", "paragraph"),
    ("para.", "paragraph"),
    ("¶", "paragraph"),
    ("note", "note"),
    ("n.", "note"),
    ("book", "book"),
    ("bk.", "book"),
];

/// The citation in brackets at the start of `rest`, and its length in bytes.
pub(super) fn bracketed(rest: &str) -> Option<(Citation, usize)> {
    let end = rest.bytes().take(MAX_LENGTH).position(|byte| byte == b']')?;
    let inner = &rest[1..end];
    let follows = rest[end + 1..].starts_with(['(', '{', '[']);
    if !inner.contains('@') || inner.contains('[') || follows {
        return None;
    }
    let mut start = 1;
    let mut items = Vec::new();
    for part in inner.split(';') {
        items.push(work(part, start)?);
        start += part.len() + 1;
    }
    Some((Citation { items, in_text: false }, end + 1))
}

/// `see -@key, p. 3`, which starts at byte `start` of its citation.
fn work(part: &str, start: usize) -> Option<CitedWork> {
    let begins = |at: &usize| {
        let before = &part[..*at];
        let before = before.strip_suffix('-').unwrap_or(before);
        before.is_empty() || before.ends_with(char::is_whitespace)
    };
    let at = part.match_indices('@').map(|(at, _)| at).find(begins)?;
    let key = &part[at + 1..at + 1 + key_length(&part[at + 1..])?];
    let without_author = part[..at].ends_with('-');
    let prefix = part[..at].trim_end_matches('-').trim();
    let end = at + 1 + key.len();
    let (locator, suffix) = locator(&part[end..]);
    Some(CitedWork {
        key: key.into(),
        place: start + at..start + end,
        without_author,
        prefix: prefix.into(),
        locator,
        suffix: suffix.into(),
    })
}

/// `@key` or `@key [p. 3]` at the start of `rest`, and its length; `before` is what stands before it.
pub(super) fn in_text(before: &str, rest: &str) -> Option<(Citation, usize)> {
    if before.ends_with(|c: char| c.is_alphanumeric() || "_@/.".contains(c)) {
        return None;
    }
    let key = &rest[1..1 + key_length(&rest[1..])?];
    let end = 1 + key.len();
    let part = part_in_brackets(&rest[end..]);
    let length = end + part.as_ref().map_or(0, |(_, length)| *length);
    let item = CitedWork {
        key: key.into(),
        place: 0..end,
        without_author: false,
        prefix: "".into(),
        locator: part.map(|(locator, _)| locator),
        suffix: "".into(),
    };
    Some((Citation { items: vec![item], in_text: true }, length))
}

/// ` [p. 3]` right after a key in the text: nothing but a part of the work.
fn part_in_brackets(after: &str) -> Option<(Locator, usize)> {
    let inner = after.strip_prefix(" [")?;
    let end = inner.bytes().take(MAX_LENGTH).position(|byte| byte == b']')?;
    let (locator, suffix) = locator(&inner[..end]);
    let plain = suffix.is_empty() && !inner[end + 1..].starts_with(['(', '{', '[']);
    locator.filter(|_| plain).map(|locator| (locator, end + 3))
}

/// Length of the key at the start: letters, digits and `_`, with single marks between them.
fn key_length(text: &str) -> Option<usize> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut end = 0;
    let mut characters = text.char_indices().take(MAX_LENGTH).peekable();
    while let Some((at, c)) = characters.next() {
        let joins = end > 0
            && ":.#$%&-+?<>~/".contains(c)
            && characters.peek().is_some_and(|(_, next)| is_word(*next));
        if is_word(c) {
            end = at + c.len_utf8();
        } else if !joins {
            break;
        }
    }
    (end > 0).then_some(end)
}

/// The part of a work that text after a key begins with, and the words that follow.
fn locator(text: &str) -> (Option<Locator>, &str) {
    let text = text.trim();
    let after_comma = text.strip_prefix(',').unwrap_or(text).trim_start();
    let labelled = LABELS.iter().find_map(|(written, label)| {
        let start = after_comma.get(..written.len())?;
        let rest = &after_comma[written.len()..];
        let ends =
            !(written.ends_with(char::is_alphabetic) && rest.starts_with(char::is_alphabetic));
        (start.eq_ignore_ascii_case(written) && ends).then_some((*label, rest))
    });
    let (label, rest) = labelled.unwrap_or(("page", after_comma));
    let rest = rest.trim_start();
    let end = value_length(rest, labelled.is_some());
    if end == 0 {
        return (None, text);
    }
    let value = rest[..end].trim_end_matches([',', '.', ' ']).replace("--", "–");
    let suffix = rest[value_end(rest, end)..].trim();
    (Some(Locator { label, value: value.into() }), suffix)
}

/// Where the words after a value of `length` bytes start: marks at its end belong to them.
fn value_end(text: &str, length: usize) -> usize {
    text[..length].trim_end_matches([',', '.', ' ']).len()
}

/// Length of `3`, `iv`, `3-5, 7` at the start: words of digits, the first may be a Roman numeral if
/// it is said what is counted.
fn value_length(text: &str, labelled: bool) -> usize {
    let good = |c: char| c.is_ascii_digit() || "-–—:.,&".contains(c);
    let roman = |c: char| "ivxlcdmIVXLCDM-–".contains(c);
    let mut end = 0;
    for word in text.split_inclusive(' ') {
        let bare = word.trim_end().trim_end_matches([',', '.']);
        let digits = bare.starts_with(|c: char| c.is_ascii_digit()) && bare.chars().all(good);
        let numeral = labelled && end == 0 && !bare.is_empty() && bare.chars().all(roman);
        if !digits && !numeral {
            break;
        }
        end += word.len();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `prefix|key|label value|suffix` of each work, `-` before a key without author.
    fn shown(citation: &Citation) -> String {
        let work = |work: &CitedWork| {
            let sign = if work.without_author { "-" } else { "" };
            let locator = work.locator.as_ref();
            let locator = locator.map_or(String::new(), |l| format!("{} {}", l.label, l.value));
            format!("{}|{sign}{}|{locator}|{}", work.prefix, work.key, work.suffix)
        };
        citation.items.iter().map(work).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn brackets_hold_works() {
        for (text, expected) in [
            ("[@a]", Some("|a||")),
            ("[@a; @b_c:2020.x.]", Some("|a||; |b_c:2020.x||.")),
            (
                "[see @a, pp. 3--5 and more; -@b, ch. iv]",
                Some("see|a|page 3–5|and more; |-b|chapter iv|"),
            ),
            ("[@a 33, 35-37, and only there]", Some("|a|page 33, 35-37|, and only there")),
            ("[@a, did he say so?]", Some("|a||, did he say so?")),
            ("[@a, pagination]", Some("|a||, pagination")),
            ("[@ü1, § 7]", Some("|ü1|section 7|")),
            ("[a@b.c]", None),
            ("[@a](x)", None),
            ("[@a]{.x}", None),
            ("[@]", None),
            ("[@a; see]", None),
            ("[@a", None),
            ("[x [@a]]", None),
        ] {
            let found = bracketed(text).map(|(citation, _)| shown(&citation));
            assert_eq!(found.as_deref(), expected, "{text}");
        }
        let (citation, length) = bracketed("[see @a; @b] x").unwrap();
        assert_eq!(length, 12);
        assert_eq!(&"[see @a; @b]"[citation.items[1].place.clone()], "@b");
    }

    #[test]
    fn keys_stand_in_the_text() {
        for (before, text, expected) in [
            ("", "@a says", Some(("|a||", 2))),
            ("(", "@a.", Some(("|a||", 2))),
            ("As ", "@a [p. 3] says", Some(("|a|page 3|", 9))),
            ("As ", "@a [he] says", Some(("|a||", 2))),
            ("As ", "@a [1](x)", Some(("|a||", 2))),
            ("me", "@a", None),
            ("", "@ a", None),
            ("", "@@a", None),
        ] {
            let found = in_text(before, text).map(|(citation, length)| (shown(&citation), length));
            assert_eq!(found, expected.map(|(text, length)| (text.to_string(), length)), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[-\\[\\]@;,. a-cé§0-9ivp–{(]{0,40}") {
            let inner = format!("[{text}");
            for found in [bracketed(&inner), in_text("", &format!("@{text}"))].into_iter().flatten() {
                prop_assert!(found.0.items.iter().all(|work| work.place.end <= found.1));
            }
        }
    }
}
