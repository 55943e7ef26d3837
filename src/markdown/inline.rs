//! What CommonMark lacks inside a line: `[text]{.class}`, attributes after an element or at the end of
//! a block, `==mark==`, `H~2~O`, `x^2^`, `{{< meta title >}}`, bare addresses, `:emoji:`.
//!
//! Works on runs of neighbouring text nodes and reads the author's bytes behind them, because smart
//! punctuation has already changed some of the nodes (a quote in `{title="x"}` is still a quote in
//! the source). An escaped character starts a new run, so it never begins anything.

use super::MAX_NODES;
use super::autolink::{self, Autolink};
use super::builder::Source;
use super::citation::{self, Citation};
use super::emoji;
use super::node::{Kind, Node, Target};
use crate::attributes::{self, Attributes};
use crate::shortcode::{self, Shortcode};
use crate::source::Span;
use std::collections::VecDeque;

/// Rewrites the inline children of one element; attributes at the very end, after a space, are
/// returned for the element itself.
///
/// Elements that this makes stand at most `room` inside one another.
pub(super) fn pass(children: Vec<Node>, source: Source<'_>, around: Around) -> Passed {
    let Around { room, mut in_link } = around;
    let mut in_code = false;
    let interesting = |node: &Node| match &node.kind {
        Kind::Text(text) => {
            text.contains(['{', '}', '=', '~', '^', '[', '@', ':'])
                || text.len() < 3
                || text.contains("www.")
        }
        _ => false,
    };
    if !children.iter().any(interesting) {
        return Passed { nodes: merge_text(children), ..Passed::default() };
    }
    let mut assembler = Assembler { room, ..Assembler::default() };
    let mut nodes = children.into_iter().peekable();
    while let Some(node) = nodes.next() {
        if !matches!(node.kind, Kind::Text(_)) {
            in_link = by_hand(&node, &["a"]).unwrap_or(in_link);
            in_code = by_hand(&node, &["code", "kbd", "pre", "samp"]).unwrap_or(in_code);
            assembler.node(node);
            continue;
        }
        let mut run = vec![node];
        while let Some(next) = nodes.next_if(|next| continues(&run[run.len() - 1], next)) {
            run.push(next);
        }
        let last = nodes.peek().is_none_or(|next| next.kind.is_block());
        Run::new(run, source, in_link, in_code).tokens(last, &mut assembler);
    }
    let Assembler { out, attributes, depth, .. } = assembler;
    Passed { nodes: merge_text(out), attributes, depth }
}

/// Whether a tag begins (`Some(true)`) or ends (`Some(false)`) one of these elements, written as HTML.
fn by_hand(node: &Node, names: &[&str]) -> Option<bool> {
    let Kind::InlineHtml(html) = &node.kind else { return None };
    let name = html.trim_start_matches(['<', '/']);
    let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next()?;
    let named = names.iter().any(|wanted| name.eq_ignore_ascii_case(wanted));
    named.then(|| !html.starts_with("</"))
}

/// What the nodes stand in.
pub(super) struct Around {
    /// How many more elements may stand inside one another.
    pub(super) room: usize,
    /// Whether it is a link, in which no other can be.
    pub(super) in_link: bool,
}

/// What [`pass`] made.
#[derive(Default)]
pub(super) struct Passed {
    pub(super) nodes: Vec<Node>,
    /// Attributes for the element that the nodes stand in.
    pub(super) attributes: Option<Attributes>,
    /// At most so many new elements stand inside one another.
    pub(super) depth: usize,
}

fn continues(last: &Node, next: &Node) -> bool {
    matches!(next.kind, Kind::Text(_)) && last.span.end == next.span.start
}

