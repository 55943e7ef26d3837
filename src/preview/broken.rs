//! The page of a deck that has had errors from the start. It waits for slides.

use crate::assets;
use crate::bundle::{Bundle, BundlePath};
use crate::compile::LIVE_SCRIPT;
use crate::render::page::{Templates, config};
use serde::Serialize;
use serde_json::{Value, json};

#[derive(Serialize)]
struct Broken<'a> {
    title: &'a str,
    live_json: String,
    live_script: &'static str,
}

/// A bundle with only that page; `live` is what its script is told.
pub(super) fn page(path: &BundlePath, live: Value) -> Bundle {
    let title = path.as_str().trim_end_matches("/index.html");
    let live_json = config(&json!({ "live": live }));
    let values = Broken { title, live_json, live_script: LIVE_SCRIPT };
    let templates = Templates::load(assets::templates().iter().copied());
    let html = templates.and_then(|templates| templates.render("broken.html", &values));
    let html = html.expect("our own template fits our own values; every test renders it");
    let mut bundle = Bundle::default();
    bundle.insert(path.clone(), html.into_bytes());
    bundle
}
