//! Which folders may be written to, and the way into one.

use std::fs::File;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, Instant};

use super::disk::{self, Disk, Found, LOCK_NAME, Name};
use super::error::{Names, NotHere, OutputError};
use super::manifest::{JOURNAL, is_temporary};
use crate::world::{self, World};

/// Files that systems leave in folders by themselves: a folder with nothing else is empty.
const HARMLESS: &[&str] = &[".DS_Store", "Thumbs.db", "desktop.ini"];

/// Where the process runs.
#[derive(Debug, Clone)]
pub(super) struct Surroundings {
    /// The home folder, canonical.
    pub(super) home: Option<PathBuf>,
    /// The current folder, canonical; none when it was deleted.
    pub(super) current: Option<PathBuf>,
    /// How long to wait for another build.
    pub(super) patience: Duration,
}

impl Surroundings {
    pub(super) fn of_this_process() -> Surroundings {
        let real = |path: PathBuf| world::Disk.canonicalize(&path).ok();
        Surroundings {
            home: std::env::home_dir().and_then(real),
            current: std::env::current_dir().ok().and_then(real),
            patience: Duration::from_secs(10),
        }
    }
}

/// A folder that may be written to.
#[derive(Debug)]
pub(super) struct Place {
    /// As it was given, for messages.
    given: PathBuf,
    /// Absolute and without links.
    real: PathBuf,
    /// What of it has to be made, outermost first.
    missing: Vec<PathBuf>,
    /// What of it this build made, outermost first.
    made: Vec<PathBuf>,
}

/// Follows the path to a folder and refuses those that are never written to.
pub(super) fn find(
    folder: &Path,
    inputs: &[PathBuf],
    surroundings: &Surroundings,
) -> Result<Place, OutputError> {
    let refuse = |why| OutputError::Place { folder: folder.to_path_buf(), why };
    let place = resolve(folder, surroundings)?;
    let holds = |path: &Path| path.starts_with(&place.real);
    if place.real.parent().is_none() {
        return Err(refuse(NotHere::Root));
    }
    if surroundings.home.as_deref().is_some_and(holds) {
        return Err(refuse(NotHere::Home));
    }
    if surroundings.current.as_deref().is_some_and(holds) {
        return Err(refuse(NotHere::Current));
    }
    if let Some(input) = inputs.iter().find(|input| holds(input)) {
        return Err(refuse(NotHere::Input(input.clone())));
    }
    if place.missing.is_empty() && place.look(".git")? != Found::Nothing {
        return Err(refuse(NotHere::Git));
    }
    Ok(place)
}

/// Follows a path as the system would, link by link, also where nothing stands yet.
fn resolve(folder: &Path, surroundings: &Surroundings) -> Result<Place, OutputError> {
    let fail = OutputError::disk("look at", folder);
    let refuse = |why| OutputError::Place { folder: folder.to_path_buf(), why };
    let current = surroundings.current.as_deref().unwrap_or(Path::new(""));
    let absolute = current.join(folder);
    if !absolute.is_absolute() {
        return Err(fail(io::ErrorKind::NotFound.into()));
    }
    let (mut real, mut missing) = (PathBuf::new(), Vec::new());
    for component in absolute.components() {
        match component {
            Component::Prefix(_) | Component::RootDir => real.push(component),
            Component::CurDir => {}
            Component::ParentDir => {
                real.pop();
                missing.pop();
            }
            Component::Normal(name) => {
                real.push(name);
                if !missing.is_empty() {
                    missing.push(real.clone());
                    continue;
                }
                match disk::look(&real).map_err(fail)? {
                    Found::Nothing => missing.push(real.clone()),
                    Found::Folder => {}
                    Found::Link => real = follow(&real).map_err(refuse)?,
                    _ => return Err(refuse(NotHere::NotAFolder(real))),
                }
            }
        }
    }
    // The disk knows how the names are really written where upper and lower case are one.
    let there = real.ancestors().nth(missing.len()).unwrap_or(&real);
    let spelled = world::Disk.canonicalize(there).map_err(fail)?;
    let respell = |path: &PathBuf| spelled.join(path.strip_prefix(there).unwrap_or(path));
    let missing = missing.iter().map(respell).collect();
    Ok(Place { given: folder.to_path_buf(), real: respell(&real), missing, made: Vec::new() })
}

