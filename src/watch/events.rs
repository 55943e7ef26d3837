//! Changes as the system tells them.

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind, RenameMode};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Watched folders.
pub(super) struct Events {
    watcher: RecommendedWatcher,
    watched: BTreeSet<PathBuf>,
}

impl Events {
    /// Starts; `tell` is called with each event, from another thread.
    pub(super) fn new(
        tell: impl Fn(notify::Result<notify::Event>) + Send + 'static,
    ) -> notify::Result<Events> {
        let watcher = notify::recommended_watcher(tell)?;
        Ok(Events { watcher, watched: BTreeSet::new() })
    }

    /// Watches these folders and no others; returns those that were not watched before.
    ///
    /// # Errors
    /// The system has no watches left, or cannot watch such a folder.
    pub(super) fn watch(&mut self, folders: BTreeSet<PathBuf>) -> notify::Result<Vec<PathBuf>> {
        for gone in self.watched.difference(&folders) {
            // It may be gone from the disk, and its watch with it.
            let _ = self.watcher.unwatch(gone);
        }
        let mut added = Vec::new();
        for folder in &folders {
            // A folder that was deleted and made again has no watch although we know it; asking twice
            // for the same one is no mistake.
            match self.watcher.watch(folder, RecursiveMode::NonRecursive) {
                Ok(()) if !self.watched.contains(folder) => added.push(folder.clone()),
                Ok(()) => {}
                Err(error) if may_be_gone(&error) => {}
                Err(error) => return Err(error),
            }
        }
        self.watched = folders;
        Ok(added)
    }
}

/// Whether a folder cannot be watched because it has just been deleted or may not be read; others on
/// the way to the file still can.
fn may_be_gone(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::PathNotFound | notify::ErrorKind::WatchNotFound => true,
        notify::ErrorKind::Io(error) => matches!(
            error.kind(),
            std::io::ErrorKind::NotFound | std::io::ErrorKind::PermissionDenied
        ),
        _ => false,
    }
}

/// What an event says about a save.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// Nothing: somebody read the file, we ourselves as a rule.
    Nothing,
    /// The save goes on.
    Open,
    /// It is done.
    Done,
}

/// A file is whole when its writer closes it, or when it is moved to its name.
pub(super) fn weight(kind: &EventKind) -> Weight {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Weight::Done,
        EventKind::Access(_) => Weight::Nothing,
        EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Both)) => Weight::Done,
        _ => Weight::Open,
    }
}
