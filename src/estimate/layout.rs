//! Boxes under one another: how high and how wide each is
//! (<https://www.w3.org/TR/CSS22/visudet.html>).

use super::dom::{Dom, Element, Id};
use super::flow::{Floats, Flow, Laid, Margin, Stack};
use super::inline::Part;
use super::media::{self, Natural};
use super::style::{BOTTOM, Display, Float, LEFT, RIGHT, Size, Style, Styles, TOP};
use super::text::Paragraph;
use super::widths::Widths;
use std::cell::RefCell;
use std::collections::HashMap;

/// Everything that the layout of a slide needs.
pub(super) struct Scene<'a> {
    pub(super) dom: &'a Dom,
    pub(super) styles: &'a Styles,
    /// The natural size of a picture by its address; `None` if there is no such picture.
    pub(super) picture: &'a dyn Fn(&str) -> Option<Natural>,
    /// Elements in which something stands that is no part of a line.
    pub(super) has_blocks: Vec<bool>,
    pub(super) known_widths: RefCell<HashMap<Id, Widths>>,
    /// The slide itself, and how far each of its blocks reaches down and to the right.
    slide: Id,
    /// How high the room for its content is.
    inside: f32,
    pub(super) reach: RefCell<Vec<(Id, f32, f32)>>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(
        dom: &'a Dom,
        styles: &'a Styles,
        slide: Id,
        inside: f32,
        picture: &'a dyn Fn(&str) -> Option<Natural>,
    ) -> Scene<'a> {
        let mut has_blocks = vec![false; dom.elements.len()];
        // Children come after their parents.
        for id in (0..dom.elements.len()).rev() {
            let Some(style) = styles.get(id) else { continue };
            let stands_apart =
                !style.is_inline() && style.float == Float::None && !style.out_of_flow;
            let inner = style.display == Display::Inline && has_blocks[id];
            if let Some(parent) = dom.elements[id].parent
                && (stands_apart || inner || style.display == Display::Contents)
            {
                has_blocks[parent] = true;
            }
        }
        let (known_widths, reach) = (RefCell::default(), RefCell::default());
        Scene { dom, styles, picture, has_blocks, known_widths, slide, inside, reach }
    }

    /// How high the box around an element is, if that does not depend on what is in it.
    pub(super) fn height_around(&self, id: Id) -> Option<f32> {
        (self.element(id).parent == Some(self.slide)).then_some(self.inside)
    }

    pub(super) fn element(&self, id: Id) -> &Element {
        &self.dom.elements[id]
    }

    /// The border box of a block that stands in a box so wide; `y` is how far below the start of the flow it
    /// begins.
    pub(super) fn block(&self, id: Id, around: f32, flow: &mut Flow, y: f32) -> Laid {
        let Some(style) = self.styles.get(id) else {
            return Laid { empty: true, ..Laid::default() };
        };
        let side = |side: usize| style.margin[side].as_ref().map_or(0.0, |own| own.of(around));
        let (top, bottom) = (Margin::new(side(TOP)), Margin::new(side(BOTTOM)));
        let room = (around - side(LEFT) - side(RIGHT)).max(0.0);
        if let Some(natural) = media::natural(self.element(id), self.picture) {
            let (width, height) = media::size(natural, style, around, self.height_around(id));
            return Laid {
                width,
                height,
                top,
                bottom,
                right: width,
                low: height,
                edge: width,
                empty: false,
            };
        }
        let own = self.starts_flow(id, style);
        let mut room = room;
        let mut start = y + top.value();
        if own && flow.taken(start) > 0.0 {
            start = flow.below(start, self.widths(id).least, room);
            room = (room - flow.taken(start)).max(0.0);
        }
        let moved = (start - y - top.value()).max(0.0);
        let width = self.used_width(id, style, room, around);
        let mut laid = if own {
            self.content(id, style, width, around, &mut Flow::default(), 0.0, true)
        } else {
            self.content(id, style, width, around, flow, start, false)
        };
        laid.height += moved;
        laid.low += moved;
        laid.top = top.join(laid.top);
        laid.bottom = bottom.join(laid.bottom);
        laid
    }

    /// Whether floating boxes outside of it do not reach into it.
    fn starts_flow(&self, id: Id, style: &Style) -> bool {
        style.scrolls
            || style.column_count > 1
            || style.out_of_flow
            || style.float != Float::None
            || &*self.element(id).name == "math"
            || !matches!(style.display, Display::Block | Display::Inline | Display::Contents)
    }

    /// Lays out what is in a box whose border box is so wide.
    #[allow(clippy::too_many_arguments, reason = "a box and the place where it stands")]
    pub(super) fn content(
        &self,
        id: Id,
        style: &Style,
        width: f32,
        around: f32,
        flow: &mut Flow,
        y: f32,
        own_flow: bool,
    ) -> Laid {
        let edge = |side: usize| style.padding[side].of(around) + style.border[side];
        let inner = (width - edge(LEFT) - edge(RIGHT)).max(0.0);
        let mut laid = match style.display {
            Display::Table if self.is_table(id) => self.table(id, style, inner),
            Display::Flex => self.flex(id, style, inner),
            Display::Grid => self.grid(id, style, inner),
            _ if &*self.element(id).name == "math" => {
                let (_, up, down) = self.math(id);
                Laid { height: up + down, low: up + down, ..Laid::default() }
            }
            _ if style.column_count > 1 => self.newspaper(id, style, inner),
            _ => {
                let open = (edge(TOP) == 0.0 && !own_flow, edge(BOTTOM) == 0.0 && !own_flow);
                self.blocks(id, inner, flow, y + edge(TOP), open, own_flow)
            }
        };
        let content = laid.height;
        let frame = edge(TOP) + edge(BOTTOM);
        let high = self.height_around(id);
        let fixed = |size: &Size| match size {
            Size::Length(length) if high.is_some() || length.is_fixed() => {
                let whole = length.of(high.unwrap_or(0.0));
                Some(if style.border_box { whole.max(frame) } else { whole + frame })
            }
            _ => None,
        };
        let height = fixed(&style.height).unwrap_or(content + frame);
        let height = height.min(fixed(&style.max_height).unwrap_or(f32::INFINITY));
        let height = height.max(fixed(&style.min_height).unwrap_or(0.0));
        laid.empty &= height == 0.0;
        laid.low = if style.scrolls { height } else { (edge(TOP) + laid.low).max(height) };
        laid.right = if style.scrolls { width } else { (edge(LEFT) + laid.right).max(width) };
        (laid.width, laid.height) = (width, height);
        laid
    }

    /// Text in columns as in a newspaper.
    fn newspaper(&self, id: Id, style: &Style, inner: f32) -> Laid {
        let count = style.column_count as f32;
        let gap = style.gap[LEFT].of(inner).max(style.font_size);
        let column = ((inner - gap * (count - 1.0)) / count).max(1.0);
        let laid = self.blocks(id, column, &mut Flow::default(), 0.0, (false, false), true);
        let height = laid.height / count + 0.4 * style.line();
        Laid { height, low: height, right: inner, ..Laid::default() }
    }

    /// Blocks and lines under one another. `open` tells whether the margins of the first and of the last one
    /// go on outside.
    pub(super) fn blocks(
        &self,
        id: Id,
        inner: f32,
        flow: &mut Flow,
        y: f32,
        open: (bool, bool),
        own_flow: bool,
    ) -> Laid {
        let mut stack = Stack {
            y: 0.0,
            margin: Margin::default(),
            top: Margin::default(),
            started: !open.0,
            right: 0.0,
            low: 0.0,
            edge: 0.0,
        };
        let Some(style) = self.styles.get(id) else { return Laid::default() };
        for part in self.parts(id) {
            match part {
                Part::Block(child) => {
                    self.stacked(child, inner, flow, y, &mut stack);
                    if id == self.slide {
                        self.reach.borrow_mut().push((child, stack.y.max(stack.low), stack.right));
                    }
                }
                Part::Lines(inline) => {
                    let mut paragraph = Paragraph::default();
                    let at = y + stack.y + stack.margin.value();
                    let mut boxes = Floats { flow, y: at, inner, low: 0.0, right: 0.0 };
                    self.inline(&inline, &mut paragraph, Some(&mut boxes), inner);
                    let (low, right) = (boxes.low, boxes.right);
                    paragraph.finish();
                    stack.low = stack.low.max(low - y);
                    stack.right = stack.right.max(right);
                    if paragraph.is_empty() {
                        continue;
                    }
                    let lines = paragraph.lines(style, &mut |down| inner - flow.taken(at + down));
                    stack.place(lines.height, lines.width);
                }
            }
        }
        stack.finish(open.1, own_flow.then(|| flow.bottom() - y))
    }

    fn stacked(&self, child: Id, inner: f32, flow: &mut Flow, y: f32, stack: &mut Stack) {
        let Some(style) = self.styles.get(child) else { return };
        let at = y + stack.y + stack.margin.value();
        if style.clear {
            let free = flow.bottom().max(at);
            stack.y += free - at;
        }
        let at = y + stack.y + stack.margin.value();
        if style.out_of_flow || style.float != Float::None {
            let mut boxes = Floats { flow, y: at, inner, low: 0.0, right: 0.0 };
            self.aside(child, style, &mut boxes);
            stack.low = stack.low.max(boxes.low - y);
            stack.right = stack.right.max(boxes.right);
            return;
        }
        let laid = self.block(child, inner, flow, y + stack.y);
        let side = |side: usize| style.margin[side].as_ref().map_or(0.0, |own| own.of(inner));
        let free = (inner - laid.width - side(LEFT) - side(RIGHT)).max(0.0);
        let auto = [LEFT, RIGHT].map(|side| style.margin[side].is_none());
        let left = side(LEFT)
            + match auto {
                [true, true] => free / 2.0,
                [true, false] => free,
                _ => 0.0,
            };
        stack.add(&laid, left);
    }
}