/// The folder a link leads to.
fn follow(link: &Path) -> Result<PathBuf, NotHere> {
    let dead = |_| NotHere::DeadLink(link.to_path_buf());
    let real = world::Disk.canonicalize(link).map_err(dead)?;
    match world::Disk.kind(&real) {
        Some(world::Kind::Folder) => Ok(real),
        _ => Err(NotHere::NotAFolder(link.to_path_buf())),
    }
}

impl Place {
    /// Makes the folder if need be and locks it.
    pub(super) fn enter(
        &mut self,
        disk: &mut impl Disk,
        until: Instant,
    ) -> Result<File, OutputError> {
        loop {
            if let Err(error) = self.make(disk) {
                self.remove_if_empty(disk);
                return Err(error);
            }
            let fail = OutputError::disk("lock", &self.given);
            let lock = disk::lock(&self.real, until).map_err(fail)?;
            let lock = lock.ok_or_else(|| OutputError::Locked { folder: self.given.clone() })?;
            if disk::is_lock_of(&self.real, &lock).map_err(fail)? {
                return Ok(lock);
            }
        }
    }

    fn make(&mut self, disk: &mut impl Disk) -> Result<(), OutputError> {
        for folder in &self.missing {
            match disk.create_folder(folder) {
                Ok(()) => self.made.push(folder.clone()),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(OutputError::disk("make the folder", folder)(error)),
            }
        }
        Ok(())
    }

    /// Removes what [`Place::enter`] made, after a failure that left nothing in it. The lock must
    /// still be held, or it could be taken away from a build that has just entered.
    pub(super) fn remove_if_empty(&self, disk: &mut impl Disk) {
        for folder in self.made.iter().rev() {
            // It fails when something is in there, and then it is to stay.
            let _ = disk.remove_folder(folder);
        }
    }

    /// Whether the folder is there, or was made.
    pub(super) fn is_there(&self) -> bool {
        self.missing.len() == self.made.len()
    }

    /// The names in the folder itself.
    pub(super) fn names(&self) -> Result<Vec<Name>, OutputError> {
        disk::names(&self.real).map_err(OutputError::disk("read the folder", &self.given))
    }

    /// Refuses a folder that has files but no manifest of ours.
    pub(super) fn refuse_foreign(&self, names: &[Name]) -> Result<(), OutputError> {
        let ours = |name: &Name| {
            [LOCK_NAME, JOURNAL].contains(&name.text.as_str()) || is_temporary(&name.text)
        };
        let passed =
            |name: &Name| name.is_file && (HARMLESS.contains(&name.text.as_str()) || ours(name));
        let foreign = names.iter().filter(|name| !passed(name));
        let foreign: Vec<String> = foreign.map(|name| name.text.clone()).collect();
        if foreign.is_empty() {
            return Ok(());
        }
        Err(OutputError::Foreign { folder: self.given.clone(), names: Names(foreign) })
    }

    /// The real path of something in the folder.
    pub(super) fn path(&self, inside: &str) -> PathBuf {
        self.real.join(inside)
    }

    /// The path of something in the folder, for messages.
    pub(super) fn shown(&self, inside: &str) -> PathBuf {
        self.given.join(inside)
    }

    /// The folder as it was given.
    pub(super) fn given(&self) -> &Path {
        &self.given
    }

    /// What stands at a path in the folder.
    pub(super) fn look(&self, inside: &str) -> Result<Found, OutputError> {
        disk::look(&self.path(inside)).map_err(self.failed("look at", inside))
    }

    /// For `map_err`: what was tried with something in the folder.
    pub(super) fn failed<'a>(
        &'a self,
        doing: &'static str,
        inside: &'a str,
    ) -> impl Fn(io::Error) -> OutputError + 'a {
        move |source| OutputError::disk(doing, &self.shown(inside))(source)
    }
}
