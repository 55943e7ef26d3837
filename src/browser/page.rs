//! One page of a bundle in a browser.

use super::error::Error;
use super::requests::{self, Refused};
use super::wire::{Event, Outbox, short};
use super::{Browser, close_popup};
use crate::bundle::Bundle;
use crate::bundle::BundlePath;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::time::Duration;

/// The size of a screen, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewport {
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// It is a phone's.
    pub phone: bool,
}

/// An open page; it is closed with this value. What it keeps (storage, cookies) is its own.
#[derive(Debug)]
pub struct Page<'a> {
    browser: &'a mut Browser,
    bundle: &'a Bundle,
    context: String,
    session: String,
    refused: Refused,
}

impl Browser {
    /// Opens a page of a bundle. It has begun to load then; what is to be waited for is the caller's
    /// business.
    ///
    /// # Errors
    /// The browser does not do so.
    pub fn open<'a>(
        &'a mut self,
        bundle: &'a Bundle,
        page: &BundlePath,
        viewport: Viewport,
    ) -> Result<Page<'a>, Error> {
        let made = self.call("Target.createBrowserContext", json!({ "disposeOnDetach": true }))?;
        let context = text(&made, "browserContextId")?;
        let mut opened = Page {
            browser: self,
            bundle,
            context,
            session: String::new(),
            refused: Refused::new(),
        };
        opened.prepare(viewport)?;
        opened.load(page)?;
        Ok(opened)
    }
}

impl Page<'_> {
    /// An empty page in which every request stops.
    fn prepare(&mut self, viewport: Viewport) -> Result<(), Error> {
        let context = &self.context;
        let no = json!({ "behavior": "deny", "browserContextId": context });
        let blank = json!({ "url": "about:blank", "browserContextId": context });
        self.browser.call("Browser.setDownloadBehavior", no)?;
        let made = self.browser.call("Target.createTarget", blank)?;
        let attach = json!({ "targetId": text(&made, "targetId")?, "flatten": true });
        let attached = self.browser.call("Target.attachToTarget", attach)?;
        self.session = text(&attached, "sessionId")?;
        for (method, what) in guards() {
            self.call(method, what)?;
        }
        self.call("Page.enable", json!({}))?;
        let still = json!({ "name": "prefers-reduced-motion", "value": "reduce" });
        self.call("Emulation.setEmulatedMedia", json!({ "features": [still] }))?;
        self.resize(viewport)
    }

    /// Loads a page of the bundle anew; it has begun to load then.
    ///
    /// # Errors
    /// The browser does not do so.
    pub fn load(&mut self, page: &BundlePath) -> Result<(), Error> {
        let loaded = self.call("Page.navigate", json!({ "url": requests::address(page) }))?;
        match loaded["errorText"].as_str() {
            Some(why) => Err(Error::Protocol(format!("the page cannot be loaded: {}", short(why)))),
            None => Ok(()),
        }
    }

    /// Gives the screen another size.
    ///
    /// # Errors
    /// The browser does not do so.
    pub fn resize(&mut self, viewport: Viewport) -> Result<(), Error> {
        let Viewport { width, height, phone } = viewport;
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone });
        self.call("Emulation.setDeviceMetricsOverride", size).map(drop)
    }

    /// The value of a JavaScript expression; a promise is waited for.
    ///
    /// # Errors
    /// The script fails, or takes longer than `patience`; the page has gone.
    pub fn evaluate(&mut self, expression: &str, patience: Duration) -> Result<Value, Error> {
        let what = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let mut answer = self.call_for("Runtime.evaluate", what, patience)?;
        let thrown = &answer["exceptionDetails"];
        if !thrown.is_null() {
            let why = thrown["exception"]["description"].as_str().or(thrown["text"].as_str());
            let first = why.unwrap_or_default().lines().next().unwrap_or_default();
            return Err(Error::Script(short(first)));
        }
        Ok(answer["result"]["value"].take())
    }

    /// A picture of what the screen shows, as PNG.
    ///
    /// # Errors
    /// The browser makes none.
    pub fn screenshot(&mut self) -> Result<Vec<u8>, Error> {
        let taken = self.call("Page.captureScreenshot", json!({ "format": "png" }))?;
        let data = text(&taken, "data")?;
        STANDARD.decode(data).map_err(|error| Error::Protocol(error.to_string()))
    }

    /// The addresses that the page asked for and did not get, as they are not in the bundle; the first
    /// hundred, sorted.
    pub fn refused(&self) -> impl Iterator<Item = &str> {
        self.refused.iter().map(String::as_str)
    }

    fn call(&mut self, method: &str, what: Value) -> Result<Value, Error> {
        self.call_for(method, what, self.browser.patience)
    }

    fn call_for(&mut self, method: &str, what: Value, patience: Duration) -> Result<Value, Error> {
        let Page { browser, bundle, session, refused, .. } = self;
        browser.wire.call(Some(session), method, what, patience, &mut |outbox, event| {
            handle(outbox, event, bundle, refused)
        })
    }
}

impl Drop for Page<'_> {
    fn drop(&mut self) {
        let context = json!({ "browserContextId": self.context });
        self.browser.wire.outbox.send(None, "Target.disposeBrowserContext", context);
    }
}

/// What keeps a page, and every frame in it, from reaching anything.
fn guards() -> [(&'static str, Value); 2] {
    let attach = json!({ "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true });
    [
        ("Fetch.enable", json!({ "patterns": [{ "urlPattern": "*" }] })),
        ("Target.setAutoAttach", attach),
    ]
}

/// Acts on what happens in the page.
fn handle(
    outbox: &mut Outbox,
    event: Event,
    bundle: &Bundle,
    refused: &mut Refused,
) -> Result<(), Error> {
    let session = event.session.as_deref();
    match event.method.as_str() {
        "Fetch.requestPaused" => {
            requests::answer(outbox, session, &event.params, bundle, refused);
        }
        // Frames of other origins get the same guards. Workers never run: not every way from them
        // could be watched.
        "Target.attachedToTarget" if event.params["targetInfo"]["type"] == "iframe" => {
            let frame = event.params["sessionId"].as_str();
            for (method, what) in guards() {
                outbox.send(frame, method, what);
            }
            outbox.send(frame, "Runtime.runIfWaitingForDebugger", json!({}));
        }
        "Page.javascriptDialogOpening" => {
            // A page must not keep us from leaving it.
            let leaves = event.params["type"] == "beforeunload";
            outbox.send(session, "Page.handleJavaScriptDialog", json!({ "accept": leaves }));
        }
        "Target.targetCrashed" | "Inspector.targetCrashed" => return Err(Error::Crashed),
        _ => close_popup(outbox, &event),
    }
    Ok(())
}

/// A text of an answer.
fn text(answer: &Value, name: &str) -> Result<String, Error> {
    let value = answer[name].as_str().map(String::from);
    value.ok_or_else(|| Error::Protocol(format!("no `{name}`")))
}
