//! What stands at the place that a bundle goes to: for the output folder, and what a plan asks of any
//! such place. No link in it is ever followed.

use std::collections::HashMap;
use std::path::PathBuf;

use super::disk::{self, Found};
use super::error::OutputError;
use super::manifest::Version;
use super::place::Place;
use crate::bundle::BundlePath;

/// Looks at a place that a bundle goes to.
pub(crate) trait Survey {
    /// How messages name the place.
    fn name(&self) -> PathBuf;

    /// What stands at a path; as inner error the path of the first thing on the way that is no folder.
    ///
    /// # Errors
    /// The place does not answer.
    fn look(&mut self, path: &str) -> Result<Result<Found, String>, OutputError>;

    /// Whether a folder that [`Survey::look`] passed, or stopped before, has to be made.
    fn is_missing(&self, folder: &str) -> bool;

    /// Which of these versions stands at a path. A file of another size is not even read.
    ///
    /// # Errors
    /// The file cannot be read.
    fn version(
        &mut self,
        path: &BundlePath,
        found: Found,
        versions: &[&Version],
    ) -> Result<Option<Version>, OutputError>;

    /// For what stands in our way.
    fn obstacle(&mut self, inside: &str, needed: &'static str) -> OutputError {
        let path = self.name().join(inside);
        match self.look(inside) {
            Ok(found) => obstacle(path, found.unwrap_or(Found::Special), needed),
            Err(error) => error,
        }
    }
}

/// Looks into the output folder, at each folder in it once.
pub(super) struct FolderSurvey<'a> {
    place: &'a Place,
    /// What stands where folders should be, outermost first as far as we looked.
    folders: HashMap<String, Found>,
}

impl<'a> FolderSurvey<'a> {
    /// Begins to look.
    pub(super) fn of(place: &'a Place) -> FolderSurvey<'a> {
        FolderSurvey { place, folders: HashMap::new() }
    }
}

impl Survey for FolderSurvey<'_> {
    fn name(&self) -> PathBuf {
        self.place.given().to_path_buf()
    }

    fn look(&mut self, path: &str) -> Result<Result<Found, String>, OutputError> {
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

    fn is_missing(&self, folder: &str) -> bool {
        !matches!(self.folders.get(folder), Some(Found::Folder))
    }

    fn version(
        &mut self,
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
