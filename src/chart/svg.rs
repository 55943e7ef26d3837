//! Writes SVG: the few elements that charts are made of, text escaped, numbers short.

use crate::html::escape;
use std::fmt::Write;

/// Where a text is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// SVG being written.
#[derive(Default)]
pub(super) struct Svg {
    out: String,
}

impl Svg {
    pub(super) fn finish(self) -> String {
        self.out
    }

    pub(super) fn open(&mut self, class: &str) {
        let _ = write!(self.out, "<g class=\"{class}\">");
    }

    pub(super) fn close(&mut self) {
        self.out.push_str("</g>\n");
    }

    pub(super) fn rect(&mut self, x: f64, y: f64, width: f64, height: f64) {
        let [x, y, width, height] = [x, y, width.max(0.0), height.max(0.0)].map(number);
        let _ =
            write!(self.out, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>");
    }

    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(number);
        let class = if class.is_empty() { "" } else { &format!(" class=\"{class}\"") };
        let _ = write!(self.out, "<line{class} x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>");
    }

    pub(super) fn path(&mut self, class: &str, path: &Path) {
        if !path.out.is_empty() {
            let _ = write!(self.out, "<path class=\"{class}\" d=\"{}\"/>", path.out);
        }
    }

    /// Text with its middle at a height.
    pub(super) fn text(&mut self, at: (f64, f64), anchor: Anchor, text: &str) {
        let [x, y] = [at.0, at.1].map(number);
        let _ = write!(self.out, "<text x=\"{x}\" y=\"{y}\"");
        self.text_end(anchor, text);
    }

    /// Text that rises to the end at a point.
    pub(super) fn turned(&mut self, at: (f64, f64), text: &str) {
        let [x, y] = [at.0, at.1].map(number);
        let _ = write!(self.out, "<text transform=\"translate({x} {y}) rotate(-40)\"");
        self.text_end(Anchor::End, text);
    }

    fn text_end(&mut self, anchor: Anchor, text: &str) {
        self.out.push_str(match anchor {
            Anchor::Start => " dy=\"0.35em\">",
            Anchor::Middle => " dy=\"0.35em\" text-anchor=\"middle\">",
            Anchor::End => " dy=\"0.35em\" text-anchor=\"end\">",
        });
        escape::text(&mut self.out, text);
        self.out.push_str("</text>");
    }
}

/// The `d` of a path.
#[derive(Default)]
pub(super) struct Path {
    out: String,
}

impl Path {
    pub(super) fn go(&mut self, x: f64, y: f64) {
        let _ = write!(self.out, "M{} {}", number(x), number(y));
    }

    pub(super) fn line(&mut self, x: f64, y: f64) {
        let _ = write!(self.out, "L{} {}", number(x), number(y));
    }

    /// An arc of a circle to a point; `large` when it is more than half of it.
    pub(super) fn arc(&mut self, radius: f64, large: bool, clockwise: bool, to: (f64, f64)) {
        let (large, clockwise) = (u8::from(large), u8::from(clockwise));
        let [r, x, y] = [radius, to.0, to.1].map(number);
        let _ = write!(self.out, "A{r} {r} 0 {large} {clockwise} {x} {y}");
    }

    pub(super) fn close(&mut self) {
        self.out.push('Z');
    }

    /// A mark around a point; series differ in its shape.
    pub(super) fn mark(&mut self, shape: usize, x: f64, y: f64, r: f64) {
        let point = |dx: f64, dy: f64| (x + dx * r, y + dy * r);
        let corners: &[(f64, f64)] = match shape % 5 {
            0 => {
                self.go(x - r, y);
                self.arc(r, true, true, (x + r, y));
                self.arc(r, true, true, (x - r, y));
                return self.close();
            }
            1 => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
            2 => &[(0.0, -1.2), (1.1, 0.8), (-1.1, 0.8)],
            3 => &[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)],
            _ => &[(0.0, 1.2), (1.1, -0.8), (-1.1, -0.8)],
        };
        for (at, (dx, dy)) in corners.iter().enumerate() {
            let (x, y) = point(*dx, *dy);
            if at == 0 { self.go(x, y) } else { self.line(x, y) }
        }
        self.close();
    }
}

/// A tenth of a pixel is as fine as anybody sees.
pub(super) fn number(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    // No `-0`.
    format!("{}", tenths + 0.0)
}

/// About how wide a text is, for a common face: nobody knows the reader's.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let wide = |c: char| match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | '\'' | '|' | ' ' | '\u{a0}' | '\u{202f}' => 0.32,
        'm' | 'w' | 'M' | 'W' | '%' => 0.9,
        'A'..='Z' => 0.68,
        '\u{300}'..='\u{36f}' => 0.0,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' => 1.05,
        '\u{ff00}'..='\u{ff60}' | '\u{1f000}'.. => 1.2,
        _ => 0.57,
    };
    text.chars().map(wide).sum::<f64>() * size
}

/// The text, cut with an ellipsis so that it is no wider than `room`.
pub(super) fn cut(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_string();
    }
    let mut used = width("…", size);
    let mut out = String::new();
    for c in text.chars() {
        used += width(c.encode_utf8(&mut [0; 4]), size);
        if used > room && !out.is_empty() {
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out + "…"
}
