//! The tree that Markdown becomes.

use super::citation::Citation;
use crate::attributes::Attributes;
use crate::scan::MarkerKind;
use crate::shortcode::Shortcode;
use crate::source::Span;

/// One element of a deck with what is inside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// What the author attached to it.
    pub attributes: Option<Box<Attributes>>,
    /// Where it was written.
    pub span: Span,
    /// What is inside it.
    pub children: Vec<Node>,
}

/// What a [`Node`] is. Blocks come first, inline elements after them.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Level 1 to 6.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// Bullets, or numbers from a first one.
    List(Option<u64>),
    /// An item; its children are inline where the list is tight.
    Item,
    /// A quotation, or a GFM alert.
    Quote(Option<Alert>),
    /// A code block.
    CodeBlock(Box<CodeBlock>),
    /// A block of raw HTML.
    Html(Box<str>),
    /// A table; its first child is the head.
    Table(Box<[Alignment]>),
    /// The head row of a table.
    TableHead,
    /// A row.
    TableRow,
    /// A cell.
    TableCell,
    /// A thematic break.
    Rule,
    /// A `:::` container, or one that a pass made.
    Container,
    /// Terms and definitions.
    DefinitionList,
    /// A term.
    Term,
    /// What a term means.
    Definition,
    /// A footnote's text under its label.
    FootnoteDefinition(Box<str>),
    /// Something a later pass acts on and takes away.
    Marker(Box<MarkerKind>),
    /// A formula on lines of its own.
    MathBlock(Box<Formula>),

    /// Text.
    Text(Box<str>),
    /// Inline code.
    Code(Box<str>),
    /// A formula inside a line.
    Math(Box<Formula>),
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Struck through.
    Strikethrough,
    /// `==marked==`.
    Mark,
    /// Subscript.
    Subscript,
    /// Superscript.
    Superscript,
    /// `[text]{.class}`.
    Inline,
    /// A link.
    Link(Box<Target>),
    /// A picture, or a video or sound; its children are the alternative text.
    Image(Box<Target>),
    /// Raw inline HTML.
    InlineHtml(Box<str>),
    /// `{{< name words >}}` that is not followed yet.
    Shortcode(Box<Shortcode>),
    /// A reference to a footnote.
    FootnoteReference(Box<str>),
    /// Works that are cited; its child is what the author wrote, until the works are known.
    Citation(Box<Citation>),
    /// A box before a task.
    Checkbox(bool),
    /// A line end in the source.
    SoftBreak,
    /// A line end in the output.
    HardBreak,
}

/// A code block's content.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CodeBlock {
    /// What stands behind the opening fence; empty for indented code.
    pub info: Box<str>,
    /// The byte of the file at which that starts.
    pub info_start: u32,
    /// The code, with a line end after the last line.
    pub text: Box<str>,
    /// The byte of the file at which each line of the code starts, behind its indentation; empty for
    /// code of another file.
    pub lines: Box<[u32]>,
}

impl CodeBlock {
    /// Where a range of bytes of the info string stands in its file; `node` is the block's own place.
    pub fn info_span(&self, range: std::ops::Range<usize>, node: Span) -> Span {
        let at = |offset: usize| self.info_start + offset as u32;
        Span { start: at(range.start), end: at(range.end), ..node }
    }

    /// Where a range of bytes of the code stands in its file; it is cut to the line it starts in.
    /// `node` is the block's own place, which is the answer when the code has no place in the file.
    pub fn span(&self, range: std::ops::Range<usize>, node: Span) -> Span {
        let before = &self.text.as_bytes()[..range.start.min(self.text.len())];
        let line = before.iter().filter(|byte| **byte == b'\n').count();
        let Some(start) = self.lines.get(line) else { return node };
        let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let line_end =
            self.text[before.len()..].find('\n').map_or(self.text.len(), |n| before.len() + n);
        let at = |offset: usize| start + (offset - line_start) as u32;
        Span { start: at(before.len()), end: at(range.end.clamp(before.len(), line_end)), ..node }
    }
}

