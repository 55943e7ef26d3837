//! A branch of a git repository, `git:BRANCH`: one commit upon its tip, through the installed `git`.
//!
//! The user's repository lends its settings and objects and is never written to: new objects go to a
//! temporary folder, the index is a temporary file, the far side is named in the environment, so that
//! no branch that follows it moves, and the push names a commit. Nothing is ever forced: who pushed
//! first is fetched and built upon.

mod branch;
mod names;
mod session;

use std::path::Path;

use super::error::PublishError;
use super::far::{self, FarSurvey};
use super::{Published, Target, Upload, address};
use crate::bundle::BundlePath;
use crate::output::Changes;
use crate::output::disk::Found;
use crate::output::manifest::{Manifest, NAME};
use crate::output::plan::{self, Plan};
use branch::Tip;
use names::Names;
use session::{Push, Session};

/// How often a push that somebody else outran is tried again.
const RETRIES: usize = 3;
/// Tells GitHub Pages to take the files as they are.
const NO_JEKYLL: &str = ".nojekyll";

/// A branch as it was named, and where.
struct Branch(Names);

pub(super) fn parse(rest: &str, here: &Path) -> Result<Box<dyn Target>, PublishError> {
    Ok(Box::new(Branch(names::parse(rest, here)?)))
}

impl Target for Branch {
    fn publish(&self, upload: &Upload<'_>, only_look: bool) -> Result<Published, PublishError> {
        let session = Session::open(&self.0, upload)?;
        let work = Work { session: &session, upload };
        for _ in 0..=RETRIES {
            if let Some(changes) = work.once(only_look)? {
                let place = session.place();
                return Ok(Published { changes, place, address: work.address() });
            }
        }
        Err(PublishError::Raced(session.place()))
    }
}

struct Work<'a> {
    session: &'a Session<'a>,
    upload: &'a Upload<'a>,
}

impl Work<'_> {
    /// Builds upon the branch as it is now; `None` when somebody else pushed meanwhile.
    fn once(&self, only_look: bool) -> Result<Option<Changes>, PublishError> {
        let tip = Tip::fetch(self.session)?;
        let place = self.session.place();
        let folder = &self.session.folder;
        let manifest = match tip.file(NAME) {
            None => None,
            Some(id) => Some(self.session.blob(id)?),
        };
        let root = self.session.root();
        let known = far::manifest(manifest.as_deref(), &root, self.upload.adopt)?;
        self.session.refuse_sources(&tip, known.is_some(), self.upload.adopt)?;
        if let Some((file, folder)) = tip.blocked.as_ref().zip(folder.as_ref()) {
            return Err(PublishError::refused(
                format!("`{file}` on {place} is no folder, so nothing can be put into `{folder}`"),
                "name another folder behind the branch",
            ));
        }
        let nothing = Manifest::default();
        let old = known.as_ref().unwrap_or(&nothing);
        let mut survey = FarSurvey {
            place: &root,
            listing: &tip.listing,
            read: self.session.versions(&tip, &tip.listing.pages_of(old))?,
        };
        let (scope, adopt) = (&self.upload.scope, self.upload.adopt);
        let plan = plan::plan(&mut survey, self.upload.bundle, scope, adopt, old)?;
        let mut changes = Changes::of(&plan, &mut survey)?;
        if tip.wants_no_jekyll {
            let path = BundlePath::new(NO_JEKYLL).expect("it is a good path");
            changes.added.insert(0, crate::output::Change { path, bytes: 0 });
        }
        if only_look {
            return Ok(Some(changes));
        }
        let tree = self.tree(&tip, &plan)?;
        if tip.tree.as_ref() == Some(&tree) {
            return Ok(Some(changes));
        }
        let commit = self.session.commit(&tree, tip.commit.as_deref(), &self.message())?;
        Ok(match self.session.push(&commit)? {
            Push::Done => Some(changes),
            Push::Outrun => None,
        })
    }

    /// The tree with our files put in and taken out.
    fn tree(&self, tip: &Tip, plan: &Plan<'_>) -> Result<String, PublishError> {
        let manifest = plan.after.to_bytes();
        let writes = plan.writes.iter().map(|(path, bytes)| (path.as_str(), *bytes));
        let mut files: Vec<(String, &[u8])> = writes
            .chain([(NAME, manifest.as_slice())])
            .map(|(path, bytes)| (self.session.full(path), bytes))
            .collect();
        if tip.wants_no_jekyll {
            files.push((NO_JEKYLL.to_string(), &[]));
        }
        let removals: Vec<String> =
            plan.removals.iter().map(|path| self.session.full(path.as_str())).collect();
        // What is replaced although it is no plain file, which needs `--adopt`, goes first.
        let is_link = |path: &&BundlePath| tip.listing.at(path.as_str()) == Found::Link;
        let links = plan.writes.iter().map(|(path, _)| *path).filter(is_link);
        let links: Vec<String> = links.map(|path| self.session.full(path.as_str())).collect();
        self.session.tree(tip.commit.as_deref(), &[removals, links].concat(), &files)
    }

    fn message(&self) -> String {
        let mut text =
            format!("Publish {} with deckgen {}\n", self.upload.title, env!("CARGO_PKG_VERSION"));
        if let Some(source) = self.session.source_commit() {
            text += &format!("\nSource: {source}\n");
        }
        text
    }

    fn address(&self) -> Option<String> {
        let mut address = address::pages(&self.session.url)?;
        if let Some(folder) = &self.session.folder {
            address += &format!("{}/", folder.from_root());
        }
        Some(address)
    }
}
