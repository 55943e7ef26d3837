//! One function for every command: a deck's path and options in, a bundle and diagnostics out.

use crate::allow::Allowed;
use crate::assets::{self, asset, text_of};
use crate::bundle::{Bundle, BundlePath};
use crate::cache::Cache;
use crate::citations;
use crate::deck::Deck;
use crate::diagnostic::{Diagnostic, Diagnostics, has_errors};
use crate::header::{self, Header};
use crate::images::Optimizer;
use crate::markdown;
use crate::overview::{self, Overview, SlideText};
use crate::project::{Project, Texts};
use crate::render::course::Neighbours;
use crate::render::page::DeckPage;
use crate::render::{self, Slides};
use crate::resources::{Delivery, Resources, Taken};
use crate::settings;
use crate::source::{Sources, Span, Spanned};
use crate::theme::{self, Theme};
use crate::world::World;
use frame::Frame;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use themes::Beside;

mod frame;
mod reading;
mod remember;
mod social;
mod themes;

/// The largest deck in bytes.
pub const MAX_DECK: u64 = 32_000_000;

/// What the command line says about how to build.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// A theme that beats the header's.
    pub theme: Option<String>,
    /// Put speaker notes into the page.
    pub notes: bool,
    /// Put everything into one HTML file.
    pub single_file: bool,
    /// The author is not trusted: clean raw HTML.
    pub untrusted: bool,
    /// Audiences whose parts are shown (`{.only for=NAME}`).
    pub audiences: BTreeSet<String>,
    /// Folders outside the project that the deck may use.
    pub allowed: Vec<PathBuf>,
    /// Messages name decks relative to this folder, where the user stands.
    pub base: Option<PathBuf>,
    /// The page is for a preview, which calls this build so: it loads [`LIVE_SCRIPT`], and
    /// [`Compiled::outline`] is there.
    pub live: Option<String>,
    /// Makes pictures smaller; shared by all decks of a build.
    pub optimizer: Option<Arc<Optimizer>>,
    /// Keep what `check` looks at: [`Compiled::inspected`] is there.
    pub inspect: bool,
    /// Where results are kept, so that a deck is compiled only if something that it depends on has
    /// changed. What is for a preview or a check is not kept.
    pub cache: Option<Cache>,
    /// Blocks on the page say where they were written: [`Compiled::places`] is there.
    pub places: bool,
}

/// The address of the script that keeps a preview's page up to date.
pub const LIVE_SCRIPT: &str = "/_deckgen/live.js";

impl Options {
    /// How messages name the file, if it is below the folder where the user stands.
    pub fn name(&self, path: &Path) -> Option<String> {
        let below = path.strip_prefix(self.base.as_ref()?).ok()?;
        Some(below.to_string_lossy().replace('\\', "/"))
    }
}

/// Where a deck's files go in the bundle.
#[derive(Debug, Clone)]
pub struct Place {
    /// The page.
    pub page: BundlePath,
    /// The folder for everything else, such as `assets`.
    pub assets: String,
    /// The pages of other decks by their files, for links between decks.
    pub decks: BTreeMap<PathBuf, BundlePath>,
    /// The decks before and after it, if it is part of a site: then [`Compiled::overview`] is there.
    /// `deckgen.yaml` is the site's to check.
    pub neighbours: Option<Neighbours>,
}

impl Place {
    /// The address of the page without its `/index.html`.
    fn address(&self) -> &str {
        self.page.as_str().strip_suffix("/index.html").unwrap_or(self.page.as_str())
    }

    /// `NAME/index.html` and `NAME/assets/`: a deck that stands alone.
    ///
    /// # Errors
    /// The name cannot stand in a path.
    pub fn alone(name: &str) -> Result<Place, crate::bundle::BadPath> {
        let page = BundlePath::new(format!("{name}/index.html"))?;
        let (assets, decks) = (format!("{name}/assets"), BTreeMap::new());
        Ok(Place { page, assets, decks, neighbours: None })
    }
}

/// The address of a deck: its path below the folder without the ending; an `index.md` takes the name
/// of its own folder.
pub fn address(folder: &Path, deck: &Path) -> String {
    let below = deck.strip_prefix(folder).unwrap_or(deck).with_extension("");
    let mut parts: Vec<&str> = below.iter().filter_map(|part| part.to_str()).collect();
    if parts.last() == Some(&"index") {
        parts.pop();
        if parts.is_empty() {
            let parent = deck.parent().and_then(Path::file_name);
            parts.push(parent.and_then(|name| name.to_str()).unwrap_or("deck"));
        }
    }
    parts.join("/")
}

