//! Any text as an attribute block and as the words of a slide line.
#![no_main]

use deckgen::attributes;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Some((found, length)) = attributes::block(text) {
        assert!(text.is_char_boundary(length) && !found.is_empty());
        assert!(found.html_pairs().len() <= found.pairs.len());
    }
    attributes::words(text);
});
