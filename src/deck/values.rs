//! `{{< meta title >}}` and `{{< var name >}}`: values of the header and of `_variables.yml`.

use super::{Slide, each_mut};
use crate::attributes::Attributes;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::header::{self, Header};
use crate::markdown::{Kind, Node, parse_inline};
use crate::shortcode::{self, Shortcode};
use crate::source::Span;
use crate::suggest;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// All values that are put in, in bytes: a long one that is named often would fill the memory.
const MAX_BYTES: usize = 8_000_000;

/// Puts values in.
pub(super) struct Values<'a> {
    header: &'a Header,
    variables: &'a Map<String, Value>,
    /// Keys of the header that were used.
    used: BTreeSet<Span>,
    bytes: usize,
}

impl<'a> Values<'a> {
    pub(super) fn new(header: &'a Header, variables: &'a Map<String, Value>) -> Values<'a> {
        Values { header, variables, used: BTreeSet::new(), bytes: 0 }
    }

    pub(super) fn slide(&mut self, slide: &mut Slide, found: &mut Diagnostics) {
        self.attributes(&mut slide.attributes, slide.span, found);
        self.nodes(&mut slide.nodes, found);
    }

    /// Puts values in place of the shortcodes among nodes and in their attributes.
    pub(super) fn nodes(&mut self, nodes: &mut Vec<Node>, found: &mut Diagnostics) {
        if nodes.iter().any(|node| matches!(node.kind, Kind::Shortcode(_))) {
            *nodes = std::mem::take(nodes)
                .into_iter()
                .flat_map(|node| match &node.kind {
                    Kind::Shortcode(code) => self.inline(code, node.span, found),
                    _ => vec![node],
                })
                .collect();
        }
        for node in nodes {
            if let Some(own) = &mut node.attributes {
                self.attributes(own, node.span, found);
            }
            self.nodes(&mut node.children, found);
        }
    }

    /// Keys that deckgen does not know are no mistake when the deck uses them.
    pub(super) fn forgive_unknown_keys(&self, found: &mut Diagnostics) {
        let used = |span: Option<Span>| span.is_some_and(|span| self.used.contains(&span));
        found.retain(|finding| finding.code != "unknown-key" || !used(finding.span));
    }

    fn inline(&mut self, code: &Shortcode, span: Span, found: &mut Diagnostics) -> Vec<Node> {
        let Some(text) = self.text(code, span, found) else {
            return vec![Node::new(Kind::Text(code.written.as_str().into()), span)];
        };
        let mut nodes = parse_inline(&text, span, &mut Vec::new());
        each_mut(&mut nodes, &mut |node| {
            node.span = span;
            // A value that names values is shown as it is, so that none can name itself.
            if let Kind::Shortcode(inner) = &node.kind {
                node.kind = Kind::Text(inner.written.as_str().into());
            }
        });
        nodes
    }

    fn attributes(&mut self, own: &mut Attributes, span: Span, found: &mut Diagnostics) {
        for (_, value) in own.pairs.iter_mut().filter(|(_, value)| shortcode::is_in(value)) {
            let mut out = String::with_capacity(value.len());
            let mut rest = value.as_str();
            while let Some(at) = rest.find("{{<") {
                out.push_str(&rest[..at]);
                let Some((code, length)) = shortcode::read(&rest[at..]) else {
                    out.push_str(&rest[at..at + 3]);
                    rest = &rest[at + 3..];
                    continue;
                };
                out.push_str(&self.text(&code, span, found).unwrap_or_default());
                rest = &rest[at + length..];
            }
            out.push_str(rest);
            *value = out;
        }
    }

    /// The text that a shortcode stands for; `None`, with a finding, when there is none.
    fn text(&mut self, code: &Shortcode, span: Span, found: &mut Diagnostics) -> Option<String> {
        let text = match self.value(code) {
            Ok(value) => text(&value),
            Err(problem) => {
                found.push(problem.at(code, span));
                return None;
            }
        };
        let before = self.bytes;
        self.bytes += text.len();
        if self.bytes > MAX_BYTES {
            if before <= MAX_BYTES {
                let limit = MAX_BYTES / 1_000_000;
                let message = format!("the values put in up to here have more than {limit} MB");
                let error = Diagnostic::error("values-too-long", span, message);
                found.push(error.hint("shorten the values that are used often"));
            }
            return None;
        }
        Some(text)
    }

    fn value(&mut self, code: &Shortcode) -> Result<Value, Problem> {
        let [key] = &code.arguments[..] else { return Err(Problem::of(&code.name)) };
        match code.name.as_str() {
            "meta" => {
                let first = header::spelling(key.split('.').next().unwrap_or_default());
                self.used.extend(self.header.given.get(&first).map(|given| given.name));
                let names = self.header.given.keys().map(String::as_str);
                meta(self.header, key)
                    .cloned()
                    .ok_or_else(|| Problem::NoValue(suggest::did_you_mean(key, names)))
            }
            "var" => {
                let own = self.header.given.get("vars").and_then(|given| given.value.as_object());
                let both = own.into_iter().chain([self.variables]);
                let value = both.clone().find_map(|values| inside(values, key));
                let names = both.flat_map(|values| values.keys().map(String::as_str));
                let unknown = || Problem::NoValue(suggest::did_you_mean(key, names));
                value.cloned().ok_or_else(unknown)
            }
            _ => Err(Problem::Unknown),
        }
    }
}

