//! Puts a bundle where readers find it: a branch of a git repository, a web server, a folder.
//!
//! A target is one file with a [`Target`] and one line in the table of `target.rs`. All of them keep to
//! the same rules:
//!
//! - Only the files of the bundle go out, and `deckgen.json`, the manifest that [`output`]
//!   writes into a folder too. The far side's own manifest says what is ours there: only that is ever
//!   replaced or removed, and only as long as nobody changed it. What else stands there stays.
//! - What is public is the old site or the new one, or, where files go one by one, pages of both, each
//!   of them whole: assets first, then pages, then the list of them; old files go last.
//! - Whenever it is interrupted, doing it again finishes the work.
//! - Nothing goes through a shell, nobody's password is in an argument or in a message.
//!
//! Where files go one by one, the manifest goes first, as the one that is true from the first change to
//! the last ([`Plan::during`](crate::output)), and again at the end: else a file whose upload was the last
//! before a break would be a stranger's the next time.

mod address;
mod error;
mod far;
mod folder;
mod git;
mod rsync;
#[cfg(feature = "s3")]
mod s3;
mod secrets;
mod staging;
mod stop;
mod target;
mod tool;

use std::path::{Path, PathBuf};

use crate::bundle::Bundle;
use crate::output::{self, Changes, Scope};

pub use error::PublishError;
pub use secrets::is_secret;
pub use stop::Stop;
pub use target::{parse, without};

/// What is to be public.
#[derive(Debug, Clone)]
pub struct Upload<'a> {
    /// All files.
    pub bundle: &'a Bundle,
    /// Whose they are, and what becomes of those of earlier builds.
    pub scope: Scope,
    /// Replace files of others that stand in the way.
    pub adopt: bool,
    /// The folder with the sources, absolute.
    pub source: &'a Path,
    /// Everything the build read, which is never written to.
    pub inputs: &'a [PathBuf],
    /// What it is, for people: `3 decks`.
    pub title: String,
    /// The program has a terminal, so that the installed tools may ask for a password.
    pub may_ask: bool,
    /// When to give up.
    pub stop: Stop,
}

/// A place that decks are published to.
pub trait Target {
    /// Makes the far side what the upload says, or, if `only_look`, says what would be different.
    ///
    /// # Errors
    /// It is refused, or does not work; then what was public still is.
    fn publish(&self, upload: &Upload<'_>, only_look: bool) -> Result<Published, PublishError>;
}

/// What has become of an upload.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published {
    /// What is different, or would be.
    pub changes: Changes,
    /// Where it went, for people, without passwords.
    pub place: String,
    /// Where readers find it, if that can be told from the place.
    pub address: Option<String>,
}

/// Publishes, or only looks what would be different.
///
/// # Errors
/// Those of [`Target::publish`]; and a file of the bundle has a name as secrets have.
pub fn publish(
    target: &dyn Target,
    upload: &Upload<'_>,
    only_look: bool,
) -> Result<Published, PublishError> {
    output::check_bundle(upload.bundle, &upload.scope)?;
    let secrets: Vec<String> = upload
        .bundle
        .iter()
        .map(|(path, _)| path.to_string())
        .filter(|path| path.split('/').any(is_secret))
        .collect();
    if !secrets.is_empty() {
        return Err(PublishError::Secret(output::Names(secrets)));
    }
    upload.stop.check()?;
    target.publish(upload, only_look)
}
