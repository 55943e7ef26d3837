//! Chart blocks: a figure with the drawing, its caption, and the numbers as a table for screen readers.

use super::nodes::{Writer, attributes};
use crate::attributes::Attributes;
use crate::chart::{self, Data, Kind, Mistake, Numbers, Size, Spec};
use crate::diagnostic::Diagnostic;
use crate::html::escape;
use crate::html::length::length;
use crate::markdown::CodeBlock;
use crate::source::Span;
use crate::suggest;
use std::fmt::Write;

/// Pixels between the paddings of a stage 1280 wide.
const STAGE: f64 = 1208.0;
const WIDTH: f64 = 1100.0;
const HEIGHT: f64 = 480.0;
/// The drawing for columns and phones; its text has a readable size down to 360 pixels.
const NARROW: Size = Size { width: 440.0, height: 380.0, text: 24.0 };
const TEXT: f64 = 28.0;
/// A drawing that is no wider stays readable everywhere, so it is the only one.
const NARROW_ENOUGH: f64 = 600.0;

/// Writes the chart of a code block.
pub(super) fn block(writer: &mut Writer, block: &CodeBlock, mut own: Attributes, span: Span) {
    writer.parts.extend(["chart", "series"]);
    let frame = Frame::take(writer, &mut own, span);
    let kind = own.take("type");
    let spec = Spec {
        kind: Kind::Bar,
        stacked: flag(&mut own, "stacked"),
        horizontal: flag(&mut own, "horizontal"),
        x_label: own.take("x-label").unwrap_or_default(),
        y_label: own.take("y-label").unwrap_or_default(),
        numbers: Numbers::of(&writer.lang),
    };
    let data = kind_of(kind.as_deref(), span).and_then(|kind| {
        Ok((kind, Data::read(&block.text, kind).map_err(|m| told(m, block, span))?))
    });
    match data {
        Ok((kind, data)) => figure(writer, &frame, &own, &data, &Spec { kind, ..spec }),
        Err(diagnostic) => {
            writer.diagnostics.push(diagnostic);
            in_place(writer, &frame, &own, &chart::rows(&block.text));
        }
    }
}

/// What the figure is, apart from what is drawn in it.
struct Frame {
    title: String,
    width: f64,
    height: f64,
    steps: bool,
    /// No other figure of the deck has it.
    id: String,
}

impl Frame {
    fn take(writer: &mut Writer, own: &mut Attributes, span: Span) -> Frame {
        let steps = own.has_class("incremental") || own.get("incremental").is_some();
        own.classes.retain(|class| class != "incremental");
        own.take("incremental");
        let mut side = |name: &str, whole: f64| {
            let value = own.take(name)?;
            let number = match length(&value).as_deref().and_then(|v| pixels(v, whole)) {
                Some(number) if (100.0..=8000.0).contains(&number) => number,
                _ => {
                    let message = format!("`{value}` is no {name} for a chart");
                    let hint = "write pixels of the stage (100 or more) or a percentage";
                    writer
                        .diagnostics
                        .push(Diagnostic::warning("bad-chart", span, message).hint(hint));
                    return None;
                }
            };
            Some(number)
        };
        let width = side("width", STAGE);
        let height = side("height", 682.0).unwrap_or(HEIGHT);
        if let Some(width) = width {
            let share = (width / STAGE * 100.0).min(100.0);
            let rest = own.take("style").map(|rest| format!("; {rest}")).unwrap_or_default();
            own.pairs.push(("style".to_string(), format!("width: {share:.4}%{rest}")));
        }
        Frame {
            title: own.take("title").unwrap_or_default(),
            width: width.map_or(WIDTH, |width| width.min(STAGE)),
            height,
            steps,
            id: writer.new_id("chart"),
        }
    }
}

fn pixels(length: &str, whole: f64) -> Option<f64> {
    match length.strip_suffix('%') {
        Some(share) => Some(share.parse::<f64>().ok()? / 100.0 * whole),
        None => length.strip_suffix("px")?.parse().ok(),
    }
}

/// Takes `name` or `name=true`.
fn flag(own: &mut Attributes, name: &str) -> bool {
    let class = own.has_class(name);
    own.classes.retain(|class| class != name);
    own.take(name).is_some_and(|value| value != "false") || class
}

fn kind_of(name: Option<&str>, span: Span) -> Result<Kind, Diagnostic> {
    let names = Kind::NAMES.map(|(name, _)| name);
    let name = name.unwrap_or("bar");
    Kind::named(name).ok_or_else(|| {
        Diagnostic::warning("bad-chart", span, format!("`{name}` is no type of chart"))
            .hint(format!("the types are {}", names.join(", ")))
            .maybe_hint(suggest::did_you_mean(name, names))
    })
}

fn told(mistake: Mistake, block: &CodeBlock, span: Span) -> Diagnostic {
    if mistake.range.is_empty() {
        return Diagnostic::warning("bad-chart", span, mistake.message).maybe_hint(mistake.hint);
    }
    let message = in_line(mistake.message, block, mistake.range.start);
    Diagnostic::warning("bad-chart", block.span(mistake.range, span), message)
        .maybe_hint(mistake.hint)
}

