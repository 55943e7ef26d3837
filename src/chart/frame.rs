//! The frame of a drawing: legend, axes with their ticks and names, and the room that is left for marks.

use super::scale::Scale;
use super::svg::{Anchor, cut, width};
use super::{Drawing, legend};

/// No tick's text takes more than this share of the drawing's width or height.
const LONGEST: f64 = 0.36;

/// The room for marks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Plot {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

/// An axis: its ticks as shares of its length, with their texts.
pub(super) struct Axis<'t> {
    /// Places from 0 (left, bottom) to 1.
    pub(super) places: Vec<f64>,
    pub(super) texts: Vec<String>,
    /// What is measured.
    pub(super) label: &'t str,
    /// Whether lines go from its ticks through the plot.
    pub(super) grid: bool,
}

impl Axis<'_> {
    fn widest(&self, text: f64) -> f64 {
        self.texts.iter().map(|tick| width(tick, text)).fold(0.0, f64::max)
    }
}

/// Draws the frame and returns the room inside it.
pub(super) fn draw(drawing: &mut Drawing, x: &Axis, y: &Axis) -> Plot {
    let super::Size { width: whole, height, text } = drawing.size;
    let mut top = legend::draw(drawing);
    if !y.label.is_empty() {
        let label = cut(y.label, text, whole);
        drawing.svg.open("axis-label");
        drawing.svg.text((0.0, top + text * 0.6), Anchor::Start, &label);
        drawing.svg.close();
        top += text * 1.3;
    }
    let room = y.widest(text).min(whole * LONGEST);
    let mut plot = Plot {
        left: room + text * 0.5,
        top: top + text * 0.6,
        right: whole - text * 0.6,
        bottom: height - text * 0.5,
    };
    if !x.label.is_empty() {
        plot.bottom -= text * 1.2;
    }
    let way = Way::of(x, plot.right - plot.left, text);
    // The first of the turned texts needs room on its left.
    if let Way::Turned { .. } = way {
        let first = width(&x.texts[0], text).min(height * LONGEST * 1.3) * 0.766;
        let start = x.places[0] * (plot.right - plot.left);
        plot.left = plot.left.max((first - start).min(whole * LONGEST));
    }
    plot.bottom -= way.height(x, text, height);
    draw_y(drawing, y, plot, room);
    draw_x(drawing, x, plot, way);
    if !x.label.is_empty() {
        let label = cut(x.label, text, whole);
        drawing.svg.open("axis-label");
        let middle = ((plot.left + plot.right) / 2.0)
            .min(whole - width(&label, text) / 2.0)
            .max(width(&label, text) / 2.0);
        drawing.svg.text((middle, height - text * 0.6), Anchor::Middle, &label);
        drawing.svg.close();
    }
    plot
}

/// How the texts below the plot stand.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    /// Every so manyth, level.
    Level { every: usize },
    /// Every so manyth, rising.
    Turned { every: usize },
}

impl Way {
    /// Level if there is room; else turned, or, where there are many or they are short, fewer of them.
    fn of(axis: &Axis, room: f64, text: f64) -> Way {
        let gap = match &axis.places[..] {
            [first, .., last] => (last - first) / (axis.places.len() - 1) as f64 * room,
            _ => room,
        };
        let needed = axis.widest(text) + text * 0.5;
        let every = (needed / gap.max(0.01)).ceil().max(1.0) as usize;
        if every == 1 || (axis.places.len() / every >= 4 && needed < text * 5.0) {
            return Way::Level { every };
        }
        Way::Turned { every: (text * 1.25 / gap.max(0.01)).ceil().max(1.0) as usize }
    }

    fn height(self, axis: &Axis, text: f64, height: f64) -> f64 {
        match self {
            Way::Level { .. } => text * 1.3,
            Way::Turned { .. } => (axis.widest(text) * 0.643 + text * 0.9).min(height * LONGEST),
        }
    }
}

fn draw_x(drawing: &mut Drawing, axis: &Axis, plot: Plot, way: Way) {
    let super::Size { height, text, width: whole } = drawing.size;
    let scale = Scale::new((0.0, 1.0), (plot.left, plot.right));
    if axis.grid {
        drawing.svg.open("grid");
        for place in &axis.places {
            let x = scale.at(*place);
            drawing.svg.line("", (x, plot.top), (x, plot.bottom));
        }
        drawing.svg.close();
    }
    drawing.svg.open("ticks");
    let (Way::Level { every } | Way::Turned { every }) = way;
    for (place, tick) in axis.places.iter().zip(&axis.texts).step_by(every) {
        let x = scale.at(*place);
        match way {
            Way::Level { .. } => {
                let half = width(tick, text) / 2.0;
                let x = x.min(whole - half).max(half.min(whole / 2.0));
                drawing.svg.text((x, plot.bottom + text * 0.95), Anchor::Middle, tick);
            }
            Way::Turned { .. } => {
                let tall = (height * LONGEST - text * 0.9) / 0.643;
                let longest = tall.min((x - text * 0.1) / 0.766).max(text * 2.0);
                let tick = cut(tick, text, longest);
                drawing.svg.turned((x + text * 0.25, plot.bottom + text * 0.45), &tick);
            }
        }
    }
    drawing.svg.close();
}

fn draw_y(drawing: &mut Drawing, axis: &Axis, plot: Plot, room: f64) {
    let text = drawing.size.text;
    let scale = Scale::new((0.0, 1.0), (plot.bottom, plot.top));
    if axis.grid {
        drawing.svg.open("grid");
        for place in &axis.places {
            let y = scale.at(*place);
            drawing.svg.line("", (plot.left, y), (plot.right, y));
        }
        drawing.svg.close();
    }
    // Names of bars may stand closer than their text is high.
    let gap = (plot.bottom - plot.top) / axis.places.len().max(1) as f64;
    let every = (text * 1.05 / gap.max(0.01)).ceil().max(1.0) as usize;
    drawing.svg.open("ticks");
    for (place, tick) in axis.places.iter().zip(&axis.texts).step_by(every) {
        let at = (plot.left - text * 0.4, scale.at(*place));
        drawing.svg.text(at, Anchor::End, &cut(tick, text, room + 0.1));
    }
    drawing.svg.close();
}
