//! Pictures that are far larger than a slide can show.

use super::Subject;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::resources::Taken;

/// More bytes take long to load, whatever the picture is like.
const MAX_BYTES: u64 = 3_000_000;

/// Fewer bytes do no harm, whatever the picture's width.
const SMALL: u64 = 500_000;

/// A picture may have so many pixels for one of the stage's: enough for the sharpest screens.
const MAX_SCALE: u32 = 3;

pub(super) fn check(subject: Subject<'_>, found: &mut Diagnostics) {
    let stage = subject.inspected.deck.header.size;
    for file in subject.inspected.files.iter().filter(|file| is_picture(file)) {
        let (width, height) = file.size.unwrap_or_default();
        let wide = width > MAX_SCALE * stage.width || height > MAX_SCALE * stage.height;
        if file.bytes > MAX_BYTES || wide && file.bytes > SMALL {
            let name = subject.project.display(&file.path);
            let megabytes = file.bytes as f64 / 1e6;
            let pixels = file.size.map(|(width, height)| {
                format!(
                    " and {width}x{height} pixels, for a stage of {}x{}",
                    stage.width, stage.height
                )
            });
            let pixels = pixels.unwrap_or_default();
            let message = format!("the picture `{name}` has {megabytes:.1} MB{pixels}");
            let finding = Diagnostic::warning("huge-image", file.span, message);
            let width = 2 * stage.width;
            found.push(finding.hint(format!(
                "save it with at most {width} pixels of width, or build with --optimize-images"
            )));
        }
    }
}

fn is_picture(file: &Taken) -> bool {
    let ending = file.path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let ending = ending.to_ascii_lowercase();
    file.size.is_some()
        || matches!(&ending[..], "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "svg")
}
