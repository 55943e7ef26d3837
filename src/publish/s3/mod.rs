//! A folder of a bucket, `s3://bucket/folder`, at Amazon or any host that speaks the same language.
//!
//! 1. Read the manifest, then list what stands there, then read the pages that are to change.
//! 2. Write a manifest that is true from now to the end, if the one there is still the one we read.
//! 3. Write assets, then pages, then those at the root, the list of decks among them. Each file takes its
//!    place as a whole; a page only if it is still the one we listed.
//! 4. If the manifest is still ours, remove what no deck needs any more: pages, then assets.
//! 5. Write the manifest of what stands there now, if the one there is still ours.
//!
//! Where a condition does not hold, somebody else publishes at the same time: we look at what is there
//! now, and do our part again. A manifest that we found in the middle of a change makes us look once
//! more at the end: whoever began that change may have been at work until then.

mod client;
mod place;
mod settings;
mod trouble;

use super::error::PublishError;
use super::far::{self, FarSurvey, Listing};
use super::{Published, Target, Upload};
use crate::bundle::BundlePath;
use crate::output::Changes;
use crate::output::disk::Found;
use crate::output::manifest::{MAX_BYTES, Manifest, NAME, Version};
use crate::output::plan::{self, Plan, is_asset};
use client::{Client, Only, Put};
use place::Place;
use rayon::prelude::*;
use settings::Settings;
use std::collections::BTreeMap;
use std::path::Path;

/// Files on their way at once.
const AT_ONCE: usize = 8;
/// After so many rounds in which others were quicker we give up.
const MAX_ROUNDS: usize = 4;
/// The name of a file in `assets/` changes with its bytes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Whoever has a page asks whether it is still the newest.
const ASK_AGAIN: &str = "no-cache";

pub(super) fn parse(rest: &str, _: &Path) -> Result<Box<dyn Target>, PublishError> {
    Ok(Box::new(place::parse(rest)?))
}

/// What one look and one change came to.
enum Round {
    /// All is as the upload says.
    Done(Changes),
    /// The same, but somebody else may have been at work meanwhile.
    Unsure(Changes),
    /// Somebody else was quicker.
    Raced,
}

impl Target for Place {
    fn publish(&self, upload: &Upload<'_>, only_look: bool) -> Result<Published, PublishError> {
        let settings = Settings::of_this_process(self)?;
        let session = Session {
            name: self.to_string(),
            client: Client::new(self, settings, &upload.stop),
            upload,
        };
        let threads = rayon::ThreadPoolBuilder::new().num_threads(AT_ONCE).build();
        let threads =
            threads.map_err(|error| PublishError::Staging(std::io::Error::other(error)))?;
        let mut first = None;
        for _ in 0..MAX_ROUNDS {
            let round = threads.install(|| session.round(only_look))?;
            let is_done = matches!(round, Round::Done(_)) || only_look;
            if let Round::Done(changes) | Round::Unsure(changes) = round {
                first = first.or(Some(changes));
            }
            if let Some(changes) = first.clone().filter(|_| is_done) {
                return Ok(Published { changes, place: session.name, address: None });
            }
        }
        Err(PublishError::Raced(session.name))
    }
}

/// One upload.
struct Session<'a> {
    client: Client<'a>,
    upload: &'a Upload<'a>,
    name: String,
}

/// What was found there.
struct There {
    listing: Listing,
    /// What tells the states of a file apart.
    tags: BTreeMap<String, String>,
    /// The manifest's.
    tag: Option<String>,
}

impl There {
    /// A file is written only if it is as we found it.
    fn only(&self, path: &BundlePath) -> Only<'_> {
        match (self.listing.at(path.as_str()), self.tags.get(path.as_str())) {
            (Found::Nothing, _) => Only::IfAbsent,
            (_, Some(tag)) => Only::IfTagged(tag),
            _ => Only::Always,
        }
    }
}

