//! How wide the bundled fonts' characters are.
//!
//! The tables are made from the font files when deckgen is built, so that no font is read at run time.
//! Pairs of ASCII characters have their kerning; ligatures and joined scripts are not known.

/// One face of a family: a weight, upright or slanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Face {
    /// The family as style sheets name it.
    pub family: &'static str,
    /// 400 is regular and 700 bold.
    pub weight: u16,
    /// Whether it is slanted.
    pub italic: bool,
    /// How many units of this table are one em.
    units: u16,
    /// From the baseline up.
    ascent: i16,
    /// From the baseline down: negative.
    descent: i16,
    /// Between two lines, where the style sheet says nothing of it.
    gap: i16,
    /// Runs of characters: the first one, and how wide each is.
    advances: &'static [(u32, &'static [u16])],
    /// Pairs of ASCII characters and how far they move together, sorted.
    kerning: &'static [(u16, i16)],
}

include!(concat!(env!("OUT_DIR"), "/fonts.rs"));

/// The face of a bundled family that browsers take for a weight and slant; `None` if there is no
/// such family. Letter case does not count.
pub fn face(family: &str, weight: u16, italic: bool) -> Option<&'static Face> {
    let own = FACES.iter().filter(|face| face.family.eq_ignore_ascii_case(family));
    own.min_by_key(|face| (face.italic != italic, face.weight.abs_diff(weight)))
}

impl Face {
    /// How wide a character is, in em; `None` if the font has none such.
    pub fn advance(&self, c: char) -> Option<f32> {
        let c = u32::from(c);
        let at = self.advances.partition_point(|(first, _)| *first <= c).checked_sub(1)?;
        let (first, run) = self.advances[at];
        let advance = run.get((c - first) as usize)?;
        Some(f32::from(*advance) / f32::from(self.units))
    }

    /// How much farther apart two characters are than their widths say, in em; mostly negative.
    pub fn kerning(&self, left: char, right: char) -> f32 {
        let (Ok(left), Ok(right)) = (u8::try_from(left), u8::try_from(right)) else { return 0.0 };
        let pair = u16::from(left) << 8 | u16::from(right);
        let found = self.kerning.binary_search_by_key(&pair, |(pair, _)| *pair);
        found.map_or(0.0, |at| f32::from(self.kerning[at].1) / f32::from(self.units))
    }

    /// How high its letters reach over the baseline and below it, in em, both positive.
    pub fn extent(&self) -> (f32, f32) {
        let units = f32::from(self.units);
        (f32::from(self.ascent) / units, -f32::from(self.descent) / units)
    }

    /// How high a line is where no style sheet says it, in em.
    pub fn line_height(&self) -> f32 {
        let (up, down) = self.extent();
        up + down + f32::from(self.gap) / f32::from(self.units)
    }

    /// How wide a text is on one line, in em; what the font has no character for is not counted.
    pub fn width(&self, text: &str) -> f32 {
        let (mut width, mut last) = (0.0, '\0');
        for c in text.chars() {
            width += self.advance(c).unwrap_or(0.0) + self.kerning(last, c);
            last = c;
        }
        width
    }
}

#[cfg(test)]
mod tests {
    use super::face;

    const TEXTS: [&str; 3] =
        ["The quick brown fox jumps", "AVATAR Tomato, WAVE", "Größe: 1024 × 768"];

    /// Widths of the texts in em as Chromium 156 sets them: `getBoundingClientRect().width` of a `span`
    /// in the package's latin file at 1000 px, divided by 1000.
    const CHROMIUM: [(&str, u16, bool, [f32; 3]); 10] = [
        ("Lato", 400, false, [11.628, 10.427, 8.297]),
        ("Lato", 700, false, [11.9255, 10.663, 8.3535]),
        ("Lato", 400, true, [10.7875, 9.6795, 7.949]),
        ("League Gothic", 400, false, [6.9075, 5.909, 4.916]),
        ("Source Sans 3", 400, false, [11.211, 9.319, 7.393]),
        ("Open Sans", 400, false, [12.5982, 10.7388, 8.5376]),
        ("Montserrat", 700, false, [14.255, 12.284, 9.115]),
        ("News Cycle", 700, false, [10.5186, 8.9946, 7.7178]),
        ("Quicksand", 400, false, [12.4, 10.67, 7.916]),
        ("Ubuntu", 400, false, [12.118, 10.495, 8.281]),
    ];

    #[test]
    fn texts_are_as_wide_as_in_a_browser() {
        for (family, weight, italic, expected) in CHROMIUM {
            let face = face(family, weight, italic).unwrap();
            for (text, expected) in TEXTS.iter().zip(expected) {
                let width = face.width(text);
                assert!(
                    (width - expected).abs() < 0.003 * expected,
                    "{family}: {text}: {width} {expected}"
                );
            }
        }
    }

    #[test]
    fn families_and_characters_that_are_not_there_are_none() {
        assert_eq!(face("Comic Sans", 400, false), None);
        assert_eq!(
            face("lato", 600, true).map(|face| (face.weight, face.italic)),
            Some((400, true))
        );
        assert_eq!(face("Lato", 400, false).and_then(|face| face.advance('語')), None);
        assert_eq!(face("Lato", 400, false).unwrap().kerning('語', 'a'), 0.0);
    }

    #[test]
    fn lines_are_a_little_higher_than_letters() {
        let face = face("Lato", 400, false).unwrap();
        let (up, down) = face.extent();
        assert!((0.7..1.1).contains(&up) && (0.1..0.4).contains(&down), "{up} {down}");
        assert!((1.1..1.4).contains(&face.line_height()), "{}", face.line_height());
    }
}
