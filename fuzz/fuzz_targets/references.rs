//! Any text as CSS and as HTML that names files.
#![no_main]

use deckgen::html::{css, references};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for found in css::references(text) {
        assert!(text.get(found.range).is_some());
    }
    let found = references::references(text);
    let new = |found: &references::Reference| {
        (found.range.clone(), references::escape("x.png", found.context))
    };
    let mut changes: Vec<_> = found.iter().map(new).collect();
    changes.sort_by_key(|(range, _)| range.start);
    changes.dedup_by(|next, before| next.0.start < before.0.end);
    references::replace(text, &changes);
});
