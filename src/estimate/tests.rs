//! Estimates of whole decks. Numbers of pixels are those of Chromium 156 on the same decks, measured as
//! `src/page/fit.js` does.

use super::{Estimate, Fit, measured, slides};
use crate::compile::{Options, Place, compile};
use crate::overflow::End;
use crate::world::Memory;
use proptest::prelude::*;
use std::path::Path;

/// The estimates of a deck's slides.
fn estimates(deck: &str) -> Vec<Estimate> {
    let world = Memory::default().with("/d/a.md", deck);
    let place = Place::alone("a").unwrap();
    let compiled = compile(&world, Path::new("/d/a.md"), &place, &Options::default());
    slides(&compiled.bundle, &place.page)
}

fn one(deck: &str) -> Estimate {
    let mut all = estimates(deck);
    assert_eq!(all.len(), 1, "{deck}");
    all.remove(0)
}

fn items(count: usize) -> String {
    (0..count).fold("## List\n\n".to_string(), |deck, at| deck + &format!("- item number {at}\n"))
}

#[test]
fn slides_fit_get_smaller_or_scroll() {
    assert_eq!(one(&items(5)).fit, Fit::Whole);
    let Fit::Shrunk(factor) = one(&items(13)).fit else { panic!("{:?}", one(&items(13))) };
    assert!((0.6..1.0).contains(&factor), "{factor}");
    let full = one(&items(60));
    assert_eq!(full.fit, Fit::Scrolled);
    assert!(full.over_height > 500.0 && full.over_width == 0.0, "{full:?}");
}

#[test]
fn the_header_says_what_becomes_of_large_slides() {
    let with = |rule: &str| one(&format!("---\noverflow: {rule}\n---\n\n{}", items(60))).fit;
    assert_eq!(with("clip"), Fit::Clipped);
    assert_eq!(with("scroll"), Fit::Scrolled);
    assert_eq!(with("split"), Fit::Split);
}

#[test]
fn heights_are_those_of_a_browser() {
    let text = "The quick brown fox jumps over the lazy dog, and then it does so once more. ";
    for (deck, expected) in [
        // A heading of one line (91.2), its margin (22.8), and the slide's padding (38).
        ("## One\n\nText", 91.2 + 22.8 + 49.4 + 38.0),
        ("## One\n\n- a\n- b\n- c", 91.2 + 22.8 + 3.0 * 49.4 + 2.0 * 5.7 + 38.0),
        // Three lines in the theme's Lato at 38 px.
        (&format!("## One\n\n{}", text.repeat(2)), 91.2 + 22.8 + 3.0 * 49.4 + 38.0),
        ("## One\n\n```\na\nb\n```", 91.2 + 22.8 + 2.0 * 30.6 + 23.6 + 38.0),
    ] {
        let height = one(deck).height;
        assert!((height - expected).abs() < 2.0, "{deck}: {height} {expected}");
    }
}

#[test]
fn what_is_too_wide_is_seen() {
    let wide = one(
        "## Table\n\n| a | b |\n|---|---|\n| x | y |\n\n<div style=\"width: 1500px\">wide</div>",
    );
    assert_eq!((wide.fit, wide.over_width), (Fit::Scrolled, 292.0));
    // Code gets narrower until its text is as small as it may be, then it wraps.
    let code = one(&format!("## Code\n\n```\n{}\n```", "word ".repeat(25)));
    assert_eq!(code.over_width, 0.0, "{code:?}");
    assert!(matches!(code.fit, Fit::Shrunk(_)), "{code:?}");
}

#[test]
fn sheets_of_the_author_count() {
    let deck =
        |css: &str| format!("<style>{css}</style>\n\n## One\n\nText\n\n<p class=\"x\">Text</p>");
    let height = |css: &str| one(&deck(css)).height;
    let plain = height("");
    // The theme's `.reveal p` says more than `.x`.
    assert!((height(".x { margin-top: 100px }") - plain).abs() < 0.1);
    assert!((height(".reveal .x { margin-top: 100px }") - plain - 84.8).abs() < 1.0);
    assert!((height(".x { display: none }") - plain + 49.4).abs() < 1.0);
    assert!((height("@media print { .x { font-size: 9em } }") - plain).abs() < 0.1);
    assert!(
        (height(".slides section > :is(p, ul):not(:first-child) { padding-top: 10px }")
            - plain
            - 20.0)
            .abs()
            < 0.1
    );
}

