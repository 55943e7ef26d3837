//! What a build will change at the place it goes to. Only looks; the first file that may not be
//! replaced ends it, together with all others like it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::Scope;
use super::disk::Found;
use super::error::{Names, OutputError};
use super::manifest::{Groups, Manifest, Version};
use super::survey::Survey;
use crate::bundle::{Bundle, BundlePath};

/// What to do, and the manifests to leave behind meanwhile.
#[derive(Debug, Default)]
pub(crate) struct Plan<'a> {
    /// New bytes, in the order in which they take their place.
    pub(crate) writes: Vec<(&'a BundlePath, &'a [u8])>,
    /// Folders to make first, outermost first.
    pub(crate) folders: Vec<String>,
    /// Files of ours that no group has any more, in the order in which they go.
    pub(crate) removals: Vec<BundlePath>,
    /// Folders that our files were in and will not be, innermost first.
    pub(crate) emptied: Vec<String>,
    /// Files that should go, but somebody changed them.
    pub(crate) kept: Vec<BundlePath>,
    /// How many files of the bundle stand there already.
    pub(crate) unchanged: usize,
    /// True of the folder from before the first change to after the last.
    pub(crate) during: Manifest,
    /// True of the folder after the last change.
    pub(crate) after: Manifest,
}

/// Looks at everything the build would touch.
///
/// # Errors
/// Something stands in the way, or cannot be looked at.
pub(crate) fn plan<'a>(
    survey: &mut dyn Survey,
    bundle: &'a Bundle,
    scope: &Scope,
    adopt: bool,
    old: &Manifest,
) -> Result<Plan<'a>, OutputError> {
    let mut planner = Planner {
        old,
        survey,
        adopt,
        stands: old.files.clone(),
        foreign: Vec::new(),
        changed: Vec::new(),
    };
    let groups = groups_after(scope, old);
    let mut plan = Plan::default();
    planner.add_bundle(bundle, &mut plan)?;
    planner.add_removals(bundle, &groups, &mut plan)?;
    planner.finish(groups, plan)
}

/// The folders a path lies in, innermost first: `a/b` and `a` for `a/b/c`.
pub(crate) fn folders_of(path: &BundlePath) -> impl Iterator<Item = &str> {
    let path = path.as_str();
    path.rmatch_indices('/').map(move |(end, _)| &path[..end])
}

fn files_of(groups: &Groups) -> BTreeSet<&BundlePath> {
    groups.values().flatten().collect()
}

/// All groups and their files after this build.
fn groups_after(scope: &Scope, old: &Manifest) -> Groups {
    let mut groups = match scope {
        Scope::Site(_) => BTreeMap::new(),
        Scope::Decks(_) => old.groups.clone(),
    };
    for group in scope.groups() {
        groups.remove(&group.name);
    }
    for group in scope.groups() {
        groups.entry(group.name.clone()).or_default().extend(group.files.iter().cloned());
    }
    groups
}

/// Pages link to assets and, from further out, to other pages: writing goes in this order, removal
/// in the opposite one.
fn order(path: &BundlePath) -> (bool, Reverse<usize>, &BundlePath) {
    let text = path.as_str();
    (!is_asset(path), Reverse(text.matches('/').count()), path)
}

/// Whether a file is one that pages need; its name carries a hash of its bytes.
pub(crate) fn is_asset(path: &BundlePath) -> bool {
    let (folders, name) = path.as_str().rsplit_once('/').unwrap_or(("", path.as_str()));
    name != "index.html" && folders.split('/').any(|folder| folder == "assets")
}

struct Planner<'a> {
    old: &'a Manifest,
    survey: &'a mut dyn Survey,
    adopt: bool,
    /// Our files as they stand: the manifest, put right wherever we looked.
    stands: BTreeMap<BundlePath, Version>,
    foreign: Vec<String>,
    changed: Vec<String>,
}

