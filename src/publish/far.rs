//! What stands on a far side that can be listed: its files, and the manifest that says which are ours.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use crate::bundle::BundlePath;
use crate::output::disk::Found;
use crate::output::manifest::{Manifest, NAME, Version};
use crate::output::plan::is_asset;
use crate::output::survey::Survey;
use crate::output::{Names, OutputError};

/// All that stands there, by path.
#[derive(Debug, Default)]
pub(super) struct Listing(BTreeMap<String, Found>);

impl Listing {
    /// Adds something, and the folders it is in.
    pub(super) fn insert(&mut self, path: &str, found: Found) {
        for (end, _) in path.match_indices('/') {
            self.0.entry(path[..end].to_string()).or_insert(Found::Folder);
        }
        self.0.insert(path.to_string(), found);
    }

    /// What stands at a path.
    pub(super) fn at(&self, path: &str) -> Found {
        self.0.get(path).copied().unwrap_or(Found::Nothing)
    }

    /// Whether there is nothing at all.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names at the top, for a refusal.
    pub(super) fn names(&self) -> Names {
        Names(self.0.keys().filter(|path| !path.contains('/')).cloned().collect())
    }

    /// The pages that the manifest calls ours and that may be. Whoever lists reads these, so that we
    /// know whether somebody changed them. Assets carry a hash of their bytes in their names: nobody
    /// changes one and keeps its name and size.
    pub(super) fn pages_of(&self, old: &Manifest) -> Vec<BundlePath> {
        let is_ours = |path: &&BundlePath| match self.at(path.as_str()) {
            Found::File(size) => old.versions(path).iter().any(|version| version.size == size),
            _ => false,
        };
        old.paths().filter(|path| !is_asset(path)).filter(is_ours).cloned().collect()
    }
}

/// Reads the manifest's bytes; `place` is for messages. `None` when there is none, or none that tells
/// anything and we may go on without.
pub(super) fn manifest(
    bytes: Option<&[u8]>,
    place: &str,
    adopt: bool,
) -> Result<Option<Manifest>, OutputError> {
    match bytes.map(Manifest::parse) {
        None => Ok(None),
        Some(Ok(manifest)) => Ok(Some(manifest)),
        Some(Err(_)) if adopt => Ok(None),
        Some(Err(why)) => Err(OutputError::Manifest { path: PathBuf::from(place).join(NAME), why }),
    }
}

/// A listing as a plan looks at it.
pub(super) struct FarSurvey<'a> {
    pub(super) place: &'a str,
    pub(super) listing: &'a Listing,
    /// The versions of pages that were read; of all other files, their sizes decide.
    pub(super) read: BTreeMap<BundlePath, Version>,
}

impl Survey for FarSurvey<'_> {
    fn name(&self) -> PathBuf {
        PathBuf::from(self.place)
    }

    fn look(&mut self, path: &str) -> Result<Result<Found, String>, OutputError> {
        for (end, _) in path.match_indices('/') {
            match self.listing.at(&path[..end]) {
                Found::Folder => {}
                Found::Nothing => return Ok(Ok(Found::Nothing)),
                _ => return Ok(Err(path[..end].to_string())),
            }
        }
        Ok(Ok(self.listing.at(path)))
    }

    fn is_missing(&self, folder: &str) -> bool {
        self.listing.at(folder) != Found::Folder
    }

    fn version(
        &mut self,
        path: &BundlePath,
        found: Found,
        versions: &[&Version],
    ) -> Result<Option<Version>, OutputError> {
        let Found::File(size) = found else { return Ok(None) };
        let fits = |version: &&&Version| match self.read.get(path) {
            Some(read) => read == **version,
            None => version.size == size,
        };
        Ok(versions.iter().find(fits).map(|version| (*version).clone()))
    }
}

/// For what cannot be read there.
pub(super) fn unreadable(place: &str, path: &str, why: impl Into<String>) -> OutputError {
    let source = io::Error::other(why.into());
    OutputError::Disk { doing: "read", path: PathBuf::from(place).join(path), source }
}
