//! Tabs: a container whose headings name its panels.
//!
//! All panels stand in the page with their headings, so that they can be read without a script and on
//! paper; on the stage the row of tabs shows one of them (`src/page/parts/tabs.*`).

use super::nodes::Writer;
use crate::diagnostic::Diagnostic;
use crate::html::escape;
use crate::markdown::{Kind, Node, plain_text};
use std::fmt::Write;

/// Whether a container has tabs.
pub(super) fn is_tabset(node: &Node) -> bool {
    node.has_class("tabs") || node.has_class("panel-tabset")
}

/// Writes a container with tabs.
pub(super) fn tabset(writer: &mut Writer, node: &Node) {
    let level = node.children.iter().find_map(heading);
    let is_tab = |child: &Node| level.is_some() && heading(child) == level;
    let Some(first) = node.children.iter().position(is_tab) else {
        let message = "no heading stands right inside these tabs";
        let warning = Diagnostic::warning("empty-tabs", node.span, message);
        writer.diagnostics.push(warning.hint("write `### Name` above what each tab shows"));
        return writer.nested("div", node);
    };
    writer.parts.insert("tabs");
    let (before, panels) = node.children.split_at(first);
    let panels: Vec<&[Node]> = panels.chunk_by(|_, next| !is_tab(next)).collect();
    let from = writer.tabs + 1;
    writer.tabs += panels.len();
    let classes: &[&str] = if node.has_class("tabs") { &[] } else { &["tabs"] };
    writer.open("div", classes, node);
    writer.out.push('\n');
    writer.blocks(before);
    writer.out.push_str("<div class=\"tab-list\" role=\"tablist\">\n");
    for (at, panel) in panels.iter().enumerate() {
        tab(writer, from + at, at == 0, &plain_text(&panel[0].children));
    }
    writer.out.push_str("</div>\n<div class=\"tab-panels\">\n");
    for (at, panel) in panels.iter().enumerate() {
        let active = if at == 0 { " active" } else { "" };
        let number = from + at;
        let _ = write!(writer.out, "<div class=\"tab-panel{active}\" role=\"tabpanel\"");
        let (panel_id, tab_id) = (writer.part_id("panel", number), writer.part_id("tab", number));
        escape::pair(&mut writer.out, "id", &panel_id);
        escape::pair(&mut writer.out, "aria-labelledby", &tab_id);
        writer.out.push_str(">\n");
        writer.blocks(panel);
        writer.out.push_str("</div>\n");
    }
    writer.out.push_str("</div>\n");
    writer.close("div");
}

fn tab(writer: &mut Writer, number: usize, selected: bool, label: &str) {
    let (panel_id, tab_id) = (writer.part_id("panel", number), writer.part_id("tab", number));
    let out = &mut writer.out;
    out.push_str("<button type=\"button\" role=\"tab\"");
    escape::pair(out, "id", &tab_id);
    escape::pair(out, "aria-controls", &panel_id);
    let rest = if selected { "\"true\"" } else { "\"false\" tabindex=\"-1\"" };
    let _ = write!(out, " aria-selected={rest}>");
    escape::text(out, label);
    out.push_str("</button>\n");
}

fn heading(node: &Node) -> Option<u8> {
    match node.kind {
        Kind::Heading(level) => Some(level),
        _ => None,
    }
}
