//! Code line by line: numbers, lines that stand out, steps, what was added and removed.

use crate::fence::Steps;
use crate::html::escape;
use std::fmt::Write;

/// One line of a block.
pub(super) struct Line<'h> {
    /// From 1.
    pub(super) number: u32,
    /// Its code.
    pub(super) html: &'h str,
    /// `+` or `-` in a block that shows a change.
    pub(super) sign: Option<char>,
}

impl Line<'_> {
    /// Writes the line as an element. The class `hljs-ln-code` makes reveal.js match lines of two
    /// slides; `s0`, `s1` and so on are the steps in which the line stands out, and `lit` says that it does so
    /// at first.
    pub(super) fn write(&self, out: &mut String, steps: Option<&Steps>) {
        out.push_str("<span class=\"line hljs-ln-code");
        match steps.map(|steps| &steps.groups[..]).unwrap_or_default() {
            [] => {}
            [only] => out.push_str(if only.contains(self.number) { " lit" } else { "" }),
            groups => {
                out.push_str(if groups[0].contains(self.number) { " lit" } else { "" });
                for (step, _) in
                    groups.iter().enumerate().filter(|(_, lines)| lines.contains(self.number))
                {
                    let _ = write!(out, " s{step}");
                }
            }
        }
        out.push_str(match self.sign {
            Some('+') => " added",
            Some('-') => " removed",
            _ => "",
        });
        out.push_str("\">");
        out.push_str(self.html);
        // Inside the element: a block that ends in a line end is no taller for it.
        out.push_str("\n</span>");
    }
}

/// Writes the steps after the first one, as fragments that show nothing themselves. `first_index` is the
/// author's place for the first of them among the slide's fragments.
pub(super) fn markers(out: &mut String, steps: &Steps, first_index: Option<&str>) {
    let first_index: Option<usize> = first_index.and_then(|index| index.parse().ok());
    for step in 1..steps.groups.len() {
        out.push_str("<span class=\"fragment code-step\" aria-hidden=\"true\"");
        escape::pair(out, "data-step", &step.to_string());
        if let Some(first) = first_index {
            escape::pair(out, "data-fragment-index", &first.saturating_add(step - 1).to_string());
        }
        out.push_str("></span>");
    }
}

/// The style of a numbered block: the number before the first line, and the digits of the last.
pub(super) fn numbering(first: u32, count: usize) -> String {
    let last = u64::from(first) + count as u64;
    format!(
        "--before:{};--digits:{}",
        i64::from(first) - 1,
        last.saturating_sub(1).to_string().len()
    )
}

/// Code without the first character of each line where that is a sign or a space, and the signs.
pub(super) fn without_signs(text: &str) -> (String, Vec<char>) {
    let mut code = String::with_capacity(text.len());
    let mut signs = Vec::new();
    for line in text.split('\n') {
        let sign = line.chars().next().filter(|c| matches!(c, '+' | '-' | ' '));
        signs.push(sign.unwrap_or(' '));
        code.push_str(&line[usize::from(sign.is_some())..]);
        code.push('\n');
    }
    code.pop();
    (code, signs)
}
