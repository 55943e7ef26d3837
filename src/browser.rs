//! A Chromium without a window that shows a bundle from memory: to measure pages, and to take pictures
//! of them.
//!
//! The browser is the user's own program ([`find`](mod@find)). We talk to it through a pipe that only it and we
//! hold, in the DevTools protocol (<https://chromedevtools.github.io/devtools-protocol/>): no port is
//! opened that another user of the machine could use to steer it, and it ends by itself when we do.
//!
//! What it shows may be hostile. It gets an empty profile and no network; every request of the page is
//! stopped and answered from the bundle, or refused and listed. Nothing waits without a limit: a browser
//! that hangs, dies or talks nonsense is an [`Error`].

mod error;
pub mod find;
#[cfg(unix)]
mod outfit;
mod page;
mod process;
mod requests;
mod wire;

pub use error::Error;
pub use page::{Page, Viewport};

use process::Process;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use wire::{Event, Outbox, Wire};

/// Longest wait for a browser to start, and for an answer that takes no work.
const PATIENCE: Duration = Duration::from_secs(30);

/// Longest wait for a browser to end by itself; then it is killed.
const END: Duration = Duration::from_secs(2);

/// How a browser is started.
#[derive(Debug, Clone)]
pub struct Options {
    /// It is to show pages of people who are not trusted: it must have its sandbox.
    pub untrusted: bool,
    /// Set to end all waiting, for instance on Ctrl-C: it becomes [`Error::Stopped`].
    pub stop: Arc<AtomicBool>,
    /// Longest wait for it to start, and for an answer that takes no work.
    pub patience: Duration,
}

impl Default for Options {
    fn default() -> Options {
        Options { untrusted: false, stop: Arc::default(), patience: PATIENCE }
    }
}

/// A running browser; it ends with this value.
#[derive(Debug)]
pub struct Browser {
    wire: Wire,
    version: String,
    patience: Duration,
    process: Process,
}

impl Browser {
    /// Starts the program.
    ///
    /// # Errors
    /// It does not start, or is no Chromium; or it would have to show untrusted pages without its sandbox,
    /// which Chromium does not have when root runs it.
    pub fn launch(program: &Path, options: &Options) -> Result<Browser, Error> {
        let (process, pipes) = Process::start(program, options.untrusted)?;
        let wire = Wire::new(pipes, options.stop.clone());
        let mut browser =
            Browser { wire, version: String::new(), patience: options.patience, process };
        let version = browser.call("Browser.getVersion", json!({}))?;
        browser.version = version["product"].as_str().unwrap_or("a browser").replace('/', " ");
        // Tells of crashed pages and of windows that pages open.
        browser.call("Target.setDiscoverTargets", json!({ "discover": true }))?;
        Ok(browser)
    }

    /// Its name and version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Asks something that is about no page.
    fn call(&mut self, method: &str, what: Value) -> Result<Value, Error> {
        self.wire.call(None, method, what, self.patience, &mut |outbox, event| {
            close_popup(outbox, &event);
            Ok(())
        })
    }
}

/// Closes a window that a page has opened.
fn close_popup(outbox: &mut Outbox, event: &Event) {
    let target = &event.params["targetInfo"];
    if event.method == "Target.targetCreated"
        && target["type"] == "page"
        && target["openerId"].is_string()
    {
        outbox.send(None, "Target.closeTarget", json!({ "targetId": target["targetId"] }));
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.wire.outbox.send(None, "Browser.close", json!({}));
        self.wire.wait_for_end(END);
        self.process.end();
    }
}
