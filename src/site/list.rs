//! The pages of a site that are no decks: the list, the page for wrong addresses, and the map for search
//! engines.

use super::{Deck, Found, page, search};
use crate::assets::{self, asset, hashed_name};
use crate::bundle::{Bundle, BundlePath};
use crate::compile::{LIVE_SCRIPT, Options};
use crate::overview::{Cover, Overview};
use crate::render;
use crate::render::page::Templates;
use serde::Serialize;
use std::collections::BTreeSet;

/// Where a preview has the index of its search: a name that stays, so that an open list finds it.
const LIVE_INDEX: &str = "search-index.js";

/// What the template of the list is given.
#[derive(Serialize)]
struct List<'a> {
    title: String,
    lang: &'a str,
    description: String,
    canonical: &'a str,
    icon: String,
    style: String,
    script: String,
    /// The address of what the search looks through.
    index: String,
    /// How the themes of the decks look.
    looks_css: String,
    generator: &'static str,
    groups: Vec<ListGroup>,
    /// For a preview: settings and address of its script; else empty.
    live_json: String,
    live_script: &'static str,
}

#[derive(Serialize)]
struct ListGroup {
    heading: String,
    decks: Vec<Card>,
}

/// A deck of the list.
#[derive(Serialize)]
struct Card {
    address: String,
    #[serde(flatten)]
    overview: Overview,
    /// The number of its theme's look in the list's style sheet.
    look: usize,
}

/// The list of decks, the other pages that are no decks, and their assets. `live` is what the script of a
/// preview is told.
pub fn list(
    found: &Found,
    decks: &[Deck],
    options: &Options,
    live: Option<serde_json::Value>,
) -> Bundle {
    let mut files = Files::default();
    let index = search::index(found, decks).into_bytes();
    let index = match &live {
        Some(_) => files.put(LIVE_INDEX.to_string(), index),
        None => files.put(format!("assets/{}", hashed_name("search-index.js", &index)), index),
    };
    let mut looks = Looks::default();
    let groups = groups(found, decks, &mut looks);
    let folder = || found.folder.file_name().map_or("Slides".into(), |name| name.to_string_lossy());
    let config = &found.config;
    let text =
        |text: &Option<crate::source::Spanned<String>>| text.as_ref().map(crate::overview::plain);
    let list = List {
        title: text(&config.title).unwrap_or_else(|| folder().into_owned()),
        lang: config.lang.as_deref().unwrap_or("en"),
        description: text(&config.description).unwrap_or_default(),
        canonical: config.base_url.as_deref().unwrap_or_default(),
        icon: files.asset("icon.svg"),
        style: files.asset("list.css"),
        script: files.asset("list.js"),
        index,
        looks_css: looks.css(options.single_file),
        generator: concat!("deckgen ", env!("CARGO_PKG_VERSION")),
        groups,
        live_script: if live.is_some() { LIVE_SCRIPT } else { "" },
        live_json: live.map_or(String::new(), |live| {
            render::page::config(&serde_json::json!({ "live": live }))
        }),
    };
    let templates = Templates::load(assets::templates().iter().copied());
    let templates = templates.expect("our own templates are valid; every test loads them");
    let mut page = |name: &str, file: &str| {
        let text = templates.render(name, &list);
        let text = text.expect("our own template fits our own values; every test renders it");
        files.put(file.to_string(), text.into_bytes());
    };
    page("list.html", "index.html");
    page("missing.html", "404.html");
    if let Some(base_url) = &config.base_url {
        files.put("sitemap.xml".to_string(), sitemap(base_url, found, decks).into_bytes());
    }
    files.bundle
}

/// The files that the list adds to a site.
#[derive(Default)]
struct Files {
    bundle: Bundle,
}

impl Files {
    fn put(&mut self, path: String, bytes: Vec<u8>) -> String {
        self.bundle.insert(BundlePath::new(&path).expect("our own names are good"), bytes);
        path
    }

