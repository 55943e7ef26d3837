//! Bars: side by side or on one another, standing or lying, from zero.

use super::Drawing;
use super::frame::{self, Axis, Plot};
use super::scale::{self, Scale};

/// The part of a row's room that its bars fill.
const FILLED: f64 = 0.76;

pub(super) fn draw(drawing: &mut Drawing) {
    let data = drawing.data;
    let spec = drawing.spec;
    let range = scale::with_zero(scale::extent(
        ends(drawing).into_iter().flatten().flatten().flat_map(|(from, to)| [from, to]),
    ));
    let room = if spec.horizontal { drawing.size.width } else { drawing.size.height };
    let per_tick = if spec.horizontal { 5.5 } else { 3.0 };
    let about = (room / drawing.size.text / per_tick) as usize;
    let ticks = scale::covering(range, about.clamp(2, 8));
    let whole = scale::extent(ticks.iter().copied());
    let share = Scale::new(whole, (0.0, 1.0));
    let values = Axis {
        places: ticks.iter().map(|tick| share.at(*tick)).collect(),
        texts: spec.numbers.ticks(&ticks),
        label: if spec.horizontal { &spec.x_label } else { &spec.y_label },
        grid: true,
    };
    let rows = data.labels.len() as f64;
    let middle = |at: usize| (at as f64 + 0.5) / rows;
    // The first row of a table is the first to be read: on top.
    let place = |at| if spec.horizontal { 1.0 - middle(at) } else { middle(at) };
    let names = Axis {
        places: (0..data.labels.len()).map(place).collect(),
        texts: data.labels.clone(),
        label: if spec.horizontal { &spec.y_label } else { &spec.x_label },
        grid: false,
    };
    let (x, y) = if spec.horizontal { (&values, &names) } else { (&names, &values) };
    let plot = frame::draw(drawing, x, y);
    marks(drawing, plot, whole);
}

/// From where to where each bar goes, by series and row.
fn ends(drawing: &Drawing) -> Vec<Vec<Option<(f64, f64)>>> {
    let rows = drawing.data.labels.len();
    let (mut above, mut below) = (vec![0.0; rows], vec![0.0; rows]);
    let stacked = drawing.spec.stacked;
    let series = drawing.data.series.iter().map(|series| {
        let bar = |(row, value): (usize, &Option<f64>)| {
            let value = (*value)?;
            if !stacked {
                return Some((0.0, value));
            }
            let from: &mut f64 = if value < 0.0 { &mut below[row] } else { &mut above[row] };
            let start = *from;
            *from += value;
            Some((start, *from))
        };
        series.values.iter().enumerate().map(bar).collect()
    });
    series.collect()
}

fn marks(drawing: &mut Drawing, plot: Plot, whole: (f64, f64)) {
    let lying = drawing.spec.horizontal;
    let (across, along) = if lying {
        ((plot.top, plot.bottom), Scale::new(whole, (plot.left, plot.right)))
    } else {
        ((plot.left, plot.right), Scale::new(whole, (plot.bottom, plot.top)))
    };
    let band = (across.1 - across.0) / drawing.data.labels.len() as f64;
    let beside = if drawing.spec.stacked { 1 } else { drawing.data.series.len() };
    let filled = (band * FILLED).min(drawing.size.text * 5.0 * beside as f64);
    let thick = filled / beside as f64;
    for (number, bars) in ends(drawing).into_iter().enumerate() {
        drawing.open_series(number);
        let slot = if drawing.spec.stacked { 0 } else { number };
        for (row, bar) in bars.iter().enumerate() {
            let Some((from, to)) = bar else { continue };
            let side = across.0 + band * (row as f64 + 0.5) - filled / 2.0 + thick * slot as f64;
            // Bars side by side do not touch.
            let (side, thick) = (side + thick * 0.03, thick * 0.94);
            let (start, end) = (along.at(*from), along.at(*to));
            let (low, length) = (start.min(end), (start - end).abs());
            if lying {
                drawing.svg.rect(low, side, length, thick);
            } else {
                drawing.svg.rect(side, low, thick, length);
            }
        }
        drawing.svg.close();
    }
    let zero = along.at(0.0);
    if lying {
        drawing.svg.line("zero", (zero, plot.top), (zero, plot.bottom));
    } else {
        drawing.svg.line("zero", (plot.left, zero), (plot.right, zero));
    }
}
