//! Enough of CommonMark's block structure to know where a line stands: which list items, fences
//! and HTML blocks are open. Rules and numbers from the CommonMark specification 0.31.2.

use crate::attributes::{self, Attributes};

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Inside a fence, an HTML block, a quote or indented code: no marker can stand here.
    Closed,
    /// A place where a block may begin, after this many bytes of indentation.
    Open {
        /// Bytes of white space before the block.
        indent: usize,
    },
}

/// What is open at the end of the lines seen so far.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    /// Columns at which the content of each open list item starts, outermost first.
    items: Vec<usize>,
    /// The innermost item has no content yet; it may begin with one line end but no blank line.
    empty_item: bool,
    leaf: Leaf,
}

/// The open block that is no container.
#[derive(Debug, Default, PartialEq, Eq, Clone, Copy)]
enum Leaf {
    #[default]
    None,
    Paragraph,
    /// A fence: its character, its length, the column of its list item's content.
    Fence(u8, usize, usize),
    /// An HTML block, up to a line that holds this text, or a blank line for `None`; the column of
    /// its list item's content.
    Html(Option<HtmlEnd>, usize),
}

#[derive(Debug, PartialEq, Eq, Clone, Copy)]
enum HtmlEnd {
    /// `</pre>`, `</script>`, `</style>` or `</textarea>`.
    RawText,
    Text(&'static str),
}

/// More list items than this inside one another are not followed; Markdown refuses them anyway.
const MAX_ITEMS: usize = 100;

impl Blocks {
    /// Where the next line stands.
    pub(super) fn place(&self, line: &str) -> Place {
        let (indent, column) = indentation(line);
        let blank = line.trim().is_empty();
        match self.leaf {
            Leaf::Fence(_, _, content) | Leaf::Html(_, content) if blank || column >= content => {
                return Place::Closed;
            }
            _ => {}
        }
        let content = self.items.iter().rev().find(|content| **content <= column);
        let inside = column - content.copied().unwrap_or(0);
        if inside >= 4 || line[indent..].starts_with('>') {
            return Place::Closed;
        }
        Place::Open { indent }
    }

    /// Takes the line.
    pub(super) fn advance(&mut self, line: &str) {
        let (indent, column) = indentation(line);
        let rest = line[indent..].trim_end();
        match self.leaf {
            Leaf::Fence(character, length, content) if (rest.is_empty() || column >= content) => {
                let whole = line[indent..].trim_end_matches('\n');
                if column < content + 4 && closes_fence(whole, character, length) {
                    self.leaf = Leaf::None;
                }
                return;
            }
            Leaf::Html(end, content) if (rest.is_empty() || column >= content) => {
                if html_ends(rest, end) {
                    self.leaf = Leaf::None;
                }
                return;
            }
            _ => {}
        }
        if rest.is_empty() {
            self.leaf = Leaf::None;
            if std::mem::take(&mut self.empty_item) {
                self.items.pop();
            }
            return;
        }
        self.empty_item = false;
        // A lazy line goes on with the paragraph of a list item without its indentation.
        while self.items.last().is_some_and(|content| *content > column) {
            self.items.pop();
        }
        let base = self.items.last().copied().unwrap_or(0);
        if column < base + 4 {
            self.block(rest, column);
        } else if self.leaf != Leaf::Paragraph {
            self.leaf = Leaf::None;
        }
    }