    fn asset(&mut self, name: &str) -> String {
        let asset = asset(name);
        let address = format!("assets/{}", asset.file);
        self.bundle.insert(BundlePath::new(&address).expect("our own names are good"), asset.bytes);
        address
    }
}

fn groups(found: &Found, decks: &[Deck], looks: &mut Looks) -> Vec<ListGroup> {
    let mut card = |address: &String| {
        let deck = super::deck_at(decks, address)?;
        let mut overview = deck.compiled.overview.clone().unwrap_or_default();
        if overview.title.trim().is_empty() {
            let glance = found.glances.get(address).map(|glance| glance.title.clone());
            overview.title = glance.filter(|title| !title.is_empty()).unwrap_or(address.clone());
        }
        let (address, look) = (page(address).ok()?.from_root(), looks.number(&overview.cover));
        Some(Card { address, overview, look })
    };
    let group = |group: &super::Group| {
        let heading = group.heading.clone();
        ListGroup { heading, decks: group.decks.iter().filter_map(&mut card).collect() }
    };
    found.groups.iter().map(group).collect()
}

/// How the decks' covers look, each once.
#[derive(Default)]
struct Looks {
    properties: Vec<String>,
    faces: BTreeSet<String>,
}

impl Looks {
    fn number(&mut self, cover: &Cover) -> usize {
        self.faces.extend(cover.faces.iter().cloned());
        let Cover { properties, text_size, rank, .. } = cover;
        let heading = format!("--heading-size:var(--r-heading{rank}-size,2em)");
        let properties = format!("--size:{text_size};{heading};{properties}");
        let known = self.properties.iter().position(|known| *known == properties);
        known.unwrap_or_else(|| {
            self.properties.push(properties);
            self.properties.len() - 1
        })
    }

    /// Fonts are files beside the list only if decks are not one file each.
    fn css(&self, single_file: bool) -> String {
        let faces = self.faces.iter().filter(|_| !single_file);
        let faces = faces.map(|face| face.replace("url(\"", "url(\"assets/"));
        let looks = self.properties.iter().enumerate();
        let looks = looks.map(|(number, properties)| format!(".look-{number}{{{properties}}}"));
        render::page::raw_text(&faces.chain(looks).collect::<String>(), "style")
    }
}

/// All pages for search engines (<https://www.sitemaps.org/protocol.html>). A date stands there only if
/// an author wrote one that machines can read.
fn sitemap(base_url: &str, found: &Found, decks: &[Deck]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let mut add = |path: &str, date: &str| {
        out.push_str("<url><loc>");
        crate::html::escape::text(&mut out, base_url);
        crate::html::escape::text(&mut out, path);
        out.push_str("</loc>");
        if is_date(date) {
            out.push_str(&format!("<lastmod>{date}</lastmod>"));
        }
        out.push_str("</url>\n");
    };
    add("", "");
    for address in found.groups.iter().flat_map(|group| &group.decks) {
        let deck = super::deck_at(decks, address);
        let overview = deck.and_then(|deck| deck.compiled.overview.as_ref());
        let date = overview.map_or("", |overview| overview.date.trim());
        if let Ok(page) = page(address) {
            add(&page.from_root(), date);
        }
    }
    out + "</urlset>\n"
}

/// Whether the text is a day as in `2026-03-01`.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let number = |part: &str, length: usize, most: u32| {
        part.len() == length
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && part.parse::<u32>().is_ok_and(|number| (1..=most).contains(&number))
    };
    number(year, 4, 9999) && number(month, 2, 12) && number(day, 2, 31)
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn days_are_told_from_other_dates() {
        assert!(is_date("2026-03-01"));
        for text in
            ["March 2026", "2026-3-1", "2026-13-01", "0000-01-01", "2026-01-32", "+026-01-01"]
        {
            assert!(!is_date(text), "{text}");
        }
    }
}
