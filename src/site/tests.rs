//! Tests of whole sites, from files in memory.

use super::*;
use crate::bundle::Bundle;
use crate::world::Memory;

fn world(files: &[(&str, &str)]) -> Memory {
    files
        .iter()
        .fold(Memory::default(), |world, (path, text)| world.with(format!("/site/{path}"), *text))
}

fn build(files: &[(&str, &str)], options: &Options) -> Site {
    compile(&world(files), Path::new("/site"), &[], options)
}

/// All files of a site as texts.
fn all(site: &Site) -> BTreeMap<String, String> {
    let bundles = site.decks.iter().map(|deck| &deck.compiled.bundle).chain([&site.list]);
    let files = bundles.flat_map(Bundle::iter);
    files
        .map(|(path, bytes)| (path.to_string(), String::from_utf8_lossy(bytes).into_owned()))
        .collect()
}

fn codes(site: &Site) -> Vec<&str> {
    let decks = site.decks.iter().flat_map(|deck| &deck.compiled.diagnostics);
    site.diagnostics.iter().chain(decks).map(|finding| finding.code).collect()
}

#[test]
fn a_new_deck_changes_only_the_pages_of_its_neighbours() {
    let deck = |title: &str| format!("title: {title}\n\n## Slide of {title}\n");
    let texts: Vec<String> = ["A", "B", "C", "D"].iter().map(|title| deck(title)).collect();
    let mut files: Vec<(&str, &str)> = ["a.md", "b.md", "c.md", "d.md"]
        .into_iter()
        .zip(texts.iter().map(String::as_str))
        .collect();
    let before = all(&build(&files, &Options::default()));
    files.push(("b2.md", "title: New\n\n## Slide\n"));
    let after = all(&build(&files, &Options::default()));
    let changed: Vec<&str> = before
        .iter()
        .filter(|(path, text)| after.get(*path) != Some(text) && path.ends_with("/index.html"))
        .map(|(path, _)| path.as_str())
        .collect();
    assert_eq!(changed, ["b/index.html", "c/index.html"]);
    let again = all(&build(&files, &Options::default()));
    assert_eq!(after, again);
}

#[test]
fn drafts_are_in_no_site_but_in_previews() {
    let files = [
        ("a.md", "title: A\n\n## S\n\n[draft](b.md)\n"),
        ("b.md", "title: B\ndraft: true\n\n## unspeakable\n"),
        ("c.md", "title: C\n\n## S\n"),
    ];
    let site = build(&files, &Options::default());
    assert_eq!(site.drafts, ["b.md"]);
    assert_eq!(codes(&site), ["link-to-source"]);
    for (path, text) in all(&site) {
        assert!(!path.starts_with("b/") && !text.contains("unspeakable"), "{path}");
    }
    let live = Options { live: Some("1".to_string()), ..Options::default() };
    let site = build(&files, &live);
    assert_eq!(site.decks.len(), 3);
    assert!(site.drafts.is_empty());
    assert!(all(&site)["index.html"].contains("Draft: not part of the built site"));
}

#[test]
fn drafts_may_be_the_default() {
    let files = [
        ("deckgen.yaml", "defaults:\n  draft: true\n"),
        ("a.md", "title: A\ndraft: no\n\n## S\n"),
        ("b.md", "title: B\n\n## S\n"),
    ];
    let site = build(&files, &Options::default());
    assert_eq!((site.decks.len(), site.drafts), (1, vec!["b.md".to_string()]));
}

#[test]
fn the_nearest_configuration_counts_and_is_complained_about_once() {
    let files = [
        ("deckgen.yaml", "title: Outer\nlang: de\n"),
        ("a.md", "title: A\n\n## S\n"),
        ("in/deckgen.yaml", "title: Inner\nlang: fr\nfoo: 1\n"),
        ("in/b.md", "title: B\n\n## S\n"),
        ("in/c.md", "title: C\n\n## S\n"),
    ];
    let site = build(&files, &Options::default());
    assert_eq!(codes(&site), ["unknown-key"]);
    let name = &site.sources.file(site.diagnostics[0].span.unwrap().file).name;
    assert_eq!(name, "in/deckgen.yaml");
    let files = all(&site);
    assert!(files["index.html"].contains("<title>Outer</title>"));
    assert!(files["a/index.html"].contains("<html lang=\"de\""));
    assert!(files["in/c/index.html"].contains("<html lang=\"fr\""));
}

