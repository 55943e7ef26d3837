//! A branch of a git repository.

use super::{Author, Outcome, deck};
use std::fs;
use std::process::Command;

#[test]
fn a_first_publishing_makes_a_branch_of_its_own() {
    let author = Author::new("first");
    author.publish(&["talk.md", "--to", "git", "--dry-run"]).expect(0, &["would go"]);
    assert_eq!(author.tip("gh-pages"), None);
    let run =
        author.publish(&["talk.md", "--to", "git"]).expect(0, &["`gh-pages` of ../remote.git"]);
    assert_eq!(run.stdout, "");
    let branch = author.branch("gh-pages");
    assert!(branch.contains_key("talk/index.html") && branch.contains_key("deckgen.json"));
    assert_eq!(branch.get(".nojekyll"), Some(&Vec::new()));
    let head = author.git("work", &["rev-parse", "HEAD"]);
    let message = author.git("remote.git", &["log", "--format=%an|%P|%B", "gh-pages"]);
    assert!(message.starts_with("Ann Author||Publish 1 deck with deckgen"), "{message}");
    assert!(message.contains(&format!("Source: {head}")), "{message}");
    author.assert_tidy();
}

#[test]
fn history_and_the_files_of_others_are_kept() {
    let author = Author::new("history");
    author.somebody_pushes("gh-pages", "CNAME", "talks.example.org");
    let theirs = author.tip("gh-pages").expect("a commit");
    author.publish(&["talk.md", "--to", "git"]).expect(0, &[]);
    author.put("talk.md", &deck("second"));
    author.publish(&["talk.md", "--to", "git"]).expect(0, &["0 new, 1 changed, 0 removed"]);
    let branch = author.branch("gh-pages");
    assert_eq!(branch["CNAME"], b"talks.example.org");
    assert!(String::from_utf8_lossy(&branch["talk/index.html"]).contains("second"));
    assert_eq!(author.git("remote.git", &["rev-parse", "gh-pages~2"]), theirs);
    let last = author.git("remote.git", &["log", "-1", "--format=%B", "gh-pages"]);
    assert!(last.contains(", with changes since"), "{last}");
    author.publish(&["talk.md", "--to", "git"]).expect(0, &["nothing has changed"]);
    assert_eq!(author.git("remote.git", &["rev-parse", "gh-pages~2"]), theirs, "no empty commit");
}

#[test]
fn decks_keep_each_other_and_a_folder_replaces_them() {
    let author = Author::new("decks");
    author.put("other.md", &deck("other"));
    author.put("course/loops.md", &deck("loops"));
    author.publish(&["talk.md", "--to", "git"]).expect(0, &[]);
    author.publish(&["other.md", "--to", "git"]).expect(0, &["0 removed"]);
    let branch = author.branch("gh-pages");
    assert!(branch.contains_key("talk/index.html") && branch.contains_key("other/index.html"));
    author.publish(&["course", "--to", "git"]).expect(0, &[]);
    let branch = author.branch("gh-pages");
    assert!(branch.contains_key("index.html") && branch.contains_key("loops/index.html"));
    assert!(!branch.keys().any(|path| path.starts_with("talk/") || path.starts_with("other/")));
    author.publish(&["talk.md", "--to", "git:gh-pages:extra/talks"]).expect(0, &[]);
    let branch = author.branch("gh-pages");
    assert!(branch.contains_key("extra/talks/talk/index.html"));
    assert!(
        branch.contains_key("extra/talks/deckgen.json") && branch.contains_key("loops/index.html")
    );
}

#[test]
fn the_authors_repository_is_not_touched() {
    let author = Author::new("untouched");
    author.somebody_pushes("gh-pages", "CNAME", "x");
    author.git("work", &["fetch", "-q"]);
    author.put("talk.md", &deck("changed"));
    author.put("staged.txt", "staged");
    author.git("work", &["add", "staged.txt"]);
    author.put("new.txt", "new");
    let before = author.everything();
    let targets = ["git", "git:pages", "git:../remote.git#more:x", "git:gh-pages:folder"];
    for target in targets {
        author.publish(&["talk.md", "--to", target, "--dry-run"]).expect(0, &[]);
        author.publish(&["talk.md", "--to", target]).expect(0, &[]);
        assert!(author.everything() == before, "{target} touched the author's repository");
    }
    assert_eq!(
        author.git("work", &["status", "--porcelain"]),
        "A  staged.txt\n M talk.md\n?? new.txt"
    );
    author.assert_tidy();
}

/// Publishes from a checkout, and compares it and the author's before and after.
fn from_checkout(author: &Author, folder: &str) {
    let top = folder.split('/').next().expect("a folder");
    let look = || (author.everything(), super::all_files(&author.path(top)));
    let before = look();
    let count = author.git("remote.git", &["rev-list", "--all", "--count"]);
    Outcome::of(author.command(folder, &["talk.md", "--to", "git:pages"])).expect(0, &[]);
    assert!(look() == before, "{folder} was touched");
    assert_ne!(author.git("remote.git", &["rev-list", "--all", "--count"]), count, "{folder}");
    let branch = author.branch("pages");
    assert!(branch.contains_key("talk/index.html") && branch.contains_key("CNAME"), "{folder}");
    author.assert_tidy();
}

