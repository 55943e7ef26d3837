//! Quarto's `layout`: what stands in a container is set in rows and columns.

use super::nodes::{Writer, attributes};
use super::pictures;
use crate::attributes::Attributes;
use crate::diagnostic::Diagnostic;
use crate::markdown::{Kind, Node};
use std::fmt::Write;

/// More columns or rows are a mistake.
const MOST: usize = 24;

/// The keys that make a container such a grid.
const KEYS: [&str; 3] = ["layout", "layout-ncol", "layout-nrow"];

/// Whether a container has a layout.
pub(super) fn is_grid(node: &Node) -> bool {
    let own = node.attributes.as_deref();
    own.is_some_and(|own| KEYS.iter().any(|key| own.get(key).is_some()))
}

/// Writes a container with a layout. One that cannot be read is a warning, and its content is set
/// block under block.
pub(super) fn grid(writer: &mut Writer, node: &Node) {
    let mut own = node.attributes.as_deref().cloned().unwrap_or_default();
    let cells = cells(&node.children);
    let rows = rows(&own, cells.len());
    KEYS.iter().for_each(|key| drop(own.take(key)));
    let align = own.take("layout-valign");
    let Some(rows) = rows else {
        let message = "this layout cannot be read";
        let warning = Diagnostic::warning("bad-layout", node.span, message);
        writer.diagnostics.push(warning.hint(
            "write `layout-ncol=2`, or shares of each row such as `layout=\"[[40,60],[100]]\"`",
        ));
        return container(writer, &own, |writer| writer.blocks(&node.children));
    };
    writer.parts.insert("grid");
    match align.as_deref() {
        Some("center" | "middle") => own.add_class("align-center"),
        Some("bottom") => own.add_class("align-end"),
        _ => {}
    }
    own.add_class("layout-grid");
    container(writer, &own, |writer| {
        let mut cells = cells.into_iter();
        let mut rows = rows.iter().peekable();
        while let Some(row) = rows.next() {
            // What is left over is set like the last row.
            let repeat = if rows.peek().is_none() { usize::MAX } else { 1 };
            for _ in 0..repeat {
                if cells.len() == 0 {
                    return;
                }
                self::row(writer, row, &mut cells);
            }
        }
    });
}

fn container(writer: &mut Writer, own: &Attributes, content: impl FnOnce(&mut Writer)) {
    writer.out.push_str("<div");
    attributes(&mut writer.out, &[], Some(own));
    writer.out.push_str(">\n");
    content(writer);
    writer.close("div");
}

fn row<'n>(writer: &mut Writer, row: &[f32], cells: &mut impl Iterator<Item = &'n [Node]>) {
    writer.out.push_str("<div class=\"layout-row\" style=\"grid-template-columns:");
    for share in row {
        let _ = write!(writer.out, " minmax(0,{}fr)", share.abs());
    }
    writer.out.push_str("\">\n");
    for share in row {
        let cell = if *share < 0.0 { None } else { cells.next() };
        writer.out.push_str("<div>\n");
        match cell {
            Some([image]) if matches!(image.kind, Kind::Image(_)) => {
                pictures::alone(writer, image, Attributes::default())
            }
            Some(cell) => writer.blocks(cell),
            None => {}
        }
        writer.out.push_str("</div>\n");
    }
    writer.out.push_str("</div>\n");
}

/// What the cells hold: each block, and each picture of a paragraph of pictures.
fn cells(nodes: &[Node]) -> Vec<&[Node]> {
    let mut cells: Vec<&[Node]> = Vec::new();
    for node in nodes.chunks(1) {
        match pictures::pictures(&node[0]) {
            Some(pictures) => cells.extend(pictures.into_iter().map(std::slice::from_ref)),
            None => cells.push(node),
        }
    }
    cells
}

/// The shares of each row; negative ones stay empty.
fn rows(own: &Attributes, cells: usize) -> Option<Vec<Vec<f32>>> {
    let count = |key: &str| own.get(key).map(|text| text.trim().parse::<usize>().ok());
    let equal = |columns: usize| vec![vec![1.0; columns]];
    let rows = if let Some(text) = own.get("layout") {
        shares(text)?
    } else if let Some(columns) = count("layout-ncol") {
        equal(columns.filter(|columns| *columns <= MOST)?)
    } else {
        let rows = count("layout-nrow")??;
        equal(cells.div_ceil(rows.max(1)).clamp(1, MOST))
    };
    let good = |share: &f32| (0.01..=1000.0).contains(&share.abs());
    let filled = |row: &Vec<f32>| {
        (1..=MOST).contains(&row.len()) && row.iter().all(good) && row.iter().any(|s| *s > 0.0)
    };
    ((1..=MOST).contains(&rows.len()) && rows.iter().all(filled)).then_some(rows)
}

/// Reads `[40,60]` or `[[40,-20,40],[100]]`.
fn shares(text: &str) -> Option<Vec<Vec<f32>>> {
    if text.len() > 1000 {
        return None;
    }
    let many = serde_json::from_str::<Vec<Vec<f32>>>(text).ok();
    many.or_else(|| serde_json::from_str::<Vec<f32>>(text).ok().map(|row| vec![row]))
}

#[cfg(test)]
mod tests {
    use super::rows;
    use crate::attributes::Attributes;

    #[test]
    fn layouts_are_rows_of_shares() {
        let read = |key: &str, value: &str, cells| {
            let pairs = vec![(key.to_string(), value.to_string())];
            rows(&Attributes { pairs, ..Attributes::default() }, cells)
        };
        let three = vec![vec![40.0, -20.0, 40.0], vec![100.0]];
        assert_eq!(read("layout", "[[40,-20,40],[100]]", 3), Some(three));
        assert_eq!(read("layout", "[1, 2]", 2), Some(vec![vec![1.0, 2.0]]));
        assert_eq!(read("layout-ncol", "3", 3), Some(vec![vec![1.0; 3]]));
        assert_eq!(read("layout-nrow", "2", 5), Some(vec![vec![1.0; 3]]));
        for bad in ["", "[]", "[[]]", "x", "[0]", "[-1]", "[1e9]", "[\"a\"]", "[[1],2]"] {
            assert_eq!(read("layout", bad, 2), None, "{bad}");
        }
        for bad in ["", "0", "-1", "1000000"] {
            assert_eq!(read("layout-ncol", bad, 2), None, "{bad}");
        }
    }
}
