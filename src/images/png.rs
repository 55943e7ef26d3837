//! The chunks of a PNG file (W3C, PNG third edition, section 5).

use super::metadata::{Kind, Piece};

/// The first bytes of every PNG file.
pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Chunks that say how colours are meant.
pub(super) const COLOURS: [&[u8]; 7] =
    [b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"cICP", b"mDCV", b"cLLI"];
/// Other chunks that change what is seen.
const SEEN: [&[u8]; 9] =
    [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"acTL", b"fcTL", b"fdAT", b"bKGD"];

/// The piece that begins at `at`; what is behind the last chunk is none. `None` when the file is
/// damaged there.
pub(super) fn piece(bytes: &[u8], at: usize) -> Option<Piece<'_>> {
    if at == 0 {
        let end = SIGNATURE.len();
        return Some(Piece { kind: Kind::Picture, bytes: SIGNATURE.into(), content: &[], end });
    }
    let rest = &bytes[at..];
    let length = u32::from_be_bytes(*rest.first_chunk()?) as usize;
    let name = rest.get(4..8)?;
    let chunk = rest.get(..length.checked_add(12)?)?;
    let content = &chunk[8..8 + length];
    let kind = match name {
        b"IHDR" => Kind::Frame,
        b"acTL" => Kind::Moving,
        b"eXIf" => Kind::Exif,
        b"iTXt" if content.starts_with(b"XML:com.adobe.xmp\0") => Kind::Xmp,
        _ if COLOURS.contains(&name) || SEEN.contains(&name) => Kind::Picture,
        _ => Kind::Other,
    };
    let end = if name == b"IEND" { bytes.len() } else { at + chunk.len() };
    Some(Piece { kind, bytes: chunk.into(), content, end })
}

/// A chunk.
pub(super) fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(name);
    crc.update(content);
    let length = (content.len() as u32).to_be_bytes();
    [&length[..], name, content, &crc.sum().to_be_bytes()].concat()
}

/// The pixels of `new` with what `old` says about colours and about how it is turned; `None` when one
/// is damaged.
#[cfg(feature = "images")]
pub(super) fn with_head_of(old: &[u8], new: &[u8]) -> Option<Vec<u8>> {
    use super::Format;
    use super::metadata::{head, pieces};
    let is_head = |piece: &Piece<'_>| {
        let name = piece.bytes.get(4..8).unwrap_or_default();
        piece.kind == Kind::Exif || COLOURS.contains(&name)
    };
    let mut out = Vec::new();
    for piece in pieces(Format::Png, new) {
        let piece = piece?;
        out.extend_from_slice(&piece.bytes);
        if piece.kind == Kind::Frame {
            let head = head(Format::Png, old).filter(is_head);
            head.for_each(|piece| out.extend_from_slice(&piece.bytes));
        }
    }
    Some(out)
}
