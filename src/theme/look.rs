//! How a theme's slides look from afar: what a small picture of one needs, without the theme's style
//! sheet.

use super::{Characters, Theme};

/// The custom properties that make a title slide, in reveal.js's names.
const PROPERTIES: [&str; 13] = [
    "--r-background",
    "--r-background-color",
    "--r-main-font",
    "--r-main-font-size",
    "--r-main-color",
    "--r-heading-font",
    "--r-heading-color",
    "--r-heading-line-height",
    "--r-heading-letter-spacing",
    "--r-heading-text-transform",
    "--r-heading-font-weight",
    "--r-heading1-size",
    "--r-heading2-size",
];

/// Values that are longer are left out.
const MAX_VALUE: usize = 500;

/// A theme from afar.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Look {
    /// Declarations of custom properties, safe in a style sheet and a style element.
    pub properties: String,
    /// Size of its text in pixels of the stage.
    pub text_size: f32,
    /// `@font-face` rules, with addresses that are names of files in `assets/`.
    pub faces: Vec<String>,
}

impl Theme {
    /// How slides with this text look.
    pub fn look(&self, text: &str) -> Look {
        let built_in = String::from_utf8_lossy(&self.css.bytes);
        let sheets = self.sheets.iter().map(|sheet| sheet.css.as_str());
        let mut values = [""; PROPERTIES.len()];
        let mut rules = Vec::new();
        for css in [&*built_in].into_iter().chain(sheets) {
            for Rule { prelude, body } in top_rules(css) {
                if prelude.split(',').any(|selector| selector.trim() == ":root") {
                    set(&mut values, body);
                } else if prelude == "@font-face" {
                    rules.push(body);
                }
            }
        }
        let set = PROPERTIES.iter().zip(values).filter(|(_, value)| !value.is_empty());
        let properties = set.map(|(name, value)| format!("{name}:{value};")).collect();
        let fonts = format!("{},{}", values[2], values[5]);
        let characters = Characters::of(&[text, &text.to_uppercase()]);
        let faces = rules.into_iter().filter(|face| self.needs(face, &fonts, &characters));
        let text_size = values[3].strip_suffix("px").and_then(|size| size.trim().parse().ok());
        let text_size = text_size.filter(|size: &f32| (1.0..=200.0).contains(size)).unwrap_or(38.0);
        Look {
            properties,
            text_size,
            faces: faces.map(|face| format!("@font-face{{{face}}}")).collect(),
        }
    }

    /// Whether a font face is one of these fonts, upright, holds characters of the text, and is a file of
    /// this theme.
    fn needs(&self, face: &str, fonts: &str, characters: &Characters) -> bool {
        let value = |name: &str| {
            declarations(face).find(|(key, _)| *key == name).map_or("", |(_, value)| value)
        };
        let family = value("font-family").trim_matches(['"', '\'']);
        let url = value("src").strip_prefix("url(").unwrap_or_default().trim_end_matches(')');
        let file = url.trim_matches(['"', '\'']);
        let range = value("unicode-range");
        value("font-style") != "italic"
            && is_plain(face)
            && names(fonts).any(|name| name == family)
            && self.files.iter().any(|known| known.name == file)
            && (range.is_empty() || characters.any_in(range))
    }
}

/// The families of a list of fonts.
fn names(fonts: &str) -> impl Iterator<Item = &str> {
    fonts.split(',').map(|name| name.trim().trim_matches(['"', '\'']))
}

fn set<'c>(values: &mut [&'c str; PROPERTIES.len()], body: &'c str) {
    for (name, value) in declarations(body) {
        let at = PROPERTIES.iter().position(|property| *property == name);
        if let Some(at) = at.filter(|_| value.len() <= MAX_VALUE && is_plain(value)) {
            // Sizes of headings must follow the size of the picture.
            let is_relative = value.ends_with("em") && !value.ends_with("rem");
            if !value.contains("url(")
                && (is_relative || !PROPERTIES[at].ends_with("-size") || at == 3)
            {
                values[at] = value;
            }
        }
    }
}

/// Whether a text ends neither its rule nor its element.
fn is_plain(text: &str) -> bool {
    !text.contains(['<', '>', '{', '}', '\\', '@']) && !text.contains("/*")
}

/// A rule of a style sheet.
struct Rule<'c> {
    prelude: &'c str,
    body: &'c str,
}

