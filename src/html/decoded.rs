//! An attribute's value with its character references decoded, and where each part was written.

use super::tokens::{TokenKind, tokens};
use std::ops::Range;

/// A decoded value that knows the bytes it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decoded {
    /// The value.
    pub text: String,
    /// The character references in order: their bytes in `text`, and as written.
    references: Vec<(Range<usize>, Range<usize>)>,
}

impl Decoded {
    /// Decodes a value as written, without its quotes.
    pub(super) fn of(written: &str) -> Decoded {
        let mut out =
            Decoded { text: String::with_capacity(written.len()), references: Vec::new() };
        let mut at = 0;
        while let Some(start) = written[at..].find('&').map(|found| at + found) {
            out.text.push_str(&written[at..start]);
            let length = reference_length(&written[start..]);
            at = start + length;
            let reference = &written[start..at];
            let next = if written[at..].starts_with('=') { "=" } else { "" };
            let begin = out.text.len();
            out.text.push_str(&decode(reference, next));
            out.references.push((begin..out.text.len(), start..at));
        }
        out.text.push_str(&written[at..]);
        out
    }

    /// The bytes as written of a range of the text. A range that cuts a character reference is
    /// widened to the whole of it.
    pub(super) fn written(&self, range: Range<usize>) -> Range<usize> {
        let start = self.place(range.start, |reference| reference.start);
        start..self.place(range.end, |reference| reference.end).max(start)
    }

    fn place(&self, at: usize, inside: impl Fn(&Range<usize>) -> usize) -> usize {
        let after = self.references.partition_point(|(text, _)| text.start < at);
        match after.checked_sub(1).map(|last| &self.references[last]) {
            None => at,
            Some((text, written)) if at < text.end => inside(written),
            Some((text, written)) => written.end + (at - text.end),
        }
    }
}

/// The length in bytes of what may be a character reference at the start of the text.
fn reference_length(text: &str) -> usize {
    let letters =
        text.bytes().skip(1).take_while(|&b| b.is_ascii_alphanumeric() || b == b'#').count();
    1 + letters + usize::from(text.as_bytes().get(1 + letters) == Some(&b';'))
}

/// Decodes one character reference as in an attribute, where the next character counts.
fn decode(reference: &str, next: &str) -> String {
    if reference.len() < 3 {
        return reference.to_string();
    }
    let tag = tokens(&format!("<a b=\"{reference}{next}\">")).into_iter().next();
    let value = tag.and_then(|tag| match tag.kind {
        TokenKind::Start { attributes, .. } => attributes.into_iter().next(),
        _ => None,
    });
    value.map_or_else(
        || reference.to_string(),
        |mut attribute| {
            attribute.value.truncate(attribute.value.len() - next.len());
            attribute.value
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn places_are_found_again() {
        let written = "url(&quot;a&amp;b.png&#34;) &copy=&x";
        let decoded = Decoded::of(written);
        assert_eq!(decoded.text, "url(\"a&b.png\") &copy=&x");
        let start = decoded.text.find('a').unwrap();
        assert_eq!(&written[decoded.written(start..start + 7)], "a&amp;b.png");
        assert_eq!(&written[decoded.written(4..start + 8)], "&quot;a&amp;b.png&#34;");
        assert_eq!(decoded.written(0..decoded.text.len()), 0..written.len());
    }

    proptest! {
        #[test]
        fn decodes_as_the_tokenizer_does(written in "(&|amp|&#3|4|;|lt|=|&notit|a|é|[ b]){0,20}") {
            let decoded = Decoded::of(&written);
            let tag = format!("<a b=\"{written}\">");
            let TokenKind::Start { attributes, .. } = &tokens(&tag)[0].kind else { panic!() };
            prop_assert_eq!(&decoded.text, &attributes[0].value);
            for (at, _) in decoded.text.char_indices() {
                let range = decoded.written(at..decoded.text.len());
                prop_assert!(written.get(range).is_some());
            }
        }
    }
}
