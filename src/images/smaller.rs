//! The pixels of a picture in fewer bytes.

use super::metadata::{self, Kind};
use super::{Format, MAX_PIXELS, Mode, Refusal, Wish, exif, png};
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageReader, Limits};
use std::io::Cursor;

/// The quality of JPEG, as the field counts it: below 80 one begins to see it.
const QUALITY: u8 = 82;
/// Coding pixels anew without need costs quality, so it must save this part of the bytes.
const WORTH: f64 = 0.1;
/// The most bytes a decoder may take: all pixels with four channels of two bytes.
const MAX_DECODED: u64 = MAX_PIXELS * 8;
/// PNGs with more pixels than this are tried with fewer ways of compression.
const MANY_PIXELS: u64 = 4_000_000;

/// Fewer bytes for a file that has nothing in it but the picture; `None` when there is no way.
pub(super) fn smaller(
    format: Format,
    bytes: &[u8],
    wish: Wish,
) -> Result<Option<Vec<u8>>, Refusal> {
    let moves = metadata::first(format, bytes, Kind::Moving).is_some();
    let only_lossy = format != Format::Png && wish.mode == Mode::Lossless;
    if moves || only_lossy || format == Format::Jpeg && !is_common_jpeg(bytes) {
        return Ok(None);
    }
    let (width, height) = size(bytes)?;
    let target = match wish.mode {
        Mode::Lossless => None,
        Mode::Lossy => scaled((width, height), wish.enough, metadata::orientation(format, bytes)),
    };
    let new = match (format, target) {
        (Format::Png, None) => return recompressed(bytes, wish.mode).map(Some),
        (Format::WebP, None) => return Ok(None),
        (Format::Jpeg, _) => jpeg(bytes, target)?,
        (Format::Png, Some(target)) => scaled_png(bytes, target, wish.mode)?,
        (Format::WebP, Some(target)) => scaled_webp(bytes, target)?,
    };
    let most = if target.is_some() { 1.0 } else { 1.0 - WORTH };
    if (new.len() as f64) < bytes.len() as f64 * most {
        return Ok(Some(new));
    }
    if format == Format::Png { recompressed(bytes, wish.mode).map(Some) } else { Ok(None) }
}

/// Whether a JPEG is grey or of three colours; those for printing lose their colours in a decoder.
fn is_common_jpeg(bytes: &[u8]) -> bool {
    let frame = metadata::first(Format::Jpeg, bytes, Kind::Frame);
    frame.is_some_and(|frame| matches!(frame.content.get(5), Some(1 | 3)))
}

/// Width and height, if a decoder may see the file.
fn size(bytes: &[u8]) -> Result<(u32, u32), Refusal> {
    let size = imagesize::blob_size(bytes).map_err(|_| Refusal::Broken)?;
    let side = |side: usize| u32::try_from(side).map_err(|_| Refusal::Broken);
    let (width, height) = (side(size.width)?, side(size.height)?);
    match u64::from(width) * u64::from(height) {
        0 => Err(Refusal::Broken),
        1..=MAX_PIXELS => Ok((width, height)),
        _ => Err(Refusal::TooLarge(width, height)),
    }
}

/// The size to scale down to, if there are more pixels than enough.
fn scaled(size: (u32, u32), enough: (u32, u32), orientation: u8) -> Option<(u32, u32)> {
    // A picture on its side must fit on its side.
    let (most_wide, most_high) = if orientation >= 5 { (enough.1, enough.0) } else { enough };
    let part = |most: u32, side: u32| f64::from(most) / f64::from(side);
    let part = part(most_wide, size.0).min(part(most_high, size.1));
    let side = |side: u32| ((f64::from(side) * part).round() as u32).max(1);
    (part < 1.0).then(|| (side(size.0), side(size.1)))
}

/// The same pixels, or, if loss is allowed, with no more than eight bits for each channel.
fn recompressed(bytes: &[u8], mode: Mode) -> Result<Vec<u8>, Refusal> {
    let (width, height) = size(bytes)?;
    let many = u64::from(width) * u64::from(height) > MANY_PIXELS;
    let options = oxipng::Options {
        scale_16: mode == Mode::Lossy,
        max_decompressed_size: Some(2 * MAX_DECODED as usize),
        ..oxipng::Options::from_preset(if many { 1 } else { 2 })
    };
    oxipng::optimize_from_memory(bytes, &options).map_err(|_| Refusal::Broken)
}

/// A decoded picture and its colour profile.
fn decoded(bytes: &[u8]) -> Result<(DynamicImage, Option<Vec<u8>>), Refusal> {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(2 * MAX_DECODED);
    let mut reader = ImageReader::new(Cursor::new(bytes));
    reader.limits(limits);
    let reader = reader.with_guessed_format().map_err(|_| Refusal::Broken)?;
    let mut decoder = reader.into_decoder().map_err(|_| Refusal::Broken)?;
    let profile = decoder.icc_profile().map_err(|_| Refusal::Broken)?;
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| Refusal::Broken)?;
    Ok((picture, profile))
}

