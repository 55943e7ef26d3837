//! The files that a style sheet names (<https://www.w3.org/TR/css-syntax-3/#tokenization>).

use super::url::{Url, classify};
use std::ops::Range;

/// A URL in a style sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CssReference {
    /// The URL's bytes in the style sheet, inside its quotes or parentheses.
    pub range: Range<usize>,
    /// The URL, with its escapes decoded.
    pub url: String,
    /// It names a style sheet, after `@import`.
    pub import: bool,
}

/// Every URL in `url(…)` and `@import "…"` but fragments and `data:`.
pub fn references(css: &str) -> Vec<CssReference> {
    let mut scanner = Scanner { css, at: 0, import: false, out: Vec::new() };
    while scanner.step() {}
    scanner.out
}

struct Scanner<'a> {
    css: &'a str,
    at: usize,
    /// The last thing that counts was `@import`.
    import: bool,
    out: Vec<CssReference>,
}

impl Scanner<'_> {
    /// Reads one thing; `false` at the end.
    fn step(&mut self) -> bool {
        let bytes = self.css.as_bytes();
        let Some(&byte) = bytes.get(self.at) else { return false };
        match byte {
            b'/' if bytes.get(self.at + 1) == Some(&b'*') => self.skip_comment(),
            quote @ (b'"' | b'\'') => {
                let range = self.string(quote);
                let import = std::mem::take(&mut self.import);
                if let Some(range) = range.filter(|_| import) {
                    self.add(range, import);
                }
            }
            b'@' => {
                self.at += 1;
                let name = unescaped(self.name());
                self.import = name.eq_ignore_ascii_case("import");
            }
            _ if is_name(byte) => {
                let import = std::mem::take(&mut self.import);
                // To a browser, `u\72l(` is `url(`.
                let is_url = unescaped(self.name()).eq_ignore_ascii_case("url");
                if is_url && bytes.get(self.at) == Some(&b'(') {
                    self.at += 1;
                    self.url(import);
                }
            }
            _ => {
                self.import &= byte.is_ascii_whitespace();
                self.at += 1;
            }
        }
        true
    }

    fn skip_comment(&mut self) {
        let end = self.css[self.at + 2..].find("*/");
        self.at = end.map_or(self.css.len(), |end| self.at + 2 + end + 2);
    }

    /// Reads a name with its escapes, at least one byte unless at the end.
    fn name(&mut self) -> &str {
        let (bytes, start) = (self.css.as_bytes(), self.at);
        while let Some(&byte) = bytes.get(self.at).filter(|&&byte| is_name(byte)) {
            self.at += if byte == b'\\' { escape_length(&self.css[self.at..]) } else { 1 };
        }
        &self.css[start..self.at]
    }

    /// Reads a string; its range inside the quotes, or `None` when a line end breaks it.
    fn string(&mut self, quote: u8) -> Option<Range<usize>> {
        let bytes = self.css.as_bytes();
        let start = self.at + 1;
        self.at = start;
        while let Some(&byte) = bytes.get(self.at) {
            match byte {
                b'\\' => self.at += escape_length(&self.css[self.at..]),
                b'\n' | b'\r' | b'\x0c' => return None,
                _ => self.at += 1,
            }
            if byte == quote {
                return Some(start..self.at - 1);
            }
        }
        Some(start..self.at)
    }

    /// Reads what follows `url(`.
    fn url(&mut self, import: bool) {
        let bytes = self.css.as_bytes();
        while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        let range = match bytes.get(self.at) {
            Some(&quote @ (b'"' | b'\'')) => self.string(quote),
            _ => self.bare_url(),
        };
        if let Some(range) = range {
            self.add(range, import);
        }
    }

    /// Reads a URL without quotes and its `)`; `None` when it holds what it must not.
    fn bare_url(&mut self) -> Option<Range<usize>> {
        let bytes = self.css.as_bytes();
        let start = self.at;
        let mut bad = false;
        while let Some(&byte) = bytes.get(self.at).filter(|&&byte| byte != b')') {
            bad |= matches!(byte, b'"' | b'\'' | b'(');
            self.at += if byte == b'\\' { escape_length(&self.css[self.at..]) } else { 1 };
        }
        let written = self.css[start..self.at].trim_end();
        self.at = (self.at + 1).min(self.css.len());
        bad |= written.bytes().any(|byte| byte.is_ascii_whitespace()) && !written.contains('\\');
        (!bad).then(|| start..start + written.len())
    }

    fn add(&mut self, range: Range<usize>, import: bool) {
        let url = unescaped(&self.css[range.clone()]);
        if !matches!(classify(&url), Url::Data { .. } | Url::Fragment | Url::Empty)
            && !url.trim_start().get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:"))
        {
            self.out.push(CssReference { range, url, import });
        }
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'\\') || !byte.is_ascii()
}

