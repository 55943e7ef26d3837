//! Tables with columns as wide as their content wants
//! (<https://www.w3.org/TR/CSS22/tables.html#auto-table-layout>).

use super::dom::Id;
use super::flow::{Flow, Laid};
use super::layout::Scene;
use super::style::{Display, LEFT, RIGHT, Size, Style};
use super::widths::{Widths, frame};

/// Columns of one table, at most; the others are left out.
const MAX_COLUMNS: usize = 100;

/// A cell and the columns it takes.
struct Cell {
    id: Id,
    column: usize,
    span: usize,
}

/// The rows of a table, and what else stands in it.
#[derive(Default)]
struct Grid {
    rows: Vec<Vec<Cell>>,
    captions: Vec<Id>,
    columns: usize,
}

/// What is known of a column.
#[derive(Debug, Clone, Copy, Default)]
struct Column {
    widths: Widths,
    /// The width that an author gave it in pixels, or as a share of the table.
    pixels: Option<f32>,
    share: Option<f32>,
}

impl Scene<'_> {
    /// Whether an element has rows, and not only the word `table` in its style.
    pub(super) fn is_table(&self, id: Id) -> bool {
        let is = |id: &Id| {
            let display = self.styles.get(*id).map(|style| style.display);
            matches!(
                display,
                Some(Display::RowGroup | Display::Row | Display::Cell | Display::Caption)
            )
        };
        self.element(id).elements.iter().any(is)
    }

    pub(super) fn table(&self, id: Id, style: &Style, inner: f32) -> Laid {
        let grid = self.rows(id);
        let mut columns = self.columns(&grid);
        let gap = if style.collapse { 0.0 } else { style.spacing };
        let gaps = gap * (grid.columns + 1) as f32;
        let widths = distribute(&mut columns, (inner - gaps).max(0.0));
        let mut height = 0.0;
        for caption in &grid.captions {
            let laid = self.block(*caption, inner, &mut Flow::default(), 0.0);
            height += laid.height + laid.top.value() + laid.bottom.value();
        }
        for row in &grid.rows {
            height += gap + self.row_height(row, &widths, gap);
        }
        height += gap;
        let right = widths.iter().sum::<f32>() + gaps;
        Laid { height, low: height, right, ..Laid::default() }
    }

    fn row_height(&self, row: &[Cell], widths: &[f32], gap: f32) -> f32 {
        let mut height = 0.0_f32;
        for cell in row {
            let Some(style) = self.styles.get(cell.id) else { continue };
            let end = (cell.column + cell.span).min(widths.len());
            let width = widths[cell.column..end].iter().sum::<f32>() + gap * (cell.span - 1) as f32;
            let laid = self.content(cell.id, style, width, width, &mut Flow::default(), 0.0, true);
            height = height.max(laid.height);
        }
        height
    }

    pub(super) fn table_widths(&self, id: Id, style: &Style) -> Widths {
        let grid = self.rows(id);
        let columns = self.columns(&grid);
        let gap = if style.collapse { 0.0 } else { style.spacing };
        let gaps = gap * (grid.columns + 1) as f32;
        let sum = |width: fn(&Column) -> f32| columns.iter().map(width).sum::<f32>() + gaps;
        let most = sum(|column| column.pixels.unwrap_or(0.0).max(column.widths.most));
        // A share of the whole makes the whole as wide as its column wants.
        let shared = columns.iter().filter_map(|column| {
            let share = column.share.filter(|share| *share > 0.01)?;
            Some((column.widths.most / share).min(1e5))
        });
        Widths { least: sum(|column| column.widths.least), most: shared.fold(most, f32::max) }
    }

    fn rows(&self, id: Id) -> Grid {
        let mut grid = Grid::default();
        let mut taken: Vec<usize> = Vec::new();
        self.collect_rows(id, &mut grid, &mut taken);
        grid
    }

    fn collect_rows(&self, id: Id, grid: &mut Grid, taken: &mut Vec<usize>) {
        for child in &self.element(id).elements {
            match self.styles.get(*child).map(|style| style.display) {
                Some(Display::RowGroup) => self.collect_rows(*child, grid, taken),
                Some(Display::Caption) => grid.captions.push(*child),
                Some(Display::Row) => {
                    let row = self.cells(*child, taken);
                    let end = row.iter().map(|cell| cell.column + cell.span).max().unwrap_or(0);
                    grid.columns = grid.columns.max(end);
                    grid.rows.push(row);
                }
                _ => {}
            }
        }
    }

    /// The cells of a row; `taken` counts, for each column, the rows that a cell above still takes.
    fn cells(&self, row: Id, taken: &mut Vec<usize>) -> Vec<Cell> {
        let mut out = Vec::new();
        let mut column = 0;
        let number = |id: Id, name: &str| {
            let value =
                self.element(id).attribute(name).and_then(|value| value.parse::<usize>().ok());
            value.unwrap_or(1).clamp(1, 1000)
        };
        for id in &self.element(row).elements {
            if self.styles.get(*id).is_none() {
                continue;
            }
            while taken.get(column).is_some_and(|rows| *rows > 0) {
                column += 1;
            }
            if column >= MAX_COLUMNS {
                break;
            }
            let span = number(*id, "colspan").min(MAX_COLUMNS - column);
            if taken.len() < column + span {
                taken.resize(column + span, 0);
            }
            let rows = number(*id, "rowspan");
            taken[column..column + span].fill(rows);
            out.push(Cell { id: *id, column, span });
            column += span;
        }
        taken.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        out
    }

    fn columns(&self, grid: &Grid) -> Vec<Column> {
        let mut columns = vec![Column::default(); grid.columns];
        let mut spanning = Vec::new();
        for cell in grid.rows.iter().flatten() {
            let Some(style) = self.styles.get(cell.id) else { continue };
            let widths = self.widths(cell.id);
            if cell.span > 1 {
                spanning.push((cell, widths));
                continue;
            }
            let column = &mut columns[cell.column];
            column.widths.least = column.widths.least.max(widths.least);
            column.widths.most = column.widths.most.max(widths.most);
            match &style.width {
                Size::Length(length) if length.is_fixed() => {
                    let frame = frame(style, 0.0, LEFT, RIGHT);
                    let width =
                        if style.border_box { length.of(0.0) } else { length.of(0.0) + frame };
                    column.pixels = Some(column.pixels.unwrap_or(0.0).max(width));
                }
                Size::Length(length) => {
                    let share = length.of(1.0).clamp(0.0, 1.0);
                    column.share = Some(column.share.unwrap_or(0.0).max(share));
                }
                _ => {}
            }
        }
        for (cell, widths) in spanning {
            let own = &mut columns[cell.column..cell.column + cell.span];
            let least: f32 = own.iter().map(|column| column.widths.least).sum();
            let most: f32 = own.iter().map(|column| column.widths.most).sum();
            let count = cell.span as f32;
            for column in own {
                column.widths.least += (widths.least - least).max(0.0) / count;
                column.widths.most += (widths.most - most).max(0.0) / count;
            }
        }
        for column in &mut columns {
            column.widths.most = column.widths.most.max(column.widths.least);
        }
        columns
    }
}

