//! Slides into HTML. Pages come from templates; slides are written directly, so that ten thousand of
//! them take no time.

pub mod backdrop;
mod chart;
mod code;
pub mod course;
mod diagram;
mod grid;
mod lines;
mod marks;
mod math;
mod media;
mod nodes;
pub mod page;
mod parts;
mod pictures;
mod quote;
mod tabs;
mod words;

use crate::attributes::Attributes;
use crate::deck::{Deck, Front, Slide, TITLE_SLIDE};
use crate::diagnostic::Diagnostics;
use crate::header::{Navigation, Overflow};
use crate::markdown::Node;
use crate::source::Span;
use nodes::Writer;
pub use parts::Parts;
use rayon::prelude::*;
use std::ops::Range;
use words::Words;

/// A rendered deck.
#[derive(Debug, Clone, Default)]
pub struct Slides {
    /// The `<section>`s.
    pub html: String,
    /// Where each slide stands in it, the title slide too.
    pub sections: Vec<Section>,
    /// What the page must have to show them.
    pub parts: Parts,
}

/// One slide in [`Slides::html`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The slide's id; its address is `#/` and this.
    pub id: String,
    /// The bytes of its `<section>` and the line end behind it.
    pub range: Range<usize>,
    /// The bytes of its speaker notes, inside that range; empty when it has none.
    pub notes: Range<usize>,
    /// Where it begins in the author's text: at the start of the file for the title slide.
    pub span: Span,
    /// The number of the stack of vertical slides that it stands in, if it does.
    pub stack: Option<usize>,
}

/// Id of the title slide's heading; no heading's id can have an underscore of its own making.
const TITLE: &str = "deck_title";

/// Decks with fewer slides are rendered on one thread; starting others would cost more.
const PARALLEL_FROM: usize = 64;

/// Writes the HTML of all slides.
pub fn slides(deck: &Deck, diagnostics: &mut Diagnostics) -> Slides {
    let around = Around::of(deck);
    let sections: Vec<Written> = if deck.slides.len() < PARALLEL_FROM {
        deck.slides.iter().map(|slide| section(slide, around)).collect()
    } else {
        deck.slides.par_iter().map(|slide| section(slide, around)).collect()
    };
    let mut out = Slides::default();
    if deck.header.overflow == Overflow::Split {
        out.parts.insert("split");
    }
    if let Some(title) = title_slide(&deck.front, around) {
        let span = Span { end: deck.header.span.start, ..deck.header.span };
        out.push(TITLE_SLIDE, span, None, title, diagnostics);
    }
    let vertical = deck.header.navigation != Navigation::Linear;
    let mut stack = None;
    for (slide, written) in deck.slides.iter().zip(sections) {
        if vertical && slide.level == 1 {
            let open = stack.is_some();
            out.html.push_str(if open { "</section>\n<section>\n" } else { "<section>\n" });
            stack = Some(stack.map_or(0, |number: usize| number + 1));
        }
        out.push(&slide.id, slide.span, stack, written, diagnostics);
    }
    if stack.is_some() {
        out.html.push_str("</section>\n");
    }
    out
}

impl Slides {
    fn push(
        &mut self,
        id: &str,
        span: Span,
        stack: Option<usize>,
        written: Written,
        diagnostics: &mut Diagnostics,
    ) {
        let start = self.html.len();
        let Writer { out, diagnostics: found, parts, .. } = written.writer;
        self.html.push_str(&out);
        self.parts.extend(parts);
        diagnostics.extend(found);
        let notes = start + written.notes.start..start + written.notes.end;
        let range = start..self.html.len();
        self.sections.push(Section { id: id.to_string(), range, notes, span, stack });
    }
}

/// What all slides share.
#[derive(Clone, Copy)]
struct Around<'a> {
    lang: &'a str,
    words: Words,
    /// The deck's footer, if a slide has another one: then each slide carries its own.
    footer: Option<&'a [Node]>,
}

