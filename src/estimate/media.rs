//! Boxes whose size comes from what they show: pictures, videos, drawings.

use super::dom::Element;
use super::style::{BOTTOM, LEFT, RIGHT, Size, Style, TOP};
use super::value::Length;

/// What something shown is by itself: its width, its height, and their ratio.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Natural {
    pub(super) width: Option<f32>,
    pub(super) height: Option<f32>,
    pub(super) shape: Option<f32>,
}

/// What browsers take for something without a size.
const DEFAULT: (f32, f32) = (300.0, 150.0);

/// The natural size of such an element; `None` for one that is laid out from what is in it.
pub(super) fn natural(
    element: &Element,
    picture: &dyn Fn(&str) -> Option<Natural>,
) -> Option<Natural> {
    let fixed =
        |width: f32, height: f32| Natural { width: Some(width), height: Some(height), shape: None };
    let number = |name: &str| {
        let value = element.attribute(name)?.trim().trim_end_matches("px").parse::<f32>().ok()?;
        (value > 0.0 && value < 1e6).then_some(value)
    };
    Some(match &*element.name {
        "img" => {
            let address =
                element.attribute("src").or(element.attribute("data-src")).unwrap_or_default();
            let mut own = picture(address)?;
            if let Some((width, height)) = number("width").zip(number("height")) {
                own.shape = Some(own.shape.unwrap_or(width / height));
            }
            own
        }
        "svg" => {
            let (width, height) = (number("width"), number("height"));
            let shape = element.attribute("viewbox").and_then(|text| {
                let numbers: Vec<f32> = text
                    .split([' ', ','])
                    .filter(|part| !part.is_empty())
                    .map_while(|part| part.parse().ok())
                    .collect();
                let shape = numbers.get(2)? / numbers.get(3)?;
                (shape.is_finite() && shape > 0.0).then_some(shape)
            });
            Natural { width, height, shape: shape.or(width.zip(height).map(|(w, h)| w / h)) }
        }
        "video" if element.attribute("src").and_then(picture).is_some() => {
            // What it is in truth stands deep in the file.
            Natural { shape: Some(16.0 / 9.0), ..fixed(1280.0, 720.0) }
        }
        "video" => fixed(DEFAULT.0, DEFAULT.1),
        "canvas" => Natural { shape: Some(2.0), ..fixed(DEFAULT.0, DEFAULT.1) },
        "iframe" | "embed" | "object" => fixed(DEFAULT.0, DEFAULT.1),
        "audio" => fixed(300.0, 54.0),
        "input" | "textarea" | "meter" | "progress" => Natural::default(),
        _ => return None,
    })
}

/// The border box of such an element in a box so wide, and so high if that is known.
pub(super) fn size(natural: Natural, style: &Style, around: f32, room: Option<f32>) -> (f32, f32) {
    let zoom = style.zoom;
    let sides = |one: usize, other: usize| {
        let padding = |side: usize| style.padding[side].clone().zoomed(zoom).of(around);
        padding(one) + padding(other) + (style.border[one] + style.border[other]) * zoom
    };
    let frame = (sides(LEFT, RIGHT), sides(TOP, BOTTOM));
    let value = |size: &Size, frame: f32, around: Option<f32>| match size {
        Size::Length(length) if around.is_some() || length.is_fixed() => {
            let whole = length.clone().zoomed(zoom).of(around.unwrap_or(0.0));
            Some(if style.border_box { (whole - frame).max(0.0) } else { whole })
        }
        _ => None,
    };
    let width = value(&style.width, frame.0, Some(around));
    let height = value(&style.height, frame.1, room);
    let shape = style.shape.or(natural.shape);
    let own_width = natural.width.map(|width| width * zoom);
    let own_height = natural.height.map(|height| height * zoom);
    let (mut wide, mut high) = match (width, height) {
        (Some(width), Some(height)) => (width, height),
        (Some(width), None) => {
            (width, shape.map_or(own_height.unwrap_or(DEFAULT.1 * zoom), |shape| width / shape))
        }
        (None, Some(height)) => {
            (shape.map_or(own_width.unwrap_or(DEFAULT.0 * zoom), |shape| height * shape), height)
        }
        (None, None) => match (own_width, own_height, shape) {
            (Some(width), Some(height), _) => (width, height),
            (Some(width), None, Some(shape)) => (width, width / shape),
            (None, Some(height), Some(shape)) => (height * shape, height),
            (None, None, Some(shape)) => {
                let width = (around - frame.0).max(0.0);
                (width, width / shape)
            }
            (width, height, None) => {
                (width.unwrap_or(DEFAULT.0 * zoom), height.unwrap_or(DEFAULT.1 * zoom))
            }
        },
    };
    let most_wide = value(&style.max_width, frame.0, Some(around)).unwrap_or(f32::INFINITY);
    let most_high = value(&style.max_height, frame.1, room).unwrap_or(f32::INFINITY);
    let keeps = |is_auto: bool| shape.filter(|_| is_auto);
    if wide > most_wide {
        wide = most_wide;
        high = keeps(height.is_none()).map_or(high, |shape| wide / shape);
    }
    if high > most_high {
        high = most_high;
        wide = keeps(width.is_none()).map_or(wide, |shape| (high * shape).min(most_wide));
    }
    wide = wide.max(value(&style.min_width, frame.0, Some(around)).unwrap_or(0.0));
    high = high.max(value(&style.min_height, frame.1, room).unwrap_or(0.0));
    (wide + frame.0, high + frame.1)
}

/// Whether it may get as narrow as what is around it wants.
pub(super) fn yields(style: &Style) -> bool {
    let shares = |size: &Size| matches!(size, Size::Length(length) if !length.is_fixed());
    shares(&style.max_width) || shares(&style.width)
}

/// How far it is from what stands around it, at its left and right, and above and below.
pub(super) fn margins(style: &Style, around: f32) -> (f32, f32) {
    let side = |side: usize| {
        let own = style.margin[side].clone().unwrap_or(Length::ZERO);
        own.zoomed(style.zoom).of(around)
    };
    (side(LEFT) + side(RIGHT), side(TOP) + side(BOTTOM))
}