#[test]
fn a_broken_configuration_is_one_error() {
    let files = [
        ("deckgen.yaml", "title: \"A\n"),
        ("a.md", "title: A\n\n## S\n"),
        ("b.md", "title: B\n\n## S\n"),
    ];
    assert_eq!(codes(&build(&files, &Options::default())), ["bad-yaml"]);
    let long = "# x\n".repeat(10_000);
    let files = [("deckgen.yaml", long.as_str()), ("a.md", "title: A\n\n## S\n")];
    assert_eq!(codes(&build(&files, &Options::default())), ["unreadable-file"]);
}

#[test]
fn a_page_has_the_same_slides_in_a_site_and_alone() {
    let files = [
        ("deckgen.yaml", "theme: moon\ndefaults: {footer: F, logo: l.svg}\n"),
        ("l.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.md", "title: A\n\n## S\n\n![x](l.svg)\n"),
    ];
    let site = all(&build(&files, &Options::default()));
    let alone = compile::compile(
        &world(&files),
        Path::new("/site/a.md"),
        &Place::alone("a").unwrap(),
        &Options::default(),
    );
    let alone = String::from_utf8_lossy(alone.bundle.get("a/index.html").unwrap()).into_owned();
    let in_site = site["a/index.html"].replace("../assets/", "assets/");
    let only_in_site: Vec<&str> =
        in_site.lines().filter(|line| !alone.lines().any(|other| other == *line)).collect();
    assert_eq!(only_in_site.len(), 4, "{only_in_site:#?}");
    assert!(
        only_in_site
            .iter()
            .all(|line| line.contains("course") || line.contains("All decks") || *line == "</nav>")
    );
}

#[test]
fn notes_comments_and_hidden_slides_are_not_searched() {
    let deck = "title: A\n\n## Seen\n\n<!-- secret -->\n\ntext\n\n<aside class=\"notes\">secret</aside>\n\n\
        <script>secret()</script>\n\n<p data-notes=\"secret\">after</p>\n\n::: notes\nsecret\n:::\n\n\
        ## Hidden {visibility=hidden}\n\nsecret\n";
    let options = Options { notes: true, ..Options::default() };
    let files = all(&build(&[("a.md", deck)], &options));
    let (_, index) = files.iter().find(|(path, _)| path.contains("search-index")).unwrap();
    assert!(!index.contains("secret"), "{index}");
    assert!(index.contains(r#"["seen","Seen","text after"]"#), "{index}");
}

#[test]
fn whatever_a_header_says_the_other_pages_stay_whole() {
    let evil = "</title></style></script><script>alert(1)</script><!--";
    let deck = format!(
        "---\ntitle: '{evil}'\nsubtitle: '`{evil}`'\nauthor: '`{evil}`'\ntags: ['{evil}']\n\
         date: 2026-01-02\nlang: en\n---\n## `{evil}`\n"
    );
    let config = format!(
        "title: '`{evil}`'\ndescription: '`{evil}`'\norder:\n  - '{evil}': [a]\nbase-url: https://a.example/&\n\
         theme: white\n"
    );

    let site = build(&[("a.md", &deck), ("deckgen.yaml", &config)], &Options::default());
    let files = all(&site);
    for page in ["index.html", "404.html"] {
        let text = &files[page];
        assert!(!text.contains("<script>alert(1)"), "{page}: {text}");
        assert!(!text.contains("</title></style>"), "{page}");
    }
    assert!(files["sitemap.xml"].contains("<loc>https://a.example/&amp;/a/index.html</loc>"));
    let (_, index) = files.iter().find(|(path, _)| path.contains("search-index")).unwrap();
    let json = index.strip_prefix("deckgenSearch(").unwrap().trim_end().strip_suffix(')').unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(json).is_ok());
}

#[test]
fn decks_that_are_one_file_each_leave_no_fonts_beside_the_list() {
    let deck = [("a.md", "title: A\n\n## S\n")];
    let options = Options { single_file: true, ..Options::default() };
    assert!(!all(&build(&deck, &options))["index.html"].contains("@font-face"));
    let files = all(&build(&deck, &Options::default()));
    let list = &files["index.html"];
    assert!(list.contains("@font-face"));
    for font in list.split("url(\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(files.contains_key(font), "{font}");
    }
}
