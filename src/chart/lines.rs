//! Lines, areas and single marks over a scale.

use super::data::X;
use super::frame::{self, Axis};
use super::scale::{self, Scale};
use super::svg::{Path, width};
use super::{Drawing, Kind, dates};

/// Lines with more values than this have no marks at them.
const MARKED: usize = 40;

/// The class of a line's dashes: where colours run out or cannot be seen, they tell lines apart.
pub(super) fn dashes(number: usize) -> &'static str {
    ["line", "line d2", "line d3", "line d4"][number % 4]
}

pub(super) fn draw(drawing: &mut Drawing) {
    let heights = heights(drawing);
    let values =
        heights.iter().flatten().flatten().flat_map(|(from, to)| match drawing.spec.kind {
            Kind::Area => [*from, *to],
            _ => [*to, *to],
        });
    let range = scale::extent(values);
    let range = match drawing.spec.kind {
        Kind::Area => scale::with_zero(range),
        Kind::Scatter if range.0 < range.1 => range,
        _ => scale::with_zero_if_near(range),
    };
    let about = (drawing.size.height / drawing.size.text / 3.0) as usize;
    let ticks = scale::covering(range, about.clamp(2, 8));
    let whole = scale::extent(ticks.iter().copied());
    let share = Scale::new(whole, (0.0, 1.0));
    let y = Axis {
        places: ticks.iter().map(|tick| share.at(*tick)).collect(),
        texts: drawing.spec.numbers.ticks(&ticks),
        label: &drawing.spec.y_label,
        grid: true,
    };
    let (x, places) = x_axis(drawing);
    let plot = frame::draw(drawing, &x, &y);
    let across = Scale::new((0.0, 1.0), (plot.left, plot.right));
    let places: Vec<f64> = places.iter().map(|place| across.at(*place)).collect();
    let up = Scale::new(whole, (plot.bottom, plot.top));
    let zero = up.at(0.0_f64.clamp(whole.0, whole.1));
    drawing.svg.line("zero", (plot.left, zero), (plot.right, zero));
    for (number, heights) in heights.iter().enumerate() {
        drawing.open_series(number);
        series(drawing, number, &places, heights, up);
        drawing.svg.close();
    }
}

/// From where to where each value goes, by series and row.
fn heights(drawing: &Drawing) -> Vec<Vec<Option<(f64, f64)>>> {
    let stacked = drawing.spec.stacked && drawing.spec.kind == Kind::Area;
    let mut sums = vec![0.0; drawing.data.labels.len()];
    let series = drawing.data.series.iter().map(|series| {
        let height = |(row, value): (usize, &Option<f64>)| {
            if !stacked {
                return value.map(|value| (0.0, value));
            }
            // A gap in a stack would tear all that lies on it.
            let from = sums[row];
            sums[row] += value.unwrap_or(0.0);
            Some((from, sums[row]))
        };
        series.values.iter().enumerate().map(height).collect()
    });
    series.collect()
}

/// The horizontal axis, and the place of each row on it.
fn x_axis<'d>(drawing: &Drawing<'d>) -> (Axis<'d>, Vec<f64>) {
    let (data, spec) = (drawing.data, drawing.spec);
    let text = drawing.size.text;
    let about = |tick: f64| (drawing.size.width * 0.85 / (tick + text * 1.2)).clamp(2.0, 10.0);
    let axis = |places, texts| Axis { places, texts, label: &spec.x_label, grid: false };
    let on_scale = |x: &[f64]| {
        let (min, max) = scale::extent(x.iter().copied());
        let pad = if spec.kind == Kind::Area { 0.0 } else { (max - min) * 0.03 };
        let range = (min - pad, max + pad);
        let share = Scale::new(range, (0.0, 1.0));
        (range, share, x.iter().map(|x| share.at(*x)).collect::<Vec<_>>())
    };
    match &data.x {
        X::Labels => {
            let rows = data.labels.len() as f64;
            let places: Vec<f64> =
                (0..data.labels.len()).map(|at| (at as f64 + 0.5) / rows).collect();
            (axis(places.clone(), data.labels.clone()), places)
        }
        X::Numbers(x) => {
            let (range, share, places) = on_scale(x);
            let (low, high) = (range.0, range.1);
            let widest = spec.numbers.ticks(&scale::covering((low, high), 4));
            let widest = widest.iter().map(|tick| width(tick, text)).fold(0.0, f64::max);
            // Between years, say, there is nothing.
            let whole = x.iter().all(|x| x.fract() == 0.0);
            let least = if whole { 1.0 } else { 0.0 };
            let ticks = scale::inside(range, about(widest) as usize, least);
            let texts = spec.numbers.ticks(&ticks);
            (axis(ticks.iter().map(|tick| share.at(*tick)).collect(), texts), places)
        }
        X::Days(x) => {
            let (range, share, places) = on_scale(x);
            let ticks = dates::ticks(range.0, range.1, about(width("2024-12", text)) as usize);
            let (at, texts): (Vec<f64>, Vec<String>) = ticks.into_iter().unzip();
            // Less than a day has no tick inside; the first row's own date is one.
            if at.is_empty() {
                return (axis(vec![places[0]], vec![data.labels[0].clone()]), places);
            }
            (axis(at.iter().map(|day| share.at(*day)).collect(), texts), places)
        }
    }
}

fn series(
    drawing: &mut Drawing,
    number: usize,
    places: &[f64],
    heights: &[Option<(f64, f64)>],
    up: Scale,
) {
    let points = places.iter().zip(heights);
    let points: Vec<Option<(f64, f64, f64)>> =
        points.map(|(x, height)| height.map(|(from, to)| (*x, up.at(from), up.at(to)))).collect();
    let (mut area, mut line, mut marks) = (Path::default(), Path::default(), Path::default());
    let kind = drawing.spec.kind;
    let text = drawing.size.text;
    let radius = text * if points.len() > 200 { 0.16 } else { 0.26 };
    for run in points.split(|point| point.is_none()) {
        let run: Vec<(f64, f64, f64)> = run.iter().flatten().copied().collect();
        if kind == Kind::Area && run.len() > 1 {
            outline(&mut area, &run);
        }
        for (at, (x, _, y)) in run.iter().enumerate() {
            if at == 0 {
                line.go(*x, *y)
            } else {
                line.line(*x, *y)
            }
            let alone = run.len() == 1;
            let marked = kind == Kind::Line && points.len() <= MARKED;
            if kind == Kind::Scatter || marked || alone {
                marks.mark(number, *x, *y, radius);
            }
        }
    }
    drawing.svg.path("area", &area);
    if kind != Kind::Scatter {
        drawing.svg.path(if kind == Kind::Line { dashes(number) } else { "line" }, &line);
    }
    drawing.svg.path("mark", &marks);
}

/// What lies between a run's lower and upper ends.
fn outline(area: &mut Path, run: &[(f64, f64, f64)]) {
    for (at, (x, _, y)) in run.iter().enumerate() {
        if at == 0 { area.go(*x, *y) } else { area.line(*x, *y) }
    }
    for (x, y, _) in run.iter().rev() {
        area.line(*x, *y);
    }
    area.close();
}
