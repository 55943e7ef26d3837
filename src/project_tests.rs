//! Tests of the project's borders.

use super::*;
use crate::world::{Disk, Memory, Stamp};
use proptest::prelude::*;
use std::io;

fn memory() -> Memory {
    Memory::default()
        .with("/p/deckgen.yaml", "")
        .with("/p/decks/a.md", "")
        .with("/p/decks/img/cat.png", "")
        .with("/p/img/logo.svg", "")
        .with("/private/key", "")
}

fn resolve(path: &str) -> Found {
    let (world, deck) = (memory(), Path::new("/p/decks/a.md"));
    Project::around(&world, deck, &[]).resolve(&world, deck, path)
}

fn missing(nearest: &str) -> Found {
    Found::Missing { nearest: Some(nearest.to_string()) }
}

#[test]
fn the_root_is_the_nearest_mark() {
    let root = |world: Memory| {
        let deck = Path::new("/g/p/decks/a.md");
        Project::around(&world.with(deck, ""), deck, &[]).root().to_path_buf()
    };
    let none = Memory::default();
    assert_eq!(root(none.clone()), Path::new("/g/p/decks"));
    let git = none.with("/g/p/.git", "gitdir: x");
    assert_eq!(root(git.clone()), Path::new("/g/p"));
    let both = git.with("/g/deckgen.yaml", "");
    assert_eq!(root(both), Path::new("/g"));
}

#[test]
fn files_are_found_from_the_deck_and_from_the_root() {
    assert_eq!(resolve("img/cat.png"), Found::File("/p/decks/img/cat.png".into()));
    assert_eq!(resolve("./img/../img/cat.png"), Found::File("/p/decks/img/cat.png".into()));
    assert_eq!(resolve("../img/logo.svg"), Found::File("/p/img/logo.svg".into()));
    assert_eq!(resolve("/img/logo.svg"), Found::File("/p/img/logo.svg".into()));
    assert_eq!(resolve("img"), Found::Folder("/p/decks/img".into()));
    assert_eq!(resolve("../../p/img/logo.svg"), Found::File("/p/img/logo.svg".into()));
}

#[test]
fn what_is_outside_is_refused() {
    let paths =
        ["../../private/key", "/../private/key", "../../private/none", "..\\x", "C:/x", "/c:x"];
    for path in paths {
        assert_eq!(resolve(path), Found::Outside, "{path}");
    }
    assert_eq!(resolve("~/x"), Found::Missing { nearest: None });
}

#[test]
fn names_are_compared_and_not_letters() {
    let world = Memory::default().with("/p/a.md", "").with("/p-private/key", "");
    let deck = Path::new("/p/a.md");
    let project = Project::around(&world, deck, &[]);
    assert_eq!(project.resolve(&world, deck, "../p-private/key"), Found::Outside);
    let allowed = Project::around(&world, deck, &["/p-private".into(), "/none".into()]);
    assert_eq!(
        allowed.resolve(&world, deck, "../p-private/key"),
        Found::File("/p-private/key".into())
    );
}

#[test]
fn the_nearest_name_is_offered() {
    assert_eq!(resolve("img/cta.png"), missing("img/cat.png"));
    assert_eq!(resolve("img/Cat.PNG"), missing("img/cat.png"));
    assert_eq!(resolve("cat.png"), missing("img/cat.png"));
    assert_eq!(resolve("images/cat.png"), missing("img/cat.png"));
    assert_eq!(resolve("/img/logo.sgv"), missing("/img/logo.svg"));
    assert_eq!(resolve("/logo.svg"), missing("/img/logo.svg"));
    assert_eq!(resolve("img/elephant.png"), Found::Missing { nearest: None });
}

#[test]
fn paths_are_shown_from_the_root() {
    let world = memory();
    let project = Project::around(&world, Path::new("/p/decks/a.md"), &[]);
    assert_eq!(project.display(Path::new("/p/decks/a.md")), "decks/a.md");
    assert_eq!(project.display(Path::new("/p/deckgen.yaml")), "deckgen.yaml");
    assert_eq!(project.display(Path::new("/p")), ".");
    assert_eq!(project.display(Path::new("/q/x")), "/q/x");
}

