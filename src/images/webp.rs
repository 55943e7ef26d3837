//! The chunks of a WebP file (RFC 9649, section 2).

use super::metadata::{Kind, Piece};

/// `RIFF`, the length of what follows, `WEBP`.
pub(super) const HEAD: usize = 12;

/// The piece that begins at `at`. `None` when the file is damaged there.
pub(super) fn piece(bytes: &[u8], at: usize) -> Option<Piece<'_>> {
    if at == 0 {
        let head = bytes.get(..HEAD)?;
        return Some(Piece { kind: Kind::Picture, bytes: head.into(), content: &[], end: HEAD });
    }
    // What is behind the end that the head tells is not the picture's.
    let told = u32::from_le_bytes(*bytes[4..].first_chunk()?) as usize;
    let all = &bytes[..bytes.len().min(told.saturating_add(8))];
    let Some(rest) = all.get(at..).filter(|rest| !rest.is_empty()) else {
        return Some(Piece {
            kind: Kind::Other,
            bytes: (&[][..]).into(),
            content: &[],
            end: bytes.len(),
        });
    };
    let length = u32::from_le_bytes(*rest.get(4..)?.first_chunk()?) as usize;
    let content = rest.get(8..length.checked_add(8)?)?;
    let kind = match &rest[..4] {
        b"VP8X" => Kind::Frame,
        b"ANIM" => Kind::Moving,
        b"EXIF" => Kind::Exif,
        b"XMP " => Kind::Xmp,
        b"VP8 " | b"VP8L" | b"ALPH" | b"ICCP" | b"ANMF" => Kind::Picture,
        _ => Kind::Other,
    };
    let content = match kind {
        // Some writers put JPEG's mark before it.
        Kind::Exif => content.strip_prefix(super::jpeg::EXIF).unwrap_or(content),
        _ => content,
    };
    // Chunks are filled up to an even length; the last one's filling may be missing.
    let whole = &rest[..(8 + length + length % 2).min(rest.len())];
    Some(Piece { kind, bytes: whole.into(), content, end: at + whole.len() })
}

/// A chunk.
pub(super) fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u32).to_le_bytes();
    let filling = vec![0; content.len() % 2];
    [name, &length[..], content, &filling].concat()
}

/// Makes a file's head tell its length, and its `VP8X` chunk what is in it.
pub(super) fn mend(file: &mut [u8], has_exif: bool) {
    let length = (file.len().saturating_sub(8) as u32).to_le_bytes();
    file[4..8].copy_from_slice(&length);
    if file.get(HEAD..HEAD + 4) == Some(b"VP8X")
        && let Some(flags) = file.get_mut(HEAD + 8)
    {
        // Exif data, XMP data.
        *flags &= !0b0000_1100;
        *flags |= u8::from(has_exif) << 3;
    }
}
