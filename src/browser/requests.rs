//! Requests of a page, answered from a bundle.

use super::wire::{Outbox, short};
use crate::bundle::Bundle;
use crate::bundle::BundlePath;
use crate::media_type;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Where the bundle stands for the browser. No name ends in `.invalid` (RFC 2606), so nobody else has it.
const ORIGIN: &str = "https://deckgen.invalid/";

/// The largest file that is handed over, in bytes; a film that is larger stays black.
const MAX_FILE: usize = 40_000_000;

/// So many refused addresses are kept.
const MAX_REFUSED: usize = 100;

/// What a page asked for and did not get.
pub(super) type Refused = BTreeSet<String>;

/// The address of a page of the bundle.
pub(super) fn address(page: &BundlePath) -> String {
    format!("{ORIGIN}{}", page.from_root())
}

/// Answers one stopped request (`Fetch.requestPaused`).
pub(super) fn answer(
    outbox: &mut Outbox,
    session: Option<&str>,
    paused: &Value,
    bundle: &Bundle,
    refused: &mut Refused,
) {
    let id = &paused["requestId"];
    let url = paused["request"]["url"].as_str().unwrap_or_default();
    if url.starts_with("data:") || url.starts_with("blob:") {
        outbox.send(session, "Fetch.continueRequest", json!({ "requestId": id }));
        return;
    }
    match path(url).map(|path| (bundle.get(&path), path)) {
        Some((Some(bytes), path)) if bytes.len() <= MAX_FILE => {
            let headers = json!([{ "name": "Content-Type", "value": media_type::of(&path) }]);
            let body = STANDARD.encode(bytes);
            let whole = json!({ "requestId": id, "responseCode": 200, "responseHeaders": headers, "body": body });
            outbox.send(session, "Fetch.fulfillRequest", whole);
        }
        _ => {
            if refused.len() < MAX_REFUSED {
                refused.insert(short(url));
            }
            let no = json!({ "requestId": id, "errorReason": "BlockedByClient" });
            outbox.send(session, "Fetch.failRequest", no);
        }
    }
}

/// The path in the bundle that an address names.
fn path(url: &str) -> Option<String> {
    let path = url.strip_prefix(ORIGIN)?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = percent_encoding::percent_decode_str(path).decode_utf8().ok()?;
    Some(path.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_origin_leads_into_the_bundle() {
        let page = BundlePath::new("a b/ü#.html").unwrap();
        assert_eq!(path(&address(&page)).as_deref(), Some("a b/ü#.html"));
        assert_eq!(path("https://deckgen.invalid/a?b#c").as_deref(), Some("a"));
        for other in [
            "https://deckgen.invalid",
            "https://deckgen.invalid.example/a",
            "http://deckgen.invalid/a",
            "file:///etc/passwd",
            "http://169.254.169.254/",
        ] {
            assert_eq!(path(other), None, "{other}");
        }
    }
}
