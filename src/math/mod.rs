//! TeX formulas into MathML Core, which browsers show themselves.
//!
//! The crate `math-core` does most of it. Around it stand limits, since it calls itself for what is
//! nested (`limits`); macros, and what LaTeX has and the crate lacks (`expand`, `macros`); and
//! elements for which the crate has no command (`wrap`).

mod expand;
mod limits;
mod macros;
mod names;
mod tracked;
mod wrap;

use crate::diagnostic::Diagnostic;
use crate::html::escape;
use crate::source::Span;
use crate::suggest;
use expand::Expansion;
use math_core::{LatexError, LatexToMathML, MathCoreConfig, MathDisplay};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tracked::Tracked;

pub use macros::Macros;

/// What is wrong with a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fault {
    /// The bytes of the TeX that it is about.
    range: Range<usize>,
    message: String,
    hint: Option<String>,
}

/// Makes MathML of a deck's formulas, one after the other: some of them have numbers.
pub struct Converter {
    macros: Macros,
    core: LatexToMathML,
}

impl Converter {
    /// Starts to count formulas. `macros` are the deck's own.
    pub fn new(macros: Macros) -> Converter {
        let config =
            MathCoreConfig { allow_unreliable_rendering: true, ..MathCoreConfig::default() };
        let core = LatexToMathML::new(config).expect("there are no macros in it");
        Converter { macros, core }
    }

    /// A formula as a `<math>` element that also holds its TeX. `place` tells where bytes of the TeX
    /// stand in the deck.
    ///
    /// # Errors
    /// A warning when the formula is too long, too deep or not understood.
    pub fn convert(
        &mut self,
        tex: &str,
        display: bool,
        place: impl Fn(Range<usize>) -> Span,
    ) -> Result<String, Diagnostic> {
        if tex.len() > limits::MAX_LENGTH {
            let message = format!("a formula has at most {} bytes of TeX", limits::MAX_LENGTH);
            let span = place(0..tex.len());
            return Err(Diagnostic::warning("formula-too-long", span, message)
                .hint("make several formulas of it"));
        }
        if let Some(range) = limits::too_deep(tex) {
            return Err(Diagnostic::warning("formula-too-deep", place(range), limits::message())
                .hint("take the formula apart"));
        }
        self.mathml(tex, display).map_err(|fault| {
            let Range { start, end } = fault.range;
            let whole = tex.floor_char_boundary(start)..tex.ceil_char_boundary(end);
            Diagnostic::warning("bad-formula", place(whole), fault.message)
                .hint("the page shows the TeX instead")
                .maybe_hint(fault.hint)
        })
    }

    fn mathml(&mut self, tex: &str, display: bool) -> Result<String, Fault> {
        let (expanded, wraps) = Expansion::new(&self.macros).whole(Tracked::verbatim(tex))?;
        if let Some(range) = limits::too_deep(&expanded.text) {
            let message = format!("with its macros, {}", limits::message());
            return Err(Fault { range: expanded.source(range), message, hint: None });
        }
        let whole = 0..tex.len();
        let unknown = || Fault {
            range: whole.clone(),
            message: "deckgen cannot make anything of this formula".to_string(),
            hint: None,
        };
        let mode = if display { MathDisplay::Block } else { MathDisplay::Inline };
        let core = &mut self.core;
        // The crate has faults that panic; one formula must not cost the deck.
        let made =
            catch_unwind(AssertUnwindSafe(|| core.convert_with_global_state(&expanded.text, mode)));
        let made = made.map_err(|_| unknown())?.map_err(|error| fault(&error, &expanded))?;
        let inner = made.mathml.strip_suffix("</math>").and_then(|math| math.split_once('>'));
        let inner = wrap::strikes(inner.ok_or_else(unknown)?.1);
        let inner = wraps.put_into(&wrap::primes(&inner)).ok_or_else(unknown)?;
        Ok(with_source(&inner, tex, display))
    }
}

/// The element, with the TeX for programs that copy formulas.
fn with_source(inner: &str, tex: &str, display: bool) -> String {
    let display = if display { " display=\"block\"" } else { "" };
    let mut out = format!("<math{display}><semantics><mrow>{inner}</mrow>");
    out.push_str("<annotation encoding=\"application/x-tex\">");
    escape::text(&mut out, tex.trim());
    out.push_str("</annotation></semantics></math>");
    out
}

/// The crate's message in our words.
fn fault(error: &LatexError, expanded: &Tracked) -> Fault {
    let mut range = expanded.source(error.0.clone());
    let written = expanded.text.get(error.0.clone()).unwrap_or_default();
    let message = error.error_message();
    let (message, hint) = if message.starts_with("Unknown command") {
        let name = written.trim_start_matches('\\');
        let nearest = suggest::nearest(name, names::commands());
        let hint = match name {
            "*" => Some("write `*`: nothing in a formula is Markdown".to_string()),
            _ => nearest.map(|name| format!("did you mean `\\{name}`?")),
        };
        (format!("`\\{name}` is no command that deckgen knows"), hint)
    } else if message.starts_with("Unknown environment") {
        let name = message.split('"').nth(1).unwrap_or_default();
        let hint = suggest::did_you_mean(name, names::environments());
        if written.len() == range.len() && written.starts_with('{') && written.ends_with('}') {
            range = range.start + 1..range.end - 1;
        }
        (format!("`{name}` is no environment that deckgen knows"), hint)
    } else if message.starts_with("Internal") {
        ("deckgen cannot read this formula".to_string(), None)
    } else {
        (plain(&message), None)
    };
    Fault { range, message, hint }
}

/// A sentence as our messages are: without a capital and a full stop, and with quoted TeX.
fn plain(message: &str) -> String {
    let message = message.strip_suffix('.').unwrap_or(message).replace('"', "`");
    let mut letters = message.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => message,
    }
}

#[cfg(test)]
mod tests;
