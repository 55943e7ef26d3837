//! Blocks that say where they were written, for what measures them in a browser.

use super::{Deck, each_mut};
use crate::markdown::{Kind, Node};
use crate::source::Span;

/// The attribute; its value is the block's number.
pub const PLACE: &str = "data-deckgen-at";

impl Deck {
    /// Gives every block on a slide its number, and returns where each was written.
    pub fn mark_places(&mut self) -> Vec<Span> {
        let mut places = Vec::new();
        for slide in &mut self.slides {
            each_mut(&mut slide.nodes, &mut |node| mark(node, &mut places));
        }
        places
    }
}

fn mark(node: &mut Node, places: &mut Vec<Span>) {
    let number = places.len().to_string();
    match &mut node.kind {
        Kind::Html(html) => {
            let Some(at) = end_of_name(html) else { return };
            *html = format!("{} {PLACE}=\"{number}\"{}", &html[..at], &html[at..]).into();
        }
        Kind::TableCell | Kind::Marker(_) | Kind::FootnoteDefinition(_) => return,
        kind if kind.is_block() => {
            node.attributes_mut().pairs.push((PLACE.to_string(), number));
        }
        _ => return,
    }
    places.push(node.span);
}

/// Where the name of the tag ends that raw HTML begins with.
fn end_of_name(html: &str) -> Option<usize> {
    let start = html.len() - html.trim_start().len();
    let name = html[start..].strip_prefix('<')?;
    let length = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let ends = name[length..].starts_with(|c: char| c == '>' || c.is_ascii_whitespace());
    (length > 0 && ends).then_some(start + 1 + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_tags_get_a_place() {
        assert_eq!(end_of_name("<div class=a>"), Some(4));
        assert_eq!(end_of_name("\n <h2>"), Some(5));
        for other in ["", "text <b>", "</div>", "<!-- a -->", "<a-b>", "<div", "<br/>"] {
            assert_eq!(end_of_name(other), None, "{other}");
        }
    }
}
