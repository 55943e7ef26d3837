//! Files of the page itself: scripts, style sheets, the theme's fonts, icon, logo.

use super::{Delivery, Outcome, Resources, Use};
use crate::assets::{self, Asset, asset, text_of};
use crate::diagnostic::Diagnostics;
use crate::header::Header;
use crate::html::css;
use crate::media_type;
use crate::render::Parts;
use crate::render::page::{DeckPage, raw_text};
use crate::source::{Span, Spanned};
use crate::theme::Theme;

impl Resources<'_> {
    /// The address of an embedded file.
    pub fn embedded(&mut self, asset: &'static Asset) -> String {
        self.take(asset.file, asset.bytes.into(), asset.name)
    }

    /// Fills in everything of a page that is a file: scripts, style sheets, icon, logo.
    pub fn page(
        &mut self,
        page: &mut DeckPage,
        header: &Header,
        theme: &Theme,
        diagnostics: &mut Diagnostics,
    ) {
        page.icon = self.embedded(asset("icon.svg"));
        if let Some(logo) = &header.logo {
            page.logo = self.header_file(logo, Use::Picture, diagnostics).unwrap_or_default();
        }
        let theme_span = header.theme.as_ref().map_or(header.span, |name| name.span);
        page.styles = self.theme_sheets(theme, theme_span, diagnostics);
        for sheet in &header.css {
            page.styles.extend(self.header_file(sheet, Use::Style, diagnostics));
        }
        for script in &header.js {
            page.scripts.extend(self.header_file(script, Use::Part, diagnostics));
        }
        match self.delivery {
            Delivery::Linked { .. } => {
                for file in &theme.files {
                    self.take(&file.name, file.bytes.clone(), &file.name);
                }
                page.styles.insert(0, self.style(theme));
                let script = self.embedded(asset("deck.js"));
                page.scripts.insert(0, script);
                self.embedded(asset("licenses.txt"));
            }
            Delivery::Inline => {
                let theme_css = inline_theme(theme);
                let styles = [text_of("deck.css"), &theme_css];
                page.inline_styles_css = styles.map(|css| raw_text(css, "style")).to_vec();
                page.inline_scripts_js = vec![raw_text(text_of("deck.js"), "script")];
                page.licenses_txt = raw_text(text_of("licenses.txt"), "script");
            }
        }
    }

    /// Notes the fonts of the first slide, which a browser would find late, in the style sheet. They are left
    /// out where a sheet of the author's may name others.
    pub fn first_fonts(&mut self, page: &mut DeckPage, theme: &Theme, slide: &str) {
        let is_linked = matches!(self.delivery, Delivery::Linked { .. });
        if !is_linked || !theme.sheets.is_empty() {
            return;
        }
        let has_text = ["<p", "<li", "<td"].iter().any(|tag| slide.contains(tag));
        for name in theme.fonts_of(slide, has_text) {
            let font = theme.files.iter().find(|file| file.name == name);
            page.preload
                .extend(font.map(|font| self.take(&font.name, font.bytes.clone(), &font.name)));
        }
    }

    /// Adds what only pages need that show a certain thing: behind our own sheet and script, before
    /// those of the author.
    pub fn parts(&mut self, page: &mut DeckPage, parts: &Parts) {
        let file = |name: &str, ending| assets::get(&format!("parts/{name}.{ending}"));
        for name in parts.iter().rev() {
            let (sheet, script) = (file(name, "css"), file(name, "js"));
            match self.delivery {
                Delivery::Linked { .. } => {
                    self.part_fonts(sheet);
                    page.styles.splice(1..1, sheet.map(|sheet| self.embedded(sheet)));
                    page.scripts.splice(1..1, script.map(|script| self.embedded(script)));
                }
                Delivery::Inline => {
                    let text = |asset: &'static Asset| String::from_utf8_lossy(asset.bytes);
                    let inline = |sheet| inline_files(&text(sheet), embedded_bytes);
                    page.inline_styles_css
                        .splice(2..2, sheet.map(|sheet| raw_text(&inline(sheet), "style")));
                    page.inline_scripts_js
                        .splice(1..1, script.map(|script| raw_text(&text(script), "script")));
                }
            }
        }
    }

    /// Takes the fonts that a part's style sheet names.
    fn part_fonts(&mut self, sheet: Option<&'static Asset>) {
        let css = sheet.map(|sheet| String::from_utf8_lossy(sheet.bytes)).unwrap_or_default();
        for reference in css::references(&css) {
            let font = assets::by_file(&reference.url);
            font.into_iter().for_each(|font| drop(self.embedded(font)));
        }
    }

    /// The address of the one style sheet of all pages with this theme. One file comes sooner than
    /// two, and the page cannot start before the last of them.
    fn style(&mut self, theme: &Theme) -> String {
        let css = [asset("deck.css").bytes, &theme.css.bytes].concat();
        let name = theme.css.name.split('.').next().unwrap_or("theme");
        let name = assets::hashed_name(&format!("{name}.css"), &css);
        self.take(&name, css.into(), "theme.css")
    }

    /// The addresses of the style sheets that a user's own theme adds.
    fn theme_sheets(
        &mut self,
        theme: &Theme,
        span: Span,
        diagnostics: &mut Diagnostics,
    ) -> Vec<String> {
        self.read.extend(theme.read.iter().cloned());
        let mut addresses = Vec::new();
        for sheet in &theme.sheets {
            let css = sheet.css.clone().into_bytes();
            let css = self.style_sheet(&sheet.path, css, sheet.span.unwrap_or(span), diagnostics);
            let name = assets::hashed_name("theme.css", &css);
            addresses.push(self.take(&name, css.into(), "theme.css"));
        }
        addresses
    }

    /// The address of a picture that the header names.
    pub fn header_picture(
        &mut self,
        path: &Spanned<String>,
        diagnostics: &mut Diagnostics,
    ) -> Option<String> {
        self.header_file(path, Use::Picture, diagnostics)
    }

    fn header_file(
        &mut self,
        value: &Spanned<String>,
        used: Use,
        diagnostics: &mut Diagnostics,
    ) -> Option<String> {
        match self.resolve(&value.value, value.span, used, diagnostics) {
            Outcome::Address(address) => Some(address),
            Outcome::Keep => Some(value.value.clone()),
            Outcome::Missing => None,
        }
    }
}

/// A theme's style sheet with its fonts inside. Fonts that the page does not need are named, but
/// empty; no browser looks at them.
fn inline_theme(theme: &Theme) -> String {
    let css = String::from_utf8_lossy(&theme.css.bytes);
    let file = |name: &str| theme.files.iter().find(|file| file.name == name);
    inline_files(&css, |name| file(name).map(|file| &*file.bytes))
}

fn embedded_bytes(file: &str) -> Option<&'static [u8]> {
    assets::by_file(file).map(|asset| asset.bytes)
}

/// A style sheet with the files inside that it names.
fn inline_files<'f>(css: &str, file: impl Fn(&str) -> Option<&'f [u8]>) -> String {
    let mut out = String::with_capacity(css.len());
    let mut done = 0;
    for reference in css::references(css) {
        out.push_str(&css[done..reference.range.start]);
        match file(&reference.url) {
            Some(bytes) => out.push_str(&media_type::data_url(&reference.url, bytes)),
            None => out.push_str("data:,"),
        }
        done = reference.range.end;
    }
    out.push_str(&css[done..]);
    out
}
