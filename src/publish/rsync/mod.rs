//! A folder of a web server, `rsync:user@host:folder` or `ssh://user@host/folder`, through the installed
//! `rsync`.
//!
//! 1. List what stands there, fetch the manifest, and the pages that are to change.
//! 2. Send a manifest that is true from now to the end.
//! 3. Send assets, then pages, then those at the root, the list of decks among them. Each file takes its
//!    place whole, since rsync writes it under another name first.
//! 4. Remove what no deck needs any more, and nothing else.
//! 5. Send the manifest of what stands there now.
//!
//! rsync can only remove what a folder lacks that it copies. So an empty one is copied, with a filter
//! that hides all but the files to be removed.

mod place;
mod session;

use std::path::Path;

use super::error::PublishError;
use super::far::{self, FarSurvey};
use super::staging::Staging;
use super::{Published, Target, Upload};
use crate::bundle::BundlePath;
use crate::output::manifest::{Manifest, NAME, Version};
use crate::output::plan::{self, Plan, is_asset};
use crate::output::{Changes, OutputError};
use place::Place;
use session::Session;

pub(super) fn parse(rest: &str, _: &Path) -> Result<Box<dyn Target>, PublishError> {
    Ok(Box::new(place::parse_rsync(rest)?))
}

pub(super) fn parse_ssh(rest: &str, _: &Path) -> Result<Box<dyn Target>, PublishError> {
    Ok(Box::new(place::parse_ssh(rest)?))
}

impl Target for Place {
    fn publish(&self, upload: &Upload<'_>, only_look: bool) -> Result<Published, PublishError> {
        let session = Session { place: self, upload, staging: Staging::new()? };
        let name = self.name();
        let listing = session.list()?;
        let manifest = session.fetch_one(&listing, NAME)?;
        let known = far::manifest(manifest.as_deref(), &name, upload.adopt)?;
        if known.is_none() && !upload.adopt && !listing.is_empty() {
            let folder = (&name).into();
            return Err(OutputError::Foreign { folder, names: listing.names() }.into());
        }
        let nothing = Manifest::default();
        let old = known.as_ref().unwrap_or(&nothing);
        let stays = |path: &BundlePath| {
            let new = upload.bundle.get(path.as_str()).map(Version::of);
            new.is_some() && old.files.get(path) == new.as_ref() && old.unfinished.is_empty()
        };
        let mut pages = listing.pages_of(old);
        pages.retain(|path| !stays(path));
        let read = session.fetch(&pages)?;
        let mut survey = FarSurvey { place: &name, listing: &listing, read };
        let plan = plan::plan(&mut survey, upload.bundle, &upload.scope, upload.adopt, old)?;
        let changes = Changes::of(&plan, &mut survey)?;
        if !only_look && (changes.count() > 0 || known.as_ref() != Some(&plan.after)) {
            send(&session, &plan)?;
        }
        Ok(Published { changes, place: name, address: None })
    }
}

fn send(session: &Session<'_>, plan: &Plan<'_>) -> Result<(), PublishError> {
    let manifest = BundlePath::new(NAME).expect("it is a good path");
    let (during, after) = (plan.during.to_bytes(), plan.after.to_bytes());
    if !plan.writes.is_empty() || !plan.removals.is_empty() {
        session.send("during", &[(&manifest, during.as_slice())])?;
    }
    let is_root = |path: &BundlePath| !path.as_str().contains('/');
    let step = |path: &BundlePath| (!is_asset(path), is_root(path));
    for (name, wanted) in
        [("assets", (false, false)), ("pages", (true, false)), ("root", (true, true))]
    {
        let files = plan.writes.iter().filter(|(path, _)| step(path) == wanted);
        session.send(name, &files.copied().collect::<Vec<_>>())?;
    }
    session.remove(&plan.removals, &plan.emptied)?;
    session.send("after", &[(&manifest, after.as_slice())])
}
