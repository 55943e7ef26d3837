//! What is watched, and which of it an event is about.

use crate::world::{Kind, World};
use notify::event::{EventKind, ModifyKind};
use std::collections::BTreeSet;
use std::ops::Bound;
use std::path::{Path, PathBuf};

/// Files and folders to watch. All paths are absolute.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// A change of one of these is told; they need not exist.
    pub files: BTreeSet<PathBuf>,
    /// A Markdown file or folder that appears in one of these, or goes, is told.
    pub folders: BTreeSet<PathBuf>,
}

impl Wanted {
    /// Everything.
    pub(super) fn all(&self) -> BTreeSet<PathBuf> {
        self.files.union(&self.folders).cloned().collect()
    }

    /// What lies in a folder or is it.
    pub(super) fn below(&self, folder: &Path) -> Vec<PathBuf> {
        let from = |set: &BTreeSet<PathBuf>| {
            let range = set.range::<Path, _>((Bound::Included(folder), Bound::Unbounded));
            range.take_while(|path| path.starts_with(folder)).cloned().collect::<Vec<_>>()
        };
        [from(&self.files), from(&self.folders)].concat()
    }

    /// All folders that exist on the way to what is wanted. The root folder is left out: nobody takes
    /// it away.
    pub(super) fn existing_folders(&self, world: &dyn World) -> BTreeSet<PathBuf> {
        let mut seen = BTreeSet::new();
        let parents = self.files.iter().filter_map(|file| file.parent());
        for folder in parents.chain(self.folders.iter().map(PathBuf::as_path)) {
            for folder in folder.ancestors().filter(|folder| folder.parent().is_some()) {
                if !seen.insert(folder.to_path_buf()) {
                    break;
                }
            }
        }
        seen.retain(|folder| world.kind(folder) == Some(Kind::Folder));
        seen
    }

    /// What an event is about: a wanted file, all below a folder that came or went, or a name in a
    /// wanted folder.
    pub(super) fn touched(&self, event: &notify::Event) -> BTreeSet<PathBuf> {
        let names = matches!(
            event.kind,
            EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))
        );
        let mut touched = BTreeSet::new();
        for path in &event.paths {
            if self.files.contains(path) {
                touched.insert(path.clone());
            } else if names {
                touched.extend(self.below(path));
                let within = path.parent().is_some_and(|folder| self.folders.contains(folder));
                if within && may_hold_decks(path) {
                    touched.insert(path.clone());
                }
            }
        }
        touched
    }
}

/// Whether a new name in a searched folder may be a deck or a folder of decks.
fn may_hold_decks(path: &Path) -> bool {
    let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
    !hidden && ending.is_none_or(|ending| ending == "md" || ending == "markdown")
}
