//! The library's SVG, written anew with nothing but what draws: known elements, known attributes, real text.

use super::paint::Paint;
use super::{Drawing, paint, style};
use crate::html::escape;
use crate::html::tokens::{Attribute, Token, TokenKind, tokens};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// Elements that draw. Names are in lower case, as HTML reads them; it knows how SVG spells them.
const ELEMENTS: [&str; 20] = [
    "circle",
    "clippath",
    "defs",
    "desc",
    "ellipse",
    "g",
    "line",
    "lineargradient",
    "marker",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "rect",
    "stop",
    "style",
    "symbol",
    "text",
    "tspan",
    "use",
];

/// Attributes that draw.
const ATTRIBUTES: [&str; 46] = [
    "class",
    "clip-path",
    "cx",
    "cy",
    "d",
    "dominant-baseline",
    "dx",
    "dy",
    "fill",
    "fill-opacity",
    "font-size",
    "font-style",
    "font-weight",
    "gradientunits",
    "height",
    "href",
    "id",
    "marker-end",
    "marker-mid",
    "marker-start",
    "markerheight",
    "markerunits",
    "markerwidth",
    "offset",
    "opacity",
    "orient",
    "patternunits",
    "points",
    "r",
    "refx",
    "refy",
    "rx",
    "ry",
    "stop-color",
    "stroke",
    "stroke-dasharray",
    "stroke-opacity",
    "stroke-width",
    "style",
    "text-anchor",
    "transform",
    "viewbox",
    "width",
    "x",
    "x1",
    "x2",
];

/// Attributes with numbers, whose decimals nobody sees.
const GEOMETRY: [&str; 16] = [
    "cx",
    "cy",
    "d",
    "height",
    "points",
    "r",
    "rx",
    "ry",
    "transform",
    "viewbox",
    "width",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
];

/// Writes a drawing anew; `None` when there is none in it.
pub(super) fn clean(svg: &str, id: &str, paint: &Paint) -> Option<Drawing> {
    let tokens = tokens(svg);
    let root = tokens.iter().position(|token| is_start(token, "svg"))?;
    let TokenKind::Start { attributes, .. } = &tokens[root].kind else { return None };
    let view_box = short(value(attributes, "viewbox")?);
    let sides: Vec<f64> = view_box.split(' ').filter_map(|side| side.parse().ok()).collect();
    let &[_, _, width, height] = &sides[..] else { return None };
    let kind = value(attributes, "aria-roledescription").unwrap_or("diagram");
    let mut cleaner = Cleaner {
        tokens: &tokens,
        labels: labels(&tokens),
        classes: classes(&tokens),
        id,
        paint,
        out: String::new(),
        title: None,
        inks: Vec::new(),
    };
    cleaner.write(root + 1..tokens.len());
    let named = kind.trim_end_matches("-v2").trim_end_matches("Diagram");
    let title = cleaner.title.unwrap_or_else(|| format!("{} diagram", named.to_lowercase()));
    let class = value(attributes, "class").unwrap_or_default().to_string();
    let svg = cleaner.out.replace("<defs></defs>", "");
    (width > 0.0 && height > 0.0).then_some(Drawing {
        svg,
        view_box,
        class,
        width,
        height,
        title,
        ground: None,
    })
}

struct Cleaner<'t> {
    tokens: &'t [Token],
    /// Texts that stand elsewhere and are only referred to; nobody can select those.
    labels: HashMap<&'t str, Range<usize>>,
    classes: BTreeSet<&'t str>,
    id: &'t str,
    paint: &'t Paint<'t>,
    out: String,
    title: Option<String>,
    /// For each open group, the colour of text on what its author has filled.
    inks: Vec<Option<String>>,
}

impl<'t> Cleaner<'t> {
    fn write(&mut self, range: Range<usize>) {
        let mut at = range.start;
        // Nested drawings are labels; the last `</svg>` is the caller's.
        while at < range.end {
            let tokens: &'t [Token] = self.tokens;
            match &tokens[at].kind {
                TokenKind::Start { name, attributes, self_closing } => {
                    if let Some(label) = self.label_here(at) {
                        at = label.end;
                        continue;
                    }
                    at = self.start(at, name, attributes, *self_closing);
                    continue;
                }
                TokenKind::End { name } if self.is_written(written(name)) => {
                    let name = written(name);
                    if name == "g" {
                        self.inks.pop();
                    }
                    let line_end = if matches!(name, "g" | "text") { "\n" } else { "" };
                    self.out.push_str(&format!("</{name}>{line_end}"));
                }
                TokenKind::Text(text) => escape::text(&mut self.out, text),
                _ => {}
            }
            at += 1;
        }
    }

