//! Code blocks.

use super::nodes::{Writer, attributes};
use crate::attributes::{self as blocks, Attributes};
use crate::diagnostic::Diagnostic;
use crate::highlight::{self, Language};
use crate::html::escape;
use crate::markdown::{CodeBlock, Node};
use crate::source::Span;

/// Fences that other tools turn into something else than code; they have no colours.
const PICTURES: [&str; 4] = ["mermaid", "dot", "chart", "math"];

/// Writes a code block with its colours.
pub(super) fn block(writer: &mut Writer, block: &CodeBlock, node: &Node) {
    let info = Info::read(&block.info);
    let code = block.text.strip_suffix('\n').unwrap_or(&block.text);
    let mut own = node.attributes.as_deref().cloned().unwrap_or_default();
    own.merge(info.attributes);
    writer.out.push_str("<pre");
    attributes(&mut writer.out, &["code-wrapper"], Some(&own));
    writer.out.push_str("><code");
    let language = info.language.unwrap_or_default();
    let class = format!("language-{language}");
    let classes: &[&str] = if language.is_empty() { &["hljs"] } else { &["hljs", &class] };
    escape::pair(&mut writer.out, "class", &classes.join(" "));
    writer.out.push('>');
    colours(writer, code, language, node.span);
    writer.out.push_str("</code></pre>");
}

fn colours(writer: &mut Writer, code: &str, language: &str, span: Span) {
    match highlight::language(language) {
        Language::Plain => return escape::text(&mut writer.out, code),
        Language::Unknown { nearest } if !PICTURES.contains(&language) => {
            let message = format!("`{language}` is no language we have colours for");
            let hint = nearest.map(|name| format!("did you mean `{name}`?"));
            writer.diagnostics.push(
                Diagnostic::warning("unknown-language", span, message)
                    .hint("write `text` to have none")
                    .maybe_hint(hint),
            );
            return escape::text(&mut writer.out, code);
        }
        Language::Unknown { .. } => return escape::text(&mut writer.out, code),
        Language::Known(_) => {}
    }
    let highlighted = highlight::highlight(code, language);
    writer.out.push_str(&highlighted.html());
    if let Some(reason) = highlighted.gave_up {
        writer.diagnostics.push(Diagnostic::warning("highlight-gave-up", span, reason.to_string()));
    }
}

/// What stands behind an opening fence.
struct Info<'t> {
    language: Option<&'t str>,
    attributes: Attributes,
}

impl<'t> Info<'t> {
    /// Reads `rust`, `rust {…}` and pandoc's `{.rust …}`. Other words are for tools we are not.
    fn read(info: &'t str) -> Info<'t> {
        let info = info.trim();
        let end = info.find([' ', '\t', '{', ',']).unwrap_or(info.len());
        let (word, rest) = info.split_at(end);
        let attributes = blocks::block(rest.trim()).map(|(attributes, _)| attributes);
        let mut language = Some(word).filter(|word| is_language(word));
        if word.is_empty() && rest.starts_with("{.") {
            let end = rest[2..].find([' ', '}']).map_or(rest.len(), |end| end + 2);
            language = Some(&rest[2..end]).filter(|word| is_language(word));
        }
        Info { language, attributes: attributes.unwrap_or_default() }
    }
}

/// Languages have short plain names; anything else could be an attack on the page.
fn is_language(word: &str) -> bool {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '#' | '.' | '-');
    (1..=32).contains(&word.len()) && word.chars().all(good)
}

#[cfg(test)]
mod tests {
    use super::Info;

    #[test]
    fn the_language_is_the_first_word() {
        for (info, expected) in [
            ("rust", Some("rust")),
            (" python {1,3}", Some("python")),
            ("js{1|2}", Some("js")),
            ("rust,ignore", Some("rust")),
            ("{.java .numbers}", Some("java")),
            ("c++", Some("c++")),
            ("js\"onload=x", None),
            ("", None),
        ] {
            assert_eq!(Info::read(info).language, expected, "{info}");
        }
    }
}
