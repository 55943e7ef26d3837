//! What a stranger's deck may not do: run scripts, restyle the page, configure reveal.js.

use super::{Deck, each_mut};
use crate::attributes::Attributes;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Takes all of it away, with a warning where the header asks for it.
pub(super) fn restrict(deck: &mut Deck, diagnostics: &mut Diagnostics) {
    let header = &mut deck.header;
    let asks = [
        ("css", !header.css.is_empty()),
        ("js", !header.js.is_empty()),
        ("reveal", !header.reveal.is_empty()),
    ];
    for (key, _) in asks.iter().filter(|(_, asks)| *asks) {
        let message = format!("`{key}` is left out, because the deck is built with --untrusted");
        let warning = Diagnostic::warning("untrusted-deck", header.span, message);
        diagnostics.push(warning.hint("build it without --untrusted if you trust its author"));
    }
    header.css.clear();
    header.js.clear();
    header.reveal.clear();
    deck.styles.clear();
    for slide in &mut deck.slides {
        restrict_attributes(&mut slide.attributes);
        for nodes in [&mut slide.nodes, &mut slide.notes].into_iter().chain(&mut slide.footer) {
            each_mut(nodes, &mut |node| {
                if let Some(attributes) = &mut node.attributes {
                    restrict_attributes(attributes);
                }
            });
        }
    }
}

fn restrict_attributes(attributes: &mut Attributes) {
    let allowed = |name: &str| {
        let name = name.to_ascii_lowercase();
        let name = name.strip_prefix("data-").unwrap_or(&name);
        !matches!(name, "style" | "background-iframe" | "background-interactive" | "src")
    };
    attributes.pairs.retain(|(name, _)| allowed(name));
}
