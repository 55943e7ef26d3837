//! Which slides do not fit, and what on them reaches over, as a browser measures it.
//!
//! The page's own script (`src/page/fit.js`) sets crowded slides smaller; here it runs over all slides at
//! once, on each shape of screen, and a script of ours (`slides.js`) asks what came of it and looks for the
//! block at the edge. The blocks carry numbers ([`PLACE`](crate::deck::PLACE)) that lead back to the text.

mod findings;
mod seen;

pub use findings::findings;
pub use seen::{End, Over, Screen, Seen};

use crate::browser::{Browser, Error, Options, Page};
use crate::bundle::Bundle;
use crate::bundle::BundlePath;
use serde::de::DeserializeOwned;
use std::path::PathBuf;
use std::time::Duration;

/// What each slide adds to the longest wait for the measures of a deck on one screen.
const PATIENCE_FOR_SLIDE: Duration = Duration::from_millis(100);

const READY: &str = include_str!("overflow/ready.js");
const SLIDES: &str = include_str!("overflow/slides.js");
const READING: &str = include_str!("overflow/reading.js");

/// What was measured on a deck.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Measured {
    /// The slides on the screens they are shown on, screen by screen; on the phone only those that are too
    /// wide for it.
    pub screens: Vec<(Screen, Vec<Seen>)>,
    /// Addresses that the page asked for in vain: they are not part of the deck.
    pub refused: Vec<String>,
    /// It is an estimate: no browser has seen it.
    pub likely: bool,
}

/// Measures decks, one after the other, in one browser. It starts with the first deck, and again after a
/// deck that it could not bear.
#[derive(Debug)]
pub struct Measurer {
    program: PathBuf,
    options: Options,
    browser: Option<Browser>,
}

impl Measurer {
    /// Measures in the browser that this program is.
    pub fn new(program: PathBuf, options: Options) -> Measurer {
        Measurer { program, options, browser: None }
    }

    /// The program.
    pub fn program(&self) -> &std::path::Path {
        &self.program
    }

    /// The browser's name and version; it is started if it does not run.
    ///
    /// # Errors
    /// It does not start.
    pub fn version(&mut self) -> Result<String, Error> {
        Ok(self.browser()?.version().to_string())
    }

    /// Measures the deck whose page this is, compiled with
    /// [`Options::places`](crate::compile::Options::places).
    ///
    /// # Errors
    /// The browser fails, or the page does not do what every page of ours does.
    pub fn measure(
        &mut self,
        bundle: &Bundle,
        page: &BundlePath,
        slides: usize,
    ) -> Result<Measured, Error> {
        let slides = u32::try_from(slides).unwrap_or(u32::MAX);
        let patience = self.options.patience + PATIENCE_FOR_SLIDE.saturating_mul(slides);
        let measured = measure(self.browser()?, bundle, page, patience);
        if measured.is_err() {
            self.browser = None;
        }
        measured
    }

    fn browser(&mut self) -> Result<&mut Browser, Error> {
        match &mut self.browser {
            Some(browser) => Ok(browser),
            none => Ok(none.insert(Browser::launch(&self.program, &self.options)?)),
        }
    }
}

fn measure(
    browser: &mut Browser,
    bundle: &Bundle,
    page: &BundlePath,
    patience: Duration,
) -> Result<Measured, Error> {
    let mut measured = Measured::default();
    let mut shown = browser.open(bundle, page, Screen::Wide.viewport())?;
    for screen in [Screen::Wide, Screen::Classic] {
        shown.resize(screen.viewport())?;
        measured.screens.push((screen, ask(&mut shown, SLIDES, patience)?));
    }
    shown.resize(Screen::Phone.viewport())?;
    shown.load(page)?;
    measured.screens.push((Screen::Phone, ask(&mut shown, READING, patience)?));
    measured.refused = shown.refused().map(String::from).collect();
    Ok(measured)
}

/// Runs a script in the page; its answer is the page's word, and nothing else.
fn ask<T: DeserializeOwned>(
    page: &mut Page<'_>,
    script: &str,
    patience: Duration,
) -> Result<T, Error> {
    let answer = page.evaluate(&format!("(async () => {{{READY}\n{script}\n}})()"), patience)?;
    serde_json::from_value(answer).map_err(|error| Error::Script(error.to_string()))
}
