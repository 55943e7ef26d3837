//! Decks that take longer than the time they have.

use super::Subject;
use crate::deck::Slide;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown;
use crate::source::Span;

/// Words a minute that most people speak in a talk.
const WORDS_A_MINUTE: f64 = 130.0;

/// A plan may be over by this factor; nobody keeps to the second.
const TOLERANCE: f64 = 1.02;

pub(super) fn check(subject: Subject<'_>, found: &mut Diagnostics) {
    let Some((seconds, key, span)) = budget(subject) else { return };
    let slides = subject.inspected.deck.slides.iter().filter(|slide| is_shown(slide));
    let timed = timed(subject, slides.clone());
    let (needed, from) = match timed {
        Some(seconds) => (seconds, "the times of the slides add up to"),
        None => (spoken(slides), "the notes take about"),
    };
    if needed > seconds * TOLERANCE {
        let over = minutes(needed - seconds);
        let message = format!("{from} {}, {over} more than `{key}` says", minutes(needed));
        let finding = Diagnostic::warning("over-time", span, message);
        found.push(finding.hint("shorten something, or give the talk more time"));
    }
}

/// How long the talk may take in seconds, the key that says so, and where it stands.
fn budget(subject: Subject<'_>) -> Option<(f64, &'static str, Span)> {
    let header = &subject.inspected.deck.header;
    let at = |key: &str| header.given.get(key).map_or(header.span, |given| given.span);
    if let Some(minutes) = header.duration {
        return Some((f64::from(minutes) * 60.0, "duration", at("duration")));
    }
    let seconds = number(header.reveal.get("totalTime")?).filter(|seconds| *seconds > 0.0)?;
    Some((seconds, "totalTime", at("reveal")))
}

fn number(value: &serde_json::Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// Slides that the audience is meant to see: not hidden ones, nor those behind the end.
fn is_shown(slide: &Slide) -> bool {
    !matches!(slide.attributes.get("visibility"), Some("hidden" | "uncounted"))
}

/// The seconds that the slides say they take; `None` when none says it.
fn timed<'a>(subject: Subject<'_>, slides: impl Iterator<Item = &'a Slide>) -> Option<f64> {
    let default = subject.inspected.deck.header.reveal.get("defaultTiming").and_then(number);
    let own = |slide: &Slide| slide.attributes.get("timing")?.trim().parse::<f64>().ok();
    let times: Vec<f64> = slides
        .filter_map(|slide| own(slide).or(default))
        .filter(|seconds| seconds.is_finite() && *seconds >= 0.0)
        .collect();
    (!times.is_empty()).then(|| times.iter().sum())
}

/// The seconds that reading the notes aloud takes.
fn spoken<'a>(slides: impl Iterator<Item = &'a Slide>) -> f64 {
    let words = |slide: &Slide| {
        let notes = slide.notes.iter().map(|note| markdown::plain_text(std::slice::from_ref(note)));
        notes.map(|text| text.split_whitespace().count()).sum::<usize>()
    };
    slides.map(words).sum::<usize>() as f64 / WORDS_A_MINUTE * 60.0
}

fn minutes(seconds: f64) -> String {
    match (seconds / 60.0).round() as u64 {
        0 => format!("{} seconds", seconds.round()),
        1 => "1 minute".to_string(),
        minutes => format!("{minutes} minutes"),
    }
}
