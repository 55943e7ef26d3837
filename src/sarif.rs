//! Findings as a SARIF log, which code scanners such as GitHub's take
//! (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>).

use crate::codes;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{SourceFile, Sources, Span};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// In a longer line the column counts characters, not UTF-16 units: nobody looks at such a place, and
/// counting would take long.
const MAX_LINE: usize = 100_000;

/// What may stand in an address as it is.
const PLAIN: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A finding, the files that it may lie in, and the deck that it is about if that is known.
#[derive(Debug, Clone, Copy)]
pub struct Located<'a> {
    /// The finding.
    pub finding: &'a Diagnostic,
    /// The files that its span may point into.
    pub sources: &'a Sources,
    /// The deck's file, for a finding without a place.
    pub deck: Option<&'a Path>,
}

/// The log. Addresses of files are relative to `root`, for which the root of the repository is expected.
/// A finding that is there twice, because two decks include one file, stands in it once.
pub fn log<'a>(findings: impl IntoIterator<Item = Located<'a>>, root: &Path) -> Value {
    let findings: Vec<Located<'_>> = findings.into_iter().collect();
    let used: BTreeSet<&str> = findings.iter().map(|located| located.finding.code).collect();
    let used: Vec<&str> = used.into_iter().collect();
    let mut seen = BTreeSet::new();
    let mut repeats: BTreeMap<String, usize> = BTreeMap::new();
    let mut results = Vec::new();
    for located in findings {
        let (mut result, line) = result(located, root);
        if !seen.insert(result.to_string()) {
            continue;
        }
        result["ruleIndex"] = used.binary_search(&located.finding.code).unwrap_or(0).into();
        let print = fingerprint(located.finding.code, &uri_of(&result), &line);
        let repeat = repeats.entry(print.clone()).or_default();
        *repeat += 1;
        result["partialFingerprints"] =
            json!({ "primaryLocationLineHash": format!("{print}:{repeat}") });
        results.push(result);
    }
    let mut log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "deckgen",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": used.into_iter().map(rule).collect::<Vec<Value>>(),
            } },
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    });
    // Whether maps keep their order depends on the features that other crates ask for.
    log.sort_all_objects();
    log
}

/// What is said about a code once for all.
fn rule(code: &str) -> Value {
    let Ok(code) = codes::find(code) else { return json!({ "id": code }) };
    let level = match code.severity {
        "Error" => "error",
        "Warning" => "warning",
        _ => "note",
    };
    json!({
        "id": code.name,
        "shortDescription": { "text": code.summary() },
        "help": { "text": code.text, "markdown": code.text },
        "defaultConfiguration": { "level": level },
    })
}

/// One finding, and the line that it stands on.
fn result(located: Located<'_>, root: &Path) -> (Value, String) {
    let Located { finding, sources, deck } = located;
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let hint = finding.hint.iter().map(|hint| format!(" ({hint})"));
    let text: String = std::iter::once(finding.message.clone()).chain(hint).collect();
    let mut result = json!({ "ruleId": finding.code, "level": level, "message": { "text": text } });
    let mut line = String::new();
    let place = match (finding.span, deck) {
        (Some(span), _) => {
            let file = sources.file(span.file);
            line = line_of(file, span);
            let region = region(file, span);
            let uri = if file.path.as_os_str().is_empty() {
                utf8_percent_encode(&file.name, PLAIN).to_string()
            } else {
                uri(&file.path, root)
            };
            Some(json!({ "artifactLocation": { "uri": uri }, "region": region }))
        }
        (None, Some(deck)) => Some(json!({
            "artifactLocation": { "uri": uri(deck, root) },
            "region": { "startLine": 1 },
        })),
        (None, None) => None,
    };
    result["locations"] =
        place.map(|place| json!({ "physicalLocation": place })).into_iter().collect();
    (result, line)
}

fn uri_of(result: &Value) -> String {
    result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].to_string()
}