/// The rules that stand in no other rule.
fn top_rules(css: &str) -> Vec<Rule<'_>> {
    let mut rules = Vec::new();
    let mut rest = css;
    while let Some(open) = find(rest, b"{;") {
        let is_rule = rest.as_bytes()[open] == b'{';
        let prelude = without_comments_before(&rest[..open]);
        rest = &rest[open + 1..];
        if !is_rule {
            continue;
        }
        let end = block_end(rest);
        rules.push(Rule { prelude, body: &rest[..end] });
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    rules
}

/// Where the block ends that the text starts in.
fn block_end(text: &str) -> usize {
    let (mut depth, mut at) = (1, 0);
    while let Some(found) = find(&text[at..], b"{}") {
        at += found;
        depth = if text.as_bytes()[at] == b'{' { depth + 1 } else { depth - 1 };
        if depth == 0 {
            return at;
        }
        at += 1;
    }
    text.len()
}

fn without_comments_before(prelude: &str) -> &str {
    prelude.rsplit("*/").next().unwrap_or_default().trim()
}

/// The declarations of a block.
fn declarations(body: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = body;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let end = find(rest, b";").unwrap_or(rest.len());
            let declaration = without_comments_before(&rest[..end]);
            rest = rest.get(end + 1..).unwrap_or_default();
            if let Some((name, value)) = declaration.split_once(':') {
                return Some((name.trim(), value.trim()));
            }
        }
        None
    })
}

/// The first of some characters that stands in no text, comment or bracket.
fn find(css: &str, wanted: &[u8]) -> Option<usize> {
    let bytes = css.as_bytes();
    let (mut at, mut brackets, mut quote) = (0, 0usize, None);
    while at < bytes.len() {
        match (quote, bytes[at]) {
            (_, b'\\') => at += 1,
            (Some(open), byte) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, byte @ (b'"' | b'\'')) => quote = Some(byte),
            (None, b'/') if bytes.get(at + 1) == Some(&b'*') => {
                at += css[at..].find("*/").map_or(css.len(), |end| end + 1);
            }
            (None, b'(') => brackets += 1,
            (None, b')') => brackets = brackets.saturating_sub(1),
            (None, byte) if brackets == 0 && wanted.contains(&byte) => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::{Sheet, built_in};
    use proptest::prelude::*;
    use std::path::PathBuf;

    #[test]
    fn every_built_in_theme_has_a_look() {
        for theme in built_in() {
            let look = Theme::from(theme).look("Title");
            for name in ["--r-background-color:", "--r-heading-font:", "--r-heading1-size:"] {
                assert!(look.properties.contains(name), "{}: {look:?}", theme.name);
            }
            assert!(look.faces.len() < 6, "{}: {look:?}", theme.name);
        }
        let league = Theme::from(crate::theme::find("league").unwrap()).look("Title");
        assert!(league.properties.contains("--r-background:radial-gradient(#4a4f54,#1c1e20);"));
        assert!(league.faces.iter().any(|face| face.contains("League Gothic")));
        assert!(!league.faces.iter().any(|face| face.contains("latin-ext")));
    }

    fn with(css: &str) -> String {
        let mut theme = Theme::from(crate::theme::find("white").unwrap());
        let path = PathBuf::from("/a.css");
        theme.sheets.push(Sheet { path, css: css.to_string(), span: None });
        theme.look("x").properties
    }

    #[test]
    fn a_users_theme_comes_on_top() {
        let css = "/* a { */ @import \"x;\"; :root { --r-main-color : #123; /* ; */ --x: 1 }";
        assert!(with(css).contains("--r-main-color:#123;"));
        assert!(with("html, :root{--r-main-color:red}").contains("--r-main-color:red;"));
        for css in [
            "@media print { :root { --r-main-color: #123 } }",
            ".a :root { --r-main-color: #123 }",
            "/* :root { --r-main-color: #123 } */",
            ":root { --r-main-color: #123 url(x.png) }",
            ":root { --r-main-color: '</style>#123' }",
        ] {
            assert!(!with(css).contains("#123"), "{css}");
        }
    }

    proptest! {
        #[test]
        fn any_sheet_is_read(css in "[ :root{};,()'\"/*<a\\\\-]{0,80}") {
            let properties = with(&css);
            let ends = properties.contains(['<', '{', '}']);
            prop_assert!(!ends, "{properties}");
        }
    }
}
