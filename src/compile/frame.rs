//! The page around the slides: our template, or a theme's that extends it.

use crate::assets;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::render::page::{BadTemplate, DeckPage, Templates};
use crate::source::{FileId, Span};

/// Our own template.
const OURS: &str = "deck.html";
/// The name under which a theme's template stands beside ours, which it extends.
const THEMES: &str = "theme/deck.html";

/// What pages are made with.
pub(super) struct Frame {
    templates: Templates,
    /// The theme's template, if it has one that can be used, and its length.
    theme: Option<(FileId, usize)>,
}

impl Frame {
    /// With a theme's template. One that cannot be read is a warning, and ours takes its place.
    pub(super) fn new(theme: Option<(FileId, &str)>, diagnostics: &mut Diagnostics) -> Frame {
        let ours = || assets::templates().iter().copied();
        if let Some((file, text)) = theme {
            match Templates::load(ours().chain([(THEMES, text)])) {
                Ok(templates) => return Frame { templates, theme: Some((file, text.len())) },
                Err(error) => diagnostics.push(bad(file, text.len(), &error)),
            }
        }
        let templates = Templates::load(ours());
        let templates = templates.expect("our own templates are valid; every test loads them");
        Frame { templates, theme: None }
    }

    /// The whole page.
    pub(super) fn page(&self, values: &DeckPage, diagnostics: &mut Diagnostics) -> String {
        if let Some((file, length)) = self.theme {
            match self.templates.render(THEMES, values) {
                Ok(html) if shows_all(&html, values) => return html,
                Ok(_) => diagnostics.push(incomplete(file)),
                Err(error) => diagnostics.push(bad(file, length, &error)),
            }
        }
        let html = self.templates.render(OURS, values);
        html.expect("our own templates fit our own values; every test renders them")
    }
}

/// Without its slides and its settings a page does nothing.
fn shows_all(html: &str, values: &DeckPage) -> bool {
    html.contains(&values.slides_html) && html.contains(&values.config_json)
}

fn bad(file: FileId, length: usize, error: &BadTemplate) -> Diagnostic {
    let range = if error.name == THEMES { error.range.clone() } else { 0..0 };
    let span = Span::new(file, range.start.min(length)..range.end.min(length));
    let message = format!("this template cannot be used: {}", error.message);
    Diagnostic::warning("bad-template", span, message)
        .hint("the page is made with deckgen's own template; docs/themes.md lists its blocks")
}

fn incomplete(file: FileId) -> Diagnostic {
    let message = "this template leaves out the slides or the page's settings";
    Diagnostic::warning("bad-template", Span::new(file, 0..0), message).hint(
        "begin it with `{% extends \"deck.html\" %}`, and keep `{{ super() }}` in the block `slides`",
    )
}
