//! pulldown-cmark's events become a tree.

use super::formula;
use super::inline;
use super::node::{Alert, Alignment, CodeBlock, Kind, Node, Target};
use super::{MAX_DEPTH, MAX_NODES, Syntax};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::scan::{MarkerKind, Scanned};
use crate::source::{FileId, Span};
use pulldown_cmark::{self as cmark, Event, Tag, TagEnd};
use std::ops::Range;

/// The author's text and the one that Markdown reads, of the same length.
#[derive(Clone, Copy)]
pub(super) struct Source<'t> {
    pub(super) file: FileId,
    pub(super) text: &'t str,
    pub(super) prepared: &'t str,
    /// Where byte 0 of the texts stands in the file.
    pub(super) base: isize,
    pub(super) syntax: Syntax,
}

impl<'t> Source<'t> {
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let place = |at: usize| at.saturating_add_signed(self.base);
        Span::new(self.file, place(range.start)..place(range.end))
    }

    /// The author's text for what Markdown calls `text`: the same, unless Markdown changed it.
    fn original<'a>(&self, text: &'a str, range: Range<usize>) -> &'a str
    where
        't: 'a,
    {
        if self.prepared.get(range.clone()) == Some(text) { &self.text[range] } else { text }
    }
}

pub(super) fn build<'t>(
    events: impl Iterator<Item = (Event<'t>, Range<usize>)>,
    source: Source<'_>,
    scanned: &Scanned,
    diagnostics: &mut Diagnostics,
) -> Vec<Node> {
    let root = Node::new(Kind::Container, source.span(0..source.text.len()));
    let open = vec![Open { node: root, start: 0, height: 0 }];
    let content = String::new();
    let mut builder = Builder {
        source,
        scanned,
        diagnostics,
        open,
        content,
        lines: Vec::new(),
        fenced: false,
        too_deep: 0,
        nodes: 0,
    };
    for (event, range) in events {
        let start = range.start;
        builder.nodes += 1;
        builder.event(event, range);
        if builder.nodes > MAX_NODES {
            builder.too_many(start);
            break;
        }
    }
    builder.open.swap_remove(0).node.children
}

struct Builder<'a, 't> {
    source: Source<'t>,
    scanned: &'a Scanned,
    diagnostics: &'a mut Diagnostics,
    /// Open nodes from the root inwards.
    open: Vec<Open>,
    /// What the open code or HTML block holds so far.
    content: String,
    /// Where in the file each line of the open code block starts.
    lines: Vec<u32>,
    /// The open code block stands between fences.
    fenced: bool,
    /// Elements open beyond the allowed depth.
    too_deep: usize,
    /// How many elements there are so far, or a few more.
    nodes: usize,
}

/// A node whose end was not seen yet.
struct Open {
    node: Node,
    /// The byte it starts at.
    start: usize,
    /// At most so many elements stand inside one another in it.
    height: usize,
}

