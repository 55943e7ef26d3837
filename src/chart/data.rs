//! A chart's table: names of series in the first row, what each row is in the first column.

use super::cells::{self, Cell, Cells};
use super::numbers::{self, Value};
use super::{Kind, MAX_POINTS, MAX_SERIES, Mistake, dates};

/// Series of numbers over one first column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Data {
    /// What the first column is called.
    pub head: String,
    /// The first column as it is written.
    pub labels: Vec<String>,
    /// Where the rows stand.
    pub x: X,
    /// The other columns, each as long as `labels`.
    pub series: Vec<Series>,
}

/// One column of numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Series {
    /// What it is called.
    pub name: String,
    /// Its numbers; `None` where there is none.
    pub values: Vec<Option<f64>>,
}

/// Where the rows of a table stand.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum X {
    /// One after the other.
    #[default]
    Labels,
    /// At numbers.
    Numbers(Vec<f64>),
    /// At days, as numbers from 1970-01-01 on.
    Days(Vec<f64>),
}

impl Data {
    /// Reads a table for a kind of chart.
    ///
    /// # Errors
    /// There are no numbers or too many, or a cell is no number.
    pub fn read(text: &str, kind: Kind) -> Result<Data, Mistake> {
        let Cells { rows, separator } = cells::read(text);
        let mut rows = rows.into_iter();
        let header = rows.next().ok_or_else(|| Mistake {
            range: 0..0,
            message: "this chart has no data".to_string(),
            hint: Some("write a line of names, and below it lines of values".to_string()),
        })?;
        let rows: Vec<Vec<Cell>> = rows.collect();
        check_size(&header, &rows)?;
        let comma = has_decimal_commas(&rows, separator);
        let mut data = Data { head: header[0].text.clone(), ..Data::default() };
        data.labels = rows.iter().map(|row| row[0].text.clone()).collect();
        data.series = series(&header, &rows, comma)?;
        if kind.has_scale() {
            data.place(comma);
        }
        if matches!(kind, Kind::Pie | Kind::Donut) {
            check_shares(&data, &header, &rows)?;
        }
        Ok(data)
    }

    /// Finds the scale of the first column, and sorts the rows along it.
    fn place(&mut self, comma: bool) {
        let number = |text: &String| match numbers::read(text, comma) {
            Value::Number(value) => Some(value),
            _ => None,
        };
        let day = |text: &String| dates::read(text.trim());
        if let Some(x) = self.labels.iter().map(number).collect::<Option<Vec<f64>>>() {
            self.x = X::Numbers(self.sort(x));
        } else if let Some(x) = self.labels.iter().map(day).collect::<Option<Vec<f64>>>() {
            self.x = X::Days(self.sort(x));
        }
    }

    fn sort(&mut self, x: Vec<f64>) -> Vec<f64> {
        let mut order: Vec<usize> = (0..x.len()).collect();
        order.sort_by(|a, b| x[*a].total_cmp(&x[*b]));
        self.labels = order.iter().map(|at| self.labels[*at].clone()).collect();
        for series in &mut self.series {
            series.values = order.iter().map(|at| series.values[*at]).collect();
        }
        order.iter().map(|at| x[*at]).collect()
    }
}

/// The cells as text, the first row too: what is shown in place of a chart that cannot be drawn.
pub fn rows(text: &str) -> Vec<Vec<String>> {
    let texts = |row: Vec<Cell>| row.into_iter().map(|cell| cell.text).collect();
    cells::read(text).rows.into_iter().map(texts).collect()
}

fn check_size(header: &[Cell], rows: &[Vec<Cell>]) -> Result<(), Mistake> {
    let whole = header[0].range.start..header.last().map_or(0, |cell| cell.range.end);
    let mistake = |message: String, hint: &str| {
        Err(Mistake { range: whole.clone(), message, hint: Some(hint.to_string()) })
    };
    let columns = header.len() - 1;
    if columns == 0 {
        let hint = "the first column names the rows, and each further one is a series of numbers; \
                    separate them by commas";
        return mistake("this chart has one column only".to_string(), hint);
    }
    if rows.is_empty() {
        let hint = "the first line names the columns; write lines of values below it";
        return mistake("this chart has no values".to_string(), hint);
    }
    if columns > MAX_SERIES {
        let hint = "leave some out, or turn the table round";
        let message = format!("this chart has {columns} series; {MAX_SERIES} are the most");
        return mistake(message, hint);
    }
    if columns * rows.len() > MAX_POINTS {
        let points = columns * rows.len();
        let message = format!("this chart has {points} values; {MAX_POINTS} are the most");
        return mistake(message, "sum them up: nobody sees as many");
    }
    Ok(())
}

/// With `;` between cells a comma is a decimal sign, unless it groups digits before a point.
fn has_decimal_commas(rows: &[Vec<Cell>], separator: u8) -> bool {
    let mut cells = rows.iter().flatten().map(|cell| cell.text.as_str());
    let is_decimal = |text: &str| {
        let number = matches!(numbers::read(text, true), Value::Number(_));
        text.contains(',') && number && text.rfind('.') < text.rfind(',')
    };
    match separator {
        b';' => cells.any(is_decimal),
        // `1,234` may be both here, so it takes one that cannot be a group of digits.
        _ => cells.any(|text| is_decimal(text) && numbers::read(text, false) == Value::Other),
    }
}

fn series(header: &[Cell], rows: &[Vec<Cell>], comma: bool) -> Result<Vec<Series>, Mistake> {
    let mut series: Vec<Series> = header[1..]
        .iter()
        .map(|cell| Series { name: cell.text.clone(), values: Vec::with_capacity(rows.len()) })
        .collect();
    for row in rows {
        if let Some(cell) = row.get(header.len()..).and_then(|rest| rest.first()) {
            return Err(Mistake {
                range: cell.range.clone(),
                message: format!(
                    "this row has {} cells, but there are {} names in the first line",
                    row.len(),
                    header.len()
                ),
                hint: Some("put cells with a separator in them between quotes".to_string()),
            });
        }
        for (at, series) in series.iter_mut().enumerate() {
            series.values.push(match row.get(at + 1) {
                Some(cell) => value(cell, comma)?,
                None => None,
            });
        }
    }
    Ok(series)
}

fn value(cell: &Cell, comma: bool) -> Result<Option<f64>, Mistake> {
    match numbers::read(&cell.text, comma) {
        Value::Number(value) => Ok(Some(value)),
        Value::Gap => Ok(None),
        Value::Other => Err(Mistake {
            range: cell.range.clone(),
            message: format!("`{}` is no number", shown(&cell.text)),
            hint: Some("write a number, or leave the cell empty if there is none".to_string()),
        }),
    }
}

fn shown(text: &str) -> String {
    let short: String = text.chars().take(30).collect();
    if short.len() < text.len() { short + "…" } else { short }
}

/// A pie has one series, and no part of it is less than nothing.
fn check_shares(data: &Data, header: &[Cell], rows: &[Vec<Cell>]) -> Result<(), Mistake> {
    if let Some(second) = header.get(2) {
        return Err(Mistake {
            range: second.range.clone(),
            message: format!("a pie has one series, and this is number {}", data.series.len()),
            hint: Some("use `type=bar stacked` for several".to_string()),
        });
    }
    let negative = data.series[0].values.iter().position(|value| value.is_some_and(|v| v < 0.0));
    match negative {
        Some(row) => Err(Mistake {
            range: rows[row][1].range.clone(),
            message: format!("`{}` is below zero: a pie shows parts", rows[row][1].text),
            hint: Some("use `type=bar`".to_string()),
        }),
        None => Ok(()),
    }
}
