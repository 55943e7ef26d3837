//! Numbers as authors write them and as readers want them.

/// Values beyond it are refused: sums and differences stay exact enough to draw.
const LARGEST: f64 = 1e18;

/// How a language writes numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    decimal: char,
    group: &'static str,
    /// What a million, a billion (10⁹) and a trillion (10¹²) are called; empty: they are written out.
    large: [&'static str; 3],
    percent: &'static str,
}

impl Default for Numbers {
    fn default() -> Numbers {
        Numbers::of("en")
    }
}

impl Numbers {
    /// The rules for a language tag, after Unicode's CLDR; a language that is not here gets spaces and a
    /// comma, as the International System of Units allows everywhere.
    pub fn of(lang: &str) -> Numbers {
        let lang = lang.to_ascii_lowercase();
        let language = lang.split(['-', '_']).next().unwrap_or_default();
        let plain = ["", "", ""];
        let (decimal, group, large) = match language {
            "de" if lang.ends_with("-ch") => ('.', "’", ["\u{a0}Mio.", "\u{a0}Mrd.", "\u{a0}Bio."]),
            "de" => (',', ".", ["\u{a0}Mio.", "\u{a0}Mrd.", "\u{a0}Bio."]),
            "fr" => (',', "\u{202f}", ["\u{a0}M", "\u{a0}Md", "\u{a0}Bn"]),
            "" | "en" => ('.', ",", ["M", "B", "T"]),
            "ar" | "fa" | "he" | "hi" | "ja" | "ko" | "th" | "zh" => ('.', ",", plain),
            "da" | "el" | "es" | "hr" | "id" | "is" | "it" | "nl" | "pt" | "ro" | "sl" | "tr"
            | "vi" => (',', ".", plain),
            _ => (',', "\u{a0}", plain),
        };
        let close =
            ["", "ar", "el", "en", "he", "hi", "id", "it", "ja", "ko", "nl", "pt", "th", "zh"];
        let percent = if close.contains(&language) { "%" } else { "\u{a0}%" };
        Numbers { decimal, group, large, percent }
    }

    /// A number with some decimals; four digits are not grouped, so that years look like years.
    pub(super) fn write(&self, value: f64, decimals: usize) -> String {
        let text = format!("{:.*}", decimals, value.abs());
        let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
        let zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        let mut out = String::from(if value < 0.0 && !zero { "−" } else { "" });
        for (at, digit) in whole.chars().enumerate() {
            let left = whole.len() - at;
            if at > 0 && left.is_multiple_of(3) && whole.len() > 4 {
                out.push_str(self.group);
            }
            out.push(digit);
        }
        if !part.is_empty() {
            out.push(self.decimal);
            out.push_str(part);
        }
        out
    }

    /// Shares of a whole, all with a decimal if one of them needs it.
    pub(super) fn percents(&self, shares: &[f64]) -> Vec<String> {
        let whole = |share: &f64| (share * 100.0 - (share * 100.0).round()).abs() < 0.05;
        let decimals = usize::from(!shares.iter().all(whole));
        let write = |share: &f64| self.write(share * 100.0, decimals) + self.percent;
        shares.iter().map(write).collect()
    }

    /// The texts of an axis's ticks: all with as many decimals as the finest needs, large ones short.
    pub(super) fn ticks(&self, ticks: &[f64]) -> Vec<String> {
        let largest = ticks.iter().fold(0.0_f64, |largest, tick| largest.max(tick.abs()));
        let (unit, name) = match largest {
            _ if self.large[0].is_empty() => (1.0, ""),
            1e12.. => (1e12, self.large[2]),
            1e9.. => (1e9, self.large[1]),
            1e6.. => (1e6, self.large[0]),
            _ => (1.0, ""),
        };
        let scaled: Vec<f64> = ticks.iter().map(|tick| tick / unit).collect();
        let decimals = (0..9).find(|decimals| scaled.iter().all(|tick| is_exact(*tick, *decimals)));
        let write = |tick: &f64| match *tick {
            0.0 => self.write(0.0, 0),
            tick => self.write(tick, decimals.unwrap_or(9)) + name,
        };
        scaled.iter().map(write).collect()
    }
}

/// Whether a number of that many decimals is this one, but for what binary fractions lose.
fn is_exact(value: f64, decimals: usize) -> bool {
    let scaled = value * 10_f64.powi(decimals as i32);
    (scaled - scaled.round()).abs() <= 1e-6 * scaled.abs().max(1e-3)
}

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value {
    Number(f64),
    /// There is no value here.
    Gap,
    /// It is no number.
    Other,
}

/// Reads a cell. `comma` is whether the decimal sign is a comma.
pub(super) fn read(text: &str, comma: bool) -> Value {
    let text = text.trim();
    if matches!(text, "" | "-" | "–" | "—" | "NA" | "N/A" | "n/a" | "NaN") {
        return Value::Gap;
    }
    let text = text.strip_suffix('%').unwrap_or(text).trim_end();
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\u{a0}' | '\u{202f}' | ' ' | '\'' | '’' | '_' => {}
            '−' => out.push('-'),
            ',' if comma => out.push('.'),
            '.' if comma => {}
            ',' => {}
            c => out.push(c),
        }
    }
    let plain =
        |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E');
    match out.parse::<f64>() {
        Ok(value)
            if out.bytes().all(plain) && value.abs() <= LARGEST && is_grouped(text, comma) =>
        {
            Value::Number(value)
        }
        _ => Value::Other,
    }
}

/// Whether every sign that groups digits has three digits behind it.
fn is_grouped(text: &str, comma: bool) -> bool {
    let group = if comma { '.' } else { ',' };
    let digits = |part: &str| part.bytes().take_while(u8::is_ascii_digit).count();
    text.split(group).skip(1).all(|part| digits(part) == 3)
}