/// The picture at a size, smoothly.
fn resized(mut picture: DynamicImage, (width, height): (u32, u32)) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture.resize_exact(width, height, FilterType::Lanczos3);
    }
    // What cannot be seen must not colour what can: channels are weighed with their opacity.
    let is_deep = picture.color().bytes_per_pixel() > 4;
    let mut weighed = picture.to_rgba16();
    for pixel in weighed.pixels_mut() {
        let [.., alpha] = pixel.0;
        pixel.0[..3].iter_mut().for_each(|channel| *channel = times(*channel, alpha));
    }
    picture = DynamicImage::ImageRgba16(weighed);
    let mut small = picture.resize_exact(width, height, FilterType::Lanczos3).into_rgba16();
    for pixel in small.pixels_mut() {
        let [.., alpha] = pixel.0;
        pixel.0[..3].iter_mut().for_each(|channel| *channel = divided(*channel, alpha));
    }
    let small = DynamicImage::ImageRgba16(small);
    if is_deep { small } else { DynamicImage::ImageRgba8(small.into_rgba8()) }
}

fn times(channel: u16, alpha: u16) -> u16 {
    ((u32::from(channel) * u32::from(alpha) + 32767) / 65535) as u16
}

fn divided(channel: u16, alpha: u16) -> u16 {
    match u32::from(alpha) {
        0 => 0,
        alpha => ((u32::from(channel) * 65535 + alpha / 2) / alpha).min(65535) as u16,
    }
}

/// A picture as JPEG, on the same side as before.
fn jpeg(bytes: &[u8], target: Option<(u32, u32)>) -> Result<Vec<u8>, Refusal> {
    let (mut picture, profile) = decoded(bytes)?;
    if let Some(target) = target {
        picture = resized(picture, target);
    }
    let mut out = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut out, QUALITY);
    encoder.set_progressive(true);
    encoder.set_optimized_huffman_tables(true);
    let orientation = metadata::orientation(Format::Jpeg, bytes);
    if orientation > 1 {
        encoder
            .add_exif_metadata(&exif::only_orientation(orientation))
            .map_err(|_| Refusal::Broken)?;
    }
    if let Some(profile) = profile {
        encoder.add_icc_profile(&profile).map_err(|_| Refusal::Broken)?;
    }
    let side = |side: u32| u16::try_from(side).map_err(|_| Refusal::Broken);
    let (width, height) = (side(picture.width())?, side(picture.height())?);
    let coded = match &picture {
        DynamicImage::ImageLuma8(grey) => {
            encoder.encode(grey, width, height, jpeg_encoder::ColorType::Luma)
        }
        colours => encoder.encode(&colours.to_rgb8(), width, height, jpeg_encoder::ColorType::Rgb),
    };
    coded.map_err(|_| Refusal::Broken)?;
    Ok(out)
}

/// A smaller PNG; colours are meant as before.
fn scaled_png(bytes: &[u8], target: (u32, u32), mode: Mode) -> Result<Vec<u8>, Refusal> {
    let picture = resized(decoded(bytes)?.0, target);
    let mut new = Vec::new();
    picture.write_with_encoder(PngEncoder::new(&mut new)).map_err(|_| Refusal::Broken)?;
    recompressed(&png::with_head_of(bytes, &new).ok_or(Refusal::Broken)?, mode)
}

/// A smaller WebP without loss by the format: there is no other encoder in Rust.
fn scaled_webp(bytes: &[u8], target: (u32, u32)) -> Result<Vec<u8>, Refusal> {
    let (picture, profile) = decoded(bytes)?;
    let picture = resized(picture, target);
    let mut out = Vec::new();
    let mut encoder = WebPEncoder::new_lossless(&mut out);
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile).map_err(|_| Refusal::Broken)?;
    }
    let orientation = metadata::orientation(Format::WebP, bytes);
    if orientation > 1 {
        let exif = exif::only_orientation(orientation);
        encoder.set_exif_metadata(exif).map_err(|_| Refusal::Broken)?;
    }
    picture.write_with_encoder(encoder).map_err(|_| Refusal::Broken)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_become_as_large_as_is_enough() {
        let enough = (2560, 1440);
        for (size, orientation, expected) in [
            ((4000, 3000), 1, Some((1920, 1440))),
            ((3000, 4000), 6, Some((1440, 1920))),
            ((2560, 1440), 1, None),
            ((100, 100), 1, None),
            ((100_000, 1), 1, Some((2560, 1))),
        ] {
            assert_eq!(scaled(size, enough, orientation), expected, "{size:?}");
        }
    }

    #[test]
    fn what_cannot_be_seen_colours_nothing() {
        let clear_red =
            |x: u32| if x.is_multiple_of(2) { [255, 0, 0, 0] } else { [0, 0, 255, 255] };
        let picture = image::RgbaImage::from_fn(64, 64, |x, _| image::Rgba(clear_red(x)));
        let small = resized(DynamicImage::ImageRgba8(picture), (16, 16)).into_rgba8();
        assert!(small.pixels().all(|pixel| pixel.0[0] == 0 && pixel.0[2] > 250));
    }
}