/// A file's address below the root; another file has its whole path.
fn uri(path: &Path, root: &Path) -> String {
    let (start, below) = match path.strip_prefix(root) {
        Ok(below) => ("", below),
        Err(_) => ("file://", path),
    };
    let written = below.to_string_lossy().replace('\\', "/");
    let slash = if start.is_empty() || written.starts_with('/') { "" } else { "/" };
    format!("{start}{slash}{}", utf8_percent_encode(&written, PLAIN))
}

fn region(file: &SourceFile, span: Span) -> Value {
    let (start_line, start_column) = position(file, span.start as usize);
    let (end_line, end_column) = position(file, span.end.max(span.start) as usize);
    json!({
        "startLine": start_line,
        "startColumn": start_column,
        "endLine": end_line,
        "endColumn": end_column,
    })
}

/// Line and column of a byte, both from 1; the column counts UTF-16 units.
fn position(file: &SourceFile, offset: usize) -> (usize, usize) {
    let (line, characters) = file.position(offset);
    let start = file.line_start(line);
    let before = file.text.get(start..offset).filter(|before| before.len() <= MAX_LINE);
    (line, before.map_or(characters, |before| before.encode_utf16().count() + 1))
}

fn line_of(file: &SourceFile, span: Span) -> String {
    let (line, _) = file.position(span.start as usize);
    let rest = file.text.get(file.line_start(line)..).unwrap_or_default();
    rest.lines().next().unwrap_or_default().trim().chars().take(MAX_LINE).collect()
}

/// What stays the same when lines before a finding come and go.
fn fingerprint(code: &str, uri: &str, line: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [code, uri, line] {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    hasher.finalize().to_hex()[..16].to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log_of(text: &str, at: &str, deck: Option<&Path>) -> Value {
        let mut sources = Sources::default();
        let path = Path::new("/r/a b/ü#.md").to_path_buf();
        let file = sources.add_file("ü#.md", path, text.to_string());
        let start = text.find(at).unwrap();
        let span = Span::new(file, start..start + at.len());
        let finding = Diagnostic::warning("missing-image", span, "gone").hint("look");
        let finding = match deck {
            Some(_) => Diagnostic { span: None, ..finding },
            None => finding,
        };
        let located = Located { finding: &finding, sources: &sources, deck };
        log([located, located], Path::new("/r"))
    }

    #[test]
    fn a_finding_has_a_rule_and_a_place_in_utf16_units() {
        let log = log_of("one\n😀é bad\nx", "bad\n", None);
        let run = &log["runs"][0];
        assert_eq!(run["results"].as_array().unwrap().len(), 1, "twice is once");
        let result = &run["results"][0];
        assert_eq!(result["message"]["text"], "gone (look)");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a%20b/%C3%BC%23.md");
        let region = json!({ "startLine": 2, "startColumn": 5, "endLine": 3, "endColumn": 1 });
        assert_eq!(place["region"], region);
        let rule = &run["tool"]["driver"]["rules"][0];
        assert_eq!(
            (&rule["id"], &result["ruleId"]),
            (&json!("missing-image"), &json!("missing-image"))
        );
        assert_eq!(rule["defaultConfiguration"]["level"], "warning");
        assert_eq!(result["ruleIndex"], 0);
    }

    #[test]
    fn fingerprints_do_not_move_with_lines() {
        let print = |text: &str| {
            log_of(text, "bad", None)["runs"][0]["results"][0]["partialFingerprints"].clone()
        };
        assert_eq!(print("bad"), print("more\nlines\n  bad"));
        assert_ne!(print("bad"), print("bad too"));
    }

    #[test]
    fn a_finding_without_a_place_is_about_its_deck() {
        let log = log_of("x", "x", Some(Path::new("/elsewhere/a.md")));
        let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "file:///elsewhere/a.md");
        assert_eq!(place["region"]["startLine"], 1);
    }
}