    /// Writes a start tag, or the whole element where it is one of a kind, and returns what is next.
    fn start(
        &mut self,
        at: usize,
        name: &'t str,
        attributes: &'t [Attribute],
        self_closing: bool,
    ) -> usize {
        match name {
            "style" => {
                let end = self.end_of(at, name);
                // HTML does not know references in styles, but in XML they are.
                let css = self.text(at..end).replace("&gt;", ">").replace("&quot;", "\"");
                let rules = style::sheet(&css, self.id, &self.classes, self.paint);
                self.out.push_str(&format!("<style>{rules}</style>\n"));
                return end;
            }
            "title" => {
                let end = self.end_of(at, name);
                let text = self.text(at..end);
                self.title = self.title.take().or(Some(text).filter(|text| !text.is_empty()));
                return end;
            }
            "use" => {
                let target = value(attributes, "href").and_then(|href| href.strip_prefix('#'));
                if let Some(label) = target.and_then(|target| self.labels.get(target)).cloned() {
                    self.label(label);
                    return at + 1;
                }
            }
            // Their content is not drawn, or is drawn without them.
            "svg" | "switch" => return at + 1,
            name if !ELEMENTS.contains(&written(name)) => {
                return if self_closing { at + 1 } else { self.end_of(at, name) };
            }
            _ => {}
        }
        let name = written(name);
        if name == "g" && !self_closing {
            self.inks.push(self.inks.last().cloned().flatten());
        } else if let Some(fill) =
            self.paint.own_fill(value(attributes, "style").unwrap_or_default())
        {
            // What the author fills with a colour has text that can be read on it.
            let ink = format!("oklch(from {fill} calc((0.66 - l) * 1000) 0 0)");
            self.inks.last_mut().into_iter().for_each(|last| *last = Some(ink.clone()));
        }
        self.out.push('<');
        self.out.push_str(name);
        for attribute in attributes {
            self.attribute(attribute, matches!(name, "text" | "tspan"));
        }
        self.out.push_str(if self_closing { "/>" } else { ">" });
        at + 1
    }

    fn is_written(&self, name: &str) -> bool {
        ELEMENTS.contains(&name) && name != "style"
    }

    /// Writes an attribute, if it is one that draws; `is_text` for one of a text.
    fn attribute(&mut self, attribute: &Attribute, is_text: bool) {
        let name = attribute.name.strip_prefix("xlink:").unwrap_or(&attribute.name);
        let value = attribute.value.trim();
        if !ATTRIBUTES.contains(&name) && !matches!(name, "y" | "y1" | "y2") {
            return;
        }
        let inside = |value: &str| value.starts_with(self.id);
        let value = match name {
            "id" if !inside(value) => return,
            "href" if !value.strip_prefix('#').is_some_and(inside) => return,
            "style" => style::declarations(value, self.id, self.paint),
            "id" | "href" | "class" => value.to_string(),
            "transform" | "viewbox" | "d" | "points" => short(value),
            _ if !style::is_harmless(value, self.id) => return,
            "font-size" => style::font_size(value),
            name if GEOMETRY.contains(&name) => short(value),
            _ => self.paint.value(value),
        };
        let value = match self.inks.last() {
            Some(Some(ink)) if is_text => value.replace(paint::TEXT, ink),
            _ => value,
        };
        if !value.is_empty() {
            escape::pair(&mut self.out, name, &value);
        }
    }

    /// The definition of a label, if one begins here: it is written where it is used.
    fn label_here(&self, at: usize) -> Option<Range<usize>> {
        let TokenKind::Start { attributes, .. } = &self.tokens[at].kind else { return None };
        let label = self.labels.get(value(attributes, "id")?)?;
        (label.start == at).then(|| label.clone())
    }

