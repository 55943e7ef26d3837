//! Writes a bundle into a folder. At every moment every page there is whole and has its assets,
//! and nothing that deckgen did not write is deleted or overwritten.
//!
//! # What is ours
//!
//! `deckgen.json`, the `manifest`, names every file deckgen wrote, with its size and hash. A file
//! is ours as long as its bytes are the ones named there. Any other file is foreign or was changed
//! by somebody, and is neither replaced (but with [`Options::adopt`]) nor ever removed.
//!
//! Several builds share a folder. Each file belongs to one or more [`Group`]s, one per deck and one
//! for the list of decks. A build replaces its own groups; [`Scope`] says what becomes of the others.
//! A file is removed when no group has it any more.
//!
//! # The order of a build
//!
//! 1. Look: is this a `place` to write to? Take the lock. `plan` everything, refuse if need be.
//! 2. Write every new file under a temporary name in the output folder. A full disk ends here, and
//!    has touched nothing.
//! 3. Write the journal, `.deckgen-unfinished.json`: a manifest of what stands there now, with the
//!    new versions as `unfinished`. As long as there is a journal, it counts instead of the manifest.
//! 4. Rename: assets first, then pages, those of the decks before the list that links to them.
//! 5. Replace the manifest.
//! 6. Remove old pages, then old assets, then folders that this emptied.
//! 7. Remove the journal.
//!
//! A build can be killed between any two of these. Before 3 only temporary files are left, and the
//! next build removes them: who holds the lock is the only writer, so they are nobody's. From 3 to 7
//! every file of ours is named in the journal with the bytes it has, old or new; the next build looks
//! which, so it never takes our file for one that somebody changed. A build that changes nothing
//! writes nothing.
//!
//! The journal is a file of its own because replacing a file twice in a row makes some file systems
//! wait for the disk; one that is made and removed at once never gets there.
//!
//! There is no `fsync`: after a power failure a file may be old, empty or missing. The next build
//! then refuses and names it, and `--adopt` writes it again.
//!
//! Between looking and renaming there are milliseconds in which somebody else could put a file in
//! our way; that is not guarded against.

mod apply;
mod changes;
pub(crate) mod disk;
mod error;
pub(crate) mod manifest;
mod place;
pub(crate) mod plan;
pub(crate) mod survey;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::bundle::{Bundle, BundlePath};
use disk::{Disk, RealDisk};
use manifest::{Manifest, Standing};
use place::{Place, Surroundings};
use plan::Plan;
use survey::FolderSurvey;

pub use changes::{Change, Changes};
pub use error::{Names, NotHere, OutputError};

/// How to write, and what must not be touched.
#[derive(Debug, Clone)]
pub struct Options {
    /// Work in a folder that has foreign files, and replace those that stand where a file is to be
    /// written, also our own that somebody changed. Nothing more is deleted.
    pub adopt: bool,
    /// Canonical paths of all files and folders the build read. The output folder may not be or
    /// hold any of them.
    pub inputs: Vec<PathBuf>,
    /// Whose files these are.
    pub scope: Scope,
}

/// The groups of the bundle, and what becomes of groups that earlier builds wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// These are all: the others are removed. For a folder of decks.
    Site(Vec<Group>),
    /// The others stay as they are. For single decks.
    Decks(Vec<Group>),
}

impl Scope {
    fn groups(&self) -> &[Group] {
        match self {
            Scope::Site(groups) | Scope::Decks(groups) => groups,
        }
    }
}

/// A page and what it needs. All groups of a build together name exactly the files of its bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// A name that stays the same from build to build: the deck's address, or `index` for the list.
    pub name: String,
    /// The page and its assets; other groups may have the same assets.
    pub files: Vec<BundlePath>,
}

/// What a build did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that are new or have new bytes.
    pub files_written: usize,
    /// Files that already stood there with the same bytes.
    pub files_unchanged: usize,
    /// Files of earlier builds that no page needs any more.
    pub files_removed: usize,
    /// Files that should have been removed but stay, because somebody changed them or their name
    /// differs from a needed one only in upper and lower case. They are no longer ours.
    pub kept: Vec<BundlePath>,
    /// Size of all files of this build in bytes, whether written or unchanged.
    pub bytes: u64,
}

