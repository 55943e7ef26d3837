//! Runs the cases of `tests/suite/*.md`: a deck each, and what must become of it.

mod case;
mod check;

use std::fs;
use std::path::{Path, PathBuf};

/// The environment variable that makes the run rewrite expectations instead of failing.
pub(crate) const BLESS: &str = "DECKGEN_BLESS";

#[test]
fn every_case_holds() {
    let bless = std::env::var_os(BLESS).is_some();
    let mut failures = Vec::new();
    let mut cases = 0;
    for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite")) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name == "citations.md" && !cfg!(feature = "citations") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a suite is readable UTF-8");
        let mut suite = case::parse(&text).unwrap_or_else(|error| panic!("{name}:{error}"));
        cases += suite.cases.len();
        for case in &mut suite.cases {
            for failure in check::check(case, bless) {
                failures.push(format!("{name}:{}: {}\n{failure}", case.line, case.name));
            }
        }
        let blessed = suite.to_string();
        if bless && blessed != text {
            fs::write(&path, blessed).expect("a suite can be written");
        }
    }
    assert!(cases > 0, "there are no cases");
    let shown = failures.join("\n\n");
    assert!(failures.is_empty(), "{} of {cases} cases failed:\n\n{shown}", failures.len());
}

/// The Markdown files of a folder in order.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a name").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    paths.sort();
    paths
}
