//! How much a viewer's browser loads, so that an author hears of a deck that is slow to open.
//!
//! Counted are the files of the bundle that the page names, and those that its style sheets name. Fonts
//! are all counted with the first slide, although a browser may need fewer. What opens only on a click
//! (links, speaker view, search) and what comes from other hosts is not counted.

use crate::bundle::{Bundle, BundlePath};
use crate::html::css;
use crate::html::references::{Kind, references};
use crate::html::tokens::{TokenKind, tokens};
use crate::html::url::{Url, classify};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// A deck whose first slide has more compressed bytes than this is heavy: four seconds at 4 Mbit/s.
const HEAVY_FIRST: u64 = 2_000_000;
/// A deck with more bytes than this is heavy.
const HEAVY_WHOLE: u64 = 20_000_000;

/// What a deck weighs, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sizes {
    /// All that the first slide needs: the page, style sheets, scripts, fonts, its pictures.
    pub first_slide: u64,
    /// The same, compressed as most hosts send it.
    pub first_slide_gzip: u64,
    /// All slides.
    pub whole_deck: u64,
    /// The largest file, which is not the page itself.
    pub largest: Option<(BundlePath, u64)>,
}

impl Sizes {
    /// Whether a viewer has to wait for it.
    pub fn is_heavy(&self) -> bool {
        self.first_slide_gzip > HEAVY_FIRST || self.whole_deck > HEAVY_WHOLE
    }
}

/// Weighs decks of one bundle; files that they share are compressed once.
pub struct Scales<'b> {
    bundle: &'b Bundle,
    compressed: BTreeMap<BundlePath, u64>,
}

impl<'b> Scales<'b> {
    /// For the decks of this bundle.
    pub fn new(bundle: &'b Bundle) -> Scales<'b> {
        Scales { bundle, compressed: BTreeMap::new() }
    }

    /// What the deck with this page weighs; `None` when there is no such page.
    pub fn weigh(&mut self, page: &BundlePath) -> Option<Sizes> {
        let html = std::str::from_utf8(self.bundle.get(page.as_str())?).ok()?;
        let end = end_of_first_slide(html);
        let (mut first, mut whole) = (BTreeSet::from([page.clone()]), BTreeSet::new());
        for reference in references(html).iter().filter(|reference| reference.kind != Kind::Link) {
            let Some(path) = self.named(&reference.value, page) else { continue };
            let is_first = reference.range.start < end;
            let into = if is_first { &mut first } else { &mut whole };
            self.add(path, into);
        }
        whole.extend(first.iter().cloned());
        let size = |path: &BundlePath| self.size(path);
        let others = whole.iter().filter(|path| *path != page);
        let largest = others.map(|path| (path.clone(), size(path))).max_by_key(|(_, size)| *size);
        Some(Sizes {
            first_slide: first.iter().map(size).sum(),
            whole_deck: whole.iter().map(size).sum(),
            first_slide_gzip: first.iter().map(|path| self.gzip(path)).sum(),
            largest,
        })
    }

    /// Adds a file, and if it is a style sheet what it names.
    fn add(&self, path: BundlePath, into: &mut BTreeSet<BundlePath>) {
        if !into.insert(path.clone()) || !path.as_str().ends_with(".css") {
            return;
        }
        let sheet = self.bundle.get(path.as_str()).unwrap_or_default();
        for reference in css::references(&String::from_utf8_lossy(sheet)) {
            if let Some(named) = self.named(&reference.url, &path) {
                self.add(named, into);
            }
        }
    }

    /// The file of the bundle that an address in the file `from` leads to.
    fn named(&self, url: &str, from: &BundlePath) -> Option<BundlePath> {
        let Url::Local { path, .. } = classify(url) else { return None };
        let mut parts: Vec<&str> = from.as_str().split('/').collect();
        parts.pop();
        for part in path.split('/') {
            match part {
                "." | "" => {}
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        let path = BundlePath::new(parts.join("/")).ok()?;
        self.bundle.get(path.as_str()).map(|_| path)
    }

    fn size(&self, path: &BundlePath) -> u64 {
        self.bundle.get(path.as_str()).map_or(0, |bytes| bytes.len() as u64)
    }

    fn gzip(&mut self, path: &BundlePath) -> u64 {
        if let Some(size) = self.compressed.get(path) {
            return *size;
        }
        let bytes = self.bundle.get(path.as_str()).unwrap_or_default();
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        let compressed = encoder.write_all(bytes).and_then(|()| encoder.finish());
        let compressed = compressed.map_or(bytes.len(), |compressed| compressed.len());
        // Hosts do not compress what this would make longer.
        let size = compressed.min(bytes.len()) as u64;
        self.compressed.insert(path.clone(), size);
        size
    }
}

/// Where the first slide ends in a page.
fn end_of_first_slide(html: &str) -> usize {
    let tokens = tokens(html);
    let end = tokens
        .iter()
        .find(|token| matches!(&token.kind, TokenKind::End { name } if name == "section"));
    end.map_or(html.len(), |token| token.range.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle(files: &[(&str, &[u8])]) -> Bundle {
        let mut bundle = Bundle::default();
        for (path, bytes) in files {
            bundle.insert(BundlePath::new(*path).unwrap(), bytes.to_vec());
        }
        bundle
    }

    #[test]
    fn the_first_slide_needs_sheets_fonts_and_its_own_pictures() {
        let html = "<link rel=stylesheet href='../assets/a.css'><div class=slides>\
                    <section><img src='../assets/1.png'><a href='../assets/x.pdf'>x</a></section>\
                    <section><img src='../assets/2%20.png'><img src='https://e.org/3.png'></section></div>";
        let bundle = bundle(&[
            ("d/index.html", html.as_bytes()),
            ("assets/a.css", b"@font-face{src:url(f.woff2)} b{background:url(none.png)}"),
            ("assets/f.woff2", &[1; 100]),
            ("assets/1.png", &[1; 1000]),
            ("assets/2 .png", &[1; 5000]),
            ("assets/x.pdf", &[1; 9000]),
        ]);
        let page = BundlePath::new("d/index.html").unwrap();
        let sizes = Scales::new(&bundle).weigh(&page).unwrap();
        let sheet = bundle.get("assets/a.css").unwrap().len() as u64;
        let first = html.len() as u64 + sheet + 100 + 1000;
        assert_eq!((sizes.first_slide, sizes.whole_deck), (first, first + 5000));
        assert!(sizes.first_slide_gzip < first - 1000);
        assert_eq!(sizes.largest.unwrap().0.as_str(), "assets/2 .png");
        assert!(Scales::new(&bundle).weigh(&BundlePath::new("e").unwrap()).is_none());
    }

    #[test]
    fn sheets_that_import_one_another_end() {
        let bundle = bundle(&[
            ("index.html", b"<link rel=stylesheet href=a.css><section></section>"),
            ("a.css", b"@import 'b.css';"),
            ("b.css", b"@import 'a.css';"),
        ]);
        let sizes = Scales::new(&bundle).weigh(&BundlePath::new("index.html").unwrap()).unwrap();
        assert_eq!(sizes.first_slide, bundle.total_bytes());
        assert!(!sizes.is_heavy());
    }
}
