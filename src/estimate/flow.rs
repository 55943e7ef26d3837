//! What is known of boxes that are put under one another: margins that overlap, and boxes at the sides.

/// A margin that may overlap with others: the largest positive and the smallest negative one.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Margin(f32, f32);

impl Margin {
    pub(super) fn new(value: f32) -> Margin {
        Margin(value.max(0.0), value.min(0.0))
    }

    pub(super) fn join(self, other: Margin) -> Margin {
        Margin(self.0.max(other.0), self.1.min(other.1))
    }

    pub(super) fn value(self) -> f32 {
        self.0 + self.1
    }
}

/// What became of a box.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Laid {
    /// The border box.
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) top: Margin,
    pub(super) bottom: Margin,
    /// How far something in it reaches, from its left and upper edge.
    pub(super) right: f32,
    pub(super) low: f32,
    /// The right edge of the widest of its blocks, without what sticks out of that.
    pub(super) edge: f32,
    /// Nothing is in it: the margins above and below it overlap.
    pub(super) empty: bool,
}

/// A box at a side that lines keep clear of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Floating {
    pub(super) top: f32,
    pub(super) bottom: f32,
    pub(super) width: f32,
    pub(super) left: bool,
}

/// The floating boxes of a part of the page, by the distance from its start.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub(super) floats: Vec<Floating>,
}

/// Floating boxes of one flow, at most; the others are taken for blocks.
pub(super) const MAX_FLOATS: usize = 200;

impl Flow {
    /// How much of the width is taken at a height.
    pub(super) fn taken(&self, y: f32) -> f32 {
        let side = |left: bool| {
            let there = self
                .floats
                .iter()
                .filter(move |own| own.left == left && own.top <= y + 0.5 && own.bottom > y + 0.5);
            there.map(|own| own.width).sum::<f32>()
        };
        side(true) + side(false)
    }

    /// The first place below `y` where so much is free.
    pub(super) fn below(&self, y: f32, width: f32, room: f32) -> f32 {
        let mut y = y;
        for _ in 0..=self.floats.len() {
            if self.taken(y) <= 0.0 || room - self.taken(y) >= width {
                break;
            }
            let ends = self.floats.iter().map(|own| own.bottom).filter(|bottom| *bottom > y + 0.5);
            y = ends.fold(f32::INFINITY, f32::min).min(1e7);
        }
        y
    }

    pub(super) fn bottom(&self) -> f32 {
        self.floats.iter().map(|own| own.bottom).fold(0.0, f32::max)
    }
}

/// Where floating boxes go.
pub(super) struct Floats<'f> {
    pub(super) flow: &'f mut Flow,
    pub(super) y: f32,
    pub(super) inner: f32,
    pub(super) low: f32,
    pub(super) right: f32,
}

/// Blocks that are being put under one another.
pub(super) struct Stack {
    pub(super) y: f32,
    /// The margin below the last one.
    pub(super) margin: Margin,
    /// The margin above the first one, if it goes on outside.
    pub(super) top: Margin,
    pub(super) started: bool,
    pub(super) right: f32,
    pub(super) low: f32,
    pub(super) edge: f32,
}

impl Stack {
    pub(super) fn add(&mut self, laid: &Laid, left: f32) {
        if laid.empty {
            self.margin = self.margin.join(laid.top).join(laid.bottom);
            return;
        }
        self.margin = self.margin.join(laid.top);
        self.begin();
        self.low = self.low.max(self.y + laid.low);
        self.y += laid.height;
        self.right = self.right.max(left + laid.right);
        self.edge = self.edge.max(left + laid.width);
        self.margin = laid.bottom;
    }

    pub(super) fn place(&mut self, height: f32, width: f32) {
        self.begin();
        self.y += height;
        self.low = self.low.max(self.y);
        self.right = self.right.max(width);
    }

    pub(super) fn begin(&mut self) {
        let margin = std::mem::take(&mut self.margin);
        if self.started {
            self.y += margin.value();
        } else {
            (self.top, self.started) = (margin, true);
        }
    }

    pub(super) fn finish(mut self, open: bool, floats: Option<f32>) -> Laid {
        let mut bottom = Margin::default();
        let empty = !self.started && self.y == 0.0;
        if empty {
            self.top = self.margin;
        } else if open {
            bottom = self.margin;
        } else {
            self.y += self.margin.value();
        }
        let height = self.y.max(floats.unwrap_or(0.0)).max(0.0);
        let (top, low, right) = (self.top, self.low.max(height), self.right);
        Laid { width: 0.0, height, top, bottom, right, low, edge: self.edge, empty }
    }
}
