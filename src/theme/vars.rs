//! `theme-vars` in a deck's header: a few changes to its theme.

use super::built_in::SCHEMES;
use super::manifest::Scheme;
use super::{Places, Sheet, Theme, export, is_plain};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::html::colour::{Colour, is_gradient};
use crate::html::length::length;
use crate::source::{Span, Spanned};
use crate::suggest;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A key of `theme-vars` and the custom property that it sets.
const NAMES: [(&str, &str); 9] = [
    ("accent", "--deck-accent"),
    ("background", "--r-background"),
    ("text", "--r-main-color"),
    ("heading", "--r-heading-color"),
    ("link", "--r-link-color"),
    ("font", "--r-main-font"),
    ("heading-font", "--r-heading-font"),
    ("code-font", "--r-code-font"),
    ("size", "--r-main-font-size"),
];

/// Custom properties of other names would have no effect.
const PREFIXES: [&str; 3] = ["--r-", "--deck-", "--code-"];

/// What text must differ from its background by, and headings, which are large.
const CONTRAST: [(&str, f32); 3] =
    [("--r-main-color", 4.5), ("--r-link-color", 4.5), ("--r-heading-color", 3.0)];

/// Adds a sheet with the header's values to the theme.
pub fn add(
    theme: &mut Theme,
    vars: &[(Spanned<String>, Spanned<String>)],
    places: Places<'_>,
    diagnostics: &mut Diagnostics,
) {
    let mut found = Values::default();
    for (name, value) in vars {
        match property(&name.value) {
            Ok(property) => found.set(property, &name.value, value, diagnostics),
            Err(hint) => {
                let message = format!("`{}` is nothing that `theme-vars` sets", shown(&name.value));
                let warning = Diagnostic::warning("unknown-theme-var", name.span, message);
                diagnostics.push(warning.hint(hint));
            }
        }
    }
    if found.set.is_empty() {
        return;
    }
    let mut css = found.faces.clone();
    let ground = found.set.get("--r-background-color").and_then(|(value, _)| Colour::read(value));
    let scheme = ground.map(|ground| if ground.is_dark() { Scheme::Dark } else { Scheme::Light });
    if let Some(scheme) = scheme.filter(|scheme| *scheme != theme.scheme) {
        css += SCHEMES[usize::from(scheme == Scheme::Light)];
        theme.scheme = scheme;
    }
    css += ":root{";
    for (name, (value, _)) in &found.set {
        let _ = write!(css, "{name}:{value};");
    }
    css += "}\n";
    check_contrast(theme, &found, diagnostics);
    // Addresses in it are relative to the deck.
    let path = places.deck.join("theme-vars.css");
    theme.sheets.push(Sheet { path, css, span: found.font });
}

fn property(name: &str) -> Result<String, String> {
    let name = name.trim().to_ascii_lowercase();
    let known = NAMES.iter().find(|(key, _)| *key == name.replace('_', "-"));
    if let Some((_, property)) = known {
        return Ok(property.to_string());
    }
    let rest = PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix));
    let good = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if rest.is_some_and(|rest| !rest.is_empty() && rest.len() < 100 && rest.chars().all(good)) {
        return Ok(name);
    }
    let keys = NAMES.iter().map(|(key, _)| *key);
    let all: Vec<&str> = keys.clone().collect();
    let all = format!("it sets {}, and properties such as `--deck-line`", all.join(", "));
    Err(suggest::did_you_mean(&name, keys).unwrap_or(all))
}

/// Properties that are set: their values and where they stand.
#[derive(Default)]
struct Values {
    set: BTreeMap<String, (String, Span)>,
    /// Rules for fonts of the project.
    faces: String,
    /// Where the first of them stands.
    font: Option<Span>,
}

