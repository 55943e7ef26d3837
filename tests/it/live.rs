//! The live preview in a real browser: `tests/browser/live.mjs` saves and looks, this judges.

use crate::program::root;
use serde_json::Value;
use std::process::Command;

#[test]
fn pages_follow_every_save() {
    let mut command = Command::new("node");
    command.arg(root().join("tests/browser/live.mjs")).arg(env!("CARGO_BIN_EXE_deckgen"));
    let output = command.output().unwrap_or_else(|error| {
        panic!("cannot start `node` ({error}): install Node.js, then run `npm ci --ignore-scripts`")
    });
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "the browser checks did not run. Run `npm ci --ignore-scripts` in the project's folder, or \
         install Chromium and set CHROMIUM to the program.\n{told}"
    );
    let report: Value = serde_json::from_slice(&output.stdout).expect("live.mjs prints JSON");
    let report = report.as_object().expect("problems by the names of checks");
    assert_eq!(report.len(), 16, "checks: {:?}", report.keys().collect::<Vec<_>>());
    let problems = report.iter().flat_map(|(name, problems)| {
        let list = problems.as_array().expect("a list of problems").iter();
        list.map(move |problem| format!("{name}: {}", problem.as_str().unwrap_or_default()))
    });
    let problems: Vec<String> = problems.collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