impl<'a> Around<'a> {
    fn of(deck: &'a Deck) -> Around<'a> {
        let differs = deck.slides.iter().any(|slide| slide.footer.is_some());
        let footer = differs.then_some(&deck.front.footer[..]);
        let lang = &deck.header.lang;
        Around { lang, words: Words::of(lang), footer }
    }
}

/// The HTML of one slide, and where its notes are in it.
struct Written {
    writer: Writer,
    notes: Range<usize>,
}

fn section(slide: &Slide, around: Around<'_>) -> Written {
    let Around { words, .. } = around;
    let out = String::with_capacity(512);
    let (lang, id) = (around.lang.to_string(), slide.id.clone());
    let mut writer = Writer { out, words, lang, slide: id, ..Writer::default() };
    if slide.attributes.get("auto-animate").is_some_and(|value| value != "false") {
        writer.animated = Some(0);
    }
    if slide.attributes.get("overflow") == Some("split") {
        writer.parts.insert("split");
    }
    let (attributes, backdrop) = backdrop::of(&slide.attributes, &mut writer.parts);
    if attributes.get("layout").is_some() {
        writer.parts.insert("layout");
    }
    open_section(&mut writer.out, &slide.id, slide.level, &attributes);
    writer.blocks(&slide.nodes);
    writer.out.push_str(&backdrop);
    footer(&mut writer, slide.footer.as_deref(), around);
    let notes = writer.out.len();
    if !slide.notes.is_empty() {
        writer.out.push_str("<aside class=\"notes\">\n");
        writer.blocks(&slide.notes);
        writer.out.push_str("</aside>\n");
    }
    let notes = notes..writer.out.len();
    writer.out.push_str("</section>\n");
    Written { writer, notes }
}

/// A footer that is not the same on all slides: the page's script shows it, and paper does.
fn footer(writer: &mut Writer, own: Option<&[Node]>, around: Around<'_>) {
    let Some(deck) = around.footer else { return };
    writer.parts.insert("footer");
    let nodes = own.unwrap_or(deck);
    let class = if own.is_some() { "slide-footer own" } else { "slide-footer" };
    writer.out.push_str(&format!("<div class=\"{class}\">"));
    writer.content(nodes);
    writer.out.push_str("</div>\n");
}

/// The address of a slide is `#/` and its id; the section's own id starts with the slash, so that the
/// address also works where no script runs. The page's script tells screen readers that it is a slide.
fn open_section(out: &mut String, id: &str, level: u8, attributes: &Attributes) {
    out.push_str("<section");
    let mut own = attributes.clone();
    own.id = Some(format!("/{id}"));
    // reveal.js asks only whether the attribute is there.
    if own.get("auto-animate") == Some("false") {
        own.take("auto-animate");
    }
    let classes: &[&str] = if level == 1 { &["section-slide"] } else { &[] };
    nodes::attributes(out, classes, Some(&own));
    out.push_str(">\n");
}

fn title_slide(front: &Front, around: Around<'_>) -> Option<Written> {
    let title = front.title.as_ref()?;
    let mut writer = Writer { words: around.words, ..Writer::default() };
    open_section(&mut writer.out, TITLE_SLIDE, 0, &Attributes::class(TITLE_SLIDE));
    writer.out.push_str(&format!("<h1 id=\"{TITLE}\">"));
    writer.inline(title);
    writer.out.push_str("</h1>\n");
    for (class, text) in &front.lines {
        writer.out.push_str(&format!("<p class=\"{class}\">"));
        writer.inline(text);
        writer.out.push_str("</p>\n");
    }
    footer(&mut writer, None, around);
    writer.out.push_str("</section>\n");
    Some(Written { writer, notes: 0..0 })
}

/// HTML of a text of the header.
pub fn inline(nodes: &[Node], parts: &mut Parts, diagnostics: &mut Diagnostics) -> String {
    let mut writer = Writer::default();
    writer.inline(nodes);
    parts.append(&mut writer.parts);
    diagnostics.append(&mut writer.diagnostics);
    writer.out
}
