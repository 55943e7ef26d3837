//! Code from other files: `file=a.rs lines=10-20`, and named regions of them.
//!
//! A region stands between two lines that hold `#region NAME` and `#endregion` (as many editors fold), or
//! `ANCHOR: NAME` and `ANCHOR_END: NAME`, in comments of whatever language. Such lines are never shown.

use crate::diagnostic::{Diagnostic, Severity};
use crate::fence::{self, CodeFile, Lines};
use crate::markdown::CodeBlock;
use crate::project::{Texts, Wanted};
use crate::source::{Sources, Span};
use crate::suggest;
use std::collections::BTreeSet;

/// The largest file that code or data is taken from, in bytes.
const MAX_BYTES: u64 = 4_000_000;

/// The code that a block's fence names; `node` is the block's place. `None` when there is none, which is
/// then a diagnostic.
pub(super) fn find(
    block: &CodeBlock,
    node: Span,
    sources: &Sources,
    texts: &mut Texts<'_>,
) -> Option<String> {
    let wanted = fence::read(&block.info).file?;
    let span = block.info_span(wanted.range.clone(), node);
    let from = &sources.file(node.file).path;
    let what = Wanted { code: "missing-file", what: "file", severity: Severity::Error };
    let file = texts.get(from, &wanted.path, MAX_BYTES, span, what)?;
    // Each block searches the file again.
    if !texts.has_time(file.text.len()) {
        let message = "deckgen has searched more than 1 GB for code, and stops here";
        let error = Diagnostic::error("include-too-large", span, message);
        texts.diagnostics.push(error.hint("take less code from large files"));
        return None;
    }
    let code = part(&file.text, wanted.region.as_deref(), wanted.lines.as_ref());
    code.map_err(|gone| texts.diagnostics.push(gone.at(span, &wanted))).ok()
}

/// Why there is no such code.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Gone {
    /// There is no region of this name; the names that there are.
    Region(BTreeSet<String>),
    /// The region is never ended.
    Open,
    /// There are only so many lines.
    Lines(usize),
}

impl Gone {
    fn at(self, span: Span, wanted: &CodeFile) -> Diagnostic {
        let path = &wanted.path;
        let name = wanted.region.as_deref().unwrap_or_default();
        match self {
            Gone::Region(names) => {
                let message = format!("`{path}` has no region `{name}`");
                Diagnostic::error("missing-region", span, message)
                    .hint(format!("put `#region {name}` and `#endregion` around it, in comments"))
                    .maybe_hint(suggest::did_you_mean(name, names.iter().map(String::as_str)))
            }
            Gone::Open => {
                let message = format!("the region `{name}` of `{path}` is never ended");
                Diagnostic::error("missing-region", span, message)
                    .hint("put a comment `#endregion` where it ends")
            }
            Gone::Lines(count) => {
                let message = format!("there are only {count} lines in `{path}`");
                Diagnostic::error("missing-lines", span, message)
                    .hint("name other lines, or a region, which moves along with the code")
            }
        }
    }
}

/// The part of a file's text that is wanted, without the indentation that all its lines share.
pub(super) fn part(
    text: &str,
    region: Option<&str>,
    wanted: Option<&Lines>,
) -> Result<String, Gone> {
    let lines = match region {
        Some(name) => inside(text, name)?,
        None => text.lines().filter(|line| mark(line).is_none()).collect(),
    };
    let chosen: Vec<&str> = match wanted {
        None => lines,
        Some(wanted) => {
            let count = lines.len();
            if wanted.last().is_some_and(|last| last as usize > count) {
                return Err(Gone::Lines(count));
            }
            let numbered = (1..).zip(lines);
            numbered.filter(|(line, _)| wanted.contains(*line)).map(|(_, line)| line).collect()
        }
    };
    let chosen = if region.is_some() { trimmed(&chosen) } else { &chosen };
    Ok(without_indent(chosen))
}

