//! Which files a deck may use: those of its project, and what the user allows.

mod accept;
mod text;

use crate::suggest;
use crate::world::{Kind, World, plain};
use std::path::{Component, Path, PathBuf};

pub use accept::Wanted;
pub use text::{Text, Texts};

/// The name of a project's configuration.
pub const CONFIG: &str = "deckgen.yaml";
/// At most so many names of a folder are looked at when one is missing.
const NAMES: usize = 2_000;
/// At most so many folders beside the file are searched for a missing name.
const FOLDERS: usize = 100;

/// A deck's project: the root folder, and folders outside it that the user allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    root: PathBuf,
    /// Where its configuration is or could be: in the deck's folder and those above it, up to the root.
    configs: Vec<PathBuf>,
    has_config: bool,
    allowed: Vec<PathBuf>,
}

/// What a path written in a deck leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A file, as an absolute path without links.
    File(PathBuf),
    /// A file whose name has other letter case: it is found here and missing on a web server.
    WrongCase {
        /// The file, as an absolute path without links.
        file: PathBuf,
        /// The path with the names that the folders have.
        actual: String,
    },
    /// A folder.
    Folder(PathBuf),
    /// Nothing.
    Missing {
        /// The nearest path that leads to something, written as in the deck.
        nearest: Option<String>,
    },
    /// Something outside the project and the allowed folders.
    Outside,
    /// A pipe, socket or device.
    Special,
}

impl Project {
    /// The project around a deck. Its root is the nearest folder with a `deckgen.yaml`, else the
    /// nearest one with a `.git`, else the deck's own folder. Allowed folders that do not exist are
    /// left out.
    pub fn around(world: &dyn World, deck: &Path, allowed: &[PathBuf]) -> Project {
        let folder = folder_of(world, deck);
        let with = |name: &str, kinds: &[Kind]| {
            let holds = |folder: &&Path| {
                world.kind(&folder.join(name)).is_some_and(|kind| kinds.contains(&kind))
            };
            folder.ancestors().find(holds).map(Path::to_path_buf)
        };
        let config = with(CONFIG, &[Kind::File]);
        let has_config = config.is_some();
        let root = config
            .or_else(|| with(".git", &[Kind::File, Kind::Folder]))
            .unwrap_or_else(|| folder.clone());
        let allowed = allowed.iter().filter_map(|path| world.canonicalize(path).ok()).collect();
        let inside = folder.ancestors().take_while(|folder| folder.starts_with(&root));
        let configs = inside.map(|folder| folder.join(CONFIG)).collect();
        Project { root, configs, has_config, allowed }
    }

    /// Its configuration, an absolute path, if there is one.
    pub fn config(&self) -> Option<&Path> {
        self.configs.last().filter(|_| self.has_config).map(PathBuf::as_path)
    }

    /// The files that would be its configuration if they were there; the last one is if one is.
    pub fn configs(&self) -> &[PathBuf] {
        &self.configs
    }

    /// The root folder, as an absolute path without links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What a path leads to that is written in the file `from`, percent signs already decoded. A
    /// path that starts with `/` is relative to the root.
    pub fn resolve(&self, world: &dyn World, from: &Path, path: &str) -> Found {
        if path.contains('\\') || has_drive(path) {
            return Found::Outside;
        }
        let relative = path.trim_start_matches('/');
        let base =
            if relative.len() < path.len() { self.root.clone() } else { folder_of(world, from) };
        let whole = base.join(relative);
        let Ok(file) = world.canonicalize(&whole) else {
            if !self.contains(&plain(&whole)) {
                return Found::Outside;
            }
            return Found::Missing { nearest: self.nearest(world, &base, path) };
        };
        if !self.contains(&file) {
            return Found::Outside;
        }
        match world.kind(&file) {
            Some(Kind::File) => match real_names(world, &base, path) {
                Some(actual) => Found::WrongCase { file, actual },
                None => Found::File(file),
            },
            Some(Kind::Folder) => Found::Folder(file),
            Some(Kind::Special) => Found::Special,
            None => Found::Missing { nearest: None },
        }
    }