impl Planner<'_> {
    fn add_bundle<'b>(
        &mut self,
        bundle: &'b Bundle,
        plan: &mut Plan<'b>,
    ) -> Result<(), OutputError> {
        let mut folders = BTreeSet::new();
        for (path, bytes) in bundle.iter() {
            let new = Version::of(bytes);
            if self.stands_already(path, &new)? {
                plan.unchanged += 1;
                self.stands.insert(path.clone(), new.clone());
            } else {
                plan.writes.push((path, bytes));
                plan.during.unfinished.insert(path.clone(), new.clone());
                folders.extend(folders_of(path).filter(|folder| self.survey.is_missing(folder)));
            }
            plan.after.files.insert(path.clone(), new);
        }
        plan.folders = folders.into_iter().map(String::from).collect();
        plan.writes.sort_by_key(|(path, _)| order(path));
        Ok(())
    }

    /// Whether the file at a path is ours and has these bytes; notes it when it may not be
    /// replaced.
    fn stands_already(&mut self, path: &BundlePath, new: &Version) -> Result<bool, OutputError> {
        let found = match self.survey.look(path.as_str())? {
            Ok(found) => found,
            Err(barrier) => return Err(self.survey.obstacle(&barrier, "a folder")),
        };
        match found {
            Found::Nothing => {
                self.stands.remove(path);
                return Ok(false);
            }
            Found::Folder | Found::Special => {
                return Err(self.survey.obstacle(path.as_str(), "a file"));
            }
            Found::File(_) | Found::Link => {}
        }
        let mut versions = self.old.versions(path);
        let is_ours = !versions.is_empty();
        versions.push(new);
        let version = self.survey.version(path, found, &versions)?;
        match version {
            Some(version) if is_ours && version == *new => return Ok(true),
            Some(version) if is_ours => {
                self.stands.insert(path.clone(), version);
            }
            _ if self.adopt => {}
            _ if is_ours => self.changed.push(path.to_string()),
            _ => self.foreign.push(path.to_string()),
        }
        Ok(false)
    }

    /// Finds what no group has any more, and settles what a killed build left open.
    fn add_removals(
        &mut self,
        bundle: &Bundle,
        groups: &Groups,
        plan: &mut Plan,
    ) -> Result<(), OutputError> {
        let wanted = files_of(groups);
        let lower = |path: &BundlePath| path.as_str().to_lowercase();
        let wanted_lower: BTreeSet<String> = wanted.iter().map(|path| lower(path)).collect();
        for path in self.old.paths().filter(|path| bundle.get(path.as_str()).is_none()) {
            let is_wanted = wanted.contains(path);
            if is_wanted && !self.old.unfinished.contains_key(path) {
                continue;
            }
            let found = self.survey.look(path.as_str())?.unwrap_or(Found::Special);
            let version = self.survey.version(path, found, &self.old.versions(path))?;
            match version {
                Some(version) if is_wanted => {
                    self.stands.insert(path.clone(), version);
                }
                // Where upper and lower case are one, it is the very file that is wanted.
                Some(version) if !wanted_lower.contains(&lower(path)) => {
                    self.stands.insert(path.clone(), version);
                    plan.removals.push(path.clone());
                }
                _ if found == Found::Nothing => {
                    self.stands.remove(path);
                }
                _ if is_wanted => {}
                _ => {
                    self.stands.remove(path);
                    plan.kept.push(path.clone());
                }
            }
        }
        plan.removals.sort_by(|a, b| order(b).cmp(&order(a)));
        Ok(())
    }

    fn finish<'b>(mut self, groups: Groups, mut plan: Plan<'b>) -> Result<Plan<'b>, OutputError> {
        if !self.foreign.is_empty() || !self.changed.is_empty() {
            return Err(OutputError::Occupied {
                folder: self.survey.name(),
                foreign: Names(self.foreign),
                changed: Names(self.changed),
            });
        }
        plan.during.groups = self.old.groups.clone();
        for (name, files) in &groups {
            plan.during.groups.entry(name.clone()).or_default().extend(files.iter().cloned());
        }
        let wanted = files_of(&groups);
        for (path, version) in self.stands.iter().filter(|(path, _)| wanted.contains(path)) {
            plan.after.files.entry(path.clone()).or_insert_with(|| version.clone());
        }
        plan.after.groups = groups;
        let files = &plan.after.files;
        plan.after.groups.values_mut().for_each(|group| group.retain(|p| files.contains_key(p)));
        plan.emptied = self.emptied(&plan)?;
        plan.during.files = self.stands;
        Ok(plan)
    }

    fn emptied(&mut self, plan: &Plan) -> Result<Vec<String>, OutputError> {
        let needed: BTreeSet<&str> = plan.after.files.keys().flat_map(folders_of).collect();
        let left: BTreeSet<&str> = self.old.paths().flat_map(folders_of).collect();
        let mut emptied = Vec::new();
        for folder in left.difference(&needed) {
            if self.survey.look(folder)? == Ok(Found::Folder) {
                emptied.push(folder.to_string());
            }
        }
        emptied.reverse();
        Ok(emptied)
    }
}