/// The message with a line, where the text came from another file and has no place in the deck.
pub(super) fn in_line(message: String, block: &CodeBlock, at: usize) -> String {
    let before = &block.text.as_bytes()[..at.min(block.text.len())];
    let line = before.iter().filter(|byte| **byte == b'\n').count();
    match block.lines.get(line) {
        Some(_) => message,
        None => format!("{message}, in line {} of the file", line + 1),
    }
}

fn figure(writer: &mut Writer, frame: &Frame, own: &Attributes, data: &Data, spec: &Spec) {
    let name = name(frame, data, spec);
    let wide = Size { width: frame.width, height: frame.height, text: TEXT };
    // How wide the room must be for the wide drawing: the style sheet knows three cases.
    let mut classes = vec!["chart"];
    match frame.width {
        ..=NARROW_ENOUGH => {}
        ..950.0 => classes.push("chart-m"),
        _ => classes.push("chart-l"),
    }
    if frame.steps {
        classes.push("chart-steps");
    }
    let out = &mut writer.out;
    out.push_str("<figure");
    attributes(out, &classes, Some(own));
    out.push_str(">\n");
    drawing(
        out,
        &Drawn { class: "wide", size: wide, steps: frame.steps },
        frame,
        &name,
        data,
        spec,
    );
    if frame.width > NARROW_ENOUGH {
        let narrow = Drawn { class: "narrow", size: NARROW, steps: false };
        drawing(out, &narrow, frame, &name, data, spec);
    }
    caption(out, &frame.title);
    out.push_str("<div class=\"chart-data\">");
    table(out, &name, data);
    out.push_str("</div>\n</figure>");
}

struct Drawn {
    class: &'static str,
    size: Size,
    steps: bool,
}

fn drawing(out: &mut String, drawn: &Drawn, frame: &Frame, name: &str, data: &Data, spec: &Spec) {
    let Drawn { class, size, steps } = *drawn;
    let id = format!("{}_{class}", frame.id);
    let Size { width, height, text } = size;
    let _ = write!(
        out,
        "<svg class=\"{class}\" role=\"img\" aria-labelledby=\"{id}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" font-size=\"{text}\"><title id=\"{id}\">"
    );
    escape::text(out, name);
    out.push_str("</title>\n");
    out.push_str(&chart::draw(data, spec, size, steps));
    out.push_str("</svg>\n");
}

/// What a screen reader says of the drawing: its title, else what is in it.
fn name(frame: &Frame, data: &Data, spec: &Spec) -> String {
    if !frame.title.is_empty() {
        return frame.title.clone();
    }
    let mut names: Vec<&str> = data.series.iter().map(|series| series.name.as_str()).collect();
    names.retain(|name| !name.is_empty());
    let labels = [spec.y_label.as_str(), spec.x_label.as_str()];
    match (names.is_empty(), labels.iter().find(|label| !label.is_empty())) {
        (false, _) if data.head.is_empty() => names.join(", "),
        (false, _) => format!("{} / {}", names.join(", "), data.head),
        (true, Some(label)) => (*label).to_string(),
        (true, None) => "chart".to_string(),
    }
}

fn caption(out: &mut String, title: &str) {
    if !title.is_empty() {
        out.push_str("<figcaption>");
        escape::text(out, title);
        out.push_str("</figcaption>\n");
    }
}

/// The numbers as a table.
fn table(out: &mut String, name: &str, data: &Data) {
    out.push_str("<table><caption>");
    escape::text(out, name);
    out.push_str("</caption><thead><tr>");
    let heads = std::iter::once(&data.head).chain(data.series.iter().map(|series| &series.name));
    heads.for_each(|head| cell(out, "th", " scope=\"col\"", head));
    out.push_str("</tr></thead><tbody>");
    for (at, label) in data.labels.iter().enumerate() {
        out.push_str("<tr>");
        cell(out, "th", " scope=\"row\"", label);
        for series in &data.series {
            let value = series.values[at].map(|value| value.to_string()).unwrap_or_default();
            cell(out, "td", "", &value);
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table>");
}

/// An empty heading is none.
fn cell(out: &mut String, name: &str, scope: &str, text: &str) {
    let (name, scope) = if text.is_empty() { ("td", "") } else { (name, scope) };
    let _ = write!(out, "<{name}{scope}>");
    escape::text(out, text);
    let _ = write!(out, "</{name}>");
}

/// The most rows and columns of a table that stands in place of a chart.
const SHOWN: (usize, usize) = (20, 12);

/// Writes the table as it is, where no chart can be drawn from it.
fn in_place(writer: &mut Writer, frame: &Frame, own: &Attributes, rows: &[Vec<String>]) {
    let out = &mut writer.out;
    out.push_str("<figure");
    attributes(out, &["chart", "chart-bad"], Some(own));
    out.push_str(">\n<table>");
    for (at, row) in rows.iter().take(SHOWN.0).enumerate() {
        let (name, scope) = if at == 0 { ("th", " scope=\"col\"") } else { ("td", "") };
        out.push_str(if at == 0 { "<thead><tr>" } else { "<tr>" });
        row.iter().take(SHOWN.1).for_each(|text| cell(out, name, scope, text));
        if row.len() > SHOWN.1 {
            cell(out, "td", "", "…");
        }
        out.push_str(if at == 0 { "</tr></thead>" } else { "</tr>" });
    }
    if rows.len() > SHOWN.0 {
        out.push_str("<tr><td>…</td></tr>");
    }
    out.push_str("</table>\n");
    caption(out, &frame.title);
    out.push_str("</figure>");
}