/// The length in bytes of the escape at the start of the text: a backslash and up to six hexadecimal
/// digits and a space, or any one character.
fn escape_length(text: &str) -> usize {
    let digits = text.bytes().skip(1).take(6).take_while(u8::is_ascii_hexdigit).count();
    if digits == 0 {
        return 1 + text[1..].chars().next().map_or(0, char::len_utf8);
    }
    let space = text.as_bytes().get(1 + digits).is_some_and(u8::is_ascii_whitespace);
    1 + digits + usize::from(space)
}

/// The text with its escapes decoded.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('\\') {
        out.push_str(&rest[..start]);
        let (escape, after) = rest[start..].split_at(escape_length(&rest[start..]));
        match u32::from_str_radix(escape[1..].trim_end(), 16) {
            Ok(code) => out.push(char::from_u32(code).filter(|&c| c != '\0').unwrap_or('\u{fffd}')),
            // An escaped line end stands for nothing.
            Err(_) => out.push_str(escape[1..].trim_matches(['\n', '\r', '\x0c'])),
        }
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn urls(css: &str) -> Vec<(String, &str)> {
        references(css).into_iter().map(|found| (found.url, &css[found.range])).collect()
    }

    fn plain(css: &str) -> Vec<&str> {
        urls(css).into_iter().map(|(_, written)| written).collect()
    }

    #[test]
    fn urls_are_found_in_all_forms() {
        let css = "a{b:url( x.png ) , URL('y z.png')}c{d:url(\"w.png\" )}";
        assert_eq!(plain(css), ["x.png", "y z.png", "w.png"]);
        assert_eq!(plain("src:url(a.woff2)format('woff2'),url(b.ttf"), ["a.woff2", "b.ttf"]);
        assert_eq!(plain("é:url(é.png)"), ["é.png"]);
    }

    #[test]
    fn imports_are_found_and_other_strings_are_not() {
        let css =
            "@import 'a.css';@IMPORT/**/\"b.css\" screen;@import url(c.css);x{content:'d.css'}";
        assert_eq!(plain(css), ["a.css", "b.css", "c.css"]);
        assert!(references(css).iter().all(|found| found.import));
        assert_eq!(plain("@media 'x';@import x 'y'"), [""; 0]);
    }

    #[test]
    fn comments_strings_data_and_fragments_are_passed_over() {
        let css = "/* url(a) */b{c:'url(d)';e:curl(f);g:url(data:image/png,x) url('#h') url()}";
        assert_eq!(plain(css), [""; 0]);
        assert_eq!(plain("a:url(data:text/plain,x);b:url(c(d)e);f:url(g h)"), [""; 0]);
        assert_eq!(plain("a:'b\\'url(c)';d:'e\nurl(f)"), ["f"]);
    }

    #[test]
    fn escapes_are_decoded() {
        let found = urls("a:url(b\\ c\\29 .png) url('\\64 \\65\\\nf')");
        assert_eq!(found[0], ("b c).png".to_string(), "b\\ c\\29 .png"));
        assert_eq!(found[1].0, "def");
        assert_eq!(urls("url(\\0 \\110000 \\)")[0].0, "\u{fffd}\u{fffd})");
    }

    #[test]
    fn names_may_be_escaped() {
        assert_eq!(plain("u\\72l(a) @\\69mport 'b'"), ["a", "b"]);
    }

    #[test]
    fn long_hostile_text_returns() {
        for start in ["url(", "url('", "@import ", "/*", "\\", "'", "url(\\"] {
            let times = 1_000_000 / start.len();
            assert!(references(&start.repeat(times)).len() <= times);
        }
    }

    proptest! {
        #[test]
        fn ranges_are_in_order_and_inside(css in "(url\\(|@import |[a-f0-9'\"()/*\\\\é\n ;]){0,30}") {
            let mut end = 0;
            for found in references(&css) {
                prop_assert!(found.range.start >= end && css.get(found.range.clone()).is_some());
                end = found.range.end;
            }
        }
    }
}