    /// Takes the start of a block at a column, list markers first.
    fn block(&mut self, mut rest: &str, mut column: usize) {
        while let Some(width) = list_marker(rest, self.leaf == Leaf::Paragraph) {
            if self.items.len() >= MAX_ITEMS {
                break;
            }
            let after = &rest[width..];
            let (indent, spaces) = indentation(after);
            // More than four columns of space: the item starts with indented code.
            let gap = if after.trim().is_empty() || spaces > 4 { 1 } else { spaces };
            self.items.push(column + width + gap);
            self.leaf = Leaf::None;
            if spaces > 4 {
                return;
            }
            column += width + gap;
            rest = &after[indent..];
            self.empty_item = rest.is_empty();
        }
        let content = self.items.last().copied().unwrap_or(0);
        self.leaf = match rest.strip_prefix('>') {
            // What is open in a quote ends with it, but for a paragraph that lazy lines continue.
            Some(quoted) => match self.leaf(innermost(quoted), 0) {
                Leaf::Paragraph => Leaf::Paragraph,
                _ => Leaf::None,
            },
            None => self.leaf(rest, content),
        }
    }

    /// The leaf block that a line begins or goes on with.
    fn leaf(&self, rest: &str, content: usize) -> Leaf {
        if rest.is_empty() || is_heading(rest) || is_rule(rest) {
            return Leaf::None;
        }
        if let Some((character, length)) = fence(rest) {
            return Leaf::Fence(character, length, content);
        }
        match html_start(rest, self.leaf == Leaf::Paragraph) {
            Some(end) if end.is_some() && html_ends(&rest[1..], end) => Leaf::None,
            Some(end) => Leaf::Html(end, content),
            None => Leaf::Paragraph,
        }
    }
}

/// What stands in a quote's line behind all markers of quotes and lists.
fn innermost(mut quoted: &str) -> &str {
    for _ in 0..MAX_ITEMS {
        quoted = quoted.trim_start_matches(['>', ' ', '\t']);
        match list_marker(quoted, false) {
            Some(width) => quoted = &quoted[width..],
            None => break,
        }
    }
    quoted
}

/// Bytes of leading white space, and the column after it with tab stops of four.
fn indentation(line: &str) -> (usize, usize) {
    let mut column = 0;
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            b' ' => column += 1,
            b'\t' => column += 4 - column % 4,
            _ => return (at, column),
        }
    }
    (line.len(), column)
}

/// Whether there are only list markers and spaces, so that a block begins behind them.
pub(super) fn only_list_markers(mut before: &str) -> bool {
    for _ in 0..MAX_ITEMS {
        before = before.trim_start_matches([' ', '\t']);
        match list_marker(before, false) {
            Some(width) => before = &before[width..],
            None => break,
        }
    }
    before.is_empty()
}