/// What became of a deck.
#[derive(Debug, Default)]
pub struct Compiled {
    /// The page and its assets; empty when there are errors.
    pub bundle: Bundle,
    /// What was found, in the order of the text.
    pub diagnostics: Diagnostics,
    /// What the author accepts; it was left out of `diagnostics` already.
    pub allowed: Allowed,
    /// The files that spans point into.
    pub sources: Sources,
    /// What the header says.
    pub header: Header,
    /// The page's title as plain text.
    pub title: String,
    /// Number of slides.
    pub slides: usize,
    /// Number of slides whose notes were left out.
    pub notes_left_out: usize,
    /// All files that were looked at, absolute, also those that are not there; a change of one of
    /// them changes the bundle.
    pub read: Vec<PathBuf>,
    /// What the page is made of; only for a preview, and when there are no errors.
    pub outline: Option<Outline>,
    /// What a list of decks shows; only for a site.
    pub overview: Option<Overview>,
    /// What a search looks through; only for a site.
    pub texts: Vec<SlideText>,
    /// What the page was made from; only for a check.
    pub inspected: Option<Inspected>,
    /// Where what is on the page was written; only with [`Options::places`].
    pub places: Option<Origins>,
}

/// Where what is on a page was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins {
    /// The blocks, by the numbers that stand on them ([`crate::deck::PLACE`]).
    pub blocks: Vec<Span>,
    /// The slides by their ids.
    pub slides: BTreeMap<String, Span>,
}

impl Origins {
    /// Where the slide begins that a section shows, or shows a part of; `id` is the section's, with or without
    /// the slash at its start.
    pub fn slide(&self, id: &str) -> Option<Span> {
        let id = id.strip_prefix('/').unwrap_or(id);
        self.slides.get(id).or_else(|| self.slides.get(Origins::part_of(id)?)).copied()
    }

    /// The id of the slide that was split in the browser, from that of the section of one of its later parts.
    pub fn part_of(id: &str) -> Option<&str> {
        let (whole, part) = id.strip_prefix('/').unwrap_or(id).rsplit_once('~')?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then_some(whole)
    }
}

/// What a page was made from, as the author wrote it.
#[derive(Debug)]
pub struct Inspected {
    /// The deck with its notes and with addresses as they stand in the text.
    pub deck: Deck,
    /// The theme.
    pub theme: Theme,
    /// The HTML of the slides.
    pub html: String,
    /// The files that it uses, in the order of the text.
    pub files: Vec<Taken>,
}

/// What a page is made of, for a preview that compares two builds of it.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    /// The slides.
    pub slides: Slides,
    /// Where their HTML begins in the page, in bytes.
    pub start: usize,
    /// Addresses of the style sheets, in order.
    pub styles: Vec<String>,
    /// The style sheet that stands in the page itself.
    pub page_style: String,
    /// A hash of everything else but the title.
    pub frame: [u8; 32],
}

/// Compiles the deck at `path`, which is absolute and without links. A fault of our own is a finding
/// too, so that it costs one deck and not the whole site or the running preview.
pub fn compile(world: &dyn World, path: &Path, place: &Place, options: &Options) -> Compiled {
    match &options.cache {
        Some(cache) if options.live.is_none() && !options.inspect => {
            remember::compile(cache, world, path, place, options)
        }
        _ => compile_afresh(world, path, place, options),
    }
}

fn compile_afresh(world: &dyn World, path: &Path, place: &Place, options: &Options) -> Compiled {
    catch_unwind(AssertUnwindSafe(|| compile_deck(world, path, place, options))).unwrap_or_else(
        |_| {
            let message = format!("deckgen itself failed on `{}`", path.display());
            let fault = Diagnostic::without_place("internal-error", message)
                .hint("please report it, with the smallest deck that shows it");
            let read = vec![path.to_path_buf()];
            Compiled { diagnostics: vec![fault], read, ..Compiled::default() }
        },
    )
}

