//! Pictures of every kind, made here: what becomes of them, and what nobody finds in them any more.

use super::metadata::{Kind, first, orientation, pieces};
use super::*;
use image::metadata::Orientation;
use image::{
    DynamicImage, ImageDecoder, ImageEncoder, ImageReader, Rgb, RgbImage, Rgba, RgbaImage,
};
use proptest::prelude::*;
use std::io::Cursor;

const ENOUGH: (u32, u32) = (256, 144);
const LOSSLESS: Wish = Wish { mode: Mode::Lossless, enough: ENOUGH };
const LOSSY: Wish = Wish { mode: Mode::Lossy, enough: ENOUGH };
const CANARY: &[u8] = b"CANARY";
const PROFILE: &[u8] = b"a colour profile";

/// Exif data with an orientation, a latitude and a canary.
fn exif(orientation: u8) -> Vec<u8> {
    let mut bytes = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    bytes.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    bytes.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38, 0, 0, 0, 0]);
    bytes.extend([0, 1, 0, 2, 0, 5, 0, 0, 0, 3, 0, 0, 0, 56, 0, 0, 0, 0]);
    bytes.extend_from_slice(&CANARY.repeat(4));
    bytes
}

/// A picture that is different in each corner.
fn corners(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match (x < width / 2, y < height / 2) {
        (true, true) => Rgb([200, 20, 20]),
        (false, true) => Rgb([20, 200, 20]),
        (true, false) => Rgb([20, 20, 200]),
        (false, false) => Rgb([220, 220, (x % 7) as u8 * 10]),
    })
}

/// A JPEG with all that a telephone adds.
fn photo(width: u16, height: u16, turned: u8) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut out, 95);
    encoder.add_exif_metadata(&exif(turned)).unwrap();
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude='CANARY'/>";
    encoder.add_app_segment(1, xmp.to_vec()).unwrap();
    encoder.add_icc_profile(PROFILE).unwrap();
    encoder.add_app_segment(2, b"MPF\0CANARY".to_vec()).unwrap();
    encoder.add_app_segment(13, b"Photoshop 3.0\0CANARY".to_vec()).unwrap();
    let picture = corners(width.into(), height.into());
    encoder.encode(&picture, width, height, jpeg_encoder::ColorType::Rgb).unwrap();
    // A comment, and a video behind the end.
    let comment = [b"\xff\xfe\0\x08".as_slice(), CANARY].concat();
    out.splice(2..2, comment);
    out.extend_from_slice(b"ftypmp42CANARY");
    out
}

/// A PNG with all that may be in one.
fn screenshot(picture: &DynamicImage) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = image::codecs::png::PngEncoder::new(&mut out);
    encoder.set_icc_profile(PROFILE.to_vec()).unwrap();
    picture.write_with_encoder(encoder).unwrap();
    let texts = [
        png::chunk(b"eXIf", &exif(6)),
        png::chunk(b"tEXt", b"Comment\0CANARY"),
        png::chunk(b"gAMA", &45455_u32.to_be_bytes()),
        png::chunk(b"tIME", b"\x07\xea\x0b\x1a\0\0\0"),
        png::chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0GPSLatitude CANARY"),
    ];
    out.splice(33..33, texts.concat());
    out
}

fn webp(picture: &RgbImage) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = image::codecs::webp::WebPEncoder::new_lossless(&mut out);
    encoder.set_icc_profile(PROFILE.to_vec()).unwrap();
    encoder.set_exif_metadata(exif(8)).unwrap();
    picture.write_with_encoder(encoder).unwrap();
    out
}

fn has_canary(bytes: &[u8]) -> bool {
    bytes.windows(CANARY.len()).any(|window| window == CANARY)
}

/// The picture, its profile, and how it is turned, as another reader than ours sees them.
fn seen(bytes: &[u8]) -> (DynamicImage, Option<Vec<u8>>, Orientation) {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().unwrap();
    let mut decoder = reader.into_decoder().unwrap();
    let (profile, turned) = (decoder.icc_profile().unwrap(), decoder.orientation().unwrap());
    (DynamicImage::from_decoder(decoder).unwrap(), profile, turned)
}

/// The picture as browsers show it.
fn upright(bytes: &[u8]) -> DynamicImage {
    let (mut picture, _, turned) = seen(bytes);
    picture.apply_orientation(turned);
    picture
}

