//! Slides into HTML. Pages come from templates; slides are written directly, so that ten thousand of
//! them take no time.

mod code;
mod media;
mod nodes;
pub mod page;

use crate::attributes::Attributes;
use crate::deck::{Deck, Front, Slide, TITLE_SLIDE};
use crate::diagnostic::Diagnostics;
use crate::header::Navigation;
use crate::html::escape;
use crate::markdown::Node;
use nodes::Writer;
use rayon::prelude::*;

/// A rendered deck.
#[derive(Debug, Clone, Default)]
pub struct Slides {
    /// The `<section>`s.
    pub html: String,
    /// How many slides there are, the title slide too.
    pub count: usize,
}

/// Id of the title slide's heading; no heading's id can have an underscore of its own making.
const TITLE: &str = "deck_title";

/// Decks with fewer slides are rendered on one thread; starting others would cost more.
const PARALLEL_FROM: usize = 64;

/// Writes the HTML of all slides.
pub fn slides(deck: &Deck, diagnostics: &mut Diagnostics) -> Slides {
    let render = |slide: &Slide| {
        let mut found = Vec::new();
        (section(slide, &mut found), found)
    };
    let sections: Vec<(String, Diagnostics)> = if deck.slides.len() < PARALLEL_FROM {
        deck.slides.iter().map(render).collect()
    } else {
        deck.slides.par_iter().map(render).collect()
    };
    let mut out = Slides { html: title_slide(&deck.front, diagnostics), count: deck.slides.len() };
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

fn section(slide: &Slide, diagnostics: &mut Diagnostics) -> String {
    let mut writer = Writer { out: String::with_capacity(512), diagnostics };
    let heading = slide.heading().and_then(|node| node.attributes.as_ref()?.id.as_deref());
    open_section(&mut writer.out, &slide.id, slide.level, heading, &slide.attributes);
    writer.blocks(&slide.nodes);
    if !slide.notes.is_empty() {
        writer.out.push_str("<aside class=\"notes\">\n");
        writer.blocks(&slide.notes);
        writer.out.push_str("</aside>\n");
    }
    writer.out.push_str("</section>\n");
    writer.out
}

/// The address of a slide is `#/` and its id; the section's own id starts with the slash, so that the
/// address also works where no script runs. `heading` is the id of what names the slide.
fn open_section(
    out: &mut String,
    id: &str,
    level: u8,
    heading: Option<&str>,
    attributes: &Attributes,
) {
    out.push_str("<section");
    let mut own = attributes.clone();
    own.id = Some(format!("/{id}"));
    let classes: &[&str] = if level == 1 { &["section-slide"] } else { &[] };
    nodes::attributes(out, classes, Some(&own));
    if own.get("role").is_none() {
        out.push_str(" role=\"group\" aria-roledescription=\"slide\"");
    }
    if let Some(heading) = heading {
        escape::pair(out, "aria-labelledby", heading);
    }
    out.push_str(">\n");
}

fn title_slide(front: &Front, diagnostics: &mut Diagnostics) -> String {
    let Some(title) = &front.title else { return String::new() };
    let mut out = String::new();
    open_section(&mut out, TITLE_SLIDE, 0, Some(TITLE), &Attributes::class(TITLE_SLIDE));
    out.push_str(&format!("<h1 id=\"{TITLE}\">{}</h1>\n", inline(title, diagnostics)));
    for (class, text) in &front.lines {
        out.push_str(&format!("<p class=\"{class}\">{}</p>\n", inline(text, diagnostics)));
    }
    out.push_str("</section>\n");
    out
}

/// HTML of a text of the header.
pub fn inline(nodes: &[Node], diagnostics: &mut Diagnostics) -> String {
    let mut writer = Writer { out: String::new(), diagnostics };
    writer.inline(nodes);
    writer.out
}
