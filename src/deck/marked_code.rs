//! Hand-written `<pre><code class="language-x">` gets its colours, around its `<mark>`s.

use super::{Slide, each_mut};
use crate::highlight::{self, Language};
use crate::html::tokens::{Token, TokenKind, tokens};
use crate::markdown::Kind;
use std::ops::Range;

/// Colours all such blocks of a slide.
pub(super) fn colour(slide: &mut Slide) {
    each_mut(&mut slide.nodes, &mut |node| {
        if let Kind::Html(html) = &mut node.kind
            && html.contains("<code")
            && let Some(coloured) = coloured(html)
        {
            *html = coloured.into();
        }
    });
}

/// The HTML with colours; `None` when there is nothing to colour.
fn coloured(html: &str) -> Option<String> {
    let tokens = tokens(html);
    let mut out = String::with_capacity(html.len() * 2);
    let mut done = 0;
    let mut at = 0;
    while at < tokens.len() {
        if let Some((block, next)) = Block::read(&tokens, at) {
            out.push_str(&html[done..block.start.start]);
            out.push_str(&block.open_tag(&html[block.start.clone()]));
            let highlighted = highlight::highlight_marked(&block.code, &block.marks, &block.language);
            out.push_str(&highlighted.html());
            done = block.end;
            at = next;
        } else {
            at += 1;
        }
    }
    out.push_str(&html[done..]);
    (done > 0).then_some(out)
}

/// A `<code>` element that holds text and marks only.
struct Block {
    language: String,
    code: String,
    /// Parts of the code inside `<mark>`.
    marks: Vec<Range<usize>>,
    /// The start tag's bytes.
    start: Range<usize>,
    /// Where the end tag begins.
    end: usize,
}

impl Block {
    /// Reads the block whose start tag is `tokens[at]`, and returns the token after it.
    fn read(tokens: &[Token], at: usize) -> Option<(Block, usize)> {
        let language = language(&tokens[at])?;
        let mut block = Block {
            language,
            code: String::new(),
            marks: Vec::new(),
            start: tokens[at].range.clone(),
            end: 0,
        };
        let mut open = None;
        for (place, token) in tokens.iter().enumerate().skip(at + 1) {
            match &token.kind {
                TokenKind::Text(text) => block.code.push_str(text),
                TokenKind::Start { name, .. } if name == "mark" && open.is_none() => {
                    open = Some(block.code.len());
                }
                TokenKind::End { name } if name == "mark" => {
                    block.marks.push(open.take()?..block.code.len());
                }
                TokenKind::End { name } if name == "code" => {
                    block.end = token.range.start;
                    return Some((block, place));
                }
                _ => return None,
            }
        }
        None
    }

    /// The start tag with the class that code colours need.
    fn open_tag(&self, tag: &str) -> String {
        tag.replacen("language-", "hljs language-", 1)
    }
}

/// The language a `<code class="language-…">` names, if there are colours for it.
fn language(token: &Token) -> Option<String> {
    let TokenKind::Start { name, attributes, .. } = &token.kind else { return None };
    let class = attributes.iter().find(|attribute| attribute.name == "class")?;
    let mut classes = class.value.split_whitespace();
    if name != "code" || classes.clone().any(|class| class == "hljs") {
        return None;
    }
    let language = classes.find_map(|class| class.strip_prefix("language-"))?;
    matches!(highlight::language(language), Language::Known(_)).then(|| language.to_string())
}

#[cfg(test)]
mod tests {
    use super::coloured;

    #[test]
    fn marks_stay_and_words_get_colours() {
        let html = "<pre><code class=\"language-java\" data-noescape>int x; <mark>// &lt;b&gt;</mark></code></pre>";
        let coloured = coloured(html).unwrap();
        assert!(coloured.contains("<code class=\"hljs language-java\" data-noescape>"), "{coloured}");
        assert!(coloured.contains("<mark><span class=\"hljs-comment\">// &lt;b&gt;</span></mark>"), "{coloured}");
    }

    #[test]
    fn other_code_stays_as_it_is() {
        for html in [
            "<code>x</code>",
            "<code class=\"language-nope\">x</code>",
            "<code class=\"language-html hljs\">x</code>",
            "<code class=\"language-java\">a<b>c</b></code>",
            "<code class=\"language-java\">never closed",
        ] {
            assert_eq!(coloured(html), None, "{html}");
        }
    }
}
