//! What each property changes in a style.

use super::face::Typeface;
use super::style::{
    BOTTOM, Breaks, Case, Display, Float, LEFT, LineHeight, RIGHT, Sides, Size, Style, TOP, White,
};
use super::value::{Length, Units, length, number, words};

/// The root's font size in browsers.
const REM: f32 = 16.0;

/// Sets what a declaration says, if it can be read.
pub(super) fn set(style: &mut Style, parent: &Style, property: &str, value: &str) {
    let lower = value.trim().to_ascii_lowercase();
    let value = lower.as_str();
    if property.starts_with("font") {
        return font(style, parent, property, value);
    }
    let units = Units { em: style.font_size, rem: REM };
    if matches!(value, "inherit") {
        return inherit(style, parent, property);
    }
    match property {
        "display" => style.display = display(value).unwrap_or(style.display),
        "margin" => four(value, |side, text| style.margin[side] = margin(text, units)),
        "padding" => four(value, |side, text| set_padding(style, side, text, units)),
        "border" => four("x", |side, _| style.border[side] = border(value, units)),
        "border-width" => four(value, |side, text| style.border[side] = border(text, units)),
        "border-style" if matches!(value, "none" | "hidden") => style.border = [0.0; 4],
        "inset" => four(value, |side, text| style.inset[side] = length(text, units)),
        "width" | "inline-size" => style.width = size(value, units),
        "height" | "block-size" => style.height = size(value, units),
        "min-width" | "min-inline-size" => style.min_width = size(value, units),
        "max-width" | "max-inline-size" => style.max_width = size(value, units),
        "min-height" | "min-block-size" => style.min_height = size(value, units),
        "max-height" | "max-block-size" => style.max_height = size(value, units),
        "box-sizing" => style.border_box = value == "border-box",
        "position" => style.out_of_flow = matches!(value, "absolute" | "fixed"),
        "float" => {
            style.float = match value {
                "left" | "inline-start" => Float::Left,
                "right" | "inline-end" => Float::Right,
                _ => Float::None,
            }
        }
        "clear" => style.clear = value != "none",
        "zoom" => style.zoom = zoom(value, units).unwrap_or(1.0),
        "overflow" | "overflow-x" | "overflow-y" => {
            style.scrolls = words(value).iter().any(|word| !matches!(*word, "visible" | "clip"));
        }
        "line-height" => style.line_height = line_height(value, style).unwrap_or(style.line_height),
        "letter-spacing" => {
            style.letter_spacing = length(value, units).map_or(0.0, |spacing| spacing.of(0.0));
        }
        "text-transform" => {
            style.case = match value {
                "uppercase" => Case::Upper,
                "lowercase" => Case::Lower,
                _ => Case::AsIs,
            }
        }
        "white-space" => style.white = white(value).unwrap_or(style.white),
        "overflow-wrap" | "word-wrap" => {
            style.breaks = match value {
                "anywhere" => Breaks::Anywhere,
                "break-word" => Breaks::Word,
                _ => Breaks::Never,
            }
        }
        "word-break" if matches!(value, "break-all" | "break-word") => {
            style.breaks = Breaks::Anywhere
        }
        "tab-size" => {
            style.tab_size = number(value, units).unwrap_or(style.tab_size).clamp(0.0, 64.0)
        }
        "text-indent" => style.indent = length(value, units).map_or(0.0, |indent| indent.of(0.0)),
        "border-collapse" => style.collapse = value == "collapse",
        "border-spacing" => style.spacing = pixels(words(value).first().copied(), units),
        "vertical-align" => {
            style.raised = matches!(value, "super" | "sub");
            style.vertical_middle = value == "middle";
        }
        "gap" | "grid-gap" => {
            let words = words(value);
            let first = words.first().and_then(|text| length(text, units));
            let second = words.get(1).and_then(|text| length(text, units)).or(first.clone());
            style.gap[TOP] = first.unwrap_or(Length::ZERO);
            style.gap[LEFT] = second.unwrap_or(Length::ZERO);
        }
        "row-gap" | "grid-row-gap" => style.gap[TOP] = length(value, units).unwrap_or(Length::ZERO),
        "column-gap" | "grid-column-gap" => {
            style.gap[LEFT] = length(value, units).unwrap_or(Length::ZERO)
        }
        "grid-template-columns" => style.columns = value.into(),
        "grid-area" | "grid-column" | "grid-row" => style.area = value.into(),
        "column-count" | "columns" => {
            style.column_count =
                words(value).iter().find_map(|word| word.parse().ok()).unwrap_or(0).min(20);
        }
        "aspect-ratio" => style.shape = shape(value),
        _ if property.starts_with("flex") => flex(style, property, value, units),
        _ => side(style, property, value, units),
    }
}

