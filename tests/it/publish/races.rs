//! Somebody else publishes at the same time.

use super::{Author, Outcome, deck, stand_in};
use std::fs;

/// A `git` before whose pushes somebody else pushes, so many times.
fn outrun(author: &Author, times: usize) -> Outcome {
    author.git(".", &["clone", "-q", "-b", "gh-pages", "remote.git", "rival"]);
    let script = format!(
        r#"case " $* " in *" push "*)
  count=$(ls '{rival}' | grep -c rival-)
  if [ "$count" -lt {times} ]; then (
    unset $(env | sed -n 's/^\(GIT_[A-Z_0-9]*\)=.*/\1/p'); cd '{rival}'
    "$REAL" pull -q origin gh-pages; echo x > rival-$count; "$REAL" add .
    "$REAL" commit -q -m rival; "$REAL" push -q origin gh-pages
  ) >&2; fi;; esac"#,
        rival = author.path("rival").display()
    );
    let path = stand_in(author, "git", &script);
    author.put("talk.md", &deck("second"));
    let mut command = author.command("work", &["talk.md", "--to", "git"]);
    command.env("PATH", path);
    Outcome::of(command)
}

fn rivals(author: &Author) -> usize {
    author.branch("gh-pages").keys().filter(|name| name.starts_with("rival-")).count()
}

#[test]
fn who_was_outrun_builds_upon_the_others() {
    let author = Author::new("outrun");
    author.publish(&["talk.md", "--to", "git"]).expect(0, &[]);
    outrun(&author, 3).expect(0, &["1 changed"]);
    assert_eq!(rivals(&author), 3);
    assert!(
        String::from_utf8_lossy(&author.show("gh-pages", "talk/index.html")).contains("second")
    );
    assert_eq!(author.git("remote.git", &["rev-list", "--count", "gh-pages"]), "5");
    author.assert_tidy();
}

#[test]
fn who_is_outrun_four_times_gives_up() {
    let author = Author::new("outrun-often");
    author.publish(&["talk.md", "--to", "git"]).expect(0, &[]);
    outrun(&author, 4).expect(2, &["four times in a row", "publish again"]);
    assert_eq!(rivals(&author), 4);
    assert!(
        !String::from_utf8_lossy(&author.show("gh-pages", "talk/index.html")).contains("second")
    );
    author.assert_tidy();
    author.publish(&["talk.md", "--to", "git"]).expect(0, &["1 changed"]);
    assert_eq!(rivals(&author), 4);
}

/// Makes a hook of the bare repository.
fn hook(author: &Author, name: &str, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    let path = author.path("remote.git/hooks").join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("a file can be written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a mode");
}

#[test]
fn a_race_that_only_the_server_sees_is_one_too() {
    let author = Author::new("server-race");
    author.publish(&["talk.md", "--to", "git"]).expect(0, &[]);
    author.somebody_pushes("spare", "theirs", "x");
    // Between the server's look and its writing, the branch moves.
    let script = "[ -e raced ] && exit 0; touch raced
commit=$(git commit-tree -p gh-pages -m rival gh-pages^{tree})
git update-ref refs/heads/gh-pages $commit";
    hook(&author, "update", script);
    author.put("talk.md", &deck("second"));
    author.publish(&["talk.md", "--to", "git"]).expect(0, &["1 changed"]);
    let log = author.git("remote.git", &["log", "--format=%s", "gh-pages"]);
    assert_eq!(log.lines().nth(1), Some("rival"), "{log}");
}

#[test]
fn a_server_that_refuses_is_quoted() {
    let author = Author::new("refused");
    author.publish(&["talk.md", "--to", "git"]).expect(0, &[]);
    let tip = author.tip("gh-pages");
    hook(&author, "pre-receive", "echo 'only on Mondays' >&2; exit 1");
    author.put("talk.md", &deck("second"));
    author.publish(&["talk.md", "--to", "git"]).expect(2, &["only on Mondays", "cannot push"]);
    assert_eq!(author.tip("gh-pages"), tip);
    author.assert_tidy();
}
