//! How large formulas are, roughly: MathML without its finer points.

use super::dom::{Child, Id};
use super::layout::Scene;

/// Elements inside one another, at most; what is deeper is not measured.
const MAX_DEPTH: usize = 60;

/// Width, and how far it reaches over the baseline and below it.
type Extent = (f32, f32, f32);

impl Scene<'_> {
    /// The size of a formula.
    pub(super) fn math(&self, id: Id) -> Extent {
        let Some(style) = self.styles.get(id) else { return (0.0, 0.0, 0.0) };
        let display = self.element(id).attribute("display") == Some("block");
        self.formula(id, style.font_size, display, 0)
    }

    /// An element of a formula; `display` is for those that stand apart, in which fractions are larger.
    fn formula(&self, id: Id, size: f32, display: bool, depth: usize) -> Extent {
        if depth > MAX_DEPTH {
            return (0.0, 0.0, 0.0);
        }
        let element = self.element(id);
        let display = match element.attribute("displaystyle") {
            Some(value) => value == "true",
            None => display,
        };
        let inner = |id: Id, size: f32| self.formula(id, size, false, depth + 1);
        let parts = |size: f32| -> Vec<Extent> {
            let each = |child: &Id| self.formula(*child, size, display, depth + 1);
            let inner = element.elements.iter().map(each);
            inner.collect()
        };
        let small = size * 0.72;
        match &*element.name {
            "mi" | "mn" | "ms" | "mtext" => letters(&self.text(id), size, 0.5),
            "mo" => operator(&self.text(id), size),
            "mspace" => (0.3 * size, 0.0, 0.0),
            "annotation" | "annotation-xml" | "mphantom" => (0.0, 0.0, 0.0),
            "mfrac" => {
                let own = if display { size } else { small };
                let shift = if display { 0.64 * size } else { 0.5 * size };
                let [top, bottom] =
                    two(element.elements.iter().map(|id| inner(*id, own)).collect());
                let width = top.0.max(bottom.0) + 0.1 * size;
                // The rule stands on the axis, with room above and below it.
                let above = shift.max(0.4 * size + top.2) + top.1;
                (width, above, shift.max(bottom.1 - 0.1 * size) + bottom.2)
            }
            "msqrt" => {
                let (width, up, down) = row(parts(size));
                (width + 0.8 * size, up + 0.15 * size, down)
            }
            "mroot" => {
                let [inner, _] = two(parts(size));
                (inner.0 + 0.9 * size, inner.1 + 0.2 * size, inner.2)
            }
            "msup" | "msub" | "msubsup" | "mmultiscripts" => {
                let base =
                    element.elements.first().map(|id| self.formula(*id, size, display, depth + 1));
                let base = base.unwrap_or_default();
                let scripts = element.elements.iter().skip(1).map(|id| inner(*id, small));
                let (width, high) = scripts.fold((0.0_f32, 0.0_f32), |most, script| {
                    (most.0.max(script.0), most.1.max(script.1 + script.2))
                });
                let (above, below) = match &*element.name {
                    "msup" => (0.4 * size + high * 0.7, 0.0),
                    "msub" => (0.0, 0.15 * size + high * 0.4),
                    _ => (0.4 * size + high * 0.7, 0.2 * size + high * 0.4),
                };
                (base.0 + width, base.1.max(above), base.2.max(below))
            }
            "munder" | "mover" | "munderover" => {
                let base =
                    element.elements.first().map(|id| self.formula(*id, size, display, depth + 1));
                let base = base.unwrap_or_default();
                let scripts: Vec<Extent> =
                    element.elements.iter().skip(1).map(|id| inner(*id, small)).collect();
                let width = scripts.iter().fold(base.0, |most, script| most.max(script.0));
                let high = |at: usize| {
                    scripts.get(at).map_or(0.0, |script| script.1 + script.2 + 0.1 * size)
                };
                let (over, under) = match &*element.name {
                    "munder" => (0.0, high(0)),
                    "mover" => (high(0).min(0.9 * size), 0.0),
                    _ => (high(1), high(0)),
                };
                (width, base.1 + over, base.2 + under)
            }
            "mtable" => self.matrix(id, size, display, depth),
            _ if element.elements.is_empty() => letters(&self.text(id), size, 0.5),
            _ => row(parts(size)),
        }
    }

    /// Cells are lines of text with a little room around them.
    fn matrix(&self, id: Id, size: f32, display: bool, depth: usize) -> Extent {
        let mut widths: Vec<f32> = Vec::new();
        let mut height = 0.0;
        for line in &self.element(id).elements {
            let (mut up, mut down) = (0.0_f32, 0.0_f32);
            for (column, cell) in self.element(*line).elements.iter().enumerate() {
                let inner = self.element(*cell).elements.iter();
                let inner: Vec<Extent> =
                    inner.map(|id| self.formula(*id, size, display, depth + 1)).collect();
                if !inner.is_empty() {
                    (up, down) = (up.max(0.92 * size), down.max(0.38 * size));
                }
                let cell = row(inner);
                (up, down) = (up.max(cell.1), down.max(cell.2));
                match widths.get_mut(column) {
                    Some(width) => *width = width.max(cell.0),
                    None => widths.push(cell.0),
                }
            }
            height += up + down + 0.46 * size;
        }
        let width = widths.iter().sum::<f32>() + 0.8 * size * widths.len() as f32;
        (width, height / 2.0 + 0.25 * size, height / 2.0 - 0.25 * size)
    }

    /// All text in an element.
    fn text(&self, id: Id) -> String {
        let pieces = self.element(id).children.iter().map(|child| match child {
            Child::Text(text) => text.trim(),
            Child::Element(_) => "",
        });
        pieces.collect()
    }
}

fn two(parts: Vec<Extent>) -> [Extent; 2] {
    let mut parts = parts.into_iter();
    [parts.next().unwrap_or_default(), parts.next().unwrap_or_default()]
}

fn row(parts: Vec<Extent>) -> Extent {
    parts.into_iter().fold((0.0, 0.0, 0.0), |sum, part| {
        (sum.0 + part.0, f32::max(sum.1, part.1), f32::max(sum.2, part.2))
    })
}

fn letters(text: &str, size: f32, each: f32) -> Extent {
    if text.is_empty() {
        return (0.0, 0.0, 0.0);
    }
    (text.chars().count() as f32 * each * size, 0.72 * size, 0.23 * size)
}

fn operator(text: &str, size: f32) -> Extent {
    match text.chars().next() {
        None => (0.0, 0.0, 0.0),
        Some('∑' | '∏' | '∐' | '⋃' | '⋂') => (1.3 * size, 1.1 * size, 0.6 * size),
        Some('∫' | '∬' | '∮') => (0.9 * size, 1.4 * size, 0.9 * size),
        Some('(' | ')' | '[' | ']' | '{' | '}' | '|' | ',' | '.' | '\u{2061}'..='\u{2064}') => {
            letters(text, size, 0.35)
        }
        Some('=' | '+' | '-' | '−' | '<' | '>' | '≤' | '≥' | '≈' | '→' | '∈' | '⇒' | '×' | '≠') => {
            letters(text, size, 1.2)
        }
        Some(_) => letters(text, size, 0.7),
    }
}
