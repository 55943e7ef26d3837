//! What a plan changes, for people who want to know before or after.

use super::disk::Found;
use super::error::OutputError;
use super::plan::Plan;
use super::survey::Survey;
use crate::bundle::BundlePath;

/// What is different after a build or an upload.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that were not there.
    pub added: Vec<Change>,
    /// Files that get new bytes.
    pub changed: Vec<Change>,
    /// Files of earlier builds that go.
    pub removed: Vec<Change>,
    /// How many files stay as they are.
    pub unchanged: usize,
    /// Files that should go but stay, because somebody changed them.
    pub kept: Vec<BundlePath>,
}

/// A file that is different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where it is.
    pub path: BundlePath,
    /// Its new size in bytes; of a file that goes, the old one.
    pub bytes: u64,
}

impl Changes {
    pub(crate) fn of(plan: &Plan<'_>, survey: &mut dyn Survey) -> Result<Changes, OutputError> {
        let (unchanged, kept) = (plan.unchanged, plan.kept.clone());
        let mut changes = Changes { unchanged, kept, ..Changes::default() };
        for (path, bytes) in &plan.writes {
            let change = Change { path: (*path).clone(), bytes: bytes.len() as u64 };
            match survey.look(path.as_str())? {
                Ok(Found::Nothing) => changes.added.push(change),
                _ => changes.changed.push(change),
            }
        }
        for path in &plan.removals {
            let bytes = plan.during.files.get(path).map_or(0, |version| version.size);
            changes.removed.push(Change { path: path.clone(), bytes });
        }
        for list in [&mut changes.added, &mut changes.changed, &mut changes.removed] {
            list.sort_by(|a, b| a.path.cmp(&b.path));
        }
        Ok(changes)
    }

    /// How many files are different.
    pub fn count(&self) -> usize {
        self.added.len() + self.changed.len() + self.removed.len()
    }
}
