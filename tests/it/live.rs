//! The live preview in a real browser: `tests/browser/live.mjs` saves and looks, this judges.

use crate::browser;

#[test]
fn pages_follow_every_save() {
    let report = browser::run("live.mjs", &[env!("CARGO_BIN_EXE_deckgen")]);
    let report = report.as_object().expect("problems by the names of checks");
    assert_eq!(report.len(), 29, "checks: {:?}", report.keys().collect::<Vec<_>>());
    let problems = report.iter().flat_map(|(name, problems)| {
        let list = problems.as_array().expect("a list of problems").iter();
        list.map(move |problem| format!("{name}: {}", problem.as_str().unwrap_or_default()))
    });
    let problems: Vec<String> = problems.collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
