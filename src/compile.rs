//! One function for every command: a deck's path and options in, a bundle and diagnostics out.

use crate::assets::{self, asset, text_of};
use crate::bundle::{Bundle, BundlePath};
use crate::deck::{self, Deck, Policy};
use crate::diagnostic::{Diagnostic, Diagnostics, has_errors};
use crate::header::{self, Header};
use crate::markdown;
use crate::project::Project;
use crate::render::page::{DeckPage, Templates};
use crate::render::{self, Slides};
use crate::resources::{Delivery, Resources};
use crate::scan;
use crate::settings;
use crate::source::{Sources, Spanned, decode};
use crate::theme::{self, Theme};
use crate::world::World;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

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
    /// Folders outside the project that the deck may use.
    pub allowed: Vec<PathBuf>,
    /// Messages name decks relative to this folder, where the user stands.
    pub base: Option<PathBuf>,
}

impl Options {
    /// How messages name the file.
    fn name(&self, path: &Path) -> Option<String> {
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
}

impl Place {
    /// `NAME/index.html` and `NAME/assets/`: a deck that stands alone.
    ///
    /// # Errors
    /// The name cannot stand in a path.
    pub fn alone(name: &str) -> Result<Place, crate::bundle::BadPath> {
        let page = BundlePath::new(format!("{name}/index.html"))?;
        Ok(Place { page, assets: format!("{name}/assets"), decks: BTreeMap::new() })
    }
}

/// What became of a deck.
#[derive(Debug, Default)]
pub struct Compiled {
    /// The page and its assets; empty when there are errors.
    pub bundle: Bundle,
    /// What was found, in the order of the text.
    pub diagnostics: Diagnostics,
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
    /// All files that were read, absolute; a change in one of them changes the bundle.
    pub read: Vec<PathBuf>,
}

/// Compiles the deck at `path`, which is absolute and without links.
pub fn compile(world: &dyn World, path: &Path, place: &Place, options: &Options) -> Compiled {
    let mut compiled = Compiled { read: vec![path.to_path_buf()], ..Compiled::default() };
    let project = Project::around(world, path, &options.allowed);
    let name = options.name(path).unwrap_or_else(|| project.display(path));
    let text = match read_deck(world, path, &name) {
        Ok(text) => text,
        Err(diagnostic) => {
            compiled.diagnostics.push(diagnostic);
            return compiled;
        }
    };
    let file = compiled.sources.add(name, text);
    let text = compiled.sources.file(file).text.clone();
    let policy = if options.untrusted { Policy::Safe } else { Policy::Trusted };
    let found = &mut compiled.diagnostics;
    let mut deck = read(file, &text, policy, found);
    if !options.notes {
        compiled.notes_left_out = deck.leave_out_notes();
    }
    let delivery = if options.single_file {
        Delivery::Inline
    } else {
        Delivery::Linked { page: place.page.clone(), folder: place.assets.clone() }
    };
    let mut resources =
        Resources::new(world, &project, path, delivery).with_decks(&place.decks, &place.page);
    resources.collect(&mut deck, found);
    let theme = load_theme(&deck.header, options, &resources, found);
    let slides = render::slides(&deck, found);
    compiled.slides = slides.count;
    if slides.count == 0 {
        let start = crate::source::Span::new(file, 0..0);
        let warning = Diagnostic::warning("no-slides", start, "this deck has no slides");
        found.push(warning.hint("write a heading such as `## Title`, or a `title:` in its header"));
    }
    compiled.title = deck.plain_title();
    let page = Page { deck: &deck, text: &text, theme, slides, title: &compiled.title };
    let html = page.html(&mut resources, found);
    compiled.read.extend(resources.read().map(Path::to_path_buf));
    found.sort_by_key(|diagnostic| diagnostic.span.map(|span| (span.file, span.start)));
    found.dedup();
    if !has_errors(found) {
        compiled.bundle = resources.into_bundle();
        compiled.bundle.insert(place.page.clone(), html.into_bytes());
    }
    compiled.header = deck.header;
    compiled
}

/// Reads and decodes a deck.
fn read_deck(world: &dyn World, path: &Path, name: &str) -> Result<String, Diagnostic> {
    let unreadable = |message: String, hint: &str| {
        let message = format!("cannot read `{name}`: {message}");
        Diagnostic::without_place("unreadable-file", message).hint(hint)
    };
    let bytes = world.read(path, MAX_DECK).map_err(|error| {
        unreadable(error.to_string(), "check that the file is there and that you may read it")
    })?;
    decode(bytes).map_err(|error| {
        unreadable(error.to_string(), "save the file as UTF-8 in your editor, then build again")
    })
}

/// Text to deck.
fn read(
    file: crate::source::FileId,
    text: &str,
    policy: Policy,
    diagnostics: &mut Diagnostics,
) -> Deck {
    let (header, body) = header::read(file, text, diagnostics);
    let scanned = scan::scan(text, body, header.style);
    diagnostics.extend(deck::warn_of_unclosed_comments(&scanned, file));
    let nodes = markdown::parse(file, text, &scanned, diagnostics);
    deck::build(header, nodes, scanned, policy, diagnostics)
}

fn load_theme(
    header: &Header,
    options: &Options,
    resources: &Resources<'_>,
    diagnostics: &mut Diagnostics,
) -> Theme {
    let Some(name) = &options.theme else {
        return theme::load(header.theme.as_ref(), resources.places(), diagnostics);
    };
    let name = Spanned { value: name.clone(), span: header.span };
    let mut found = Vec::new();
    let theme = theme::load(Some(&name), resources.places(), &mut found);
    // The name stands on the command line, not in the deck.
    diagnostics.extend(found.into_iter().map(|found| Diagnostic { span: None, ..found }));
    theme
}

/// Everything that a deck's page is made of.
struct Page<'a> {
    deck: &'a Deck,
    text: &'a str,
    theme: Theme,
    slides: Slides,
    title: &'a str,
}

impl Page<'_> {
    fn html(mut self, resources: &mut Resources<'_>, diagnostics: &mut Diagnostics) -> String {
        let header = &self.deck.header;
        let footer_html = render::inline(&self.deck.front.footer, diagnostics);
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
            ..DeckPage::default()
        };
        let characters = theme::Characters::of(&[&self.slides.html, &values.footer_html]);
        self.theme.keep_fonts_for(&characters);
        resources.page(&mut values, header, &self.theme, diagnostics);
        let plugins = ["notes", "search", "zoom"].map(|name| {
            (name.to_string(), resources.embedded(asset(&format!("{name}.js"))).into())
        });
        let config = settings::page(header, plugins.into_iter().collect());
        values.config_json = render::page::config(&config);
        values.slides_html = self.slides.html;
        let templates = Templates::load(assets::templates().iter().copied());
        let html = templates.and_then(|templates| templates.render("deck.html", &values));
        html.expect("our own templates fit our own values; every test renders them")
    }

    /// The size of the paper, and styles written in the deck.
    fn page_style(&self) -> String {
        let size = self.deck.header.size;
        let header::Size { width, height } = size;
        let mut css = format!("@page{{size:{width}px {height}px;margin:0}}");
        if size != header::Size::default() {
            css += &format!(":root{{--stage-width:{width}px;--stage-height:{height}px}}");
        }
        for style in &self.deck.styles {
            css.push_str(&self.text[style.clone()]);
        }
        render::page::raw_text(&css, "style")
    }
}

fn plain(text: Option<&Spanned<String>>) -> String {
    text.map_or(String::new(), |text| {
        markdown::plain_text(&markdown::parse_inline(&text.value, text.span, &mut Vec::new()))
    })
}
