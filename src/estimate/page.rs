//! A built page as far as a layout needs it: style sheets, settings, and where its slides stand.

use super::dom::{Dom, Element, Id};
use super::sheet::Rules;
use crate::html::tokens::{Attribute, Token, TokenKind, tokens};
use std::ops::Range;

/// What browsers do without a sheet.
const BROWSER: &str = include_str!("browser.css");

/// What becomes of a slide that is too large.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Rule {
    Shrink,
    /// It becomes several slides if it is too large at its smallest size.
    Split,
    Scroll,
    Clip,
}

/// A page.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) rules: Rules,
    /// The stage.
    pub(super) width: f32,
    pub(super) height: f32,
    margin: f32,
    overflow: String,
    html: Vec<Attribute>,
    reveal: Vec<Attribute>,
    has_logo: bool,
    is_rtl: bool,
    tokens: Vec<Token>,
    /// The tokens of each slide, and the one that opens the stack it stands in.
    pub(super) slides: Vec<(Range<usize>, Option<usize>)>,
}

impl Page {
    /// Reads a page; `file` returns a file by its address in the page.
    pub(super) fn read<'f>(html: &str, file: &dyn Fn(&str) -> Option<&'f [u8]>) -> Page {
        let mut page = Page { width: 1280.0, height: 720.0, margin: 0.04, ..Page::default() };
        page.rules.add(BROWSER);
        page.tokens = tokens(html);
        let tokens = std::mem::take(&mut page.tokens);
        let mut open: Vec<(usize, bool)> = Vec::new();
        let mut in_slides = false;
        for (at, token) in tokens.iter().enumerate() {
            match &token.kind {
                TokenKind::Start { name, attributes, .. } => {
                    page.start(name, attributes, tokens.get(at + 1), file);
                    in_slides |= has_class(attributes, "slides");
                    if name == "section" && in_slides {
                        if let Some(last) = open.last_mut() {
                            last.1 = true;
                        }
                        open.push((at, false));
                    }
                }
                TokenKind::End { name } if name == "section" => {
                    if let Some((start, false)) = open.pop() {
                        page.slides.push((start..at, open.last().map(|(at, _)| *at)));
                    }
                }
                _ => {}
            }
        }
        page.tokens = tokens;
        page
    }

    fn start<'f>(
        &mut self,
        name: &str,
        attributes: &[Attribute],
        next: Option<&Token>,
        file: &dyn Fn(&str) -> Option<&'f [u8]>,
    ) {
        let value = |name: &str| {
            attributes.iter().find(|attribute| attribute.name == name).map(|own| own.value.as_str())
        };
        let text = || match next.map(|token| &token.kind) {
            Some(TokenKind::Text(text)) => text.as_str(),
            _ => "",
        };
        match name {
            "html" => self.html = attributes.to_vec(),
            "link" if value("rel") == Some("stylesheet") => {
                let bytes = value("href").and_then(file).unwrap_or_default();
                self.rules.add(&String::from_utf8_lossy(bytes));
            }
            "style" => self.rules.add(text()),
            "script" if value("id") == Some("deckgen") => self.settings(text()),
            "div" if has_class(attributes, "reveal") => self.reveal = attributes.to_vec(),
            "img" if has_class(attributes, "deck-logo") => self.has_logo = true,
            _ => {}
        }
    }

    fn settings(&mut self, json: &str) {
        let settings: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
        let number = |name: &str| settings["reveal"][name].as_f64().map(|number| number as f32);
        let side = |name: &str| number(name).filter(|side| (1.0..1e5).contains(side));
        self.width = side("width").unwrap_or(self.width);
        self.height = side("height").unwrap_or(self.height);
        self.margin =
            number("margin").filter(|margin| (0.0..0.9).contains(margin)).unwrap_or(self.margin);
        self.is_rtl = settings["reveal"]["rtl"].as_bool().unwrap_or_default();
        self.overflow = settings["overflow"].as_str().unwrap_or_default().to_string();
    }

    /// The smallest text in pixels of the stage: 22 on a screen of 1280x720 and 18 on one of 1024x768.
    pub(super) fn smallest_text(&self) -> f32 {
        let scale = |width: f32, height: f32| {
            (width * (1.0 - self.margin) / self.width)
                .min(height * (1.0 - self.margin) / self.height)
        };
        (22.0 / scale(1280.0, 720.0)).max(18.0 / scale(1024.0, 768.0))
    }

    /// What becomes of a slide that is too large.
    pub(super) fn rule(&self, section: &Element) -> Rule {
        match section.attribute("data-overflow").unwrap_or(&self.overflow) {
            "clip" => Rule::Clip,
            "scroll" => Rule::Scroll,
            "split" => Rule::Split,
            _ => Rule::Shrink,
        }
    }

    /// The tree of a slide with what is around it, and the slide's element in it.
    pub(super) fn dom(&self, slide: usize) -> (Dom, Id) {
        let mut dom = Dom::default();
        let floor = (self.smallest_text() * 10.0).ceil() / 10.0;
        let (width, height) = (self.width, self.height);
        let stage =
            format!("--stage-width:{width}px;--stage-height:{height}px;--text-floor:{floor}px");
        let root =
            dom.add(None, "html", with(&self.html, &[("class", "deck fitted"), ("style", &stage)]));
        let body = dom.add(Some(root), "body", vec![]);
        let main = dom.add(Some(body), "main", vec![]);
        let rtl: &[(&str, &str)] = if self.is_rtl { &[("class", "rtl")] } else { &[] };
        let reveal = dom.add(Some(main), "div", with(&self.reveal, rtl));
        let slides = dom.add(Some(reveal), "div", with(&[], &[("class", "slides")]));
        if self.has_logo {
            dom.add(Some(reveal), "img", with(&[], &[("class", "deck-logo")]));
        }
        let (range, stack) = &self.slides[slide];
        let mut parent = slides;
        if let Some(stack) = stack {
            parent = dom.add(
                Some(parent),
                "section",
                with(self.attributes(*stack), &[("class", "stack fitting")]),
            );
        }
        let own = with(self.attributes(range.start), &[("class", "fitting")]);
        let section = dom.add(Some(parent), "section", own);
        dom.read(section, &self.tokens[range.start + 1..range.end]);
        (dom, section)
    }

    fn attributes(&self, token: usize) -> &[Attribute] {
        match &self.tokens[token].kind {
            TokenKind::Start { attributes, .. } => attributes,
            _ => &[],
        }
    }

    /// The slide's id.
    pub(super) fn id(&self, slide: usize) -> &str {
        let own = self.attributes(self.slides[slide].0.start);
        let id = own.iter().find(|attribute| attribute.name == "id").map(|own| own.value.as_str());
        let id = id.unwrap_or_default();
        id.strip_prefix('/').unwrap_or(id)
    }
}

fn has_class(attributes: &[Attribute], class: &str) -> bool {
    let classes = attributes.iter().find(|attribute| attribute.name == "class");
    classes.is_some_and(|own| own.value.split_ascii_whitespace().any(|own| own == class))
}

/// Attributes with others put to their ends.
fn with(own: &[Attribute], more: &[(&str, &str)]) -> Vec<(Box<str>, Box<str>)> {
    let mut out: Vec<(Box<str>, Box<str>)> =
        own.iter().map(|own| (own.name.as_str().into(), own.value.as_str().into())).collect();
    for (name, value) in more {
        match out.iter_mut().find(|(own, _)| &**own == *name) {
            Some((_, own)) => {
                let glue = if *name == "style" { ";" } else { " " };
                *own = format!("{own}{glue}{value}").into();
            }
            None => out.push(((*name).into(), (*value).into())),
        }
    }
    out
}
