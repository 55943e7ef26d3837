//! CSS colours: how bright they are, and whether text can be read on them.

use super::css;

/// A colour without its transparency: red, green and blue from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Colour {
    rgb: [f32; 3],
}

/// No colour that people write is longer.
const MAX_LENGTH: usize = 100;

impl Colour {
    /// Reads a colour by name, `#rgb`, `rgb(…)`, `hsl(…)` and the like. `None` when it is none, or
    /// when something shines through it.
    pub fn read(text: &str) -> Option<Colour> {
        let text = text.trim();
        // The library also takes hexadecimal digits without `#`, which CSS does not.
        let named = text.starts_with('#') || !text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if text.len() > MAX_LENGTH || !named {
            return None;
        }
        let [red, green, blue, alpha] = csscolorparser::parse(text).ok()?.to_array();
        let rgb = [red, green, blue].map(|part| part.clamp(0.0, 1.0));
        (alpha > 0.99 && rgb.iter().all(|part| part.is_finite())).then_some(Colour { rgb })
    }

    /// `#rrggbb`.
    pub fn hex(self) -> String {
        let [red, green, blue] = self.rgb.map(|part| (part * 255.0).round() as u8);
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// Whether light text is to stand on it, as reveal.js decides it.
    pub fn is_dark(self) -> bool {
        let [red, green, blue] = self.rgb;
        (red * 299.0 + green * 587.0 + blue * 114.0) / 1000.0 * 255.0 < 128.0
    }

    /// The contrast of text in one of the colours on the other, from 1 to 21
    /// (<https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>).
    pub fn contrast(self, other: Colour) -> f32 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(self) -> f32 {
        let linear = |part: f32| match part {
            _ if part <= 0.04045 => part / 12.92,
            _ => ((part + 0.055) / 1.055).powf(2.4),
        };
        let [red, green, blue] = self.rgb.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

/// Whether the text is one or more CSS gradients and nothing else that could load or end anything.
pub fn is_gradient(text: &str) -> bool {
    let start = text.trim_start().trim_start_matches("repeating-");
    let known = ["linear-gradient(", "radial-gradient(", "conic-gradient("];
    let plain = |c: char| c.is_ascii_alphanumeric() || "(), .%#-+/".contains(c);
    known.iter().any(|known| start.starts_with(known))
        && text.len() <= 2000
        && text.chars().all(plain)
        && css::references(text).is_empty()
        && text.matches('(').count() == text.matches(')').count()
}

/// The mean of a gradient's colours, for what text on it should be like.
pub fn mean(gradient: &str) -> Option<Colour> {
    let inner = gradient.split_once('(')?.1;
    let mut colours = Vec::new();
    let mut depth = 0;
    let stops = inner.split(|c: char| {
        depth += isize::from(c == '(') - isize::from(c == ')');
        c == ',' && depth == 0
    });
    for stop in stops {
        let stop = stop.trim().trim_end_matches(')').trim();
        let open = if stop.contains('(') { ")" } else { "" };
        let stop = format!("{stop}{open}");
        // `navy 20%`, `rgb(0 0 0) 20% 40%`: the colour stands first or alone.
        let end = stop.find(')').map(|end| end + 1).or_else(|| stop.find(' '));
        colours.extend(Colour::read(&stop[..end.unwrap_or(stop.len())]));
    }
    let count = colours.len() as f32;
    let sum = |at: usize| colours.iter().map(|colour| colour.rgb[at]).sum::<f32>() / count;
    (!colours.is_empty()).then(|| Colour { rgb: [sum(0), sum(1), sum(2)] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read() {
        for (text, hex, dark) in [
            ("navy", "#000080", true),
            (" #FFF ", "#ffffff", false),
            ("rgb(10, 20, 30)", "#0a141e", true),
            ("hsl(60 100% 50%)", "#ffff00", false),
        ] {
            let colour = Colour::read(text).unwrap();
            assert_eq!((colour.hex().as_str(), colour.is_dark()), (hex, dark), "{text}");
        }
        for bad in ["", "fff", "#ff", "bluish", "transparent", "#0008", "var(--a)", "red;x"] {
            assert_eq!(Colour::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn contrast_is_wcags() {
        let (black, white) = (Colour::read("#000").unwrap(), Colour::read("#fff").unwrap());
        assert!((black.contrast(white) - 21.0).abs() < 0.01);
        assert!((white.contrast(Colour::read("#777").unwrap()) - 4.48).abs() < 0.01);
    }

    #[test]
    fn gradients() {
        for (text, hex) in [
            ("linear-gradient(to right, #000, #fff)", "#808080"),
            ("radial-gradient(circle at 50% 50%, rgb(0, 0, 0) 10%, rgb(20, 20, 20))", "#0a0a0a"),
            ("linear-gradient(navy 20%, navy)", "#000080"),
        ] {
            assert!(is_gradient(text), "{text}");
            assert_eq!(mean(text).map(Colour::hex).as_deref(), Some(hex), "{text}");
        }
        for bad in ["red", "linear-gradient(red);x", "linear-gradient(url(x))", "linear-gradient(a"]
        {
            assert!(!is_gradient(bad), "{bad}");
        }
        assert_eq!(mean("linear-gradient(45deg)"), None);
    }

    proptest::proptest! {
        #[test]
        fn hostile_colours_do_no_harm(text in "\\PC{0,60}") {
            let gradient = format!("linear-gradient({text})");
            let _ = (Colour::read(&text), is_gradient(&gradient), mean(&gradient));
        }
    }
}
