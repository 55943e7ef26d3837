//! Tests of writing bundles: folders of their own, tiny sites, and a look at everything in them.
#![allow(clippy::disallowed_methods, reason = "tests look at the disk from outside")]

mod faults;
mod groups;
mod hostile;
mod places;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::disk::{Disk, RealDisk};
use super::place::Surroundings;
use super::{Group, Options, OutputError, Scope, Written, write_with};
use crate::bundle::{Bundle, BundlePath};

/// A folder that is removed at the end of a test.
struct Temporary(PathBuf);

impl Temporary {
    fn new() -> Temporary {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("deckgen-output-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Temporary(fs::canonicalize(path).unwrap())
    }

    fn path(&self, inside: &str) -> PathBuf {
        self.0.join(inside)
    }

    fn put(&self, inside: &str, text: &str) {
        let path = self.path(inside);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn get(&self, inside: &str) -> String {
        fs::read_to_string(self.path(inside)).unwrap()
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Every file and empty folder below a folder, with the files' text.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    fn walk(root: &Path, folder: &Path, out: &mut BTreeMap<String, String>) {
        let entries: Vec<_> = fs::read_dir(folder).unwrap().map(Result::unwrap).collect();
        if entries.is_empty() {
            out.insert(folder.strip_prefix(root).unwrap().display().to_string() + "/", "".into());
        }
        for entry in entries {
            let path = entry.path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_string();
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                walk(root, &path, out);
            } else if kind.is_symlink() {
                out.insert(name, format!("-> {}", fs::read_link(&path).unwrap().display()));
            } else {
                out.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut out = BTreeMap::new();
    if folder.exists() {
        walk(folder, folder, &mut out);
    }
    out
}

fn path(text: &str) -> BundlePath {
    BundlePath::new(text).unwrap()
}

/// A deck for tests: a page that names its assets by lines, and those assets.
fn deck(name: &str, text: &str, assets: &[&str]) -> (Group, Bundle) {
    let mut bundle = Bundle::default();
    let mut page = format!("{text}\n");
    for asset in assets {
        page += &format!("{asset}\n");
        bundle.insert(path(asset), asset.as_bytes().to_vec());
    }
    let page_path =
        if name == "index" { path("index.html") } else { path(&format!("{name}/index.html")) };
    bundle.insert(page_path, page.into_bytes());
    let files = bundle.iter().map(|(path, _)| path.clone()).collect();
    (Group { name: name.to_string(), files }, bundle)
}

/// One build: its bundle and how it is to be written.
struct Build {
    bundle: Bundle,
    options: Options,
}

impl Build {
    fn site(decks: Vec<(Group, Bundle)>) -> Build {
        Build::of(decks, Scope::Site)
    }

    fn decks(decks: Vec<(Group, Bundle)>) -> Build {
        Build::of(decks, Scope::Decks)
    }

    fn of(decks: Vec<(Group, Bundle)>, scope: fn(Vec<Group>) -> Scope) -> Build {
        let mut bundle = Bundle::default();
        let mut groups = Vec::new();
        for (group, files) in decks {
            groups.push(group);
            bundle.merge(files);
        }
        let options = Options { adopt: false, inputs: Vec::new(), scope: scope(groups) };
        Build { bundle, options }
    }

    fn adopting(mut self) -> Build {
        self.options.adopt = true;
        self
    }

    fn reading(mut self, inputs: &[PathBuf]) -> Build {
        self.options.inputs = inputs.to_vec();
        self
    }

    fn write(&self, folder: &Path) -> Result<Written, OutputError> {
        self.write_to(&mut RealDisk, folder)
    }

    fn write_to(&self, disk: &mut impl Disk, folder: &Path) -> Result<Written, OutputError> {
        write_with(disk, &nowhere(), folder, &self.bundle, &self.options)
    }

    /// Asserts that it is refused, that nothing changed, and that the message has these words.
    #[track_caller]
    fn is_refused(&self, folder: &Path, words: &[&str]) {
        let before = tree(folder);
        let existed = folder.exists();
        let message = self.write(folder).unwrap_err().to_string();
        for word in words {
            assert!(message.contains(word), "`{word}` is not in: {message}");
        }
        assert_eq!(tree(folder), before);
        assert_eq!(folder.exists(), existed);
    }
}

/// Surroundings that refuse nothing and do not wait.
fn nowhere() -> Surroundings {
    Surroundings { home: None, current: None, patience: Duration::ZERO }
}

/// The usual deck `a`.
fn a(text: &str) -> Build {
    Build::decks(vec![deck("a", text, &["a/assets/one", "a/assets/two"])])
}
