//! Pictures that stand alone or side by side.

use super::media::{sized, tag};
use super::nodes::{Writer, attributes};
use crate::attributes::{Attributes, SHAPE};
use crate::html::escape;
use crate::html::length::length;
use crate::markdown::{Kind, Node, Target};
use std::fmt::Write;

/// The pictures of a paragraph that holds nothing else.
pub(super) fn pictures(node: &Node) -> Option<Vec<&Node>> {
    let is_space = |node: &Node| match &node.kind {
        Kind::Text(text) => text.trim().is_empty(),
        Kind::SoftBreak | Kind::HardBreak => true,
        _ => false,
    };
    let children = || node.children.iter().filter(|child| !is_space(child));
    let all = children().all(|child| matches!(child.kind, Kind::Image(_)));
    (node.kind == Kind::Paragraph && all && children().next().is_some())
        .then(|| children().collect())
}

/// Writes a picture that stands alone: with its title as its caption, at a side of the slide. What is
/// around it has the attributes `around`.
pub(super) fn alone(writer: &mut Writer, node: &Node, mut around: Attributes) {
    let Kind::Image(target) = &node.kind else { return };
    let mut own = node.attributes.as_deref().cloned().unwrap_or_default();
    if target.title.is_empty() && (own.has_class("r-stretch") || own.has_class("stretch")) {
        // reveal.js stretches only what stands right on the slide.
        own.merge(around);
        return tag(writer, target, node, sized(&own));
    }
    if let Some(side) = side(&own) {
        around.add_class(side);
        let width = own.take("width").as_deref().and_then(length);
        let width = width.map(|width| format!("; --width: {width}")).unwrap_or_default();
        let style = format!("--shape: {}{width}", shape(node));
        around.pairs.push(("style".to_string(), style));
    } else if own.has_class("absolute") && !target.title.is_empty() {
        own.classes.retain(|class| class != "absolute");
        around.add_class("absolute");
        let width = own.take("width").as_deref().and_then(length);
        let style = width.map(|width| format!("width: {width}")).into_iter();
        let style: Vec<String> = style.chain(own.take("style")).collect();
        around.pairs.push(("style".to_string(), style.join("; ")));
    }
    boxed(writer, target, node, &own, &around);
}

/// Writes pictures that stand side by side and are equally high.
pub(super) fn row(writer: &mut Writer, pictures: &[&Node], around: Option<&Attributes>) {
    writer.parts.insert("pictures");
    let targets = pictures.iter().filter_map(|node| match &node.kind {
        Kind::Image(target) => Some((*node, target)),
        _ => None,
    });
    let shapes: Vec<f32> = pictures.iter().map(|node| shape(node)).collect();
    let height = pictures.iter().filter_map(|node| natural_height(node)).max();
    let mut own = around.cloned().unwrap_or_default();
    own.classes.insert(0, "picture-row".to_string());
    let mut style = format!("--shapes: {}", shapes.iter().sum::<f32>());
    if let Some(height) = height {
        let _ = write!(style, "; --height: {height}px");
    }
    own.pairs.push(("style".to_string(), style));
    writer.out.push_str("<div");
    attributes(&mut writer.out, &[], Some(&own));
    writer.out.push_str(">\n");
    for ((node, target), shape) in targets.zip(&shapes) {
        let mut own = node.attributes.as_deref().cloned().unwrap_or_default();
        let style = match own.take("width").as_deref().and_then(length) {
            Some(width) => format!("flex: 0 1 {width}"),
            None => format!("flex-grow: {shape}"),
        };
        let style = ("style".to_string(), style);
        let mut around = Attributes::default();
        if target.title.is_empty() {
            own.pairs.push(style);
            tag(writer, target, node, own);
            writer.out.push('\n');
        } else {
            around.pairs.push(style);
            boxed(writer, target, node, &own, &around);
            writer.out.push('\n');
        }
    }
    writer.out.push_str("</div>");
}

/// A `<figure>` with the title as caption, or a paragraph.
fn boxed(writer: &mut Writer, target: &Target, node: &Node, own: &Attributes, around: &Attributes) {
    if side(around).is_some() || around.classes.iter().any(|class| class.starts_with("picture-")) {
        writer.parts.insert("pictures");
    }
    let name = if target.title.is_empty() { "p" } else { "figure" };
    writer.out.push('<');
    writer.out.push_str(name);
    attributes(&mut writer.out, &[], Some(around));
    writer.out.push('>');
    if name == "p" {
        tag(writer, target, node, sized(own));
    } else {
        let picture = Target { title: "".into(), ..target.clone() };
        writer.out.push('\n');
        tag(writer, &picture, node, sized(own));
        writer.out.push_str("\n<figcaption>");
        escape::text(&mut writer.out, &target.title);
        writer.out.push_str("</figcaption>\n");
    }
    writer.close(name);
}

/// The class of ours for a picture at a side: sides are those of the writing direction.
pub(super) fn side(own: &Attributes) -> Option<&'static str> {
    let classes = own.classes.iter();
    classes.rev().find_map(|class| match class.as_str() {
        "left" => Some("picture-start"),
        "right" => Some("picture-end"),
        "center" => Some("picture-center"),
        _ => None,
    })
}

/// Whether it needs more than a paragraph around it when it stands alone.
pub(super) fn is_placed(node: &Node) -> bool {
    let Kind::Image(target) = &node.kind else { return false };
    let own = node.attributes.as_deref();
    let stretched = |own: &Attributes| own.has_class("r-stretch") || own.has_class("stretch");
    !target.title.is_empty() || own.is_some_and(|own| side(own).is_some() || stretched(own))
}

/// Width divided by height; that of most photographs where it is not known.
fn shape(node: &Node) -> f32 {
    let size = match &node.kind {
        Kind::Image(target) => target.size,
        _ => None,
    };
    let own = node.attributes.as_deref();
    let known = match size {
        Some((width, height)) => Some(width as f32 / height.max(1) as f32),
        None => own.and_then(|own| own.get(SHAPE)?.parse().ok()),
    };
    let shape = known.filter(|shape| (0.02..=50.0).contains(shape)).unwrap_or(1.5);
    (shape * 1000.0).round() / 1000.0
}

fn natural_height(node: &Node) -> Option<u32> {
    match &node.kind {
        Kind::Image(target) => target.size.map(|(_, height)| height),
        _ => None,
    }
}
