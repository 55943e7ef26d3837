//! What an author accepts on purpose: `<!-- deckgen: allow code -->`, and `allow:` in the header.
//!
//! On a slide it holds for that slide; before the first slide for the whole deck; before the first
//! slide of an included part for that part. Errors are never accepted.

use crate::codes;
use crate::deck::{Comment, Deck, Slide};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::markdown::Node;
use crate::source::{FileId, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

/// More comments in one deck are not followed: each finding is compared with all of them.
const MAX_WISHES: usize = 1_000;

/// What the author of one deck accepts.
#[derive(Debug, Clone, Default)]
pub struct Allowed {
    wishes: Vec<Wish>,
}

/// One code that is accepted somewhere.
#[derive(Debug, Clone)]
struct Wish {
    code: &'static str,
    /// Where the author says so.
    span: Span,
    /// Where it holds, in order and apart; `None` for the whole deck.
    places: Option<Arc<[Span]>>,
    /// A finding was left out.
    used: bool,
    /// A finding stayed although it was wished away, because it is an error.
    refused: bool,
}

impl Allowed {
    /// Reads the header and the comments of a deck. What cannot be understood is a finding.
    pub fn read(deck: &Deck, found: &mut Diagnostics) -> Allowed {
        let mut allowed = Allowed::default();
        for texts in &deck.header.allow {
            allowed.wish(&texts.value, texts.span, &None, found);
        }
        let mut comments = deck.comments.iter().filter_map(|comment| {
            let rest = comment.text.trim().strip_prefix("deckgen:")?;
            Some((comment, rest.trim()))
        });
        let Some(first) = comments.next() else { return allowed };
        let mut regions = Regions::of(deck);
        for (comment, text) in std::iter::once(first).chain(comments) {
            match text.strip_prefix("allow").filter(|rest| rest.starts_with([' ', '\n', '\t'])) {
                Some(_) if allowed.wishes.len() >= MAX_WISHES => {
                    let message = format!("only the first {MAX_WISHES} of these are followed");
                    let finding = Diagnostic::warning("bad-directive", comment.span, message);
                    found.push(finding.hint("accept a code for the whole deck, in the header"));
                    break;
                }
                Some(codes) => {
                    allowed.wish(codes, comment.span, &regions.places(comment), found);
                }
                None => found.push(bad(comment.span)),
            }
        }
        allowed
    }

    /// Adds codes with spaces or commas between them, up to the word `because`.
    fn wish(
        &mut self,
        codes: &str,
        span: Span,
        places: &Option<Arc<[Span]>>,
        found: &mut Diagnostics,
    ) {
        let words = codes.split(|c: char| c.is_whitespace() || c == ',');
        let words = words.map(|word| word.trim_matches('`')).filter(|word| !word.is_empty());
        for word in words.take_while(|word| *word != "because").take(codes::all().len()) {
            match codes::find(word) {
                Ok(code) => {
                    let places = places.clone();
                    let (code, used, refused) = (code.name, false, false);
                    self.wishes.push(Wish { code, span, places, used, refused });
                }
                Err(near) => {
                    let near = near.map(|near| format!("did you mean `{near}`?"));
                    let word: String = word.chars().take(60).collect();
                    let message = format!("there is no finding `{word}`");
                    found.push(
                        Diagnostic::warning("unknown-code", span, message)
                            .hint("the code of a finding stands in brackets before its message")
                            .maybe_hint(near),
                    );
                }
            }
        }
    }

    /// Leaves out of findings what the author accepts.
    pub fn filter(&mut self, found: &mut Diagnostics) {
        if !self.wishes.is_empty() {
            found.retain(|finding| !self.accepts(finding));
        }
    }

    fn accepts(&mut self, finding: &Diagnostic) -> bool {
        let is_error = finding.severity == Severity::Error;
        let mut accepted = false;
        for wish in self.wishes.iter_mut().filter(|wish| wish.code == finding.code) {
            if wish.holds_at(finding.span) {
                wish.refused |= is_error;
                wish.used |= !is_error;
                accepted |= !is_error;
            }
        }
        accepted
    }

    /// Notes for codes that were accepted and never found. `not_looked_for` are codes that this run
    /// could not have found.
    pub fn unused(&self, not_looked_for: &[&str]) -> Diagnostics {
        let unused = self.wishes.iter().filter(|wish| !wish.used);
        let notes = unused.filter(|wish| !not_looked_for.contains(&wish.code)).map(|wish| {
            let message = format!("no `{}` is found here, so there is nothing to allow", wish.code);
            let note = Diagnostic::note("unused-allow", wish.span, message);
            note.hint(match (&wish.places, wish.refused) {
                (_, true) => "it is an error, and those can only be mended",
                (Some(_), false) => "remove it, or move it to the slide that it is for",
                (None, false) => "remove it",
            })
        });
        notes.collect()
    }
}

impl Wish {
    fn holds_at(&self, span: Option<Span>) -> bool {
        let Some(places) = &self.places else { return true };
        let within = |span: Span| {
            let next = places.partition_point(|p| (p.file, p.start) <= (span.file, span.start));
            let place = next.checked_sub(1).map(|at| places[at]);
            place.is_some_and(|place| place.file == span.file && span.start < place.end)
        };
        span.is_some_and(within)
    }
}

fn bad(span: Span) -> Diagnostic {
    let message = "deckgen does not understand this comment";
    Diagnostic::warning("bad-directive", span, message)
        .hint("write `<!-- deckgen: allow missing-alt-text -->`, with one code or more")
}

/// Which parts of the files each slide is made of.
struct Regions<'a> {
    slides: &'a [Slide],
    /// The deck's own file.
    root: FileId,
    /// Where slides begin in each file, in order.
    starts: BTreeMap<FileId, Vec<u32>>,
    /// The places of slides that were asked for.
    known: BTreeMap<usize, Arc<[Span]>>,
}

