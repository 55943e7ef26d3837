//! Colours: diagrams are drawn in shades of grey, and each shade becomes a mixture of the theme's text and
//! ground. What the source gives a colour of its own keeps it.

use super::Ground;
use merman::svg::ThemeRole;
use std::fmt::Write;

/// The shades that parts of diagrams are drawn in: black is the theme's text, white its ground.
pub(super) const ROLES: [(ThemeRole, &str); 22] = [
    (ThemeRole::Canvas, "#fefefe"),
    (ThemeRole::Surface, "#e6e6e6"),
    (ThemeRole::SurfaceAlt, "#dedede"),
    (ThemeRole::SurfaceMuted, "#eeeeee"),
    (ThemeRole::Text, "#020202"),
    (ThemeRole::SubtleText, "#202020"),
    (ThemeRole::Border, "#707070"),
    (ThemeRole::Line, "#404040"),
    (ThemeRole::EdgeLabelBackground, "#fdfdfd"),
    (ThemeRole::ClusterBackground, "#f4f4f4"),
    (ThemeRole::ClusterBorder, "#999999"),
    (ThemeRole::NoteBackground, "#d4d4d4"),
    (ThemeRole::NoteBorder, "#888888"),
    (ThemeRole::NoteText, "#020202"),
    (ThemeRole::ActorBackground, "#e6e6e6"),
    (ThemeRole::ActorBorder, "#707070"),
    (ThemeRole::ActorText, "#020202"),
    (ThemeRole::ActivationBackground, "#cccccc"),
    (ThemeRole::ActivationBorder, "#666666"),
    (ThemeRole::Error, "#505050"),
    (ThemeRole::Warning, "#606060"),
    (ThemeRole::Success, "#808080"),
];

/// Colours that stand for those of series, so dark that text on them is drawn in white.
pub(super) fn series_marks() -> Vec<String> {
    (1..=12).map(|number| format!("#0000{number:02x}")).collect()
}

/// The theme's text.
pub(super) const TEXT: &str = "var(--r-main-color)";

/// Turns the drawing's colours into the theme's.
pub(super) struct Paint<'s> {
    source: &'s str,
    own: bool,
}

impl<'s> Paint<'s> {
    /// For a source; with a ground of its own all its colours stay.
    pub(super) fn new(source: &'s str, ground: Option<Ground>) -> Paint<'s> {
        Paint { source, own: ground.is_some() }
    }

    /// A value of CSS or of an attribute with the theme's colours.
    pub(super) fn value(&self, value: &str) -> String {
        let mut out = String::new();
        let mut rest = value;
        while let Some(at) = rest.find(['#', 'r', 'h']) {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let inside_word = out.ends_with(|c: char| c.is_alphanumeric() || "-_(".contains(c));
            let color = Some(literal(rest)).filter(|literal| !literal.is_empty() && !inside_word);
            match color.and_then(|color| Some((color, self.color(color)?))) {
                Some((color, ours)) => {
                    out.push_str(&ours);
                    rest = &rest[color.len()..];
                }
                None => {
                    out.push_str(&rest[..1]);
                    rest = &rest[1..];
                }
            }
        }
        out + rest
    }

    /// The colour with which declarations fill a shape, if the source chose it.
    pub(super) fn own_fill<'v>(&self, declarations: &'v str) -> Option<&'v str> {
        let mut fills = declarations.split(';').filter_map(|one| one.trim().strip_prefix("fill:"));
        let fill = fills.next()?.trim().trim_end_matches("!important").trim();
        let plain = fill.chars().all(|c| c.is_ascii_alphanumeric() || "#(),.% ".contains(c));
        let none = matches!(fill, "" | "none" | "transparent" | "inherit" | "currentColor");
        (plain && !none && !self.own && self.source.contains(fill)).then_some(fill)
    }

    fn color(&self, literal: &str) -> Option<String> {
        if self.own || self.source.contains(literal) {
            return None;
        }
        let ([red, green, blue], alpha) = channels(literal)?;
        let mut out = match [red, green, blue] {
            [0.0, 0.0, number @ 1.0..=12.0] => {
                format!("var(--chart-{})", (number as usize - 1) % 8 + 1)
            }
            [255.0, 255.0, 255.0] => "var(--diagram-on-series)".to_string(),
            _ => shade(red, green, blue)?,
        };
        if alpha < 1.0 {
            let mut clear = String::new();
            let _ = write!(clear, "color-mix(in srgb,{out} {:.0}%,transparent)", alpha * 100.0);
            out = clear;
        }
        Some(out)
    }
}