impl Session<'_> {
    fn round(&self, only_look: bool) -> Result<Round, PublishError> {
        let manifest = self.client.get(NAME, MAX_BYTES)?;
        let (manifest, tag) = manifest.map_or((None, None), |(bytes, tag)| (Some(bytes), tag));
        let known = far::manifest(manifest.as_deref(), &self.name, self.upload.adopt)?;
        let mut there = self.look(tag)?;
        let old = &self.with_own_assets(known.clone().unwrap_or_default(), &there.listing);
        let read = self.read_pages(&mut there, old)?;
        let mut survey = FarSurvey { place: &self.name, listing: &there.listing, read };
        let Upload { bundle, scope, adopt, .. } = self.upload;
        let plan = plan::plan(&mut survey, bundle, scope, *adopt, old)?;
        let changes = Changes::of(&plan, &mut survey)?;
        if only_look || known.as_ref() == Some(&plan.after) && changes.count() == 0 {
            return Ok(Round::Done(changes));
        }
        if !self.send(&plan, &there)? {
            return Ok(Round::Raced);
        }
        let was_at_work = !old.unfinished.is_empty();
        Ok(if was_at_work { Round::Unsure(changes) } else { Round::Done(changes) })
    }

    /// The manifest with assets of this upload that stand there although it does not name them: of an
    /// upload that met another one and was broken off. Nobody else has names with such hashes.
    fn with_own_assets(&self, mut old: Manifest, listing: &Listing) -> Manifest {
        for (path, bytes) in self.upload.bundle.iter().filter(|(path, _)| is_asset(path)) {
            let stands = listing.at(path.as_str()) == Found::File(bytes.len() as u64);
            if stands && old.versions(path).is_empty() {
                old.files.insert(path.clone(), Version::of(bytes));
            }
        }
        old
    }

    fn look(&self, tag: Option<String>) -> Result<There, PublishError> {
        let (mut listing, mut tags) = (Listing::default(), BTreeMap::new());
        for listed in self.client.list()? {
            listing.insert(&listed.path, Found::File(listed.size));
            tags.extend(listed.tag.map(|tag| (listed.path, tag)));
        }
        Ok(There { listing, tags, tag })
    }

    /// The versions of the pages of ours that may change, and their tags: of what we have read, and
    /// for hosts that list none.
    fn read_pages(
        &self,
        there: &mut There,
        old: &Manifest,
    ) -> Result<BTreeMap<BundlePath, Version>, PublishError> {
        let mut pages = there.listing.pages_of(old);
        pages.retain(|path| {
            let new = self.upload.bundle.get(path.as_str()).map(Version::of);
            new.is_none() || old.files.get(path) != new.as_ref() || !old.unfinished.is_empty()
        });
        let read = |path: BundlePath| {
            let found = self.client.get(path.as_str(), crate::resources::MAX_FILE)?;
            Ok(found.map(|(bytes, tag)| (path, Version::of(&bytes), tag)))
        };
        let read: Result<Vec<_>, PublishError> = pages.into_par_iter().map(read).collect();
        let mut versions = BTreeMap::new();
        for (path, version, tag) in read?.into_iter().flatten() {
            there.tags.extend(tag.map(|tag| (path.to_string(), tag)));
            versions.insert(path, version);
        }
        Ok(versions)
    }

    /// Does what the plan says; `false` when somebody else was quicker.
    fn send(&self, plan: &Plan<'_>, there: &There) -> Result<bool, PublishError> {
        let only = match (&there.tag, there.listing.at(NAME)) {
            (Some(tag), _) => Only::IfTagged(tag),
            (None, Found::Nothing) => Only::IfAbsent,
            _ => Only::Always,
        };
        if plan.writes.is_empty() && plan.removals.is_empty() {
            return Ok(self.put_manifest(&plan.after, only)? != Put::Raced);
        }
        let Put::Done(tag) = self.put_manifest(&plan.during, only)? else { return Ok(false) };
        let is_root = |path: &BundlePath| !path.as_str().contains('/');
        for step in [(false, false), (true, false), (true, true)] {
            let files: Vec<_> = plan
                .writes
                .iter()
                .filter(|(path, _)| (!is_asset(path), is_root(path)) == step)
                .collect();
            let sent = files.par_iter().map(|(path, bytes)| self.put(path, bytes, there));
            if !sent.try_reduce(|| true, |one, other| Ok(one && other))? {
                return Ok(false);
            }
        }
        if !plan.removals.is_empty() && !self.is_ours(tag.as_deref())? {
            return Ok(false);
        }
        let (assets, pages): (Vec<_>, Vec<_>) =
            plan.removals.iter().partition(|path| is_asset(path));
        for files in [pages, assets] {
            files.par_iter().try_for_each(|path| self.client.delete(path.as_str()))?;
        }
        let only = tag.as_deref().map_or(Only::Always, Only::IfTagged);
        Ok(self.put_manifest(&plan.after, only)? != Put::Raced)
    }

    fn put(&self, path: &BundlePath, bytes: &[u8], there: &There) -> Result<bool, PublishError> {
        // Whoever writes an asset writes the same bytes.
        let (caching, only) =
            if is_asset(path) { (FOR_EVER, Only::Always) } else { (ASK_AGAIN, there.only(path)) };
        Ok(self.client.put(path.as_str(), bytes, caching, only)? != Put::Raced)
    }

    fn put_manifest(&self, manifest: &Manifest, only: Only<'_>) -> Result<Put, PublishError> {
        self.client.put(NAME, &manifest.to_bytes(), ASK_AGAIN, only)
    }

    /// Whether the manifest is still the one that we wrote.
    fn is_ours(&self, tag: Option<&str>) -> Result<bool, PublishError> {
        let now = self.client.get(NAME, MAX_BYTES)?.and_then(|(_, tag)| tag);
        Ok(tag.is_none() || now.as_deref() == tag)
    }
}
