//! What search engines and social networks are told of a page whose address is known.

use crate::bundle::BundlePath;
use crate::deck::Deck;
use crate::html::url::{Url, classify};
use crate::markdown::{Kind, Node};
use crate::render::page::DeckPage;

/// Endings of the pictures that social networks show.
const PICTURES: [&str; 5] = ["png", "jpg", "jpeg", "gif", "webp"];

/// Fills in the page's address, and that of a picture that stands for it. `own` is the address of the
/// picture that the header names, as the page writes it.
pub(super) fn add(
    values: &mut DeckPage,
    base_url: &str,
    page: &BundlePath,
    deck: &Deck,
    own: Option<String>,
) {
    values.canonical = format!("{base_url}{}", page.from_root());
    let picture = own.or_else(|| first_picture(deck));
    let local = picture.filter(|address| matches!(classify(address), Url::Local { .. }));
    let from_root = local.and_then(|address| page.resolve(&address));
    values.image = from_root.map_or(String::new(), |path| format!("{base_url}{path}"));
}

/// The address of the first picture of the deck that can be shown elsewhere.
fn first_picture(deck: &Deck) -> Option<String> {
    let title = deck.front.title.iter().flatten();
    let on_title = title.chain(deck.front.lines.iter().flat_map(|(_, line)| line));
    on_title.into_iter().find_map(picture).or_else(|| {
        deck.slides.iter().find_map(|slide| {
            let ground = ["background-image", "background"];
            let ground = ground.iter().filter_map(|key| slide.attributes.get(key));
            let ground = ground.map(str::to_string).find(|address| is_picture(address));
            ground.or_else(|| slide.nodes.iter().find_map(picture))
        })
    })
}

fn picture(node: &Node) -> Option<String> {
    match &node.kind {
        Kind::Image(target) if is_picture(&target.url) => Some(target.url.to_string()),
        _ => node.children.iter().find_map(picture),
    }
}

fn is_picture(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    path.rsplit_once('.')
        .is_some_and(|(_, ending)| PICTURES.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}
