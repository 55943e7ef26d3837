//! What was measured, as findings with the place in the text.

use super::Measured;
use super::seen::{End, Over, Screen, Seen};
use crate::compile::Origins;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;
use std::collections::BTreeMap;

/// Slides that are set smaller than this are told (the preview has the same limit).
const SMALL: f64 = 0.7;

/// What was measured of a deck, as findings; `start` is the start of its file. What is wrong on two
/// screens is told of the first.
pub fn findings(measured: &Measured, origins: &Origins, start: Span) -> Diagnostics {
    let mut found: BTreeMap<(&'static str, Span), Diagnostic> = BTreeMap::new();
    let mut add = |diagnostic: Diagnostic| {
        let span = diagnostic.span.unwrap_or(start);
        found.entry((diagnostic.code, span)).or_insert(diagnostic);
    };
    for (screen, slides) in &measured.screens {
        for seen in slides {
            let place = Place { origins, slide: slide(origins, &seen.id).unwrap_or(start) };
            match screen {
                Screen::Phone => {
                    seen.wide.iter().for_each(|over| add(too_wide_to_read(over, place)))
                }
                _ => on_stage(seen, place).into_iter().for_each(&mut add),
            }
        }
        if *screen == Screen::Wide {
            split(slides, origins).into_iter().for_each(&mut add);
        }
    }
    let mut found: Diagnostics = found.into_values().collect();
    found.sort_by_key(|diagnostic| diagnostic.span.map(|span| (span.file, span.start)));
    found
}

/// Where things on a slide were written.
#[derive(Clone, Copy)]
struct Place<'a> {
    origins: &'a Origins,
    slide: Span,
}

impl Place<'_> {
    /// The block's place, or the slide's: what the page says may be anything.
    fn of(self, over: &Over) -> Span {
        let block = over.block.and_then(|number| self.origins.blocks.get(number));
        block.copied().unwrap_or(self.slide)
    }
}

/// The place of the slide that a section shows, or shows a part of.
fn slide(origins: &Origins, id: &str) -> Option<Span> {
    let id = id.strip_prefix('/').unwrap_or(id);
    origins.slides.get(id).or_else(|| origins.slides.get(part_of(id)?)).copied()
}

/// The id of the slide that was split, from that of one of its later parts.
fn part_of(id: &str) -> Option<&str> {
    let (whole, part) = id.strip_prefix('/').unwrap_or(id).rsplit_once('~')?;
    part.bytes().all(|byte| byte.is_ascii_digit()).then_some(whole)
}

fn on_stage(seen: &Seen, place: Place<'_>) -> Diagnostics {
    let mut found = Diagnostics::new();
    match seen.end {
        End::Fits if seen.scale < SMALL => found.push(small(seen, place)),
        End::Fits => {}
        End::Scroll => {
            found.extend(seen.tall.iter().map(|over| too_tall(over, place)));
            found.extend(seen.wide.iter().map(|over| too_wide(over, place)));
        }
        End::Clip => {
            found.extend(seen.tall.iter().map(|over| clipped(over, "tall", place)));
            found.extend(seen.wide.iter().map(|over| clipped(over, "wide", place)));
        }
    }
    found
}

fn too_tall(over: &Over, place: Place<'_>) -> Diagnostic {
    let pixels = pixels(over);
    let message = format!(
        "this does not fit: even with the smallest text the slide is {pixels} too tall, so it scrolls"
    );
    Diagnostic::warning("overflow", place.of(over), message)
        .hint("divide the slide with `---`, or write `overflow: split` in the header")
}

fn too_wide(over: &Over, place: Place<'_>) -> Diagnostic {
    let pixels = pixels(over);
    let message = format!(
        "this does not fit: even with the smallest text the slide is {pixels} too wide, so it scrolls"
    );
    Diagnostic::warning("overflow", place.of(over), message)
        .hint("make it narrower: fewer columns, shorter lines, a smaller width")
}

fn too_wide_to_read(over: &Over, place: Place<'_>) -> Diagnostic {
    let message = format!("on a phone this is {} wider than the screen", pixels(over));
    Diagnostic::warning("overflow", place.of(over), message)
        .hint("give it a width in percent instead of pixels")
}

fn clipped(over: &Over, size: &str, place: Place<'_>) -> Diagnostic {
    let message =
        format!("this is cut off: the slide is {} too {size} (`overflow: clip`)", pixels(over));
    Diagnostic::warning("clipped", place.of(over), message)
        .hint("take `overflow: clip` away, or move the rest to another slide")
}

fn small(seen: &Seen, place: Place<'_>) -> Diagnostic {
    let share = (seen.scale * 100.0).round();
    let message = format!(
        "this slide is so full that it is set at {share} % of its size; that is hard to read"
    );
    Diagnostic::warning("small-text", place.slide, message)
        .hint("divide the slide with `---`, or say less on it")
}

/// Slides that became several.
fn split(slides: &[Seen], origins: &Origins) -> Diagnostics {
    let mut parts: BTreeMap<&str, usize> = BTreeMap::new();
    for id in slides.iter().filter_map(|seen| part_of(&seen.id)) {
        *parts.entry(id).or_insert(1) += 1;
    }
    let told = parts.into_iter().filter_map(|(id, parts)| {
        let message = format!("this slide does not fit and is split into {parts} slides");
        Some(Diagnostic::note("split-slide", *origins.slides.get(id)?, message))
    });
    told.collect()
}

fn pixels(over: &Over) -> String {
    format!("{} px", over.pixels.ceil().max(1.0))
}
