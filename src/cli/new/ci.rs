//! `deckgen new --ci`: what makes a host check, build and publish decks after each push.

use super::super::args::Host;
use super::super::{Failure, reading};
use super::{cannot_make, write_new};
use deckgen::site;
use deckgen::world::{Disk, Kind, World};
use std::fs;
use std::path::{Path, PathBuf};

/// The file for a host, below the root of the repository.
fn file(host: Host) -> (&'static str, &'static str) {
    match host {
        Host::Github => (".github/workflows/slides.yml", include_str!("ci/github.yml")),
        Host::Gitlab => (".gitlab-ci.yml", include_str!("ci/gitlab.yml")),
        Host::Netlify => ("netlify.toml", include_str!("ci/netlify.toml")),
        Host::Cloudflare => (".github/workflows/slides.yml", include_str!("ci/cloudflare.yml")),
    }
}

/// Makes the file for decks that are there; returns what to tell the user.
pub(super) fn make(decks: &Path, host: Host) -> Result<String, Failure> {
    let (real, kind) = reading::find(decks)?;
    let root = root(&real);
    let below = below(&root, &real)?;
    let assets = match kind {
        Kind::Folder => "/assets".to_string(),
        _ => format!("/{}/assets", site::address(real.parent().unwrap_or(&real), &real)),
    };
    let (name, text) = file(host);
    let text = text
        .replace("DECKS", &below)
        .replace("VERSION", env!("CARGO_PKG_VERSION"))
        .replace("BRANCH", &branch(&root))
        .replace("ASSETS", &assets);
    let path = root.join(name);
    if let Some(folder) = path.parent() {
        let made = fs::DirBuilder::new().recursive(true).create(folder);
        made.map_err(|error| cannot_make(folder, &error))?;
    }
    write_new(&path, &text)?;
    Ok(format!("made {}; next: commit and push it", path.display()))
}

/// The top of the git repository around the decks, else the folder that holds them.
fn root(decks: &Path) -> PathBuf {
    let top = decks.ancestors().find(|folder| folder.join(".git").exists());
    top.or(decks.parent()).unwrap_or(decks).to_path_buf()
}

/// The decks' path below the root, as it can stand in a shell's command and in any of the files.
fn below(root: &Path, decks: &Path) -> Result<String, Failure> {
    let below = decks.strip_prefix(root).unwrap_or(decks);
    let names: Option<Vec<&str>> = below.iter().map(|name| name.to_str()).collect();
    let good = |name: &&str| {
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
        name.chars().all(plain) && !name.starts_with('-')
    };
    match names {
        Some(names) if names.is_empty() => Ok(".".to_string()),
        Some(names) if names.iter().all(good) => Ok(names.join("/")),
        _ => {
            let message = format!("`{}` cannot stand in a script", below.display());
            Err(Failure::new(message).hint("use letters, digits, `.`, `_` and `-` in its name"))
        }
    }
}

/// The branch that is checked out, as the one to publish.
fn branch(root: &Path) -> String {
    let head = Disk.read(&root.join(".git/HEAD"), 4096).unwrap_or_default();
    let head = String::from_utf8_lossy(&head);
    let name = head.trim().strip_prefix("ref: refs/heads/").unwrap_or("main");
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    let is_good = !name.is_empty() && !name.starts_with('-') && name.chars().all(plain);
    if is_good { name } else { "main" }.to_string()
}
