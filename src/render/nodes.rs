//! Nodes into HTML.

use super::code;
use super::grid;
use super::math;
use super::media;
use super::parts::Parts;
use super::pictures;
use super::quote;
use super::tabs;
use super::words::Words;
use crate::attributes::Attributes;
use crate::diagnostic::Diagnostics;
use crate::html::escape;
use crate::html::length::length;
use crate::markdown::{Alignment, Kind, Node};
use std::fmt::Write;

/// Writes the HTML of one slide's nodes.
#[derive(Default)]
pub(super) struct Writer {
    pub(super) out: String,
    pub(super) diagnostics: Diagnostics,
    /// What the page must have to show it.
    pub(super) parts: Parts,
    /// Words of ours, in the deck's language.
    pub(super) words: Words,
    /// The slide's id.
    pub(super) slide: String,
    /// How many tabs there are on it so far.
    pub(super) tabs: usize,
    /// On a slide that reveal.js animates into the next one: how many blocks of code there were.
    pub(super) animated: Option<usize>,
    /// The deck's language.
    pub(super) lang: String,
    /// How many ids were made.
    pub(super) ids: usize,
}

impl Writer {
    /// Whether reveal.js animates the slide into the next one.
    pub(super) fn animates(&self) -> bool {
        self.animated.is_some()
    }

    /// The number of the next block of code, from 1, on a slide that is animated: reveal.js matches
    /// blocks of two slides by it.
    pub(super) fn animated_code(&mut self) -> Option<usize> {
        let count = self.animated.as_mut()?;
        *count += 1;
        Some(*count)
    }

    /// A new id for something on this slide. No heading's id begins with a name and an underscore, and
    /// what happens on other slides does not change it.
    pub(super) fn new_id(&mut self, name: &str) -> String {
        self.ids += 1;
        format!("{name}_{}_{}", self.slide, self.ids)
    }