impl<'a> Regions<'a> {
    fn of(deck: &'a Deck) -> Regions<'a> {
        let mut starts: BTreeMap<FileId, Vec<u32>> = BTreeMap::new();
        for slide in &deck.slides {
            starts.entry(slide.span.file).or_default().push(start(slide));
        }
        starts.values_mut().for_each(|starts| starts.sort_unstable());
        let (root, known) = (deck.header.span.file, BTreeMap::new());
        Regions { slides: &deck.slides, root, starts, known }
    }

    /// Where what a comment allows holds; `None` for everywhere.
    fn places(&mut self, comment: &Comment) -> Option<Arc<[Span]>> {
        let slide = &self.slides[comment.slide];
        let (file, at) = (comment.span.file, comment.span.start);
        let is_first = comment.slide == 0 && slide.span.file == file && at < slide.span.start;
        let starts = self.starts.get(&file);
        let is_before_all = starts.is_none_or(|starts| starts.first().is_none_or(|s| at < *s));
        if file == self.root && is_first {
            return None;
        }
        if file != self.root && (is_first || is_before_all) {
            return Some([Span { file, start: 0, end: u32::MAX }].into());
        }
        if let Some(known) = self.known.get(&comment.slide) {
            return Some(known.clone());
        }
        let places: Arc<[Span]> = merged(self.of_slide(slide)).into();
        self.known.insert(comment.slide, places.clone());
        Some(places)
    }

    /// Its lines up to the next slide, and what it shows from elsewhere: included parts, footnotes.
    fn of_slide(&self, slide: &Slide) -> Vec<Span> {
        let (file, start) = (slide.span.file, start(slide));
        let starts = self.starts.get(&file).map_or(&[][..], |starts| starts);
        let next = starts.get(starts.partition_point(|other| *other <= start));
        let own = Span { file, start, end: next.copied().unwrap_or(u32::MAX) };
        let mut places = vec![own];
        add_others(&slide.nodes, own, &mut places);
        add_others(&slide.notes, own, &mut places);
        places
    }
}

/// The first byte of a slide: what shows nothing may stand between its break and its heading.
fn start(slide: &Slide) -> u32 {
    let own = slide.nodes.iter().filter(|node| node.span.file == slide.span.file);
    own.map(|node| node.span.start).chain([slide.span.start]).min().unwrap_or(0)
}

/// Blank lines between two blocks have fewer bytes.
const BLANK: u32 = 4;

/// The places in order; those that touch one another, or almost, become one.
fn merged(mut places: Vec<Span>) -> Vec<Span> {
    places.sort_unstable();
    let mut out: Vec<Span> = Vec::new();
    for place in places {
        match out.last_mut() {
            Some(last)
                if last.file == place.file && place.start <= last.end.saturating_add(BLANK) =>
            {
                last.end = last.end.max(place.end);
            }
            _ => out.push(place),
        }
    }
    out
}

fn add_others(nodes: &[Node], around: Span, places: &mut Vec<Span>) {
    for node in nodes {
        let inside =
            node.span.file == around.file && (around.start..=around.end).contains(&node.span.start);
        if !inside {
            places.push(node.span);
        }
        add_others(&node.children, if inside { around } else { node.span }, places);
    }
}