/// Bytes of the list marker at the start of a line, without the space after it.
fn list_marker(rest: &str, in_paragraph: bool) -> Option<usize> {
    if is_rule(rest) {
        return None;
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let width = match rest.as_bytes().get(digits)? {
        b'-' | b'+' | b'*' if digits == 0 => 1,
        b'.' | b')' if (1..=9).contains(&digits) => digits + 1,
        _ => return None,
    };
    let after = &rest[width..];
    if !after.is_empty() && !after.starts_with([' ', '\t']) {
        return None;
    }
    // Only a list that starts at 1 and is not empty can interrupt a paragraph.
    let interrupts = !after.trim().is_empty() && (digits == 0 || &rest[..digits] == "1");
    (!in_paragraph || interrupts).then_some(width)
}

fn fence(rest: &str) -> Option<(u8, usize)> {
    let character = *rest.as_bytes().first().filter(|byte| matches!(byte, b'`' | b'~'))?;
    let length = rest.bytes().take_while(|byte| *byte == character).count();
    let good = length >= 3 && (character == b'~' || !rest[length..].contains('`'));
    good.then_some((character, length))
}

/// pulldown-cmark allows spaces after a closing fence, but no tabs.
fn closes_fence(rest: &str, character: u8, length: usize) -> bool {
    let count = rest.bytes().take_while(|byte| *byte == character).count();
    count >= length && rest[count..].bytes().all(|byte| byte == b' ')
}

fn is_heading(rest: &str) -> bool {
    let level = rest.bytes().take_while(|byte| *byte == b'#').count();
    (1..=6).contains(&level) && (rest.len() == level || rest[level..].starts_with([' ', '\t']))
}

/// Where the attribute block at the end of a `#` heading starts, and what it says.
pub(super) fn heading_attributes(line: &str) -> Option<(usize, Attributes)> {
    let line = line.trim_end();
    if !is_heading(line) || !line.ends_with('}') {
        return None;
    }
    let at = line.rfind(" {")? + 1;
    let (attributes, length) = attributes::block(&line[at..])?;
    (at + length == line.len()).then_some((at, attributes))
}

fn is_rule(rest: &str) -> bool {
    let Some(character) = rest.bytes().next().filter(|byte| matches!(byte, b'-' | b'*' | b'_'))
    else {
        return false;
    };
    let mut count = 0;
    rest.bytes().all(|byte| {
        count += usize::from(byte == character);
        byte == character || byte == b' ' || byte == b'\t'
    }) && count >= 3
}

/// Whether an HTML block starts here, and what ends it.
fn html_start(rest: &str, in_paragraph: bool) -> Option<Option<HtmlEnd>> {
    let tag = rest.strip_prefix('<')?;
    if tag.starts_with("!--") {
        return Some(Some(HtmlEnd::Text("-->")));
    }
    if tag.starts_with('?') {
        return Some(Some(HtmlEnd::Text("?>")));
    }
    if tag.starts_with("![CDATA[") {
        return Some(Some(HtmlEnd::Text("]]>")));
    }
    if tag.starts_with('!') && tag[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Some(Some(HtmlEnd::Text(">")));
    }
    let closing = tag.starts_with('/');
    let name = tag.strip_prefix('/').unwrap_or(tag);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(name.len());
    let (name, after) = name.split_at(end);
    let lower = name.to_ascii_lowercase();
    if !closing && RAW_TEXT.contains(&lower.as_str()) && begins_end(after, false) {
        return Some(Some(HtmlEnd::RawText));
    }
    if BLOCK_TAGS.contains(&lower.as_str()) && begins_end(after, true) {
        return Some(None);
    }
    (!in_paragraph && is_whole_tag(rest)).then_some(None)
}

fn begins_end(after: &str, slash: bool) -> bool {
    after.is_empty() || after.starts_with([' ', '\t', '>']) || slash && after.starts_with("/>")
}

/// Whether the line is one whole start or end tag and nothing else (the last kind of HTML block).
fn is_whole_tag(rest: &str) -> bool {
    let Some(inner) = rest.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) else {
        return false;
    };
    let name = inner.strip_prefix('/').unwrap_or(inner);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return false;
    }
    let mut quote = None;
    let one_tag = inner.chars().all(|c| match (quote, c) {
        (Some(open), c) if open == c => {
            quote = None;
            true
        }
        (Some(_), _) => true,
        (None, '"' | '\'') => {
            quote = Some(c);
            true
        }
        (None, c) => c != '<' && c != '>' && c != '`',
    });
    // `<http://x>` and `<a@b>` are links.
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(name.len());
    one_tag && quote.is_none() && begins_end(&name[end..], true) || {
        one_tag && name[end..] == *"/"
    }
}

fn html_ends(rest: &str, end: Option<HtmlEnd>) -> bool {
    match end {
        None => rest.is_empty(),
        Some(HtmlEnd::Text(text)) => rest.contains(text),
        Some(HtmlEnd::RawText) => {
            let lower = rest.to_ascii_lowercase();
            RAW_TEXT.iter().any(|name| {
                lower.match_indices(name).any(|(at, _)| {
                    lower[..at].ends_with("</") && lower[at + name.len()..].starts_with('>')
                })
            })
        }
    }
}

const RAW_TEXT: [&str; 4] = ["pre", "script", "style", "textarea"];

const BLOCK_TAGS: [&str; 62] = [
    "address",
    "article",
    "aside",
    "base",
    "basefont",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "menuitem",
    "nav",
    "noframes",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
];