    /// A path for messages: relative to the root, with `/`; what is outside stays whole.
    pub fn display(&self, path: &Path) -> String {
        let Ok(inside) = path.strip_prefix(&self.root) else {
            return path.to_string_lossy().into_owned();
        };
        let names: Vec<_> = inside.iter().map(|name| name.to_string_lossy()).collect();
        if names.is_empty() { ".".to_string() } else { names.join("/") }
    }

    /// Whether a file, as an absolute path without links, is one that the deck may use.
    pub fn contains(&self, path: &Path) -> bool {
        path.starts_with(&self.root) || self.allowed.iter().any(|folder| path.starts_with(folder))
    }

    /// The existing path that the author probably meant.
    fn nearest(&self, world: &dyn World, base: &Path, path: &str) -> Option<String> {
        let (folder, name) = path
            .rsplit_once('/')
            .map_or(("", path), |(folder, name)| (&path[..folder.len() + 1], name));
        let names = self.list(world, &base.join(folder.trim_start_matches('/')));
        if let Some(near) = suggest::nearest(name, names.iter().map(String::as_str)) {
            return Some(format!("{folder}{near}"));
        }
        let start = if path.starts_with('/') { "/" } else { "" };
        let is_here = |path: &Path| {
            let real = world.canonicalize(path).ok();
            real.is_some_and(|real| self.contains(&real) && world.kind(&real) == Some(Kind::File))
        };
        if name.is_empty() || name == ".." || name == "." {
            return None;
        }
        if is_here(&base.join(name)) {
            return Some(format!("{start}{name}"));
        }
        let beside = self.list(world, base).into_iter();
        let mut folders =
            beside.filter(|beside| world.kind(&base.join(beside)) == Some(Kind::Folder));
        let found =
            folders.by_ref().take(FOLDERS).find(|beside| is_here(&base.join(beside).join(name)))?;
        Some(format!("{start}{found}/{name}"))
    }

    /// Names in a folder of the project, not more than [`NAMES`].
    fn list(&self, world: &dyn World, folder: &Path) -> Vec<String> {
        let real = world.canonicalize(folder).ok().filter(|real| self.contains(real));
        let mut names = real.and_then(|real| world.list(&real).ok()).unwrap_or_default();
        names.truncate(NAMES);
        names
    }
}

/// The folder of a file, without links. The file itself may be a link: what it names is looked for
/// beside the link.
fn folder_of(world: &dyn World, file: &Path) -> PathBuf {
    let folder = match file.parent() {
        Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) => folder,
        None => file,
    };
    world.canonicalize(folder).unwrap_or_else(|_| plain(folder))
}

/// Whether a path starts with a drive, as in `C:`.
fn has_drive(path: &str) -> bool {
    let bytes = path.trim_start_matches('/').as_bytes();
    bytes.len() > 1 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':'
}

/// The path with the names that the folders have, if one differs in letter case.
fn real_names(world: &dyn World, base: &Path, path: &str) -> Option<String> {
    let mut folder = base.to_path_buf();
    let mut names = Vec::new();
    let mut wrong = false;
    for component in Path::new(path.trim_start_matches('/')).components() {
        let written = component.as_os_str().to_str()?;
        let real = match component {
            Component::Normal(_) => other_case(world, &folder, written),
            _ => None,
        };
        wrong |= real.is_some();
        folder.push(written);
        names.push(real.unwrap_or_else(|| written.to_string()));
    }
    let start = if path.starts_with('/') { "/" } else { "" };
    wrong.then(|| format!("{start}{}", names.join("/")))
}

/// The name in the folder that equals the written one but for letter case, when there is no exact one.
fn other_case(world: &dyn World, folder: &Path, written: &str) -> Option<String> {
    // Where letter case counts, the swapped name is not there, and the folder need not be listed.
    let swapped: String = written.chars().map(swap_case).collect();
    if swapped == written || world.kind(&folder.join(swapped)).is_none() {
        return None;
    }
    let names = world.list(folder).ok()?;
    if names.iter().any(|name| name == written) {
        return None;
    }
    let lower = written.to_lowercase();
    names.into_iter().find(|name| name.to_lowercase() == lower)
}

fn swap_case(letter: char) -> char {
    if letter.is_ascii_lowercase() {
        letter.to_ascii_uppercase()
    } else {
        letter.to_ascii_lowercase()
    }
}

#[cfg(test)]
#[path = "project_tests.rs"]
mod tests;
