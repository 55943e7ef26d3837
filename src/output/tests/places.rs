//! Folders that are never written to, and locks.

use super::*;
use crate::output::disk;
use std::time::Instant;

#[track_caller]
fn refused(surroundings: &Surroundings, folder: &str, inputs: &[PathBuf], words: &str) {
    let build = a("a").adopting().reading(inputs);
    let folder = Path::new(folder);
    let error =
        write_with(&mut RealDisk, surroundings, folder, &build.bundle, &build.options).unwrap_err();
    assert!(matches!(error, OutputError::Place { .. }), "{error}");
    assert!(error.to_string().contains(words), "{error}");
}

#[test]
fn roots_homes_and_current_folders_are_refused_by_every_name() {
    let temporary = Temporary::new();
    temporary.put("user/project/decks/a.md", "");
    let home = Some(temporary.path("user"));
    let current = Some(temporary.path("user/project"));
    let surroundings = Surroundings { home, current, patience: Duration::ZERO };
    let refused = |folder: &str, words| refused(&surroundings, folder, &[], words);
    refused("/", "root");
    refused("/..", "root");
    refused("../../../../../../../../../../../..", "root");
    for name in ["..", "../", "../../user", "decks/../..", "missing/../.."] {
        refused(name, "home folder");
    }
    refused(temporary.0.to_str().unwrap(), "home folder");
    for name in ["", ".", "./", "../project", "decks/..", "missing/.."] {
        refused(name, "folder you are in");
    }
    assert!(!temporary.path("user/project/missing").exists());
}

#[test]
fn a_folder_that_holds_an_input_is_refused_and_one_beside_it_is_not() {
    let temporary = Temporary::new();
    temporary.put("site/decks/a.md", "");
    temporary.put("site/img/x.png", "");
    let inputs = [temporary.path("site/decks"), temporary.path("site/img/x.png")];
    let refused = |folder: &str| {
        let folder = temporary.path(folder);
        refused(&nowhere(), folder.to_str().unwrap(), &inputs, "the build reads");
    };
    refused("site");
    refused("site/decks");
    refused("site/img");
    refused("site/decks/../img/.");
    for good in ["site/decks/dist", "site/decks2", "site/img2"] {
        a("a").reading(&inputs).write(&temporary.path(good)).unwrap();
    }
}

#[test]
fn a_git_top_level_is_refused_also_a_worktree() {
    let temporary = Temporary::new();
    temporary.put("one/.git/HEAD", "");
    temporary.put("two/.git", "gitdir: elsewhere");
    a("a").adopting().is_refused(&temporary.path("one"), &["git repository", "`-o`"]);
    a("a").adopting().is_refused(&temporary.path("two"), &["git repository"]);
}

#[test]
fn what_is_no_folder_is_refused() {
    let temporary = Temporary::new();
    temporary.put("file", "text");
    for name in ["file", "file/dist"] {
        let message = a("a").write(&temporary.path(name)).unwrap_err().to_string();
        assert!(message.contains("file` is not a folder"), "{message}");
    }
    assert_eq!(temporary.get("file"), "text");
}

#[cfg(unix)]
#[test]
fn links_to_the_output_folder_are_followed_before_anything_is_checked() {
    use std::os::unix::fs::symlink;
    let temporary = Temporary::new();
    temporary.put("decks/a.md", "");
    fs::create_dir(temporary.path("public")).unwrap();
    symlink(temporary.path("decks"), temporary.path("link")).unwrap();
    symlink(temporary.path("public"), temporary.path("good")).unwrap();
    symlink(temporary.path("gone"), temporary.path("dead")).unwrap();
    symlink("loop", temporary.path("loop")).unwrap();
    let inputs = [temporary.path("decks")];
    let build = a("a").reading(&inputs);
    build.is_refused(&temporary.path("link"), &["the build reads"]);
    build.is_refused(&temporary.path("link/../decks"), &["the build reads"]);
    build.is_refused(&temporary.path("dead"), &["leads nowhere"]);
    build.is_refused(&temporary.path("dead/dist"), &["leads nowhere"]);
    build.is_refused(&temporary.path("loop/dist"), &["leads nowhere"]);
    build.write(&temporary.path("good/dist")).unwrap();
    assert!(temporary.path("public/dist/a/index.html").exists());
    assert!(!temporary.path("gone").exists());
}

#[test]
fn system_files_make_no_folder_foreign() {
    let temporary = Temporary::new();
    temporary.put("dist/.DS_Store", "");
    temporary.put("dist/desktop.ini", "");
    a("a").write(&temporary.path("dist")).unwrap();
    temporary.put("other/.hidden", "");
    a("a").is_refused(&temporary.path("other"), &["`.hidden`"]);
    fs::create_dir_all(temporary.path("third/Thumbs.db")).unwrap();
    a("a").is_refused(&temporary.path("third"), &["`Thumbs.db`"]);
}

#[test]
fn a_refused_build_leaves_no_folder_behind() {
    let temporary = Temporary::new();
    let mut build = a("a");
    build.bundle.insert(path("stray"), b"".to_vec());
    build.is_refused(&temporary.path("x/dist"), &["`stray`", "mistake in deckgen"]);
    assert_eq!(tree(&temporary.0).len(), 1);
}

#[test]
fn only_one_build_writes_at_a_time() {
    let temporary = Temporary::new();
    let dist = temporary.path("dist");
    a("a").write(&dist).unwrap();
    let lock = disk::lock(&dist, Instant::now()).unwrap().unwrap();
    a("new").is_refused(&dist, &["another deckgen is writing to"]);
    drop(lock);
    a("new").write(&dist).unwrap();
}

#[test]
fn builds_at_once_all_succeed_and_none_is_lost() {
    let temporary = Temporary::new();
    let dist = temporary.path("new/dist");
    let surroundings = Surroundings { patience: Duration::from_secs(60), ..nowhere() };
    std::thread::scope(|scope| {
        for number in 0..8 {
            let (dist, surroundings) = (&dist, &surroundings);
            scope.spawn(move || {
                let build = Build::decks(vec![deck(&format!("d{number}"), "x", &["assets/s"])]);
                write_with(&mut RealDisk, surroundings, dist, &build.bundle, &build.options)
                    .unwrap();
            });
        }
    });
    let names: Vec<String> = tree(&dist).into_keys().collect();
    assert_eq!(names.len(), 8 + 2, "{names:?}");
    Build::site(vec![]).write(&dist).unwrap();
    assert_eq!(tree(&dist).len(), 1);
}

#[cfg(unix)]
#[test]
fn a_lock_on_a_folder_that_was_made_anew_is_noticed() {
    let temporary = Temporary::new();
    let dist = temporary.path("dist");
    fs::create_dir(&dist).unwrap();
    let lock = disk::lock(&dist, Instant::now()).unwrap().unwrap();
    assert!(disk::is_lock_of(&dist, &lock).unwrap());
    fs::remove_dir(&dist).unwrap();
    assert!(!disk::is_lock_of(&dist, &lock).unwrap());
    fs::create_dir(&dist).unwrap();
    assert!(!disk::is_lock_of(&dist, &lock).unwrap());
}