#[test]
fn every_kind_of_checkout_publishes() {
    let author = Author::new("checkouts");
    author.somebody_pushes("pages", "CNAME", "x");
    author.git("work", &["worktree", "add", "-q", "../tree", "-b", "side"]);
    fs::write(author.path("tree/talk.md"), deck("from a worktree")).expect("a file");
    from_checkout(&author, "tree");
    let remote = format!("file://{}", author.path("remote.git").display());
    author.git(".", &["clone", "-q", "--depth", "1", &remote, "shallow"]);
    fs::write(author.path("shallow/talk.md"), deck("from a shallow clone")).expect("a file");
    from_checkout(&author, "shallow");
    author.git(".", &["clone", "-q", &remote, "detached"]);
    author.git("detached", &["checkout", "-q", "--detach"]);
    fs::write(author.path("detached/talk.md"), deck("from a detached head")).expect("a file");
    from_checkout(&author, "detached");
    author.git(".", &["init", "-q", "-b", "main", "outer"]);
    let add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &remote, "decks"];
    author.git("outer", &add);
    fs::write(author.path("outer/decks/talk.md"), deck("from a submodule")).expect("a file");
    from_checkout(&author, "outer/decks");
}

#[test]
fn sources_outside_a_repository_need_an_address() {
    let author = Author::new("outside");
    fs::create_dir(author.path("plain")).expect("a folder");
    fs::write(author.path("plain/talk.md"), deck("plain")).expect("a file");
    let publish = |to: &str| Outcome::of(author.command("plain", &["talk.md", "--to", to]));
    publish("git").expect(2, &["is in no git repository", "git:URL#BRANCH"]);
    author.somebody_pushes("gh-pages", "one", "1");
    author.somebody_pushes("gh-pages", "two", "2");
    let url = format!("git:file://{}", author.path("remote.git").display());
    publish(&url).expect(0, &[]);
    let branch = author.branch("gh-pages");
    assert!(branch.contains_key("one") && branch.contains_key("two"), "{:?}", branch.keys());
    assert_eq!(author.git("remote.git", &["rev-list", "--count", "gh-pages"]), "3");
    author.assert_tidy();
}

#[test]
fn the_branch_of_the_sources_is_refused() {
    let author = Author::new("sources");
    let main = author.tip("main");
    let refused = |target: &str| {
        author.publish(&["talk.md", "--to", target]).expect(2, &["nothing is published to `main`"]);
    };
    refused("git:main");
    refused("git:origin/main");
    refused("git:../remote.git#main");
    refused("git:main:docs");
    author.publish(&["talk.md", "--to", "git:main", "--adopt"]).expect(2, &[]);
    author.git("work", &["checkout", "-q", "--detach"]);
    refused("git:main");
    author.git(".", &["init", "-q", "--bare", "-b", "main", "other.git"]);
    author.git("work", &["push", "-q", "../other.git", "HEAD:refs/heads/main"]);
    let other = "git:../other.git#main";
    author.publish(&["talk.md", "--to", other]).expect(2, &["files of others", "--adopt"]);
    author.publish(&["talk.md", "--to", other, "--adopt"]).expect(0, &[]);
    author.publish(&["talk.md", "--to", other]).expect(0, &["nothing has changed"]);
    assert_eq!(author.tip("main"), main);
}

#[test]
fn names_that_are_options_or_commands_are_refused() {
    let author = Author::new("names");
    let canary = author.path("canary").display().to_string();
    let ext = format!("git:ext::sh -c touch% {canary}");
    let names = [
        "git:-d",
        "git:--upload-pack=x",
        "git:..",
        "git:a b",
        "git:a..b",
        "git:.lock",
        "git:@{-1}",
        "git:HEAD",
        "git:refs~1",
        "git:x:../y",
        &ext,
        "nothing:x",
        "git:origin/-d",
        "",
        "rsync:-e:x",
        "rsync:h",
        "ssh:--rsh=x:y",
        "dir:",
        "s3:",
    ];
    let before = author.everything();
    for name in names {
        author.publish(&["talk.md", "--to", name]).expect(2, &["error:"]);
    }
    author.git("work", &["remote", "set-url", "origin", &ext[4..]]);
    author.publish(&["talk.md", "--to", "git"]).expect(2, &["transport 'ext' not allowed"]);
    author.git("work", &["remote", "set-url", "origin", "../remote.git"]);
    assert!(!author.path("canary").exists(), "a command in an address was run");
    assert_eq!(
        author.git("remote.git", &["for-each-ref", "--format=%(refname)"]),
        "refs/heads/main"
    );
    assert_eq!(author.everything().len(), before.len());
    author.publish(&["talk.md"]).expect(2, &["where to?", "--to git"]);
}

