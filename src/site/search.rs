//! What the search on the list page looks through: the text of all slides.
//!
//! It is a script, not JSON, since pages that are opened as files may load no JSON. It calls
//! `deckgenSearch` with a list of decks, each its address, title, and slides; a slide is its id, title and
//! text.

use super::{Deck, Found, deck_at, page};
use serde_json::json;

/// The script.
pub(super) fn index(found: &Found, decks: &[Deck]) -> String {
    let of = |address: &String| {
        let compiled = &deck_at(decks, address)?.compiled;
        let slides = compiled.texts.iter().map(|text| json!([text.id, text.title, text.text]));
        let page = page(address).ok()?.from_root();
        Some(json!([page, compiled.title, slides.collect::<Vec<_>>()]))
    };
    let addresses = found.groups.iter().flat_map(|group| &group.decks);
    let all: Vec<_> = addresses.filter_map(of).collect();
    format!("deckgenSearch({})\n", serde_json::Value::from(all))
}