fn inherit(style: &mut Style, parent: &Style, property: &str) {
    match property {
        "line-height" => style.line_height = parent.line_height,
        "width" => style.width = parent.width.clone(),
        "height" => style.height = parent.height.clone(),
        "margin" => style.margin = parent.margin.clone(),
        "padding" => style.padding = parent.padding.clone(),
        "display" => style.display = parent.display,
        _ => {}
    }
}

/// Properties of one side or two.
fn side(style: &mut Style, property: &str, value: &str, units: Units) {
    let (name, rest) = property.split_once('-').unwrap_or((property, ""));
    let (rest, is_width) = match rest.strip_suffix("-width") {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    let sides: &[usize] =
        match if name == "inset" || rest.is_empty() && name.len() < 7 { property } else { rest } {
            "top" | "block-start" | "inset-block-start" => &[TOP],
            "right" | "inline-end" | "inset-inline-end" => &[RIGHT],
            "bottom" | "block-end" | "inset-block-end" => &[BOTTOM],
            "left" | "inline-start" | "inset-inline-start" => &[LEFT],
            "block" | "inset-block" => &[TOP, BOTTOM],
            "inline" | "inset-inline" => &[LEFT, RIGHT],
            _ => return,
        };
    let texts = words(value);
    for (at, side) in sides.iter().enumerate() {
        let Some(text) = texts.get(at).or(texts.first()) else { return };
        match name {
            "margin" => style.margin[*side] = margin(text, units),
            "padding" => set_padding(style, *side, text, units),
            "border" if is_width || !property.ends_with("style") => {
                style.border[*side] = border(if is_width { text } else { value }, units);
            }
            "border" => {}
            _ => style.inset[*side] = length(text, units),
        }
    }
}

fn set_padding(style: &mut Style, side: usize, text: &str, units: Units) {
    if let Some(length) = length(text, units) {
        style.padding[side] = length;
    }
}

/// Values of up to four sides, as `margin` has them.
fn four(value: &str, mut set: impl FnMut(usize, &str)) {
    let words = words(value);
    let at = |one: usize, or: usize, last: usize| {
        words.get(one).or(words.get(or)).or(words.get(last)).copied()
    };
    let sides: Sides<Option<&str>> = [at(0, 0, 0), at(1, 0, 0), at(2, 0, 0), at(3, 1, 0)];
    for (side, text) in sides.into_iter().enumerate() {
        if let Some(text) = text {
            set(side, text);
        }
    }
}

fn margin(text: &str, units: Units) -> Option<Length> {
    if text == "auto" { None } else { Some(length(text, units).unwrap_or(Length::ZERO)) }
}

/// The width in a border's value; a border without one is three pixels wide.
fn border(value: &str, units: Units) -> f32 {
    let words = words(value);
    if words.iter().any(|word| matches!(*word, "none" | "hidden" | "0")) {
        return 0.0;
    }
    let wide = words.iter().find_map(|word| match *word {
        "thin" => Some(1.0),
        "medium" => Some(3.0),
        "thick" => Some(5.0),
        word => length(word, units).map(|length| length.of(0.0)),
    });
    wide.unwrap_or(3.0).clamp(0.0, 1000.0)
}

fn pixels(text: Option<&str>, units: Units) -> f32 {
    text.and_then(|text| length(text, units)).map_or(0.0, |length| length.of(0.0))
}

fn size(value: &str, units: Units) -> Size {
    match value {
        "min-content" => Size::MinContent,
        "max-content" => Size::MaxContent,
        "fit-content" => Size::FitContent,
        _ => length(value, units).map_or(Size::Auto, Size::Length),
    }
}

fn zoom(value: &str, units: Units) -> Option<f32> {
    let share =
        value.strip_suffix('%').and_then(|text| text.parse::<f32>().ok()).map(|n| n / 100.0);
    share.or(number(value, units)).filter(|zoom| (0.01..=100.0).contains(zoom))
}

fn shape(value: &str) -> Option<f32> {
    let text = value.trim_start_matches("auto").trim();
    let (width, height) = text.split_once('/').unwrap_or((text, "1"));
    let shape = width.trim().parse::<f32>().ok()? / height.trim().parse::<f32>().ok()?;
    (shape.is_finite() && shape > 0.0).then_some(shape)
}

fn display(value: &str) -> Option<Display> {
    Some(match value {
        "none" => Display::None,
        "inline" => Display::Inline,
        "block" | "list-item" => Display::Block,
        "flow-root" => Display::FlowRoot,
        "inline-block" | "inline-flex" | "inline-grid" | "inline-table" => Display::InlineBlock,
        "table" => Display::Table,
        "table-row-group" | "table-header-group" | "table-footer-group" => Display::RowGroup,
        "table-row" => Display::Row,
        "table-cell" => Display::Cell,
        "table-caption" => Display::Caption,
        "flex" => Display::Flex,
        "grid" => Display::Grid,
        "contents" => Display::Contents,
        _ => return None,
    })
}

fn white(value: &str) -> Option<White> {
    let (keeps_spaces, keeps_lines, wraps) = match value {
        "normal" => (false, false, true),
        "nowrap" => (false, false, false),
        "pre" => (true, true, false),
        "pre-wrap" | "break-spaces" => (true, true, true),
        "pre-line" => (false, true, true),
        _ => return None,
    };
    Some(White { keeps_spaces, keeps_lines, wraps })
}

fn line_height(value: &str, style: &Style) -> Option<LineHeight> {
    let units = Units { em: style.font_size, rem: REM };
    if value == "normal" {
        return Some(LineHeight::Normal);
    }
    if let Some(times) = number(value, units) {
        return Some(LineHeight::Times(times.clamp(0.0, 100.0)));
    }
    let pixels = length(value, units)?.of(style.font_size);
    Some(LineHeight::Pixels(pixels.clamp(0.0, 10_000.0)))
}

fn font(style: &mut Style, parent: &Style, property: &str, value: &str) {
    match property {
        "font-size" => style.font_size = font_size(value, parent).unwrap_or(style.font_size),
        "font-family" if value == "inherit" => style.family = parent.family.clone(),
        "font-family" => style.family = value.into(),
        "font-weight" => style.weight = weight(value, parent.weight).unwrap_or(style.weight),
        "font-style" => style.italic = value == "italic" || value.starts_with("oblique"),
        "font" => shorthand(style, parent, value),
        _ => {}
    }
}

/// `font: italic 700 2em/1.2 Georgia, serif`
fn shorthand(style: &mut Style, parent: &Style, value: &str) {
    if value == "inherit" {
        style.font_size = parent.font_size;
        style.family = parent.family.clone();
        (style.weight, style.italic) = (parent.weight, parent.italic);
        style.line_height = parent.line_height;
        return;
    }
    let words = words(value);
    let is_size = |word: &&str| {
        let size = word.split('/').next().unwrap_or_default();
        font_size(size, parent).is_some() && !size.chars().all(|c| c.is_ascii_digit())
    };
    let Some(at) = words.iter().position(is_size) else { return };
    (style.weight, style.italic, style.line_height) = (400, false, LineHeight::Normal);
    for word in &words[..at] {
        style.weight = weight(word, parent.weight).unwrap_or(style.weight);
        style.italic |= matches!(*word, "italic" | "oblique");
    }
    let (size, line) = words[at].split_once('/').unwrap_or((words[at], "normal"));
    style.font_size = font_size(size, parent).unwrap_or(style.font_size);
    style.line_height = line_height(line, style).unwrap_or(LineHeight::Normal);
    style.family = words[at + 1..].join(" ").as_str().into();
}

fn font_size(value: &str, parent: &Style) -> Option<f32> {
    let named = match value {
        "inherit" => return Some(parent.font_size),
        "xx-small" => 9.0,
        "x-small" => 10.0,
        "small" => 13.0,
        "medium" | "initial" => 16.0,
        "large" => 18.0,
        "x-large" => 24.0,
        "xx-large" => 32.0,
        "xxx-large" => 48.0,
        "smaller" => parent.font_size / 1.2,
        "larger" => parent.font_size * 1.2,
        _ => {
            let units = Units { em: parent.font_size, rem: REM };
            length(value, units)?.of(parent.font_size)
        }
    };
    Some(named.clamp(0.0, 5000.0))
}

fn weight(value: &str, parent: u16) -> Option<u16> {
    match value {
        "normal" | "initial" => Some(400),
        "bold" => Some(700),
        "bolder" => Some(if parent < 600 { 700 } else { 900 }),
        "lighter" => Some(if parent < 600 { 100 } else { 400 }),
        "inherit" => Some(parent),
        _ => value.parse().ok().filter(|weight| (1..=1000).contains(weight)),
    }
}

fn flex(style: &mut Style, property: &str, value: &str, units: Units) {
    match property {
        "flex-grow" => style.grow = number(value, units).unwrap_or(0.0).clamp(0.0, 1e4),
        "flex-shrink" => style.shrink = number(value, units).unwrap_or(1.0).clamp(0.0, 1e4),
        "flex-basis" => style.basis = size(value, units),
        "flex-direction" => style.column = value.starts_with("column"),
        "flex-wrap" => style.wraps = value.starts_with("wrap"),
        "flex-flow" => {
            style.column = value.contains("column");
            style.wraps = words(value).contains(&"wrap");
        }
        "flex" => {
            (style.grow, style.shrink, style.basis) = match value {
                "none" => (0.0, 0.0, Size::Auto),
                "auto" => (1.0, 1.0, Size::Auto),
                "initial" => (0.0, 1.0, Size::Auto),
                _ => (1.0, 1.0, Size::Length(Length::Mix(0.0, 0.0))),
            };
            let mut numbers = 0;
            for word in words(value) {
                match number(word, units) {
                    Some(n) if numbers == 0 => (style.grow, numbers) = (n.clamp(0.0, 1e4), 1),
                    Some(n) if numbers == 1 => (style.shrink, numbers) = (n.clamp(0.0, 1e4), 2),
                    _ => match size(word, units) {
                        Size::Auto if word != "auto" => {}
                        basis => style.basis = basis,
                    },
                }
            }
        }
        _ => {}
    }
}

/// The face of the family, weight and slant that were set.
pub(super) fn choose_face(style: &mut Style) {
    style.typeface = Typeface::of(&style.family, style.weight, style.italic);
}

/// What follows from several properties together.
pub(super) fn finish(style: &mut Style) {
    let blockified = style.float != Float::None || style.out_of_flow;
    if blockified && matches!(style.display, Display::Inline | Display::InlineBlock) {
        style.display = Display::Block;
    }
}
