//! Elements around parts of a formula for which `math-core` has no command: frames, colours, sizes.
//!
//! Each stands in the TeX as a character of its own at its start and another at its end, which the crate
//! copies into an `<mi>`. These are then replaced by the tags. They always stand in a group, so that
//! the tags are balanced.

use std::borrow::Cow;

/// The character for an end; those after it stand for starts. All are for private use.
const END: char = '\u{10f000}';

/// The most of these in one formula.
const MAX: usize = 2000;

/// The elements of one formula.
#[derive(Debug, Default)]
pub(super) struct Wraps {
    tags: Vec<(String, &'static str)>,
}

impl Wraps {
    /// Whether the character is one that an author must not use.
    pub(super) fn is_ours(c: char) -> bool {
        c >= END
    }

    /// The text that starts an element with this start tag and end tag; `None` when there are too many.
    pub(super) fn start(&mut self, tag: String, end: &'static str) -> Option<String> {
        self.tags.push((tag, end));
        let character = char::from_u32(END as u32 + u32::try_from(self.tags.len()).ok()?)?;
        (self.tags.len() <= MAX).then(|| format!("{{{character}{{"))
    }

    /// The text that ends the element which started last.
    pub(super) fn end() -> String {
        format!("}}{END}}}")
    }

    /// Puts the tags into MathML; `None` when a character does not stand alone in an element.
    pub(super) fn put_into(&self, mathml: &str) -> Option<String> {
        if self.tags.is_empty() {
            return Some(mathml.to_string());
        }
        let mut out = String::with_capacity(mathml.len() + 64 * self.tags.len());
        let mut open = Vec::new();
        let mut rest = mathml;
        while let Some(at) = rest.find(Wraps::is_ours) {
            let character = rest[at..].chars().next()?;
            let start = rest[..at].rfind('<')?;
            if !rest[start..at].starts_with("<mi") || !rest[..at].ends_with('>') {
                return None;
            }
            out.push_str(&rest[..start]);
            if character == END {
                out.push_str(open.pop()?);
            } else {
                let (tag, end) = self.tags.get((character as usize) - (END as usize) - 1)?;
                out.push_str(tag);
                open.push(*end);
            }
            rest = rest[at + character.len_utf8()..].strip_prefix("</mi>")?;
        }
        out.push_str(rest);
        open.is_empty().then_some(out)
    }
}

/// `math-core` strikes out with `<menclose>`, which is no part of MathML Core and which only some
/// browsers draw. Our style sheet draws the strokes in all.
pub(super) fn strikes(mathml: &str) -> Cow<'_, str> {
    if !mathml.contains("<menclose") {
        return Cow::Borrowed(mathml);
    }
    let mut out = mathml.replace("<menclose notation=", "<mrow class=");
    for kind in ["updiagonalstrike", "downdiagonalstrike", "horizontalstrike"] {
        out = out.replace(&format!("<mrow class=\"menclose-{kind}\"></mrow>"), "");
    }
    Cow::Owned(out.replace("</menclose>", "</mrow>"))
}

/// The face's primes stand high, as in text; a formula raises them as well. So they are lowered.
pub(super) fn primes(mathml: &str) -> Cow<'_, str> {
    let primes = ["<mo>′</mo>", "<mo>″</mo>", "<mo>‴</mo>", "<mo>⁗</mo>"];
    let found = primes.iter().filter(|prime| mathml.contains(**prime));
    found.fold(Cow::Borrowed(mathml), |mathml, prime| {
        let lowered = format!("<mpadded voffset=\"-0.28em\">{prime}</mpadded>");
        Cow::Owned(mathml.replace(prime, &lowered))
    })
}

/// A colour as CSS knows it, by name or as `#rgb` or `#rrggbb`.
pub(super) fn colour(written: &str) -> Option<&str> {
    let written = written.trim();
    let hex = |digits: &str| {
        matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let name = |name: &str| {
        (3..=30).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    let good = written.strip_prefix('#').map_or_else(|| name(written), hex);
    good.then_some(written)
}
