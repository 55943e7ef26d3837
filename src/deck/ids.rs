//! Ids for headings and slides.
//!
//! Made as kramdown makes them (`Let's Choose the Next` is `lets-choose-the-next`, its repeats end in
//! `-1`, `-2`), because published links and style sheets of older decks use them. Other scripts keep
//! their letters.

use super::{Deck, Slide, TITLE_SLIDE, each_mut};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown::{Kind, Node, plain_text};
use std::collections::{HashMap, HashSet};

/// Gives every heading and every slide its id. Ids that authors chose are taken first, so that a
/// heading elsewhere can never change them.
pub(super) fn assign(deck: &mut Deck, diagnostics: &mut Diagnostics) {
    let mut ids = Ids::default();
    if deck.header.title.is_some() && deck.header.title_slide {
        ids.taken.insert(TITLE_SLIDE.to_string());
    }
    for slide in &mut deck.slides {
        ids.take_explicit(slide, diagnostics);
    }
    let mut last_named = String::new();
    let mut since_named = 0;
    for slide in &mut deck.slides {
        let first = ids.headings(slide);
        slide.id = match slide.attributes.id.take().or(first) {
            Some(id) => {
                last_named.clone_from(&id);
                since_named = 0;
                id
            }
            None => {
                since_named += 1;
                let joint = if last_named.is_empty() { "" } else { "-" };
                ids.unique(format!("{last_named}{joint}slide-{since_named}"))
            }
        };
    }
}

/// Longer ids are cut, in characters: one long id would be repeated in every address made from it.
const MAX_ID: usize = 200;

fn cut(id: &mut String) -> bool {
    let end = id.char_indices().nth(MAX_ID).map(|(at, _)| at);
    end.inspect(|end| id.truncate(*end)).is_some()
}

#[derive(Default)]
struct Ids {
    taken: HashSet<String>,
    /// The number to try next for a repeated id.
    next: HashMap<String, usize>,
}

impl Ids {
    fn take_explicit(&mut self, slide: &mut Slide, diagnostics: &mut Diagnostics) {
        let mut take = |id: &mut Option<String>, span| {
            if let Some(mut wanted) = id.take() {
                if cut(&mut wanted) {
                    let message = format!("an id has at most {MAX_ID} characters");
                    diagnostics.push(
                        Diagnostic::warning("id-too-long", span, message)
                            .hint("the rest is cut off; give it a shorter one"),
                    );
                }
                let unique = self.unique(wanted.clone());
                if unique != wanted {
                    let message =
                        format!("the id `{wanted}` is used twice; this one is `{unique}`");
                    diagnostics.push(
                        Diagnostic::warning("duplicate-id", span, message)
                            .hint("give one of them another id"),
                    );
                }
                *id = Some(unique);
            }
        };
        take(&mut slide.attributes.id, slide.span);
        each_mut(&mut slide.nodes, &mut |node| {
            let span = node.span;
            if let Some(attributes) = &mut node.attributes {
                take(&mut attributes.id, span);
            }
        });
    }

    /// Gives the slide's headings ids and returns the id of the first one. The heading that began the
    /// slide carries the slide's explicit id.
    fn headings(&mut self, slide: &mut Slide) -> Option<String> {
        let mut first = None;
        let mut explicit = slide.attributes.id.clone().filter(|_| slide.level > 0);
        each_mut(&mut slide.nodes, &mut |node| {
            if matches!(node.kind, Kind::Heading(_)) {
                let id = explicit.take().unwrap_or_else(|| self.heading(node));
                node.attributes_mut().id = Some(id.clone());
                first.get_or_insert(id);
            }
        });
        first
    }

    fn heading(&mut self, node: &Node) -> String {
        let explicit = node.attributes.as_ref().and_then(|attributes| attributes.id.clone());
        explicit.unwrap_or_else(|| self.unique(slug(&plain_text(&node.children))))
    }

    fn unique(&mut self, id: String) -> String {
        if self.taken.insert(id.clone()) {
            return id;
        }
        let next = self.next.entry(id.clone()).or_insert(1);
        loop {
            let candidate = format!("{id}-{next}");
            *next += 1;
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
    }
}

/// The id for a heading's text, before repeats are told apart.
pub(super) fn slug(text: &str) -> String {
    let text = text.trim_start_matches(|c: char| !c.is_alphabetic());
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' => out.push('-'),
            '-' => out.push(c),
            c if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ => {}
        }
    }
    cut(&mut out);
    if out.is_empty() { "slide".to_string() } else { out }
}

#[cfg(test)]
mod tests {
    use super::{MAX_ID, slug};

    #[test]
    fn long_ids_are_cut() {
        assert_eq!(slug(&"ä".repeat(100_000)), "ä".repeat(MAX_ID));
    }

    #[test]
    fn slugs_are_kramdowns() {
        for (text, expected) in [
            ("Let’s Choose the Next Correct Spaces", "lets-choose-the-next-correct-spaces"),
            ("Let's Track Retries", "lets-track-retries"),
            ("Internet of Things (IoT)", "internet-of-things-iot"),
            ("… as well as methods.", "as-well-as-methods"),
            ("1. Start", "start"),
            ("Bool Basics  -  Classes", "bool-basics-----classes"),
            ("Привет мир", "привет-мир"),
            ("你好", "你好"),
            ("2024", "slide"),
        ] {
            assert_eq!(slug(text), expected, "{text}");
        }
    }
}
