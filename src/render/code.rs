//! Code blocks.

use super::chart;
use super::diagram;
use super::lines::{self, Line};
use super::marks::{self, Unmarked};
use super::nodes::{Writer, attributes};
use crate::attributes::Attributes;
use crate::diagnostic::Diagnostic;
use crate::fence::{self, Fence, Problem};
use crate::highlight::{self, Highlighted, Language};
use crate::html::escape;
use crate::markdown::{CodeBlock, Node};
use crate::source::Span;
use std::ops::Range;

/// Fences that other tools turn into something else than code; they have no colours.
const PICTURES: [&str; 3] = ["mermaid", "dot", "chart"];

/// Writes a code block with its colours.
pub(super) fn block(writer: &mut Writer, block: &CodeBlock, node: &Node) {
    let mut fence = fence::read(&block.info);
    report(writer, &fence, block, node.span);
    let mut own = node.attributes.as_deref().cloned().unwrap_or_default();
    own.merge(std::mem::take(&mut fence.attributes));
    own.pairs.extend(fence.caption.clone().map(|caption| ("title".to_string(), caption)));
    if fence.language == "chart" {
        return chart::block(writer, block, own, node.span);
    }
    if diagram::block(writer, fence.language, block, &own, node.span) {
        return;
    }
    let title = own.take("title");
    match fence.caption.take().or(title).filter(|text| !text.trim().is_empty()) {
        None => pre(writer, block, &fence, own, node.span),
        Some(caption) => {
            writer.parts.insert("code");
            writer.out.push_str("<figure");
            attributes(&mut writer.out, &["code"], Some(&own));
            writer.out.push_str(">\n<figcaption>");
            escape::text(&mut writer.out, &caption);
            writer.out.push_str("</figcaption>\n");
            pre(writer, block, &fence, Attributes::default(), node.span);
            writer.out.push_str("\n</figure>");
        }
    }
}

/// Writes `<pre>`, which carries the author's attributes unless a figure does.
fn pre(writer: &mut Writer, block: &CodeBlock, fence: &Fence<'_>, mut own: Attributes, span: Span) {
    let text = block.text.strip_suffix('\n').unwrap_or(&block.text);
    let (code, signs) = if fence.diff { lines::without_signs(text) } else { (text.into(), vec![]) };
    let language = language(fence);
    let html = coloured(writer, &code, language, &fence.marks, span);
    if let Some(number) = writer.animated_code() {
        own.pairs.insert(0, ("data-id".to_string(), format!("code-{number}")));
    }
    let steps = fence.steps.as_ref();
    let in_lines = steps.is_some() || fence.numbers.is_some() || fence.diff || writer.animates();
    let first_index = steps.and_then(|_| own.take("fragment-index"));
    let mut classes = vec!["code-wrapper"];
    classes
        .extend(steps.map(|steps| if steps.groups.len() > 1 { "code-steps" } else { "code-lit" }));
    writer.out.push_str("<pre");
    attributes(&mut writer.out, &classes, Some(&own));
    writer.out.push_str("><code");
    let language_class = format!("language-{language}");
    let mut classes = vec!["hljs"];
    classes.extend((!language.is_empty()).then_some(language_class.as_str()));
    classes.extend(fence.numbers.map(|_| "numbered"));
    escape::pair(&mut writer.out, "class", &classes.join(" "));
    if let Some(style) = fence.numbers.map(|first| lines::numbering(first, html.lines.len())) {
        escape::pair(&mut writer.out, "style", &style);
    }
    writer.out.push('>');
    if in_lines {
        writer.parts.insert("code");
        for (at, html) in html.lines.iter().enumerate() {
            let line = Line { number: at as u32 + 1, html, sign: signs.get(at).copied() };
            line.write(&mut writer.out, steps);
        }
    } else {
        writer.out.push_str(&html.html());
    }
    writer.out.push_str("</code>");
    if let Some(steps) = steps {
        lines::markers(&mut writer.out, steps, first_index.as_deref());
    }
    writer.out.push_str("</pre>");
}

/// The language's name: the author's, else what the ending of the code's file says.
fn language<'f>(fence: &'f Fence<'_>) -> &'f str {
    let file = fence.file.as_ref().filter(|_| fence.language.is_empty());
    let ending = file.and_then(|file| file.path.rsplit_once('.')).map(|(_, ending)| ending);
    let known = |name: &&str| matches!(highlight::language(name), Language::Known(_));
    ending.filter(known).unwrap_or(fence.language)
}

/// The code with colours and marks.
fn coloured(
    writer: &mut Writer,
    code: &str,
    language: &str,
    marks: &[String],
    span: Span,
) -> Highlighted {
    if let Language::Unknown { nearest } = highlight::language(language)
        && !PICTURES.contains(&language)
    {
        let message = format!("`{language}` is no language we have colours for");
        let hint = nearest.map(|name| format!("did you mean `{name}`?"));
        writer.diagnostics.push(
            Diagnostic::warning("unknown-language", span, message)
                .hint("write `text` to have none")
                .maybe_hint(hint),
        );
    }
    let places = places(writer, code, marks, span);
    let highlighted = highlight::highlight_marked(code, &places, language);
    if let Some(reason) = highlighted.gave_up {
        writer.diagnostics.push(Diagnostic::warning("highlight-gave-up", span, reason.to_string()));
    }
    highlighted
}

fn places(writer: &mut Writer, code: &str, marks: &[String], span: Span) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    for mark in marks {
        match marks::find(code, mark) {
            Ok(found) => places.extend(found),
            Err(Unmarked::NotFound) => {
                let message = format!("`{mark}` is nowhere in this code");
                writer.diagnostics.push(
                    Diagnostic::warning("unused-mark", span, message)
                        .hint("letter case counts; a pattern stands between slashes"),
                );
            }
            Err(Unmarked::BadPattern(error)) => {
                let message = format!("the pattern `{mark}` cannot be used: {error}");
                writer.diagnostics.push(
                    Diagnostic::warning("bad-mark", span, message)
                        .hint("without slashes it is a plain word"),
                );
            }
        }
    }
    places
}

/// What is wrong with the words behind the fence.
fn report(writer: &mut Writer, fence: &Fence<'_>, block: &CodeBlock, node: Span) {
    for (range, problem) in &fence.problems {
        let (message, hint) = match problem {
            Problem::Braces => (
                "these braces hold neither lines nor attributes",
                "write lines as `{1,3-5|7}`, and attributes as `{#id .class key=value}`",
            ),
            Problem::Lines => ("this is no list of lines", "write lines as `1,3-5`"),
            Problem::Start => {
                ("this is no number of a first line", "write a whole number, as in `start=10`")
            }
            Problem::TooManySteps => {
                ("code is highlighted in at most 24 steps", "make two blocks of it")
            }
        };
        let span = block.info_span(range.clone(), node);
        writer.diagnostics.push(Diagnostic::warning("bad-fence", span, message).hint(hint));
    }
    let count = block.text.lines().count();
    let groups = fence.steps.iter().flat_map(|steps| &steps.groups);
    let last = groups.filter_map(fence::Lines::last).max();
    if let Some(last) = last.filter(|last| *last as usize > count) {
        let message = format!("line {last} is to stand out, but the code has {count} lines");
        let span = block.info_span(0..block.info.len(), node);
        writer.diagnostics.push(
            Diagnostic::warning("no-such-line", span, message)
                .hint("lines count from 1 in each block, whatever numbers it shows"),
        );
    }
}
