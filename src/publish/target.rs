//! From the words after `--to` to a target.

use std::path::Path;

use super::error::PublishError;
use super::{Target, folder, git, rsync};

/// Reads what stands behind the kind and its `:`; paths in it are relative to the folder.
type Parser = fn(&str, &Path) -> Result<Box<dyn Target>, PublishError>;

/// All kinds of target. The names are what stands before the first `:`.
const KINDS: &[(&str, Parser)] = &[
    ("dir", folder::parse),
    ("git", git::parse),
    ("rsync", rsync::parse),
    #[cfg(feature = "s3")]
    ("s3", super::s3::parse),
    #[cfg(not(feature = "s3"))]
    ("s3", without_s3),
    ("ssh", rsync::parse_ssh),
];

/// What to write, for whoever wrote something else.
const FORMS: &str = "write `--to git`, `--to git:BRANCH`, `--to rsync:user@host:folder`, `--to \
                     ssh://user@host/folder`, `--to s3://bucket/folder` or `--to dir:FOLDER`; `deckgen \
                     publish --help` shows the commonest";

/// Reads a target, such as `git:gh-pages`; `here` is the folder that relative paths start from.
///
/// # Errors
/// It is no target.
pub fn parse(text: &str, here: &Path) -> Result<Box<dyn Target>, PublishError> {
    if text.chars().any(char::is_control) {
        return Err(PublishError::target("a target has no control characters", FORMS));
    }
    let (kind, rest) = text.split_once(':').unwrap_or((text, ""));
    let known = KINDS.iter().find(|(name, _)| *name == kind);
    // What stands behind may be a password.
    let (_, parser) = known
        .ok_or_else(|| PublishError::target(format!("`{kind}` is no kind of target"), FORMS))?;
    parser(rest, here)
}

/// What to say when nobody named a target.
pub fn without() -> PublishError {
    PublishError::target("where to? Name a target with `--to`", FORMS)
}

#[cfg(not(feature = "s3"))]
fn without_s3(_: &str, _: &Path) -> Result<Box<dyn Target>, PublishError> {
    Err(PublishError::target(
        "this deckgen was built without S3",
        "use a release, or build with `--features s3`",
    ))
}
