//! Values of properties: lengths with their units and functions, in pixels.

/// Functions inside functions, at most.
const MAX_DEPTH: usize = 12;

/// A length that may depend on the box around it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Length {
    /// So many pixels, and so much of what is around.
    Mix(f32, f32),
    Min(Box<[Length]>),
    Max(Box<[Length]>),
}

/// What `em` and the other units mean.
#[derive(Debug, Clone, Copy)]
pub(super) struct Units {
    /// The font size.
    pub(super) em: f32,
    /// The root's font size.
    pub(super) rem: f32,
}

#[derive(Debug, Clone)]
enum Value {
    Number(f32),
    Length(Length),
}

impl Length {
    pub(super) const ZERO: Length = Length::Mix(0.0, 0.0);

    pub(super) fn px(pixels: f32) -> Length {
        Length::Mix(pixels, 0.0)
    }

    /// Its pixels where the box around it is so large.
    pub(super) fn of(&self, around: f32) -> f32 {
        match self {
            Length::Mix(pixels, share) => pixels + share * around,
            Length::Min(all) => all.iter().map(|one| one.of(around)).fold(f32::INFINITY, f32::min),
            Length::Max(all) => {
                all.iter().map(|one| one.of(around)).fold(f32::NEG_INFINITY, f32::max)
            }
        }
    }

    /// Whether it is the same whatever is around it.
    pub(super) fn is_fixed(&self) -> bool {
        match self {
            Length::Mix(_, share) => *share == 0.0,
            Length::Min(all) | Length::Max(all) => all.iter().all(Length::is_fixed),
        }
    }

    fn map(self, change: &impl Fn(f32, f32) -> Length) -> Length {
        let each = |all: Box<[Length]>| all.into_iter().map(|one| one.map(change)).collect();
        match self {
            Length::Mix(pixels, share) => change(pixels, share),
            Length::Min(all) => Length::Min(each(all)),
            Length::Max(all) => Length::Max(each(all)),
        }
    }

    /// All pixels in it times a factor; shares stay.
    pub(super) fn zoomed(self, factor: f32) -> Length {
        self.map(&|pixels, share| Length::Mix(pixels * factor, share))
    }

    fn times(self, factor: f32) -> Length {
        let scaled = self.map(&|pixels, share| Length::Mix(pixels * factor, share * factor));
        match scaled {
            Length::Min(all) if factor < 0.0 => Length::Max(all),
            Length::Max(all) if factor < 0.0 => Length::Min(all),
            other => other,
        }
    }

    fn plus(self, other: Length) -> Length {
        match (self, other) {
            (Length::Mix(a, b), other) | (other, Length::Mix(a, b)) => {
                other.map(&|pixels, share| Length::Mix(pixels + a, share + b))
            }
            (one, other) => Length::Mix(one.of(0.0) + other.of(0.0), 0.0),
        }
    }
}

/// Reads a length; a number alone is one only if it is zero.
pub(super) fn length(text: &str, units: Units) -> Option<Length> {
    match whole(text, units)? {
        Value::Length(length) => Some(length),
        Value::Number(0.0) => Some(Length::ZERO),
        Value::Number(_) => None,
    }
}

/// Reads a number.
pub(super) fn number(text: &str, units: Units) -> Option<f32> {
    match whole(text, units)? {
        Value::Number(number) => Some(number),
        Value::Length(_) => None,
    }
}

fn whole(text: &str, units: Units) -> Option<Value> {
    let mut reader = Reader { rest: text.trim(), units, depth: 0 };
    let value = reader.product()?;
    reader.rest.trim().is_empty().then_some(value).filter(is_finite)
}

fn is_finite(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_finite(),
        Value::Length(length) => length.of(0.0).abs() < 1e7 && length.of(1000.0).abs() < 1e7,
    }
}

/// Reads from the start of a text.
struct Reader<'t> {
    rest: &'t str,
    units: Units,
    depth: usize,
}

