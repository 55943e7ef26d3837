//! The live preview: a deck or a folder of decks, built in memory after each save and served on one
//! port.
//!
//! Four kinds of threads share one `hub`: the builder waits for changes, builds and publishes; the
//! listener accepts connections; each connection has a thread that answers requests; and a request for
//! the stream of events keeps its thread, which tells the browser what is newer than it knows. The
//! disk is never looked at for a request: what is not in a build cannot be asked for.
//!
//! `docs/preview.md` describes the addresses below `/_deckgen/`.

mod broken;
mod build;
mod http;
mod hub;
mod page;
mod patch;

use crate::compile::{Compiled, Options};
use crate::diagnostic::Diagnostics;
use crate::source::Sources;
use crate::watch::{Mode, Stopper, Watch};
use crate::world::World;
use build::Builder;
use http::access::{self, Access};
use hub::Hub;
use std::io;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// What is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// One deck, as an absolute path; it may be a link.
    Deck(PathBuf),
    /// All decks of a folder, as an absolute path without links.
    Folder(PathBuf),
}

/// How a preview is to run.
pub struct Settings {
    /// What is shown.
    pub target: Target,
    /// How decks are built.
    pub options: Options,
    /// How changes are noticed.
    pub mode: Mode,
    /// Pages go to the slide that is edited.
    pub follow: bool,
    /// The name or address under which the preview was asked to listen; browsers may use it.
    pub host: String,
    /// Called with what happens, from any thread.
    pub tell: Tell,
}

/// Is told what happens.
pub type Tell = Box<dyn Fn(Event<'_>) + Send + Sync>;

/// What happens in a preview, for the terminal.
#[derive(Debug)]
pub enum Event<'a> {
    /// A deck was built, and its page or findings are others than before.
    Built {
        /// The page's path in the bundle.
        page: &'a str,
        /// What became of the deck; its bundle is the preview's.
        compiled: &'a Compiled,
        /// From the change to the published build.
        time: Duration,
    },
    /// A folder was searched, and what is to be said of it as a whole is new.
    Folder {
        /// That.
        diagnostics: &'a Diagnostics,
        /// The files that its spans point into.
        sources: &'a Sources,
    },
    /// A browser has measured slides that are far too full.
    Fit {
        /// The page's path in the bundle.
        page: &'a str,
        /// The id of the slide.
        slide: &'a str,
        /// How well it fits.
        fit: Fit,
    },
    /// The code for a speaker on another device is used up; this is the next one.
    Code(&'a str),
    /// The system cannot tell of changes any more, so files are looked at from time to time.
    Polling,
}

/// How a crowded slide fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fit {
    /// It is set at this share of its size.
    Shrunk(f64),
    /// Even at the smallest size it is so many pixels of the stage too tall or too wide.
    TooLarge(f64),
}

/// A preview that serves its first build.
pub struct Preview {
    hub: Arc<Hub>,
    access: Arc<Access>,
    server: http::Server,
    builder: Builder<'static>,
    watch: Watch<'static>,
}

impl Preview {
    /// Builds for the first time and starts to serve on `listener`.
    ///
    /// # Errors
    /// The system gives no random numbers or no threads, or the listener fails.
    pub fn start(
        world: &'static dyn World,
        listener: TcpListener,
        settings: Settings,
    ) -> io::Result<Preview> {
        let Settings { target, options, mode, follow, host, tell } = settings;
        let hub = Arc::new(Hub::new(access::random_number()?, follow, tell));
        let access = Arc::new(Access::new(listener.local_addr()?.ip(), &host)?);
        let mut watch = Watch::new(world, mode);
        let mut builder = Builder::new(world, target, options, hub.clone());
        watch.want(builder.wanted_first());
        builder.first();
        let server = http::Server::start(listener, hub.clone(), access.clone())?;
        Ok(Preview { hub, access, server, builder, watch })
    }

    /// The path of the page to open, such as `/loops/`.
    pub fn first_path(&self) -> String {
        self.hub.first_page().map_or("/".to_string(), |page| http::address(&page))
    }

    /// The key that other devices need, to be given as `?key=`; `None` when none can connect.
    pub fn key(&self) -> Option<&str> {
        self.access.key()
    }

    /// The code that a speaker's device is asked for; `None` when no other device can connect.
    pub fn code(&self) -> Option<String> {
        self.access.code()
    }

    /// What ends this preview.
    pub fn stopper(&self) -> Stopper {
        self.watch.stopper()
    }

    /// Builds after each save, until it is stopped; then closes all connections and waits for their
    /// threads.
    pub fn run(mut self) {
        self.builder.run(&mut self.watch);
        self.hub.stop();
        self.server.stop();
    }
}