fn optimized(bytes: &[u8], wish: Wish) -> Vec<u8> {
    let Optimized { bytes: new, refusal } = optimize(bytes, wish);
    assert_eq!(refusal, None);
    let new = new.expect("there is something to gain");
    assert!(new.len() <= bytes.len(), "{} bytes became {}", bytes.len(), new.len());
    assert!(!has_canary(&new) && !tells_place(&new));
    new
}

#[test]
fn photos_lose_what_they_tell_and_keep_every_pixel() {
    for turned in 1..=8 {
        let photo = photo(160, 90, turned);
        assert!(has_canary(&photo) && tells_place(&photo));
        assert_eq!(is_turned(&photo), turned >= 5);
        let new = optimized(&photo, LOSSLESS);
        assert_eq!(seen(&new), seen(&photo));
        assert_eq!(seen(&new).1.as_deref(), Some(PROFILE));
        assert_eq!(orientation(Format::Jpeg, &new), turned);
        assert_eq!(optimize(&new, LOSSLESS).bytes, None, "there is nothing left to do");
    }
}

#[test]
fn thumbnails_go() {
    let mut photo = photo(16, 16, 1);
    let start = photo.windows(5).position(|window| window == b"JFIF\0").unwrap() - 4;
    let thumbnail = [b"\xff\xe0\0\x16JFIF\0\x01\x01\0\0\x01\0\x01\x02\x01".as_slice(), CANARY];
    photo.splice(start..start + 18, thumbnail.concat());
    assert_eq!(seen(&optimized(&photo, LOSSLESS)), seen(&photo));
}

#[test]
fn photos_are_scaled_to_what_is_enough_and_stay_upright() {
    for (turned, size) in [(1, (192, 144)), (3, (192, 144)), (6, (108, 144)), (8, (108, 144))] {
        let photo = photo(1600, 1200, turned);
        let new = optimized(&photo, LOSSY);
        assert_eq!(seen(&new).1.as_deref(), Some(PROFILE));
        let (old, new) = (upright(&photo).into_rgb8(), upright(&new).into_rgb8());
        assert_eq!(new.dimensions(), size);
        for (x, y) in [(0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8)] {
            let at = |picture: &RgbImage| {
                let (width, height) = picture.dimensions();
                let place = |part: f64, side: u32| (f64::from(side) * part) as u32;
                *picture.get_pixel(place(x, width), place(y, height))
            };
            let far = at(&old).0.iter().zip(at(&new).0).any(|(a, b)| a.abs_diff(b) > 40);
            assert!(!far, "turned {turned} at {x}, {y}: {:?} and {:?}", at(&old), at(&new));
        }
    }
}

#[test]
fn screenshots_keep_every_pixel_in_fewer_bytes() {
    let clear = RgbaImage::from_fn(300, 200, |x, y| Rgba([x as u8, 0, 0, (y % 3) as u8 * 100]));
    let deep = DynamicImage::ImageRgb8(corners(300, 200)).to_rgb16();
    for picture in [
        DynamicImage::ImageRgb8(corners(300, 200)),
        DynamicImage::ImageRgba8(clear),
        DynamicImage::ImageRgb16(deep),
        DynamicImage::ImageRgb8(corners(300, 200)).grayscale(),
    ] {
        let old = screenshot(&picture);
        assert!(has_canary(&old) && tells_place(&old));
        let new = optimized(&old, LOSSLESS);
        assert_eq!(seen(&new).0.to_rgba16(), picture.to_rgba16());
        assert_eq!(seen(&new).1.as_deref(), Some(PROFILE));
        assert_eq!(orientation(Format::Png, &new), 6);
        let small = optimized(&old, LOSSY);
        assert_eq!(upright(&small).into_rgb8().dimensions(), (96, 144));
        assert_eq!(seen(&small).1.as_deref(), Some(PROFILE));
        let names: Vec<_> = pieces(Format::Png, &small)
            .map(|piece| piece.unwrap().bytes.get(4..8).unwrap_or_default().to_vec())
            .collect();
        for name in [b"gAMA", b"eXIf"] {
            assert_eq!(names.iter().filter(|other| *other == name).count(), 1);
        }
    }
}

#[test]
fn webp_keeps_every_pixel_and_is_scaled_on_wish() {
    let old = webp(&corners(640, 360));
    assert!(tells_place(&old) && is_turned(&old));
    let new = optimized(&old, LOSSLESS);
    assert_eq!(seen(&new), seen(&old));
    let small = optimized(&old, LOSSY);
    assert_eq!(upright(&small).into_rgb8().dimensions(), (81, 144));
    assert_eq!(seen(&small).1.as_deref(), Some(PROFILE));
}

