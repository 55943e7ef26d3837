//! The files that raw HTML names, and how the names are replaced.

use super::css;
use super::decoded::Decoded;
use super::tokens::{Attribute, Token, TokenKind, tokens};
use super::url::{Url, classify};
use std::ops::Range;

/// A URL in raw HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The URL's bytes in the HTML, without quotes.
    pub range: Range<usize>,
    /// The URL, with character references and CSS escapes decoded.
    pub value: String,
    /// What it is for.
    pub kind: Kind,
    /// The index of the tag that holds it, or of the text in `<style>`.
    pub token: usize,
    /// How a replacement must be escaped.
    pub context: Context,
}

/// What a URL in raw HTML is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A picture.
    Image,
    /// A video, a sound, or its subtitles.
    Media,
    /// A page in the page.
    Frame,
    /// A style sheet.
    Style,
    /// A script.
    Script,
    /// Something that the reader can go to.
    Link,
    /// Something else, such as what `url()` in CSS names.
    Other,
}

/// Where a URL stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// It is an attribute's value, or a part of one.
    Attribute,
    /// It is in CSS, in an attribute or in `<style>`.
    Css,
}

/// How an attribute holds URLs.
enum Form {
    One,
    /// `a.png 1x, b.png 2x`.
    SourceSet,
    /// `a.png, b.png`.
    List,
    Css,
}

/// Every URL in raw HTML in the order of the text, but fragments and harmless `data:`.
pub fn references(html: &str) -> Vec<Reference> {
    let mut out = Vec::new();
    let mut in_style = false;
    for (token, Token { kind, range }) in tokens(html).iter().enumerate() {
        match kind {
            TokenKind::Start { name, attributes, .. } => {
                in_style = name == "style";
                let tag = Tag { html, name, attributes, token };
                attributes.iter().for_each(|attribute| tag.add(attribute, &mut out));
            }
            TokenKind::Text(_) if in_style => {
                for found in css::references(&html[range.clone()]) {
                    let place = range.start + found.range.start..range.start + found.range.end;
                    out.push(from_css(found, place, token));
                }
            }
            TokenKind::End { .. } => in_style = false,
            _ => {}
        }
    }
    out
}

fn from_css(found: css::CssReference, range: Range<usize>, token: usize) -> Reference {
    let kind = if found.import { Kind::Style } else { Kind::Other };
    Reference { range, value: found.url, kind, token, context: Context::Css }
}

/// A start tag under inspection.
struct Tag<'a> {
    html: &'a str,
    name: &'a str,
    attributes: &'a [Attribute],
    token: usize,
}

impl Tag<'_> {
    fn add(&self, attribute: &Attribute, out: &mut Vec<Reference>) {
        let Some((kind, form)) = self.holds(attribute) else { return };
        let decoded = Decoded::of(&self.html[attribute.range.clone()]);
        let place = |range: Range<usize>| {
            let written = decoded.written(range);
            attribute.range.start + written.start..attribute.range.start + written.end
        };
        let ranges = match form {
            Form::One => std::iter::once(0..decoded.text.len()).collect(),
            Form::SourceSet => source_set(&decoded.text),
            Form::List => list(&decoded.text),
            Form::Css => {
                let found = css::references(&decoded.text).into_iter();
                out.extend(found.map(|found| {
                    let range = place(found.range.clone());
                    from_css(found, range, self.token)
                }));
                return;
            }
        };
        for range in ranges {
            let value = decoded.text[range.clone()].to_string();
            if !matches!(classify(&value), Url::Empty | Url::Fragment | Url::Data { .. }) {
                let (token, context) = (self.token, Context::Attribute);
                out.push(Reference { range: place(range), value, kind, token, context });
            }
        }
    }

    /// What an attribute names, and how.
    fn holds(&self, attribute: &Attribute) -> Option<(Kind, Form)> {
        let name = attribute.name.as_str();
        Some(match name {
            "style" => (Kind::Other, Form::Css),
            "data-background-image" => (Kind::Image, Form::List),
            "data-background-video" => (Kind::Media, Form::List),
            "data-background-iframe" => (Kind::Frame, Form::One),
            "data-background" if looks_like_file(&attribute.value) => (Kind::Image, Form::One),
            "data-src" => (self.source_kind().unwrap_or(Kind::Other), Form::One),
            "src" => (self.source_kind()?, Form::One),
            "srcset" if matches!(self.name, "img" | "source") => (Kind::Image, Form::SourceSet),
            "poster" if self.name == "video" => (Kind::Image, Form::One),
            "data" if self.name == "object" => (Kind::Other, Form::One),
            "href" | "xlink:href" => (self.target_kind()?, Form::One),
            _ => return None,
        })
    }

    /// What `src` of this element names.
    fn source_kind(&self) -> Option<Kind> {
        Some(match self.name {
            "img" => Kind::Image,
            "input" if self.value("type").eq_ignore_ascii_case("image") => Kind::Image,
            "video" | "audio" | "source" | "track" => Kind::Media,
            "iframe" => Kind::Frame,
            "script" => Kind::Script,
            "embed" => Kind::Other,
            _ => return None,
        })
    }

    /// What `href` of this element names.
    fn target_kind(&self) -> Option<Kind> {
        Some(match self.name {
            "a" | "area" => Kind::Link,
            "image" | "use" => Kind::Image,
            "link" => {
                let relation = self.value("rel").to_ascii_lowercase();
                let mut words = relation.split_ascii_whitespace();
                words.find_map(|word| match word {
                    "stylesheet" => Some(Kind::Style),
                    "icon" | "apple-touch-icon" | "mask-icon" => Some(Kind::Image),
                    _ => None,
                })?
            }
            _ => return None,
        })
    }

    fn value(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|attribute| attribute.name == name);
        found.map_or("", |attribute| attribute.value.as_str())
    }
}

