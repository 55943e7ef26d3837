//! Lines of text: words and what stands between them, broken where browsers break them.

use super::face::stands_alone;
use super::style::{Breaks, Case, Style};

/// What stays together on a line.
#[derive(Debug, Clone, Default)]
pub(super) struct Word {
    width: f32,
    /// How narrow it may get, if that is not as wide as it is.
    least: Option<f32>,
    /// The space behind it, which counts only if another word follows on the line.
    space: f32,
    /// How far it reaches over the baseline and below it.
    up: f32,
    down: f32,
    characters: u32,
    breaks: Option<Breaks>,
    /// A new line begins behind it.
    ends_line: bool,
}

/// Text and boxes of one paragraph, before it is broken into lines.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    words: Vec<Word>,
    open: Word,
    last: char,
    /// A space was read that is written only if something follows.
    pending: Option<f32>,
    /// How far the line has come since its start; for tabs.
    column: f32,
}

/// Lines that a paragraph was broken into.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Lines {
    pub(super) height: f32,
    /// The widest line.
    pub(super) width: f32,
    pub(super) count: usize,
}

/// How far a style's text reaches over the baseline and below it, with half of the room between lines.
pub(super) fn extent(style: &Style) -> (f32, f32) {
    let (ascent, descent) = style.typeface.extent();
    // Browsers round what fonts say.
    let (ascent, descent) =
        ((ascent * style.font_size).round(), (descent * style.font_size).round());
    let middle = (ascent - descent) / 2.0;
    let raised = if style.raised { 0.3 * style.font_size } else { 0.0 };
    let half = style.line() / 2.0;
    (half + middle + raised, half - middle - raised)
}

impl Paragraph {
    /// Adds text.
    pub(super) fn text(&mut self, text: &str, style: &Style) {
        let (up, down) = extent(style);
        for c in text.chars() {
            let white = style.white;
            match c {
                '\n' | '\r' if white.keeps_lines => {
                    if c == '\n' {
                        self.reach(up, down);
                        self.line_end();
                    }
                }
                ' ' | '\n' | '\t' | '\r' | '\x0c' if !white.keeps_spaces => self.space(style),
                '\t' => self.tab(style),
                '\u{200b}' => self.close(),
                _ => {
                    self.settle_space(white.wraps);
                    match style.case {
                        Case::Upper => c.to_uppercase().for_each(|c| self.character(c, style)),
                        _ => self.character(c, style),
                    }
                    self.reach(up, down);
                }
            }
        }
    }

    fn space(&mut self, style: &Style) {
        let empty = self.open.characters == 0 && self.open.width == 0.0;
        let starts = self.words.last().is_none_or(|word| word.ends_line);
        if (empty && starts) || self.pending.is_some() || (empty && self.last == ' ') {
            return;
        }
        self.pending = Some(self.advance(' ', style));
        self.last = ' ';
    }

    /// Writes the space that was read, now that something follows.
    fn settle_space(&mut self, wraps: bool) {
        let Some(width) = self.pending.take() else { return };
        if wraps {
            self.open.space = width;
            self.close();
        } else {
            self.open.width += width;
            self.open.characters += 1;
        }
    }

    fn tab(&mut self, style: &Style) {
        let stop = style.tab_size * (style.typeface.advance(' ') * style.font_size);
        let here = self.column % stop.max(1.0);
        let width = if stop > 0.0 { stop - here } else { 0.0 };
        self.open.width += width;
        self.open.characters += 1;
        self.column += width;
    }

    fn advance(&mut self, c: char, style: &Style) -> f32 {
        let own = style.typeface.advance(c) + style.typeface.kerning(self.last, c);
        own * style.font_size + style.letter_spacing
    }

    fn character(&mut self, c: char, style: &Style) {
        let wraps = style.white.wraps;
        if wraps && self.open.characters > 0 && breaks_between(self.last, c) {
            self.close();
        }
        let width = self.advance(c, style);
        self.column += width;
        if wraps && c == ' ' && style.white.keeps_spaces {
            // At the end of a line it sticks out.
            self.open.space += width;
            self.last = c;
            return self.close();
        }
        self.open.width += width;
        self.open.characters += 1;
        let breaks = if wraps { style.breaks } else { Breaks::Never };
        self.open.breaks = Some(self.open.breaks.map_or(breaks, |other| other.min(breaks)));
        self.last = c;
    }

