//! What a picture's file tells besides the picture. The file is read as a row of pieces, whatever its
//! format.

use super::{Format, exif, jpeg, png, webp};
use std::borrow::Cow;

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It changes what is seen.
    Picture,
    /// It changes what is seen, and tells sizes.
    Frame,
    /// A JPEG's coded pixels. No Exif or XMP data comes later, and to find the end takes time.
    Pixels,
    /// It makes the picture move.
    Moving,
    /// Exif data.
    Exif,
    /// XMP data.
    Xmp,
    /// Anything else.
    Other,
}

/// A piece of a file.
#[derive(Debug, Clone)]
pub(super) struct Piece<'a> {
    pub(super) kind: Kind,
    /// All of it, as it is kept.
    pub(super) bytes: Cow<'a, [u8]>,
    /// What is in it.
    pub(super) content: &'a [u8],
    /// Where the next one begins.
    pub(super) end: usize,
}

fn piece(format: Format, bytes: &[u8], at: usize) -> Option<Piece<'_>> {
    match format {
        Format::Jpeg => jpeg::piece(bytes, at),
        Format::Png => png::piece(bytes, at),
        Format::WebP => webp::piece(bytes, at),
    }
}

/// The pieces of a file in their order; `None` is the last where the file is damaged.
pub(super) fn pieces(format: Format, bytes: &[u8]) -> impl Iterator<Item = Option<Piece<'_>>> {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let at = next.filter(|&at| at < bytes.len())?;
        let piece = piece(format, bytes, at);
        next = piece.as_ref().map(|piece| piece.end);
        Some(piece)
    })
}

/// The pieces that stand before a JPEG's pixels, and all pieces of other files.
pub(super) fn head(format: Format, bytes: &[u8]) -> impl Iterator<Item = Piece<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        // Pieces of pixels are not asked for, since this takes as long as they are.
        let is_start = format == Format::Jpeg && jpeg::is_coded(&bytes[at..]);
        let piece = if at < bytes.len() && !is_start { piece(format, bytes, at) } else { None }?;
        at = piece.end;
        Some(piece)
    })
}

/// The first piece of a kind, but for pixels.
pub(super) fn first(format: Format, bytes: &[u8], kind: Kind) -> Option<Piece<'_>> {
    head(format, bytes).find(|piece| piece.kind == kind)
}

/// How the picture is turned and mirrored (Exif's numbers).
pub(super) fn orientation(format: Format, bytes: &[u8]) -> u8 {
    first(format, bytes, Kind::Exif).map_or(1, |piece| exif::orientation(piece.content))
}

/// Whether browsers show the picture on its side, so that width and height change places.
pub fn is_turned(bytes: &[u8]) -> bool {
    Format::of(bytes).is_some_and(|format| orientation(format, bytes) >= 5)
}

/// Whether the file tells where the picture was taken.
pub fn tells_place(bytes: &[u8]) -> bool {
    let Some(format) = Format::of(bytes) else { return false };
    head(format, bytes).any(|piece| match piece.kind {
        Kind::Exif => exif::tells_place(piece.content),
        Kind::Xmp => contains(piece.content, b"GPSLatitude"),
        _ => false,
    })
}

fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

/// The file with nothing in it but the picture and how it is turned; `None` when it is damaged.
pub(super) fn stripped(format: Format, bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut turned = None;
    for piece in pieces(format, bytes) {
        let piece = piece?;
        match piece.kind {
            Kind::Picture | Kind::Frame | Kind::Pixels | Kind::Moving => {
                out.extend_from_slice(&piece.bytes)
            }
            // Browsers heed the first.
            Kind::Exif if turned.is_none() => {
                let orientation = exif::orientation(piece.content);
                turned = Some(orientation > 1);
                if orientation > 1 {
                    out.extend(exif_piece(format, orientation));
                }
            }
            Kind::Exif | Kind::Xmp | Kind::Other => {}
        }
    }
    if format == Format::WebP {
        webp::mend(&mut out, turned == Some(true));
    }
    Some(out)
}

fn exif_piece(format: Format, orientation: u8) -> Vec<u8> {
    let data = exif::only_orientation(orientation);
    match format {
        Format::Jpeg => jpeg::exif_segment(&data),
        Format::Png => png::chunk(b"eXIf", &data),
        Format::WebP => webp::chunk(b"EXIF", &data),
    }
}