/// Joins neighbouring text nodes.
fn merge_text(nodes: Vec<Node>) -> Vec<Node> {
    let neighbours = |pair: &[Node]| pair.iter().all(|node| matches!(node.kind, Kind::Text(_)));
    if !nodes.windows(2).any(neighbours) {
        return nodes;
    }
    let mut out: Vec<Node> = Vec::with_capacity(nodes.len());
    let mut pending: Option<(String, Span)> = None;
    for node in nodes {
        if let Kind::Text(text) = &node.kind {
            let (joined, span) = pending.get_or_insert_with(|| (String::new(), node.span));
            joined.push_str(text);
            span.end = node.span.end;
            continue;
        }
        out.extend(pending.take().map(text_node));
        out.push(node);
    }
    out.extend(pending.map(text_node));
    out
}

fn text_node((text, span): (String, Span)) -> Node {
    Node::new(Kind::Text(text.into()), span)
}

/// Neighbouring text nodes and the bytes behind them.
struct Run<'t> {
    nodes: Vec<Node>,
    raw: &'t str,
    start: usize,
    /// The first character is escaped.
    escaped: bool,
    in_link: bool,
    in_code: bool,
    /// Whether keys are cited.
    citations: bool,
}

impl<'t> Run<'t> {
    fn new(nodes: Vec<Node>, source: Source<'t>, in_link: bool, in_code: bool) -> Run<'t> {
        let place = |at: u32| (at as usize).saturating_add_signed(-source.base);
        let (start, end) = (place(nodes[0].span.start), place(nodes[nodes.len() - 1].span.end));
        let escaped = source.text[..start].ends_with('\\');
        let citations = source.syntax.citations && !in_link && !in_code;
        Run { nodes, raw: &source.text[start..end], start, escaped, in_link, in_code, citations }
    }

    /// Cuts the run at what it finds, and hands all to the assembler.
    fn tokens(self, last: bool, out: &mut Assembler) {
        let mut plain = Plain { run: &self, node: 0, start: 0 };
        let mut done = 0;
        let mut at = if self.escaped { first_char(self.raw) } else { 0 };
        while let Some(found) = self.raw[at..].find(STARTS) {
            at += found;
            if out.out.len() > MAX_NODES {
                break;
            }
            if self.raw[at..].starts_with('@')
                && !self.in_link
                && let Some((before, link)) = autolink::mail(&self.raw[done..at], &self.raw[at..])
            {
                at -= before;
                plain.take(done..at, out);
                out.link(&link, self.span(at..at + link.length), &self.raw[at..at + link.length]);
                at += link.length;
                done = at;
                continue;
            }
            match self.token(at, last) {
                Some((token, length)) => {
                    plain.take(done..at, out);
                    out.token(token, self.span(at..at + length), self.raw[at..at + length].into());
                    at += length;
                    done = at;
                }
                None => at += 1,
            }
        }
        plain.take(done..self.raw.len(), out);
    }

    fn token(&self, at: usize, last: bool) -> Option<(Token, usize)> {
        let (before, rest) = (&self.raw[..at], &self.raw[at..]);
        match rest.as_bytes()[0] {
            b'{' if rest.starts_with("{{<") && !before.ends_with('{') => {
                let (code, length) = shortcode::read(rest)?;
                Some((Token::Shortcode(code), length))
            }
            b'{' => {
                let (block, length) = attributes::block(rest)?;
                let at_end = last && rest[length..].trim().is_empty();
                let after_space = before.ends_with([' ', '\t', '\n']) || before.is_empty();
                Some((Token::Attributes { block, at_end, after_space }, length))
            }
            b'=' => {
                let lone = rest.starts_with("==") && !rest[2..].starts_with('=');
                (lone && !before.ends_with('=')).then(|| {
                    let opens = !rest[2..].starts_with(char::is_whitespace);
                    let closes = !before.ends_with(char::is_whitespace);
                    (Token::Mark { opens, closes }, 2)
                })
            }
            b'~' => script(rest, '~').map(|length| (Token::Subscript, length)),
            b'^' => script(rest, '^').map(|length| (Token::Superscript, length)),
            b'h' | b'w' if !self.in_link => {
                let link = autolink::web(before, rest)?;
                let length = link.length;
                Some((Token::Link(link), length))
            }
            b':' if !self.in_code => {
                emoji::at_start(before, rest).map(|(emoji, length)| (Token::Emoji(emoji), length))
            }
            b'@' if self.citations => citation::in_text(before, rest)
                .map(|(citation, length)| (Token::Citation(Box::new(citation)), length)),
            b'[' => {
                let found = self.citations.then(|| citation::bracketed(rest)).flatten();
                let token = |(citation, length)| (Token::Citation(Box::new(citation)), length);
                Some(found.map_or((Token::BracketOpen, 1), token))
            }
            b']' => Some((Token::BracketClose, 1)),
            _ => None,
        }
    }

    fn span(&self, range: std::ops::Range<usize>) -> Span {
        let base = self.nodes[0].span;
        debug_assert!(self.start + range.end >= self.start);
        Span::new(base.file, base.start as usize + range.start..base.start as usize + range.end)
    }
}

/// Walks once over the nodes of a run; the parts that are taken follow one another.
struct Plain<'r, 't> {
    run: &'r Run<'t>,
    /// The first node that may lie in the next part, and where it starts in the run.
    node: usize,
    start: usize,
}

impl Plain<'_, '_> {
    /// Hands over the text nodes that lie in a part of the run, cut to it.
    fn take(&mut self, part: std::ops::Range<usize>, out: &mut Assembler) {
        while let Some(node) = self.run.nodes.get(self.node).filter(|_| self.start < part.end) {
            let length = (node.span.end - node.span.start) as usize;
            let end = self.start + length;
            let (from, to) = (part.start.max(self.start), part.end.min(end));
            if let Kind::Text(text) = &node.kind
                && from < to
            {
                // A changed node stands for its bytes as a whole.
                let cut = from - self.start..to - self.start;
                let text = if text.len() == length { &text[cut] } else { text };
                out.node(Node::new(Kind::Text(text.into()), self.run.span(from..to)));
            }
            if end > part.end {
                break;
            }
            (self.node, self.start) = (self.node + 1, end);
        }
    }
}

fn first_char(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// Length of `~2~` or `^2^` at the start of `rest`, which holds letters, digits and signs only.
fn script(rest: &str, mark: char) -> Option<usize> {
    let inner = &rest[1..];
    let end = inner.find(mark).filter(|end| (1..=40).contains(end))?;
    let good =
        |c: char| c.is_alphanumeric() || matches!(c, '+' | '-' | '−' | '=' | '(' | ')' | '*');
    (inner[..end].chars().all(good) && !inner[end + 1..].starts_with(mark)).then_some(end + 2)
}

/// Characters that something of ours can start with.
const STARTS: [char; 10] = ['{', '=', '~', '^', '[', ']', '@', ':', 'h', 'w'];

enum Token {
    Link(Autolink),
    Emoji(&'static str),
    Citation(Box<Citation>),
    Attributes { block: Attributes, at_end: bool, after_space: bool },
    Mark { opens: bool, closes: bool },
    Subscript,
    Superscript,
    Shortcode(Shortcode),
    BracketOpen,
    BracketClose,
}

/// Puts nodes and tokens together again.
#[derive(Default)]
struct Assembler {
    out: Vec<Node>,
    /// Where in `out` an open `[` or `==` stands: the innermost `room` of them.
    open: VecDeque<(Opener, usize)>,
    room: usize,
    depth: usize,
    /// Where in `out` the bracket opened that closed right before this place, and where it closed.
    closed_bracket: Option<(usize, usize)>,
    attributes: Option<Attributes>,
}

#[derive(PartialEq, Clone, Copy)]
enum Opener {
    Bracket,
    Mark,
}

impl Assembler {
    fn node(&mut self, node: Node) {
        self.out.push(node);
    }

    fn token(&mut self, token: Token, span: Span, raw: Box<str>) {
        let text = |raw: Box<str>| Node::new(Kind::Text(raw), span);
        match token {
            Token::Link(link) => self.link(&link, span, &raw),
            Token::Emoji(emoji) => self.out.push(text(emoji.into())),
            Token::Citation(citation) => {
                self.out.push(Node::with(Kind::Citation(citation), span, vec![text(raw)]));
            }
            Token::Subscript | Token::Superscript => {
                let kind = if raw.starts_with('~') { Kind::Subscript } else { Kind::Superscript };
                let inner = Span { start: span.start + 1, end: span.end - 1, ..span };
                let content = Node::new(Kind::Text(raw[1..raw.len() - 1].into()), inner);
                self.out.push(Node::with(kind, span, vec![content]));
            }
            Token::Shortcode(code) => {
                self.out.push(Node::new(Kind::Shortcode(Box::new(code)), span));
            }
            Token::BracketOpen => {
                self.open(Opener::Bracket);
                self.out.push(text(raw));
            }
            Token::BracketClose => {
                let opened = self.close(Opener::Bracket);
                self.out.push(text(raw));
                self.closed_bracket = opened.map(|at| (at, self.out.len()));
            }
            Token::Mark { opens, closes } => self.mark(opens, closes, text(raw)),
            Token::Attributes { block, at_end, after_space } => {
                self.attributes(block, at_end, after_space, text(raw));
            }
        }
    }

    fn link(&mut self, link: &Autolink, span: Span, text: &str) {
        let text = Node::new(Kind::Text(text.into()), span);
        let target = Target { url: link.url.as_str().into(), title: "".into(), size: None };
        self.node(Node::with(Kind::Link(Box::new(target)), span, vec![text]));
    }

    fn mark(&mut self, opens: bool, closes: bool, text: Node) {
        if closes && let Some(at) = self.close(Opener::Mark) {
            let inner = self.out.split_off(at + 1);
            let open = self.out.pop().expect("the opening mark is there");
            self.out.push(Node::with(Kind::Mark, open.span.to(text.span), inner));
        } else {
            if opens {
                self.open(Opener::Mark);
            }
            self.out.push(text);
        }
    }

    fn open(&mut self, opener: Opener) {
        self.open.push_back((opener, self.out.len()));
        if self.open.len() > self.room {
            self.open.pop_front();
        }
    }

    /// Finds what an end belongs to, and forgets everything opened inside it.
    fn close(&mut self, opener: Opener) -> Option<usize> {
        let at = self.open.iter().rposition(|(kind, _)| *kind == opener)?;
        let place = self.open[at].1;
        self.depth = self.depth.max(self.open.len());
        self.open.truncate(at);
        Some(place)
    }

    fn attributes(&mut self, block: Attributes, at_end: bool, after_space: bool, text: Node) {
        let bracket = self.closed_bracket.take().filter(|(_, end)| *end == self.out.len());
        if let Some((start, end)) = bracket {
            let mut inner = self.out.split_off(start);
            inner.truncate(end - start - 1);
            let open = inner.remove(0);
            let mut node = Node::with(Kind::Inline, open.span.to(text.span), inner);
            node.attach(block);
            self.out.push(node);
        } else if let Some(node) = self.out.last_mut().filter(|node| takes_attributes(node)) {
            node.attach(block);
        } else if at_end && after_space {
            self.end(block);
        } else {
            self.out.push(text);
        }
    }

    /// Takes attributes for the element itself, and drops the space before them.
    fn end(&mut self, block: Attributes) {
        self.attributes = Some(block);
        if let Some(Node { kind: Kind::Text(text), .. }) = self.out.last_mut() {
            *text = text.trim_end().into();
        }
    }
}

fn takes_attributes(node: &Node) -> bool {
    matches!(
        node.kind,
        Kind::Code(_)
            | Kind::Math(_)
            | Kind::Emphasis
            | Kind::Strong
            | Kind::Strikethrough
            | Kind::Mark
            | Kind::Link(_)
            | Kind::Image(_)
            | Kind::Inline
    )
}
