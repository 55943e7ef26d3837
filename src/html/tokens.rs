//! Raw HTML as tokens with byte ranges, read as browsers read it (html5gum follows the WHATWG rules).

use html5gum::{DefaultEmitter, HtmlString, Token as Gum, Tokenizer};
use std::ops::Range;

/// A piece of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its bytes in the input.
    pub range: Range<usize>,
}

/// What a [`Token`] is. Names are in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenKind {
    /// A start tag.
    Start {
        /// The element.
        name: String,
        /// Its attributes, in the order of the text.
        attributes: Vec<Attribute>,
        /// It ends with `/>`.
        self_closing: bool,
    },
    /// An end tag.
    End {
        /// The element.
        name: String,
    },
    /// A comment, with what stands in it.
    Comment(String),
    /// `<!doctype …>`.
    Doctype,
    /// Text, with its character references decoded.
    Text(String),
}

/// An attribute of a start tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// In lower case.
    pub name: String,
    /// The value, with its character references decoded.
    pub value: String,
    /// The value's bytes in the input, without quotes; empty when there is no value.
    pub range: Range<usize>,
}

/// Cuts HTML into tokens. Every byte of the input but those of an unfinished tag or comment at its end
/// belongs to one token; nothing is lost, because what is unfinished is one last text.
pub fn tokens(html: &str) -> Vec<Token> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut out: Vec<Token> = Vec::new();
    let mut end = 0;
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        let Some(token) = convert(html, token) else { continue };
        if token.range.start < end || html.get(token.range.clone()).is_none() {
            continue;
        }
        end = token.range.end;
        out.push(token);
    }
    unfinished(html, &mut out);
    out
}

fn convert(html: &str, token: Gum<usize>) -> Option<Token> {
    let text = |value: &HtmlString| String::from_utf8_lossy(value).into_owned();
    let (kind, span) = match token {
        Gum::StartTag(tag) => {
            let whole = tag.span.start..tag.span.end;
            let mut attributes: Vec<Attribute> = tag
                .attributes
                .iter()
                .map(|(name, value)| Attribute {
                    name: text(name),
                    value: text(value),
                    range: value_range(html, value.span.start..value.span.end.min(whole.end)),
                })
                .collect();
            attributes.sort_by_key(|attribute| attribute.range.start);
            let self_closing = tag.self_closing;
            (TokenKind::Start { name: text(&tag.name), attributes, self_closing }, tag.span)
        }
        Gum::EndTag(tag) => (TokenKind::End { name: text(&tag.name) }, tag.span),
        Gum::String(string) => (TokenKind::Text(text(&string.value)), string.span),
        Gum::Comment(comment) => (TokenKind::Comment(text(&comment.value)), comment.span),
        Gum::Doctype(doctype) => (TokenKind::Doctype, doctype.span),
        Gum::Error(_) => return None,
    };
    Some(Token { kind, range: span.start..span.end })
}

/// The bytes of a value, from the bytes of `name = "value"`.
fn value_range(html: &str, whole: Range<usize>) -> Range<usize> {
    let Some(text) = html.get(whole.clone()) else { return whole.start..whole.start };
    // A name may start with `=`.
    let first = text.chars().next().map_or(0, char::len_utf8);
    let Some(equals) = text[first..].find('=') else { return whole.end..whole.end };
    let value = text[first + equals + 1..].trim_start_matches(SPACE);
    let start = whole.end - value.len();
    let (start, value, end): (_, _, &[char]) = match value.chars().next() {
        Some('"') => (start + 1, &value[1..], &['"']),
        Some('\'') => (start + 1, &value[1..], &['\'']),
        _ => (start, value, &[' ', '\t', '\n', '\x0c', '\r', '>']),
    };
    start..start + value.find(end).unwrap_or(value.len())
}

/// What HTML takes for white space.
const SPACE: [char; 5] = [' ', '\t', '\n', '\x0c', '\r'];

/// Adds what the tokenizer left out at the end as a text.
fn unfinished(html: &str, out: &mut Vec<Token>) {
    let end = out.last().map_or(0, |token| token.range.end);
    if let Some(rest) = html.get(end..).filter(|rest| !rest.is_empty()) {
        out.push(Token { kind: TokenKind::Text(rest.to_string()), range: end..html.len() });
    }
}

/// Elements that have no end tag.
pub fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements whose end tag may be left out.
pub fn ends_by_itself(name: &str) -> bool {
    matches!(
        name,
        "p" | "li"
            | "dt"
            | "dd"
            | "option"
            | "optgroup"
            | "tr"
            | "td"
            | "th"
            | "thead"
            | "tbody"
            | "tfoot"
            | "colgroup"
            | "caption"
            | "rp"
            | "rt"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ranges_are_those_of_the_input() {
        let html = "a <img src = 'x.png' alt=\"é &amp; b\" hidden>c</B><!-- d --><p";
        let tokens = tokens(html);
        let texts: Vec<&str> = tokens.iter().map(|token| &html[token.range.clone()]).collect();
        assert_eq!(
            texts,
            ["a ", "<img src = 'x.png' alt=\"é &amp; b\" hidden>", "c", "</B>", "<!-- d -->", "<p"]
        );
        let TokenKind::Start { attributes, .. } = &tokens[1].kind else { panic!() };
        let values: Vec<(&str, &str, &str)> = attributes
            .iter()
            .map(|a| (a.name.as_str(), a.value.as_str(), &html[a.range.clone()]))
            .collect();
        assert_eq!(
            values,
            [("src", "x.png", "x.png"), ("alt", "é & b", "é &amp; b"), ("hidden", "", "")]
        );
    }

    #[test]
    fn values_end_where_browsers_end_them() {
        let values = |html: &str| -> Vec<(String, String)> {
            let TokenKind::Start { attributes, .. } = &tokens(html)[0].kind else { panic!() };
            let pair = |a: &Attribute| (a.value.clone(), html[a.range.clone()].to_string());
            attributes.iter().map(pair).collect()
        };
        for (html, expected) in [
            ("<a b=c>", "c"),
            ("<a b=c/>", "c/"),
            ("<a b = 'c>'>", "c>"),
            ("<a =b=c d>", "c"),
            ("<a b= >", ""),
            ("<a b=\u{a0}c>", "\u{a0}c"),
        ] {
            assert_eq!(values(html)[0], (expected.to_string(), expected.to_string()), "{html}");
        }
    }

    #[test]
    fn script_text_is_one_text() {
        let html = "<script>if (a < b) \"<p>\"</script>x";
        assert_eq!(tokens(html).len(), 4);
    }

    proptest! {
           #[test]
           fn ranges_are_in_order_and_inside(html in "[<>/!a-c =\"'é&;-]{0,80}") {
               let mut end = 0;
               for token in tokens(&html) {
                   prop_assert!(token.range.start >= end && html.get(token.range.clone()).is_some());
                   end = token.range.end;
                   if let TokenKind::Start { attributes, .. } = &token.kind {
                       for attribute in attributes {
                           let written = html.get(attribute.range.clone()).unwrap_or("outside");
                           let same = written == attribute.value || written.contains('&');
    prop_assert!(same, "{written:?} {:?}", attribute.value);
                       }
                   }
               }
           }
       }
}
