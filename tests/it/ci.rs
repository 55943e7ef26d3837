//! The files that `deckgen new --ci` makes: they can be read, and what they run works.

use crate::program::{deckgen, empty_folder};
use std::fs;
use std::path::{Path, PathBuf};

const HOSTS: [(&str, &str); 4] = [
    ("github", ".github/workflows/slides.yml"),
    ("gitlab", ".gitlab-ci.yml"),
    ("netlify", "netlify.toml"),
    ("cloudflare", ".github/workflows/slides.yml"),
];

/// A repository with a folder of lessons and a talk.
fn repository(name: &str) -> PathBuf {
    let folder = empty_folder(name);
    fs::write(folder.join(".git/HEAD"), "ref: refs/heads/trunk\n").unwrap();
    fs::create_dir(folder.join("lessons")).unwrap();
    fs::write(folder.join("lessons/one.md"), "title: One\n\n## A\n\nText.\n").unwrap();
    fs::write(folder.join("talk.md"), "title: Talk\n\n## A\n\nText.\n").unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = deckgen(folder).args(arguments).output().expect("the program starts");
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The arguments of every call of deckgen in a file.
fn calls(text: &str) -> Vec<Vec<&str>> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let commands = lines.flat_map(|line| line.split("&&").flat_map(|part| part.split("run: ")));
    let words = commands.filter_map(|command| {
        let (before, arguments) = command.split_once("deckgen ")?;
        let is_call =
            before.trim_matches(['-', ' ', '"']).trim_end_matches(".deckgen/bin/").is_empty();
        is_call.then(|| arguments.trim_end_matches('"').split_whitespace().collect())
    });
    words.collect()
}

#[test]
fn hosts_get_files_that_check_and_build() {
    for (host, path) in HOSTS {
        let folder = repository(&format!("ci-{host}"));
        let (fine, said) = run(&folder, &["new", "lessons", "--ci", host]);
        assert!(fine && said.contains("slides.yml") | said.contains(path), "{host}: {said}");
        let text = fs::read_to_string(folder.join(path)).unwrap();
        for placeholder in ["DECKS", "VERSION", "BRANCH", "ASSETS"] {
            assert!(!text.contains(placeholder), "{host} has {placeholder}");
        }
        assert!(text.contains(&format!("deckgen@{}", env!("CARGO_PKG_VERSION"))), "{host}");
        if path.ends_with(".yml") {
            let yaml: serde_json::Value = serde_yaml::from_str(&text).unwrap();
            assert!(yaml.is_object(), "{host}");
        } else {
            let toml: toml::Table = text.parse().unwrap();
            assert_eq!(toml["build"]["publish"].as_str(), Some("public"));
            assert_eq!(toml["headers"][0]["for"].as_str(), Some("/assets/*"));
        }
        let calls = calls(&text);
        assert_eq!(
            calls,
            [vec!["check", "lessons"], vec!["build", "lessons", "-o", "public"]],
            "{host}"
        );
        for call in calls {
            let (fine, said) = run(&folder, &call);
            assert!(fine, "{host}: {call:?}: {said}");
        }
        assert!(folder.join("public/index.html").exists());
        let (fine, said) = run(&folder, &["new", "lessons", "--ci", host]);
        assert!(!fine && said.contains("is already there"), "{host}: {said}");
        assert_eq!(fs::read_to_string(folder.join(path)).unwrap(), text);
    }
}

#[test]
fn workflows_may_do_only_what_they_must() {
    let folder = repository("ci-rights");
    assert!(run(&folder, &["new", "talk.md", "--ci", "github"]).0);
    let text = fs::read_to_string(folder.join(HOSTS[0].1)).unwrap();
    let yaml: serde_json::Value = serde_yaml::from_str(&text).unwrap();
    assert_eq!(yaml["permissions"], serde_json::json!({ "contents": "read" }));
    let rights = serde_json::json!({ "pages": "write", "id-token": "write" });
    assert_eq!(yaml["jobs"]["publish"]["permissions"], rights);
    assert!(text.contains("branches: [trunk]") && text.contains("deckgen build talk.md -o public"));
}

#[test]
fn a_single_deck_has_its_assets_below_its_address() {
    let folder = repository("ci-single");
    assert!(run(&folder, &["new", "talk.md", "--ci", "netlify"]).0);
    let text = fs::read_to_string(folder.join("netlify.toml")).unwrap();
    assert!(text.contains("for = \"/talk/assets/*\""));
}

#[test]
fn names_that_a_shell_would_read_are_refused() {
    let folder = repository("ci-names");
    for name in ["a b", "a;b", "$(id)", "`id`", "a'b", "${{ x }}"] {
        fs::create_dir(folder.join(name)).unwrap();
        let (fine, said) = run(&folder, &["new", name, "--ci", "github"]);
        assert!(!fine && said.contains("cannot stand in a script"), "{name}: {said}");
    }
    let (fine, said) = run(&folder, &["new", "nowhere", "--ci", "github"]);
    assert!(!fine && said.contains("there is no file or folder"), "{said}");
    assert!(!folder.join(".github").exists());
}