    fn reach(&mut self, up: f32, down: f32) {
        self.open.up = self.open.up.max(up);
        self.open.down = self.open.down.max(down);
    }

    /// Room at the start or end of an inline element.
    pub(super) fn room(&mut self, width: f32, opens: bool) {
        if width != 0.0 {
            if opens {
                self.settle_space(true);
            }
            self.open.width += width;
        }
    }

    /// Adds a box that stands in the line and may get as narrow as `least`.
    pub(super) fn inline_box(&mut self, width: f32, least: f32, up: f32, down: f32) {
        self.settle_space(true);
        self.close();
        let (characters, breaks, least) = (1, Some(Breaks::Never), Some(least));
        self.open = Word { width, least, up, down, characters, breaks, ..Word::default() };
        self.last = '\u{fffc}';
        self.close();
    }

    /// `<br>`
    pub(super) fn line_break(&mut self, style: &Style) {
        self.pending = None;
        let (up, down) = extent(style);
        self.reach(up, down);
        self.line_end();
    }

    fn line_end(&mut self) {
        self.pending = None;
        self.open.ends_line = true;
        self.words.push(std::mem::take(&mut self.open));
        (self.last, self.column) = ('\n', 0.0);
    }

    fn close(&mut self) {
        if self.open.characters > 0 || self.open.width > 0.0 || self.open.space > 0.0 {
            self.words.push(std::mem::take(&mut self.open));
        }
    }

    /// Nothing more comes.
    pub(super) fn finish(&mut self) {
        self.pending = None;
        self.close();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// How wide it is at least, and on lines that are never broken.
    pub(super) fn widths(&self, indent: f32) -> (f32, f32) {
        let (mut least, mut most, mut line) = (0.0_f32, 0.0_f32, indent);
        for word in &self.words {
            let narrow = match word.breaks {
                Some(Breaks::Anywhere) => word.width / word.characters.max(1) as f32,
                _ => word.least.unwrap_or(word.width),
            };
            least = least.max(narrow);
            line += word.width;
            most = most.max(line);
            line = if word.ends_line { 0.0 } else { line + word.space };
        }
        (least, most)
    }

    /// Breaks it into lines; `room` is how wide a line may be that begins so far below the paragraph's start.
    pub(super) fn lines(&self, style: &Style, room: &mut dyn FnMut(f32) -> f32) -> Lines {
        let strut = extent(style);
        let mut lines = Lines::default();
        let mut line = Line { width: style.indent, up: strut.0, down: strut.1, words: 0, gap: 0.0 };
        let mut width = room(0.0);
        for word in &self.words {
            if line.words > 0 && line.width + line.gap + word.width > width + 0.02 {
                lines.take(&mut line, strut);
                width = room(lines.height);
            }
            let breakable = word.breaks.is_some_and(|breaks| breaks >= Breaks::Word);
            if line.words == 0 && breakable && word.width > width + 0.02 {
                let rest = lines.broken(word, &mut line, width, strut);
                line.add(&Word { width: rest, ..word.clone() });
            } else {
                line.add(word);
            }
            if word.ends_line {
                lines.take(&mut line, strut);
                width = room(lines.height);
            }
        }
        if line.words > 0 {
            lines.take(&mut line, strut);
        }
        lines
    }
}

/// A line that is being filled.
struct Line {
    width: f32,
    up: f32,
    down: f32,
    words: usize,
    gap: f32,
}

impl Line {
    fn add(&mut self, word: &Word) {
        self.width += self.gap + word.width;
        self.gap = word.space;
        self.words += 1;
        self.up = self.up.max(word.up);
        self.down = self.down.max(word.down);
    }
}

impl Lines {
    fn take(&mut self, line: &mut Line, strut: (f32, f32)) {
        self.height += line.up + line.down;
        self.width = self.width.max(line.width);
        self.count += 1;
        *line = Line { width: 0.0, up: strut.0, down: strut.1, words: 0, gap: 0.0 };
    }

