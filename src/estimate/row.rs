//! Boxes side by side: `display: flex` and `display: grid`, as far as decks use them.

use super::dom::Id;
use super::flow::{Flow, Laid};
use super::layout::Scene;
use super::style::{Display, LEFT, RIGHT, Size, Style, TOP};
use super::value::{Units, length, words};
use super::widths::{Widths, frame};

/// Columns of one grid, at most.
const MAX_COLUMNS: usize = 48;

/// A column of a grid.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Track {
    Pixels(f32),
    Share(f32),
    Auto,
}

impl Scene<'_> {
    /// The boxes in a row or grid: its children, without those that are somewhere else.
    fn items(&self, id: Id) -> Vec<Id> {
        let shown = |id: &&Id| self.styles.get(**id).is_some_and(|style| !style.out_of_flow);
        self.element(id).elements.iter().filter(shown).copied().collect()
    }

    pub(super) fn flex(&self, id: Id, style: &Style, inner: f32) -> Laid {
        let items = self.items(id);
        let gap = style.gap[LEFT].of(inner);
        if style.column {
            return self.under_one_another(&items, inner, style.gap[TOP].of(inner));
        }
        let bases: Vec<f32> = items.iter().map(|item| self.basis(*item, inner)).collect();
        let mut height = 0.0;
        let (mut right, mut low) = (0.0_f32, 0.0_f32);
        for line in lines(&bases, gap, inner, style.wraps) {
            if height > 0.0 {
                height += style.gap[TOP].of(inner);
            }
            let widths = self.flexed(&items[line.clone()], &bases[line.clone()], inner, gap);
            let (mut x, mut high) = (0.0, 0.0_f32);
            for (item, width) in items[line].iter().zip(widths) {
                let laid = self.item(*item, width, inner);
                right = right.max(x + laid.right);
                low = low.max(height + laid.low);
                high = high.max(laid.height);
                x += width + gap;
            }
            height += high;
        }
        Laid { height, low: low.max(height), right, ..Laid::default() }
    }

    fn under_one_another(&self, items: &[Id], inner: f32, gap: f32) -> Laid {
        let (mut height, mut right) = (0.0, 0.0_f32);
        for (at, item) in items.iter().enumerate() {
            let laid = self.item(*item, inner, inner);
            height += laid.height + if at > 0 { gap } else { 0.0 };
            right = right.max(laid.right);
        }
        Laid { height, low: height, right, ..Laid::default() }
    }

    /// An item whose margin box is so wide; the height is that of its margin box.
    fn item(&self, id: Id, width: f32, around: f32) -> Laid {
        let Some(style) = self.styles.get(id) else { return Laid::default() };
        let side = |side: usize| style.margin[side].as_ref().map_or(0.0, |own| own.of(around));
        let beside = side(LEFT) + side(RIGHT);
        let is_media = super::media::natural(self.element(id), self.picture).is_some();
        let mut laid = if is_media {
            let mut laid = self.block(id, width, &mut Flow::default(), 0.0);
            // A picture as wide as its part of the row keeps its shape.
            if laid.width > width && laid.width > 0.0 {
                laid.height *= width / laid.width;
            }
            laid
        } else {
            let width = (width - beside).max(0.0);
            self.content(id, style, width, width, &mut Flow::default(), 0.0, true)
        };
        laid.height += side(TOP) + side(super::style::BOTTOM);
        laid.low = laid.low.max(laid.height);
        laid.right += side(LEFT);
        laid
    }

    /// The width that an item starts from, with its margins.
    fn basis(&self, id: Id, inner: f32) -> f32 {
        let Some(style) = self.styles.get(id) else { return 0.0 };
        let side = |side: usize| style.margin[side].as_ref().map_or(0.0, |own| own.of(inner));
        let margins = side(LEFT) + side(RIGHT);
        let frame = frame(style, inner, LEFT, RIGHT);
        let size = match (&style.basis, &style.width) {
            (Size::Auto, width) => width,
            (basis, _) => basis,
        };
        let own = match size {
            Size::Length(length) if style.border_box => length.of(inner).max(frame),
            Size::Length(length) => length.of(inner) + frame,
            Size::MinContent => self.widths(id).least - margins,
            _ => self.widths(id).most - margins,
        };
        let most = match &style.max_width {
            Size::Length(length) => length.of(inner),
            _ => f32::INFINITY,
        };
        own.min(most) + margins
    }

    /// The widths of the items of one line after they have grown or shrunk.
    fn flexed(&self, items: &[Id], bases: &[f32], inner: f32, gap: f32) -> Vec<f32> {
        let gaps = gap * items.len().saturating_sub(1) as f32;
        let free = inner - gaps - bases.iter().sum::<f32>();
        let style = |id: &Id| self.styles.get(*id);
        let least: Vec<f32> = items.iter().map(|id| self.least(*id)).collect();
        let weight = |at: usize| {
            let Some(style) = style(&items[at]) else { return 0.0 };
            if free >= 0.0 { style.grow } else { style.shrink * bases[at] }
        };
        let mut widths: Vec<f32> =
            bases.iter().zip(&least).map(|(basis, least)| basis.max(*least)).collect();
        let mut frozen = vec![false; items.len()];
        // Each round fixes the items that cannot become as narrow as the others want.
        for _ in 0..items.len().min(20) {
            let is_open = |at: &usize| !frozen[*at] && weight(*at) > 0.0;
            let open: Vec<usize> = (0..items.len()).filter(is_open).collect();
            let used = |at: usize| if is_open(&at) { bases[at] } else { widths[at] };
            let used: f32 = (0..items.len()).map(used).sum();
            let free = inner - gaps - used;
            let sum: f32 = open.iter().map(|at| weight(*at)).sum();
            if sum <= 0.0 {
                break;
            }
            // Shares below one leave a part of the room free.
            let share = if free > 0.0 { free / sum.max(1.0) } else { free / sum };
            let mut again = false;
            for at in open {
                let wish = bases[at] + share * weight(at);
                widths[at] = wish.max(least[at]).max(0.0);
                if wish < least[at] {
                    (frozen[at], again) = (true, true);
                }
            }
            if !again {
                break;
            }
        }
        widths
    }

    /// The least width of an item: by itself that of its content.
    fn least(&self, id: Id) -> f32 {
        let Some(style) = self.styles.get(id) else { return 0.0 };
        match &style.min_width {
            Size::Length(length) => length.of(0.0),
            _ if style.scrolls => 0.0,
            _ => {
                let own = match &style.width {
                    Size::Length(length) if length.is_fixed() => length.of(0.0),
                    _ => f32::INFINITY,
                };
                self.widths(id).least.min(own)
            }
        }
    }

    pub(super) fn grid(&self, id: Id, style: &Style, inner: f32) -> Laid {
        let items = self.items(id);
        let stacked = |id: &Id| {
            self.styles.get(*id).is_some_and(|style| {
                let area: String = style.area.split_whitespace().collect();
                matches!(&*area, "1/1" | "1/1/2/2" | "1/-1")
            })
        };
        if items.len() > 1 && items.iter().all(stacked) {
            let laid: Vec<Laid> = items.iter().map(|item| self.item(*item, inner, inner)).collect();
            let most = |of: fn(&Laid) -> f32| laid.iter().map(of).fold(0.0, f32::max);
            let (height, low, right) = (most(|l| l.height), most(|l| l.low), most(|l| l.right));
            return Laid { height, low, right, ..Laid::default() };
        }
        let tracks = tracks(style, inner);
        let (row_gap, gap) = (style.gap[TOP].of(inner), style.gap[LEFT].of(inner));
        let (mut height, mut right) = (0.0, 0.0_f32);
        for (number, row) in items.chunks(tracks.len()).enumerate() {
            let widths = self.track_widths(&tracks, row, inner, gap);
            let (mut x, mut high) = (0.0, 0.0_f32);
            for (item, width) in row.iter().zip(widths) {
                let laid = self.item(*item, width, inner);
                high = high.max(laid.height);
                right = right.max(x + laid.right);
                x += width + gap;
            }
            height += high + if number > 0 { row_gap } else { 0.0 };
        }
        Laid { height, low: height, right, ..Laid::default() }
    }

    fn track_widths(&self, tracks: &[Track], row: &[Id], inner: f32, gap: f32) -> Vec<f32> {
        let gaps = gap * tracks.len().saturating_sub(1) as f32;
        let own = |at: usize| row.get(at).map_or(0.0, |id| self.widths(*id).most);
        let firm: f32 = tracks
            .iter()
            .enumerate()
            .map(|(at, track)| match track {
                Track::Pixels(pixels) => *pixels,
                Track::Auto => own(at),
                Track::Share(_) => 0.0,
            })
            .sum();
        let shares: f32 =
            tracks.iter().map(|track| if let Track::Share(n) = track { *n } else { 0.0 }).sum();
        let autos = tracks.iter().filter(|track| **track == Track::Auto).count() as f32;
        let free = inner - gaps - firm;
        tracks
            .iter()
            .enumerate()
            .map(|(at, track)| match track {
                Track::Pixels(pixels) => *pixels,
                Track::Share(share) => free.max(0.0) * share / shares.max(0.001),
                Track::Auto if shares > 0.0 && free >= 0.0 => own(at),
                Track::Auto => (own(at) + free / autos).max(0.0),
            })
            .collect()
    }

    pub(super) fn row_widths(&self, id: Id, style: &Style) -> Widths {
        let items = self.items(id);
        let widths: Vec<Widths> = items.iter().map(|item| self.widths(*item)).collect();
        let gaps = style.gap[LEFT].of(0.0) * items.len().saturating_sub(1) as f32;
        let sum = |of: fn(&Widths) -> f32| widths.iter().map(of).sum::<f32>() + gaps;
        let most = |of: fn(&Widths) -> f32| widths.iter().map(of).fold(0.0, f32::max);
        if style.display == Display::Grid || style.column {
            return Widths { least: most(|w| w.least), most: most(|w| w.most) };
        }
        let least = if style.wraps { most(|w| w.least) } else { sum(|w| w.least) };
        Widths { least, most: sum(|w| w.most) }
    }
}

