//! Every code that a finding can have, as docs/diagnostics.md explains it.

use crate::suggest;
use std::sync::LazyLock;

/// The page that authors read is the table that the program reads; a test compares it with the sources.
const PAGE: &str = include_str!("../docs/diagnostics.md");

/// A code and what is said about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The code, such as `missing-image`.
    pub name: &'static str,
    /// How bad it is at worst, as the page begins: `Error`, `Warning` or `Note`.
    pub severity: &'static str,
    /// What the page says about it, in Markdown, without the severity.
    pub text: &'static str,
}

/// All codes in the order of their names.
pub fn all() -> &'static [Code] {
    static CODES: LazyLock<Vec<Code>> = LazyLock::new(|| read(PAGE));
    &CODES
}

/// The code with this name.
///
/// # Errors
/// There is none; then the nearest one, if one is near.
pub fn find(name: &str) -> Result<&'static Code, Option<&'static str>> {
    let code = all().iter().find(|code| code.name == name);
    code.ok_or_else(|| suggest::nearest(name, all().iter().map(|code| code.name)))
}

fn read(page: &'static str) -> Vec<Code> {
    let entries = page.split("\n## `").skip(1);
    let codes = entries.filter_map(|entry| {
        let (name, rest) = entry.split_once("`\n")?;
        // `*Warning, of deckgen check.* The text`
        let (severity, text) = rest.trim().strip_prefix('*')?.split_once('*')?;
        let severity = severity.split(|c: char| !c.is_ascii_alphabetic()).next()?;
        Some(Code { name, severity, text: text.trim() })
    });
    codes.collect()
}

impl Code {
    /// The first sentence about it, on one line.
    pub fn summary(&self) -> String {
        let paragraph = self.text.split("\n\n").next().unwrap_or_default();
        let line = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
        let end = line.find(". ").map_or(line.len(), |end| end + 1);
        line[..end].to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_read_whole() {
        assert_eq!(all().len(), PAGE.matches("\n## ").count());
        for code in all() {
            assert!(["Error", "Warning", "Note"].contains(&code.severity), "{code:?}");
            assert!(code.summary().ends_with(['.', ':']), "{}: {}", code.name, code.summary());
        }
        assert!(all().is_sorted_by_key(|code| code.name));
    }

    #[test]
    fn near_names_are_offered() {
        assert_eq!(find("missing-image").map(|code| code.severity), Ok("Warning"));
        assert_eq!(find("mising-image"), Err(Some("missing-image")));
        assert_eq!(find("quux"), Err(None));
    }
}
