//! Why a bundle was not written, in words for the person who builds.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a bundle was not written, or not to the end. Always exit code 2. The alternate form, `{:#}`, leaves
/// out how a build is told another folder.
#[derive(Debug)]
pub enum OutputError {
    /// This folder is never written to.
    Place {
        /// The folder as it was given.
        folder: PathBuf,
        /// What it is.
        why: NotHere,
    },
    /// The folder has files, and no list that says they are ours.
    Foreign {
        /// The folder as it was given.
        folder: PathBuf,
        /// What is in it.
        names: Names,
    },
    /// Files stand where the build would write, and their bytes are not the ones we wrote.
    Occupied {
        /// The folder as it was given.
        folder: PathBuf,
        /// Files that were never ours.
        foreign: Names,
        /// Files of ours that somebody changed.
        changed: Names,
    },
    /// A link, folder or device stands where a file must go, or no folder where one must be.
    Obstacle {
        /// Where.
        path: PathBuf,
        /// What it is, with its article.
        found: &'static str,
        /// What must be there, with its article.
        needed: &'static str,
    },
    /// The list of files that deckgen wrote cannot be trusted.
    Manifest {
        /// Where it is.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Another build has been writing to the folder for too long.
    Locked {
        /// The folder as it was given.
        folder: PathBuf,
    },
    /// The file system refused.
    Disk {
        /// What was tried: `write`, `remove`.
        doing: &'static str,
        /// With what.
        path: PathBuf,
        /// The answer.
        source: io::Error,
    },
    /// The bundle cannot be a folder; decks cannot cause this.
    Bundle {
        /// The file.
        path: String,
        /// What is wrong with it.
        why: &'static str,
    },
}

/// What makes a folder one that is never written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotHere {
    /// `/`, or the root of a drive.
    Root,
    /// The home folder or one above it.
    Home,
    /// The current folder or one above it.
    Current,
    /// It is or holds this file or folder that the build reads.
    Input(PathBuf),
    /// The top of a git repository.
    Git,
    /// A file or device stands at this path.
    NotAFolder(PathBuf),
    /// A link at this path leads nowhere.
    DeadLink(PathBuf),
}

/// Some file names, of which the first five are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(pub Vec<String>);

impl OutputError {
    /// For `map_err`: what was tried with a path.
    pub(super) fn disk(
        doing: &'static str,
        path: &Path,
    ) -> impl Fn(io::Error) -> OutputError + Copy {
        move |source| OutputError::Disk { doing, path: path.to_path_buf(), source }
    }
}

impl std::error::Error for OutputError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            OutputError::Disk { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let with = if f.alternate() { "" } else { " with `-o`" };
        match self {
            OutputError::Place { folder, why } => write!(
                f,
                "{} cannot be the output folder: {why}. Name another folder{with}",
                quoted(folder)
            ),
            OutputError::Foreign { folder, names } => write!(
                f,
                "{} has files that deckgen did not write: {names}. Name an empty folder{with}, \
                 or add `--adopt`: deckgen then adds its files, replaces those of the same name, \
                 and deletes nothing",
                quoted(folder)
            ),
            OutputError::Occupied { folder, foreign, changed } => {
                occupied(f, folder, foreign, changed)
            }
            OutputError::Obstacle { path, found, needed } => write!(
                f,
                "{} is {found}, but the build needs {needed} there. Move it away, or name another \
                 folder{with}",
                quoted(path)
            ),
            OutputError::Manifest { path, why } => write!(
                f,
                "{} does not tell which files are deckgen's: {why}. Name an empty folder{with}, \
                 or add `--adopt`: deckgen then adds its files, replaces those of the same name, \
                 and deletes nothing",
                quoted(path)
            ),
            OutputError::Locked { folder } => write!(
                f,
                "another deckgen is writing to {}. Wait until it has finished, or stop it",
                quoted(folder)
            ),
            OutputError::Disk { doing, path, source } => {
                write!(f, "cannot {doing} {}: {}", quoted(path), Answer(source))
            }
            OutputError::Bundle { path, why } => {
                write!(f, "cannot write `{}`: {why}. This is a mistake in deckgen", plain(path))
            }
        }
    }
}

fn occupied(
    f: &mut fmt::Formatter<'_>,
    folder: &Path,
    foreign: &Names,
    changed: &Names,
) -> fmt::Result {
    let folder = quoted(folder);
    write!(f, "nothing was written to {folder}, to keep what is there: ")?;
    if !foreign.0.is_empty() {
        write!(f, "deckgen did not write {foreign}")?;
    }
    if !foreign.0.is_empty() && !changed.0.is_empty() {
        f.write_str("; ")?;
    }
    if !changed.0.is_empty() {
        write!(f, "somebody changed {changed} after deckgen wrote it")?;
    }
    f.write_str(". Move that away, or add `--adopt` to replace it")
}

impl fmt::Display for NotHere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotHere::Root => f.write_str("it is the root of the file system"),
            NotHere::Home => f.write_str("it is your home folder or one above it"),
            NotHere::Current => f.write_str("it is the folder you are in or one above it"),
            NotHere::Input(path) => write!(f, "the build reads {} there", quoted(path)),
            NotHere::Git => f.write_str("it is the top of a git repository"),
            NotHere::NotAFolder(path) => write!(f, "{} is not a folder", quoted(path)),
            NotHere::DeadLink(path) => write!(f, "the link {} leads nowhere", quoted(path)),
        }
    }
}

impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 5;
        for (index, name) in self.0.iter().take(SHOWN).enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}`{}`", plain(name))?;
        }
        match self.0.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// What the file system answered, with what to do where that is not plain.
struct Answer<'a>(&'a io::Error);

impl fmt::Display for Answer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use io::ErrorKind::*;
        f.write_str(match self.0.kind() {
            StorageFull => "the disk is full. Free some space and build again",
            QuotaExceeded => "your share of the disk is used up. Free some space and build again",
            PermissionDenied => "you are not allowed to. Change its permissions or its folder's",
            ReadOnlyFilesystem => "the file system can only be read",
            InvalidFilename => "the name is too long or not allowed here",
            FileTooLarge => "the file is too large for this file system",
            CrossesDevices => "the folder is on another file system than the one above it",
            _ => return self.0.fmt(f),
        })
    }
}

fn quoted(path: &Path) -> String {
    format!("`{}`", plain(&path.to_string_lossy()))
}

/// The text without control characters, which could command a terminal.
fn plain(text: &str) -> String {
    text.replace(char::is_control, "\u{FFFD}")
}
