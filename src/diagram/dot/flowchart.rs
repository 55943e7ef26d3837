//! A graph as the source of a Mermaid flowchart.

use super::{Attributes, Edge, Graph, Node};
use std::fmt::Write;

pub(super) fn write(graph: &Graph) -> String {
    let direction = match graph.attributes.get("rankdir").map(String::as_str) {
        Some("LR") => "LR",
        Some("RL") => "RL",
        Some("BT") => "BT",
        _ => "TB",
    };
    let mut out = format!("flowchart {direction}\n");
    cluster(graph, None, &mut out);
    for edge in &graph.edges {
        let (from, to, arrow) = (edge.from, edge.to, arrow(edge, graph.directed));
        let label = edge.attributes.get("label").map(|label| text(label, "")).unwrap_or_default();
        let label = if label.is_empty() { label } else { format!("|\"{label}\"|") };
        let _ = writeln!(out, "n{from} {arrow}{label} n{to}");
    }
    for (number, node) in graph.nodes.iter().enumerate() {
        let style = node_style(&node.attributes);
        if !style.is_empty() {
            let _ = writeln!(out, "style n{number} {style}");
        }
    }
    for (number, edge) in graph.edges.iter().enumerate() {
        if let Some(color) = color(&edge.attributes, "color") {
            let _ = writeln!(out, "linkStyle {number} stroke:{color}");
        }
    }
    out
}

/// Writes the nodes and clusters of a cluster, or those that are in none.
fn cluster(graph: &Graph, number: Option<usize>, out: &mut String) {
    for (at, node) in graph.nodes.iter().enumerate().filter(|(_, node)| node.cluster == number) {
        let _ = writeln!(out, "n{at}{}", shape(node));
    }
    let inner = graph.clusters.iter().enumerate().filter(|(_, inner)| inner.parent == number);
    for (at, inner) in inner {
        let label = inner.attributes.get("label").map(|label| text(label, "")).unwrap_or_default();
        let label = if label.is_empty() { " ".to_string() } else { label };
        let _ = writeln!(out, "subgraph c{at}[\"{label}\"]");
        cluster(graph, Some(at), out);
        out.push_str("end\n");
    }
}

fn shape(node: &Node) -> String {
    let get = |key| node.attributes.get(key).map(String::as_str).unwrap_or_default();
    let shape = get("shape");
    let written = node.attributes.get("label").unwrap_or(&node.name);
    let written = if shape.ends_with("record") { fields(written) } else { written.clone() };
    let label = match text(&written, &node.name) {
        label if label.is_empty() || shape == "point" => " ".to_string(),
        label => label,
    };
    let (open, close) = match shape {
        "box" | "rect" | "rectangle" | "square" | "record" if get("style").contains("rounded") => {
            ("(", ")")
        }
        "box" | "rect" | "rectangle" | "square" | "record" | "plaintext" | "plain" | "none"
        | "note" | "tab" | "folder" | "component" | "underline" => ("[", "]"),
        "Mrecord" => ("(", ")"),
        "circle" | "point" | "Mcircle" => ("((", "))"),
        "doublecircle" => ("(((", ")))"),
        "diamond" | "Mdiamond" => ("{", "}"),
        "hexagon" | "octagon" => ("{{", "}}"),
        "cylinder" => ("[(", ")]"),
        "parallelogram" => ("[/", "/]"),
        "trapezium" => ("[/", "\\]"),
        "invtrapezium" => ("[\\", "/]"),
        _ => ("([", "])"),
    };
    format!("{open}\"{label}\"{close}")
}

/// The fields of a record as lines, without the names of its ports.
fn fields(label: &str) -> String {
    let fields = label.split(['|', '{', '}']).map(|field| match field.trim().strip_prefix('<') {
        Some(rest) => rest.split_once('>').map_or(rest, |(_, rest)| rest).trim(),
        None => field.trim(),
    });
    fields.filter(|field| !field.is_empty()).collect::<Vec<_>>().join("\\n")
}

fn arrow(edge: &Edge, directed: bool) -> &'static str {
    let get = |key| edge.attributes.get(key).map(String::as_str).unwrap_or_default();
    let dashed = ["dashed", "dotted"].iter().any(|style| get("style").contains(style));
    let bold = get("style").contains("bold");
    let heads = match get("dir") {
        "none" => "none",
        "both" => "both",
        _ if !directed => "none",
        _ => "forward",
    };
    match (heads, dashed, bold) {
        ("none", true, _) => "-.-",
        ("none", _, true) => "===",
        ("none", ..) => "---",
        ("both", true, _) => "<-.->",
        ("both", _, true) => "<==>",
        ("both", ..) => "<-->",
        (_, true, _) => "-.->",
        (_, _, true) => "==>",
        _ => "-->",
    }
}

fn node_style(attributes: &Attributes) -> String {
    let get = |key| attributes.get(key).map(String::as_str).unwrap_or_default();
    let mut out = Vec::new();
    if matches!(get("shape"), "plaintext" | "plain" | "none") {
        out.push("fill:none,stroke:none".to_string());
    }
    if get("style").contains("filled") {
        let fill = color(attributes, "fillcolor").or_else(|| color(attributes, "color"));
        out.push(format!("fill:{}", fill.unwrap_or("lightgrey")));
    }
    if let Some(ink) = color(attributes, "fontcolor") {
        out.push(format!("color:{ink}"));
    }
    if let Some(stroke) = color(attributes, "color") {
        out.push(format!("stroke:{stroke}"));
    }
    out.join(",")
}

/// A colour that CSS knows too: a name or `#rrggbb`.
fn color<'a>(attributes: &'a Attributes, key: &str) -> Option<&'a str> {
    let value = attributes.get(key)?.split([':', ';']).next()?.trim();
    let good = |c: char| c.is_ascii_alphabetic();
    let hex = value.strip_prefix('#').is_some_and(|digits| {
        digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    let named = !value.is_empty() && value.len() < 30 && value.chars().all(good);
    (hex || named).then_some(value)
}

/// A label as Mermaid reads it: its own signs as numbers, and lines where DOT has `\n`, `\l` and `\r`.
fn text(label: &str, node: &str) -> String {
    let mut out = String::new();
    let mut chars = label.trim().chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'l' | 'r') => out.push_str("<br/>"),
                Some('N') => out.push_str(&text(&node.replace('\\', ""), "")),
                Some(c) => push(&mut out, c),
                None => {}
            },
            '\n' => out.push_str("<br/>"),
            c => push(&mut out, c),
        }
    }
    let trimmed = out.trim_end_matches("<br/>").len();
    out.truncate(trimmed);
    out
}

fn push(out: &mut String, c: char) {
    if c.is_alphanumeric() || " .,!?'()-/:".contains(c) {
        out.push(c);
    } else if !c.is_control() {
        let _ = write!(out, "#{};", u32::from(c));
    }
}
