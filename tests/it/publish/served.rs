//! A published deck in a browser.

use super::Author;
use crate::browser;
use crate::program::{copy, root};

#[test]
fn a_published_deck_is_whole_below_a_path() {
    let author = Author::new("served");
    copy(&root().join("decks"), &author.path("work/decks"));
    author.publish(&["decks", "--to", "git:gh-pages:talks"]).expect(0, &[]);
    author.git(".", &["clone", "-q", "-b", "gh-pages", "remote.git", "site"]);
    let page = author.path("site/talks/informational").display().to_string();
    let decks = serde_json::to_string(&[&page]).expect("texts can be JSON");
    // The folder itself holds no assets, so the whole site is served and the deck is a path below it.
    let site = author.path("site").display().to_string();
    let report = browser::run("run.mjs", &["--fast", "--site", &site, &decks]).take();
    let report = &report[&page];
    let problems = report["problems"].as_array().expect("a list");
    assert!(problems.is_empty(), "{problems:#?}");
    assert_eq!(report["slides"].as_array().map(Vec::len), Some(11));
}
