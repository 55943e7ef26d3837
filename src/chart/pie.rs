//! Pies and donuts: parts of a whole, with their names and shares beside them.

use super::svg::{Anchor, Path, cut, width};
use super::{Drawing, Kind};
use std::f64::consts::TAU;

/// Distance of the lines of the list, in sizes of their text.
const LINE: f64 = 1.35;

pub(super) fn draw(drawing: &mut Drawing) {
    let super::Size { width: whole, height, text } = drawing.size;
    let values = drawing.data.series[0].values.iter().map(|value| value.unwrap_or(0.0));
    let values: Vec<f64> = values.collect();
    let total: f64 = values.iter().sum();
    let share = |value: &f64| if total > 0.0 { value / total } else { 0.0 };
    let shares: Vec<f64> = values.iter().map(share).collect();
    // The list stands beside the pie, or below it where that is too narrow.
    let beside = whole > height * 1.4;
    let rows = values.len() as f64 * text * LINE;
    let radius = if beside {
        (height / 2.0 - 4.0).min(whole * 0.24)
    } else {
        ((height - rows.min(height * 0.45) - text) / 2.0).min(whole / 2.0) - 4.0
    };
    let room = if beside { whole - 2.0 * radius - text * 2.0 } else { whole };
    let entries = entries(drawing, &shares, room - text * 1.2);
    let widest = entries.iter().map(|entry| width(entry, text)).fold(0.0, f64::max) + text * 1.2;
    let (middle, list) = if beside {
        let left = (whole - 2.0 * radius - text * 1.6 - widest).max(0.0) / 2.0;
        let middle = (left + radius, height / 2.0);
        (middle, (middle.0 + radius + text * 1.6, (height - rows).max(0.0) / 2.0))
    } else {
        let top = (height - rows).max(radius * 2.0 + text);
        ((whole / 2.0, radius + 4.0), ((whole - widest).max(0.0) / 2.0, top))
    };
    let mut from = 0.0;
    for (number, (share, entry)) in shares.iter().zip(&entries).enumerate() {
        drawing.open_series(number);
        if *share > 0.0 {
            part(drawing, middle, radius, (from, from + share));
        }
        let y = list.1 + text * LINE * (number as f64 + 0.5);
        // The table has those that find no room.
        if y + text * 0.5 <= height {
            drawing.svg.rect(list.0, y - text * 0.4, text * 0.8, text * 0.8);
            drawing.svg.text((list.0 + text * 1.2, y), Anchor::Start, entry);
        }
        drawing.svg.close();
        from += share;
    }
    if total == 0.0 {
        let mut circle = Path::default();
        circle.mark(0, middle.0, middle.1, radius);
        drawing.svg.path("empty", &circle);
    }
}

/// The parts' names and shares.
fn entries(drawing: &Drawing, shares: &[f64], room: f64) -> Vec<String> {
    let text = drawing.size.text;
    let percents = drawing.spec.numbers.percents(shares);
    let entry = |(name, percent): (&String, &String)| {
        let name = cut(name, text, room - width(percent, text) - text * 0.4);
        format!("{name} {percent}")
    };
    drawing.data.labels.iter().zip(&percents).map(entry).collect()
}

/// The part between two shares of the circle, clockwise from the top.
fn part(drawing: &mut Drawing, middle: (f64, f64), radius: f64, (from, to): (f64, f64)) {
    let hole = if drawing.spec.kind == Kind::Donut { radius * 0.58 } else { 0.0 };
    let at = |share: f64, radius: f64| {
        let (sin, cos) = (share * TAU).sin_cos();
        (middle.0 + radius * sin, middle.1 - radius * cos)
    };
    // A whole circle is no arc: it ends where it begins.
    let to = to.min(from + 0.99999);
    let large = to - from > 0.5;
    let mut path = Path::default();
    let start = at(from, radius);
    path.go(start.0, start.1);
    path.arc(radius, large, true, at(to, radius));
    let inner = at(to, hole);
    path.line(inner.0, inner.1);
    if hole > 0.0 {
        path.arc(hole, large, false, at(from, hole));
    }
    path.close();
    drawing.svg.path("part", &path);
}
