//! Slides into HTML. Pages come from templates; slides are written directly, so that ten thousand of
//! them take no time.

mod code;
pub mod escape;
mod media;
mod nodes;
pub mod page;

use crate::attributes::Attributes;
use crate::deck::{Deck, Policy, Slide, TITLE_SLIDE, header_text};
use crate::diagnostic::Diagnostics;
use crate::header::Navigation;
use crate::source::Spanned;
use nodes::Writer;
use rayon::prelude::*;

/// What of a deck goes into the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Speaker notes too.
    pub notes: bool,
}

/// A rendered deck.
#[derive(Debug, Clone, Default)]
pub struct Slides {
    /// The `<section>`s.
    pub html: String,
    /// How many slides there are, the title slide too.
    pub count: usize,
    /// How many of them have notes.
    pub with_notes: usize,
}

/// Decks with fewer slides are rendered on one thread; starting others would cost more.
const PARALLEL_FROM: usize = 64;

/// Writes the HTML of all slides.
pub fn slides(deck: &Deck, options: Options, diagnostics: &mut Diagnostics) -> Slides {
    let render = |slide: &Slide| {
        let mut found = Vec::new();
        (section(slide, options, &mut found), found)
    };
    let sections: Vec<(String, Diagnostics)> = if deck.slides.len() < PARALLEL_FROM {
        deck.slides.iter().map(render).collect()
    } else {
        deck.slides.par_iter().map(render).collect()
    };
    let mut out = Slides {
        html: title_slide(deck, diagnostics),
        count: deck.slides.len(),
        with_notes: deck.slides.iter().filter(|slide| !slide.notes.is_empty()).count(),
    };
    out.count += usize::from(!out.html.is_empty());
    let vertical = deck.header.navigation != Navigation::Linear;
    let mut stack_open = false;
    for (slide, (section, found)) in deck.slides.iter().zip(sections) {
        diagnostics.extend(found);
        if vertical && slide.level == 1 {
            out.html.push_str(if stack_open { "</section>\n<section>\n" } else { "<section>\n" });
            stack_open = true;
        }
        out.html.push_str(&section);
    }
    if stack_open {
        out.html.push_str("</section>\n");
    }
    out
}

fn section(slide: &Slide, options: Options, diagnostics: &mut Diagnostics) -> String {
    let mut writer = Writer { out: String::with_capacity(512), diagnostics };
    open_section(&mut writer.out, &slide.id, slide.level, &slide.attributes);
    writer.blocks(&slide.nodes);
    if options.notes && !slide.notes.is_empty() {
        writer.out.push_str("<aside class=\"notes\">\n");
        writer.blocks(&slide.notes);
        writer.out.push_str("</aside>\n");
    }
    writer.out.push_str("</section>\n");
    writer.out
}

/// The address of a slide is `#/` and its id; the section's own id starts with the slash, so that the
/// address also works where no script runs.
fn open_section(out: &mut String, id: &str, level: u8, own: &Attributes) {
    out.push_str("<section");
    let mut own = own.clone();
    own.id = Some(format!("/{id}"));
    let classes: &[&str] = if level == 1 { &["section-slide"] } else { &[] };
    nodes::attributes(out, classes, Some(&own));
    out.push_str(">\n");
}

fn title_slide(deck: &Deck, diagnostics: &mut Diagnostics) -> String {
    let header = &deck.header;
    let Some(title) = header.title.as_ref().filter(|_| header.title_slide) else {
        return String::new();
    };
    let mut out = String::new();
    open_section(&mut out, TITLE_SLIDE, 0, &Attributes::class(TITLE_SLIDE));
    let mut line = |name: &str, class: &str, text: &Spanned<String>| {
        out.push_str(&format!(
            "<{name}{class}>{}</{name}>\n",
            inline(text, deck.policy, diagnostics)
        ));
    };
    line("h1", "", title);
    let one = |value: &Option<Spanned<String>>| value.clone().into_iter().collect::<Vec<_>>();
    let parts = [
        ("subtitle", one(&header.subtitle)),
        ("author", header.authors.clone()),
        ("institute", one(&header.institute)),
        ("date", one(&header.date)),
    ];
    for (class, texts) in &parts {
        for text in texts {
            line("p", &format!(" class=\"{class}\""), text);
        }
    }
    out.push_str("</section>\n");
    out
}

/// Inline Markdown of a header's value.
pub fn inline(text: &Spanned<String>, policy: Policy, diagnostics: &mut Diagnostics) -> String {
    let nodes = header_text(text, policy, diagnostics);
    let mut writer = Writer { out: String::new(), diagnostics };
    writer.inline(&nodes);
    writer.out
}
