//! The shape of an SVG picture, which has no size as pictures of pixels have.

use crate::html::tokens::{TokenKind, tokens};

/// The root element stands in the first bytes.
const HEAD: usize = 4000;

/// Width divided by height, from the root element's `width` and `height` or its `viewBox`.
pub(super) fn shape(bytes: &[u8]) -> Option<f32> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    let head = &head[head.find("<svg")?..];
    let root = tokens(&head[..head.find('>')? + 1]).into_iter().next()?;
    let TokenKind::Start { attributes, .. } = root.kind else { return None };
    let value = |name: &str| {
        attributes.iter().find(|attribute| attribute.name == name).map(|found| &found.value)
    };
    let pixels = |name: &str| value(name)?.trim().trim_end_matches("px").parse::<f32>().ok();
    let sides = pixels("width").zip(pixels("height")).or_else(|| {
        let numbers: Vec<f32> = value("viewbox")?
            .split([' ', ',', '\t', '\n'])
            .filter(|part| !part.is_empty())
            .map_while(|part| part.parse().ok())
            .collect();
        Some((*numbers.get(2)?, *numbers.get(3)?))
    });
    sides.map(|(width, height)| width / height).filter(|shape| shape.is_finite() && *shape > 0.0)
}

#[cfg(test)]
mod tests {
    use super::shape;

    #[test]
    fn shapes() {
        for (svg, expected) in [
            ("<?xml version='1.0'?><svg viewBox='0 0 400 200'>", Some(2.0)),
            ("<svg width=\"30px\" height=\"60\" viewBox=\"0 0 1 1\"/>", Some(0.5)),
            ("<svg width='100%' height='100%' viewBox='0,0, 3,4'>", Some(0.75)),
            ("<svg>", None),
            ("<svg viewBox='0 0 1 0'>", None),
            ("GIF89a", None),
        ] {
            assert_eq!(shape(svg.as_bytes()), expected, "{svg}");
        }
    }
}
