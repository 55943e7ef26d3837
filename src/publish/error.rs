//! Why nothing was published, or not all of it, in words for the person who publishes.

use std::fmt;
use std::io;

use crate::output::{Names, OutputError};

/// Why nothing was published, or not all of it. Always exit code 2.
#[derive(Debug)]
pub enum PublishError {
    /// The target is none we know, or is written wrongly.
    Target {
        /// What is wrong.
        message: String,
        /// What to write instead.
        hint: String,
    },
    /// We do not do that, to keep what is there.
    Refused {
        /// What.
        message: String,
        /// What to do instead.
        hint: String,
    },
    /// Files of the bundle have names as secrets have.
    Secret(Names),
    /// A file stands in the way, or the target is a folder and the disk refuses.
    Output(OutputError),
    /// A program that we need is not there.
    NoTool(&'static str),
    /// A program, or the machine at its other end, did not do what we asked.
    Tool {
        /// What was tried, as in "cannot …".
        doing: String,
        /// What it answered, without passwords; may have several lines.
        told: String,
        /// What to do, if we know.
        hint: Option<&'static str>,
    },
    /// The disk of this machine does not take our temporary files.
    Staging(io::Error),
    /// Somebody else published again and again while we tried.
    Raced(String),
    /// Ctrl-C, or a signal.
    Stopped,
}

impl PublishError {
    pub(super) fn target(message: impl Into<String>, hint: impl Into<String>) -> PublishError {
        PublishError::Target { message: message.into(), hint: hint.into() }
    }

    pub(super) fn refused(message: impl Into<String>, hint: impl Into<String>) -> PublishError {
        PublishError::Refused { message: message.into(), hint: hint.into() }
    }

    /// What to do about it, if we know.
    pub fn hint(&self) -> Option<String> {
        match self {
            PublishError::Target { hint, .. } | PublishError::Refused { hint, .. } => {
                Some(hint.clone())
            }
            PublishError::Secret(_) => {
                Some("take the links to them out of the deck, or rename what is no secret".into())
            }
            PublishError::NoTool(name) => Some(format!("install `{name}` and publish again")),
            PublishError::Tool { hint, .. } => hint.map(String::from),
            PublishError::Staging(_) => {
                Some("free some space, or set TMPDIR to a folder that has some".into())
            }
            PublishError::Raced(_) => Some("publish again when the others are done".into()),
            PublishError::Stopped => Some("publish again to finish".into()),
            PublishError::Output(_) => None,
        }
    }
}

impl From<OutputError> for PublishError {
    fn from(error: OutputError) -> PublishError {
        PublishError::Output(error)
    }
}

impl std::error::Error for PublishError {}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PublishError::Target { message, .. } | PublishError::Refused { message, .. } => {
                f.write_str(message)
            }
            PublishError::Secret(names) => {
                write!(f, "nothing is published with names as secrets have them: {names}")
            }
            PublishError::Output(error) => write!(f, "{error:#}"),
            PublishError::NoTool(name) => write!(f, "`{name}` is not installed"),
            PublishError::Tool { doing, told, .. } => write!(f, "cannot {doing}: {told}"),
            PublishError::Staging(error) => {
                write!(f, "cannot write temporary files: {error}. What is public is as it was")
            }
            PublishError::Raced(place) => write!(
                f,
                "others published to {place} at the same time, four times in a row. Nothing of theirs \
                 was replaced"
            ),
            PublishError::Stopped => {
                f.write_str("stopped. Every page that is public is whole, old or new")
            }
        }
    }
}
