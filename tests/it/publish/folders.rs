//! A folder on this machine, also one that is public already.

use super::{Author, deck};
use std::fs;

#[test]
fn a_folder_is_what_a_build_makes_of_it() {
    let author = Author::new("folder");
    let run = author.publish(&["talk.md", "--to", "dir:public", "--dry-run"]);
    let run = run.expect(0, &["would go to", "0 changed, 0 removed"]);
    assert!(run.stdout.contains("+ talk/index.html ("), "{}", run.stdout);
    assert!(!author.path("work/public").exists());
    author.publish(&["talk.md", "--to", "dir:public"]).expect(0, &[" new, 0 changed, 0 removed"]);
    author.put("talk.md", &deck("second"));
    let run = author.publish(&["talk.md", "--to", "dir:public", "--dry-run"]).expect(0, &[]);
    assert!(run.stdout.starts_with("~ talk/index.html ("), "{}", run.stdout);
    author.publish(&["talk.md", "--to", "dir:public"]).expect(0, &["0 new, 1 changed, 0 removed"]);
    author.publish(&["talk.md", "--to", "dir:public"]).expect(0, &["nothing has changed"]);
    let site = author.path("work/public");
    let page = fs::read_to_string(site.join("talk/index.html")).expect("it was written");
    assert!(page.contains("second"));
}

/// A folder as Slide Show (S9) users have it: their pages beside each other, with their own assets.
#[test]
fn a_folder_that_is_public_already_is_added_to() {
    let author = Author::new("docs");
    author.put("docs/talk.html", "an old talk");
    author.put("docs/index.html", "an old list");
    author.put("docs/s6/slides.css", "old");
    author.put("docs/talk/index.html", "an old page");
    author.put("lessons/talk.md", &deck("new"));
    let to = ["lessons", "--to", "dir:docs"];
    author.publish(&to).expect(2, &["`docs", "--adopt", "deletes nothing"]);
    assert_eq!(fs::read(author.path("work/docs/index.html")).expect("it is there"), b"an old list");
    let dry = [&to[..], &["--adopt", "--dry-run"]].concat();
    let run = author.publish(&dry).expect(0, &["2 changed, 0 removed"]);
    assert!(run.stdout.contains("~ index.html (") && run.stdout.contains("~ talk/index.html ("));
    author.publish(&[&to[..], &["--adopt"]].concat()).expect(0, &["2 changed, 0 removed"]);
    for (kept, text) in [("docs/talk.html", "an old talk"), ("docs/s6/slides.css", "old")] {
        assert_eq!(fs::read_to_string(author.path("work").join(kept)).expect("kept"), text);
    }
    let page = fs::read_to_string(author.path("work/docs/talk/index.html")).expect("written");
    assert!(page.contains("new"));
    author.publish(&to).expect(0, &["nothing has changed"]);
    let build = |more: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_deckgen"));
        author.settle(&mut command, "work");
        command.args(["build", "lessons", "-o", "old"]).args(more);
        super::Outcome::of(command)
    };
    author.put("old/index.html", "an old list");
    build(&[]).expect(2, &["--adopt"]);
    build(&["--adopt"]).expect(0, &[]);
}

#[test]
fn folders_that_are_never_written_to_are_refused() {
    let author = Author::new("never");
    for to in ["dir:.", "dir:..", "dir:/", "dir:talk.md"] {
        author.publish(&["talk.md", "--to", to]).expect(2, &["cannot be the output folder"]);
    }
}
