//! Formulas inside a line, between dollars.
//!
//! Markdown knows no formulas, but spans of code, and both are read alike: nothing inside them means
//! anything, and they go before emphasis and links, but not before HTML. So the dollars around a
//! formula become backticks in the prepared text, and what Markdown then calls code is a formula if
//! the author's text has a dollar there. Which dollars belong together is decided here alone.
//!
//! - The opening dollar does not stand straight after a word character, the closing one not straight
//!   before a letter or digit, and inside of single dollars there is no space next to them. So
//!   prices and shell variables stay text.
//! - A formula holds no other dollar (but `$$ … $$` may hold single ones) and no backtick.
//! - GitHub's ``$`…`$`` is a formula too.

use super::HIDDEN;
use std::collections::HashMap;
use std::ops::Range;

/// Link targets, tags and labels longer than this are not looked for; no dollar in them matters.
const MAX_ATOM: usize = 2000;

/// Writes backticks in place of the dollars around formulas. The text keeps its length.
pub fn as_code(text: &mut String) {
    if !text.contains('$') {
        return;
    }
    let mut edits = Vec::new();
    for part in parts(text).filter(|part| text[part.clone()].contains('$')) {
        let mut reader = Reader { text, at: part.start, end: part.end, ..Reader::default() };
        reader.read();
        edits.append(&mut reader.edits);
    }
    let mut bytes = std::mem::take(text).into_bytes();
    for (at, byte) in edits {
        bytes[at] = byte;
    }
    *text = String::from_utf8(bytes).expect("ASCII became ASCII");
}

/// Parts of the text that a formula cannot go beyond: Markdown begins another block there.
fn parts(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    let mut at = 0;
    let mut depth = 0;
    let mut lines = text.split_inclusive('\n');
    std::iter::from_fn(move || {
        loop {
            let Some(line) = lines.next() else {
                let part = start..at;
                start = at;
                return (!part.is_empty()).then_some(part);
            };
            let before = start..at;
            at += line.len();
            let outer = std::mem::replace(&mut depth, quotes(line));
            match begins(line) {
                Begins::Nothing if outer == depth => continue,
                Begins::Nothing => start = before.end,
                Begins::Block => start = before.end,
                Begins::Other => start = at,
            }
            if !before.is_empty() {
                return Some(before);
            }
        }
    })
}

/// What a line begins.
enum Begins {
    /// It goes on with what was before.
    Nothing,
    /// A block with text of its own.
    Block,
    /// Something with no formula on this line: a blank line, a fence, the definition of a link.
    Other,
}

/// The number of quotations a line stands in.
fn quotes(line: &str) -> usize {
    let margin = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'>'));
    margin.filter(|byte| *byte == b'>').count()
}

fn begins(line: &str) -> Begins {
    let rest = line.trim_start_matches([' ', '\t', '>']).trim_end();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let spaced = |at: usize| rest[at..].starts_with([' ', '\t']);
    match rest.as_bytes().get(digits) {
        None => {
            if digits == 0 {
                Begins::Other
            } else {
                Begins::Nothing
            }
        }
        Some(b'`' | b'~') if rest.starts_with("```") || rest.starts_with("~~~") => Begins::Other,
        Some(b'[') if digits == 0 && rest.contains("]:") => match rest.starts_with("[^") {
            true => Begins::Block,
            false => Begins::Other,
        },
        Some(b'#') if digits == 0 => Begins::Block,
        Some(b'-' | b'*' | b'+') if digits == 0 && spaced(1) => Begins::Block,
        Some(b'.' | b')') if digits > 0 && spaced(digits + 1) => Begins::Block,
        _ => Begins::Nothing,
    }
}

/// Goes once over a part.
#[derive(Default)]
struct Reader<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    edits: Vec<(usize, u8)>,
    /// Where runs of backticks start, by their length; made when first needed.
    ticks: Option<HashMap<usize, Vec<usize>>>,
    /// Links and tags that begin before this place are known not to end.
    no_atom_before: usize,
}

