//! Formulas get their MathML, in the order of the slides, since some of them have numbers.

use super::{Deck, each_mut};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::header::Header;
use crate::markdown::{Kind, Node};
use crate::math::{Converter, Macros};

/// Makes MathML of all formulas. Where that cannot be, a warning says why.
pub(super) fn convert(deck: &mut Deck, diagnostics: &mut Diagnostics) {
    let mut converter = None;
    let header = &deck.header;
    let mut convert = |nodes: &mut Vec<Node>, diagnostics: &mut Diagnostics| {
        each_mut(nodes, &mut |node| {
            let span = node.span;
            if let Kind::Math(formula) | Kind::MathBlock(formula) = &mut node.kind {
                let converter =
                    converter.get_or_insert_with(|| Converter::new(macros(header, diagnostics)));
                let made = converter
                    .convert(&formula.tex, formula.display, |range| formula.span(range, span));
                match made {
                    Ok(mathml) => formula.mathml = Some(mathml.into()),
                    Err(warning) => diagnostics.push(warning),
                }
            }
        });
    };
    for text in deck.front.texts_mut() {
        convert(text, diagnostics);
    }
    for slide in &mut deck.slides {
        convert(&mut slide.nodes, diagnostics);
        convert(&mut slide.notes, diagnostics);
    }
}

fn macros(header: &Header, diagnostics: &mut Diagnostics) -> Macros {
    let mut macros = Macros::default();
    for (name, definition) in &header.math_macros {
        if let Err(message) = macros.define(&name.value, &definition.value) {
            diagnostics.push(
                Diagnostic::warning("bad-macro", name.span, message)
                    .hint("write it as `\\name: definition`, with `#1` for the first argument"),
            );
        }
    }
    macros
}