/// How wide each column is in a table whose columns have so much room together.
fn distribute(columns: &mut [Column], room: f32) -> Vec<f32> {
    for column in columns.iter_mut() {
        let given = column.pixels.or(column.share.map(|share| share * room));
        if let Some(given) = given {
            column.widths.most = given.max(column.widths.least);
        }
    }
    let least: f32 = columns.iter().map(|column| column.widths.least).sum();
    let most: f32 = columns.iter().map(|column| column.widths.most).sum();
    if most <= room {
        // What is left over goes to columns without a width of their own.
        let free = |column: &Column| column.pixels.is_none() && column.share.is_none();
        let all = !columns.iter().any(free);
        let flexible = |column: &Column| all || free(column);
        let sum: f32 = columns.iter().filter(|c| flexible(c)).map(|c| c.widths.most).sum();
        let extra = room - most;
        let share = |column: &Column| {
            if flexible(column) && sum > 0.0 { extra * column.widths.most / sum } else { 0.0 }
        };
        return columns.iter().map(|column| column.widths.most + share(column)).collect();
    }
    // Columns with a width of their own keep it as long as the others have their least.
    let fixed = |column: &Column| column.pixels.is_some() || column.share.is_some();
    let firm: f32 = columns
        .iter()
        .map(|column| if fixed(column) { column.widths.most } else { column.widths.least })
        .sum();
    let grown =
        |from: fn(&Column) -> f32, grows: &dyn Fn(&Column) -> bool, base: f32| -> Vec<f32> {
            let wish = |column: &Column| {
                if grows(column) { column.widths.most - from(column) } else { 0.0 }
            };
            let wishes: f32 = columns.iter().map(wish).sum();
            let share = if wishes > 0.0 { ((room - base) / wishes).clamp(0.0, 1.0) } else { 0.0 };
            columns
                .iter()
                .map(|column| {
                    let start = if grows(column) { from(column) } else { column.widths.most };
                    start + share * wish(column)
                })
                .collect()
        };
    if firm <= room && columns.iter().any(fixed) {
        return grown(|column| column.widths.least, &|column| !fixed(column), firm);
    }
    grown(|column| column.widths.least, &|_| true, least)
}

#[cfg(test)]
mod tests {
    use super::{Column, distribute};
    use crate::estimate::widths::Widths;

    fn column(least: f32, most: f32) -> Column {
        Column { widths: Widths { least, most }, ..Column::default() }
    }

    #[test]
    fn columns_share_the_room() {
        let widths = |columns: &[Column], room| distribute(&mut columns.to_vec(), room);
        let two = [column(100.0, 200.0), column(100.0, 600.0)];
        assert_eq!(widths(&two, 800.0), [200.0, 600.0]);
        // What more there is than the least widths goes where most is wanted.
        assert_eq!(widths(&two, 500.0), [150.0, 350.0]);
        assert_eq!(widths(&two, 100.0), [100.0, 100.0]);
        assert_eq!(widths(&two, 1600.0), [400.0, 1200.0]);
        let share = Column { share: Some(0.5), ..column(10.0, 20.0) };
        assert_eq!(widths(&[share, column(10.0, 900.0)], 400.0), [200.0, 200.0]);
        let pixels = Column { pixels: Some(50.0), ..column(10.0, 20.0) };
        assert_eq!(widths(&[pixels, column(10.0, 100.0)], 300.0), [50.0, 250.0]);
        assert!(distribute(&mut [], 100.0).is_empty());
    }
}
