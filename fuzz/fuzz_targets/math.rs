//! Any text as a formula.
#![no_main]

use deckgen::html::tokens::{TokenKind, tokens};
use deckgen::math::{Converter, Macros};
use deckgen::source::{Sources, Span};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let file = Sources::default().add("t.md", text.to_string());
    let mut converter = Converter::new(Macros::default());
    let Ok(made) = converter.convert(text, true, |range| {
        assert!(text.get(range.clone()).is_some());
        Span::new(file, range)
    }) else {
        return;
    };
    let mut open = Vec::new();
    for token in tokens(&made) {
        match token.kind {
            TokenKind::Start { name, self_closing: false, .. } => open.push(name),
            TokenKind::End { name } => assert_eq!(open.pop(), Some(name)),
            _ => {}
        }
    }
    assert!(open.is_empty());
});
