//! Diagrams: Mermaid and Graphviz sources as SVG drawings in the theme's colours.
//!
//! Only builds with the feature `diagrams` draw; the others say so. What is drawn has no script, no link, no
//! reference outside itself and no style that reaches beyond it, whatever the source holds.

#[cfg(feature = "diagrams")]
mod clean;
#[cfg(feature = "diagrams")]
mod dot;
#[cfg(feature = "diagrams")]
mod mermaid;
#[cfg(feature = "diagrams")]
mod paint;
#[cfg(feature = "diagrams")]
mod style;
#[cfg(all(test, feature = "diagrams"))]
mod tests;

use std::ops::Range;

/// The longest source of a diagram.
pub const MAX_SOURCE: usize = 64 * 1024;
/// How long a diagram may take, in seconds.
pub const MAX_SECONDS: u64 = 2;

/// What a diagram is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Mermaid.
    Mermaid,
    /// Graphviz's DOT.
    Dot,
}

impl Language {
    /// The language of a code block's first word.
    pub fn named(name: &str) -> Option<Language> {
        match name {
            "mermaid" => Some(Language::Mermaid),
            "dot" => Some(Language::Dot),
            _ => None,
        }
    }
}

/// A diagram.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drawing {
    /// What is inside its `svg` element; all ids and styles in it begin with the element's id.
    pub svg: String,
    /// The element's `viewBox`.
    pub view_box: String,
    /// The element's classes.
    pub class: String,
    /// Its own width in pixels, with text of about 16 pixels.
    pub width: f64,
    /// Its own height.
    pub height: f64,
    /// The title that its source gives it, else what kind of diagram it is.
    pub title: String,
    /// The ground for colours that the source chose, if it chose a theme of its own.
    pub ground: Option<Ground>,
}

/// The ground that a diagram needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// A light one.
    Light,
    /// A dark one.
    Dark,
}

/// Why there is no drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// This build of deckgen has no diagrams.
    NotBuiltIn,
    /// The source is longer than [`MAX_SOURCE`].
    TooLong,
    /// It took longer than [`MAX_SECONDS`].
    TooSlow,
    /// The source is wrong, or holds what cannot be drawn.
    Mistake {
        /// The bytes of the source that it is about, if that is known.
        range: Option<Range<usize>>,
        /// What is wrong.
        message: String,
    },
}

/// Draws a diagram. `id` is the id of its `svg` element: a letter first, then letters, digits and `-`.
///
/// # Errors
/// It cannot be drawn.
#[cfg(not(feature = "diagrams"))]
pub fn draw(_language: Language, _source: &str, _id: &str) -> Result<Drawing, Failure> {
    Err(Failure::NotBuiltIn)
}

/// Draws a diagram. `id` is the id of its `svg` element: a letter first, then letters, digits and `-`.
///
/// # Errors
/// It cannot be drawn.
#[cfg(feature = "diagrams")]
pub fn draw(language: Language, source: &str, id: &str) -> Result<Drawing, Failure> {
    use std::sync::mpsc;
    use std::time::Duration;

    if source.len() > MAX_SOURCE {
        return Err(Failure::TooLong);
    }
    let (source, id) = (source.to_string(), id.to_string());
    let (done, result) = mpsc::channel();
    // Sources nest, and the libraries that read them use recursion.
    let worker = std::thread::Builder::new().stack_size(16 << 20).spawn(move || {
        let drawing = std::panic::catch_unwind(|| draw_here(language, &source, &id));
        // Nobody listens any more if it took too long.
        let _ = done.send(drawing.unwrap_or_else(|_| Err(broken())));
    });
    if worker.is_err() {
        return Err(broken());
    }
    // The library looks at the clock itself; this is for where it does not.
    let limit = Duration::from_millis(MAX_SECONDS * 1000 + 500);
    result.recv_timeout(limit).unwrap_or(Err(Failure::TooSlow))
}

#[cfg(feature = "diagrams")]
fn broken() -> Failure {
    Failure::Mistake { range: None, message: "this diagram cannot be drawn".to_string() }
}

#[cfg(feature = "diagrams")]
fn draw_here(language: Language, source: &str, id: &str) -> Result<Drawing, Failure> {
    let flowchart;
    let text = match language {
        Language::Mermaid => source,
        Language::Dot => {
            flowchart = dot::flowchart(source)?;
            &flowchart
        }
    };
    let drawn = mermaid::render(text, id).map_err(|failure| match (language, failure) {
        // Places in what was made from the source are no places in the source.
        (Language::Dot, Failure::Mistake { message, .. }) => {
            Failure::Mistake { range: None, message }
        }
        (_, failure) => failure,
    })?;
    let paint = paint::Paint::new(text, drawn.ground);
    let mut drawing = clean::clean(&drawn.svg, id, &paint).ok_or_else(broken)?;
    drawing.ground = drawn.ground;
    if language == Language::Dot {
        drawing.title = "graph".to_string();
    }
    Ok(drawing)
}
