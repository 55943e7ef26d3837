//! Speaker notes: `::: notes`, all after a `Note:`, and reveal.js's `<aside class="notes">` and
//! `data-notes`.

use super::{Slide, each_mut};
use crate::html::escape;
use crate::html::tokens::{Attribute, TokenKind, tokens};
use crate::markdown::{Kind, Node};
use crate::scan::MarkerKind;

/// Takes what is for the speaker off the slide.
pub(super) fn take(slide: &mut Slide) {
    let mut notes = Vec::new();
    collect(&mut slide.nodes, &mut notes);
    slide.notes = notes;
}

/// Takes the notes that stand in attributes, of the slide or of anything on it.
pub(super) fn take_attributes(slide: &mut Slide) {
    let mut texts: Vec<String> = slide.attributes.take("notes").into_iter().collect();
    each_mut(&mut slide.nodes, &mut |node| {
        texts.extend(node.attributes.as_mut().and_then(|own| own.take("notes")));
        if let Kind::Html(html) | Kind::InlineHtml(html) = &mut node.kind
            && html.to_ascii_lowercase().contains("data-notes")
        {
            *html = without_notes(html, &mut texts).into();
        }
    });
    for text in texts.into_iter().filter(|text| !text.trim().is_empty()) {
        let mut paragraph = Node::new(Kind::Paragraph, slide.span);
        paragraph.children.push(Node::new(Kind::Text(text.into()), slide.span));
        slide.notes.push(paragraph);
    }
}

/// The HTML without any `data-notes`; what stood in them goes to `texts`. Tags that have one are
/// written anew, as a tag may have it twice.
fn without_notes(html: &str, texts: &mut Vec<String>) -> String {
    let mut out = String::with_capacity(html.len());
    let mut from = 0;
    for token in tokens(html) {
        let TokenKind::Start { name, attributes, self_closing } = token.kind else { continue };
        if !attributes.iter().any(|attribute| attribute.name == "data-notes") {
            continue;
        }
        out.push_str(&html[from..token.range.start]);
        from = token.range.end;
        out.extend(["<", &name]);
        for Attribute { name, value, .. } in attributes {
            match name.as_str() {
                "data-notes" => texts.push(value),
                _ => escape::pair(&mut out, &name, &value),
            }
        }
        out.push_str(if self_closing { " />" } else { ">" });
    }
    out + &html[from..]
}

fn collect(nodes: &mut Vec<Node>, notes: &mut Vec<Node>) {
    let marker = |node: &Node| node.marker() == Some(&MarkerKind::Notes);
    let after = nodes.iter().position(marker).map(|at| nodes.split_off(at));
    let is_notes = |node: &mut Node| node.kind == Kind::Container && node.has_class("notes");
    for container in nodes.extract_if(.., is_notes) {
        notes.extend(container.children);
    }
    if nodes.iter().any(|node| html(node).is_some_and(|html| html.contains("<aside"))) {
        asides(nodes, notes);
    }
    for node in nodes.iter_mut() {
        collect(&mut node.children, notes);
    }
    notes.extend(after.into_iter().flatten().filter(|node| !marker(node)));
}

fn html(node: &Node) -> Option<&str> {
    match &node.kind {
        Kind::Html(html) | Kind::InlineHtml(html) => Some(html),
        _ => None,
    }
}

/// Takes out what stands between `<aside class="notes">` and its end, raw HTML and Markdown alike.
fn asides(nodes: &mut Vec<Node>, notes: &mut Vec<Node>) {
    let mut depth = 0;
    for mut node in std::mem::take(nodes) {
        let Some(html) = html(&node) else {
            if depth > 0 {
                notes.push(node)
            } else {
                nodes.push(node)
            }
            continue;
        };
        let (shown, hidden) = split(html, &mut depth);
        if !hidden.trim().is_empty() {
            notes.push(Node::new(Kind::Html(hidden.into()), node.span));
        }
        if !shown.trim().is_empty() {
            if let Kind::Html(html) | Kind::InlineHtml(html) = &mut node.kind {
                *html = shown.into();
            }
            nodes.push(node);
        }
    }
}

/// One piece of HTML without its notes, and the notes; `depth` counts the open `<aside>`s from one
/// piece to the next.
fn split(html: &str, depth: &mut usize) -> (String, String) {
    let (mut shown, mut hidden) = (String::new(), String::new());
    for token in tokens(html) {
        let text = &html[token.range.clone()];
        match &token.kind {
            TokenKind::Start { name, attributes, .. } if name == "aside" => {
                let is_notes = |class: &str| class.split_whitespace().any(|word| word == "notes");
                let mut class = attributes.iter().filter(|attribute| attribute.name == "class");
                if *depth > 0 || class.any(|class| is_notes(&class.value)) {
                    *depth += 1;
                    if *depth == 1 {
                        continue;
                    }
                }
            }
            TokenKind::End { name } if name == "aside" && *depth > 0 => {
                *depth -= 1;
                if *depth == 0 {
                    continue;
                }
            }
            _ => {}
        }
        if *depth > 0 { &mut hidden } else { &mut shown }.push_str(text);
    }
    (shown, hidden)
}