/// The value of the header at a path such as `course.name`.
pub(super) fn meta<'h>(header: &'h Header, path: &str) -> Option<&'h Value> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(a, b)| (a, Some(b)));
    let value = &header.given.get(&header::spelling(first))?.value;
    match rest {
        None => Some(value),
        Some(rest) => inside(value.as_object()?, rest),
    }
}

/// The value at a path in a map.
fn inside<'m>(values: &'m Map<String, Value>, path: &str) -> Option<&'m Value> {
    let mut parts = path.split('.');
    let first = values.get(parts.next()?)?;
    parts.try_fold(first, |value, part| value.as_object()?.get(part))
}

/// A value as inline Markdown; the items of a list with commas between them.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(", "),
        Value::Object(map) => map.get("name").map(text).unwrap_or_default(),
        _ => String::new(),
    }
}

/// Why a shortcode stands for nothing.
enum Problem {
    /// There is no such shortcode.
    Unknown,
    /// `meta` or `var` without its one word.
    Words,
    /// There is no such value; and what may have been meant.
    NoValue(Option<String>),
    /// An include that does not stand alone on its line.
    Include,
}

impl Problem {
    /// What is wrong with a shortcode that has no word, or too many.
    fn of(name: &str) -> Problem {
        match name {
            "meta" | "var" => Problem::Words,
            "include" => Problem::Include,
            _ => Problem::Unknown,
        }
    }

    fn at(self, code: &Shortcode, span: Span) -> Diagnostic {
        let name = &code.name;
        match self {
            Problem::Unknown if name == "include" => Problem::Include.at(code, span),
            Problem::Unknown => {
                let names = ["include", "meta", "var"];
                Diagnostic::warning(
                    "unknown-shortcode",
                    span,
                    format!("there is no shortcode `{name}`"),
                )
                .hint("deckgen knows `include`, `meta` and `var`")
                .maybe_hint(suggest::did_you_mean(name, names))
            }
            Problem::Words => {
                Diagnostic::warning("bad-shortcode", span, format!("`{name}` takes one name"))
                    .hint(format!("write `{{{{< {name} title >}}}}`"))
            }
            Problem::Include => {
                Diagnostic::warning("bad-shortcode", span, "this does not include a file").hint(
                    "write `{{< include part.md >}}` alone on its line, outside of quotations",
                )
            }
            Problem::NoValue(near) => {
                let key = &code.arguments[0];
                let hint = match name.as_str() {
                    "meta" => format!("add `{key}:` to the header"),
                    _ => format!("add `{key}:` to `vars:` in the header, or to `_variables.yml`"),
                };
                Diagnostic::warning("unknown-value", span, format!("there is no value `{key}`"))
                    .hint(hint)
                    .maybe_hint(near)
            }
        }
    }
}
