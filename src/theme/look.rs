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

    /// The files of the fonts in which a slide's heading, and if `has_text` its text, is set.
    pub fn fonts_of(&self, slide: &str, has_text: bool) -> Vec<String> {
        let value = |name: &str| self.value(name).unwrap_or_default();
        let weight = value("--r-heading-font-weight").replace("bold", "700");
        let weight = if weight == "normal" { "400".to_string() } else { weight };
        let heading = value("--r-heading-font");
        let same = heading.strip_prefix("var(").and_then(|name| name.strip_suffix(')'));
        let mut wanted = vec![(same.map_or(heading.clone(), |name| value(name.trim())), weight)];
        wanted.extend(has_text.then(|| (value("--r-main-font"), "400".to_string())));
        let characters = Characters::of(&[slide]);
        let css = String::from_utf8_lossy(&self.css.bytes);
        let faces = top_rules(&css).into_iter().filter(|rule| rule.prelude == "@font-face");
        let faces: Vec<&str> = faces.map(|rule| rule.body).collect();
        let mut files: Vec<String> = Vec::new();
        for (family, weight) in wanted {
            // Only the first family of a list is looked for; the others are the reader's own.
            let first = names(&family).next().unwrap_or_default();
            let is_it = |face: &&&str| {
                face_value(face, "font-weight") == weight && self.needs(face, first, &characters)
            };
            files.extend(faces.iter().filter(is_it).map(|face| face_file(face).to_string()));
        }
        files.dedup();
        files
    }

    /// Whether a font face is one of these fonts, upright, holds characters of the text, and is a file of
    /// this theme.
    fn needs(&self, face: &str, fonts: &str, characters: &Characters) -> bool {
        let family = face_value(face, "font-family").trim_matches(['"', '\'']);
        let file = face_file(face);
        let range = face_value(face, "unicode-range");
        face_value(face, "font-style") != "italic"
            && is_plain(face)
            && names(fonts).any(|name| name == family)
            && self.files.iter().any(|known| known.name == file)
            && (range.is_empty() || characters.any_in(range))
    }
}

/// What a font face's rule says under a name.
fn face_value<'c>(face: &'c str, name: &str) -> &'c str {
    declarations(face).find(|(key, _)| *key == name).map_or("", |(_, value)| value)
}

/// The file that a font face names.
fn face_file(face: &str) -> &str {
    let url = face_value(face, "src").strip_prefix("url(").unwrap_or_default();
    url.trim_end_matches(')').trim_matches(['"', '\''])
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

    #[test]
    fn a_slide_needs_the_fonts_of_its_heading_and_its_text() {
        let names = |theme: &str, slide: &str, has_text| {
            let fonts = Theme::from(crate::theme::find(theme).unwrap()).fonts_of(slide, has_text);
            fonts.iter().map(|file| file.split('.').next().unwrap().to_string()).collect::<Vec<_>>()
        };
        let league = "league-gothic-latin-400-normal";
        assert_eq!(names("league", "A talk", false), [league]);
        assert_eq!(names("league", "A talk", true), [league, "lato-latin-400-normal"]);
        let source = ["source-sans-3-latin-700-normal", "source-sans-3-latin-400-normal"];
        assert_eq!(names("white", "x", true), source);
        assert_eq!(names("serif", "x", true), [""; 0]);
        for theme in built_in() {
            assert!(names(theme.name, "Ä talk", true).len() < 3, "{}", theme.name);
        }
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
