//! Scales: from values to places, with ticks at round numbers.

/// Maps a range of values to a range of places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    min: f64,
    max: f64,
    from: f64,
    to: f64,
}

impl Scale {
    pub(super) fn new((min, max): (f64, f64), (from, to): (f64, f64)) -> Scale {
        Scale { min, max, from, to }
    }

    pub(super) fn at(&self, value: f64) -> f64 {
        let part = (value - self.min) / (self.max - self.min);
        // A single value stands in the middle.
        let part = if part.is_finite() { part } else { 0.5 };
        self.from + part * (self.to - self.from)
    }
}

/// The least and the greatest of some values; 0 and 0 when there are none.
pub(super) fn extent(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values
        .fold(None, |range: Option<(f64, f64)>, value| {
            let (min, max) = range.unwrap_or((value, value));
            Some((min.min(value), max.max(value)))
        })
        .unwrap_or((0.0, 0.0))
}

/// A range with zero in it, for marks whose length tells the value.
pub(super) fn with_zero((min, max): (f64, f64)) -> (f64, f64) {
    (min.min(0.0), max.max(0.0))
}

/// A range with zero in it if zero is near.
pub(super) fn with_zero_if_near((min, max): (f64, f64)) -> (f64, f64) {
    let near = if min >= 0.0 { min <= max / 2.0 } else { max <= 0.0 && max >= min / 2.0 };
    if near || min == max { with_zero((min, max)) } else { (min, max) }
}

/// Round numbers that cover a range from end to end, `about` of them; at least two.
pub(super) fn covering(range: (f64, f64), about: usize) -> Vec<f64> {
    let (min, max) = range;
    // Ticks that lie closer than numbers are exact would be no ticks.
    let least = min.abs().max(max.abs()) * 1e-10;
    let max = if max - min > least.max(1e-200) { max } else { min + least.max(1.0) };
    let step = step(max - min, about);
    let first = (min / step + 1e-9).floor();
    let last = (max / step - 1e-9).ceil();
    numbered(first, last, step)
}

/// Round numbers inside a range, `about` of them and no closer than `least`.
pub(super) fn inside((min, max): (f64, f64), about: usize, least: f64) -> Vec<f64> {
    if max - min <= (min.abs().max(max.abs()) * 1e-10).max(1e-200) {
        return vec![min];
    }
    let step = step(max - min, about).max(least);
    numbered((min / step - 1e-9).ceil(), (max / step + 1e-9).floor(), step)
}

fn numbered(first: f64, last: f64, step: f64) -> Vec<f64> {
    let count = (last - first).clamp(0.0, 100.0) as usize;
    // Dividing by ten is exact where multiplying by a tenth is not.
    let place = |number: f64| match step {
        step if step < 1.0 => number / (1.0 / step).round(),
        step => number * step,
    };
    (0..=count).map(|at| place(first + at as f64)).collect()
}

/// 1, 2 or 5 times a power of ten, so that `about` steps go into a width.
fn step(width: f64, about: usize) -> f64 {
    let raw = width / about.max(1) as f64;
    let power = 10_f64.powf(raw.log10().floor());
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| raw <= factor * power * 1.0001);
    factor.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_cover_the_range() {
        assert_eq!(covering((0.0, 97.0), 5), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(covering((-3.0, 7.0), 5), [-4.0, -2.0, 0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(covering((0.0, 0.3), 3), [0.0, 0.1, 0.2, 0.3]);
        assert_eq!(covering((0.0, 0.0), 5), [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]);
        assert_eq!(inside((1998.0, 2024.0), 6, 0.0), [2000.0, 2005.0, 2010.0, 2015.0, 2020.0]);
        assert_eq!(inside((2020.0, 2022.0), 9, 1.0), [2020.0, 2021.0, 2022.0]);
        assert_eq!(inside((4.0, 4.0), 6, 0.0), [4.0]);
    }

    #[test]
    fn ticks_are_few_whatever_the_numbers() {
        for range in
            [(-1e18, 1e18), (1e17, 1e17 + 1.0), (0.0, 1e-300), (5e-324, 1e-323), (-1e18, 1e-9)]
        {
            let ticks = covering(range, 5);
            assert!((1..=101).contains(&ticks.len()), "{range:?}");
            assert!(ticks.iter().all(|tick| tick.is_finite()), "{range:?} {ticks:?}");
        }
    }

    #[test]
    fn zero_is_shown_when_it_is_near() {
        assert_eq!(with_zero_if_near((4.0, 10.0)), (0.0, 10.0));
        assert_eq!(with_zero_if_near((90.0, 100.0)), (90.0, 100.0));
        assert_eq!(with_zero_if_near((-100.0, -90.0)), (-100.0, -90.0));
        assert_eq!(with_zero_if_near((5.0, 5.0)), (0.0, 5.0));
    }
}