#[test]
fn variables_of_git_lead_nowhere_else() {
    let author = Author::new("variables");
    author.git(".", &["init", "-q", "-b", "main", "victim"]);
    fs::write(author.path("victim/index"), "x").expect("a file");
    let before = super::all_files(&author.path("victim"));
    let mut command = author.command("work", &["talk.md", "--to", "git"]);
    command.env("GIT_DIR", author.path("victim/.git")).env("GIT_WORK_TREE", author.path("victim"));
    command.env("GIT_INDEX_FILE", author.path("victim/index"));
    command.env("GIT_OBJECT_DIRECTORY", author.path("victim/.git/objects"));
    command.env("GIT_NAMESPACE", "elsewhere").env("GIT_CONFIG_PARAMETERS", "'core.bare'='true'");
    Outcome::of(command).expect(0, &[]);
    assert!(super::all_files(&author.path("victim")) == before);
    assert!(author.branch("gh-pages").contains_key("talk/index.html"));
}

#[test]
fn files_of_others_are_replaced_only_on_request() {
    let author = Author::new("foreign");
    author.publish(&["talk.md", "--to", "git"]).expect(0, &[]);
    let clone = author.path("theirs");
    author.git(".", &["clone", "-q", "-b", "gh-pages", "remote.git", "theirs"]);
    fs::write(clone.join("talk/index.html"), "their page").expect("a file");
    fs::create_dir(clone.join("other")).expect("a folder");
    fs::write(clone.join("other/index.html"), "their other page").expect("a file");
    author.git("theirs", &["add", "."]);
    author.git("theirs", &["commit", "-q", "-m", "Theirs"]);
    author.git("theirs", &["push", "-q"]);
    let tip = author.tip("gh-pages");
    author.put("talk.md", &deck("second"));
    author.put("other.md", &deck("other"));
    let publish =
        |deck: &str, more: &[&str]| author.publish(&[&[deck, "--to", "git"], more].concat());
    publish("talk.md", &[]).expect(2, &["somebody changed `talk/index.html`", "--adopt"]);
    publish("other.md", &[]).expect(2, &["deckgen did not write `other/index.html`", "--adopt"]);
    publish("other.md", &["--dry-run"]).expect(2, &["deckgen did not write"]);
    assert_eq!(author.tip("gh-pages"), tip);
    publish("other.md", &["--adopt"]).expect(0, &[]);
    let branch = author.branch("gh-pages");
    assert_eq!(branch["talk/index.html"], b"their page");
    assert!(String::from_utf8_lossy(&branch["other/index.html"]).contains("<!doctype html>"));
}

#[test]
fn obstacles_and_bad_manifests_are_named() {
    let author = Author::new("obstacles");
    author.somebody_pushes("gh-pages", "talk", "a file where a folder must be");
    author.publish(&["talk.md", "--to", "git"]).expect(2, &["talk", "is a file"]);
    author.publish(&["talk.md", "--to", "git:gh-pages:talk/x"]).expect(2, &["is no folder"]);
    author.somebody_pushes(
        "pages",
        "deckgen.json",
        "{\"deckgen-manifest\": 1, \"files\": {\"../x\": 1}}",
    );
    author.publish(&["talk.md", "--to", "git:pages"]).expect(2, &["deckgen.json", "--adopt"]);
    author.somebody_pushes("jekyll", "_config.yml", "title: x");
    author.publish(&["talk.md", "--to", "git:jekyll"]).expect(0, &[]);
    assert!(!author.branch("jekyll").contains_key(".nojekyll"), "a site of Jekyll stays one");
}

#[test]
fn who_nobody_knows_is_asked_to_say_so() {
    let author = Author::new("nobody");
    fs::remove_file(author.path("home/.gitconfig")).expect("it is there");
    author.publish(&["talk.md", "--to", "git"]).expect(2, &["git config --global user.name"]);
    assert_eq!(author.tip("gh-pages"), None);
    let mut command = author.command("work", &["talk.md", "--to", "git"]);
    for who in ["AUTHOR", "COMMITTER"] {
        command
            .env(format!("GIT_{who}_NAME"), "Bot")
            .env(format!("GIT_{who}_EMAIL"), "bot@example.org");
    }
    Outcome::of(command).expect(0, &[]);
    author.assert_tidy();
}

#[test]
fn without_git_it_says_so() {
    let author = Author::new("no-git");
    let mut command: Command = author.command("work", &["talk.md", "--to", "git"]);
    command.env("PATH", author.path("home"));
    Outcome::of(command).expect(2, &["`git` is not installed"]);
}

#[test]
fn the_help_shows_the_commonest_set_ups() {
    let author = Author::new("help");
    let run = Outcome::of(author.command("work", &["--help"])).expect(0, &[]);
    for words in ["GitHub Pages", "Your own server", "--to dir:docs --adopt", "git:URL#BRANCH"] {
        assert!(run.stdout.contains(words), "no `{words}` in: {}", run.stdout);
    }
}