impl Builder<'_, '_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, range),
            Event::Code(text) => self.code(&text, range),
            Event::Html(html) => self.html(&html, range),
            Event::InlineHtml(html) => {
                let html = self.source.original(&html, range.clone()).into();
                self.leaf(Kind::InlineHtml(html), range);
            }
            Event::FootnoteReference(label) => {
                self.leaf(Kind::FootnoteReference(label.as_ref().into()), range);
            }
            Event::SoftBreak => self.leaf(Kind::SoftBreak, range),
            Event::HardBreak => self.leaf(Kind::HardBreak, range),
            Event::Rule => self.rule(range),
            Event::TaskListMarker(done) => self.leaf(Kind::Checkbox(done), range),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, range),
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        if self.open.len() > MAX_DEPTH {
            if self.too_deep == 0 {
                let span = self.source.span(range.start..range.start + 1);
                let message = format!("more than {MAX_DEPTH} elements stand inside one another");
                self.diagnostics.push(
                    Diagnostic::error("nested-too-deep", span, message)
                        .hint("take some of the quotes or lists apart"),
                );
            }
            self.too_deep += 1;
            return;
        }
        self.fenced = matches!(tag, Tag::CodeBlock(cmark::CodeBlockKind::Fenced(_)));
        let node = Node::new(kind(tag), self.source.span(range.clone()));
        self.content.clear();
        self.lines.clear();
        self.open.push(Open { node, start: range.start, height: 0 });
    }

    fn end(&mut self, tag: TagEnd) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        let Open { mut node, start, mut height } =
            self.open.pop().expect("every end has its start");
        if has_inline_content(&node.kind) {
            let room = MAX_DEPTH.saturating_sub(self.open.len() + height);
            let is_link = |node: &Node| matches!(node.kind, Kind::Link(_));
            let in_link = is_link(&node) || self.open.iter().any(|open| is_link(&open.node));
            let around = inline::Around { room, in_link };
            let passed = inline::pass(std::mem::take(&mut node.children), self.source, around);
            self.nodes += passed.nodes.len();
            node.children = passed.nodes;
            height += passed.depth;
            if let Some(attributes) = passed.attributes {
                self.attach(&mut node, attributes);
            }
        }
        match tag {
            TagEnd::Heading(_) => {
                self.heading_attributes(&mut node, start);
                self.warn_of_rule_under_text(&node);
            }
            TagEnd::CodeBlock if self.fenced => self.warn_of_open_fence(&node, start),
            TagEnd::Table => last_row_attributes(&mut node),
            _ => {}
        }
        match &mut node.kind {
            Kind::CodeBlock(code) => {
                code.text = self.content.as_str().into();
                code.lines = self.lines.as_slice().into();
                // An info string with escapes is not found, and has the place of the fence.
                let line = self.source.text[start..].lines().next().unwrap_or_default();
                let at = start + line.find(&*code.info).unwrap_or_default();
                code.info_start = self.source.span(at..at).start;
            }
            Kind::Html(html) => *html = self.content.as_str().into(),
            _ => {}
        }
        formula::stand_apart(&mut node);
        let parent = self.parent();
        parent.height = parent.height.max(height + 1);
        match parent.node.children.last_mut().filter(|last| takes_line_below(last)) {
            Some(last) if is_attribute_line(&node) => {
                last.attach(*node.attributes.take().unwrap_or_default());
            }
            _ => parent.node.children.push(node),
        }
    }

    fn too_many(&mut self, at: usize) {
        let message = format!("a deck has at most {MAX_NODES} elements; the rest starts here");
        self.diagnostics.push(
            Diagnostic::error("deck-too-large", self.source.span(at..at + 1), message)
                .hint("make several decks of it"),
        );
    }

    fn parent(&mut self) -> &mut Open {
        self.open.last_mut().expect("the root stays open")
    }

    /// A forgotten fence makes code of all that follows.
    fn warn_of_open_fence(&mut self, node: &Node, start: usize) {
        let length = (node.span.end - node.span.start) as usize;
        let block = self.source.prepared[start..start + length].trim_start();
        let start = start + length - block.len();
        let count =
            |line: &str| line.bytes().take_while(|byte| *byte == block.as_bytes()[0]).count();
        let opening = block.lines().next().unwrap_or_default();
        let last = block.trim_end().rsplit('\n').next().unwrap_or_default();
        let last = last.trim_start_matches([' ', '\t', '>']);
        let ends = block.trim_end().len() > opening.len() && count(last) >= count(opening);
        if !ends {
            let span = self.source.span(start..start + opening.len());
            let warning =
                Diagnostic::warning("unclosed-fence", span, "this block of code is never closed");
            let fence = &opening[..count(opening)];
            self.diagnostics
                .push(warning.hint(format!("write {fence} on a line of its own where it ends")));
        }
    }

    /// Attributes at the end of a block's text belong to the block; in the first paragraph of a list
    /// item they belong to the item.
    fn attach(&mut self, node: &mut Node, attributes: crate::attributes::Attributes) {
        let parent = &mut self.parent().node;
        let first_of_item = parent.kind == Kind::Item && parent.children.is_empty();
        if node.kind == Kind::Paragraph && first_of_item {
            parent.attach(attributes);
        } else {
            node.attach(attributes);
        }
    }

    fn heading_attributes(&self, node: &mut Node, start: usize) {
        let headings = &self.scanned.headings;
        let at = headings.partition_point(|(range, _)| range.start < start);
        let end =
            self.source.text[start..].find('\n').map_or(self.source.text.len(), |n| start + n);
        if let Some((range, attributes)) = headings.get(at)
            && range.start < end
        {
            node.attach(attributes.clone());
        }
    }

    /// CommonMark takes several lines of text with `---` right under them as one heading; a slide
    /// author most likely wanted a break.
    fn warn_of_rule_under_text(&mut self, node: &Node) {
        if node.kind != Kind::Heading(2) {
            return;
        }
        let start = node.span.start as usize;
        let text = &self.source.text[start.saturating_add_signed(-self.source.base)..];
        let text = &text[..(node.span.end - node.span.start) as usize];
        let lines: Vec<&str> = text.trim_end().lines().collect();
        if let [first, .., last] = lines[..]
            && lines.len() > 2
            && last.trim_start().starts_with('-')
        {
            let span = Span { end: node.span.start + first.len() as u32, ..node.span };
            self.diagnostics.push(
                Diagnostic::warning(
                    "rule-under-text",
                    span,
                    "these lines are one heading, because a rule stands right under them",
                )
                .hint("put a blank line before `---` to start a new slide there"),
            );
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        let text = if is_dash_before_letter(text, &range, self.source.text) {
            &self.source.text[range.clone()]
        } else {
            self.source.original(text, range.clone())
        };
        match self.parent().node.kind {
            Kind::CodeBlock(_) => {
                let begins = self.content.is_empty() || self.content.ends_with('\n');
                let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
                let starts =
                    begins.then_some(0).into_iter().chain(breaks.filter(|at| *at < text.len()));
                let place = |at| self.source.span(range.start + at..range.start + at).start;
                self.lines.extend(starts.map(place));
                self.content.push_str(text);
            }
            _ => self.leaf(Kind::Text(text.into()), range),
        }
    }

    /// Code, or a formula, which Markdown takes for code.
    fn code(&mut self, text: &str, range: Range<usize>) {
        let kind = match formula::inline(self.source, text, range.clone()) {
            Some(formula) => Kind::Math(Box::new(formula)),
            None => Kind::Code(text.into()),
        };
        self.leaf(kind, range);
    }

    fn html(&mut self, html: &str, range: Range<usize>) {
        let html = self.source.original(html, range);
        if let Kind::Html(_) = self.parent().node.kind {
            self.content.push_str(html);
        }
    }

    fn rule(&mut self, range: Range<usize>) {
        let markers = &self.scanned.markers;
        match markers.binary_search_by_key(&range.start, |marker| marker.range.start) {
            Ok(at) => {
                let range = markers[at].range.clone();
                match &markers[at].kind {
                    MarkerKind::Formula(tex, attributes) => {
                        let node = formula::block(self.source, tex.clone(), range, attributes);
                        self.parent().node.children.push(node);
                    }
                    kind => self.leaf(Kind::Marker(Box::new(kind.clone())), range),
                }
            }
            Err(_) => self.leaf(Kind::Rule, range),
        }
    }

    fn leaf(&mut self, kind: Kind, range: Range<usize>) {
        let span = self.source.span(range);
        self.parent().node.children.push(Node::new(kind, span));
    }
}

