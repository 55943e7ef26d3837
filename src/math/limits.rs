//! Limits of a formula, held by one look at its TeX before anything calls itself.

use std::ops::Range;

/// The most TeX in one formula, in bytes.
pub(super) const MAX_LENGTH: usize = 8192;

/// The most groups inside one another: `{ }`, `\left … \right`, `\begin … \end`.
const MAX_GROUPS: usize = 64;

/// The most commands in one cell, outside of groups that are closed. An argument need not stand in a
/// group (`\sqrt\sqrt x`), so each may stand inside the one before; one level takes 1.5 KB of stack.
const MAX_COMMANDS: usize = 400;

/// Says which limit there is.
pub(super) fn message() -> String {
    format!("more than {MAX_GROUPS} groups or {MAX_COMMANDS} commands stand inside one another")
}

/// Where a formula goes beyond the limits.
pub(super) fn too_deep(tex: &str) -> Option<Range<usize>> {
    // The commands before each open group, and those in the innermost.
    let mut groups: Vec<usize> = Vec::new();
    let mut commands = 0;
    let mut at = 0;
    let bytes = tex.as_bytes();
    while let Some(found) = bytes[at..].iter().position(|byte| b"\\{}[]&".contains(byte)) {
        let start = at + found;
        at = start + 1;
        let base = groups.last().copied().unwrap_or(0);
        match bytes[start] {
            b'{' => groups.push(commands),
            b'}' => commands = groups.pop().unwrap_or(0),
            b'&' => commands = base,
            b'[' => commands += 1,
            b']' => {}
            _ => {
                let name = command(&tex[at..]);
                at += name.len();
                match name {
                    "left" | "begin" => groups.push(commands),
                    "right" | "end" => commands = groups.pop().unwrap_or(0),
                    "\\" => commands = base,
                    _ => commands += 1,
                }
            }
        }
        if groups.len() > MAX_GROUPS || commands > MAX_COMMANDS {
            return Some(start..at);
        }
    }
    None
}

/// The name of the command whose backslash stands before `rest`: letters, or one other character.
pub(super) fn command(rest: &str) -> &str {
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let length = if letters > 0 { letters } else { rest.chars().next().map_or(0, char::len_utf8) };
    &rest[..length]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_formulas_are_never_too_deep() {
        let long = r"\frac{\alpha}{\sqrt{\beta}}+".repeat(180);
        for tex in ["", "}}}}{", &r"\alpha & \beta \\ ".repeat(400), &long, &"{a}".repeat(2000)] {
            assert_eq!(too_deep(tex), None, "{tex}");
        }
    }

    #[test]
    fn nesting_has_limits() {
        for part in
            ["{", r"\left(", r"\begin{x}", r"\sqrt", r"\sqrt[", r"\frac{1}", "x^{", r"\hat "]
        {
            assert!(too_deep(&part.repeat(500)).is_some(), "{part}");
        }
    }
}
