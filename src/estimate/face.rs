//! The fonts of a page: bundled ones by their tables, those of the reader's machine by guess.

use crate::font::{self, Face};

/// What a style's text is set in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Typeface {
    Bundled(&'static Face),
    /// All characters are equally wide.
    Mono,
    /// A sans-serif or serif of the reader's machine; the factor is for weight and kind.
    System(f32),
}

/// Widths of ASCII from the space on, in thousandths of an em, of the fonts that most machines use for
/// sans-serif: Helvetica and what has its widths.
const SYSTEM: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// A monospace font's characters.
const MONO: f32 = 0.602;

impl Typeface {
    /// The first family of a list that is there.
    pub(super) fn of(families: &str, weight: u16, italic: bool) -> Typeface {
        for family in super::value::parts(families) {
            let name = family.trim_matches(['"', '\'']).trim();
            if let Some(face) = font::face(name, weight, italic) {
                return Typeface::Bundled(face);
            }
            let lower = name.to_ascii_lowercase();
            let bold = if weight >= 600 { 1.07 } else { 1.0 };
            if lower.contains("mono")
                || ["menlo", "consolas", "courier", "courier new"].contains(&&*lower)
            {
                return Typeface::Mono;
            }
            if lower == "impact" {
                return Typeface::System(0.95);
            }
            if lower == "serif" || lower.contains("times") || lower == "georgia" {
                return Typeface::System(0.96 * bold);
            }
            if matches!(
                &*lower,
                "sans-serif" | "system-ui" | "helvetica" | "arial" | "-apple-system"
            ) {
                return Typeface::System(bold);
            }
        }
        Typeface::System(1.0)
    }

    /// How wide a character is, in em.
    pub(super) fn advance(self, c: char) -> f32 {
        let own = match self {
            Typeface::Bundled(face) => face.advance(c),
            Typeface::Mono if u32::from(c) < 0x2E80 && !is_ignored(c) => Some(MONO),
            Typeface::System(factor) => {
                let at = u32::from(c).checked_sub(0x20).map(|at| at as usize);
                at.and_then(|at| SYSTEM.get(at)).map(|width| f32::from(*width) / 1000.0 * factor)
            }
            Typeface::Mono => None,
        };
        own.unwrap_or_else(|| other(c))
    }

    pub(super) fn kerning(self, left: char, right: char) -> f32 {
        match self {
            Typeface::Bundled(face) => face.kerning(left, right),
            _ => 0.0,
        }
    }

    /// How high letters reach over the baseline and below it, in em.
    pub(super) fn extent(self) -> (f32, f32) {
        match self {
            Typeface::Bundled(face) => face.extent(),
            Typeface::Mono => (0.928, 0.236),
            Typeface::System(_) => (0.9, 0.22),
        }
    }

    pub(super) fn line_height(self) -> f32 {
        match self {
            Typeface::Bundled(face) => face.line_height(),
            Typeface::Mono => 1.164,
            Typeface::System(_) => 1.15,
        }
    }
}

/// Whether a character takes no room: joiners, marks over letters and the like.
fn is_ignored(c: char) -> bool {
    matches!(u32::from(c), 0..0x20 | 0xAD | 0x300..0x370 | 0x200B..0x2010 | 0x202A..0x202F | 0x2060..0x2070
        | 0xFE00..0xFE10 | 0xFEFF | 0x1F3FB..0x1F400 | 0xE0000..0xE1000)
}

/// The width of a character that the font has none for.
fn other(c: char) -> f32 {
    match u32::from(c) {
        _ if is_ignored(c) => 0.0,
        0x600..0x780 => 0.5,
        0x900..0xE00 => 0.65,
        0x1100..0x1200
        | 0x2E80..0xD7B0
        | 0xF900..0xFB00
        | 0xFE30..0xFE70
        | 0xFF00..0xFF61
        | 0x20000..0x30000 => 1.0,
        0x1F000..0x20000 | 0x2600..0x27C0 => 1.2,
        0x2190..0x2600 => 0.85,
        0x2014 => 1.0,
        _ => 0.58,
    }
}

/// Whether lines may be broken before and after a character: ideographs and emoji.
pub(super) fn stands_alone(c: char) -> bool {
    matches!(u32::from(c), 0x2E80..0x3001 | 0x3003..0x3008 | 0x3012..0x3014 | 0x3020..0xA4D0 | 0xAC00..0xD7B0 | 0xF900..0xFB00
        | 0xFF02..0xFF61 | 0x1F000..0x1F3FB | 0x1F400..0x30000 | 0x2600..0x27C0)
}
