//! The only reader of files. Stages ask a [`World`]; tests give them one in memory.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What stands at a path, links followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A pipe, socket or device: never opened.
    Special,
}

/// A state of a file: its size in bytes and when it was last changed. Two states with one stamp may
/// differ if they follow one another within the clock's step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    size: u64,
    changed: Option<SystemTime>,
}

/// The outside world as the compiler sees it: read-only.
pub trait World: Sync {
    /// The bytes of a regular file of at most `limit` bytes.
    ///
    /// # Errors
    /// The file cannot be read, is no regular file, or is larger (`FileTooLarge`).
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>>;

    /// What stands at the path; `None` when there is nothing.
    fn kind(&self, path: &Path) -> Option<Kind>;

    /// What tells one state of a file or folder from another; `None` when there is nothing.
    fn stamp(&self, path: &Path) -> Option<Stamp>;

    /// The names in a folder, sorted. A name that is not UTF-8 has U+FFFD in it, and nothing stands at
    /// that name.
    ///
    /// # Errors
    /// The folder cannot be read.
    fn list(&self, folder: &Path) -> io::Result<Vec<String>>;

    /// The absolute path without links.
    ///
    /// # Errors
    /// Nothing stands there, or a folder on the way cannot be entered.
    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf>;
}

/// The real file system.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

#[allow(clippy::disallowed_methods, reason = "this is the one reader of files")]
impl World for Disk {
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        use std::io::Read;
        let file = open_without_waiting(path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"));
        }
        let mut bytes = Vec::with_capacity(metadata.len().min(limit) as usize);
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit {
            return Err(too_large(limit));
        }
        Ok(bytes)
    }

    fn kind(&self, path: &Path) -> Option<Kind> {
        let metadata = std::fs::metadata(path).ok()?;
        Some(match () {
            () if metadata.is_file() => Kind::File,
            () if metadata.is_dir() => Kind::Folder,
            () => Kind::Special,
        })
    }

    fn stamp(&self, path: &Path) -> Option<Stamp> {
        let metadata = std::fs::metadata(path).ok()?;
        Some(Stamp { size: metadata.len(), changed: metadata.modified().ok() })
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        std::fs::canonicalize(path)
    }
}

/// Opens a file so that a pipe without a writer fails or opens at once and never hangs.
#[allow(clippy::disallowed_methods, reason = "this is the one reader of files")]
fn open_without_waiting(path: &Path) -> io::Result<std::fs::File> {
    // A path can change between this look and the opening; only a local attacker who owns the
    // project could do that, and then the worst is a build that waits.
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"));
    }
    std::fs::File::open(path)
}

fn too_large(limit: u64) -> io::Error {
    let message = format!("it is larger than {} MB", limit / 1_000_000);
    io::Error::new(io::ErrorKind::FileTooLarge, message)
}

/// Files in memory, for tests. Paths are absolute and use `/`; there are no links.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Memory {
    /// Adds or replaces a file.
    pub fn with(mut self, path: impl Into<PathBuf>, bytes: impl Into<Vec<u8>>) -> Memory {
        self.files.insert(path.into(), bytes.into());
        self
    }
}

impl World for Memory {
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let bytes = self.files.get(&plain(path)).ok_or(io::ErrorKind::NotFound)?;
        if bytes.len() as u64 > limit {
            return Err(too_large(limit));
        }
        Ok(bytes.clone())
    }

    fn kind(&self, path: &Path) -> Option<Kind> {
        let path = plain(path);
        if self.files.contains_key(&path) {
            return Some(Kind::File);
        }
        self.files.keys().any(|file| file.starts_with(&path)).then_some(Kind::Folder)
    }

    fn stamp(&self, path: &Path) -> Option<Stamp> {
        let size = self.files.get(&plain(path)).map_or(0, |bytes| bytes.len() as u64);
        self.kind(path).map(|_| Stamp { size, changed: None })
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        let folder = plain(folder);
        let below = self.files.keys().filter_map(|file| file.strip_prefix(&folder).ok());
        let first = below.filter_map(|rest| rest.iter().next()?.to_str().map(String::from));
        let mut names: Vec<String> = first.collect();
        names.dedup();
        Ok(names)
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        let path = plain(path);
        self.kind(&path).map(|_| path).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// The path with `.` and `..` resolved by name only.
pub fn plain(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => match out.components().next_back() {
                Some(Component::Normal(_)) => {
                    out.pop();
                }
                Some(Component::RootDir | Component::Prefix(_)) => {}
                _ => out.push(".."),
            },
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_answers_like_a_disk() {
        let world = Memory::default().with("/a/b.md", "x").with("/a/c/d.png", "y");
        assert_eq!(world.kind(Path::new("/a")), Some(Kind::Folder));
        assert_eq!(world.kind(Path::new("/a/c/../b.md")), Some(Kind::File));
        assert_eq!(world.kind(Path::new("/b")), None);
        assert_eq!(world.list(Path::new("/a")).unwrap(), ["b.md", "c"]);
        assert_eq!(
            world.read(Path::new("/a/b.md"), 0).unwrap_err().kind(),
            io::ErrorKind::FileTooLarge
        );
    }

    #[test]
    fn paths_are_made_plain_by_name() {
        for (path, expected) in [
            ("/a/./b/../c", "/a/c"),
            ("/../a", "/a"),
            ("../../x", "../../x"),
            ("a/../../x", "../x"),
        ] {
            assert_eq!(plain(Path::new(path)), Path::new(expected), "{path}");
        }
    }

    #[test]
    fn devices_are_not_read() {
        assert!(Disk.read(Path::new("/dev/zero"), 10).is_err());
        assert_eq!(Disk.kind(Path::new("/dev/zero")), Some(Kind::Special));
    }
}