impl Values {
    fn set(
        &mut self,
        property: String,
        name: &str,
        given: &Spanned<String>,
        diagnostics: &mut Diagnostics,
    ) {
        let value = given.value.trim();
        let mut bad = |hint: &str| {
            let message = format!("`{}` cannot be the value of `{name}`", shown(value));
            let warning = Diagnostic::warning("bad-theme-var", given.span, message);
            diagnostics.push(warning.hint(hint.to_string()));
        };
        let mut put = |property: &str, value: &str| {
            self.set.insert(property.to_string(), (value.to_string(), given.span));
        };
        let loads = value.contains("url(") || value.contains('@') || value.contains('\\');
        match property.as_str() {
            _ if !may_stand_in_rule(value) || loads => {
                bad(
                    "write a plain CSS value; pictures and rules belong into a style sheet (`css`)",
                );
            }
            "--r-background" => match Colour::read(value) {
                Some(_) => {
                    put("--r-background", value);
                    put("--r-background-color", value);
                }
                None if is_gradient(value) => put("--r-background", value),
                None => bad("write a colour such as \"#102030\", or a gradient"),
            },
            "--deck-accent" | "--r-main-color" | "--r-heading-color"
                if Colour::read(value).is_none() =>
            {
                bad("write a colour such as \"#0a6e8a\", with the quotes");
            }
            "--r-link-color" => match Colour::read(value) {
                Some(_) => {
                    put("--r-link-color", value);
                    put("--r-link-color-hover", value);
                }
                None => bad("write a colour such as \"#0a6e8a\", with the quotes"),
            },
            "--r-main-font-size" => match length(value).filter(|size| size.ends_with("px")) {
                Some(size) => put(&property, &size),
                None => bad("write pixels on the stage, such as `34px`"),
            },
            "--r-main-font" | "--r-heading-font" | "--r-code-font" if is_font_file(value) => {
                let family = format!("theme-vars {name}");
                self.faces += &super::sheet::font_face(&family, 400, Default::default(), value, "");
                self.font.get_or_insert(given.span);
                let generic = if name == "code-font" { "monospace" } else { "sans-serif" };
                self.set.insert(property, (format!("\"{family}\",{generic}"), given.span));
            }
            _ => put(&property, value),
        }
    }
}

/// Quotes come in pairs, and nothing ends the declaration.
fn may_stand_in_rule(value: &str) -> bool {
    let bad = |c: char| c.is_control() || "\\;{}<>".contains(c);
    let pairs =
        |open: char, close: char| value.matches(open).count() == value.matches(close).count();
    !value.is_empty()
        && value.len() <= 500
        && !value.contains(bad)
        && !value.contains("/*")
        && value.matches('"').count().is_multiple_of(2)
        && value.matches('\'').count().is_multiple_of(2)
        && pairs('(', ')')
}

fn is_font_file(value: &str) -> bool {
    let ending = value.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    value.contains('.') && is_plain(value) && ["woff2", "woff", "ttf", "otf"].contains(&&ending[..])
}

/// Warns where text that the header colours is hard to read.
fn check_contrast(theme: &Theme, found: &Values, diagnostics: &mut Diagnostics) {
    let sheets = [String::from_utf8_lossy(&theme.css.bytes).into_owned()];
    let own = theme.sheets.iter().map(|sheet| sheet.css.clone());
    let whole: String = sheets.into_iter().chain(own).collect();
    let theirs: BTreeMap<&str, &str> = export::declared(&whole).collect();
    let colour = |name: &str| {
        let value = found.set.get(name).map(|(value, _)| value.as_str());
        Colour::read(value.or_else(|| theirs.get(name).copied())?)
    };
    // Over a gradient of the header's, nothing can be told.
    let gradient =
        found.set.contains_key("--r-background") && !found.set.contains_key("--r-background-color");
    let Some(ground) = colour("--r-background-color").filter(|_| !gradient) else { return };
    let ground_span = found.set.get("--r-background-color").map(|(_, span)| *span);
    let mut warned = Vec::new();
    for (name, least) in CONTRAST {
        let span = found.set.get(name).map(|(_, span)| *span).or(ground_span);
        let (Some(text), Some(span)) = (colour(name), span) else { continue };
        if warned.contains(&span) {
            continue;
        }
        let contrast = text.contrast(ground);
        if contrast < least {
            warned.push(span);
            let (key, _) = NAMES.iter().find(|(_, set)| *set == name).unwrap_or(&NAMES[2]);
            let message = format!(
                "`{key}` {} on {} has a contrast of {contrast:.1} to 1",
                text.hex(),
                ground.hex()
            );
            let warning = Diagnostic::warning("low-contrast", span, message);
            diagnostics.push(warning.hint(format!(
                "it needs {least} to 1; set `{key}` to a colour that differs more, or take a theme \
                 that is {}",
                if ground.is_dark() { "dark" } else { "light" }
            )));
        }
    }
}