    pub(super) fn blocks(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.node(node);
            if node.kind.is_block() && !self.out.ends_with('\n') {
                self.out.push('\n');
            }
        }
    }

    pub(super) fn inline(&mut self, nodes: &[Node]) {
        nodes.iter().for_each(|node| self.node(node));
    }

    fn node(&mut self, node: &Node) {
        if node.has_class("absolute") {
            self.parts.insert("place");
        }
        match &node.kind {
            Kind::Heading(level) => {
                self.element(["h1", "h2", "h3", "h4", "h5", "h6"][usize::from(*level) - 1], node)
            }
            Kind::Paragraph => self.paragraph(node),
            Kind::List(start) => self.list(*start, node),
            Kind::Item => self.item(node),
            Kind::Quote(None) => quote::quotation(self, node),
            Kind::Quote(Some(alert)) => quote::alert(self, *alert, node),
            Kind::CodeBlock(block) => code::block(self, block, node),
            Kind::Html(html) | Kind::InlineHtml(html) => self.out.push_str(html),
            Kind::Table(alignments) => self.table(alignments, node),
            Kind::TableHead | Kind::TableRow | Kind::TableCell => self.inline(&node.children),
            Kind::MathBlock(formula) => math::block(self, formula, node),
            Kind::Rule => self.out.push_str("<hr>"),
            Kind::Container => self.container(node),
            Kind::DefinitionList => self.nested("dl", node),
            Kind::Term => self.element("dt", node),
            Kind::Definition => self.element("dd", node),
            Kind::FootnoteDefinition(_) | Kind::Marker(_) => {}
            Kind::Text(text) => escape::text(&mut self.out, text),
            Kind::Code(text) => self.code(text, node),
            Kind::Math(formula) => math::inline(self, formula, node),
            Kind::Emphasis => self.element("em", node),
            Kind::Strong => self.element("strong", node),
            Kind::Strikethrough => self.element("del", node),
            Kind::Mark => self.element("mark", node),
            Kind::Subscript => self.element("sub", node),
            Kind::Superscript => self.element("sup", node),
            Kind::Citation(_) => self.inline(&node.children),
            Kind::Inline => self.element("span", node),
            Kind::Link(target) => self.link(target, node),
            Kind::Image(target) => media::picture(self, target, node),
            Kind::Shortcode(code) => escape::text(&mut self.out, &code.written),
            Kind::FootnoteReference(label) => {
                escape::text(&mut self.out, &format!("[^{label}]"));
            }
            Kind::Checkbox(done) => self.checkbox(*done),
            Kind::SoftBreak => self.out.push('\n'),
            Kind::HardBreak => self.out.push_str("<br>\n"),
        }
    }

    /// `<name …>` with the node's attributes and, before them, classes of ours.
    pub(super) fn open(&mut self, name: &str, classes: &[&str], node: &Node) {
        self.out.push('<');
        self.out.push_str(name);
        attributes(&mut self.out, classes, node.attributes.as_deref());
        self.out.push('>');
    }

    pub(super) fn close(&mut self, name: &str) {
        let _ = write!(self.out, "</{name}>");
    }

    fn element(&mut self, name: &str, node: &Node) {
        self.open(name, &[], node);
        self.content(&node.children);
        self.close(name);
    }

    /// An element whose children stand on lines of their own.
    pub(super) fn nested(&mut self, name: &str, node: &Node) {
        self.open(name, &[], node);
        self.out.push('\n');
        self.blocks(&node.children);
        self.close(name);
    }

    /// Children that may be inline or blocks.
    pub(super) fn content(&mut self, nodes: &[Node]) {
        for node in nodes {
            if node.kind.is_block() && !self.out.ends_with(['\n', '>']) {
                self.out.push('\n');
            }
            self.node(node);
        }
    }

    fn paragraph(&mut self, node: &Node) {
        let own = node.attributes.as_deref();
        match pictures::pictures(node).as_deref() {
            Some([image]) if pictures::is_placed(image) => {
                pictures::alone(self, image, own.cloned().unwrap_or_default());
            }
            Some(images) if images.len() > 1 => pictures::row(self, images, own),
            _ => self.element("p", node),
        }
    }

    fn list(&mut self, start: Option<u64>, node: &Node) {
        let name = if start.is_some() { "ol" } else { "ul" };
        if node.has_class("references") {
            self.parts.insert("references");
        }
        let is_task = |item: &Node| task(item).is_some();
        let classes: &[&str] = if node.children.iter().any(is_task) { &["task-list"] } else { &[] };
        let _ = write!(self.out, "<{name}");
        if let Some(start) = start.filter(|start| *start != 1) {
            let _ = write!(self.out, " start=\"{start}\"");
        }
        attributes(&mut self.out, classes, node.attributes.as_deref());
        self.out.push_str(">\n");
        self.blocks(&node.children);
        self.close(name);
    }

    fn item(&mut self, node: &Node) {
        let Some(inline) = task(node) else { return self.element("li", node) };
        self.open("li", &["task-list-item"], node);
        self.out.push_str("<label>");
        self.inline(&node.children[..inline]);
        self.out.push_str("</label>");
        self.content(&node.children[inline..]);
        self.close("li");
    }

    fn checkbox(&mut self, done: bool) {
        let checked = if done { " checked" } else { "" };
        let _ = write!(self.out, "<input type=\"checkbox\" disabled{checked}> ");
    }

    fn table(&mut self, alignments: &[Alignment], node: &Node) {
        let columns: Vec<String> = alignments.iter().zip(1..).filter_map(column).collect();
        let classes: Vec<&str> = columns.iter().map(String::as_str).collect();
        self.open("table", &classes, node);
        for (at, row) in node.children.iter().enumerate() {
            let cell = match at {
                0 => {
                    self.out.push_str("\n<thead>\n");
                    "th"
                }
                _ => "td",
            };
            self.row(cell, alignments, row);
            if at == 0 {
                self.out.push_str("</thead>\n");
                self.out.push_str(if node.children.len() > 1 { "<tbody>\n" } else { "" });
            }
        }
        self.out.push_str(if node.children.len() > 1 { "</tbody>\n" } else { "" });
        self.close("table");
    }

    fn row(&mut self, name: &str, alignments: &[Alignment], row: &Node) {
        self.open("tr", &[], row);
        for (at, cell) in row.children.iter().enumerate() {
            // An empty heading cell is no heading to a screen reader.
            let name = if cell.children.is_empty() { "td" } else { name };
            let scope = if name == "th" { " scope=\"col\"" } else { "" };
            let side = alignments.get(at).and_then(|alignment| side(*alignment));
            let style = side.filter(|_| at >= COLUMNS);
            let align =
                style.map(|side| format!(" style=\"text-align:{side}\"")).unwrap_or_default();
            let _ = write!(self.out, "<{name}{scope}{align}>");
            self.inline(&cell.children);
            self.close(name);
        }
        self.out.push_str("</tr>\n");
    }

    fn container(&mut self, node: &Node) {
        if node.has_class("asides") {
            self.parts.insert("aside");
        }
        if let Some(alert) = quote::callout_kind(node) {
            quote::callout(self, alert, node);
        } else if tabs::is_tabset(node) {
            tabs::tabset(self, node);
        } else if grid::is_grid(node) {
            grid::grid(self, node);
        } else if node.has_class("column") {
            self.column(node);
        } else {
            self.nested("div", node);
        }
    }

    /// A `div` whose `width` is its share of the row.
    fn column(&mut self, node: &Node) {
        let mut own = node.attributes.as_deref().cloned().unwrap_or_default();
        if let Some(width) = own.take("width").as_deref().and_then(length) {
            own.pairs.push(("style".to_string(), format!("flex: 0 1 {width}")));
        }
        self.out.push_str("<div");
        attributes(&mut self.out, &[], Some(&own));
        self.out.push_str(">\n");
        self.blocks(&node.children);
        self.close("div");
    }

    /// An id that no heading's can be: those have no underscore of our making.
    pub(super) fn part_id(&self, what: &str, number: usize) -> String {
        format!("{}_{what}{number}", self.slide)
    }

    fn code(&mut self, text: &str, node: &Node) {
        self.open("code", &[], node);
        escape::text(&mut self.out, text);
        self.close("code");
    }

    fn link(&mut self, target: &crate::markdown::Target, node: &Node) {
        self.out.push_str("<a");
        escape::pair(&mut self.out, "href", &target.url);
        if !target.title.is_empty() {
            escape::pair(&mut self.out, "title", &target.title);
        }
        attributes(&mut self.out, &[], node.attributes.as_deref());
        self.out.push('>');
        self.inline(&node.children);
        self.close("a");
    }
}

