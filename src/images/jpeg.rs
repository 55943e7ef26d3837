//! The segments of a JPEG file (ITU-T T.81, annex B).

use super::metadata::{Kind, Piece};

/// What stands before Exif data in its segment.
pub(super) const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const ICC: &[u8] = b"ICC_PROFILE\0";
const ADOBE: &[u8] = b"Adobe";
/// A JFIF segment without a thumbnail has this many bytes.
const JFIF: usize = 18;

/// The piece that begins at `at`; what is behind the end of the picture is none. `None` when the file
/// is damaged there.
pub(super) fn piece(bytes: &[u8], at: usize) -> Option<Piece<'_>> {
    let rest = &bytes[at..];
    let piece = |kind, length: usize, content| {
        let whole = rest.get(..length)?;
        Some(Piece { kind, bytes: whole.into(), content, end: at + length })
    };
    if is_coded(rest) {
        return piece(Kind::Pixels, coded(rest), &[]);
    }
    let [0xff, marker, ..] = *rest else { return None };
    match marker {
        // Some writers fill up with these.
        0xff => return piece(Kind::Other, 1, &[]),
        0xd8 => return piece(Kind::Picture, 2, &[]),
        // Behind the end some cameras put videos and further pictures.
        0xd9 => return Some(Piece { end: bytes.len(), ..piece(Kind::Picture, 2, &[])? }),
        0x01 | 0xd0..=0xd7 => return piece(Kind::Picture, 2, &[]),
        _ => {}
    }
    let length = usize::from(u16::from_be_bytes(*rest.get(2..)?.first_chunk()?));
    let segment = rest.get(..2 + length)?;
    let content = segment.get(4..)?;
    let kind = kind(marker, content);
    let (kept, content) = match kind {
        Kind::Exif => (segment, &content[EXIF.len()..]),
        _ => (segment, content),
    };
    let bytes = if marker == 0xe0 && kind == Kind::Picture {
        without_thumbnail(kept).into()
    } else {
        kept.into()
    };
    Some(Piece { kind, bytes, content, end: at + 2 + length })
}

fn kind(marker: u8, content: &[u8]) -> Kind {
    let starts = |with: &[u8]| content.starts_with(with);
    match marker {
        // Where the sizes of the picture stand.
        0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => Kind::Frame,
        0xe0 if starts(b"JFIF\0") => Kind::Picture,
        0xe1 if starts(EXIF) => Kind::Exif,
        0xe1 if starts(XMP) => Kind::Xmp,
        0xe2 if starts(ICC) => Kind::Picture,
        // It tells how colours are coded.
        0xee if starts(ADOBE) => Kind::Picture,
        // Application data, comments.
        0xe0..=0xef | 0xfe => Kind::Other,
        _ => Kind::Picture,
    }
}

/// Whether no segment but coded pixels begin here.
pub(super) fn is_coded(bytes: &[u8]) -> bool {
    !matches!(bytes, [] | [0xff] | [0xff, 1..=0xff, ..])
}

/// Length of the coded pixels at the start of `bytes`: up to a marker that may not stand in them.
fn coded(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|&byte| byte == 0xff) {
        match bytes.get(at + found + 1) {
            Some(0x00 | 0xd0..=0xd7) => at += found + 2,
            _ => return at + found,
        }
    }
    bytes.len()
}

/// A JFIF segment without the small picture that may stand in it.
fn without_thumbnail(segment: &[u8]) -> Vec<u8> {
    let mut out = segment[..segment.len().min(JFIF)].to_vec();
    if out.len() == JFIF {
        out[2..4].copy_from_slice(&(JFIF as u16 - 2).to_be_bytes());
        out[16..].fill(0);
    }
    out
}

/// A segment with Exif data.
pub(super) fn exif_segment(exif: &[u8]) -> Vec<u8> {
    let length = (2 + EXIF.len() + exif.len()) as u16;
    [&[0xff, 0xe1], &length.to_be_bytes()[..], EXIF, exif].concat()
}
