//! Which slides do not fit, without a browser: a layout of the built page from the bundled fonts' own
//! metrics.
//!
//! It reads the page and its style sheets as a browser does, as far as sizes go (colours, steps and pictures'
//! content do not matter), breaks text into lines and puts boxes under one another, and makes a slide
//! smaller as `src/page/fit.js` does. What it says is likely, not sure: docs/check.md tells how often it is
//! right. Whatever a page holds, the time is proportional to its length; limits stand beside what they
//! protect.

mod cascade;
mod dom;
mod face;
mod fit;
mod flow;
mod inline;
mod layout;
mod math;
mod media;
mod page;
mod properties;
mod row;
mod selector;
mod sheet;
mod style;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod value;
mod widths;

use crate::bundle::{Bundle, BundlePath};
use crate::overflow::{End, Measured, Over, Screen, Seen};
use media::Natural;
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::Mutex;

/// How a slide is likely to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// The slide's id.
    pub id: String,
    /// Whether it fits.
    pub fit: Fit,
    /// What it needs at its full size, in pixels of the stage.
    pub width: f32,
    /// The same for its height.
    pub height: f32,
    /// By how many pixels it is too wide at its smallest size; 0 if it is not.
    pub over_width: f32,
    /// The same for its height.
    pub over_height: f32,
    /// The number of the block that is the first one to reach over the edge
    /// ([`PLACE`](crate::deck::PLACE)).
    pub block: Option<usize>,
}

/// Whether a slide fits on the stage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fit {
    /// As it is.
    Whole,
    /// When it is set so much smaller.
    Shrunk(f32),
    /// When it is cut into several slides, as the deck wants it (`overflow: split`).
    Split,
    /// Not even at the smallest size that is allowed, so it scrolls.
    Scrolled,
    /// Not, and it is cut off, as the deck wants it (`overflow: clip`).
    Clipped,
}

/// Estimates all slides of a page, in their order.
pub fn slides(bundle: &Bundle, page: &BundlePath) -> Vec<Estimate> {
    let Some(html) = bundle.get(page.as_str()) else { return Vec::new() };
    let html = String::from_utf8_lossy(html);
    let file = |address: &str| bundle.get(&beside(page, address)?);
    let page = page::Page::read(&html, &file);
    let pictures = Mutex::new(HashMap::new());
    let picture = |address: &str| -> Option<Natural> {
        let mut known = pictures.lock().ok()?;
        *known.entry(address.to_string()).or_insert_with(|| natural(address, &file))
    };
    let numbers = 0..page.slides.len();
    let one = |known: &mut style::Known, number: usize| estimate(&page, number, known, &picture);
    numbers.into_par_iter().map_init(style::Known::default, one).collect()
}

/// The same in the form of what a browser measures, for the stage.
pub fn measured(bundle: &Bundle, page: &BundlePath) -> Measured {
    let slides = slides(bundle, page).iter().map(Estimate::seen).collect();
    Measured { screens: vec![(Screen::Wide, slides)], likely: true, ..Measured::default() }
}

impl Estimate {
    fn seen(&self) -> Seen {
        let over = |pixels: f32| {
            (pixels > 0.0).then_some(Over { pixels: f64::from(pixels), block: self.block })
        };
        let (scale, end) = match self.fit {
            Fit::Whole | Fit::Split => (1.0, End::Fits),
            Fit::Shrunk(factor) => ((f64::from(factor) * 100.0).round() / 100.0, End::Fits),
            Fit::Scrolled => (1.0, End::Scroll),
            Fit::Clipped => (1.0, End::Clip),
        };
        let (tall, wide) = (over(self.over_height), over(self.over_width));
        Seen { id: format!("/{}", self.id), scale, end, tall, wide }
    }
}

fn estimate(
    page: &page::Page,
    number: usize,
    known: &mut style::Known,
    picture: &(dyn Fn(&str) -> Option<Natural> + Sync),
) -> Estimate {
    let (dom, section) = page.dom(number);
    let mut slide = fit::Slide { dom, section, page, known, picture };
    let found = slide.fit();
    let fits = !matches!(found.fit, Fit::Scrolled | Fit::Clipped);
    let over = |needs: f32, room: f32| if fits { 0.0 } else { (needs - room).ceil().max(0.0) };
    let needs = if fits { found.full } else { found.last };
    let block = needs.block.and_then(|block| slide.dom.number(block, crate::deck::PLACE));
    Estimate {
        id: page.id(number).to_string(),
        fit: found.fit,
        width: found.full.width,
        height: found.full.height,
        over_width: over(found.last.width, page.width),
        over_height: over(found.last.height, page.height),
        block: block.filter(|_| found.fit != Fit::Whole),
    }
}

/// The path in the bundle of an address that a page writes.
fn beside(page: &BundlePath, address: &str) -> Option<String> {
    let address = address.split(['?', '#']).next().unwrap_or_default();
    let address = percent_encoding::percent_decode_str(address).decode_utf8_lossy();
    let mut parts: Vec<&str> = page.as_str().split('/').collect();
    parts.pop();
    for part in address.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The natural size of a picture; `None` if the bundle has no such file.
fn natural<'f>(address: &str, file: &dyn Fn(&str) -> Option<&'f [u8]>) -> Option<Natural> {
    if address.starts_with("data:") {
        return Some(Natural::default());
    }
    let bytes = file(address)?;
    if let Ok(size) = imagesize::blob_size(bytes) {
        let (width, height) = (size.width as f32, size.height.max(1) as f32);
        return Some(Natural {
            width: Some(width),
            height: Some(height),
            shape: Some(width / height),
        });
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4000)]).into_owned();
    let svg = head.find("<svg").map(|at| &head[at..]).and_then(|svg| Some(&svg[..=svg.find('>')?]));
    let mut dom = dom::Dom::default();
    let root = dom.add(None, "html", vec![]);
    dom.read(root, &crate::html::tokens::tokens(svg?));
    let element = dom.elements.get(1)?;
    media::natural(element, &|_| None)
}
