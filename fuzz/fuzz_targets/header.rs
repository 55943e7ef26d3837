//! Any text as the top of a deck.
#![no_main]

use deckgen::header;
use deckgen::source::Sources;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut sources = Sources::default();
    let file = sources.add("d.md", text.to_string());
    let mut found = Vec::new();
    let (_, body) = header::read(file, text, &mut found);
    assert!(text.is_char_boundary(body));
    for finding in found {
        assert!(finding.span.is_none_or(|span| text.get(span.range()).is_some()), "{finding:?}");
    }
});