/// Blocks that have no place for attributes of their own, so that these stand on a line below.
fn takes_line_below(node: &Node) -> bool {
    use Kind::{DefinitionList, List, Quote, Table};
    matches!(node.kind, Table(_) | List(_) | Quote(_) | DefinitionList)
}

/// A paragraph of nothing but `{.class}`.
fn is_attribute_line(node: &Node) -> bool {
    node.kind == Kind::Paragraph && node.children.is_empty() && node.attributes.is_some()
}

/// To Markdown, `{.class}` right under a table is one more row.
fn last_row_attributes(table: &mut Node) {
    let Some(row) = table.children.last_mut().filter(|row| row.kind == Kind::TableRow) else {
        return;
    };
    if row.children.iter().all(|cell| cell.children.is_empty())
        && let Some(attributes) = row.children.first_mut().and_then(|cell| cell.attributes.take())
    {
        table.children.pop();
        table.attach(*attributes);
    }
}

/// `--flag` is an option, not a dash.
fn is_dash_before_letter(text: &str, range: &Range<usize>, source: &str) -> bool {
    text == "–"
        && &source[range.clone()] == "--"
        && source[range.end..].starts_with(char::is_alphabetic)
}

fn has_inline_content(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Heading(_)
            | Kind::Paragraph
            | Kind::Item
            | Kind::TableCell
            | Kind::Term
            | Kind::Definition
            | Kind::Emphasis
            | Kind::Strong
            | Kind::Strikethrough
            | Kind::Link(_)
    )
}

