//! Every example in the README and the documentation runs.

use crate::program;
use crate::suite::files;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Words of commands that a test cannot run: they wait for a reader, need the network or other
/// programs, or build deckgen itself.
const NOT_RUN: [&str; 15] = [
    "--links", "cargo", "npm", "git", "cd", "curl", "brew", "apt", "apt-get", "serve", "publish",
    "export", "man", "xdg-open", "open",
];

#[test]
fn every_example_runs() {
    let mut pages: Vec<PathBuf> = vec![program::root().join("README.md")];
    if program::root().join("docs").is_dir() {
        pages.extend(files(&program::root().join("docs")));
    }
    let mut failures = Vec::new();
    for page in pages.iter().filter(|page| page.exists()) {
        let name = page.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(page).expect("a page is readable UTF-8");
        let examples = examples(&text);
        assert!(name != "README.md" || !examples.is_empty(), "the README shows no command");
        let folder = program::empty_folder(&format!("readme-{name}"));
        furnish(&folder);
        let failed = examples.iter().filter_map(|command| failure(command, &folder));
        failures.extend(failed.map(|failure| format!("{name}: {failure}")));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// Commands of deckgen in `sh` and `console` blocks.
fn examples(text: &str) -> Vec<String> {
    let mut block = "";
    let mut found = Vec::new();
    for line in text.lines().map(str::trim_start) {
        if let Some(info) = line.strip_prefix("```") {
            block = if block.is_empty() { info.trim() } else { "" };
            if block.is_empty() && info.is_empty() {
                continue;
            }
            continue;
        }
        let command = match block {
            "console" => line.strip_prefix("$ "),
            "sh" | "bash" | "shell" => Some(line.strip_prefix("$ ").unwrap_or(line)),
            _ => None,
        };
        let command = command.and_then(|line| line.split(" #").next()).unwrap_or_default().trim();
        let runs = |command: &str| {
            let mut words = command.split_whitespace();
            words.next() == Some("deckgen")
                && !words.any(|word| NOT_RUN.contains(&word) || word.starts_with('<'))
        };
        if runs(command) {
            found.push(command.to_string());
        }
    }
    found
}

/// The decks that examples speak of.
fn furnish(folder: &Path) {
    let seed = program::root().join("decks");
    program::copy(&seed, &folder.join("decks"));
    for name in ["lessons", "slides", "src"] {
        program::copy(&seed, &folder.join(name));
    }
    fs::write(folder.join("talk.md"), "title: A talk\n\n## One\n").expect("a deck can be written");
}

fn failure(command: &str, folder: &Path) -> Option<String> {
    // `deckgen new` refuses to replace a deck that is there.
    if let Some(name) = command.strip_prefix("deckgen new ") {
        let name = name.split_whitespace().next().unwrap_or_default();
        drop(fs::remove_file(folder.join(name)));
    }
    let bin = Path::new(env!("CARGO_BIN_EXE_deckgen")).parent().expect("it is in a folder");
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
    let mut shell = Command::new("sh");
    program::clean(&mut shell, folder);
    shell.env("PATH", path).env("HOME", folder).stdin(Stdio::null());
    let output = shell.args(["-c", command]).output().expect("a shell can be started");
    let told = String::from_utf8_lossy(&output.stderr);
    (!output.status.success()).then(|| format!("`{command}` fails:\n{told}"))
}

#[test]
fn examples_are_found() {
    let text = "```sh\ndeckgen build talk.md  # builds\ncargo test\n```\ntext\n```console\n$ deckgen themes\nbeige\n$ deckgen serve talk.md\n```\n";
    assert_eq!(examples(text), ["deckgen build talk.md", "deckgen themes"]);
}
