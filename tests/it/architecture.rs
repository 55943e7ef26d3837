//! The shape of the sources: what may import what, and what every file has.

use crate::program::{self, root};
use std::collections::BTreeSet;
use std::fs;

/// The most lines a source file may have.
const MAX_LINES: usize = 500;

/// Paths below `src/` and texts of all source files.
fn sources() -> Vec<(String, String)> {
    let files = program::files(&root().join("src")).into_iter();
    let rust = files.filter(|(path, _)| path.ends_with(".rs"));
    rust.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("sources are UTF-8"))).collect()
}

/// The stages in the order of the table at the head of `src/lib.rs`, each with its line.
fn stages(lib: &str) -> Vec<(String, usize)> {
    let rows = lib.lines().filter_map(|line| line.strip_prefix("//! | ")).skip(2);
    let mut stages = Vec::new();
    for (number, row) in rows.enumerate() {
        let cell = row.split('|').next().unwrap_or_default();
        let names = cell.split('`').skip(1).step_by(2);
        stages.extend(names.map(|name| (name.to_string(), number)));
    }
    stages
}

/// The text without its comments and its tests, which may use anything.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn is_test(path: &str) -> bool {
    path.ends_with("tests.rs") || path.contains("/tests/")
}

fn is_program(path: &str) -> bool {
    path == "main.rs" || path.starts_with("cli/")
}

#[test]
fn no_stage_imports_a_later_one() {
    let sources = sources();
    let lib = &sources.iter().find(|(path, _)| path == "lib.rs").expect("there is a library").1;
    let stages = stages(lib);
    let declared: BTreeSet<&str> = lib
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ").or(line.strip_prefix("mod ")))
        .map(|name| name.trim_end_matches(';'))
        .collect();
    let in_table: BTreeSet<&str> = stages.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(in_table, declared, "the table in src/lib.rs and the modules");
    let row = |name: &str| stages.iter().find(|(stage, _)| stage == name).map(|(_, row)| *row);
    let mut wrong = Vec::new();
    for (path, text) in &sources {
        let own = path.split('/').next().unwrap_or_default().trim_end_matches(".rs");
        let own = own.trim_end_matches("_tests");
        let Some(here) = row(own).filter(|_| !is_test(path)) else { continue };
        let code = code(text);
        for part in code.split("crate::").skip(1) {
            let end = part.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(part.len());
            if row(&part[..end]).is_some_and(|there| there > here) {
                wrong.push(format!("src/{path} imports `{}`", &part[..end]));
            }
        }
        assert!(!code.contains("crate::{"), "src/{path}: name each module in its own `use`");
    }
    assert!(wrong.is_empty(), "later stages are imported:\n{}", wrong.join("\n"));
}

#[test]
fn the_library_never_prints() {
    for (path, text) in sources().iter().filter(|(path, _)| !is_program(path)) {
        for printing in ["println!", "print!(", "eprint!(", "dbg!(", "stdout()", "stderr()"] {
            assert!(!code(text).contains(printing), "src/{path} has `{printing}`");
        }
    }
}

#[test]
fn every_file_says_what_it_is_and_stays_short() {
    for (path, text) in sources() {
        assert!(text.starts_with("//! "), "src/{path} does not open with `//!`");
        let lines = text.lines().count();
        assert!(lines <= MAX_LINES, "src/{path} has {lines} lines");
    }
}

/// Codes as they stand in the sources: the first argument of what makes a diagnostic.
fn codes() -> BTreeSet<String> {
    let makers = [
        "Diagnostic::error(",
        "Diagnostic::warning(",
        "Diagnostic::note(",
        "Diagnostic::without_place(",
        "Diagnostic::whole_file(",
    ];
    let mut codes = BTreeSet::new();
    for (path, text) in sources().iter().filter(|(path, _)| !is_test(path)) {
        let code = code(text);
        // `Wanted { code: "missing-file", … }`
        let given = code.split(" code: \"").skip(1).filter_map(|part| part.split_once('"'));
        codes.extend(given.map(|(name, _)| name.to_string()));
        let reported = code.split("self.report(").skip(1);
        let reported =
            reported.filter_map(|part| part.trim_start().strip_prefix('"')?.split_once('"'));
        codes.extend(reported.map(|(name, _)| name.to_string()));
        for part in makers.iter().flat_map(|maker| code.split(maker).skip(1)) {
            let argument = part.trim_start();
            match argument.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
                Some((name, _)) => drop(codes.insert(name.to_string())),
                None => codes.extend(named_codes(&code, argument, path)),
            }
        }
    }
    codes
}

/// Codes that come from a variable: all texts like codes in the `let` that binds it.
fn named_codes(code: &str, argument: &str, path: &str) -> Vec<String> {
    if path == "diagnostic.rs" {
        return Vec::new();
    }
    let name =
        argument.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    if let Some(function) = function_that_takes(code, name) {
        let name = format!(" {function}(");
        let first_text = |call: &'_ str| call.split('"').nth(1).map(String::from);
        let codes = code
            .split(&name)
            .skip(1)
            .filter_map(first_text)
            .filter(|text| text.starts_with(char::is_alphabetic) && text.contains('-'));
        return codes.collect();
    }
    let binds = |statement: &&str| {
        let names = statement.split('=').next().unwrap_or_default();
        names.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name)
    };
    let statement = code.split("let ").skip(1).find(binds);
    let statement = statement.unwrap_or_else(|| panic!("src/{path}: what is the code `{name}`?"));
    let end = statement.find(";\n").unwrap_or(statement.len());
    let texts = statement[..end].split('"').skip(1).step_by(2);
    let codes: Vec<String> = texts.filter(|text| text.contains('-')).map(String::from).collect();
    assert!(!codes.is_empty(), "src/{path}: what is the code `{name}`?");
    codes
}

/// The function that has the code as a parameter.
fn function_that_takes<'a>(code: &'a str, name: &str) -> Option<&'a str> {
    let before =
        code.split(&format!("{name}: &'static str")).next().filter(|b| b.len() < code.len())?;
    before.rsplit("fn ").next()?.split('(').next()
}

#[test]
fn every_code_is_explained() {
    let page = fs::read_to_string(root().join("docs/diagnostics.md")).expect("there is a page");
    let headings = page.lines().filter_map(|line| line.strip_prefix("## "));
    let explained: BTreeSet<String> =
        headings.map(|heading| heading.trim_matches('`').to_string()).collect();
    assert_eq!(codes(), explained, "codes in src/ and headings of docs/diagnostics.md");
}