#[test]
fn pictures_have_their_size() {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='400' height='300'></svg>";
    let world = Memory::default().with("/d/a.md", "![A](a.svg)").with("/d/a.svg", svg);
    let place = Place::alone("a").unwrap();
    let compiled = compile(&world, Path::new("/d/a.md"), &place, &Options::default());
    let height = slides(&compiled.bundle, &place.page)[0].height;
    assert!((300.0..360.0).contains(&height), "{height}");
}

#[test]
fn columns_stand_side_by_side() {
    let column = |text: &str| format!("::: {{.column}}\n{text}\n:::\n\n");
    let text = "- one\n- two\n- three\n";
    let two = format!("## Two\n\n:::: {{.columns}}\n{}{}::::\n", column(text), column("- a"));
    let (beside, alone) = (one(&two), one(&format!("## Two\n\n{text}")));
    assert!((beside.height - alone.height).abs() < 20.0, "{} {}", beside.height, alone.height);
}

#[test]
fn blocks_that_reach_over_are_named() {
    let world = Memory::default().with("/d/a.md", format!("{}\n\nLast words", items(60)));
    let place = Place::alone("a").unwrap();
    let options = Options { places: true, ..Options::default() };
    let compiled = compile(&world, Path::new("/d/a.md"), &place, &options);
    let measured = measured(&compiled.bundle, &place.page);
    let seen = &measured.screens[0].1[0];
    assert_eq!((seen.id.as_str(), seen.end), ("/list", End::Scroll));
    let origins = compiled.places.unwrap();
    let block = seen.tall.and_then(|over| over.block).map(|number| origins.blocks[number]);
    assert!(block.is_some_and(|span| span.start >= 9 && span.start < 100), "{block:?}");
    let found = crate::overflow::findings(&measured, &origins, origins.slides["list"]);
    assert!(found[0].message.contains("likely"), "{found:?}");
}

#[test]
fn deep_long_and_odd_pages_are_no_trouble() {
    let deep = |open: &str| open.repeat(800);
    for deck in [
        deep("<div>"),
        deep("<span style=\"display:inline-block\">"),
        deep("<table><tr><td>"),
        deep("> "),
        format!("<style>{}</style>\n\n# A", "*".repeat(20_000)),
        format!("<style>{}</style>\n\n# A", "@media screen{".repeat(20_000)),
        format!("<style>{}a{{}}</style>\n\n# A", ":is(".repeat(20_000)),
        format!("<style>{} p {{ margin: 0 }}</style>\n\n{}", "* ".repeat(60), deep("<p><i>")),
        format!("<style>p {{ {} --z: x; margin: var(--a0) }}</style>\n\nText", laughs()),
        format!(
            "<style>p {{ width: {}1px{} }}</style>\n\nText",
            "calc(".repeat(9999),
            ")".repeat(9999)
        ),
        format!("# A\n\n{}", "word ".repeat(40_000)),
        format!("# A\n\n{}", "w".repeat(200_000)),
        format!("# A\n\n<div style=\"display:flex\">{}</div>", "<b>x</b>".repeat(5_000)),
    ] {
        let _ = estimates(&deck);
    }
}

/// Custom properties that name one another many times.
fn laughs() -> String {
    let line = |at: usize| format!("--a{at}: {};", format!("var(--a{})", at + 1).repeat(30));
    (0..12).map(line).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn more_lines_are_never_lower(lines in prop::collection::vec("[ -~]{0,60}", 0..14)) {
        let deck = |lines: &[String]| {
            let text: String = lines.iter().map(|line| format!("<p>{}</p>\n", plain(line))).collect();
            format!("## Title\n\n<div>\n{text}</div>\n")
        };
        let mut last = 0.0;
        for count in 0..=lines.len() {
            let height = one(&deck(&lines[..count])).height;
            prop_assert!(height >= last, "{height} {last}");
            last = height;
        }
    }

    #[test]
    fn nothing_makes_it_fail(html in "(<(/)?(p|div|b|table|tr|td|ul|li|pre|img|math|mfrac|svg)( style='[a-z:;0-9%() -]{0,30}')?>|[a-z ]{0,9}|\n){0,40}", css in "[a-z.#>+~:*(){};0-9% -]{0,120}") {
        let _ = estimates(&format!("<style>{css}</style>\n\n# A\n\n{html}\n"));
    }
}

/// A line without what Markdown or HTML would read.
fn plain(line: &str) -> String {
    line.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect()
}