/// A formula.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Formula {
    /// Its TeX, without the dollars.
    pub tex: Box<str>,
    /// It stands apart, set larger, between `$$`.
    pub display: bool,
    /// Where it stands in the file: pairs of a byte of `tex` and a byte of the file, from which on both
    /// go on together.
    pub places: Box<[(u32, u32)]>,
    /// It as MathML, once that is made; `None` too when it cannot be.
    pub mathml: Option<Box<str>>,
}

impl Formula {
    /// Where a range of bytes of the TeX stands in the file; `node` is the place of the whole.
    pub fn span(&self, range: std::ops::Range<usize>, node: Span) -> Span {
        let place = |at: usize| {
            let next = self.places.partition_point(|(tex, _)| *tex as usize <= at);
            let (tex, file) = self.places.get(next.checked_sub(1)?)?;
            Some(file + (at as u32 - tex))
        };
        let last = range.end.saturating_sub(1).max(range.start);
        match (place(range.start), place(last)) {
            (Some(start), Some(last)) => {
                let end = last + u32::from(range.end > range.start);
                Span {
                    start: start.min(node.end),
                    end: end.clamp(start, node.end.max(start)),
                    ..node
                }
            }
            _ => node,
        }
    }
}

/// Where a link goes or an image comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The address as written, escapes resolved.
    pub url: Box<str>,
    /// The title; empty when there is none.
    pub title: Box<str>,
    /// Width and height of the picture in its own pixels, once its file was seen.
    pub size: Option<(u32, u32)>,
}

/// A column's alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// Not said.
    None,
    /// Left.
    Left,
    /// Centre.
    Center,
    /// Right.
    Right,
}

/// GFM's five alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alert {
    /// `[!NOTE]`
    Note,
    /// `[!TIP]`
    Tip,
    /// `[!IMPORTANT]`
    Important,
    /// `[!WARNING]`
    Warning,
    /// `[!CAUTION]`
    Caution,
}

impl Kind {
    /// Whether it stands on its own and not inside a line.
    pub fn is_block(&self) -> bool {
        use Kind::*;
        matches!(
            self,
            Heading(_)
                | Paragraph
                | List(_)
                | Item
                | Quote(_)
                | CodeBlock(_)
                | Html(_)
                | Table(_)
                | TableHead
                | TableRow
                | TableCell
                | Rule
                | Container
                | DefinitionList
                | Term
                | Definition
                | FootnoteDefinition(_)
                | Marker(_)
                | MathBlock(_)
        )
    }
}

impl Node {
    /// A node without attributes and children.
    pub fn new(kind: Kind, span: Span) -> Node {
        Node { kind, attributes: None, span, children: Vec::new() }
    }

    /// A node with children.
    pub fn with(kind: Kind, span: Span, children: Vec<Node>) -> Node {
        Node { kind, attributes: None, span, children }
    }

    /// The attributes, made if there are none yet.
    pub fn attributes_mut(&mut self) -> &mut Attributes {
        self.attributes.get_or_insert_default()
    }

    /// Adds attributes.
    pub fn attach(&mut self, attributes: Attributes) {
        self.attributes_mut().merge(attributes);
    }

    /// Whether the author gave it this class.
    pub fn has_class(&self, name: &str) -> bool {
        self.attributes.as_ref().is_some_and(|attributes| attributes.has_class(name))
    }

    /// Whether it is raw HTML.
    pub fn is_html(&self) -> bool {
        matches!(self.kind, Kind::Html(_) | Kind::InlineHtml(_))
    }

    /// The marker it stands for, if it is one.
    pub fn marker(&self) -> Option<&MarkerKind> {
        match &self.kind {
            Kind::Marker(marker) => Some(marker),
            _ => None,
        }
    }
}

/// The plain text of nodes, as an id or a page title wants it: no HTML, breaks are spaces.
pub fn plain_text(nodes: &[Node]) -> String {
    let mut out = String::new();
    push_plain_text(nodes, &mut out);
    out
}

fn push_plain_text(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match &node.kind {
            Kind::Text(text) | Kind::Code(text) => out.push_str(text),
            Kind::Shortcode(code) => out.push_str(&code.written),
            Kind::SoftBreak | Kind::HardBreak => out.push(' '),
            Kind::CodeBlock(code) => out.push_str(&code.text),
            Kind::Math(formula) | Kind::MathBlock(formula) => out.push_str(&formula.tex),
            _ => push_plain_text(&node.children, out),
        }
    }
}
