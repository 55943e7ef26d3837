//! Quotations with who said it, GitHub's alerts and Quarto's callouts.

use super::nodes::{Writer, attributes};
use crate::attributes::Attributes;
use crate::html::escape;
use crate::markdown::{Alert, Kind, Node};
use std::fmt::Write;

/// Writes a quotation; a last line that begins with a dash says whose it is.
pub(super) fn quotation(writer: &mut Writer, node: &Node) {
    let Some((text, author)) = attribution(node) else { return writer.nested("blockquote", node) };
    writer.parts.insert("quote");
    writer.open("blockquote", &[], node);
    writer.out.push('\n');
    writer.blocks(&node.children[..node.children.len() - 1]);
    let last = &node.children[node.children.len() - 1];
    if !text.is_empty() {
        writer.open("p", &[], last);
        writer.inline(text);
        writer.close("p");
        writer.out.push('\n');
    }
    writer.out.push_str("<footer>— ");
    writer.inline(&author);
    writer.out.push_str("</footer>\n");
    writer.close("blockquote");
}

/// Cuts the last paragraph of a quotation into text and the line `-- Author`, without its dash.
fn attribution(node: &Node) -> Option<(&[Node], Vec<Node>)> {
    let last = node.children.last().filter(|last| last.kind == Kind::Paragraph)?;
    let is_break = |node: &Node| matches!(node.kind, Kind::SoftBreak | Kind::HardBreak);
    let start = last.children.iter().rposition(is_break);
    let text = &last.children[..start.unwrap_or(0)];
    let line = &last.children[start.map_or(0, |at| at + 1)..];
    let Kind::Text(first) = &line.first()?.kind else { return None };
    let name = first.trim_start().strip_prefix(['–', '—', '―'])?.strip_prefix([' ', '\u{a0}'])?;
    if text.is_empty() && node.children.len() == 1 {
        return None;
    }
    let mut author = line.to_vec();
    author[0].kind = Kind::Text(name.trim_start().into());
    Some((text, author))
}

/// Writes `> [!NOTE]`.
pub(super) fn alert(writer: &mut Writer, alert: Alert, node: &Node) {
    begin(writer, alert, node.attributes.as_deref(), None);
    writer.blocks(&node.children);
    writer.close("div");
}

/// What the class of a container makes a callout.
pub(super) fn callout_kind(node: &Node) -> Option<Alert> {
    let classes = &node.attributes.as_ref()?.classes;
    classes.iter().find_map(|class| match class.as_str() {
        "callout-note" => Some(Alert::Note),
        "callout-tip" => Some(Alert::Tip),
        "callout-important" => Some(Alert::Important),
        "callout-warning" => Some(Alert::Warning),
        "callout-caution" => Some(Alert::Caution),
        _ => None,
    })
}

/// Writes `::: {.callout-note title="…"}`; a heading at its start is its title too.
pub(super) fn callout(writer: &mut Writer, alert: Alert, node: &Node) {
    let mut own = node.attributes.as_deref().cloned().unwrap_or_default();
    let mut title = own.take("title").map(|title| {
        let mut html = String::new();
        escape::text(&mut html, &title);
        html
    });
    for key in ["collapse", "icon", "appearance"] {
        own.take(key);
    }
    let mut content = &node.children[..];
    if let Some((first, rest)) = content.split_first()
        && title.is_none()
        && matches!(first.kind, Kind::Heading(_))
    {
        let start = writer.out.len();
        writer.inline(&first.children);
        title = Some(writer.out.split_off(start));
        content = rest;
    }
    begin(writer, alert, Some(&own), title);
    writer.blocks(content);
    writer.close("div");
}

fn begin(writer: &mut Writer, alert: Alert, own: Option<&Attributes>, title: Option<String>) {
    let class = match alert {
        Alert::Note => "markdown-alert-note",
        Alert::Tip => "markdown-alert-tip",
        Alert::Important => "markdown-alert-important",
        Alert::Warning => "markdown-alert-warning",
        Alert::Caution => "markdown-alert-caution",
    };
    writer.out.push_str("<div");
    attributes(&mut writer.out, &["markdown-alert", class], own);
    writer.out.push('>');
    let title = title.unwrap_or_else(|| writer.words.alert(alert).to_string());
    let _ = writeln!(writer.out, "\n<p class=\"markdown-alert-title\">{title}</p>");
}
