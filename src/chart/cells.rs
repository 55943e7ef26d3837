//! CSV into cells that know where they stand. The separator is the one of the first line.

use csv::{ByteRecord, ReaderBuilder, Trim};
use std::ops::Range;

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Cell {
    pub(super) text: String,
    /// Its bytes in the text, quotes included.
    pub(super) range: Range<usize>,
}

/// Cells in rows, and what separates them.
pub(super) struct Cells {
    pub(super) rows: Vec<Vec<Cell>>,
    pub(super) separator: u8,
}

/// Reads all cells; rows may differ in length. Nothing is refused: CSV has no wrong text.
pub(super) fn read(text: &str) -> Cells {
    let separator = separator(text);
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut record = ByteRecord::new();
    while let Ok(true) = reader.read_byte_record(&mut record) {
        let start = record.position().map_or(0, |position| position.byte() as usize);
        let ranges = ranges(text, start.min(text.len()), separator);
        let cells = record.iter().zip(ranges).map(|(bytes, range)| Cell {
            text: String::from_utf8_lossy(bytes).into_owned(),
            range,
        });
        rows.push(cells.collect());
    }
    rows.retain(|row: &Vec<Cell>| row.iter().any(|cell| !cell.text.is_empty()));
    Cells { rows, separator }
}

/// The most frequent of tab, `;` and `,` outside quotes in the first line with text.
fn separator(text: &str) -> u8 {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut counts = [(b'\t', 0), (b';', 0), (b',', 0)];
    let mut quoted = false;
    for byte in line.bytes() {
        quoted ^= byte == b'"';
        for (separator, count) in &mut counts {
            *count += usize::from(!quoted && byte == *separator);
        }
    }
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(separator, _)| *separator)
}

/// Where the cells of the record stand that begins at `start`, without the blanks around them.
fn ranges(text: &str, start: usize, separator: u8) -> impl Iterator<Item = Range<usize>> + '_ {
    let bytes = text.as_bytes();
    let blank = |at: &usize| matches!(bytes[*at], b'\n' | b'\r');
    let mut at = (start..bytes.len()).find(|at| !blank(at)).unwrap_or(bytes.len());
    let mut done = false;
    std::iter::from_fn(move || {
        if done {
            return None;
        }
        let begin = at;
        let mut quoted = false;
        while at < bytes.len() && (quoted || (bytes[at] != separator && bytes[at] != b'\n')) {
            quoted ^= bytes[at] == b'"';
            at += 1;
        }
        let cell = &text[begin..at];
        let lead = cell.len() - cell.trim_start().len();
        done = at >= bytes.len() || bytes[at] == b'\n';
        at += 1;
        Some(begin + lead..begin + lead + cell.trim().len())
    })
}
