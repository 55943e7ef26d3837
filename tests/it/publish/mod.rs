//! `deckgen publish` against real git repositories, git's own server, rsync and folders.

mod broken;
mod folders;
mod git;
mod leaks;
mod races;
mod rsync;
mod served;

use crate::program;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A deck that says one word.
fn deck(word: &str) -> String {
    format!("title: Talk\n\n## One\n\n{word}\n")
}

/// A bare repository, and a clone of it with a deck, where the author works.
pub(crate) struct Author {
    /// Everything is below this.
    folder: PathBuf,
}

impl Author {
    pub(crate) fn new(name: &str) -> Author {
        let folder = program::empty_folder(&format!("publish-{name}"));
        for part in ["home", "tmp", "work"] {
            fs::create_dir(folder.join(part)).expect("a folder can be made");
        }
        let author = Author { folder };
        let settings = "[user]\n\tname = Ann Author\n\temail = ann@example.org\n";
        fs::write(author.path("home/.gitconfig"), settings).expect("a file can be written");
        author.git(".", &["init", "-q", "--bare", "-b", "main", "remote.git"]);
        author.git("work", &["init", "-q", "-b", "main"]);
        author.put("talk.md", &deck("first"));
        author.git("work", &["add", "."]);
        author.git("work", &["commit", "-q", "-m", "A deck"]);
        author.git("work", &["remote", "add", "origin", "../remote.git"]);
        author.git("work", &["push", "-q", "origin", "main"]);
        author
    }

    fn path(&self, inside: &str) -> PathBuf {
        self.folder.join(inside)
    }

    /// Writes a file where the author works.
    fn put(&self, name: &str, text: &str) {
        let path = self.path("work").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    /// Makes a command's surroundings those of this author and nobody else.
    fn settle(&self, command: &mut Command, folder: &str) {
        program::clean(command, &self.path(folder));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("GIT_") {
                command.env_remove(name);
            }
        }
        let ceiling = self.folder.parent().expect("a folder");
        command
            .env("HOME", self.path("home"))
            .env("XDG_CONFIG_HOME", self.path("home"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CEILING_DIRECTORIES", ceiling)
            .env("TMPDIR", self.path("tmp"));
    }

    fn command(&self, folder: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deckgen"));
        self.settle(&mut command, folder);
        command.arg("publish").args(arguments).stdin(std::process::Stdio::null());
        command
    }

    /// Runs `deckgen publish` where the author works.
    fn publish(&self, arguments: &[&str]) -> Outcome {
        Outcome::of(self.command("work", arguments))
    }

    /// Runs git, which must succeed; returns what it prints.
    fn git(&self, folder: &str, arguments: &[&str]) -> String {
        let mut command = Command::new("git");
        self.settle(&mut command, folder);
        let output = command.args(arguments).output().expect("git starts");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {arguments:?}: {told}");
        String::from_utf8_lossy(&output.stdout).trim_end().to_string()
    }

    /// The last commit of a branch of the bare repository.
    fn tip(&self, branch: &str) -> Option<String> {
        let all =
            self.git("remote.git", &["for-each-ref", "--format=%(objectname) %(refname:short)"]);
        let mut all = all.lines().filter_map(|line| line.split_once(' '));
        all.find(|(_, name)| *name == branch).map(|(id, _)| id.to_string())
    }

    /// The files of a branch of the bare repository.
    fn branch(&self, branch: &str) -> BTreeMap<String, Vec<u8>> {
        let names = self.git("remote.git", &["ls-tree", "-r", "--name-only", "-z", branch]);
        let names = names.split('\0').filter(|name| !name.is_empty());
        names.map(|name| (name.to_string(), self.show(branch, name))).collect()
    }

    fn show(&self, branch: &str, name: &str) -> Vec<u8> {
        let mut command = Command::new("git");
        self.settle(&mut command, "remote.git");
        command.args(["cat-file", "blob", &format!("{branch}:{name}")]);
        command.output().expect("git starts").stdout
    }

    /// Somebody else's commit on a branch, from a clone of their own.
    fn somebody_pushes(&self, branch: &str, name: &str, text: &str) {
        let clone = format!("clone-{}", fs::read_dir(&self.folder).expect("a folder").count());
        self.git(".", &["clone", "-q", "remote.git", &clone]);
        if self.tip(branch).is_some() {
            self.git(&clone, &["checkout", "-q", branch]);
        } else {
            self.git(&clone, &["checkout", "-q", "--orphan", branch]);
            self.git(&clone, &["rm", "-rfq", "--", "."]);
        }
        fs::write(self.path(&clone).join(name), text).expect("a file can be written");
        self.git(&clone, &["add", "-f", "."]);
        self.git(&clone, &["commit", "-q", "-m", "Somebody's"]);
        self.git(&clone, &["push", "-q", "origin", branch]);
    }

    /// Every file of the author's repository and working tree, with its bytes.
    fn everything(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        all_files(&self.path("work"))
    }

    /// Fails if a temporary file is left.
    fn assert_tidy(&self) {
        let left: Vec<_> = fs::read_dir(self.path("tmp")).expect("a folder").collect();
        assert!(left.is_empty(), "temporary files are left: {left:?}");
    }
}

/// Every file below a folder, with its bytes; a link is its target.
fn all_files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("the folder is there") {
            let path = entry.expect("a name").path();
            let kind = fs::symlink_metadata(&path).expect("it is there").file_type();
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_symlink() {
                let target = fs::read_link(&path).expect("a link").display().to_string();
                found.insert(path, target.into_bytes());
            } else {
                found.insert(path.clone(), fs::read(&path).expect("a file can be read"));
            }
        }
    }
    found
}

/// How a run ended.
struct Outcome {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Outcome {
    fn of(mut command: Command) -> Outcome {
        let Output { status, stdout, stderr } = command.output().expect("it starts");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Outcome { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
    }

    /// Fails unless it ended so and its messages have these words.
    #[track_caller]
    fn expect(self, code: i32, words: &[&str]) -> Outcome {
        assert_eq!(self.code, Some(code), "{}{}", self.stdout, self.stderr);
        for word in words {
            assert!(self.stderr.contains(word), "no `{word}` in: {}", self.stderr);
        }
        self
    }
}

/// A program that stands in for one of the same name, which it can run as `"$REAL"`.
fn stand_in(author: &Author, name: &str, script: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    let path = std::env::var("PATH").unwrap_or_default();
    let real = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|p| p.is_file());
    let real = real.unwrap_or_else(|| panic!("`{name}` is installed"));
    let folder = author.path(&format!("stand-in-{name}"));
    fs::create_dir_all(&folder).expect("a folder can be made");
    let file = folder.join(name);
    let script = format!("#!/bin/sh\nREAL='{}'\n{script}\nexec \"$REAL\" \"$@\"\n", real.display());
    fs::write(&file, script).expect("a file can be written");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("a mode");
    format!("{}:{path}", folder.display())
}

/// Installs a program that a test needs, where this may be done: as root in a container of Debian.
fn need(name: &str) {
    static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _lock = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let is_there = || Command::new(name).arg("--version").output().is_ok();
    if is_there() {
        return;
    }
    for arguments in [&["update", "-q"][..], &["install", "-qy", "--no-install-recommends", name]] {
        let mut command = Command::new("apt-get");
        let _ = command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive").output();
    }
    assert!(is_there(), "these tests need `{name}`: install it");
}
