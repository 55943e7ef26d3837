//! Builds one after another in one folder: what is written, left alone and removed.

use super::*;

#[test]
fn a_first_build_makes_the_folder_and_a_second_one_changes_nothing() {
    let temporary = Temporary::new();
    let dist = temporary.path("deep/dist");
    let first = a("old").write(&dist).unwrap();
    let bytes = a("old").bundle.total_bytes();
    let counts = |written| Written { bytes, ..written };
    assert_eq!(first, counts(Written { files_written: 3, ..Written::default() }));
    let before = tree(&dist);
    let modified = |name: &str| fs::metadata(dist.join(name)).unwrap().modified().unwrap();
    let times = [modified("deckgen.json"), modified("a/index.html")];
    let second = a("old").write(&dist).unwrap();
    assert_eq!(second, counts(Written { files_unchanged: 3, ..Written::default() }));
    assert_eq!(tree(&dist), before);
    assert_eq!([modified("deckgen.json"), modified("a/index.html")], times);
}

#[test]
fn the_manifest_is_readable_and_the_same_everywhere() {
    let temporary = Temporary::new();
    let one = temporary.path("one");
    let two = temporary.path("two");
    Build::decks(vec![deck("a", "text", &[])]).write(&one).unwrap();
    a("other").write(&two).unwrap();
    Build::decks(vec![deck("a", "text", &[])]).write(&two).unwrap();
    assert_eq!(tree(&one), tree(&two));
    let hash = blake3::hash(b"text\n").to_hex();
    let expected = r#"{
  "deckgen-manifest": 1,
  "files": {
    "a/index.html": {
      "size": 5,
      "blake3": "HASH"
    }
  },
  "groups": {
    "a": [
      "a/index.html"
    ]
  }
}
"#;
    let text = fs::read_to_string(one.join("deckgen.json")).unwrap();
    assert_eq!(text, expected.replace("HASH", &hash));
}

#[test]
fn a_deck_replaces_only_its_own_files() {
    let temporary = Temporary::new();
    let dist = temporary.path("dist");
    a("a").write(&dist).unwrap();
    Build::decks(vec![deck("b", "b", &["b/assets/three"])]).write(&dist).unwrap();
    let next = Build::decks(vec![deck("a", "new", &["a/assets/two"])]).write(&dist).unwrap();
    assert_eq!((next.files_written, next.files_unchanged, next.files_removed), (1, 1, 1));
    let names: Vec<String> = tree(&dist).into_keys().collect();
    let expected =
        ["a/assets/two", "a/index.html", "b/assets/three", "b/index.html", "deckgen.json"];
    assert_eq!(names, expected);
}

#[test]
fn a_shared_asset_stays_until_no_page_has_it() {
    let temporary = Temporary::new();
    let dist = temporary.path("dist");
    let shared = &["assets/shared"];
    Build::site(vec![deck("a", "a", shared), deck("b", "b", shared)]).write(&dist).unwrap();
    let without = Build::decks(vec![deck("a", "a", &[])]);
    assert_eq!(without.write(&dist).unwrap().files_removed, 0);
    assert!(dist.join("assets/shared").exists());
    let without = Build::decks(vec![deck("b", "b", &[])]);
    assert_eq!(without.write(&dist).unwrap().files_removed, 1);
    assert!(!dist.join("assets").exists());
}

#[test]
fn a_site_removes_decks_that_vanished_and_their_folders() {
    let temporary = Temporary::new();
    let dist = temporary.path("dist");
    let list = |text| deck("index", text, &[]);
    Build::site(vec![list("a b"), deck("x/a", "a", &["assets/one"]), deck("b", "b", &[])])
        .write(&dist)
        .unwrap();
    temporary.put("dist/CNAME", "example.org");
    let next = Build::site(vec![list("b"), deck("b", "b", &[])]).write(&dist).unwrap();
    assert_eq!((next.files_written, next.files_unchanged, next.files_removed), (1, 1, 2));
    let names: Vec<String> = tree(&dist).into_keys().collect();
    assert_eq!(names, ["CNAME", "b/index.html", "deckgen.json", "index.html"]);
}

#[test]
fn foreign_files_and_folders_around_ours_stay() {
    let temporary = Temporary::new();
    let dist = temporary.path("dist");
    a("a").write(&dist).unwrap();
    temporary.put("dist/a/mine.txt", "mine");
    temporary.put("dist/photos/cat.jpg", "cat");
    let next = Build::site(vec![deck("b", "b", &[])]).write(&dist).unwrap();
    assert_eq!(next.files_removed, 3);
    assert_eq!(temporary.get("dist/a/mine.txt"), "mine");
    assert_eq!(temporary.get("dist/photos/cat.jpg"), "cat");
    assert!(!dist.join("a/assets").exists());
}

