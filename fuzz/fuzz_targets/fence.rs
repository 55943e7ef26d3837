//! Any text as an info string, and as a shortcode.
#![no_main]

use deckgen::{fence, shortcode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let read = fence::read(text);
    for (range, _) in &read.problems {
        assert!(text.get(range.clone()).is_some());
    }
    if let Some((code, length)) = shortcode::read(text) {
        assert_eq!(code.written, &text[..length]);
    }
});