/// How many of the item's children are inline, if it begins with a checkbox.
fn task(item: &Node) -> Option<usize> {
    let first = item.children.first()?;
    matches!(first.kind, Kind::Checkbox(_)).then(|| {
        let inline = item.children.iter().position(|node| node.kind.is_block());
        inline.unwrap_or(item.children.len())
    })
}

/// Writes classes and everything else an element carries.
pub(super) fn attributes(out: &mut String, classes: &[&str], own: Option<&Attributes>) {
    if let Some(id) = own.and_then(|own| own.id.as_deref()) {
        escape::pair(out, "id", id);
    }
    let own_classes = own.into_iter().flat_map(Attributes::html_classes);
    let all: Vec<&str> = classes.iter().copied().chain(own_classes).collect();
    if !all.is_empty() {
        escape::pair(out, "class", &all.join(" "));
    }
    for (name, value) in own.map(Attributes::html_pairs).unwrap_or_default() {
        escape::pair(out, &name, value);
    }
}

/// So many columns of a table get their alignment from a class of the table, for which `deck.css` has
/// rules: it would stand in every cell otherwise.
const COLUMNS: usize = 8;

/// The class that aligns a column; columns count from 1.
fn column((alignment, number): (&Alignment, usize)) -> Option<String> {
    let side = side(*alignment).filter(|_| number <= COLUMNS)?;
    Some(format!("{side}-{number}"))
}

fn side(alignment: Alignment) -> Option<&'static str> {
    match alignment {
        Alignment::Left => Some("left"),
        Alignment::Center => Some("center"),
        Alignment::Right => Some("right"),
        Alignment::None => None,
    }
}
