//! Pictures of pixels as the audience gets them.

use super::Resources;
use crate::deck::Deck;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::header::Size;
use crate::images::{self, Optimizer};
use crate::source::Span;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// Screens have up to so many pixels in place of one of the stage, to each side.
const DENSITY: u32 = 2;

impl<'a> Resources<'a> {
    /// Makes pictures smaller from here on; those of the deck at once, in parallel.
    pub fn with_optimizer(
        mut self,
        optimizer: Option<&'a Optimizer>,
        deck: &Deck,
    ) -> Resources<'a> {
        let Some(optimizer) = optimizer else { return self };
        let Size { width, height } = deck.header.size;
        let enough = (width.saturating_mul(DENSITY), height.saturating_mul(DENSITY));
        self.optimizer = Some((optimizer, enough));
        // What cannot be read here is told of when it is read for the page.
        self.pictures_of(deck).par_iter().for_each(|path| {
            let bytes = self.world.read(path, super::MAX_FILE);
            bytes.into_iter().for_each(|bytes| drop(optimizer.optimize(&bytes, enough)));
        });
        self
    }

    /// The pictures that a deck uses.
    fn pictures_of(&self, deck: &Deck) -> Vec<PathBuf> {
        let delivery = self.delivery.clone();
        let mut survey =
            Resources::new(self.world, self.project, self.deck, self.sources, delivery);
        survey.surveys = true;
        survey.collect(&mut deck.clone(), &mut Diagnostics::new());
        survey.read.into_iter().filter(|path| is_picture(path)).collect()
    }

    /// A file's bytes, smaller if it is a picture and that is wished; others as they are.
    pub(super) fn picture(
        &self,
        path: &Path,
        mut bytes: Vec<u8>,
        span: Span,
        diagnostics: &mut Diagnostics,
    ) -> Vec<u8> {
        let name = || self.project.display(path);
        if let Some((optimizer, enough)) = self.optimizer {
            let optimized = optimizer.optimize(&bytes, enough);
            if let Some(refusal) = optimized.refusal {
                let message = format!("`{}` was not made smaller: {refusal}", name());
                let finding = Diagnostic::warning("picture-not-optimized", span, message);
                diagnostics
                    .push(finding.hint("save it anew, and smaller, with a program for pictures"));
            }
            bytes = optimized.bytes.unwrap_or(bytes);
        }
        if images::tells_place(&bytes) {
            let message = format!("`{}` tells where it was taken", name());
            diagnostics.push(
                Diagnostic::warning("photo-location", span, message).hint(
                    "everybody who sees the page can read it; `--optimize-images` takes it out",
                ),
            );
        }
        bytes
    }
}

fn is_picture(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    matches!(ending.to_ascii_lowercase().as_str(), "png" | "jpg" | "jpeg" | "webp")
}

/// Width and height as browsers show the picture.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let size = imagesize::blob_size(bytes).ok()?;
    let (width, height) = (size.width as u32, size.height as u32);
    Some(if images::is_turned(bytes) { (height, width) } else { (width, height) })
}
