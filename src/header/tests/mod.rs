//! Tests of reading whole headers.

use super::{Header, read};
use crate::source::{Sources, Spanned};

mod bare;
mod fenced;
mod hostile;
mod percent;
mod values;

/// What came out of a deck.
struct Outcome {
    header: Header,
    body: String,
    /// Each as `code line:column marked text | message | hint`.
    found: Vec<String>,
}

fn outcome(text: &str) -> Outcome {
    let mut sources = Sources::default();
    let file = sources.add("deck.md", text.to_string());
    let mut diagnostics = Vec::new();
    let (header, body) = read(file, text, &mut diagnostics);
    let shown = |diagnostic: &crate::diagnostic::Diagnostic| {
        let span = diagnostic.span.expect("every finding has a place");
        let (line, column) = sources.file(file).position(span.range().start);
        let (code, message) = (diagnostic.code, &diagnostic.message);
        let hint = diagnostic.hint.as_deref().unwrap_or_default();
        format!("{code} {line}:{column} {} | {message} | {hint}", &text[span.range()])
    };
    let found = diagnostics.iter().map(shown).collect();
    Outcome { header, body: text[body..].to_string(), found }
}

/// The header and body of a deck in which nothing is wrong.
fn clean(text: &str) -> (Header, String) {
    let Outcome { header, body, found } = outcome(text);
    assert_eq!(found, [""; 0], "{text:?}");
    (header, body)
}

/// The only finding.
fn finding(text: &str) -> String {
    let mut found = outcome(text).found;
    assert_eq!(found.len(), 1, "{text:?}: {found:#?}");
    found.remove(0)
}

/// The codes of all findings.
fn codes(text: &str) -> Vec<String> {
    let found = outcome(text).found;
    found.iter().map(|line| line.split(' ').next().unwrap_or_default().to_string()).collect()
}

fn value(text: &Option<Spanned<String>>) -> &str {
    text.as_ref().map_or("", |text| &text.value)
}

fn values(texts: &[Spanned<String>]) -> Vec<&str> {
    texts.iter().map(|text| text.value.as_str()).collect()
}
