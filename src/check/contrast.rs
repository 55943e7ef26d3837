//! Text in colours of the author that is hard to read on its background.
//!
//! Only what is known for sure is judged: colours written in the deck, and the theme's own where no
//! style sheet of the author could change them. A class, or an element that themes colour, may have
//! any background.

use super::Subject;
use super::tags::{Tag, pieces};
use crate::deck::Slide;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::html::colour::{self, Colour};
use crate::html::tokens::{TokenKind, ends_by_itself, is_void};
use crate::markdown::{Kind, Node};
use crate::source::Span;

/// What large text needs (<https://www.w3.org/TR/WCAG22/#contrast-minimum>); text on slides is large.
const LEAST: f32 = 3.0;

/// Elements that have colours of their own in our themes, or that hold such.
const COLOURED: [&str; 14] = [
    "a",
    "aside",
    "blockquote",
    "button",
    "code",
    "details",
    "kbd",
    "mark",
    "pre",
    "svg",
    "table",
    "td",
    "th",
    "tr",
];

pub(super) fn check(subject: Subject<'_>, found: &mut Diagnostics) {
    let theirs = Theirs::of(subject);
    for slide in &subject.inspected.deck.slides {
        let mut walk = Walk { subject, heading: theirs.heading, found };
        walk.list(&slide.nodes, &theirs.on(slide));
    }
}

/// The theme's colours, as far as they are known.
struct Theirs {
    ink: Option<Colour>,
    heading: Option<Colour>,
    ground: Option<Colour>,
}

impl Theirs {
    fn of(subject: Subject<'_>) -> Theirs {
        let theme = &subject.inspected.theme;
        let deck = &subject.inspected.deck;
        let mut restyled = !deck.header.css.is_empty() || !deck.styles.is_empty();
        restyled |= theme.sheets.iter().any(|sheet| !sheet.path.ends_with("theme-vars.css"));
        subject.each(&mut |node| {
            restyled |= matches!(&node.kind, Kind::Html(html) if html.contains("<style"));
        });
        if restyled {
            return Theirs { ink: None, heading: None, ground: None };
        }
        let value = |name: &str| theme.value(name);
        let read = |name: &str| Colour::read(&value(name)?);
        let gradient = value("--r-background").and_then(|value| colour::mean(&value));
        Theirs {
            ink: read("--r-main-color"),
            heading: read("--r-heading-color"),
            ground: gradient.or_else(|| read("--r-background-color")),
        }
    }

    /// What text on a slide begins with.
    fn on(&self, slide: &Slide) -> Frame {
        let own = |key: &str| slide.attributes.get(key);
        let any = own("background-color").or(own("background"));
        let pictures = ["background-image", "background-video", "background-iframe"];
        let gradient = own("background-gradient").is_some();
        let mut frame = Frame { ink: self.ink, ground: self.ground, author: None, told: false };
        if gradient || pictures.iter().any(|key| own(key).is_some()) {
            (frame.ink, frame.ground) = (None, None);
        } else if let Some(any) = any {
            frame.ground = Colour::read(any);
            // The theme takes light text on dark backgrounds.
            frame.ink = None;
        }
        if own("class").is_some() || own("layout") == Some("full-image") {
            (frame.ink, frame.ground) = (None, None);
        }
        if let Some(style) = own("style") {
            frame.style(style, slide.span);
        }
        frame
    }
}

/// The colours at a place.
#[derive(Debug, Clone, Copy)]
struct Frame {
    ink: Option<Colour>,
    ground: Option<Colour>,
    /// Where the author set one of them last.
    author: Option<Span>,
    /// It was reported.
    told: bool,
}

impl Frame {
    /// An element's declarations, given at a place.
    fn style(&mut self, style: &str, span: Span) {
        for declaration in style.split(';') {
            let Some((name, value)) = declaration.split_once(':') else { continue };
            let value = value.trim().trim_end_matches("!important").trim();
            let inherits = matches!(value, "inherit" | "transparent" | "none" | "unset" | "");
            match name.trim().to_ascii_lowercase().as_str() {
                "color" if value != "inherit" => {
                    self.ink = Colour::read(value);
                    self.author = Some(span);
                }
                "background" | "background-color" if !inherits => {
                    self.ground = Colour::read(value);
                    self.author = Some(span);
                }
                "background-image" if !inherits => self.ground = None,
                // What lies somewhere else lies on something else; what shines through is mixed.
                "position" | "opacity" | "filter" | "mix-blend-mode" | "text-shadow" => {
                    self.ground = None;
                }
                _ => {}
            }
        }
    }