fn compile_deck(world: &dyn World, path: &Path, place: &Place, options: &Options) -> Compiled {
    let mut compiled = Compiled { read: vec![path.to_path_buf()], ..Compiled::default() };
    let project = Project::around(world, path, &options.allowed);
    let name = options.name(path).unwrap_or_else(|| project.display(path));
    let text = match reading::text(world, path, &name) {
        Ok(text) => text,
        Err(diagnostic) => {
            compiled.diagnostics.push(diagnostic);
            return compiled;
        }
    };
    let file = compiled.sources.add_file(name, path.to_path_buf(), text);
    let mut texts = Texts::new(world, &project);
    compiled.read.extend_from_slice(project.configs());
    let config = reading::config(&mut texts, place, options, &mut compiled.sources);
    let mut deck =
        reading::deck(&mut texts, &mut compiled.sources, file, &config.defaults, options);
    let cited = citations::read(&deck.header, path, &mut texts, &mut compiled.sources);
    compiled.read.append(&mut texts.read);
    compiled.diagnostics = texts.diagnostics;
    cited.check(&deck, &mut compiled.diagnostics);
    let places = Beside { world, deck: path, project: &project, sources: &compiled.sources };
    let mut theme = themes::load(&deck.header, options, places, &mut compiled.diagnostics);
    let template = theme.template.take().filter(|_| !options.untrusted).map(|template| {
        let name = options.name(&template.path).unwrap_or_else(|| project.display(&template.path));
        (compiled.sources.add(name, template.text.clone()), template.text)
    });
    let (found, sources) = (&mut compiled.diagnostics, &compiled.sources);
    let template = template.as_ref().map(|(file, text)| (*file, text.as_str()));
    let frame = Frame::new(template, found);
    let mut allowed = Allowed::read(&deck, found);
    if options.inspect {
        let (html, files) = Default::default();
        let (deck, theme) = (deck.clone(), theme.clone());
        compiled.inspected = Some(Inspected { deck, theme, html, files });
    }
    if !options.notes {
        compiled.notes_left_out = deck.leave_out_notes();
    }
    cited.place(&mut deck, found);
    let delivery = if options.single_file {
        Delivery::Inline
    } else {
        Delivery::Linked { page: place.page.clone(), folder: place.assets.clone() }
    };
    let mut resources = Resources::new(world, &project, path, sources, delivery)
        .with_decks(&place.decks, &place.page)
        .with_optimizer(options.optimizer.as_deref(), &deck);
    resources.collect(&mut deck, found);
    let blocks = options.places.then(|| deck.mark_places());
    let slides = render::slides(&deck, found);
    compiled.places = blocks.map(|blocks| {
        let section = |section: &render::Section| (section.id.clone(), section.span);
        Origins { blocks, slides: slides.sections.iter().map(section).collect() }
    });
    compiled.slides = slides.sections.len();
    if let Some(inspected) = &mut compiled.inspected {
        inspected.html.clone_from(&slides.html);
    }
    if compiled.slides == 0 && !has_errors(found) {
        let start = crate::source::Span::new(file, 0..0);
        let warning = Diagnostic::warning("no-slides", start, "this deck has no slides");
        found.push(warning.hint("write a heading such as `## Title`, or a `title:` in its header"));
    }
    compiled.title = deck.plain_title();
    let title = &compiled.title;
    if place.neighbours.is_some() {
        let all = overview::overview(&deck, title, compiled.slides, &theme, &place.page);
        compiled.overview = Some(all);
        compiled.texts = overview::texts(&deck);
    }
    let at_home = address(project.root(), path) == place.address();
    let base_url = config.base_url.as_deref().filter(|_| at_home && !options.single_file);
    let page = Page { deck: &deck, sources, theme, slides, title, frame, place, base_url };
    let live = options.live.as_ref().map(|build| live(&place.page, build));
    let (html, outline) = page.html(&mut resources, live, found);
    compiled.read.extend(resources.read().map(Path::to_path_buf));
    if let Some(inspected) = &mut compiled.inspected {
        inspected.files = resources.taken().to_vec();
    }
    found.sort_by_key(|diagnostic| diagnostic.span.map(|span| (span.file, span.start)));
    found.dedup();
    allowed.filter(found);
    compiled.allowed = allowed;
    if !has_errors(found) {
        compiled.outline = outline;
        compiled.bundle = resources.into_bundle();
        compiled.bundle.insert(place.page.clone(), html.into_bytes());
    }
    compiled.header = deck.header;
    compiled
}

/// What the script of a preview's page is told: which page it is on, and of which build.
pub fn live(page: &BundlePath, build: &str) -> serde_json::Value {
    serde_json::json!({ "page": page.as_str(), "build": build })
}

/// Everything that a deck's page is made of.
struct Page<'a> {
    deck: &'a Deck,
    sources: &'a Sources,
    theme: Theme,
    slides: Slides,
    title: &'a str,
    frame: Frame,
    place: &'a Place,
    /// Where the site will stand, if that is known.
    base_url: Option<&'a str>,
}

