//! Pictures, and videos and sounds that are written like pictures.

use super::nodes::{Writer, attributes};
use super::pictures;
use crate::attributes::Attributes;
use crate::html::escape;
use crate::html::length::length;
use crate::markdown::{Node, Target, plain_text};
use std::fmt::Write;

/// What an address is by its file ending.
fn element(url: &str) -> &'static str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match ending.as_str() {
        "mp4" | "webm" | "ogv" | "mov" | "m4v" => "video",
        "mp3" | "ogg" | "oga" | "wav" | "m4a" | "flac" | "opus" => "audio",
        _ => "img",
    }
}

/// Writes a picture inside a line.
pub(super) fn picture(writer: &mut Writer, target: &Target, node: &Node) {
    let mut own = node.attributes.as_deref().map(sized).unwrap_or_default();
    if let Some(side) = pictures::side(&own) {
        writer.parts.insert("pictures");
        own.add_class(side);
    }
    tag(writer, target, node, own);
}

/// The element itself, with all its attributes.
pub(super) fn tag(writer: &mut Writer, target: &Target, node: &Node, mut own: Attributes) {
    if ["rounded", "shadow", "border"].iter().any(|class| own.has_class(class)) {
        writer.parts.insert("pictures");
    }
    own.take(crate::attributes::SHAPE);
    let alt = plain_text(&node.children);
    let name = element(&target.url);
    let out = &mut writer.out;
    out.push('<');
    out.push_str(name);
    escape::pair(out, "src", &target.url);
    if name == "img" {
        escape::pair(out, "alt", &alt);
        // The page keeps room for the picture before it is there. A size of the author's wins.
        if let Some((width, height)) = target.size {
            let _ = write!(out, " width=\"{width}\" height=\"{height}\"");
        }
    } else {
        out.push_str(" controls");
        if !alt.is_empty() {
            escape::pair(out, "aria-label", &alt);
        }
    }
    if !target.title.is_empty() {
        escape::pair(out, "title", &target.title);
    }
    attributes(out, &[], Some(&own));
    out.push('>');
    if name != "img" {
        writer.close(name);
    }
}

/// The attributes with `width` and `height` as a style.
pub(super) fn sized(own: &Attributes) -> Attributes {
    let mut own = own.clone();
    let mut style = Vec::new();
    for side in ["width", "height"] {
        if let Some(value) = own.take(side).as_deref().and_then(length) {
            style.push(format!("{side}: {value}"));
        }
    }
    if !style.is_empty() {
        let rest = own.take("style").map(|rest| format!("; {rest}")).unwrap_or_default();
        own.pairs.push(("style".to_string(), format!("{}{rest}", style.join("; "))));
    }
    own
}

#[cfg(test)]
mod tests {
    use super::element;

    #[test]
    fn endings_tell_videos_from_pictures() {
        assert_eq!(element("a/b.MP4?x=1#t=3"), "video");
        assert_eq!(element("a.mp3"), "audio");
        assert_eq!(element("a.png"), "img");
    }
}
