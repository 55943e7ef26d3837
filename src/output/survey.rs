//! What stands in the output folder now. No link in it is ever followed.

use std::collections::HashMap;
use std::path::PathBuf;

use super::disk::{self, Found};
use super::error::OutputError;
use super::manifest::Version;
use super::place::Place;
use crate::bundle::BundlePath;

/// Looks into the output folder, at each folder in it once.
pub(super) struct Survey<'a> {
    place: &'a Place,
    /// What stands where folders should be, outermost first as far as we looked.
    folders: HashMap<String, Found>,
}

impl<'a> Survey<'a> {
    /// Begins to look.
    pub(super) fn of(place: &'a Place) -> Survey<'a> {
        Survey { place, folders: HashMap::new() }
    }

    /// The folder as it was given, for messages.
    pub(super) fn folder(&self) -> PathBuf {
        self.place.given().to_path_buf()
    }

    /// What stands at a path; as error the path of the first thing on the way that is no folder.
    pub(super) fn look(&mut self, path: &str) -> Result<Result<Found, String>, OutputError> {
        let innermost = path.rsplit_once('/').map(|(folder, _)| folder);
        if innermost.and_then(|folder| self.folders.get(folder)) != Some(&Found::Folder) {
            for (end, _) in path.match_indices('/') {
                let folder = &path[..end];
                if !self.folders.contains_key(folder) {
                    self.folders.insert(folder.to_string(), self.place.look(folder)?);
                }
                match self.folders[folder] {
                    Found::Folder => {}
                    Found::Nothing => return Ok(Ok(Found::Nothing)),
                    _ => return Ok(Err(folder.to_string())),
                }
            }
        }
        self.place.look(path).map(Ok)
    }

    /// Whether a folder that [`Survey::look`] passed, or stopped before, has to be made.
    pub(super) fn is_missing(&self, folder: &str) -> bool {
        !matches!(self.folders.get(folder), Some(Found::Folder))
    }

    /// Which of these versions stands at a path. A file of another size is not even read.
    pub(super) fn version(
        &self,
        path: &BundlePath,
        found: Found,
        versions: &[&Version],
    ) -> Result<Option<Version>, OutputError> {
        let Found::File(size) = found else { return Ok(None) };
        if versions.iter().all(|version| version.size != size) {
            return Ok(None);
        }
        let read = disk::read(&self.place.path(path.as_str()));
        let version = Version::of(&read.map_err(self.place.failed("read", path.as_str()))?);
        Ok(versions.contains(&&version).then_some(version))
    }

    /// For what stands in our way.
    pub(super) fn obstacle(&self, inside: &str, needed: &'static str) -> OutputError {
        match self.place.look(inside) {
            Ok(found) => obstacle(self.place.shown(inside), found, needed),
            Err(error) => error,
        }
    }
}

/// Somebody's thing at a place where ours has to be.
pub(super) fn obstacle(path: PathBuf, found: Found, needed: &'static str) -> OutputError {
    let found = match found {
        Found::Link => "a symbolic link",
        Found::Folder => "a folder",
        Found::File(_) => "a file",
        Found::Special | Found::Nothing => "no regular file",
    };
    OutputError::Obstacle { path, found, needed }
}
