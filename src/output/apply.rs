//! Carries out a plan, in the order that the head of [`super`] explains.

use std::io;
use std::path::PathBuf;

use super::disk::{Disk, Name};
use super::error::OutputError;
use super::manifest::{JOURNAL, Manifest, NAME, Standing, TEMPORARY, is_temporary};
use super::place::Place;
use super::plan::Plan;

/// Removes the temporary files of builds that were killed. The lock is ours, so nobody uses them.
pub(super) fn remove_leftovers(
    disk: &mut impl Disk,
    place: &Place,
    names: &[Name],
) -> Result<(), OutputError> {
    for name in names.iter().filter(|name| name.is_file && is_temporary(&name.text)) {
        remove(disk, place, &name.text)?;
    }
    Ok(())
}

/// Makes the folder what the plan says; `standing` is what stands there.
pub(super) fn apply(
    disk: &mut impl Disk,
    place: &Place,
    plan: &Plan,
    standing: &Standing,
) -> Result<(), OutputError> {
    let mut changes = Changes { disk, place, temporaries: 0 };
    let result = changes.all(plan, standing);
    if result.is_err() {
        changes.remove_temporaries();
    }
    result
}

struct Changes<'a, D> {
    disk: &'a mut D,
    place: &'a Place,
    /// How many temporary files were begun.
    temporaries: usize,
}

impl<D: Disk> Changes<'_, D> {
    fn all(&mut self, plan: &Plan, standing: &Standing) -> Result<(), OutputError> {
        let mut written = Vec::with_capacity(plan.writes.len());
        for (path, bytes) in &plan.writes {
            written.push((*path, self.write_temporary(path.as_str(), bytes)?));
        }
        let needs_journal = !plan.writes.is_empty() || !plan.removals.is_empty();
        if needs_journal {
            self.write_manifest(JOURNAL, &plan.during)?;
        }
        for folder in &plan.folders {
            let made = self.disk.create_folder(&self.place.path(folder));
            made.map_err(self.place.failed("make the folder", folder))?;
        }
        for (path, temporary) in written {
            self.rename(temporary, path.as_str())?;
        }
        if standing.has_journal || standing.known.as_ref() != Some(&plan.after) {
            self.write_manifest(NAME, &plan.after)?;
        }
        self.remove_old(plan)?;
        if needs_journal || standing.has_journal {
            remove(self.disk, self.place, JOURNAL)?;
        }
        Ok(())
    }

    fn remove_old(&mut self, plan: &Plan) -> Result<(), OutputError> {
        for path in &plan.removals {
            remove(self.disk, self.place, path.as_str())?;
        }
        for folder in &plan.emptied {
            // It fails when something foreign is in there, and then it is to stay.
            let _ = self.disk.remove_folder(&self.place.path(folder));
        }
        Ok(())
    }

    fn write_manifest(&mut self, name: &str, manifest: &Manifest) -> Result<(), OutputError> {
        let temporary = self.write_temporary(name, &manifest.to_bytes())?;
        self.rename(temporary, name)
    }

    /// Writes bytes that are to go to a path; it stays in the output folder itself, so that the
    /// next build finds it without looking into every folder.
    fn write_temporary(&mut self, path: &str, bytes: &[u8]) -> Result<usize, OutputError> {
        let number = self.temporaries;
        self.temporaries += 1;
        self.disk
            .write_new(&temporary(self.place, number), bytes)
            .map_err(self.place.failed("write", path))?;
        Ok(number)
    }

    fn rename(&mut self, number: usize, path: &str) -> Result<(), OutputError> {
        let temporary = temporary(self.place, number);
        self.disk
            .rename(&temporary, &self.place.path(path))
            .map_err(self.place.failed("write", path))
    }

    /// After a failure. Those that were renamed are simply not found.
    fn remove_temporaries(&mut self) {
        for number in 0..self.temporaries {
            let _ = self.disk.remove_file(&temporary(self.place, number));
        }
    }
}

fn temporary(place: &Place, number: usize) -> PathBuf {
    place.path(&format!("{TEMPORARY}{}-{number}", std::process::id()))
}

fn remove(disk: &mut impl Disk, place: &Place, inside: &str) -> Result<(), OutputError> {
    match disk.remove_file(&place.path(inside)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(place.failed("remove", inside)),
    }
}