/// Which items stand on which line.
fn lines(bases: &[f32], gap: f32, inner: f32, wraps: bool) -> Vec<std::ops::Range<usize>> {
    if !wraps {
        return std::iter::once(0..bases.len()).collect();
    }
    let (mut out, mut start, mut x) = (Vec::new(), 0, 0.0);
    for (at, basis) in bases.iter().enumerate() {
        if at > start && x + gap + basis > inner + 0.02 {
            out.push(start..at);
            (start, x) = (at, 0.0);
        }
        x += basis + if at > start { gap } else { 0.0 };
    }
    out.push(start..bases.len());
    out
}

/// The columns that `grid-template-columns` names; one if it names none.
fn tracks(style: &Style, inner: f32) -> Vec<Track> {
    let mut out = Vec::new();
    let units = Units { em: style.font_size, rem: 16.0 };
    for word in words(&style.columns) {
        let repeated = word.strip_prefix("repeat(").and_then(|rest| rest.strip_suffix(')'));
        match repeated.and_then(|inner| inner.split_once(',')) {
            Some((count, of)) => {
                let count = count.trim().parse::<usize>().unwrap_or(1).min(MAX_COLUMNS);
                for _ in 0..count {
                    out.extend(words(of).into_iter().map(|word| track(word, units, inner)));
                }
            }
            None => out.push(track(word, units, inner)),
        }
        out.truncate(MAX_COLUMNS);
    }
    if out.is_empty() || &*style.columns == "none" { vec![Track::Share(1.0)] } else { out }
}

fn track(word: &str, units: Units, inner: f32) -> Track {
    let word = word
        .strip_prefix("minmax(")
        .and_then(|rest| rest.strip_suffix(')')?.split_once(','))
        .map_or(word, |(_, most)| most.trim());
    let share = word.strip_suffix("fr").and_then(|number| number.parse::<f32>().ok());
    match share {
        Some(share) => Track::Share(share.clamp(0.0, 1e4)),
        None => length(word, units).map_or(Track::Auto, |length| Track::Pixels(length.of(inner))),
    }
}
