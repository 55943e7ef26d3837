//! `--optimize-images`.

use super::Failure;
use super::args::{ImageArgs, ImageMode};
use super::words::size;
use deckgen::images::{self, Mode, Optimizer, Saved};
use std::sync::Arc;

/// What makes pictures smaller, if the command line wishes it.
pub(super) fn optimizer(args: ImageArgs) -> Result<Option<Arc<Optimizer>>, Failure> {
    let Some(mode) = args.optimize_images else { return Ok(None) };
    if !images::AVAILABLE {
        let message = "this deckgen was built without what --optimize-images needs";
        return Err(Failure::new(message).hint("use a release, or build with `--features images`"));
    }
    let mode = match mode {
        ImageMode::Lossless => Mode::Lossless,
        ImageMode::Lossy => Mode::Lossy,
    };
    Ok(Some(Arc::new(Optimizer::new(mode))))
}

/// What it saved, for the end of a summary; nothing if there were no pictures.
pub(super) fn told(saved: Saved) -> String {
    match saved.before {
        0 => String::new(),
        before => format!("; images {} -> {}", size(before), size(saved.after)),
    }
}
