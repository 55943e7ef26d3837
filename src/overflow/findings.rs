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
            let slide = origins.slide(&seen.id).unwrap_or(start);
            let place = Place { origins, slide, likely: measured.likely };
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
    /// It is an estimate.
    likely: bool,
}

impl Place<'_> {
    /// How sure it is: what stands before a statement, and before a number.
    fn words(self) -> (&'static str, &'static str) {
        if self.likely { ("likely ", "about ") } else { ("", "") }
    }

    /// The block's place, or the slide's: what the page says may be anything.
    fn of(self, over: &Over) -> Span {
        let block = over.block.and_then(|number| self.origins.blocks.get(number));
        block.copied().unwrap_or(self.slide)
    }
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
    let (likely, about) = place.words();
    let pixels = pixels(over);
    let message = format!(
        "this {likely}does not fit: even with the smallest text the slide is {about}{pixels} too tall, so it scrolls"
    );
    Diagnostic::warning("overflow", place.of(over), message)
        .hint("divide the slide with `---`, or write `overflow: split` in the header")
}

fn too_wide(over: &Over, place: Place<'_>) -> Diagnostic {
    let (likely, about) = place.words();
    let pixels = pixels(over);
    let message = format!(
        "this {likely}does not fit: even with the smallest text the slide is {about}{pixels} too wide, so it scrolls"
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
    let (likely, about) = place.words();
    let pixels = pixels(over);
    let message = format!(
        "this is {likely}cut off: the slide is {about}{pixels} too {size} (`overflow: clip`)"
    );
    Diagnostic::warning("clipped", place.of(over), message)
        .hint("take `overflow: clip` away, or move the rest to another slide")
}

fn small(seen: &Seen, place: Place<'_>) -> Diagnostic {
    let (likely, about) = place.words();
    let share = (seen.scale * 100.0).round();
    let message = format!(
        "this slide is so full that it is {likely}set at {about}{share} % of its size; that is hard to read"
    );
    Diagnostic::warning("small-text", place.slide, message)
        .hint("divide the slide with `---`, or say less on it")
}

/// Slides that became several.
fn split(slides: &[Seen], origins: &Origins) -> Diagnostics {
    let mut parts: BTreeMap<&str, usize> = BTreeMap::new();
    for id in slides.iter().filter_map(|seen| Origins::part_of(&seen.id)) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;
    use serde_json::json;

    fn span(at: usize) -> Span {
        Span::new(FileId::default(), at..at + 1)
    }

    /// A deck with the slides `a` and `b~2` and one block.
    fn told(screens: &[(Screen, serde_json::Value)]) -> Vec<(&'static str, usize, String)> {
        let slides = [("a", 10), ("b~2", 20)];
        let slides = slides.map(|(id, at)| (id.to_string(), span(at))).into();
        let origins = Origins { blocks: vec![span(15)], slides };
        let seen = |(screen, seen): &(Screen, serde_json::Value)| {
            (*screen, serde_json::from_value(seen.clone()).expect("slides"))
        };
        let screens = screens.iter().map(seen).collect();
        let found = findings(&Measured { screens, ..Measured::default() }, &origins, span(0));
        let place = |found: &Diagnostic| found.span.map_or(0, |span| span.range().start);
        found.iter().map(|found| (found.code, place(found), found.message.clone())).collect()
    }

    #[test]
    fn what_is_wrong_on_two_screens_is_told_once() {
        let slide = |pixels: f64| json!([{ "id": "/a", "end": "scroll", "tall": { "pixels": pixels, "block": 0 } }]);
        let found = told(&[(Screen::Wide, slide(12.2)), (Screen::Classic, slide(99.0))]);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].0, found[0].1), ("overflow", 15));
        assert!(found[0].2.contains("13 px too tall"), "{}", found[0].2);
    }

    #[test]
    fn a_page_that_lies_leads_to_the_slide_or_the_file() {
        let slide = |id: &str| json!([{ "id": id, "end": "scroll", "wide": { "pixels": 1e300, "block": 999_999 } }]);
        for (id, at) in [("/a", 10), ("a", 10), ("/nowhere", 0), ("", 0), ("~2", 0)] {
            let found = told(&[(Screen::Wide, slide(id))]);
            assert_eq!((found.len(), found[0].1), (1, at), "{id}");
        }
    }

    #[test]
    fn parts_are_counted_by_slide() {
        let slides = json!([{ "id": "/a" }, { "id": "/a~2" }, { "id": "/a~3" }, { "id": "/b~2" }]);
        let found = told(&[(Screen::Wide, slides)]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].0, found[0].1), ("split-slide", 10));
        assert!(found[0].2.contains("into 3 slides"), "{}", found[0].2);
    }

    #[test]
    fn small_text_is_told_below_seventy_percent() {
        let slide = |scale: f64| json!([{ "id": "/a", "scale": scale }]);
        assert_eq!(told(&[(Screen::Wide, slide(0.7))]), []);
        let found = told(&[(Screen::Wide, slide(0.69))]);
        assert_eq!((found[0].0, found[0].1), ("small-text", 10));
    }
}
