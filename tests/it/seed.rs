//! The deck that the project began with, built by the program.

use crate::program::{self, deckgen, root};
use deckgen::html::tokens::{TokenKind, tokens};
use std::collections::BTreeSet;
use std::path::Path;

const SLIDES: [&str; 11] = [
    "Informational Interviews",
    "Informational Interviews",
    "How to Get an Informational Interview",
    "What to Discuss in an Informational Interview",
    "Get Started: Let them talk about themselves",
    "Get What You Came For",
    "The Strong Finish",
    "With Whom to Get an Informational Interview",
    "Homework",
    "Additional Resources",
    "Never Ghost!",
];

/// Builds the seed deck into a new folder with more arguments; returns its files.
fn build(name: &str, arguments: &[&str]) -> Vec<(String, Vec<u8>)> {
    let folder = program::empty_folder(name);
    program::copy(&root().join("decks"), &folder.join("decks"));
    build_in(&folder, arguments);
    program::files(&folder.join("dist"))
}

fn build_in(folder: &Path, arguments: &[&str]) {
    let mut command = deckgen(folder);
    command.args(["build", "decks/informational.md"]).args(arguments);
    let output = command.output().expect("the program starts");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    assert!(!told.contains("warning"), "{told}");
}

fn page(files: &[(String, Vec<u8>)]) -> String {
    let page = files.iter().find(|(path, _)| path == "informational/index.html");
    String::from_utf8(page.expect("there is a page").1.clone()).expect("a page is UTF-8")
}

/// What the page's elements load.
fn loaded(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for token in tokens(html) {
        let TokenKind::Start { name, attributes, .. } = token.kind else { continue };
        let wanted = match name.as_str() {
            "link" => "href",
            "script" | "img" | "iframe" | "video" | "audio" | "source" => "src",
            _ => continue,
        };
        let values = attributes.into_iter().filter(|attribute| attribute.name == wanted);
        found.extend(values.map(|attribute| attribute.value));
    }
    found
}

/// What a style sheet, or those in a page, name. Strings of scripts are left alone.
fn named_by_css(css: &str) -> Vec<String> {
    let after = css.split("url(").skip(1).filter_map(|rest| rest.split(')').next());
    after.map(|url| url.trim_matches(['"', '\'']).to_string()).collect()
}

#[test]
fn it_has_its_eleven_slides() {
    let page = page(&build("seed-slides", &[]));
    let sections: Vec<&str> = page.split("<section id=\"/").skip(1).collect();
    let titles: Vec<&str> = sections
        .iter()
        .map(|section| {
            let heading = &section[section.find("<h").expect("every slide has a heading")..];
            let inside = &heading[heading.find('>').expect("a whole tag") + 1..];
            inside.split("</h").next().expect("a whole element")
        })
        .collect();
    assert_eq!(titles, SLIDES);
    let items = |slide: usize| sections[slide].matches("<li>").count();
    assert_eq!([items(2), items(3), items(4), items(5), items(6)], [11, 3, 4, 6, 4]);
    assert!(page.contains("<p class=\"subtitle\">Getting Started</p>"));
}

#[test]
fn the_same_deck_gives_the_same_bytes() {
    let first = build("seed-first", &[]);
    let folder = program::empty_folder("seed-second");
    program::copy(&root().join("decks"), &folder.join("elsewhere/decks"));
    build_in(&folder.join("elsewhere"), &[]);
    build_in(&folder.join("elsewhere"), &[]);
    assert_eq!(first, program::files(&folder.join("elsewhere/dist")));

    let here = program::empty_folder("seed-here").join("dist");
    let mut command = deckgen(root());
    let status = command.args(["build", "-q", "decks/informational.md", "-o"]).arg(&here).status();
    assert!(status.expect("the program starts").success());
    let here = program::files(&here);
    let names = |files: &[(String, Vec<u8>)]| {
        files.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&first), names(&here), "built in the project's own folder");
    assert!(first == here, "built in the project's own folder");
}

#[test]
fn it_loads_its_own_files_and_all_of_them() {
    let files = build("seed-files", &[]);
    let html = page(&files);
    let mut used: BTreeSet<String> = loaded(&html).into_iter().collect();
    for (path, bytes) in &files {
        if path.ends_with(".css") {
            let css = String::from_utf8_lossy(bytes);
            let named = named_by_css(&css).into_iter().filter(|url| !url.starts_with("data:"));
            used.extend(named.map(|url| format!("assets/{url}")));
        }
    }
    for url in &used {
        let remote = url.contains("://") || url.starts_with("//") || url.starts_with('/');
        assert!(!remote, "the page loads {url}");
    }
    for (path, _) in files.iter().filter(|(path, _)| path.contains("/assets/")) {
        let name = path.trim_start_matches("informational/");
        let licences = name.starts_with("assets/licenses.");
        assert!(used.contains(name) || html.contains(name) || licences, "{name} is not used");
    }
    // Of the fonts only those with a character of the page are there.
    let is_font = |url: &str| url.ends_with(".woff2") && !url.contains("-latin-4");
    for url in used.iter().filter(|url| !url.starts_with("data:") && !is_font(url)) {
        let path = format!("informational/{url}");
        assert!(files.iter().any(|(file, _)| *file == path), "{url} is not there");
    }
}

#[test]
fn notes_stay_out() {
    let folder = program::empty_folder("seed-notes");
    let deck = "title: x\n\n## One\n\nNote:\nsecret ![a](a.svg)\n";
    std::fs::write(folder.join("a.md"), deck).expect("a deck can be written");
    std::fs::write(folder.join("a.svg"), "<svg/>").expect("a picture can be written");
    let output = deckgen(&folder).args(["build", "a.md"]).output().expect("the program starts");
    assert!(output.status.success());
    for (path, bytes) in program::files(&folder.join("dist")) {
        assert!(!path.contains("/a."), "{path}");
        assert!(!String::from_utf8_lossy(&bytes).contains("secret"), "{path}");
    }
}

#[test]
fn a_single_file_needs_no_other() {
    let files = build("seed-single", &["--single-file"]);
    let others: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(others, ["deckgen.json", "informational/index.html"]);
    let html = page(&files);
    let styles = html.split("<style").skip(1).filter_map(|rest| rest.split("</style").next());
    let named = styles.flat_map(named_by_css);
    for url in loaded(&html).into_iter().chain(named) {
        assert!(url.starts_with("data:") || url.starts_with('#'), "the page loads {url}");
    }
    assert!(!html.contains("\"assets/"), "the page names a file");
}
