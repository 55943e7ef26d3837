//! Pictures, and videos and sounds that are written like pictures.

use super::nodes::{Writer, attributes};
use crate::attributes::Attributes;
use crate::html::escape;
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

/// Writes a picture.
pub(super) fn picture(writer: &mut Writer, target: &Target, node: &Node) {
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
    attributes(out, &[], node.attributes.as_deref().map(sized).as_ref());
    out.push('>');
    if name != "img" {
        writer.close(name);
    }
}

/// Writes a picture that stands alone and has a title: the title is its caption.
pub(super) fn figure(writer: &mut Writer, target: &Target, node: &Node) {
    let picture = Target { title: "".into(), ..target.clone() };
    writer.out.push_str("<figure>\n");
    self::picture(writer, &picture, node);
    writer.out.push_str("\n<figcaption>");
    escape::text(&mut writer.out, &target.title);
    writer.out.push_str("</figcaption>\n</figure>");
}

/// The attributes with `width` and `height` as a style.
fn sized(own: &Attributes) -> Attributes {
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

/// A CSS length; a bare number is pixels. `None` when it is no length.
pub(super) fn length(value: &str) -> Option<String> {
    let value = value.trim();
    let digits = value.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(value.len());
    let (number, unit) = value.split_at(digits);
    number.parse::<f32>().ok()?;
    let unit = unit.trim();
    match unit {
        "" => Some(format!("{number}px")),
        "%" | "px" | "em" | "rem" | "vw" | "vh" | "cm" | "mm" | "in" | "pt" => {
            Some(format!("{number}{unit}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{element, length};

    #[test]
    fn lengths() {
        assert_eq!(length("50 %").as_deref(), Some("50%"));
        assert_eq!(length("300").as_deref(), Some("300px"));
        assert_eq!(length("1.5em").as_deref(), Some("1.5em"));
        for bad in ["", "wide", "1px;color:red", "%", "calc(1px)"] {
            assert_eq!(length(bad), None, "{bad}");
        }
    }

    #[test]
    fn endings_tell_videos_from_pictures() {
        assert_eq!(element("a/b.MP4?x=1#t=3"), "video");
        assert_eq!(element("a.mp3"), "audio");
        assert_eq!(element("a.png"), "img");
    }
}
