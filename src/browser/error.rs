//! Why a browser could not do its work.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Why a browser could not do its work.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The program cannot be started.
    Start(PathBuf, String),
    /// Untrusted pages need the sandbox, which Chromium does not have when root runs it.
    NoSandbox,
    /// The browser can only be driven on systems with pipes that a program inherits.
    Unsupported,
    /// It did not answer in this time.
    Timeout(Duration),
    /// It has ended, with these last words.
    Ended(String),
    /// What it says is not the DevTools protocol, or it refuses what we asked.
    Protocol(String),
    /// The page has crashed.
    Crashed,
    /// A script in the page failed.
    Script(String),
    /// Whoever waits has stopped waiting.
    Stopped,
}

impl Error {
    /// What the user can do about it, if we know.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Error::Ended(words) if words.contains("sandbox") => Some(
                "this Chromium cannot make its sandbox; install the browser from your system's packages",
            ),
            Error::NoSandbox => Some("run deckgen as another user than root"),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Start(program, why) => {
                write!(f, "the browser `{}` cannot be started: {why}", program.display())
            }
            Error::NoSandbox => {
                write!(f, "a browser that root runs has no sandbox, which untrusted decks need")
            }
            Error::Unsupported => write!(f, "deckgen cannot drive a browser on this system yet"),
            Error::Timeout(time) => {
                write!(f, "the browser did not answer within {} s", time.as_secs())
            }
            Error::Ended(words) if words.is_empty() => write!(f, "the browser has ended"),
            Error::Ended(words) => write!(f, "the browser has ended: {words}"),
            Error::Protocol(what) => write!(f, "the browser does not answer as Chromium: {what}"),
            Error::Crashed => write!(f, "the page has crashed"),
            Error::Script(what) => write!(f, "a script in the page failed: {what}"),
            Error::Stopped => write!(f, "stopped"),
        }
    }
}

impl std::error::Error for Error {}