fn kind(tag: Tag<'_>) -> Kind {
    match tag {
        Tag::Paragraph => Kind::Paragraph,
        Tag::Heading { level, .. } => Kind::Heading(level as u8),
        Tag::BlockQuote(alert) => Kind::Quote(alert.map(alert_kind)),
        Tag::CodeBlock(code) => Kind::CodeBlock(Box::new(CodeBlock {
            info: match code {
                cmark::CodeBlockKind::Fenced(info) => info.as_ref().into(),
                cmark::CodeBlockKind::Indented => "".into(),
            },
            ..CodeBlock::default()
        })),
        Tag::HtmlBlock => Kind::Html("".into()),
        Tag::List(start) => Kind::List(start),
        Tag::Item => Kind::Item,
        Tag::FootnoteDefinition(label) => Kind::FootnoteDefinition(label.as_ref().into()),
        Tag::DefinitionList => Kind::DefinitionList,
        Tag::DefinitionListTitle => Kind::Term,
        Tag::DefinitionListDefinition => Kind::Definition,
        Tag::Table(alignments) => Kind::Table(alignments.into_iter().map(alignment).collect()),
        Tag::TableHead => Kind::TableHead,
        Tag::TableRow => Kind::TableRow,
        Tag::TableCell => Kind::TableCell,
        Tag::Emphasis => Kind::Emphasis,
        Tag::Strong => Kind::Strong,
        Tag::Strikethrough => Kind::Strikethrough,
        Tag::Superscript => Kind::Superscript,
        Tag::Subscript => Kind::Subscript,
        Tag::Link { dest_url, title, link_type, .. } => {
            let mail = link_type == cmark::LinkType::Email && !dest_url.starts_with("mailto:");
            let url = if mail { format!("mailto:{dest_url}") } else { dest_url.to_string() };
            Kind::Link(Box::new(Target {
                url: url.into(),
                title: title.as_ref().into(),
                size: None,
            }))
        }
        Tag::Image { dest_url, title, .. } => Kind::Image(Box::new(Target {
            url: dest_url.as_ref().into(),
            title: title.as_ref().into(),
            size: None,
        })),
        Tag::MetadataBlock(_) => Kind::Container,
    }
}

fn alert_kind(kind: cmark::BlockQuoteKind) -> Alert {
    match kind {
        cmark::BlockQuoteKind::Note => Alert::Note,
        cmark::BlockQuoteKind::Tip => Alert::Tip,
        cmark::BlockQuoteKind::Important => Alert::Important,
        cmark::BlockQuoteKind::Warning => Alert::Warning,
        cmark::BlockQuoteKind::Caution => Alert::Caution,
    }
}

fn alignment(alignment: cmark::Alignment) -> Alignment {
    match alignment {
        cmark::Alignment::None => Alignment::None,
        cmark::Alignment::Left => Alignment::Left,
        cmark::Alignment::Center => Alignment::Center,
        cmark::Alignment::Right => Alignment::Right,
    }
}
