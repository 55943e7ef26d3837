//! Lines of code that are too long to be read on a slide.

use super::Subject;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown::{CodeBlock, Kind};

/// The most characters that fit on a stage of 1280 pixels when the code is set at 70 % of its size.
const MAX_CHARACTERS: usize = 120;

/// Languages whose blocks are drawn and not shown.
const DRAWN: [&str; 5] = ["mermaid", "dot", "graphviz", "chart", "csv"];

pub(super) fn check(subject: Subject<'_>, found: &mut Diagnostics) {
    subject.each(&mut |node| {
        let Kind::CodeBlock(code) = &node.kind else { return };
        if is_drawn(code) {
            return;
        }
        let mut start = 0;
        let mut longest = (0, 0..0);
        for line in code.text.split_inclusive('\n') {
            let text = line.trim_end();
            let characters = text.chars().count();
            if characters > longest.0 {
                longest = (characters, start..start + text.len());
            }
            start += line.len();
        }
        let (characters, range) = longest;
        if characters > MAX_CHARACTERS {
            let message = format!("this line of code has {characters} characters");
            let span = code.span(range, node.span);
            let finding = Diagnostic::warning("long-code-line", span, message);
            found.push(finding.hint(format!(
                "break it: more than {MAX_CHARACTERS} are too small to be read on a slide"
            )));
        }
    });
}

fn is_drawn(code: &CodeBlock) -> bool {
    let word = code.info.trim_start_matches(['{', '.', ' ']);
    let word = word.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    DRAWN.contains(&word)
}