    /// Writes the texts of a label, and what is behind them.
    fn label(&mut self, range: Range<usize>) {
        let tokens: &'t [Token] = self.tokens;
        for token in &tokens[range] {
            match &token.kind {
                TokenKind::Start { name, attributes, self_closing }
                    if is_label(name, attributes) =>
                {
                    self.out.push('<');
                    self.out.push_str(name);
                    let is_text = name != "rect";
                    attributes.iter().for_each(|attribute| self.attribute(attribute, is_text));
                    self.out.push_str(if *self_closing { "/>" } else { ">" });
                }
                TokenKind::End { name } if matches!(&**name, "text" | "tspan") => {
                    let line_end = if name == "text" { "\n" } else { "" };
                    self.out.push_str(&format!("</{name}>{line_end}"));
                }
                TokenKind::Text(text) => escape::text(&mut self.out, text),
                _ => {}
            }
        }
    }

    /// The token behind the end of an element.
    fn end_of(&self, at: usize, name: &str) -> usize {
        end_of(self.tokens, at, name)
    }

    fn text(&self, range: Range<usize>) -> String {
        let texts = self.tokens[range].iter().filter_map(|token| match &token.kind {
            TokenKind::Text(text) => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }
}

/// Links lead nowhere here, but their places count.
fn written(name: &str) -> &str {
    if name == "a" { "g" } else { name }
}

/// Whether it is a label's text, or a ground that can be seen.
fn is_label(name: &str, attributes: &[Attribute]) -> bool {
    match name {
        "text" | "tspan" => true,
        "rect" => value(attributes, "fill").is_some_and(|fill| fill != "none"),
        _ => false,
    }
}

fn is_start(token: &Token, wanted: &str) -> bool {
    matches!(&token.kind, TokenKind::Start { name, .. } if name == wanted)
}

fn value<'t>(attributes: &'t [Attribute], name: &str) -> Option<&'t str> {
    let wanted = |attribute: &&Attribute| {
        attribute.name.strip_prefix("xlink:").unwrap_or(&attribute.name) == name
    };
    attributes.iter().find(wanted).map(|attribute| &*attribute.value)
}

fn end_of(tokens: &[Token], at: usize, wanted: &str) -> usize {
    let mut depth = 0_usize;
    for (place, token) in tokens.iter().enumerate().skip(at) {
        match &token.kind {
            TokenKind::Start { name, self_closing: false, .. } if name == wanted => depth += 1,
            TokenKind::End { name } if name == wanted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return place + 1;
        }
    }
    tokens.len()
}

/// Groups that are there for `use` to show them, by their ids.
fn labels(tokens: &[Token]) -> HashMap<&str, Range<usize>> {
    let mut labels = HashMap::new();
    for (at, token) in tokens.iter().enumerate() {
        let TokenKind::Start { name, attributes, .. } = &token.kind else { continue };
        let id = value(attributes, "id").filter(|id| id.contains("-foreignobject-label-"));
        if let Some(id) = id.filter(|_| name == "g") {
            labels.insert(id, at..end_of(tokens, at, "g"));
        }
    }
    labels
}

fn classes(tokens: &[Token]) -> BTreeSet<&str> {
    let mut classes = BTreeSet::new();
    for token in tokens {
        if let TokenKind::Start { attributes, .. } = &token.kind {
            classes.extend(value(attributes, "class").unwrap_or_default().split_whitespace());
        }
    }
    classes
}

/// Numbers with two decimals at most.
fn short(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(point) = rest.find('.') {
        let decimals = rest[point + 1..].bytes().take_while(u8::is_ascii_digit).count();
        let before = rest[..point].bytes().rev().take_while(u8::is_ascii_digit).count();
        let end = point + 1 + decimals;
        let number = &rest[point - before..end];
        out.push_str(&rest[..point - before]);
        // In `0.5.25` a number begins where the one before has its second point.
        if before == 0 && out.ends_with(|c: char| c.is_ascii_digit()) {
            out.push(' ');
        }
        match number.parse::<f64>() {
            Ok(value) if decimals > 2 => {
                out.push_str(&((value * 100.0).round() / 100.0).to_string());
            }
            _ => out.push_str(number),
        }
        rest = &rest[end..];
    }
    out + rest
}
