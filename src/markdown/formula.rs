//! Formulas, which Markdown takes for code, thematic breaks or fences.

use super::builder::Source;
use super::node::{CodeBlock, Formula, Kind, Node};
use crate::attributes::{self, Attributes};
use std::ops::Range;

/// What Markdown calls code, if the author's text has dollars there.
pub(super) fn inline(source: Source<'_>, text: &str, range: Range<usize>) -> Option<Formula> {
    let written = source.text.get(range.clone())?;
    let (width, display) = match written.as_bytes() {
        [b'$', b'$', .., b'$', b'$'] => (2, true),
        [b'$', b'`', .., b'`', b'$'] => (2, false),
        [b'$', .., b'$'] => (1, false),
        _ => return None,
    };
    let inner = written.get(width..written.len().checked_sub(width)?)?;
    let start = source.span(range.start + width..range.end).start;
    let places = if inner == text { vec![(0, start)] } else { places(text, inner, start) };
    Some(Formula { tex: text.into(), display, places: places.into(), mathml: None })
}

/// Where `text` stands in the file, given what the author wrote: that has line ends for spaces, marks
/// of quotes and indentation at the start of lines, and in tables a backslash before `|`.
fn places(text: &str, written: &str, start: u32) -> Vec<(u32, u32)> {
    let (text, written) = (text.as_bytes(), written.as_bytes());
    let mut places = vec![(0, start)];
    let mut at = 0;
    for (offset, byte) in text.iter().enumerate() {
        let skipped = at;
        match (byte, written.get(at)) {
            (b'|', Some(b'\\')) => at += 1,
            (new, Some(old)) if new == old || *new == b' ' && *old == b'\n' => {}
            _ => {
                let margin = |byte: &u8| matches!(byte, b' ' | b'\t' | b'>' | b'\n');
                while written.get(at).is_some_and(margin) && written[at..].first() != Some(byte) {
                    at += 1;
                }
            }
        }
        if at > skipped {
            places.push((offset as u32, start + at as u32));
        }
        at += 1;
    }
    places
}

/// A formula on lines of its own.
pub(super) fn block(
    source: Source<'_>,
    tex: Range<usize>,
    range: Range<usize>,
    attributes: &Attributes,
) -> Node {
    let place = source.span(tex.clone()).start;
    let formula = Formula {
        tex: source.text[tex].into(),
        display: true,
        places: Box::new([(0, place)]),
        mathml: None,
    };
    let mut node = Node::new(Kind::MathBlock(Box::new(formula)), source.span(range));
    if *attributes != Attributes::default() {
        node.attach(attributes.clone());
    }
    node
}

/// Makes a block of a paragraph that is one formula between `$$`, and of a fence with the word `math`.
pub(super) fn stand_apart(node: &mut Node) {
    match &mut node.kind {
        Kind::Paragraph => {
            if let [Node { kind: Kind::Math(formula), attributes, .. }] = &mut node.children[..]
                && formula.display
            {
                let (formula, attributes) = (std::mem::take(formula), attributes.take());
                node.kind = Kind::MathBlock(formula);
                node.children.clear();
                attributes.into_iter().for_each(|attributes| node.attach(*attributes));
            }
        }
        Kind::CodeBlock(code) => {
            if let Some(attributes) = fence(code) {
                node.kind = Kind::MathBlock(Box::new(from_code(code)));
                node.attach(attributes);
            }
        }
        _ => {}
    }
}

/// What is attached to a fence of a formula.
fn fence(code: &CodeBlock) -> Option<Attributes> {
    let rest = code.info.trim().strip_prefix("math")?;
    if code.text.trim().is_empty() || !rest.is_empty() && !rest.starts_with([' ', '\t', '{']) {
        return None;
    }
    Some(attributes::block(rest.trim()).map_or_else(Attributes::default, |(block, _)| block))
}

fn from_code(code: &CodeBlock) -> Formula {
    let mut at = 0;
    let starts = code.text.split_inclusive('\n').map(|line| {
        at += line.len();
        (at - line.len()) as u32
    });
    let places = starts.zip(code.lines.iter().copied()).collect();
    Formula { tex: code.text.clone(), display: true, places, mathml: None }
}
