//! Any bytes as a deck, all the way to a page.
#![no_main]

use deckgen::compile::{Options, Place, compile};
use deckgen::diagnostic::has_errors;
use deckgen::world::Memory;
use libfuzzer_sys::fuzz_target;
use std::path::Path;

fuzz_target!(|deck: &[u8]| {
    let world = Memory::default().with("/p/d.md", deck).with("/p/a.png", "picture");
    let place = Place::alone("d").expect("it is a good name");
    let untrusted = deck.len() % 2 == 1;
    let options = Options { untrusted, ..Options::default() };
    let compiled = compile(&world, Path::new("/p/d.md"), &place, &options);
    assert!(has_errors(&compiled.diagnostics) || compiled.bundle.get("d/index.html").is_some());
    for finding in compiled.diagnostics {
        let Some(span) = finding.span else { continue };
        let text = &compiled.sources.file(span.file).text;
        assert!(text.get(span.range()).is_some(), "{finding:?}");
    }
});