#[test]
fn moving_pictures_and_other_files_keep_their_frames() {
    let mut moving = screenshot(&DynamicImage::ImageRgb8(corners(900, 600)));
    moving.splice(33..33, png::chunk(b"acTL", &[0, 0, 0, 1, 0, 0, 0, 0]));
    let new = optimized(&moving, LOSSY);
    assert_eq!(seen(&new).0, seen(&moving).0);
    for other in [&b"GIF89a\x01\0\x01\0"[..], b"<svg/>", b"", b"\xff\xd8", b"II*\0"] {
        assert_eq!(optimize(other, LOSSY), Optimized::default());
        assert!(!tells_place(other) && !is_turned(other));
    }
}

#[test]
fn photos_for_printing_keep_their_inks() {
    let mut inks = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut inks, 100);
    let pixels = [9, 90, 30, 200].repeat(600 * 400);
    encoder.encode(&pixels, 600, 400, jpeg_encoder::ColorType::CmykAsYcck).unwrap();
    assert_eq!(optimize(&inks, LOSSY), Optimized::default());
}

#[test]
fn pictures_too_large_to_decode_lose_only_what_they_tell() {
    let side = 60_000_u32;
    let ihdr = [&side.to_be_bytes()[..], &side.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    let chunks = [
        png::chunk(b"IHDR", &ihdr),
        png::chunk(b"tEXt", b"Comment\0CANARY"),
        png::chunk(b"IDAT", &[0x78, 1, 3, 0, 0, 0, 0, 1]),
        png::chunk(b"IEND", &[]),
    ];
    let bomb = [png::SIGNATURE, &chunks.concat()].concat();
    let mut photo = photo(64, 64, 1);
    let frame = first(Format::Jpeg, &photo, Kind::Frame).unwrap().end;
    let size = [0xea, 0x60].repeat(2);
    photo.splice(frame - 14..frame - 10, size);
    for (bytes, wish) in [(&bomb, LOSSLESS), (&bomb, LOSSY), (&photo, LOSSY)] {
        let Optimized { bytes: new, refusal } = optimize(bytes, wish);
        assert_eq!(refusal, Some(Refusal::TooLarge(side, side)));
        assert!(!has_canary(&new.unwrap()));
    }
}

#[test]
fn cut_pictures_are_left_alone_or_told_of() {
    let png = screenshot(&DynamicImage::ImageRgb8(corners(40, 30)));
    for file in [photo(40, 30, 6), png, webp(&corners(40, 30))] {
        for length in 0..file.len() {
            for wish in [LOSSLESS, LOSSY] {
                let Optimized { bytes, refusal } = optimize(&file[..length], wish);
                assert!(bytes.is_none_or(|bytes| bytes.len() <= length));
                assert_ne!(refusal, Some(Refusal::TooLarge(0, 0)));
            }
        }
        assert_eq!(optimize(&file[..60], LOSSLESS).refusal, Some(Refusal::Broken));
    }
}

#[test]
fn a_picture_is_made_smaller_once() {
    let optimizer = Optimizer::new(Mode::Lossless);
    let photo = photo(64, 64, 1);
    let first = optimizer.optimize(&photo, ENOUGH);
    assert_eq!(optimizer.optimize(&photo, ENOUGH), first);
    optimizer.optimize(b"<svg/>", ENOUGH);
    let after = first.bytes.unwrap().len() as u64;
    assert_eq!(optimizer.saved(), Saved { before: photo.len() as u64, after });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn damaged_pictures_do_no_harm(
        which in 0..3_usize,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut file = match which {
            0 => photo(20, 16, 6),
            1 => screenshot(&DynamicImage::ImageRgb8(corners(20, 16))),
            _ => webp(&corners(20, 16)),
        };
        for (index, byte) in changes {
            let at = index.index(file.len());
            file[at] = byte;
        }
        let _ = (tells_place(&file), is_turned(&file));
        for mode in [Mode::Lossless, Mode::Lossy] {
            let optimized = optimize(&file, Wish { mode, enough: (10, 10) });
            prop_assert!(optimized.bytes.is_none_or(|bytes| bytes.len() <= file.len()));
        }
    }
}