impl Reader<'_> {
    fn skip(&mut self, c: char) -> bool {
        let rest = self.rest.trim_start();
        let found = rest.starts_with(c);
        if found {
            self.rest = &rest[c.len_utf8()..];
        }
        found
    }

    fn sum(&mut self) -> Option<Value> {
        let mut value = self.product()?;
        loop {
            let sign = if self.skip('+') {
                1.0
            } else if self.skip('-') {
                -1.0
            } else {
                return Some(value);
            };
            value = match (value, self.product()?) {
                (Value::Number(a), Value::Number(b)) => Value::Number(a + sign * b),
                (Value::Length(a), Value::Length(b)) => Value::Length(a.plus(b.times(sign))),
                (Value::Length(a), Value::Number(0.0)) | (Value::Number(0.0), Value::Length(a)) => {
                    Value::Length(a)
                }
                _ => return None,
            };
        }
    }

    fn product(&mut self) -> Option<Value> {
        let mut value = self.atom()?;
        loop {
            if self.skip('*') {
                value = match (value, self.atom()?) {
                    (Value::Number(a), Value::Number(b)) => Value::Number(a * b),
                    (Value::Number(a), Value::Length(b)) | (Value::Length(b), Value::Number(a)) => {
                        Value::Length(b.times(a))
                    }
                    // Nothing is measured in square pixels.
                    _ => return None,
                };
            } else if self.skip('/') {
                value = match (value, self.atom()?) {
                    (_, Value::Number(0.0)) => return None,
                    (Value::Number(a), Value::Number(b)) => Value::Number(a / b),
                    (Value::Length(a), Value::Number(b)) => Value::Length(a.times(1.0 / b)),
                    _ => return None,
                };
            } else {
                return Some(value);
            }
        }
    }

    fn atom(&mut self) -> Option<Value> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let value = self.inner_atom();
        self.depth -= 1;
        value
    }

    fn inner_atom(&mut self) -> Option<Value> {
        self.rest = self.rest.trim_start();
        let digits = |c: char| c.is_ascii_digit() || c == '.';
        let end = self.rest.find(|c: char| !(c.is_ascii_alphabetic() || c == '-')).unwrap_or(0);
        let name = self.rest[..end].to_ascii_lowercase();
        if self.rest[end..].starts_with('(') {
            self.rest = &self.rest[end + 1..];
            return self.function(&name);
        }
        let sign = usize::from(self.rest.starts_with(['+', '-']));
        let end =
            self.rest[sign..].find(|c: char| !digits(c)).map_or(self.rest.len(), |at| at + sign);
        let number: f32 = self.rest[..end].parse().ok()?;
        let mut rest = &self.rest[end..];
        let unit_end =
            rest.find(|c: char| !(c.is_ascii_alphabetic() || c == '%')).unwrap_or(rest.len());
        let unit = rest[..unit_end].to_ascii_lowercase();
        rest = &rest[unit_end..];
        self.rest = rest;
        let Units { em, rem } = self.units;
        let pixels = match unit.as_str() {
            "" => return Some(Value::Number(number)),
            "%" => return Some(Value::Length(Length::Mix(0.0, number / 100.0))),
            "px" => 1.0,
            "em" => em,
            "rem" => rem,
            "ex" => 0.5 * em,
            "ch" => 0.6 * em,
            "lh" => 1.3 * em,
            "pt" => 4.0 / 3.0,
            "pc" => 16.0,
            "in" => 96.0,
            "cm" => 96.0 / 2.54,
            "mm" => 9.6 / 2.54,
            "vw" | "vmax" | "dvw" | "svw" | "lvw" => 12.8,
            "vh" | "vmin" | "dvh" | "svh" | "lvh" => 7.2,
            _ => return None,
        };
        Some(Value::Length(Length::px(number * pixels)))
    }

    fn function(&mut self, name: &str) -> Option<Value> {
        let mut values = vec![self.sum()?];
        while self.skip(',') {
            values.push(self.sum()?);
        }
        self.skip(')');
        match (name, values.len()) {
            ("" | "calc", 1) => values.pop(),
            ("min", _) => least(values),
            ("max", _) => most(values),
            ("clamp", 3) => {
                let (high, middle, low) = (values.pop()?, values.pop()?, values.pop()?);
                most(vec![low, least(vec![middle, high])?])
            }
            _ => None,
        }
    }
}