impl Reader<'_> {
    fn read(&mut self) {
        let special = |byte: &u8| matches!(byte, b'\\' | b'`' | b'$' | b'<' | b']' | b'[');
        while let Some(found) = self.rest().iter().position(special) {
            self.at += found;
            match self.rest()[0] {
                b'\\' => self.at += 2,
                b'`' => self.code(),
                b'$' => self.dollars(),
                _ => self.at += self.atom().unwrap_or(1),
            }
            self.at = self.at.min(self.end);
        }
    }

    fn rest(&self) -> &[u8] {
        &self.text.as_bytes()[self.at..self.end]
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes()[..self.end].get(at).copied()
    }

    /// The number of bytes like the one at a place.
    fn run(&self, at: usize) -> usize {
        let bytes = &self.text.as_bytes()[at..self.end];
        bytes.iter().take_while(|byte| **byte == bytes[0]).count()
    }

    /// Jumps over a span of code. Backticks that begin none are hidden, or they would begin one with
    /// the backticks that we write.
    fn code(&mut self) {
        let length = self.run(self.at);
        let (start, after) = (self.at, self.at + length);
        self.ticks.is_none().then(|| self.ticks = Some(self.find_ticks()));
        let same = self.ticks.as_ref().and_then(|ticks| ticks.get(&length));
        let close = same.and_then(|same| same.get(same.partition_point(|at| *at < after)));
        match close {
            Some(close) => self.at = close + length,
            None => {
                self.edits.extend((start..after).map(|at| (at, HIDDEN as u8)));
                self.at = after;
            }
        }
    }

    fn find_ticks(&self) -> HashMap<usize, Vec<usize>> {
        let mut found: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut at = self.at;
        while let Some(next) = self.text[at..self.end].find('`') {
            at += next;
            let length = self.run(at);
            found.entry(length).or_default().push(at);
            at += length;
        }
        found
    }

    /// Writes backticks for a formula that begins here, or goes past the dollars.
    fn dollars(&mut self) {
        let length = self.run(self.at);
        let found = match length {
            1 if self.byte(self.at + 1) == Some(b'`') => self.marked().map(|close| (2, close)),
            1 | 2 => self.close(length).map(|close| (length, close)),
            _ => None,
        };
        match found {
            Some((width, close)) => {
                for at in (self.at..self.at + width).chain(close..close + width) {
                    self.edits.push((at, b'`'));
                }
                self.at = close + width;
            }
            None => self.at += length,
        }
    }

    fn may_open(&self) -> bool {
        let before = self.text[..self.at].chars().next_back();
        !before.is_some_and(|c| is_word(c) || c == '_' || c == '`')
    }

    fn may_close_before(&self, at: usize) -> bool {
        !self.text[at..].starts_with(|c: char| is_word(c) || c == '`')
    }

    /// Where the closing dollars are.
    fn close(&self, length: usize) -> Option<usize> {
        let white = |at: usize| self.text.as_bytes()[at].is_ascii_whitespace();
        let mut at = self.at + length;
        if at >= self.end || !self.may_open() || length == 1 && white(at) {
            return None;
        }
        loop {
            let found = self.text.as_bytes()[at..self.end]
                .iter()
                .position(|byte| matches!(byte, b'\\' | b'`' | b'$'))?;
            at += found;
            match self.text.as_bytes()[at] {
                b'\\' if self.byte(at + 1) != Some(b'`') => at = (at + 2).min(self.end),
                b'\\' | b'`' => return None,
                _ if length == 2 && self.run(at) == 1 => at += 1,
                _ => break,
            }
        }
        let good = self.run(at) == length
            && at > self.at + length
            && self.may_close_before(at + length)
            && !(length == 1 && white(at - 1))
            && !self.text[self.at + length..at].trim().is_empty();
        good.then_some(at)
    }

    /// Where the closing backtick and dollar of ``$`…`$`` are.
    fn marked(&self) -> Option<usize> {
        let start = self.at + 2;
        let inner = &self.text.as_bytes()[start.min(self.end)..self.end];
        let length = inner.iter().position(|byte| matches!(byte, b'`' | b'$'))?;
        let close = start + length;
        let good = length > 0
            && inner[length..].starts_with(b"`$")
            && self.may_open()
            && self.may_close_before(close + 2)
            && self.byte(close + 2) != Some(b'$')
            && !self.text[start..close].trim().is_empty();
        good.then_some(close)
    }

    /// The length of what a link points to, of attributes, of a tag or of a footnote's label.
    fn atom(&mut self) -> Option<usize> {
        if self.at < self.no_atom_before {
            return None;
        }
        let rest = self.rest();
        let rest = &rest[..rest.len().min(MAX_ATOM)];
        let end = match rest {
            [b']', b'(', ..] => balanced(&rest[1..]).map(|end| end + 1),
            [b']', b'{', ..] => rest.iter().position(|byte| *byte == b'}'),
            [b'[', b'^', ..] => rest.iter().position(|byte| *byte == b']'),
            [b'<', b'/' | b'!' | b'?', ..] => tag(rest),
            [b'<', next, ..] if next.is_ascii_alphabetic() => tag(rest),
            _ => return None,
        };
        if end.is_none() {
            self.no_atom_before = self.at + rest.len() / 2;
        }
        end.map(|end| end + 1)
    }
}

