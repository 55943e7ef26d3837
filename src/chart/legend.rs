//! Legends: the names of the series with their colours and marks, above the drawing.

use super::svg::{Anchor, Path, cut, width};
use super::{Drawing, Kind};

/// No name in a legend is longer than this share of the drawing.
const LONGEST: f64 = 0.4;

/// Draws the names and returns the height that they take. A single series has none: the title and the
/// axis tell what it is.
pub(super) fn draw(drawing: &mut Drawing) -> f64 {
    if drawing.data.series.len() < 2 {
        return 0.0;
    }
    let (text, room) = (drawing.size.text, drawing.size.width);
    let names = drawing.data.series.iter().map(|series| cut(&series.name, text, room * LONGEST));
    let names: Vec<String> = names.collect();
    let wide = |name: &String| width(name, text) + text * 2.2;
    let mut rows: Vec<(f64, Vec<usize>)> = vec![(0.0, Vec::new())];
    for (at, name) in names.iter().enumerate() {
        let width = wide(name);
        match rows.last_mut() {
            Some((used, row)) if row.is_empty() || *used + width <= room => {
                *used += width;
                row.push(at);
            }
            _ => rows.push((width, vec![at])),
        }
    }
    // Fifty series leave no room for the drawing; the table names the rest.
    rows.truncate((drawing.size.height * 0.35 / (text * 1.4)) as usize);
    drawing.svg.open("legend");
    for (number, (used, row)) in rows.iter().enumerate() {
        let y = text * (0.7 + 1.4 * number as f64);
        let mut x = (room - used + text * 0.6) / 2.0;
        for at in row {
            key(drawing, *at, x, y);
            drawing.svg.text((x + text * 1.3, y), Anchor::Start, &names[*at]);
            x += wide(&names[*at]);
        }
    }
    drawing.svg.close();
    text * 1.4 * rows.len() as f64 + text * 0.3
}

/// A small picture of how a series is drawn, as one step with nothing.
fn key(drawing: &mut Drawing, number: usize, x: f64, y: f64) {
    let text = drawing.size.text;
    drawing.svg.open(&format!("s{}", number % 8 + 1));
    match drawing.spec.kind {
        Kind::Line | Kind::Scatter => {
            if drawing.spec.kind == Kind::Line {
                let class = super::lines::dashes(number);
                drawing.svg.line(class, (x, y), (x + text * 1.1, y));
            }
            let mut mark = Path::default();
            mark.mark(number, x + text * 0.55, y, text * 0.26);
            drawing.svg.path("mark", &mark);
        }
        _ => drawing.svg.rect(x + text * 0.2, y - text * 0.4, text * 0.8, text * 0.8),
    }
    drawing.svg.close();
}