/// An author's word in a message, cut when it is too long to read.
fn shown(word: &str) -> &str {
    word.char_indices().nth(60).map_or(word, |(end, _)| &word[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Memory;
    use std::path::Path;

    fn sheet(theme: &str, pairs: &[(&str, &str)]) -> (String, Scheme, Vec<&'static str>) {
        let world = Memory::default();
        let places = Places { world: &world, deck: Path::new("/p"), project: Path::new("/p") };
        let mut theme = Theme::from(super::super::find(theme).unwrap());
        let text = |text: &str| Spanned { value: text.to_string(), span: Span::default() };
        let vars: Vec<_> = pairs.iter().map(|(key, value)| (text(key), text(value))).collect();
        let mut found = Vec::new();
        add(&mut theme, &vars, places, &mut found);
        let css = theme.sheets.first().map(|sheet| sheet.css.clone()).unwrap_or_default();
        (css, theme.scheme, found.into_iter().map(|found| found.code).collect())
    }

    #[test]
    fn names_become_properties() {
        for (key, value, expected) in [
            ("accent", "#c2410c", "--deck-accent:#c2410c;"),
            ("background", "#fffdf7", "--r-background:#fffdf7;--r-background-color:#fffdf7;"),
            ("background", "linear-gradient(#fff, #eef)", "--r-background:linear-gradient("),
            ("text", "black", "--r-main-color:black;"),
            ("link", "navy", "--r-link-color:navy;--r-link-color-hover:navy;"),
            ("heading_font", "Georgia, serif", "--r-heading-font:Georgia, serif;"),
            ("code-font", "'Fira Code'", "--r-code-font:'Fira Code';"),
            ("size", "34", "--r-main-font-size:34px;"),
            ("--deck-line", "#0002", "--deck-line:#0002;"),
            ("--CODE-keyword", "red", "--code-keyword:red;"),
        ] {
            let (css, _, found) = sheet("white", &[(key, value)]);
            assert!(css.contains(expected) && found.is_empty(), "{key}: {css} {found:?}");
        }
    }

    #[test]
    fn nothing_else_gets_into_the_sheet() {
        for (key, value, code) in [
            ("acent", "red", "unknown-theme-var"),
            ("--color", "red", "unknown-theme-var"),
            ("--r-", "red", "unknown-theme-var"),
            ("--r-a{", "red", "unknown-theme-var"),
            ("text", "bluish", "bad-theme-var"),
            ("size", "3em", "bad-theme-var"),
            ("background", "url(x.png)", "bad-theme-var"),
            ("font", "\"A", "bad-theme-var"),
            ("font", "A;--r-main-color:red", "bad-theme-var"),
            ("--deck-line", "</style>", "bad-theme-var"),
            ("--deck-line", "u\\72l(x)", "bad-theme-var"),
            ("--deck-line", "red/*", "bad-theme-var"),
            ("--deck-line", "", "bad-theme-var"),
            ("--deck-line", "f(", "bad-theme-var"),
        ] {
            assert_eq!(
                sheet("white", &[(key, value)]),
                (String::new(), Scheme::Light, vec![code]),
                "{value}"
            );
        }
    }

    #[test]
    fn colours_of_the_other_scheme_come_with_a_ground() {
        let all =
            [("background", "#102030"), ("text", "#eee"), ("heading", "#fff"), ("link", "skyblue")];
        let (css, scheme, found) = sheet("white", &all);
        assert!(css.contains("color-scheme:dark") && found.is_empty(), "{css} {found:?}");
        assert_eq!(scheme, Scheme::Dark);
        assert_eq!(sheet("white", &all[..1]).2, ["low-contrast"]);
        assert_eq!(sheet("league", &[("text", "#333")]).2, ["low-contrast"]);
    }

    #[test]
    fn a_font_of_the_project() {
        let (css, _, _) = sheet("white", &[("font", "fonts/a.woff2")]);
        assert!(css.starts_with("@font-face{font-family:\"theme-vars font\""), "{css}");
        assert!(css.contains("url(\"fonts/a.woff2\")"));
        assert!(css.contains("--r-main-font:\"theme-vars font\",sans-serif;"));
    }
}
