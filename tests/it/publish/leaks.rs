//! What must never be public: looked for in every byte that went out.

use super::{Author, Outcome, all_files, need};
use std::collections::BTreeMap;

/// Each is in something that stays here.
const CANARIES: [&str; 8] = [
    "CANARY-NOTE",
    "CANARY-COMMENT",
    "CANARY-PERCENT",
    "CANARY-DRAFT",
    "CANARY-DOTFILE",
    "CANARY-README",
    "CANARY-FRONT",
    "CANARY-HANDOUT",
];

const DECK: &str = "---
title: Talk
x-mine: CANARY-FRONT
# CANARY-COMMENT
---

## One

![A dot](dot.svg) shown

<!-- CANARY-COMMENT -->

% CANARY-PERCENT

::: {.only for=handout}
CANARY-HANDOUT
:::

Note:
CANARY-NOTE

## Two

::: notes
CANARY-NOTE
:::
";

fn author(name: &str) -> Author {
    let author = Author::new(name);
    author.put("course/talk.md", DECK);
    author.put("course/dot.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>");
    author.put("course/_draft.md", "title: Draft\n\n## CANARY-DRAFT\n");
    author.put("course/.env", "KEY=CANARY-DOTFILE");
    author.put("course/.hidden/x.md", "title: x\n\n## CANARY-DOTFILE\n");
    author.put("course/README.md", "# CANARY-README\n");
    author
}

/// Fails if a file has something that is to stay here.
fn search<'a>(author: &Author, files: impl Iterator<Item = (String, &'a [u8])>, shown: &str) {
    let home = author.folder.display().to_string();
    let mut seen = false;
    for (name, bytes) in files {
        let text = String::from_utf8_lossy(bytes);
        seen |= text.contains(shown);
        for canary in CANARIES.iter().copied().chain([home.as_str(), "ann@example.org"]) {
            assert!(!text.contains(canary), "{name} has {canary}");
            assert!(!name.contains(canary), "{name}");
        }
        let is_source = name.ends_with(".md") || name.contains(".env") || name.contains("draft");
        assert!(!is_source, "{name} is public");
    }
    assert!(seen, "`{shown}` is nowhere: nothing was looked at");
}

#[test]
fn nothing_of_the_author_goes_out_to_a_branch() {
    let author = author("leaks-git");
    author.publish(&["course", "--to", "git"]).expect(0, &[]);
    let branch = author.branch("gh-pages");
    let dots: Vec<_> = branch.keys().filter(|name| name.starts_with('.')).collect();
    assert_eq!(dots, [".nojekyll"]);
    search(&author, branch.iter().map(|(name, bytes)| (name.clone(), bytes.as_slice())), "shown");
    let all = author.git("remote.git", &["rev-list", "--objects", "gh-pages", "--not", "main"]);
    assert_eq!(all.lines().filter(|line| line.ends_with(".md")).count(), 0, "{all}");
}

#[test]
fn nothing_of_the_author_goes_out_to_a_folder_or_a_server() {
    need("rsync");
    let author = author("leaks-folder");
    let site = author.path("site");
    for to in ["dir:../site", &format!("rsync:{}", author.path("far").display())] {
        author.publish(&["course", "--to", to]).expect(0, &[]);
    }
    let files: BTreeMap<_, _> =
        all_files(&site).into_iter().chain(all_files(&author.path("far"))).collect();
    let below = |path: &std::path::Path| {
        path.strip_prefix(&author.folder).expect("below").display().to_string()
    };
    search(&author, files.iter().map(|(path, bytes)| (below(path), bytes.as_slice())), "shown");
    assert!(!files.keys().any(|path| below(path).contains("/.")), "a file with a dot");
    author.assert_tidy();
}

#[test]
fn notes_go_out_only_on_request() {
    let author = author("leaks-notes");
    author.publish(&["course", "--to", "git", "--notes"]).expect(0, &[]);
    let page = author.show("gh-pages", "talk/index.html");
    assert!(String::from_utf8_lossy(&page).contains("CANARY-NOTE"));
    author.publish(&["course", "--to", "git"]).expect(0, &["1 changed"]);
    let page = author.show("gh-pages", "talk/index.html");
    assert!(!String::from_utf8_lossy(&page).contains("CANARY-NOTE"));
}

#[test]
fn secrets_are_refused_even_when_a_deck_links_to_them() {
    let author = Author::new("leaks-secrets");
    let talks =
        ["[key](server.pem)", "[x](.env)", "![x](id_rsa)", "``` {file=.env}\n```", "[x](a.txt~)"];
    for file in ["server.pem", ".env", "id_rsa", "a.txt~"] {
        author.put(file, "secret\n");
    }
    for talk in talks {
        author.put("talk.md", &super::deck(talk));
        let run = author.publish(&["talk.md", "--to", "git"]);
        run.expect(1, &["secret-file", "nothing was published"]);
    }
    assert_eq!(author.tip("gh-pages"), None);
}

#[test]
fn decks_with_errors_or_holes_stay_here() {
    let author = Author::new("leaks-errors");
    let holes = ["![A cat](cat.png)", "[Paper](paper.pdf)", "{{< include gone.md >}}"];
    for hole in holes {
        author.put("talk.md", &super::deck(hole));
        author.publish(&["talk.md", "--to", "git"]).expect(1, &["nothing was published"]);
    }
    author.put("talk.md", &super::deck("![](x.svg)"));
    author.put("x.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    author.publish(&["talk.md", "--to", "git", "--strict"]).expect(1, &["nothing was published"]);
    assert_eq!(author.tip("gh-pages"), None);
}

#[test]
fn passwords_in_addresses_are_never_printed() {
    let author = Author::new("leaks-passwords");
    let url = "http://ann:CANARY-s3cret@127.0.0.1:9/talks.git";
    author.git("work", &["remote", "set-url", "origin", url]);
    let in_target = format!("git:{url}#pages");
    let service = "rsync://ann:CANARY-s3cret@127.0.0.1:9/module/x";
    for to in
        ["git", &in_target, service, "ann:CANARY-s3cret://x", "nothing://ann:CANARY-s3cret@host/x"]
    {
        let run = author.publish(&["talk.md", "--to", to]).expect(2, &["error:"]);
        let said = run.stdout + &run.stderr;
        assert!(!said.contains("s3cret"), "{said}");
    }
    // What other users of the machine could see: the arguments of the programs that were started.
    let log = author.path("arguments");
    let path = super::stand_in(&author, "git", &format!("echo \"$@\" >> '{}'", log.display()));
    let mut command = author.command("work", &["talk.md", "--to", "git"]);
    command.env("PATH", path);
    Outcome::of(command).expect(2, &["http://127.0.0.1:9/talks.git"]);
    let arguments = std::fs::read_to_string(log).expect("git was started");
    assert!(arguments.contains("ls-remote") && !arguments.contains("s3cret"), "{arguments}");
}
