//! Decks in a real browser: `tests/browser/run.mjs` looks, these tests judge what it saw.

use crate::program::{self, deckgen, root};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What `run.mjs` reports about folders with built decks, in their order.
fn look(folders: &[PathBuf], options: &[&str]) -> Vec<Value> {
    let names: Vec<&str> =
        folders.iter().map(|folder| folder.to_str().expect("a UTF-8 path")).collect();
    let decks = serde_json::to_string(&names).expect("texts can be JSON");
    let mut report = run("run.mjs", &[options, &[decks.as_str()]].concat());
    names.iter().map(|name| report[name].take()).collect()
}

/// What a script of `tests/browser/` reports.
pub(crate) fn run(script: &str, arguments: &[&str]) -> Value {
    let mut command = Command::new("node");
    command.arg(root().join("tests/browser").join(script)).args(arguments);
    let output = command.output().unwrap_or_else(|error| {
        panic!("cannot start `node` ({error}): install Node.js, then run `npm ci --ignore-scripts`")
    });
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "the browser checks did not run. Run `npm ci --ignore-scripts` in the project's folder, or \
         install Chromium and set CHROMIUM to the program.\n{told}"
    );
    serde_json::from_slice(&output.stdout).expect("the script prints JSON")
}

/// Builds a deck with more arguments; returns its folder.
fn build(folder: &Path, deck: &Path, arguments: &[&str]) -> PathBuf {
    let mut command = deckgen(folder);
    let output = command.arg("build").arg(deck).args(arguments).output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let out = arguments.iter().skip_while(|argument| **argument != "-o").nth(1);
    let name = deck.file_stem().expect("a deck has a name");
    folder.join(out.unwrap_or(&"dist")).join(name)
}

fn problems(report: &Value) -> Vec<String> {
    let list = report["problems"].as_array().expect("a list of problems");
    list.iter().map(|problem| problem.as_str().unwrap_or_default().to_string()).collect()
}

/// The ids of slides that scroll.
fn scrolling(report: &Value) -> Vec<&str> {
    let fit = report["fit"].as_object().expect("how slides fit");
    fit.iter().filter(|(_, fit)| *fit == "scroll").map(|(id, _)| id.as_str()).collect()
}

/// The smallest text in pixels on a kind of screen.
fn smallest(report: &Value, screen: &str) -> f64 {
    report["smallest"][screen].as_f64().unwrap_or_else(|| panic!("nothing was seen on {screen}"))
}

fn judge_seed(report: &Value, what: &str) {
    let found = problems(report);
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
    assert_eq!(report["undecided"].as_array().map(Vec::len), Some(0), "{what}: axe is undecided");
    assert_eq!(report["slides"].as_array().map(Vec::len), Some(11), "{what}: slides");
    assert!(scrolling(report).is_empty(), "{what}: {:?} scroll", scrolling(report));
    for (screen, least) in [("1280x720", 28.0), ("phone", 16.0), ("no JavaScript", 16.0)] {
        let size = smallest(report, screen);
        assert!(size >= least, "{what}: text of {size} px on {screen}");
    }
}

#[test]
fn the_seed_deck_is_whole_everywhere() {
    let folder = program::empty_folder("browser-seed");
    let built = build(&folder, &root().join("decks/informational.md"), &[]);
    let report = look(&[built], &[]).remove(0);
    judge_seed(&report, "the seed deck");
    assert_eq!(report["pages"], 11, "printed pages");
}

#[test]
fn the_seed_deck_fits_in_every_theme() {
    let folder = program::empty_folder("browser-themes");
    let deck = root().join("decks/informational.md");
    let themes: Vec<&str> = deckgen::theme::built_in().map(|theme| theme.name).collect();
    assert_eq!(themes.len(), 14);
    let built: Vec<PathBuf> = themes
        .iter()
        .map(|theme| build(&folder, &deck, &["--theme", theme, "-o", theme]))
        .collect();
    for (report, theme) in look(&built, &["--fast"]).iter().zip(themes) {
        judge_seed(report, theme);
    }
}

fn judge_tour(report: &Value, what: &str) {
    let found = problems(report);
    assert!(found.is_empty(), "the tour in {what}:\n{}", found.join("\n"));
    assert!(scrolling(report).is_empty(), "the tour in {what}: {:?} scroll", scrolling(report));
    assert!(report["slides"].as_array().is_some_and(|slides| slides.len() > 30), "{what}");
}

#[test]
fn the_tour_is_whole() {
    let folder = program::empty_folder("browser-tour");
    let built = build(&folder, &root().join("decks/tour.md"), &["--strict"]);
    judge_tour(&look(&[built], &[]).remove(0), "league");
}

#[test]
fn the_tour_is_whole_in_every_theme() {
    let folder = program::empty_folder("browser-tour-themes");
    let deck = root().join("decks/tour.md");
    let themes: Vec<&str> = deckgen::theme::built_in().map(|theme| theme.name).collect();
    let built: Vec<PathBuf> = themes
        .iter()
        .map(|theme| build(&folder, &deck, &["--strict", "--theme", theme, "-o", theme]))
        .collect();
    for (report, theme) in look(&built, &["--brief"]).iter().zip(themes) {
        judge_tour(report, theme);
    }
}

#[test]
fn no_deck_is_cut_off() {
    let folder = program::empty_folder("browser-decks");
    let source = root().join("tests/browser/decks");
    let names: Vec<PathBuf> = crate::suite::files(&source);
    assert!(!names.is_empty(), "there are no decks");
    let built: Vec<PathBuf> = names.iter().map(|deck| build(&folder, deck, &[])).collect();
    let reports = look(&built, &["--fast"]);
    let mut found = Vec::new();
    for (deck, report) in names.iter().zip(&reports) {
        let name = deck.file_stem().unwrap_or_default().to_string_lossy();
        found.extend(problems(report).iter().map(|problem| format!("{name}: {problem}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn long_slides_are_split_where_the_deck_says_so() {
    let folder = program::empty_folder("browser-split");
    let built = build(&folder, &root().join("tests/browser/decks/split.md"), &["--notes"]);
    let report = look(&[built], &[]).remove(0);
    assert_eq!(problems(&report), [""; 0]);
    assert!(scrolling(&report).is_empty(), "{:?} scroll", scrolling(&report));
    let slides = report["slides"].as_array().expect("ids of slides");
    let slides: Vec<&str> = slides.iter().filter_map(Value::as_str).collect();
    let expected = [
        "/title-slide",
        "/short",
        "/a-long-list",
        "/a-long-list~2",
        "/table",
        "/table~2",
        "/table~3",
        "/steps",
        "/steps~2",
        "/last",
    ];
    assert_eq!(slides, expected);
    assert_eq!(report["pages"], 10, "printed pages");
}

#[test]
fn a_site_is_whole() {
    let folder = program::empty_folder("browser-site");
    let mut command = deckgen(&folder);
    let source = root().join("tests/browser/site");
    let output = command.arg("build").arg(source).output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let site = folder.join("dist");
    let report = run("site.mjs", &[site.to_str().expect("a UTF-8 path")]);
    assert_eq!(problems(&report), [""; 0]);
}
