//! pandoc's title block: `% title`, `% authors` and `% date` on the first lines.
//!
//! The rules are those of pandoc's extension `pandoc_title_block`.

use super::lines::{line, skip_comments};
use super::reading::Reading;
use super::value::Value;
use super::{LIMIT, Style, too_long};
use crate::source::Spanned;

/// Reads the block and returns where the body starts; `None` if line 1 is no `% Title`.
pub(super) fn read(reading: &mut Reading, text: &str) -> Option<usize> {
    let title = text.strip_prefix("% ")?;
    if title.starts_with('\n') || title.trim().is_empty() {
        return None;
    }
    let mut end = 0;
    for key in ["title", "author", "date"] {
        let Some(field) = Field::read(text, end) else { break };
        end = field.end;
        field.take(reading, key);
    }
    reading.found(Style::Percent, 0..end);
    if end > LIMIT {
        too_long(reading, 0..end);
    }
    Some(skip_comments(text, end))
}

/// One field: a `%` line and the lines after it that start with a space.
struct Field<'a> {
    lines: Vec<(usize, &'a str)>,
    end: usize,
}

impl<'a> Field<'a> {
    fn read(text: &'a str, start: usize) -> Option<Field<'a>> {
        let first = line(text, start)?;
        let rest = first.text.strip_prefix('%')?;
        if !rest.is_empty() && !rest.starts_with(' ') {
            return None;
        }
        let mut field = Field { lines: vec![(first.start + 1, rest)], end: first.next };
        while let Some(more) = line(text, field.end)
            && more.text.starts_with(' ')
            && !more.is_blank()
            && field.end <= LIMIT
        {
            field.lines.push((more.start, more.text));
            field.end = more.next;
        }
        Some(field)
    }

    /// The parts between separators, with their places; lines separate too where there is one.
    fn parts(&self, reading: &Reading, separator: char) -> Vec<Spanned<Value>> {
        let mut parts = Vec::new();
        for (start, line) in &self.lines {
            let mut at = *start;
            for part in line.split(separator) {
                let from = at + (part.len() - part.trim_start().len());
                at += part.len() + separator.len_utf8();
                let name = part.trim();
                if !name.is_empty() {
                    let span = reading.span(from..from + name.len());
                    parts.push(Spanned { value: Value::Text(name.to_string()), span });
                }
            }
        }
        parts
    }

    fn take(self, reading: &mut Reading, key: &str) {
        let separator = if key == "author" { ';' } else { '\n' };
        let parts = self.parts(reading, separator);
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return };
        let span = first.span.to(last.span);
        let value = match separator {
            ';' => Value::List(parts),
            _ => {
                let lines: Vec<_> = parts.iter().filter_map(|part| part.value.written()).collect();
                Value::Text(lines.join(" "))
            }
        };
        reading.set(Spanned { value: key, span }, Spanned { value, span });
    }
}
