//! Widths of the bundled fonts' characters, for what lays out text without a browser.
//!
//! The packages hold each face as `.woff` too, which is the font's tables compressed with zlib
//! (<https://www.w3.org/TR/WOFF/>).

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::Read;
use ttf_parser::gpos::{PairAdjustment, PositioningSubtable};
use ttf_parser::{GlyphId, Tag};

/// More than any of the fonts needs.
const MAX_TABLE: u64 = 8_000_000;

/// What a face says of its size and of its characters, in units of which `units` are one em.
#[derive(Default)]
pub struct Metrics {
    units: u16,
    ascent: i16,
    descent: i16,
    gap: i16,
    advances: BTreeMap<u32, u16>,
    kerning: BTreeMap<(u8, u8), i16>,
}

impl Metrics {
    /// Adds the characters of a file with a part of the face.
    pub fn add(&mut self, woff: &[u8]) -> Result<(), String> {
        let font = sfnt(woff).ok_or("it is no whole WOFF file")?;
        let face = ttf_parser::Face::parse(&font, 0).map_err(|error| error.to_string())?;
        self.units = face.units_per_em();
        (self.ascent, self.descent, self.gap) =
            (face.ascender(), face.descender(), face.line_gap());
        let mut characters = Vec::new();
        for table in face.tables().cmap.into_iter().flat_map(|cmap| cmap.subtables) {
            if table.is_unicode() {
                table.codepoints(|c| characters.push(c));
            }
        }
        for c in characters {
            let glyph = char::from_u32(c).and_then(|c| face.glyph_index(c));
            if let Some(advance) = glyph.and_then(|glyph| face.glyph_hor_advance(glyph)) {
                self.advances.entry(c).or_insert(advance);
            }
        }
        self.kern(&face);
        Ok(())
    }

    /// Distances of pairs of ASCII characters.
    fn kern(&mut self, face: &ttf_parser::Face<'_>) {
        let glyphs: Vec<(u8, GlyphId)> =
            (0x20..0x7f).filter_map(|c: u8| Some((c, face.glyph_index(char::from(c))?))).collect();
        for (left, first) in &glyphs {
            for (right, second) in &glyphs {
                let distance = kerning(face, *first, *second).unwrap_or(0);
                if distance != 0 {
                    self.kerning.entry((*left, *right)).or_insert(distance);
                }
            }
        }
    }

    /// It as the fields of a Rust struct.
    pub fn source(&self) -> String {
        let Metrics { units, ascent, descent, gap, .. } = self;
        let mut text = format!(
            "units: {units}, ascent: {ascent}, descent: {descent}, gap: {gap}, advances: &["
        );
        let mut runs: Vec<(u32, Vec<u16>)> = Vec::new();
        for (c, advance) in &self.advances {
            match runs.last_mut() {
                Some((first, run)) if *first + run.len() as u32 == *c => run.push(*advance),
                _ => runs.push((*c, vec![*advance])),
            }
        }
        for (first, run) in runs {
            let _ = write!(text, "({first},&{run:?}),");
        }
        text += "], kerning: &[";
        for ((left, right), distance) in &self.kerning {
            let pair = u16::from(*left) << 8 | u16::from(*right);
            let _ = write!(text, "({pair},{distance}),");
        }
        text + "]"
    }
}

/// How far the second glyph moves, by the first rule of the first lookup that has one for the pair.
fn kerning(face: &ttf_parser::Face<'_>, first: GlyphId, second: GlyphId) -> Option<i16> {
    let table = face.tables().gpos?;
    let features =
        table.features.into_iter().filter(|feature| feature.tag == Tag::from_bytes(b"kern"));
    for index in features.flat_map(|feature| feature.lookup_indices) {
        let lookup = table.lookups.get(index)?;
        for subtable in lookup.subtables.into_iter::<PositioningSubtable<'_>>() {
            let PositioningSubtable::Pair(pair) = subtable else { continue };
            let Some(covered) = pair.coverage().get(first) else { continue };
            let value = match pair {
                PairAdjustment::Format1 { sets, .. } => {
                    sets.get(covered).and_then(|set| set.get(second))
                }
                PairAdjustment::Format2 { classes: (left, right), matrix, .. } => {
                    matrix.get((left.get(first), right.get(second)))
                }
            };
            if let Some((left, _)) = value {
                return Some(left.x_advance);
            }
        }
    }
    None
}

/// A WOFF file as a plain font file.
fn sfnt(woff: &[u8]) -> Option<Vec<u8>> {
    let short = |at: usize| Some(u16::from_be_bytes(woff.get(at..at + 2)?.try_into().ok()?));
    let long = |at: usize| Some(u32::from_be_bytes(woff.get(at..at + 4)?.try_into().ok()?));
    let bytes = |at: usize, length: usize| woff.get(at..at.checked_add(length)?);
    if bytes(0, 4)? != b"wOFF" {
        return None;
    }
    let count = short(12)?;
    let mut head = [bytes(4, 4)?, &count.to_be_bytes(), &[0; 6]].concat();
    let mut body = Vec::new();
    let start = 12 + 16 * usize::from(count);
    for table in 0..usize::from(count) {
        let entry = 44 + 20 * table;
        let (offset, packed, size) = (long(entry + 4)?, long(entry + 8)?, long(entry + 12)?);
        let stored = bytes(offset as usize, packed as usize)?;
        let mut table = Vec::new();
        if packed < size {
            let inflate = flate2::read::ZlibDecoder::new(stored);
            inflate.take(MAX_TABLE).read_to_end(&mut table).ok()?;
        } else {
            table.extend_from_slice(stored);
        }
        head.extend_from_slice(bytes(entry, 4)?);
        head.extend_from_slice(bytes(entry + 16, 4)?);
        head.extend_from_slice(&((start + body.len()) as u32).to_be_bytes());
        head.extend_from_slice(&(table.len() as u32).to_be_bytes());
        body.append(&mut table);
        body.resize(body.len().next_multiple_of(4), 0);
    }
    head.append(&mut body);
    Some(head)
}
