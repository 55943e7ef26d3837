//! Text with positions: files, spans, lines and columns.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::PathBuf;

/// Which file of a [`Sources`] a [`Span`] lies in.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct FileId(u32);

/// A range of bytes in the decoded text of one file.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// First byte after the range.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets. Offsets past 4 GiB saturate; decks are far smaller.
    pub fn new(file: FileId, range: std::ops::Range<usize>) -> Span {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span { file, start: offset(range.start), end: offset(range.end) }
    }

    /// The byte range inside the file.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The smallest span that covers both; they must lie in the same file.
    pub fn to(self, other: Span) -> Span {
        debug_assert_eq!(self.file, other.file);
        Span { start: self.start.min(other.start), end: self.end.max(other.end), ..self }
    }
}

/// A value together with the place it was written at.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// One decoded file.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The name shown to people.
    pub name: String,
    /// The file itself, as an absolute path without links; empty for a text that is no file.
    pub path: PathBuf,
    /// The text, with `\n` line ends, without a byte-order mark and without NUL.
    pub text: String,
    line_starts: Vec<u32>,
    /// Number of characters before each [`STRIDE`]th byte, for columns in very long lines.
    characters: Vec<u32>,
}

const STRIDE: usize = 4096;

impl SourceFile {
    fn new(name: String, path: PathBuf, text: String) -> SourceFile {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0).chain(breaks.map(|(at, _)| at as u32 + 1)).collect();
        let counts = text.as_bytes().chunks(STRIDE).map(|part| starts_of_characters(part) as u32);
        let sums = counts.scan(0, |sum, count| {
            *sum += count;
            Some(*sum)
        });
        let characters = std::iter::once(0).chain(sums).collect();
        SourceFile { name, path, text, line_starts, characters }
    }

    /// Line and column of a byte, both from 1; the column counts characters.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.line_starts.partition_point(|start| *start as usize <= offset).max(1);
        let start = self.line_starts[line - 1] as usize;
        (line, self.characters_before(offset).saturating_sub(self.characters_before(start)) + 1)
    }

    /// The byte at which a line starts that [`SourceFile::position`] told.
    pub fn line_start(&self, line: usize) -> usize {
        self.line_starts.get(line.saturating_sub(1)).map_or(0, |start| *start as usize)
    }

    fn characters_before(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        let mark = offset / STRIDE;
        let rest = &self.text.as_bytes()[mark * STRIDE..offset];
        self.characters[mark] as usize + starts_of_characters(rest)
    }
}

/// Number of characters that start in these bytes of UTF-8.
fn starts_of_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

/// All files that one compilation read as text.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a text that is no file and returns its id.
    pub fn add(&mut self, name: impl Into<String>, text: String) -> FileId {
        self.add_file(name, PathBuf::new(), text)
    }

    /// Adds a file and returns its id.
    pub fn add_file(&mut self, name: impl Into<String>, path: PathBuf, text: String) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).expect("fewer than 2^32 files"));
        self.files.push(SourceFile::new(name.into(), path, text));
        id
    }

    /// All files in the order of their ids.
    pub fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter()
    }

    /// Whether a span lies in one of these texts.
    pub fn has(&self, span: Span) -> bool {
        let file = self.files.get(span.file.0 as usize);
        file.is_some_and(|file| file.text.get(span.range()).is_some())
    }

    /// The file with this id, which must come from this value's [`Sources::add`].
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }
}

/// Why bytes are no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecodeError {
    /// The bytes are UTF-16.
    Utf16,
    /// The byte at this offset is not UTF-8; the second number is its line, from 1.
    NotUtf8(usize, usize),
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DecodeError::Utf16 => write!(f, "the file is UTF-16"),
            DecodeError::NotUtf8(offset, line) => {
                write!(f, "line {line} is not UTF-8 (byte {offset} of the file)")
            }
        }
    }
}

/// A byte-order mark says so, or zeros in every second byte of the start.
fn is_utf16(bytes: &[u8]) -> bool {
    let marked = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let start = &bytes[..bytes.len().min(8)];
    let zero_at = |odd: usize| (0..8).all(|at| (start[at] == 0) == (at % 2 == odd));
    marked || start.len() == 8 && (zero_at(0) || zero_at(1))
}

/// Decodes UTF-8, drops a byte-order mark, turns CRLF and CR into LF and NUL into U+FFFD.
///
/// # Errors
/// The bytes are not UTF-8. Nothing is replaced silently, because text in another encoding would
/// come out as garbage on a slide.
pub fn decode(bytes: Vec<u8>) -> Result<String, DecodeError> {
    if is_utf16(&bytes) {
        return Err(DecodeError::Utf16);
    }
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..valid].iter().filter(|byte| **byte == b'\n').count() + 1;
        DecodeError::NotUtf8(valid, line)
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    if text.contains('\r') {
        text = text.replace("\r\n", "\n").replace('\r', "\n");
    }
    if text.contains('\0') {
        text = text.replace('\0', "\u{fffd}");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters_from_one() {
        let mut sources = Sources::default();
        let id = sources.add("a.md", "ä b\n\nc".to_string());
        let file = sources.file(id);
        assert_eq!(file.position(0), (1, 1));
        assert_eq!(file.position(3), (1, 3));
        assert_eq!(file.position(5), (2, 1));
        assert_eq!(file.position(6), (3, 1));
        assert_eq!(file.position(7), (3, 2));
    }

    #[test]
    fn columns_in_long_lines_are_counted_too() {
        for length in [4095, 4096, 4097, 9000] {
            let text = format!("a\n{}", "ä".repeat(length));
            let mut sources = Sources::default();
            let id = sources.add("a.md", text.clone());
            let file = sources.file(id);
            assert_eq!(file.position(text.len()), (2, length + 1));
            assert_eq!(file.position(2 + 2 * (length / 2)), (2, length / 2 + 1));
            assert_eq!(file.position(text.len() + 10), (2, length + 1));
        }
    }

    #[test]
    fn utf16_is_named_with_and_without_a_mark() {
        let utf16: Vec<u8> = "title: T\n".bytes().flat_map(|byte| [byte, 0]).collect();
        assert_eq!(decode(utf16.clone()), Err(DecodeError::Utf16));
        assert_eq!(decode([&[0], &utf16[..utf16.len() - 1]].concat()), Err(DecodeError::Utf16));
        assert_eq!(decode(b"a\0\0\0\0".to_vec()).unwrap().chars().count(), 5);
    }

    #[test]
    fn decoding_normalises_marks_and_line_ends() {
        assert_eq!(decode(b"\xef\xbb\xbfa\r\nb\rc\0".to_vec()), Ok("a\nb\nc\u{fffd}".to_string()));
        assert_eq!(decode(b"\xff\xfea\0".to_vec()), Err(DecodeError::Utf16));
        assert_eq!(decode(b"a\nb\xe9".to_vec()), Err(DecodeError::NotUtf8(3, 2)));
    }
}
