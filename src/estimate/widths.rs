//! How narrow a box may get, how wide it wants to be, and how wide it is.

use super::dom::Id;
use super::inline::Part;
use super::layout::Scene;
use super::media;
use super::style::{Display, Float, LEFT, RIGHT, Size, Style};
use super::text::Paragraph;
use super::value::Length;

/// How narrow a box may get, and how wide it is if there is room, with its margins.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Widths {
    pub(super) least: f32,
    pub(super) most: f32,
}

impl Scene<'_> {
    /// The width of the border box, in so much room.
    pub(super) fn used_width(&self, id: Id, style: &Style, room: f32, around: f32) -> f32 {
        let frame = frame(style, around, LEFT, RIGHT);
        let margins = |widths: Widths| {
            let own = |side: usize| {
                style.margin[side]
                    .as_ref()
                    .filter(|own| own.is_fixed())
                    .map_or(0.0, |own| own.of(0.0))
            };
            let margins = own(LEFT) + own(RIGHT);
            Widths { least: widths.least - margins, most: widths.most - margins }
        };
        let shrunk = |room: f32| {
            let widths = margins(self.widths(id));
            widths.most.min(room.max(widths.least))
        };
        let fills = matches!(
            style.display,
            Display::Block
                | Display::FlowRoot
                | Display::Flex
                | Display::Grid
                | Display::Inline
                | Display::Contents
        ) && style.float == Float::None
            && !style.out_of_flow;
        let value = |size: &Size| match size {
            Size::Auto => None,
            Size::Length(length) => {
                let whole = length.of(around);
                Some(if style.border_box { whole.max(frame) } else { whole + frame })
            }
            Size::MinContent => Some(margins(self.widths(id)).least),
            Size::MaxContent => Some(margins(self.widths(id)).most),
            Size::FitContent => Some(shrunk(room)),
        };
        let own = value(&style.width).unwrap_or_else(|| if fills { room } else { shrunk(room) });
        let own = own.min(value(&style.max_width).unwrap_or(f32::INFINITY));
        let own = own.max(value(&style.min_width).unwrap_or(0.0)).max(frame);
        // A table is never narrower than its content.
        if style.display == Display::Table { own.max(margins(self.widths(id)).least) } else { own }
    }

    /// The least and the most width of a box with its margins.
    pub(super) fn widths(&self, id: Id) -> Widths {
        if let Some(known) = self.known_widths.borrow().get(&id) {
            return *known;
        }
        let widths = self.find_widths(id);
        self.known_widths.borrow_mut().insert(id, widths);
        widths
    }

    fn find_widths(&self, id: Id) -> Widths {
        let Some(style) = self.styles.get(id) else { return Widths::default() };
        let fixed = |length: &Length| if length.is_fixed() { length.of(0.0) } else { 0.0 };
        let margins: f32 =
            [LEFT, RIGHT].map(|side| style.margin[side].as_ref().map_or(0.0, fixed)).iter().sum();
        if let Some(natural) = media::natural(self.element(id), self.picture) {
            let most = media::size(natural, style, 1e5, None).0;
            let most = if most > 9e4 { 300.0 } else { most };
            let least = if media::yields(style) { 0.0 } else { most };
            return Widths { least: least + margins, most: most + margins };
        }
        let frame: f32 =
            [LEFT, RIGHT].map(|side| fixed(&style.padding[side]) + style.border[side]).iter().sum();
        let value = |size: &Size| match size {
            Size::Length(length) if length.is_fixed() => {
                let whole = length.of(0.0);
                Some(if style.border_box { whole } else { whole + frame })
            }
            _ => None,
        };
        let mut widths = match value(&style.width) {
            Some(width) if style.display != Display::Table => Widths { least: width, most: width },
            _ => {
                let inner = self.inner_widths(id, style);
                Widths { least: inner.least + frame, most: inner.most + frame }
            }
        };
        if let Some(most) = value(&style.max_width) {
            widths = Widths { least: widths.least.min(most), most: widths.most.min(most) };
        }
        if let Some(least) = value(&style.min_width) {
            widths = Widths { least: widths.least.max(least), most: widths.most.max(least) };
        }
        Widths { least: widths.least + margins, most: widths.most + margins }
    }

    fn inner_widths(&self, id: Id, style: &Style) -> Widths {
        if &*self.element(id).name == "math" {
            let width = self.math(id).0;
            return Widths { least: width, most: width };
        }
        match style.display {
            Display::Table if self.is_table(id) => return self.table_widths(id, style),
            Display::Flex | Display::Grid => return self.row_widths(id, style),
            _ => {}
        }
        let mut widths = Widths::default();
        for part in self.parts(id) {
            let part = match part {
                Part::Block(child) => self.widths(child),
                Part::Lines(inline) => {
                    let mut paragraph = Paragraph::default();
                    self.inline(&inline, &mut paragraph, None, 1e5);
                    paragraph.finish();
                    let (least, most) = paragraph.widths(style.indent);
                    Widths { least, most }
                }
            };
            widths =
                Widths { least: widths.least.max(part.least), most: widths.most.max(part.most) };
        }
        widths
    }
}

/// Padding and borders on two sides.
pub(super) fn frame(style: &Style, around: f32, one: usize, other: usize) -> f32 {
    let edge = |side: usize| style.padding[side].of(around) + style.border[side];
    edge(one) + edge(other)
}