/// Letters and digits, but for those of scripts in which words stand without spaces or with endings
/// straight behind a formula: Thai and its neighbours, Chinese, Japanese, Korean.
fn is_word(c: char) -> bool {
    let unspaced = matches!(
        c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}'
            | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}'
            | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}'
    );
    c.is_alphanumeric() && !unspaced
}

/// Where the parenthesis at the start is closed.
fn balanced(rest: &[u8]) -> Option<usize> {
    let mut open = 0_usize;
    rest.iter().position(|byte| {
        match byte {
            b'(' => open += 1,
            b')' => open -= 1,
            _ => {}
        }
        open == 0
    })
}

/// Where a tag or an address in angle brackets ends. Outside of quotes no tag with a space in it has a
/// dollar.
fn tag(rest: &[u8]) -> Option<usize> {
    let mut quote = None;
    let mut spaced = false;
    for (at, byte) in rest.iter().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if open == byte => quote = None,
            (None, b'"' | b'\'') if spaced => quote = Some(byte),
            (None, b'>') => return Some(at),
            (None, b'$') if spaced => return None,
            (None, byte) => spaced |= byte.is_ascii_whitespace(),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked(text: &str) -> String {
        let mut text = text.to_string();
        as_code(&mut text);
        text
    }

    #[test]
    fn dollars_around_formulas_become_backticks() {
        for (text, expected) in [
            ("$a^2$ b", "`a^2` b"),
            ("($a$), **$b$**, $c$.", "(`a`), **`b`**, `c`."),
            ("a $$ b $$ c $$d$$", "a `` b `` c ``d``"),
            ("$`a_b`$", "``a_b``"),
            ("$a\nb$", "`a\nb`"),
            ("$a\\$b$", "`a\\$b`"),
            ("`$x$` $y$", "`$x$` `y`"),
            ("a ` b $x$", "a \u{1} b `x`"),
            ("$$\\text{if $x$}$$", "``\\text{if $x$}``"),
            ("<a title=\"$\">$x$</a>", "<a title=\"$\">`x`</a>"),
            ("a <b and $x$ > c", "a <b and `x` > c"),
            ("[a](x$y$z) $b$", "[a](x$y$z) `b`"),
            ("[$a$](b)", "[`a`](b)"),
            ("- $5 a\n- $x$", "- $5 a\n- `x`"),
            ("\u{4ece}$p_1$\u{8fc7}", "\u{4ece}`p_1`\u{8fc7}"),
        ] {
            assert_eq!(marked(text), expected, "{text}");
        }
    }

    #[test]
    fn other_dollars_stay() {
        for text in [
            "$5 and $6",
            "$5, $6, and US$7",
            "$HOME:$PATH",
            "$x=1;$y=2",
            "a$b$ c",
            "$ a$ $b $",
            "\\$a$",
            "$a\n\nb$",
            "$$$a$$$",
            "$$$$ $$",
            "$a `b$ c`",
            "`x`$a$",
            "$\\`$",
            "[a]: b$c$\n",
            "```$a$\n",
            "$a$1",
            "[^$a$]",
            "$",
            "$$",
            "$`",
            "$`$",
            "$``$",
        ] {
            let marked = marked(text).replace(HIDDEN, "`");
            assert_eq!(marked, text, "{text}");
        }
    }

    #[test]
    fn many_dollars_take_no_longer_each() {
        for part in [
            "$", "$a", "$$", "$$ ", "$$a ", "$`", "$`a", "](", "]($a$", "<a $", "[^", "\\$", "`$``",
        ] {
            let text = part.repeat(100_000);
            assert_eq!(marked(&text).len(), text.len());
        }
    }

    proptest! {
        #[test]
        fn the_text_keeps_its_length_and_its_other_characters(text in "[a1 $`\\\\\\[\\](){}<>|\"\u{e9}\n*-]{0,60}") {
            let marked = marked(&text);
            prop_assert_eq!(marked.len(), text.len());
            for (new, old) in marked.bytes().zip(text.bytes()) {
                prop_assert!(new == old || old == b'$' && new == b'`' || old == b'`' && new == HIDDEN as u8);
            }
        }
    }
}