fn lengths(values: &[Value]) -> Option<Vec<Length>> {
    values
        .iter()
        .map(|value| match value {
            Value::Length(length) => Some(length.clone()),
            Value::Number(0.0) => Some(Length::ZERO),
            Value::Number(_) => None,
        })
        .collect()
}

fn numbers(values: &[Value]) -> Option<Vec<f32>> {
    values
        .iter()
        .map(|value| match value {
            Value::Number(number) => Some(*number),
            Value::Length(_) => None,
        })
        .collect()
}

fn least(values: Vec<Value>) -> Option<Value> {
    if let Some(numbers) = numbers(&values) {
        return Some(Value::Number(numbers.into_iter().fold(f32::INFINITY, f32::min)));
    }
    Some(Value::Length(Length::Min(lengths(&values)?.into())))
}

fn most(values: Vec<Value>) -> Option<Value> {
    if let Some(numbers) = numbers(&values) {
        return Some(Value::Number(numbers.into_iter().fold(f32::NEG_INFINITY, f32::max)));
    }
    Some(Value::Length(Length::Max(lengths(&values)?.into())))
}

/// The parts of a value between white space outside of parentheses.
pub(super) fn words(text: &str) -> Vec<&str> {
    split(text, |c| c.is_ascii_whitespace())
}

/// The parts of a value between commas outside of parentheses.
pub(super) fn parts(text: &str) -> Vec<&str> {
    split(text, |c| c == ',')
}

fn split(text: &str, ends: impl Fn(char) -> bool) -> Vec<&str> {
    let (mut out, mut depth, mut start, mut quote) = (Vec::new(), 0_usize, 0, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (None, c) if depth == 0 && ends(c) => {
                out.push(text[start..at].trim());
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    out.push(text[start..].trim());
    out.retain(|part| !part.is_empty());
    out
}

#[cfg(test)]
mod tests {
    use super::{Length, Units, length, number, parts, words};

    const UNITS: Units = Units { em: 20.0, rem: 16.0 };

    #[test]
    fn lengths_are_pixels_and_shares() {
        for (text, around, expected) in [
            ("0", 100.0, 0.0),
            ("1.5em", 100.0, 30.0),
            ("-.5em", 100.0, -10.0),
            ("50%", 300.0, 150.0),
            ("calc(100% - 2em)", 300.0, 260.0),
            ("calc(720px * 0.72)", 0.0, 518.4),
            ("max(0.62em, 23.5px)", 0.0, 23.5),
            ("max(0.9em, min(1em, 23.5px))", 0.0, 20.0),
            ("calc(min(40%, 1.5 * 720px * 0.72) * 0.5)", 1000.0, 200.0),
            ("calc(-1 * min(10px, 5%))", 100.0, -5.0),
            ("clamp(1px, 50%, 30px)", 100.0, 30.0),
            ("calc(10px + (2 * 3px))", 0.0, 16.0),
        ] {
            let value = length(text, UNITS).map(|length| length.of(around));
            assert!(
                value.is_some_and(|value| (value - expected).abs() < 0.01),
                "{text}: {value:?}"
            );
        }
        let deep = "calc(".repeat(10_000);
        for bad in ["", "auto", "1", "1px2", "2px * 3px", "calc(", "1px / 0", "9e9px", &deep] {
            assert_eq!(length(bad, UNITS), None, "{bad}");
        }
        assert_eq!(number("calc(1 / 4)", UNITS), Some(0.25));
        assert!(!length("calc(1px + 1%)", UNITS).unwrap().is_fixed());
        assert_eq!(length("3px", UNITS).unwrap().zoomed(2.0), Length::px(6.0));
    }

    #[test]
    fn values_are_cut_outside_of_parentheses() {
        assert_eq!(words("0 calc(1px + 2px)  auto"), ["0", "calc(1px + 2px)", "auto"]);
        assert_eq!(parts("\"a, b\", c"), ["\"a, b\"", "c"]);
    }
}
