//! The text of slides, as a search looks for it.

use crate::deck::{Deck, Slide, TITLE_SLIDE};
use crate::html::tokens::{TokenKind, tokens};
use crate::markdown::{Kind, Node, plain_text};
use serde::{Deserialize, Serialize};

/// So many bytes of a slide are searched.
const MAX_TEXT: usize = 20_000;

/// The text of one slide, without notes and comments.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlideText {
    /// The slide's id; its address is `#/` and this.
    pub id: String,
    /// Its first heading.
    pub title: String,
    /// Everything else on it, with single spaces.
    pub text: String,
}

/// The text of all slides that the audience sees.
pub fn texts(deck: &Deck) -> Vec<SlideText> {
    let shown = |slide: &&Slide| slide.attributes.get("visibility") != Some("hidden");
    let front = deck.front.title.as_ref().map(|title| {
        let lines = deck.front.lines.iter().map(|(_, line)| plain_text(line));
        let text = lines.collect::<Vec<_>>().join(" ");
        SlideText { id: TITLE_SLIDE.to_string(), title: spaced(&plain_text(title)), text }
    });
    front.into_iter().chain(deck.slides.iter().filter(shown).map(slide)).collect()
}

fn slide(slide: &Slide) -> SlideText {
    let heading = slide.heading();
    let mut text = String::new();
    for node in &slide.nodes {
        if !heading.is_some_and(|heading| std::ptr::eq(heading, node)) {
            push(node, &mut text);
        }
    }
    let title = heading.map_or(String::new(), |node| spaced(&plain_text(&node.children)));
    SlideText { id: slide.id.clone(), title, text: spaced(&text) }
}

fn push(node: &Node, out: &mut String) {
    if out.len() > MAX_TEXT {
        return;
    }
    match &node.kind {
        Kind::Text(text) | Kind::Code(text) => out.push_str(text),
        Kind::SoftBreak | Kind::HardBreak => out.push(' '),
        Kind::CodeBlock(code) => out.push_str(&code.text),
        Kind::Html(html) => push_html(html, out),
        // Inline tags are nodes of their own, the text between them is not in them.
        Kind::InlineHtml(_) | Kind::Math(_) | Kind::MathBlock(_) => {}
        _ => node.children.iter().for_each(|child| push(child, out)),
    }
    if node.kind.is_block() {
        out.push(' ');
    }
}

/// The text between tags, but for that of scripts and styles.
fn push_html(html: &str, out: &mut String) {
    let mut inside = None;
    for token in tokens(html) {
        match token.kind {
            TokenKind::Start { name, .. } if name == "script" || name == "style" => {
                inside = Some(name);
            }
            TokenKind::End { name } if inside.as_ref() == Some(&name) => inside = None,
            TokenKind::Text(text) if inside.is_none() => out.push_str(&text),
            _ => out.push(' '),
        }
    }
}

/// White space as single spaces, cut to what is searched.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(MAX_TEXT));
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        if out.len() > MAX_TEXT {
            out.truncate(out.floor_char_boundary(MAX_TEXT));
            break;
        }
    }
    out
}