/// Writes the bundle into the folder, which is made if it is not there.
///
/// # Errors
/// The folder is refused, somebody else writes to it, or the disk fails. In each case what stood
/// there still stands there, and each page is whole. All of them mean exit code 2.
pub fn write(folder: &Path, bundle: &Bundle, options: &Options) -> Result<Written, OutputError> {
    write_with(&mut RealDisk, &Surroundings::of_this_process(), folder, bundle, options)
}

/// What [`write`](fn@write) would do. Nothing is touched, not even a lock.
///
/// # Errors
/// Those of [`write`](fn@write), but for a disk that would refuse.
pub fn look(folder: &Path, bundle: &Bundle, options: &Options) -> Result<Changes, OutputError> {
    check_bundle(bundle, &options.scope)?;
    let place = place::find(folder, &options.inputs, &Surroundings::of_this_process())?;
    planned(&place, bundle, options, &Standing::read(&place, options.adopt)?, |plan, survey| {
        Changes::of(plan, survey)
    })?
}

/// Plans, and hands the plan on.
fn planned<T>(
    place: &Place,
    bundle: &Bundle,
    options: &Options,
    standing: &Standing,
    with: impl FnOnce(&Plan<'_>, &mut FolderSurvey<'_>) -> T,
) -> Result<T, OutputError> {
    if standing.known.is_none() && !options.adopt && place.is_there() {
        place.refuse_foreign(&place.names()?)?;
    }
    let nothing = Manifest::default();
    let old = standing.known.as_ref().unwrap_or(&nothing);
    let mut survey = FolderSurvey::of(place);
    let plan = plan::plan(&mut survey, bundle, &options.scope, options.adopt, old)?;
    Ok(with(&plan, &mut survey))
}

fn write_with(
    disk: &mut impl Disk,
    surroundings: &Surroundings,
    folder: &Path,
    bundle: &Bundle,
    options: &Options,
) -> Result<Written, OutputError> {
    check_bundle(bundle, &options.scope)?;
    let mut place = place::find(folder, &options.inputs, surroundings)?;
    let _lock = place.enter(disk, Instant::now() + surroundings.patience)?;
    let written = fill(disk, &place, bundle, options);
    if written.is_err() {
        place.remove_if_empty(disk);
    }
    written
}

/// Steps 1 to 7 in a folder that is locked.
fn fill(
    disk: &mut impl Disk,
    place: &Place,
    bundle: &Bundle,
    options: &Options,
) -> Result<Written, OutputError> {
    let names = place.names()?;
    let standing = Standing::read(place, options.adopt)?;
    planned(place, bundle, options, &standing, |plan, _| {
        apply::remove_leftovers(disk, place, &names)?;
        apply::apply(disk, place, plan, &standing)?;
        Ok(Written {
            files_written: plan.writes.len(),
            files_unchanged: plan.unchanged,
            files_removed: plan.removals.len(),
            kept: plan.kept.clone(),
            bytes: bundle.total_bytes(),
        })
    })?
}

/// Checks what the caller owes us, so that a mistake elsewhere in deckgen cannot cost a file.
pub(crate) fn check_bundle(bundle: &Bundle, scope: &Scope) -> Result<(), OutputError> {
    let wrong = |path: &BundlePath, why| OutputError::Bundle { path: path.to_string(), why };
    let grouped: BTreeSet<&BundlePath> =
        scope.groups().iter().flat_map(|group| &group.files).collect();
    let bundled: BTreeSet<&BundlePath> = bundle.iter().map(|(path, _)| path).collect();
    if let Some(path) = grouped.symmetric_difference(&bundled).next() {
        return Err(wrong(path, "it is not both in the bundle and in a group"));
    }
    let folders: BTreeSet<&str> = bundled.iter().flat_map(|path| plan::folders_of(path)).collect();
    for path in bundled {
        if manifest::is_reserved(path.as_str()) {
            return Err(wrong(path, "deckgen needs that name itself"));
        }
        if folders.contains(path.as_str()) {
            return Err(wrong(path, "it would be a file and a folder at once"));
        }
    }
    Ok(())
}
