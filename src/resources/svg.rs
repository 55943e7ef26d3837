//! The shape of an SVG picture, which has no size as pictures of pixels have.

use crate::html::tokens::{TokenKind, tokens};

/// The root element stands in the first bytes.
const HEAD: usize = 4000;

/// What the root element says about a picture's size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Size {
    /// Width and height in pixels.
    Pixels(u32, u32),
    /// Width divided by height.
    Shape(f32),
}

/// Reads the root element's `width` and `height`, or its `viewBox`.
pub(super) fn size(bytes: &[u8]) -> Option<Size> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    let head = &head[head.find("<svg")?..];
    let root = tokens(&head[..head.find('>')? + 1]).into_iter().next()?;
    let TokenKind::Start { attributes, .. } = root.kind else { return None };
    let value = |name: &str| {
        attributes.iter().find(|attribute| attribute.name == name).map(|found| &found.value)
    };
    let pixels = |name: &str| value(name)?.trim().trim_end_matches("px").parse::<f32>().ok();
    if let Some((width, height)) = pixels("width").zip(pixels("height")) {
        let whole = |side: f32| side.fract() == 0.0 && (1.0..=100_000.0).contains(&side);
        if whole(width) && whole(height) {
            return Some(Size::Pixels(width as u32, height as u32));
        }
        return shape(width, height);
    }
    let numbers: Vec<f32> = value("viewbox")?
        .split([' ', ',', '\t', '\n'])
        .filter(|part| !part.is_empty())
        .map_while(|part| part.parse().ok())
        .collect();
    shape(*numbers.get(2)?, *numbers.get(3)?)
}

fn shape(width: f32, height: f32) -> Option<Size> {
    let shape = width / height;
    (shape.is_finite() && shape > 0.0).then_some(Size::Shape(shape))
}

#[cfg(test)]
mod tests {
    use super::{Size, size};

    #[test]
    fn sizes() {
        for (svg, expected) in [
            ("<?xml version='1.0'?><svg viewBox='0 0 400 200'>", Some(Size::Shape(2.0))),
            ("<svg width=\"30px\" height=\"60\" viewBox=\"0 0 1 1\"/>", Some(Size::Pixels(30, 60))),
            ("<svg width='1.5' height='3'>", Some(Size::Shape(0.5))),
            ("<svg width='100%' height='100%' viewBox='0,0, 3,4'>", Some(Size::Shape(0.75))),
            ("<svg>", None),
            ("<svg viewBox='0 0 1 0'>", None),
            ("GIF89a", None),
        ] {
            assert_eq!(size(svg.as_bytes()), expected, "{svg}");
        }
    }
}
