//! Manifests nobody should trust, links and other things in the way.

use super::*;
use crate::output::manifest::Version;
use crate::output::manifest::{Manifest, is_reserved, is_temporary};

#[track_caller]
fn distrusted(manifest: &str, words: &str) {
    let temporary = Temporary::new();
    let dist = temporary.path("dist");
    temporary.put("dist/deckgen.json", manifest);
    temporary.put("dist/photo.jpg", "cat");
    temporary.put("outside", "x");
    a("a").is_refused(&dist, &["deckgen.json", words, "--adopt"]);
    a("a").adopting().write(&dist).unwrap();
    Build::site(vec![]).write(&dist).unwrap();
    assert_eq!(tree(&dist).into_keys().collect::<Vec<_>>(), ["deckgen.json", "photo.jpg"]);
    assert_eq!(temporary.get("outside"), "x");
}

fn naming(file: &str) -> String {
    let Version { size, blake3 } = Version::of(b"x");
    let version = format!(r#"{{"size": {size}, "blake3": "{blake3}"}}"#);
    format!(r#"{{"deckgen-manifest": 1, "groups": {{}}, "files": {{"{file}": {version}}}}}"#)
}

#[test]
fn manifests_that_are_not_ours_are_never_trusted() {
    distrusted("", "not a list");
    distrusted("{", "not a list");
    distrusted("[]", "not a list");
    distrusted("null", "not a list");
    distrusted(r#"{"name": "my config"}"#, "not a list");
    distrusted(r#"{"deckgen-manifest": 1}"#, "not a list");
    distrusted(r#"{"deckgen-manifest": 2, "new": {}}"#, "format 2");
    distrusted(&"[".repeat(100_000), "not a list");
    for bad in ["../outside", "/etc/passwd", "a/../../outside", "a//b", "C:x", "a\\\\b", ""] {
        distrusted(&naming(bad), "not a list");
    }
    distrusted(&naming(&"a/".repeat(5000)), "not a list");
    distrusted(&naming("deckgen.json"), "it names `deckgen.json`");
    distrusted(&naming(".DECKGEN.LOCK"), "it names");
}

#[test]
fn a_good_manifest_of_that_shape_is_trusted() {
    let manifest = Manifest::parse(naming("inside").as_bytes()).unwrap();
    assert_eq!(Manifest::parse(&manifest.to_bytes()).unwrap(), manifest);
    assert_eq!(manifest.versions(&path("inside")), [&Version::of(b"x")]);
}

#[test]
fn reserved_names_are_not_for_bundles() {
    for name in
        ["deckgen.json", "Deckgen.JSON", ".deckgen.lock", ".deckgen-tmp-1-2", ".deckgen-tmp-x"]
    {
        assert!(is_reserved(name));
        let mut build = Build::decks(vec![]);
        build.bundle.insert(path(name), b"".to_vec());
        let group = Group { name: "g".into(), files: vec![path(name)] };
        build.options.scope = Scope::Decks(vec![group]);
        build.is_refused(&Temporary::new().path("dist"), &["needs that name"]);
    }
    assert!(!is_reserved("a/deckgen.json"));
    assert!(is_temporary(".deckgen-tmp-12-0"));
    for name in [
        ".deckgen-tmp-",
        ".deckgen-tmp-1",
        ".deckgen-tmp-1-",
        ".deckgen-tmp-1-x",
        ".deckgen-tmp-1-2-3",
    ] {
        assert!(!is_temporary(name), "{name}");
    }
}

#[test]
fn a_bundle_with_a_file_as_folder_is_refused() {
    let build = Build::site(vec![deck("a", "x", &["a/index.html/assets/one"])]);
    build.is_refused(&Temporary::new().path("dist"), &["a file and a folder"]);
}

#[test]
fn folders_and_files_in_the_way_are_refused_even_when_adopting() {
    let temporary = Temporary::new();
    let dist = temporary.path("dist");
    temporary.put("dist/a/index.html/mine", "mine");
    a("a").adopting().is_refused(&dist, &["a/index.html` is a folder"]);
    fs::remove_dir_all(dist.join("a")).unwrap();
    temporary.put("dist/a", "mine");
    a("a").adopting().is_refused(&dist, &["dist/a` is a file", "needs a folder"]);
    fs::remove_file(dist.join("a")).unwrap();
    temporary.put("dist/deckgen.json/mine", "mine");
    a("a").adopting().is_refused(&dist, &["deckgen.json` is a folder"]);
}

#[test]
fn leftovers_of_killed_builds_are_removed_and_nothing_like_them() {
    let temporary = Temporary::new();
    let dist = temporary.path("dist");
    temporary.put("dist/.deckgen-tmp-99999-3", "half a pa");
    a("a").write(&dist).unwrap();
    assert!(!dist.join(".deckgen-tmp-99999-3").exists());
    temporary.put("dist/.deckgen-tmp-1-4", "");
    temporary.put("dist/.deckgen-tmp-mine", "");
    temporary.put("dist/.deckgen-tmp-1-5/x", "");
    temporary.put("dist/a/.deckgen-tmp-1-6", "");
    a("a").write(&dist).unwrap();
    assert!(!dist.join(".deckgen-tmp-1-4").exists());
    for name in [".deckgen-tmp-mine", ".deckgen-tmp-1-5/x", "a/.deckgen-tmp-1-6"] {
        assert!(dist.join(name).exists(), "{name}");
    }
}

#[test]
fn a_journal_that_a_power_failure_spoilt_makes_nothing_ours() {
    let temporary = Temporary::new();
    let dist = temporary.path("dist");
    a("a").write(&dist).unwrap();
    temporary.put("dist/.deckgen-unfinished.json", "");
    a("a").write(&dist).unwrap();
    assert!(!dist.join(".deckgen-unfinished.json").exists());
    // A new page that only the journal named.
    temporary.put("dist/b/index.html", "b\n");
    temporary.put("dist/.deckgen-unfinished.json", "{");
    let b = || Build::decks(vec![deck("b", "b", &[])]);
    b().is_refused(&dist, &["`b/index.html`", "--adopt"]);
    b().adopting().write(&dist).unwrap();
    assert!(!dist.join(".deckgen-unfinished.json").exists());
}

#[cfg(unix)]
mod links {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn no_link_in_the_folder_is_written_through() {
        let temporary = Temporary::new();
        let dist = temporary.path("dist");
        fs::create_dir_all(temporary.path("home")).unwrap();
        a("a").write(&dist).unwrap();
        fs::rename(dist.join("a/assets"), temporary.path("assets")).unwrap();
        symlink(temporary.path("home"), dist.join("a/assets")).unwrap();
        a("new").adopting().is_refused(&dist, &["a/assets` is a symbolic link"]);
        assert_eq!(tree(&temporary.path("home")).len(), 1);
    }

    #[test]
    fn nothing_is_removed_through_a_link() {
        let temporary = Temporary::new();
        let dist = temporary.path("dist");
        Build::site(vec![deck("x/a", "a", &["x/a/assets/sub/one"])]).write(&dist).unwrap();
        // The same tree elsewhere, with the same bytes and an empty folder.
        fs::rename(dist.join("x"), temporary.path("home")).unwrap();
        fs::remove_file(temporary.path("home/a/assets/sub/one")).unwrap();
        symlink(temporary.path("home"), dist.join("x")).unwrap();
        let before = tree(&temporary.path("home"));
        let written = Build::site(vec![]).write(&dist).unwrap();
        assert_eq!((written.files_removed, written.kept.len()), (0, 2));
        assert_eq!(tree(&temporary.path("home")), before);
        assert!(dist.join("x").is_symlink());
    }

    #[test]
    fn a_link_in_place_of_a_page_is_foreign_and_its_target_safe() {
        let temporary = Temporary::new();
        let dist = temporary.path("dist");
        a("a").write(&dist).unwrap();
        fs::rename(dist.join("a/index.html"), temporary.path("mine")).unwrap();
        symlink(temporary.path("mine"), dist.join("a/index.html")).unwrap();
        a("a").is_refused(&dist, &["`a/index.html`"]);
        let kept = Build::site(vec![deck("b", "b", &[])]).write(&dist).unwrap().kept;
        assert_eq!(kept, [path("a/index.html")]);
        a("new").adopting().write(&dist).unwrap();
        assert!(temporary.get("mine").starts_with("a\n"));
        assert!(temporary.get("dist/a/index.html").starts_with("new\n"));
    }

    #[test]
    fn a_link_as_manifest_is_refused() {
        let temporary = Temporary::new();
        let dist = temporary.path("dist");
        a("a").write(&dist).unwrap();
        fs::rename(dist.join("deckgen.json"), temporary.path("list")).unwrap();
        symlink(temporary.path("list"), dist.join("deckgen.json")).unwrap();
        a("a").adopting().is_refused(&dist, &["deckgen.json` is a symbolic link"]);
        fs::rename(dist.join("deckgen.json"), dist.join(".deckgen-unfinished.json")).unwrap();
        a("a").adopting().is_refused(&dist, &["unfinished.json` is a symbolic link"]);
    }

    #[test]
    fn names_that_could_command_a_terminal_are_shown_plain() {
        let temporary = Temporary::new();
        temporary.put("dist/\u{1b}[2Jx", "");
        let message = a("a").write(&temporary.path("dist")).unwrap_err().to_string();
        assert!(!message.contains(char::is_control), "{message:?}");
    }
}