#[test]
fn an_edited_file_is_neither_overwritten_nor_removed() {
    let temporary = Temporary::new();
    let dist = temporary.path("dist");
    a("a").write(&dist).unwrap();
    temporary.put("dist/a/index.html", "edited by hand");
    a("new").is_refused(&dist, &["`a/index.html`", "somebody changed", "--adopt"]);
    // The same length as what we wrote.
    temporary.put("dist/a/index.html", "b\na/assets/one\na/assets/two\n");
    a("a").is_refused(&dist, &["`a/index.html`"]);
    let other = Build::site(vec![deck("b", "b", &[])]).write(&dist).unwrap();
    assert_eq!(other.kept, [path("a/index.html")]);
    assert_eq!(temporary.get("dist/a/index.html"), "b\na/assets/one\na/assets/two\n");
    // Now it is foreign, and no longer reported.
    let again = Build::site(vec![deck("b", "b", &[])]).write(&dist).unwrap();
    assert_eq!(again.kept, []);
    a("a").is_refused(&dist, &["deckgen did not write `a/index.html`"]);
    a("a").adopting().write(&dist).unwrap();
    assert_eq!(temporary.get("dist/a/index.html"), "a\na/assets/one\na/assets/two\n");
}

#[test]
fn a_deleted_file_is_written_again() {
    let temporary = Temporary::new();
    let dist = temporary.path("dist");
    a("a").write(&dist).unwrap();
    let before = tree(&dist);
    fs::remove_file(dist.join("a/assets/one")).unwrap();
    assert_eq!(a("a").write(&dist).unwrap().files_written, 1);
    assert_eq!(tree(&dist), before);
}

#[test]
fn adopting_adds_and_replaces_and_deletes_nothing() {
    let temporary = Temporary::new();
    let dist = temporary.path("dist");
    temporary.put("dist/photo.jpg", "cat");
    temporary.put("dist/a/index.html", "someone's page");
    temporary.put("dist/a/notes.txt", "notes");
    a("a").is_refused(&dist, &["`a`, `photo.jpg`", "--adopt"]);
    assert_eq!(a("a").adopting().write(&dist).unwrap().files_written, 3);
    assert!(temporary.get("dist/a/index.html").starts_with("a\n"));
    Build::site(vec![]).adopting().write(&dist).unwrap();
    let names: Vec<String> = tree(&dist).into_keys().collect();
    assert_eq!(names, ["a/notes.txt", "deckgen.json", "photo.jpg"]);
}

#[test]
fn a_new_foreign_file_in_the_way_is_named() {
    let temporary = Temporary::new();
    let dist = temporary.path("dist");
    a("a").write(&dist).unwrap();
    for number in 1..=7 {
        temporary.put(&format!("dist/n{number}/index.html"), "mine");
    }
    let many = |text| Build::decks((1..=7).map(|n| deck(&format!("n{n}"), text, &[])).collect());
    many("x").is_refused(&dist, &["`n1/index.html`", "`n5/index.html` and 2 more"]);
    // Equal bytes are still not ours: a later build would remove them.
    temporary.put("dist/b/index.html", "b\n");
    Build::decks(vec![deck("b", "b", &[])]).is_refused(&dist, &["`b/index.html`"]);
}

#[test]
fn names_that_differ_in_case_only_are_not_removed() {
    let temporary = Temporary::new();
    let dist = temporary.path("dist");
    Build::site(vec![deck("Intro", "x", &[])]).write(&dist).unwrap();
    let next = Build::site(vec![deck("intro", "x", &[])]).write(&dist);
    // Refused where both are one file, and else kept.
    assert!(next.is_err() || next.unwrap().kept == [path("Intro/index.html")]);
    assert!(dist.join("Intro/index.html").exists());
}

#[test]
fn ten_thousand_files_are_written_and_removed() {
    let temporary = Temporary::new();
    let dist = temporary.path("dist");
    let decks = (0..2500).map(|n| {
        let asset = |kind: &str| format!("assets/{n}-{kind}");
        let assets = [asset("a"), asset("b"), asset("c")];
        deck(&format!("deck{n}"), "x", &assets.each_ref().map(String::as_str))
    });
    let build = Build::site(decks.collect());
    assert_eq!(build.write(&dist).unwrap().files_written, 10_000);
    assert_eq!(build.write(&dist).unwrap().files_unchanged, 10_000);
    assert_eq!(Build::site(vec![]).write(&dist).unwrap().files_removed, 10_000);
    assert_eq!(tree(&dist).into_keys().collect::<Vec<_>>(), ["deckgen.json"]);
}
