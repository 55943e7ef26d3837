//! Pictures of pixels: what their files tell besides the picture, and the same picture in fewer bytes.
//!
//! All of this is a function of a file's bytes and of [`Wish`]: the same in every thread and on every
//! machine.

mod exif;
mod jpeg;
#[cfg_attr(not(feature = "images"), allow(dead_code))]
mod metadata;
mod optimizer;
mod png;
#[cfg(feature = "images")]
mod smaller;
#[cfg(all(test, feature = "images"))]
mod tests;
mod webp;

pub use metadata::{is_turned, tells_place};
pub use optimizer::{Optimizer, Saved};

use std::fmt;

/// More pixels than this are not decoded: 64 megapixels, as much as a good camera has.
pub const MAX_PIXELS: u64 = 64_000_000;

/// Whether this build of deckgen can make pictures smaller: the feature `images`.
pub const AVAILABLE: bool = cfg!(feature = "images");

/// How pictures are made smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Every pixel stays what it is. What is not the picture goes: the place where it was taken, the
    /// camera, thumbnails, comments. PNG is compressed better.
    Lossless,
    /// Also, pictures with more pixels than a screen shows are scaled down, and JPEG is encoded
    /// anew.
    Lossy,
}

/// What to make of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Wish {
    /// How.
    pub mode: Mode,
    /// Width and height in pixels that are enough, as the audience sees the picture.
    pub enough: (u32, u32),
}

/// What became of a picture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Optimized {
    /// The new file, in the same format; none when the old one is as good.
    pub bytes: Option<Vec<u8>>,
    /// Why less was done than wished.
    pub refusal: Option<Refusal>,
}

/// Why a picture was left as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is cut off or damaged.
    Broken,
    /// It has more than [`MAX_PIXELS`].
    TooLarge(u32, u32),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Broken => f.write_str("it is damaged, or not what its name says"),
            Refusal::TooLarge(width, height) => {
                let most = MAX_PIXELS / 1_000_000;
                write!(f, "it has {width}×{height} pixels; the limit is {most} million")
            }
        }
    }
}

/// Formats that we know the parts of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Jpeg,
    Png,
    WebP,
}

impl Format {
    /// The format by a file's first bytes.
    fn of(bytes: &[u8]) -> Option<Format> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Format::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Format::WebP),
            _ => bytes.starts_with(png::SIGNATURE).then_some(Format::Png),
        }
    }
}

/// The same picture in fewer bytes, if there is a way. Files that are no JPEG, PNG or WebP, and
/// moving pictures' frames, stay as they are.
pub fn optimize(bytes: &[u8], wish: Wish) -> Optimized {
    let Some(format) = Format::of(bytes) else { return Optimized::default() };
    let Some(stripped) = metadata::stripped(format, bytes) else {
        return Optimized { bytes: None, refusal: Some(Refusal::Broken) };
    };
    let (smaller, refusal) = match smaller(format, &stripped, wish) {
        Ok(smaller) => (smaller, None),
        Err(refusal) => (None, Some(refusal)),
    };
    let best = smaller.unwrap_or(stripped);
    // Bytes that are not fewer may still be without what nobody should see.
    Optimized { bytes: (best != bytes).then_some(best), refusal }
}

/// The pixels in fewer bytes. Decoders are many people's code: a fault of theirs costs one picture.
#[cfg(feature = "images")]
fn smaller(format: Format, bytes: &[u8], wish: Wish) -> Result<Option<Vec<u8>>, Refusal> {
    std::panic::catch_unwind(|| smaller::smaller(format, bytes, wish))
        .unwrap_or(Err(Refusal::Broken))
}

#[cfg(not(feature = "images"))]
fn smaller(_: Format, _: &[u8], _: Wish) -> Result<Option<Vec<u8>>, Refusal> {
    Ok(None)
}
