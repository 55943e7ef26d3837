//! A page around the slides, from a Tera template.

use super::course::Course;
use crate::html::escape;
use serde::Serialize;
use std::error::Error;
use std::fmt;
use std::ops::Range;
use tera::{Context, ErrorKind, Tera};

/// What the template of a deck's page is given. Values are text unless their name says HTML; the
/// template escapes text.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DeckPage {
    /// Language tag.
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// Title of the page.
    pub title: String,
    /// Description; empty when there is none.
    pub description: String,
    /// Authors as plain text.
    pub authors: Vec<String>,
    /// The page's own address on the web; empty when it is not known.
    pub canonical: String,
    /// The address on the web of a picture that stands for the page; empty when there is none.
    pub image: String,
    /// The name of the site that the page is part of; empty when it has none.
    pub site_name: String,
    /// Links to other pages of the site that the page is part of.
    pub course: Option<Course>,
    /// deckgen and its version.
    pub generator: String,
    /// Address of the icon.
    pub icon: String,
    /// Addresses of fonts that the first slide needs.
    pub preload: Vec<String>,
    /// Addresses of style sheets, in order.
    pub styles: Vec<String>,
    /// CSS of the page itself: the paper's size, styles written in the deck.
    pub page_style_css: String,
    /// Script that runs in the head.
    pub early_js: String,
    /// The slides.
    pub slides_html: String,
    /// Whether slides are centred.
    pub center: bool,
    /// The footer; empty when there is none.
    pub footer_html: String,
    /// Address of the logo; empty when there is none.
    pub logo: String,
    /// Settings for our script, safe inside a script element.
    pub config_json: String,
    /// Addresses of scripts, in order.
    pub scripts: Vec<String>,
    /// Whole scripts instead, for a page that is one file.
    pub inline_scripts_js: Vec<String>,
    /// The licences of what is not ours, for a page that is one file.
    pub licenses_txt: String,
    /// Whole style sheets instead, for a page that is one file.
    pub inline_styles_css: Vec<String>,
}

impl DeckPage {
    /// A hash of what a page shows around its slides, but for what can be replaced in an open page:
    /// its title, its style sheets and their fonts.
    pub fn frame(&self) -> [u8; 32] {
        let fixed = DeckPage {
            title: String::new(),
            styles: Vec::new(),
            page_style_css: String::new(),
            preload: Vec::new(),
            ..self.clone()
        };
        let json = serde_json::to_vec(&fixed).expect("texts can be JSON");
        *blake3::hash(&json).as_bytes()
    }
}

/// Templates, ours and a theme's that extend them.
pub struct Templates {
    tera: Tera,
}

impl Templates {
    /// Loads templates by name and text; a later one replaces an earlier one of the same name.
    ///
    /// # Errors
    /// One of them is not valid.
    pub fn load<'t>(
        templates: impl IntoIterator<Item = (&'t str, &'t str)>,
    ) -> Result<Templates, BadTemplate> {
        let mut tera = Tera::default();
        // Every template is escaped, whatever its name ends in.
        tera.autoescape_on(vec![""]);
        tera.add_raw_templates(templates)?;
        Ok(Templates { tera })
    }

    /// Renders a template.
    ///
    /// # Errors
    /// The template names something that is not there.
    pub fn render(&self, name: &str, values: &impl Serialize) -> Result<String, BadTemplate> {
        Ok(self.tera.render(name, &Context::from_serialize(values)?)?)
    }
}

/// Why a template cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadTemplate {
    /// The template's name.
    pub name: String,
    /// Where in its text, in bytes.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
}

impl From<tera::Error> for BadTemplate {
    fn from(error: tera::Error) -> BadTemplate {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => BadTemplate {
                name: report.filename().to_string(),
                range: report.span().range.clone(),
                message: report.message().to_string(),
            },
            _ => BadTemplate { name: String::new(), range: 0..0, message: error.to_string() },
        }
    }
}

impl fmt::Display for BadTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.message)
    }
}

impl Error for BadTemplate {}

/// Text that may stand inside a `<script>` or `<style>` element: what would end the element is
/// written so that JavaScript and CSS read the same.
pub fn raw_text(text: &str, element: &str) -> String {
    let end = format!("</{element}");
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = find_ignoring_case(rest, &end) {
        out.push_str(&rest[..at]);
        out.push_str("<\\/");
        rest = &rest[at + 2..];
    }
    out.push_str(rest);
    out.replace("<!--", "<\\!--")
}

fn find_ignoring_case(text: &str, pattern: &str) -> Option<usize> {
    let windows = text.as_bytes().windows(pattern.len());
    windows
        .enumerate()
        .find(|(_, part)| part.eq_ignore_ascii_case(pattern.as_bytes()))
        .map(|(at, _)| at)
}

/// Settings as JSON for the page's script.
pub fn config(value: &serde_json::Value) -> String {
    escape::json(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped_in_every_template() {
        for name in ["slide", "a.svg", "deck.html"] {
            let templates = Templates::load([(name, "{{ a }}")]).unwrap();
            let values = std::collections::BTreeMap::from([("a", "<b>")]);
            assert_eq!(templates.render(name, &values).unwrap(), "&lt;b&gt;");
        }
    }

    #[test]
    fn scripts_cannot_end_their_element() {
        assert_eq!(raw_text("a</Script>b<!--c", "script"), "a<\\/Script>b<\\!--c");
    }
}