/// `data-background` holds a colour, a gradient or a file.
fn looks_like_file(value: &str) -> bool {
    let value = value.trim();
    value.contains(['.', '/']) && !value.starts_with('#') && !value.contains(['(', ' '])
}

/// The URLs in a `srcset` (<https://html.spec.whatwg.org/#parsing-a-srcset-attribute>).
pub(super) fn source_set(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    let end_of = |mut at: usize, stop: &dyn Fn(u8) -> bool| {
        while bytes.get(at).is_some_and(|&byte| !stop(byte)) {
            at += 1;
        }
        at
    };
    while at < bytes.len() {
        let start = end_of(at, &|byte| !byte.is_ascii_whitespace() && byte != b',');
        at = end_of(start, &|byte| byte.is_ascii_whitespace());
        let url = text[start..at].trim_end_matches(',');
        if !url.is_empty() {
            out.push(start..start + url.len());
        }
        // A comma straight after the URL ends the candidate, otherwise one outside parentheses.
        if start + url.len() == at {
            at = end_of_descriptors(bytes, at);
        }
    }
    out
}

fn end_of_descriptors(bytes: &[u8], mut at: usize) -> usize {
    let mut inside = false;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b',' if !inside => break,
            b'(' => inside = true,
            b')' => inside = false,
            _ => {}
        }
        at += 1;
    }
    at
}

/// The URLs between commas; a `data:` URL is one whatever its commas, as in reveal.js.
pub(super) fn list(text: &str) -> Vec<Range<usize>> {
    if matches!(classify(text), Url::Data { .. } | Url::Dangerous { .. }) {
        return std::iter::once(0..text.len()).collect();
    }
    let mut start = 0;
    let parts = text.split(',').map(|part| {
        let begin = start + (part.len() - part.trim_start().len());
        start += part.len() + 1;
        begin..begin + part.trim().len()
    });
    parts.collect()
}

/// The HTML with ranges replaced. The ranges are in order and apart; one that is not is left out.
/// Replacements are written as they are: see [`escape`].
pub fn replace(html: &str, replacements: &[(Range<usize>, String)]) -> String {
    let mut out = String::with_capacity(html.len());
    let mut end = 0;
    for (range, replacement) in replacements {
        let Some(before) = html.get(end..range.start).filter(|_| html.get(range.clone()).is_some())
        else {
            continue;
        };
        out.push_str(before);
        out.push_str(replacement);
        end = range.end;
    }
    out + &html[end..]
}

/// Writes a URL so that it stays one value with any quotes or none around it. An empty one becomes
/// `about:blank`, because nothing cannot be written without quotes.
pub fn escape(value: &str, context: Context) -> String {
    if value.is_empty() {
        return "about:blank".to_string();
    }
    let mut out = String::with_capacity(value.len());
    for character in value.chars() {
        match (character, context) {
            ('&', Context::Attribute) => out.push_str("&amp;"),
            // Right both in an attribute and in `<style>`, where `&amp;` would not be.
            ('&', Context::Css) => out.push_str("\\000026"),
            ('(' | ')' | '\\', Context::Css) => percent_encode(character, &mut out),
            ('"' | '\'' | '<' | '>' | '`', _) => percent_encode(character, &mut out),
            _ if character.is_whitespace() || character.is_control() => {
                percent_encode(character, &mut out);
            }
            _ => out.push(character),
        }
    }
    out
}

fn percent_encode(character: char, out: &mut String) {
    for byte in character.encode_utf8(&mut [0; 4]).bytes() {
        out.push_str(&format!("%{byte:02X}"));
    }
}

#[cfg(test)]
#[path = "references_tests.rs"]
mod tests;
