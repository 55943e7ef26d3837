//! The words and signs of a DOT source.

use super::{Failure, mistake};
use std::ops::Range;

/// A word or sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A name, number or text; `true` when it was quoted, so that it is no keyword.
    Name(String, bool),
    /// A text between `<` and `>`.
    Html(String),
    /// One of `{}[];,=:`.
    Sign(u8),
    /// `->` or `--`.
    Edge,
}

/// Cuts a source into tokens with their places.
pub(super) fn tokens(source: &str) -> Result<Vec<(Token, Range<usize>)>, Failure> {
    let bytes = source.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let rest = &source[at..];
        let line_start = at == 0 || bytes[at - 1] == b'\n';
        if rest.starts_with("//") || (line_start && bytes[at] == b'#') {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        }
        if rest.starts_with("/*") {
            let end =
                rest.find("*/").ok_or_else(|| mistake(at..at + 2, "this comment has no end"))?;
            at += end + 2;
            continue;
        }
        let token = match bytes[at] {
            b' ' | b'\t' | b'\r' | b'\n' | b'+' => {
                at += 1;
                continue;
            }
            sign @ (b'{' | b'}' | b'[' | b']' | b';' | b',' | b'=' | b':') => {
                at += 1;
                Token::Sign(sign)
            }
            b'"' => {
                let (text, length) = quoted(rest)
                    .ok_or_else(|| mistake(at..at + 1, "this quote is never closed"))?;
                at += length;
                Token::Name(text, true)
            }
            b'<' => {
                let length =
                    html(rest).ok_or_else(|| mistake(at..at + 1, "this `<` is never closed"))?;
                at += length;
                Token::Html(rest[1..length - 1].to_string())
            }
            b'-' if rest.starts_with("->") || rest.starts_with("--") => {
                at += 2;
                Token::Edge
            }
            _ => {
                let good = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
                let sign = usize::from(bytes[at] == b'-');
                let length = rest[sign..].find(|c| !good(c)).unwrap_or(rest.len() - sign);
                if length == 0 {
                    let length = rest.chars().next().map_or(1, char::len_utf8);
                    return Err(mistake(
                        at..at + length,
                        format!("`{}` is not expected here", &rest[..length]),
                    ));
                }
                at += sign + length;
                Token::Name(rest[..sign + length].to_string(), false)
            }
        };
        // `"a" + "b"` is one text.
        match (out.last_mut(), &token) {
            (Some((Token::Name(before, true), range)), Token::Name(text, true))
                if source[Range::<usize>::clone(range).end..start].trim() == "+" =>
            {
                before.push_str(text);
                *range = range.start..at;
            }
            _ => out.push((token, start..at)),
        }
    }
    Ok(out)
}

/// A text between quotes, and its length with them.
fn quoted(rest: &str) -> Option<(String, usize)> {
    let mut out = String::new();
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((out, at + 1)),
            '\\' => match chars.peek() {
                Some((_, '"')) => out.extend(chars.next().map(|(_, c)| c)),
                Some((_, '\n')) => drop(chars.next()),
                _ => out.push('\\'),
            },
            c => out.push(c),
        }
    }
    None
}

/// The length of what stands between balanced `<` and `>`.
fn html(rest: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'<' => depth += 1,
            b'>' if depth == 1 => return Some(at + 1),
            b'>' => depth -= 1,
            _ => {}
        }
    }
    None
}
