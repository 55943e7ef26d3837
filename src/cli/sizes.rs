//! What `deckgen build --sizes` prints: how much a viewer loads of each deck.

use super::args::Format;
use super::gather::Gathered;
use super::report::Printer;
use super::words::size;
use deckgen::bundle::BundlePath;
use deckgen::sizes::{Scales, Sizes};

/// A line for each deck, on standard output.
pub(super) fn print(build: &Gathered, format: Format, printer: &Printer) {
    let mut scales = Scales::new(&build.bundle);
    let decks = build.decks.iter().filter_map(|deck| {
        let page = BundlePath::new(format!("{}/index.html", deck.address)).ok()?;
        Some((deck.address.as_str(), scales.weigh(&page)?))
    });
    let decks: Vec<(&str, Sizes)> = decks.collect();
    match format {
        Format::Json => decks.iter().for_each(|(deck, sizes)| printer.answer(&json(deck, sizes))),
        _ => table(&decks).iter().for_each(|line| printer.answer(line)),
    }
}

fn json(deck: &str, sizes: &Sizes) -> String {
    let mut value = serde_json::json!({
        "deck": deck,
        "first_slide": sizes.first_slide,
        "first_slide_gzip": sizes.first_slide_gzip,
        "whole_deck": sizes.whole_deck,
        "heavy": sizes.is_heavy(),
    });
    value.sort_all_objects();
    value.to_string()
}

fn table(decks: &[(&str, Sizes)]) -> Vec<String> {
    let width = decks.iter().map(|(deck, _)| deck.chars().count()).max().unwrap_or(0).max(4);
    let mut lines = vec![format!("{:width$}  first slide  compressed  whole deck", "deck")];
    for (deck, sizes) in decks {
        let [first, gzip, whole] =
            [sizes.first_slide, sizes.first_slide_gzip, sizes.whole_deck].map(size);
        let mut line = format!("{deck:width$}  {first:>11}  {gzip:>10}  {whole:>10}");
        if let Some((file, bytes)) = sizes.largest.as_ref().filter(|_| sizes.is_heavy()) {
            line += &format!("  slow to open: {file} has {}", size(*bytes));
        }
        lines.push(line);
    }
    lines
}