impl Page<'_> {
    /// The page, and what it is made of if it is for a preview.
    fn html(
        mut self,
        resources: &mut Resources<'_>,
        live: Option<serde_json::Value>,
        diagnostics: &mut Diagnostics,
    ) -> (String, Option<Outline>) {
        let mut values = self.values(resources, diagnostics);
        let plugins = ["notes", "search", "zoom"].map(|name| {
            (name.to_string(), resources.embedded(asset(&format!("{name}.js"))).into())
        });
        let mut config = settings::page(&self.deck.header, plugins.into_iter().collect());
        let scripted = |name: &&&str| assets::get(&format!("parts/{name}.js")).is_some();
        let parts: Vec<&&str> = self.slides.parts.iter().filter(scripted).collect();
        if !parts.is_empty() {
            config["parts"] = serde_json::json!(parts);
        }
        values.config_json = render::page::config(&config);
        let Some(live) = live else {
            values.slides_html = self.slides.html;
            return (self.frame.page(&values, diagnostics), None);
        };
        let mut outline = Outline {
            frame: values.frame(),
            styles: values.styles.clone(),
            page_style: values.page_style_css.clone(),
            ..Outline::default()
        };
        config["live"] = live;
        values.config_json = render::page::config(&config);
        values.scripts.push(LIVE_SCRIPT.to_string());
        values.slides_html.clone_from(&self.slides.html);
        let html = self.frame.page(&values, diagnostics);
        outline.start = html.find(&self.slides.html).expect("the template shows the slides");
        outline.slides = self.slides;
        (html, Some(outline))
    }

    /// Everything that the template is given, but for the slides and the settings.
    fn values(&mut self, resources: &mut Resources<'_>, found: &mut Diagnostics) -> DeckPage {
        let header = &self.deck.header;
        let parts = &mut self.slides.parts;
        let footer_html = render::inline(&self.deck.front.footer, parts, found);
        let course = self.place.neighbours.as_ref();
        let course = course.map(|neighbours| neighbours.links(&self.place.page));
        parts.extend(course.as_ref().map(|_| "course"));
        let mut values = DeckPage {
            lang: header.lang.clone(),
            dir: if header.dir == header::Direction::Rtl { "rtl" } else { "ltr" },
            title: self.title.to_string(),
            description: plain(header.description.as_ref()),
            authors: header.authors.iter().map(|author| plain(Some(author))).collect(),
            generator: concat!("deckgen ", env!("CARGO_PKG_VERSION")).to_string(),
            page_style_css: self.page_style(),
            early_js: text_of("early.js").to_string(),
            center: header.center,
            footer_html,
            course,
            ..DeckPage::default()
        };
        let characters = theme::Characters::of(&[&self.slides.html, &values.footer_html]);
        self.theme.keep_fonts_for(&characters);
        resources.page(&mut values, header, &self.theme, found);
        if let Some(base_url) = self.base_url {
            let own = header.image.as_ref().and_then(|path| resources.header_picture(path, found));
            social::add(&mut values, base_url, &self.place.page, self.deck, own);
        }
        resources.parts(&mut values, &self.slides.parts);
        let html = &self.slides.html;
        let first = &html[..html.find("</section>").unwrap_or(html.len())];
        if header.css.is_empty() && self.deck.styles.is_empty() {
            resources.first_fonts(&mut values, &self.theme, first);
        }
        values
    }

    /// The size of the stage and of paper where it is not the usual one, and styles written in the deck.
    fn page_style(&self) -> String {
        let size = self.deck.header.size;
        let header::Size { width, height } = size;
        let mut css = String::new();
        if size != header::Size::default() {
            css += &format!("@page{{size:{width}px {height}px}}");
            css += &format!(":root{{--stage-width:{width}px;--stage-height:{height}px}}");
        }
        for style in &self.deck.styles {
            css.push_str(&self.sources.file(style.file).text[style.range()]);
        }
        render::page::raw_text(&css, "style")
    }
}

fn plain(text: Option<&Spanned<String>>) -> String {
    text.map_or(String::new(), |text| {
        markdown::plain_text(&markdown::parse_inline(&text.value, text.span, &mut Vec::new()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{Kind, Stamp};
    use std::io;

    /// A world in which reading fails in the worst way.
    struct Faulty;

    impl World for Faulty {
        fn read(&self, _: &Path, _: u64) -> io::Result<Vec<u8>> {
            panic!("a fault on purpose")
        }
        fn kind(&self, _: &Path) -> Option<Kind> {
            None
        }
        fn stamp(&self, _: &Path) -> Option<Stamp> {
            None
        }
        fn list(&self, _: &Path) -> io::Result<Vec<String>> {
            Ok(Vec::new())
        }
        fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
            Ok(path.to_path_buf())
        }
    }

    #[test]
    fn a_fault_of_our_own_is_a_finding() {
        let place = Place::alone("a").unwrap();
        let compiled = compile(&Faulty, Path::new("/a.md"), &place, &Options::default());
        assert_eq!(compiled.diagnostics[0].code, "internal-error");
        assert!(has_errors(&compiled.diagnostics));
    }

    #[test]
    fn addresses_are_paths_without_endings() {
        let address = |deck: &str| super::address(Path::new("/s"), Path::new(deck));
        assert_eq!(address("/s/loops.md"), "loops");
        assert_eq!(address("/s/week1/loops/index.md"), "week1/loops");
        assert_eq!(address("/s/index.md"), "s");
        assert_eq!(address("/s/a.b.md"), "a.b");
    }
}