    /// Breaks a word that is wider than a line, and returns the width of its end.
    fn broken(&mut self, word: &Word, line: &mut Line, room: f32, strut: (f32, f32)) -> f32 {
        let each = (word.width / word.characters.max(1) as f32).max(0.01);
        let fits = (room / each).floor().max(1.0);
        let full = ((word.characters as f32 / fits).ceil() - 1.0).max(0.0);
        (line.up, line.down) = (line.up.max(word.up), line.down.max(word.down));
        self.height += full * (line.up + line.down);
        self.width = self.width.max(line.width + (fits * each).min(word.width));
        self.count += full as usize;
        *line = Line { width: 0.0, up: strut.0, down: strut.1, words: 0, gap: 0.0 };
        (word.width - full * fits * each).max(0.0)
    }
}

/// Whether browsers may break between two characters of a word (<https://www.unicode.org/reports/tr14/>,
/// as far as Chromium follows it in text without spaces).
fn breaks_between(left: char, right: char) -> bool {
    let closes = |c| ")]}.,;:!?'\"»”’、。，．！？）」』】〉》ー々…%".contains(c);
    let opens = |c| "([{«“‘（「『【〈《".contains(c);
    if closes(right) || opens(left) {
        return false;
    }
    match left {
        '-' | '–' | '\u{2010}' => true,
        '—' => true,
        '?' | '…' => right.is_alphanumeric(),
        ']' | ')' if opens(right) => left == ']',
        _ => {
            right == '—'
                || stands_alone(left)
                || stands_alone(right)
                || "、。，！？）」』".contains(left)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Paragraph, breaks_between};
    use crate::estimate::face::Typeface;
    use crate::estimate::style::{Breaks, LineHeight, Style, White};

    fn style() -> Style {
        let typeface = Typeface::of("Lato", 400, false);
        let (line_height, breaks) = (LineHeight::Times(1.3), Breaks::Word);
        Style { typeface, line_height, breaks, font_size: 100.0, ..Style::initial() }
    }

    fn paragraph(text: &str, style: &Style) -> Paragraph {
        let mut paragraph = Paragraph::default();
        paragraph.text(text, style);
        paragraph.finish();
        paragraph
    }

    #[test]
    fn lines_end_between_words() {
        // 1162.8 px in one line, as Chromium sets it.
        let style = style();
        let paragraph = paragraph("  The quick brown\n fox   jumps ", &style);
        let lines = |width: f32| paragraph.lines(&style, &mut |_| width).count;
        assert_eq!([lines(1170.0), lines(1150.0), lines(500.0), lines(300.0)], [1, 2, 3, 5]);
        let (least, most) = paragraph.widths(0.0);
        assert!((most - 1162.8).abs() < 3.0 && (200.0..320.0).contains(&least), "{least} {most}");
        assert!((paragraph.lines(&style, &mut |_| 1170.0).height - 130.0).abs() < 0.1);
    }

    #[test]
    fn long_words_are_broken_only_where_that_is_allowed() {
        let style = style();
        let lines = |style: &Style| paragraph(&"n".repeat(40), style).lines(style, &mut |_| 600.0);
        assert_eq!(lines(&style).count, 4);
        let firm = Style { breaks: Breaks::Never, ..style.clone() };
        assert_eq!(lines(&firm).count, 1);
        assert!(lines(&firm).width > 2000.0);
        let anywhere = Style { breaks: Breaks::Anywhere, ..style };
        assert!(paragraph(&"n".repeat(40), &anywhere).widths(0.0).0 < 100.0);
    }

    #[test]
    fn code_keeps_its_lines() {
        let white = White { keeps_spaces: true, keeps_lines: true, wraps: false };
        let style = Style { white, typeface: Typeface::Mono, ..style() };
        let lines = paragraph("a b\n\n  c d e f g\n", &style).lines(&style, &mut |_| 100.0);
        assert_eq!(lines.count, 3);
        assert!((lines.width - 11.0 * 60.2).abs() < 1.0, "{lines:?}");
    }

    #[test]
    fn breaks_are_those_of_chromium() {
        for text in
            ["a-¦b", "a–¦b", "a¦—¦b", "a?¦b", "日¦本¦語", "語¦a", "a…¦b", "😀¦😀", "x-¦1", "a]¦(b"]
        {
            let parts: Vec<char> = text.chars().filter(|c| *c != '¦').collect();
            for pair in parts.windows(2) {
                let broken = text.contains(&format!("{}¦{}", pair[0], pair[1]));
                assert_eq!(breaks_between(pair[0], pair[1]), broken, "{text} {pair:?}");
            }
        }
        for text in
            ["a/b", "a|b", "a.b", "a,b", "a(b", "a)b", "a→b", "a&b", "a=b", "a_b", "1/2", "a!b"]
        {
            let parts: Vec<char> = text.chars().collect();
            assert!(parts.windows(2).all(|pair| !breaks_between(pair[0], pair[1])), "{text}");
        }
    }
}