/// A disk that ignores letter case, as Windows and macOS have.
struct IgnoresCase(Memory);

impl IgnoresCase {
    fn lower(path: &Path) -> PathBuf {
        path.to_str().unwrap().to_lowercase().into()
    }
}

impl World for IgnoresCase {
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        self.0.read(&Self::lower(path), limit)
    }
    fn kind(&self, path: &Path) -> Option<Kind> {
        self.0.kind(&Self::lower(path))
    }
    fn stamp(&self, path: &Path) -> Option<Stamp> {
        self.0.stamp(&Self::lower(path))
    }
    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        self.0.list(&Self::lower(folder))
    }
    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        self.0.canonicalize(&Self::lower(path))
    }
}

#[test]
fn wrong_case_is_told_where_the_disk_does_not_mind() {
    let (world, deck) = (IgnoresCase(memory()), Path::new("/p/decks/a.md"));
    let project = Project::around(&world, deck, &[]);
    let file = PathBuf::from("/p/decks/img/cat.png");
    let resolve = |path| project.resolve(&world, deck, path);
    assert_eq!(resolve("img/cat.png"), Found::File(file.clone()));
    let actual = "img/cat.png".to_string();
    assert_eq!(resolve("Img/cat.PNG"), Found::WrongCase { file, actual });
    let (file, actual) = ("/p/img/logo.svg".into(), "/img/logo.svg".to_string());
    assert_eq!(resolve("/img/Logo.svg"), Found::WrongCase { file, actual });
}

#[cfg(unix)]
#[test]
#[allow(clippy::disallowed_methods, reason = "the test makes real links")]
fn links_are_followed_before_the_border_is_drawn() {
    use std::{fs, os::unix::fs::symlink};
    let top = std::env::temp_dir().join(format!("deckgen-project-{}", std::process::id()));
    let _ = fs::remove_dir_all(&top);
    fs::create_dir_all(top.join("p/img")).unwrap();
    fs::create_dir_all(top.join("private")).unwrap();
    for file in ["p/a.md", "p/img/cat.png", "private/key.png"] {
        fs::write(top.join(file), "x").unwrap();
    }
    symlink("../private", top.join("p/out")).unwrap();
    symlink("img", top.join("p/pictures")).unwrap();
    symlink("loop", top.join("p/loop")).unwrap();
    symlink("/dev/zero", top.join("p/zero.png")).unwrap();

    let deck = top.join("p/a.md");
    let root = fs::canonicalize(top.join("p")).unwrap();
    fs::write(root.join("deckgen.yaml"), "").unwrap();
    let project = Project::around(&Disk, &deck, &[]);
    let resolve = |path| project.resolve(&Disk, &deck, path);
    assert_eq!(project.root(), root);
    assert_eq!(resolve("pictures/cat.png"), Found::File(root.join("img/cat.png")));
    assert_eq!(resolve("out/key.png"), Found::Outside);
    assert_eq!(resolve("zero.png"), Found::Outside);
    assert_eq!(resolve("loop/x"), Found::Missing { nearest: None });
    assert_eq!(
        resolve("out/kye.png"),
        Found::Missing { nearest: None },
        "never names what is outside"
    );
    assert_eq!(resolve("key.png"), Found::Missing { nearest: None });
    let devices = Project::around(&Disk, &deck, &["/dev".into()]);
    assert_eq!(devices.resolve(&Disk, &deck, "zero.png"), Found::Special);
    fs::remove_dir_all(&top).unwrap();
}

proptest! {
    #[test]
    fn no_path_leaves_the_project(path in "([./~a-z\\\\:\u{0}]|\\.\\./|img|private|key|decks){0,12}") {
        if let Found::File(file) | Found::WrongCase { file, .. } | Found::Folder(file) = resolve(&path) {
            prop_assert!(file.starts_with("/p"), "{}", file.display());
        }
    }
}
