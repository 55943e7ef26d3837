//! The `deckgen` program.

fn main() {}
