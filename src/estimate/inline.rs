//! What stands in lines: text, boxes in it, and boxes that lines flow around.

use super::dom::{Child, Element, Id};
use super::flow::{Floating, Floats, Flow, MAX_FLOATS};
use super::layout::Scene;
use super::media;
use super::style::{BOTTOM, Display, Float, LEFT, RIGHT, Size, Style, TOP};
use super::text::{Paragraph, extent};
use super::widths::frame;

/// What stands in a block: blocks, and lines between them.
pub(super) enum Part {
    Block(Id),
    Lines(Vec<Inline>),
}

/// What stands in a line.
pub(super) enum Inline {
    Element(Id),
    /// A text by its parent and its place there.
    Text(Id, usize),
}

impl Scene<'_> {
    /// The children of a block, put together to lines where they are inline.
    pub(super) fn parts(&self, id: Id) -> Vec<Part> {
        let mut out: Vec<Part> = Vec::new();
        self.collect(id, &mut out);
        out
    }

    fn collect(&self, id: Id, out: &mut Vec<Part>) {
        for (place, child) in self.element(id).children.iter().enumerate() {
            let inline = match child {
                Child::Text(_) => Inline::Text(id, place),
                Child::Element(child) => {
                    let Some(style) = self.styles.get(*child) else { continue };
                    let holds_blocks = style.display == Display::Inline && self.has_blocks[*child];
                    if style.display == Display::Contents || (holds_blocks && style.is_inline()) {
                        self.collect(*child, out);
                        continue;
                    }
                    let aside = style.float != Float::None || style.out_of_flow;
                    let in_line = aside && matches!(out.last(), Some(Part::Lines(_)));
                    if !style.is_inline() && !in_line {
                        out.push(Part::Block(*child));
                        continue;
                    }
                    Inline::Element(*child)
                }
            };
            match out.last_mut() {
                Some(Part::Lines(line)) => line.push(inline),
                _ => out.push(Part::Lines(vec![inline])),
            }
        }
    }

    /// Adds what stands in a line. Without `boxes`, floating ones are left out.
    pub(super) fn inline(
        &self,
        inline: &[Inline],
        paragraph: &mut Paragraph,
        mut boxes: Option<&mut Floats<'_>>,
        around: f32,
    ) {
        for one in inline {
            match one {
                Inline::Text(parent, place) => {
                    if let (Child::Text(text), Some(style)) =
                        (&self.element(*parent).children[*place], self.styles.get(*parent))
                    {
                        paragraph.text(text, style);
                    }
                }
                Inline::Element(id) => {
                    self.inline_element(*id, paragraph, boxes.as_deref_mut(), around)
                }
            }
        }
    }

    fn inline_element(
        &self,
        id: Id,
        paragraph: &mut Paragraph,
        boxes: Option<&mut Floats<'_>>,
        around: f32,
    ) {
        let Some(style) = self.styles.get(id) else { return };
        let element = self.element(id);
        if style.float != Float::None || style.out_of_flow {
            if let Some(boxes) = boxes {
                self.aside(id, style, boxes);
            }
            return;
        }
        let (beside, above) = media::margins(style, around);
        match &*element.name {
            "br" => return paragraph.line_break(style),
            "wbr" => return,
            "math" => {
                let (width, up, down) = self.math(id);
                return paragraph.inline_box(width, width, up, down);
            }
            "img" if (self.picture)(element.attribute("src").unwrap_or_default()).is_none() => {
                return self.missing(element, style, paragraph, around);
            }
            _ => {}
        }
        if let Some(natural) = media::natural(element, self.picture) {
            let (width, height) = media::size(natural, style, around, self.height_around(id));
            let (width, height) = (width + beside, height + above);
            let down =
                if style.vertical_middle { height / 2.0 - 0.25 * style.font_size } else { 0.0 };
            let least = if media::yields(style) { 0.0 } else { width };
            return paragraph.inline_box(width, least, height - down, down);
        }
        if style.display == Display::InlineBlock {
            let widths = self.widths(id);
            let least = widths.least.min(around.max(1.0));
            let room = widths.most.min(around.max(least)) - beside;
            let frame = frame(style, around, LEFT, RIGHT);
            let width = match &style.width {
                Size::Length(length) if style.border_box => length.of(around),
                Size::Length(length) => length.of(around) + frame,
                _ => room,
            };
            let most = match &style.max_width {
                Size::Length(length) => length.of(around),
                _ => f32::INFINITY,
            };
            let laid =
                self.content(id, style, width.min(most), around, &mut Flow::default(), 0.0, true);
            let height = laid.height + above;
            let down = extent(style).1 + style.padding[BOTTOM].of(around);
            return paragraph.inline_box(laid.width + beside, widths.least, height - down, down);
        }
        let edge = |side: usize| {
            let margin = style.margin[side].as_ref().map_or(0.0, |own| own.of(around));
            style.padding[side].of(around) + style.border[side] + margin
        };
        paragraph.room(edge(LEFT), true);
        let children: Vec<Inline> = element
            .children
            .iter()
            .enumerate()
            .map(|(place, child)| match child {
                Child::Element(child) => Inline::Element(*child),
                Child::Text(_) => Inline::Text(id, place),
            })
            .collect();
        self.inline(&children, paragraph, boxes, around);
        paragraph.room(edge(RIGHT), false);
    }

    /// A picture that is not there shows its alternative text.
    fn missing(&self, element: &Element, style: &Style, paragraph: &mut Paragraph, around: f32) {
        let sides = |size: &Size| match size {
            Size::Length(length) => Some(length.clone().zoomed(style.zoom).of(around)),
            _ => None,
        };
        let alt = element.attribute("alt").unwrap_or_default();
        let (beside, above) = media::margins(style, around);
        let mut inner = Paragraph::default();
        inner.text(alt, style);
        inner.finish();
        let natural = inner.widths(0.0).1 + 16.0;
        let width = sides(&style.width).unwrap_or(natural).min(around);
        let lines = inner.lines(style, &mut |_| width);
        let fixed = match &style.height {
            Size::Length(length) if length.is_fixed() => sides(&style.height),
            _ => None,
        };
        let height = fixed.unwrap_or(lines.height.max(16.0));
        let down = if style.vertical_middle { height / 2.0 - 0.25 * style.font_size } else { 0.0 };
        paragraph.inline_box(width + beside, width + beside, height + above - down, down);
    }

    /// A floating box or one with a place of its own.
    pub(super) fn aside(&self, id: Id, style: &Style, boxes: &mut Floats<'_>) {
        let inner = boxes.inner;
        let laid = self.block(id, inner, &mut Flow::default(), 0.0);
        let side = |side: usize| style.margin[side].as_ref().map_or(0.0, |own| own.of(inner));
        let (width, height) =
            (laid.width + side(LEFT) + side(RIGHT), laid.height + side(TOP) + side(BOTTOM));
        if style.out_of_flow {
            // Its place is told from the slide's edges, which is near enough.
            let place =
                |side: usize, around: f32| style.inset[side].as_ref().map(|own| own.of(around));
            if let Some(top) = place(TOP, 720.0) {
                boxes.low = boxes.low.max(top + laid.low - 12.0);
            }
            if let Some(left) = place(LEFT, 1280.0) {
                boxes.right = boxes.right.max(left + laid.right - 36.0);
            }
            return;
        }
        let top = boxes.flow.below(boxes.y, width, inner);
        let bottom = top + height;
        if boxes.flow.floats.len() < MAX_FLOATS && width > 0.0 && height > 0.0 {
            boxes.flow.floats.push(Floating {
                top,
                bottom,
                width,
                left: style.float == Float::Left,
            });
        }
        boxes.low = boxes.low.max(bottom);
        boxes.right = boxes.right.max(laid.right.min(inner).max(laid.width));
    }
}