/// The lines of all regions of a name, one after the other.
fn inside<'t>(text: &'t str, name: &str) -> Result<Vec<&'t str>, Gone> {
    let mut open: Vec<&str> = Vec::new();
    let mut names = BTreeSet::new();
    let mut lines = Vec::new();
    for line in text.lines() {
        match mark(line) {
            Some(Mark::Begin(begun)) => {
                names.insert(begun.to_string());
                open.push(begun);
            }
            Some(Mark::End(ended)) => {
                let at = open.iter().rposition(|open| ended.is_none_or(|ended| *open == ended));
                open.truncate(at.unwrap_or(open.len()));
            }
            None if open.contains(&name) => lines.push(line),
            None => {}
        }
    }
    match (names.contains(name), open.contains(&name)) {
        (false, _) => Err(Gone::Region(names)),
        (true, true) => Err(Gone::Open),
        (true, false) => Ok(lines),
    }
}

/// A line that begins or ends a region.
#[derive(Debug, PartialEq, Eq)]
enum Mark<'l> {
    /// Of that name, which may be empty.
    Begin(&'l str),
    /// Of that name, or of the innermost region.
    End(Option<&'l str>),
}

fn mark(line: &str) -> Option<Mark<'_>> {
    let after = |word| line.split_once(word).map(|(_, rest)| first_name(rest));
    if let Some(name) = after("ANCHOR_END:").or_else(|| after("#endregion")) {
        return Some(Mark::End(Some(name).filter(|name| !name.is_empty())));
    }
    after("ANCHOR:").or_else(|| after("#region ")).map(Mark::Begin)
}

fn first_name(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.')));
    &text[..end.unwrap_or(text.len())]
}

/// Without blank lines at both ends.
fn trimmed<'l, 't>(lines: &'l [&'t str]) -> &'l [&'t str] {
    let filled = |line: &&str| !line.trim().is_empty();
    let Some(start) = lines.iter().position(filled) else { return &[] };
    let end = lines.iter().rposition(filled).map_or(start, |at| at + 1);
    &lines[start..end]
}

fn without_indent(lines: &[&str]) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let filled = lines.iter().filter(|line| !line.trim().is_empty());
    let shared = filled.map(|line| indent(line)).min().unwrap_or(0);
    let mut out = String::new();
    for line in lines {
        out.push_str(line.get(shared..).unwrap_or_default());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "use a;\n// #region main\nfn main() {\n    // ANCHOR: body\n    a();\n\n    b();\n    // ANCHOR_END: body\n}\n// #endregion\n<!-- #region x -->\n\nlast\n<!-- #endregion x -->\n";

    #[test]
    fn regions_may_stand_in_one_another() {
        for (region, expected) in [
            (None, "use a;\nfn main() {\n    a();\n\n    b();\n}\n\nlast\n"),
            (Some("main"), "fn main() {\n    a();\n\n    b();\n}\n"),
            (Some("body"), "a();\n\nb();\n"),
            (Some("x"), "last\n"),
        ] {
            assert_eq!(part(TEXT, region, None).as_deref(), Ok(expected), "{region:?}");
        }
    }

    #[test]
    fn lines_count_from_one() {
        let lines = |ranges: &[std::ops::RangeInclusive<u32>]| Lines { ranges: ranges.to_vec() };
        let some = lines(&[2..=2, 4..=5]);
        assert_eq!(part("a\n b\nc\n d\n  e\n", None, Some(&some)).unwrap(), "b\nd\n e\n");
        assert_eq!(part("a\nb\n", None, Some(&lines(&[2..=u32::MAX]))).unwrap(), "b\n");
        assert_eq!(part("a\nb\n", None, Some(&lines(&[2..=3]))), Err(Gone::Lines(2)));
        assert_eq!(part("a\nb\n", None, Some(&lines(&[3..=u32::MAX]))), Err(Gone::Lines(2)));
    }

    #[test]
    fn what_is_gone_is_told() {
        let names = BTreeSet::from(["body".to_string(), "main".to_string(), "x".to_string()]);
        assert_eq!(part(TEXT, Some("nope"), None), Err(Gone::Region(names)));
        assert_eq!(part("# #region a\nx\n", Some("a"), None), Err(Gone::Open));
    }
}