/// A grey as a mixture; other colours are none.
fn shade(red: f64, green: f64, blue: f64) -> Option<String> {
    let (least, most) = (red.min(green).min(blue), red.max(green).max(blue));
    if most - least > 14.0 {
        return None;
    }
    let ground = (least + most) / 2.0 / 255.0 * 100.0;
    Some(match ground {
        ..2.0 => TEXT.to_string(),
        98.0.. => "var(--diagram-ground)".to_string(),
        _ => format!("color-mix(in srgb,var(--diagram-ground) {ground:.0}%,var(--r-main-color))"),
    })
}

/// The colour that a text begins with: `#rgb`, `#rrggbb`, `rgb(…)`, `rgba(…)` or `hsl(…)`; else nothing.
fn literal(text: &str) -> &str {
    if let Some(digits) = text.strip_prefix('#') {
        let end = digits.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(digits.len());
        let ends = !digits[end..].starts_with(|c: char| c.is_alphanumeric() || "-_".contains(c));
        return if matches!(end, 3 | 6) && ends { &text[..=end] } else { "" };
    }
    let names = ["rgb(", "rgba(", "hsl(", "hsla("];
    let known = names.iter().any(|name| text.starts_with(name));
    known.then(|| text.find(')')).flatten().map_or("", |end| &text[..=end])
}

/// Red, green and blue from 0 to 255, and how opaque it is.
fn channels(literal: &str) -> Option<([f64; 3], f64)> {
    if let Some(digits) = literal.strip_prefix('#') {
        let digit = |at: usize, length: usize| {
            let value = u8::from_str_radix(digits.get(at * length..(at + 1) * length)?, 16).ok()?;
            Some(f64::from(value) * if length == 1 { 17.0 } else { 1.0 })
        };
        let length = digits.len() / 3;
        return Some(([digit(0, length)?, digit(1, length)?, digit(2, length)?], 1.0));
    }
    let (name, rest) = literal.split_once('(')?;
    let parts = rest.trim_end_matches(')').split([',', ' ', '/']).filter(|part| !part.is_empty());
    let numbers: Option<Vec<f64>> =
        parts.map(|part| part.trim_end_matches('%').parse().ok()).collect();
    let numbers = numbers.filter(|numbers| matches!(numbers.len(), 3 | 4))?;
    let alpha = numbers.get(3).copied().unwrap_or(1.0);
    match name {
        "rgb" | "rgba" => Some(([numbers[0], numbers[1], numbers[2]], alpha)),
        // Only greys are of interest.
        _ if numbers[1] < 5.0 => Some(([numbers[2] * 2.55; 3], alpha)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greys_become_mixtures_and_other_colours_stay() {
        let paint = Paint::new("style a fill:#f9f,stroke:#333", None);
        for (value, expected) in [
            ("#020202", "var(--r-main-color)"),
            ("#000", "var(--r-main-color)"),
            ("#fefefe", "var(--diagram-ground)"),
            ("#ffffff!important", "var(--diagram-on-series)!important"),
            ("#808080", "color-mix(in srgb,var(--diagram-ground) 50%,var(--r-main-color))"),
            ("#000003", "var(--chart-3)"),
            ("rgb(0, 0, 9)", "var(--chart-1)"),
            ("rgba(254,254,254,0.5)", "color-mix(in srgb,var(--diagram-ground) 50%,transparent)"),
            ("hsl(210, 0%, 100%)", "var(--diagram-ground)"),
            ("#333", "#333"),
            ("#f9f", "#f9f"),
            ("red", "red"),
            ("url(#abcabc)", "url(#abcabc)"),
            ("#ab", "#ab"),
            ("rgb(", "rgb("),
        ] {
            assert_eq!(paint.value(value), expected, "{value}");
        }
        let own = Paint::new("", Some(Ground::Light));
        assert_eq!(own.value("#020202"), "#020202");
    }
}
