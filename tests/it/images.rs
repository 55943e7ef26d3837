//! `--optimize-images` as a user sees it: what the pages load, what nobody finds in it, and what the
//! program says.

use crate::program::{self, deckgen, empty_folder, files};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ImageEncoder, Rgb, RgbImage};
use std::fs;
use std::path::Path;
use std::process::Output;

const CANARY: &[u8] = b"CANARY";

/// Exif data with a latitude and a canary, lying on its side.
fn exif() -> Vec<u8> {
    let mut bytes = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    bytes.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]);
    bytes.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38, 0, 0, 0, 0]);
    bytes.extend([0, 1, 0, 2, 0, 5, 0, 0, 0, 3, 0, 0, 0, 56, 0, 0, 0, 0]);
    bytes.extend_from_slice(&CANARY.repeat(4));
    bytes
}

fn picture(width: u32, height: u32) -> RgbImage {
    let wave = |x: u32, y: u32| ((x * x / 97 + y * 3) % 251) as u8;
    RgbImage::from_fn(width, height, |x, y| Rgb([wave(x, y), wave(y, x), (x / 8 % 256) as u8]))
}

fn photo(width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut out, 98);
    encoder.set_exif_metadata(exif()).expect("JPEG takes Exif data");
    picture(width, height).write_with_encoder(encoder).expect("it can be encoded");
    out
}

fn screenshot(width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    picture(width, height)
        .write_with_encoder(PngEncoder::new(&mut out))
        .expect("it can be encoded");
    out
}

/// A folder with decks that show the same pictures in every way.
fn lessons(name: &str) -> std::path::PathBuf {
    let folder = empty_folder(name);
    fs::create_dir_all(folder.join("lessons")).expect("a folder can be made");
    let write = |name: &str, bytes: &[u8]| {
        fs::write(folder.join("lessons").join(name), bytes).expect("a file can be written");
    };
    write("house.jpg", &photo(1600, 1200));
    write("screen.png", &screenshot(400, 300));
    write("behind.jpg", &photo(300, 200));
    write("logo.png", &screenshot(64, 64));
    let deck = "---\ntitle: T\nlogo: logo.png\n---\n\n## One\n\n![House](house.jpg)\n\n\
        <img src=\"screen.png\" alt=\"Screen\">\n\n## Two {background-image=behind.jpg}\n";
    write("one.md", deck.as_bytes());
    write("two.md", deck.as_bytes());
    folder
}

fn run(folder: &Path, words: &str) -> Output {
    deckgen(folder).args(words.split(' ')).output().expect("the program starts")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn has_canary(folder: &Path) -> bool {
    let has = |bytes: &[u8]| bytes.windows(CANARY.len()).any(|window| window == CANARY);
    files(folder).iter().any(|(_, bytes)| has(bytes))
}

fn size(folder: &Path, name: &str) -> (usize, usize) {
    let start = format!("assets/{name}.");
    let all = files(folder);
    let mut named = all.iter().filter(|(path, _)| path.starts_with(&start));
    let (path, bytes) = named.next().expect("the picture is there");
    assert_eq!(named.next().map(|(path, _)| path), None);
    let hash = path.split('.').nth(1).expect("the name has a hash");
    assert!(blake3_of(bytes).starts_with(hash), "{path} is named by its bytes");
    imagesize::blob_size(bytes).map(|size| (size.width, size.height)).expect("it is a picture")
}

fn blake3_of(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

#[test]
fn pages_have_smaller_pictures_that_do_not_tell() {
    let folder = lessons("images-site");
    let plain = run(&folder, "build lessons -o plain");
    assert!(said(&plain).contains("[photo-location]"), "{}", said(&plain));
    assert!(has_canary(&folder.join("plain")));
    let before = fs::read_dir(folder.join("lessons")).map(Iterator::count).ok();
    // The photo lies on its side: upright it must not be higher than twice the slide.
    for (mode, house) in [("", (1600, 1200)), ("=lossy", (1440, 1080))] {
        let built = run(&folder, &format!("build lessons --optimize-images{mode} -o out{mode}"));
        let said = said(&built);
        assert_eq!(built.status.code(), Some(0), "{said}");
        assert!(!said.contains("photo-location") && said.contains("; images "), "{said}");
        let out = folder.join(format!("out{mode}"));
        assert!(!has_canary(&out));
        let page = fs::read_to_string(out.join("one/index.html")).expect("there is a page");
        assert_eq!(size(&out, "house"), house);
        let shown = format!("width=\"{}\" height=\"{}\"", house.1, house.0);
        assert!(page.contains(&shown), "{page}");
        assert_eq!(size(&out, "screen"), (400, 300));
    }
    assert_eq!(before, fs::read_dir(folder.join("lessons")).map(Iterator::count).ok());
}

#[test]
fn the_same_bytes_come_from_any_number_of_threads() {
    let folder = lessons("images-threads");
    let mut all = Vec::new();
    for threads in ["1", "2", "7"] {
        let mut command = deckgen(&folder);
        command.env("RAYON_NUM_THREADS", threads);
        let out = format!("out{threads}");
        let words = ["-q", "build", "lessons", "--optimize-images=lossy", "-o", &out];
        assert!(command.args(words).status().expect("it starts").success());
        all.push(files(&folder.join(out)));
    }
    assert!(all[0].len() > 10);
    assert!(all.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn a_single_file_does_not_tell_either() {
    let folder = lessons("images-single");
    let bytes = |words: &str| {
        assert!(run(&folder, words).status.success());
        fs::metadata(folder.join("out/one/index.html")).expect("there is a page").len()
    };
    let before = bytes("build lessons/one.md --single-file -o out");
    let after = bytes("build lessons/one.md --single-file --optimize-images=lossy -o out");
    assert!(after < before * 3 / 4, "{before} bytes became {after}");
}

#[test]
fn damaged_pictures_go_out_as_they_are() {
    let folder = empty_folder("images-damaged");
    let bytes = &photo(64, 64)[..100];
    fs::write(folder.join("cut.jpg"), bytes).expect("a file can be written");
    let deck = "---\ntitle: T\n---\n\n## One\n\n![Cut](cut.jpg)\n\n![Cut](cut.jpg)\n";
    fs::write(folder.join("talk.md"), deck).expect("a file can be written");
    let built = run(&folder, "build talk.md --optimize-images");
    assert_eq!(built.status.code(), Some(0), "{}", said(&built));
    assert_eq!(said(&built).matches("[picture-not-optimized]").count(), 1, "{}", said(&built));
    let out = program::files(&folder.join("dist"));
    assert!(out.iter().any(|(_, written)| written == bytes));
}