    fn unknown(&mut self) {
        (self.ink, self.ground) = (None, None);
    }
}

struct Walk<'a, 'f> {
    subject: Subject<'a>,
    heading: Option<Colour>,
    found: &'f mut Diagnostics,
}

impl Walk<'_, '_> {
    /// Siblings, with the raw elements that are open among them.
    fn list(&mut self, nodes: &[Node], around: &Frame) {
        let mut open: Vec<(String, Frame)> = Vec::new();
        for node in nodes {
            if node.is_html() {
                self.html(node, around, &mut open);
                continue;
            }
            let mut frame = open.last().map_or(*around, |(_, frame)| *frame);
            match &node.kind {
                Kind::Text(text) if !text.trim().is_empty() => {
                    self.text(open.last_mut().map(|(_, frame)| frame), around);
                    continue;
                }
                Kind::CodeBlock(_)
                | Kind::Code(_)
                | Kind::Link(_)
                | Kind::Mark
                | Kind::Table(_)
                | Kind::Quote(_) => frame.unknown(),
                // A colour that the author gave to what is around holds for headings in it, too, but
                // for those that the theme colours itself.
                Kind::Heading(_) => frame.ink = self.heading.filter(|_| around.ink.is_some()),
                _ => {}
            }
            if let Some(own) = &node.attributes {
                if !own.classes.is_empty() {
                    frame.unknown();
                }
                if let Some(style) = own.get("style") {
                    frame.style(style, node.span);
                }
            }
            self.list(&node.children, &frame);
        }
    }

    fn html(&mut self, node: &Node, around: &Frame, open: &mut Vec<(String, Frame)>) {
        for piece in pieces(self.subject, node) {
            match &piece.kind {
                TokenKind::Text(text) if !text.trim().is_empty() => {
                    self.text(open.last_mut().map(|(_, frame)| frame), around);
                }
                TokenKind::End { name } => {
                    if let Some(at) = open.iter().rposition(|(other, _)| other == name) {
                        open.truncate(at);
                    }
                }
                TokenKind::Start { name, self_closing: false, .. }
                    if !is_void(name) && open.len() < MAX_OPEN =>
                {
                    if ends_by_itself(name) && open.last().is_some_and(|(other, _)| other == name) {
                        open.pop();
                    }
                    let mut frame = open.last().map_or(*around, |(_, frame)| *frame);
                    frame.told = false;
                    let name = name.clone();
                    if let Some(tag) = Tag::of(piece) {
                        element(&tag, &mut frame);
                    }
                    open.push((name, frame));
                }
                _ => {}
            }
        }
    }

    /// A text stands in an element, or right in what is around.
    fn text(&mut self, frame: Option<&mut Frame>, around: &Frame) {
        let mut outer = *around;
        let frame = frame.unwrap_or(&mut outer);
        let (Some(ink), Some(ground), Some(span)) = (frame.ink, frame.ground, frame.author) else {
            return;
        };
        let contrast = ink.contrast(ground);
        if contrast >= LEAST || std::mem::replace(&mut frame.told, true) {
            return;
        }
        if self.found.last().is_some_and(|last| last.span == Some(span)) {
            return;
        }
        let (ink, ground) = (ink.hex(), ground.hex());
        let message = format!("text in {ink} on {ground} has a contrast of {contrast:.1} to 1");
        let finding = Diagnostic::warning("low-contrast", span, message);
        self.found.push(finding.hint(format!(
            "it needs {LEAST} to 1 at least; set both `color` and `background-color`"
        )));
    }
}

/// More elements inside one another are not followed.
const MAX_OPEN: usize = 100;

fn element(tag: &Tag, frame: &mut Frame) {
    let coloured = COLOURED.contains(&tag.name.as_str());
    let heading = tag.name.len() == 2 && tag.name.starts_with('h');
    if coloured || heading || tag.get("class").is_some() || tag.get("id").is_some() {
        frame.unknown();
    }
    if let Some(colour) = tag.get("color").filter(|_| tag.name == "font") {
        frame.style(&format!("color:{colour}"), tag.span);
    }
    if let Some(colour) = tag.get("bgcolor") {
        frame.style(&format!("background:{colour}"), tag.span);
    }
    if let Some(style) = tag.get("style") {
        frame.style(style, tag.span);
    }
}
