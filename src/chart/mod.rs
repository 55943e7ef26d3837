//! Charts: a table of numbers as an SVG drawing.
//!
//! [`Data::read`] reads the table, [`draw`] makes the drawing. Colours are not in it: each series has a
//! class (`s1` to `s8`), and a style sheet gives it the theme's colour.

mod bars;
mod cells;
mod data;
mod dates;
mod frame;
mod legend;
mod lines;
mod numbers;
mod pie;
mod scale;
mod svg;
#[cfg(test)]
mod tests;

pub use data::{Data, Series, X, rows};
pub use numbers::Numbers;
use std::ops::Range;
use svg::Svg;

/// How many series a chart may have; nobody could tell more of them apart.
pub const MAX_SERIES: usize = 50;
/// How many numbers a chart may have.
pub const MAX_POINTS: usize = 5000;

/// What is wrong with a chart's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The bytes of the text that it is about.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// What a chart's values become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Bars.
    Bar,
    /// Lines with a mark at each value.
    Line,
    /// Lines and what is below them.
    Area,
    /// Marks alone.
    Scatter,
    /// Shares of a whole.
    Pie,
    /// Shares of a whole, with a hole.
    Donut,
}

impl Kind {
    /// The kinds by the names that authors write.
    pub const NAMES: [(&str, Kind); 6] = [
        ("bar", Kind::Bar),
        ("line", Kind::Line),
        ("area", Kind::Area),
        ("scatter", Kind::Scatter),
        ("pie", Kind::Pie),
        ("donut", Kind::Donut),
    ];

    /// The kind of a name.
    pub fn named(name: &str) -> Option<Kind> {
        Kind::NAMES.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }

    /// Whether the first column says where a value stands, and not only what it is called.
    fn has_scale(self) -> bool {
        matches!(self, Kind::Line | Kind::Area | Kind::Scatter)
    }
}

/// What an author wants of a chart.
#[derive(Debug, Clone)]
pub struct Spec {
    /// What the values become.
    pub kind: Kind,
    /// Whether series stand on one another.
    pub stacked: bool,
    /// Whether bars lie.
    pub horizontal: bool,
    /// What stands below the horizontal axis.
    pub x_label: String,
    /// What stands at the vertical axis.
    pub y_label: String,
    /// How numbers are written.
    pub numbers: Numbers,
}

/// One drawing of a chart, in pixels of the stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// Size of its text.
    pub text: f64,
}

/// Draws a chart: the content of an `svg` element whose view box is the drawing's size. With `steps`
/// each series is a step of the slide.
pub fn draw(data: &Data, spec: &Spec, size: Size, steps: bool) -> String {
    let mut drawing = Drawing { svg: Svg::default(), data, spec, size, steps };
    match spec.kind {
        Kind::Pie | Kind::Donut => pie::draw(&mut drawing),
        Kind::Bar => bars::draw(&mut drawing),
        Kind::Line | Kind::Area | Kind::Scatter => lines::draw(&mut drawing),
    }
    drawing.svg.finish()
}

/// A drawing in the making.
struct Drawing<'d> {
    svg: Svg,
    data: &'d Data,
    spec: &'d Spec,
    size: Size,
    steps: bool,
}

impl Drawing<'_> {
    /// Opens the group of a series.
    fn open_series(&mut self, number: usize) {
        let step = if self.steps { " fragment" } else { "" };
        self.svg.open(&format!("series s{}{step}", number % 8 + 1));
    }
}
