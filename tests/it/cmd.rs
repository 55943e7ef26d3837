//! Runs the transcripts of `tests/cmd/*.md`: commands, and what they print.

use crate::program;
use crate::suite::{BLESS, files};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn every_transcript_holds() {
    let bless = std::env::var_os(BLESS).is_some();
    let mut failures = Vec::new();
    for path in files(&program::root().join("tests/cmd")) {
        let text = fs::read_to_string(&path).expect("a transcript is readable UTF-8");
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let folder = program::empty_folder(&format!("cmd-{name}"));
        let input = path.with_extension("in");
        if input.is_dir() {
            program::copy(&input, &folder);
        }
        let (blessed, mut failed) = transcript(&text, &folder);
        assert!(blessed.contains("```console"), "{name} runs nothing");
        if bless && blessed != text {
            fs::write(&path, blessed).expect("a transcript can be written");
            failed.clear();
        }
        failures.extend(failed.into_iter().map(|failure| format!("{name}.md: {failure}")));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// Runs all commands of a transcript; returns it with what they really print, and what differs.
fn transcript(text: &str, folder: &Path) -> (String, Vec<String>) {
    let mut blessed = String::new();
    let mut failures = Vec::new();
    let mut lines = text.lines().peekable();
    let mut inside = false;
    while let Some(line) = lines.next() {
        blessed.push_str(line);
        blessed.push('\n');
        let fence = line.starts_with("```");
        inside = if fence { line == "```console" } else { inside };
        let Some(command) = line.strip_prefix("$ ").filter(|_| inside) else { continue };
        let mut expected = Vec::new();
        while let Some(line) = lines.next_if(|line| !line.starts_with("$ ") && *line != "```") {
            expected.push(line);
        }
        let actual = run(command, folder);
        if matches(&expected, &actual.lines().collect::<Vec<_>>()) {
            expected.iter().for_each(|line| blessed.extend([line, "\n"]));
        } else {
            let wanted = expected.join("\n");
            failures.push(format!("$ {command}\nexpected:\n{wanted}\nbut got:\n{actual}"));
            blessed.push_str(&actual);
        }
    }
    (blessed, failures)
}

/// What a command prints, standard output first, then `? code` if it fails.
///
/// `deckgen` is the built program; what else a transcript may use are `echo TEXT > FILE`, `mkdir`,
/// `rm`, `ls`, `cat` and `grep`, run by a shell.
fn run(command: &str, folder: &Path) -> String {
    let mut shell = Command::new("sh");
    let program = Path::new(env!("CARGO_BIN_EXE_deckgen"));
    let bin = program.parent().expect("the program is in a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    program::clean(&mut shell, folder);
    shell.env("PATH", format!("{}:{path}", bin.display())).stdin(Stdio::null());
    let output = shell.args(["-c", command]).output().expect("a shell can be started");
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    let mut text: String = text.lines().flat_map(|line| [line.trim_end(), "\n"]).collect();
    match output.status.code() {
        Some(0) => {}
        Some(code) => text.push_str(&format!("? {code}\n")),
        None => text.push_str("? killed\n"),
    }
    text
}

/// Whether lines are as expected; a line `...` stands for any number of lines.
fn matches(expected: &[&str], actual: &[&str]) -> bool {
    match expected.split_first() {
        None => actual.is_empty(),
        Some((&"...", rest)) => (0..=actual.len()).any(|skip| matches(rest, &actual[skip..])),
        Some((first, rest)) => {
            actual.first().is_some_and(|line| line_matches(first, line.trim_end()))
                && matches(rest, &actual[1..])
        }
    }
}

/// Whether a line is as expected; `[..]` stands for any text.
fn line_matches(expected: &str, line: &str) -> bool {
    let mut parts = expected.trim_end().split("[..]");
    let start = parts.next().unwrap_or_default();
    let Some(mut rest) = line.strip_prefix(start) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[test]
fn placeholders_stand_for_anything() {
    assert!(line_matches("a [..] c", "a b c"));
    assert!(line_matches("[..]b[..]d", "abcd"));
    assert!(!line_matches("a[..]c", "ab"));
    assert!(!line_matches("a", "ab"));
    assert!(matches(&["a", "...", "c"], &["a", "b", "b", "c"]));
    assert!(matches(&["..."], &[]));
    assert!(!matches(&["...", "c"], &["c", "d"]));
}
