//! The one file that changes a disk. Everything that changes something goes through [`Disk`], so
//! that tests can make any step fail or be the last; looking needs no such door.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// The operations that change the disk.
pub(super) trait Disk {
    /// Makes one folder; its parent is there.
    fn create_folder(&mut self, path: &Path) -> io::Result<()>;
    /// Makes a file; it is an error if anything stands at the path, even a link.
    fn write_new(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Moves a file, replacing the file or link at `to`.
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes one file; a link is removed itself.
    fn remove_file(&mut self, path: &Path) -> io::Result<()>;
    /// Removes one empty folder.
    fn remove_folder(&mut self, path: &Path) -> io::Result<()>;
}

/// The real one.
pub(super) struct RealDisk;

#[allow(clippy::disallowed_methods, reason = "this is the one writer of bundles")]
impl Disk for RealDisk {
    fn create_folder(&mut self, path: &Path) -> io::Result<()> {
        std::fs::create_dir(path)
    }

    fn write_new(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        File::create_new(path)?.write_all(bytes)
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        std::fs::rename(from, to)
    }

    fn remove_file(&mut self, path: &Path) -> io::Result<()> {
        std::fs::remove_file(path)
    }

    fn remove_folder(&mut self, path: &Path) -> io::Result<()> {
        std::fs::remove_dir(path)
    }
}

/// What stands at a path, links not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing.
    Nothing,
    /// A regular file of so many bytes.
    File(u64),
    /// A folder.
    Folder,
    /// A symbolic link, wherever it leads.
    Link,
    /// A pipe, socket or device.
    Special,
}

/// Looks what stands at a path.
pub(super) fn look(path: &Path) -> io::Result<Found> {
    let metadata = match std::fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        metadata => metadata?,
    };
    Ok(match metadata.file_type() {
        kind if kind.is_symlink() => Found::Link,
        kind if kind.is_dir() => Found::Folder,
        kind if kind.is_file() => Found::File(metadata.len()),
        _ => Found::Special,
    })
}

/// The bytes of a file that [`look`] just found to be regular.
#[allow(clippy::disallowed_methods, reason = "reads what deckgen wrote, not decks")]
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    std::fs::read(path)
}

/// A name in a folder.
#[derive(Debug)]
pub(super) struct Name {
    /// The name; parts that are not UTF-8 are replaced, so such a name is only good for showing.
    pub(super) text: String,
    /// Whether a regular file stands there.
    pub(super) is_file: bool,
}

/// The names in a folder, sorted.
#[allow(clippy::disallowed_methods, reason = "looks into the output folder, not at decks")]
pub(super) fn names(folder: &Path) -> io::Result<Vec<Name>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let text = entry.file_name().to_string_lossy().into_owned();
        names.push(Name { text, is_file: entry.file_type()?.is_file() });
    }
    names.sort_by(|a, b| a.text.cmp(&b.text));
    Ok(names)
}

/// The file that is locked where a folder itself cannot be (Windows, NFS). It stays there, as
/// removing a file that others wait for would let two of them in.
pub(super) const LOCK_NAME: &str = ".deckgen.lock";

/// Makes this process the only writer of a folder until the file is dropped or the process ends,
/// however it ends. `None` when another one has not finished by `until`.
pub(super) fn lock(folder: &Path, until: Instant) -> io::Result<Option<File>> {
    if let Some(locked) = lock_folder(folder, until)? {
        return Ok(locked);
    }
    let path = folder.join(LOCK_NAME);
    if !matches!(look(&path)?, Found::Nothing | Found::File(_)) {
        return Err(io::Error::other(format!("`{LOCK_NAME}` in it is not a regular file")));
    }
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
    match wait_for(&file, until) {
        // A file system that has no locks at all: most likely nobody else builds just now, and two
        // writers could spoil each other's build but no foreign file.
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(Some(file)),
        locked => Ok(locked?.then_some(file)),
    }
}

/// The outer `None` when folders cannot be locked here.
#[allow(clippy::disallowed_methods, reason = "opens the output folder to lock it")]
fn lock_folder(folder: &Path, until: Instant) -> io::Result<Option<Option<File>>> {
    if !cfg!(unix) {
        return Ok(None);
    }
    let file = File::open(folder)?;
    Ok(wait_for(&file, until).ok().map(|locked| locked.then_some(file)))
}

fn wait_for(file: &File, until: Instant) -> io::Result<bool> {
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) if Instant::now() >= until => return Ok(false),
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(20)),
        }
    }
}

/// Whether a lock is still one of this folder: while we waited, a build that failed may have
/// removed the folder it had made, and somebody else may have made it again.
#[cfg(unix)]
pub(super) fn is_lock_of(folder: &Path, lock: &File) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let locked = lock.metadata()?;
    if !locked.is_dir() {
        return Ok(true);
    }
    match std::fs::symlink_metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        now => now.map(|now| (now.dev(), now.ino()) == (locked.dev(), locked.ino())),
    }
}

/// A lock file keeps its folder from being removed.
#[cfg(not(unix))]
pub(super) fn is_lock_of(_: &Path, _: &File) -> io::Result<bool> {
    Ok(true)
}
