//! Every way of saving, on a real disk.

#![allow(clippy::disallowed_methods, reason = "tests write files")]

use super::*;
use crate::world::Disk;
use std::fs;

/// A new folder, without links on the way.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("deckgen-watch-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    fs::canonicalize(folder).unwrap()
}

const MODES: [Mode; 2] = [Mode::Events, Mode::Poll(Duration::from_millis(20))];

/// Watches `deck.md` while `save` is done; all that is told is returned.
fn told(name: &str, mode: Mode, save: impl Fn(&std::path::Path)) -> BTreeSet<PathBuf> {
    let folder = folder(&format!("{name}-{mode:?}").replace(['(', ')', '.'], ""));
    fs::write(folder.join("deck.md"), "old text").unwrap();
    let mut watch = Watch::new(&Disk, mode);
    let files = BTreeSet::from([folder.join("deck.md"), folder.join("img/new/cat.png")]);
    watch.want(Wanted { files, folders: BTreeSet::from([folder.clone()]) });
    while watch.wait_within(Duration::from_millis(150)).is_some() {}
    save(&folder);
    let mut told = BTreeSet::new();
    while let Some(Change::Paths(paths)) = watch.wait_within(Duration::from_millis(400)) {
        told.extend(paths);
        watch.want(watch.wanted.clone());
    }
    fs::remove_dir_all(&folder).unwrap();
    told.iter().map(|path| path.strip_prefix(&folder).unwrap().to_path_buf()).collect()
}

#[test]
fn every_way_of_saving_is_seen() {
    type Save = fn(&std::path::Path);
    let ways: [(&str, Save); 6] = [
        ("in-place", |folder| fs::write(folder.join("deck.md"), "new").unwrap()),
        ("rename-over", |folder| {
            fs::write(folder.join("deck.md.tmp"), "renamed").unwrap();
            fs::rename(folder.join("deck.md.tmp"), folder.join("deck.md")).unwrap();
        }),
        ("backup", |folder| {
            fs::rename(folder.join("deck.md"), folder.join("deck.md~")).unwrap();
            fs::write(folder.join("deck.md"), "written anew").unwrap();
        }),
        ("delete-and-write", |folder| {
            fs::remove_file(folder.join("deck.md")).unwrap();
            fs::write(folder.join("deck.md"), "again").unwrap();
        }),
        ("delete", |folder| fs::remove_file(folder.join("deck.md")).unwrap()),
        ("folder-away-and-back", |folder| {
            let away = folder.with_extension("away");
            fs::rename(folder, &away).unwrap();
            std::thread::sleep(Duration::from_millis(30));
            fs::rename(&away, folder).unwrap();
            fs::write(folder.join("deck.md"), "from another branch").unwrap();
        }),
    ];
    for (name, save) in ways {
        for mode in MODES {
            let told = told(name, mode, save);
            assert!(told.contains(std::path::Path::new("deck.md")), "{name} {mode:?}: {told:?}");
        }
    }
}

#[test]
fn a_file_in_a_folder_that_comes_later_is_seen() {
    for mode in MODES {
        let told = told("later", mode, |folder| {
            fs::create_dir_all(folder.join("img/new")).unwrap();
            fs::write(folder.join("img/new/cat.png"), "meow").unwrap();
        });
        assert!(told.contains(std::path::Path::new("img/new/cat.png")), "{mode:?}: {told:?}");
    }
}

#[test]
fn new_decks_are_seen_and_other_files_are_not() {
    let path = std::path::Path::new;
    let seen = told("new-deck", Mode::Events, |folder| {
        fs::write(folder.join("other.md"), "title: T").unwrap();
    });
    assert!(seen.contains(path("other.md")), "{seen:?}");
    let seen = told("other", Mode::Events, |folder| {
        fs::write(folder.join("notes.txt"), "x").unwrap();
        fs::write(folder.join(".deck.md.swp"), "x").unwrap();
        fs::read(folder.join("deck.md")).unwrap();
    });
    assert_eq!(seen, BTreeSet::new());
}

#[test]
fn a_burst_of_saves_is_few_changes_and_the_last_is_not_missed() {
    let folder = folder("burst");
    let deck = folder.join("deck.md");
    fs::write(&deck, "0").unwrap();
    let mut watch = Watch::new(&Disk, Mode::Events);
    watch.want(Wanted { files: BTreeSet::from([deck.clone()]), ..Wanted::default() });
    while watch.wait_within(Duration::from_millis(150)).is_some() {}
    for number in 0..50 {
        fs::write(&deck, format!("{number}")).unwrap();
    }
    let mut changes = 0;
    let mut last = String::new();
    while watch.wait_within(Duration::from_millis(200)).is_some() {
        changes += 1;
        last = fs::read_to_string(&deck).unwrap();
        std::thread::sleep(Duration::from_millis(5));
    }
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(last, "49");
    assert!(changes <= 5, "{changes} changes");
}

#[test]
fn a_stopped_watch_stays_stopped() {
    let mut watch = Watch::new(&Disk, Mode::Events);
    watch.stopper().stop();
    assert_eq!([watch.wait(), watch.wait()], [Change::Stopped, Change::Stopped]);
}
