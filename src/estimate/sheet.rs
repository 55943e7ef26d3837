//! Style sheets as rules (<https://www.w3.org/TR/css-syntax-3/>), those for a screen of the stage's size.

use super::selector::{Key, Selector, selectors};
use cssparser::{ParseError, Parser, Token};
use std::collections::HashMap;

/// Rules of one deck; more are not read.
const MAX_RULES: usize = 6000;

/// Rules for the elements of one name or class; more are not read.
const MAX_ALIKE: usize = 500;

/// Conditions inside conditions, at most.
const MAX_DEPTH: usize = 6;

/// The rules of all of a page's sheets, found by what an element has.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub(super) rules: Vec<Rule>,
    by_key: HashMap<Key, Vec<usize>>,
}

/// What holds for the elements that one selector names.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) selector: Selector,
    /// Whose rule it is (0 the browser's, 1 the page's) and how much the selector says.
    pub(super) rank: (u8, [u16; 3]),
    /// What it says.
    pub(super) declarations: std::sync::Arc<[Declaration]>,
}

/// `property: value`
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Declaration {
    /// In lower case, but custom properties as they are written.
    pub(super) property: Box<str>,
    pub(super) value: Box<str>,
    pub(super) important: bool,
}

impl Rules {
    /// Adds a sheet after those that are there; the first one is the browser's.
    pub(super) fn add(&mut self, css: &str) {
        let origin = u8::from(!self.rules.is_empty());
        self.block(&mut Parser::new(css), origin, 0);
    }

    /// The rules that may hold for an element with these.
    pub(super) fn with<'a>(
        &'a self,
        keys: impl Iterator<Item = Key> + 'a,
    ) -> impl Iterator<Item = usize> + 'a {
        keys.filter_map(|key| self.by_key.get(&key)).flatten().copied()
    }

    fn block(&mut self, parser: &mut Parser<'_>, origin: u8, depth: usize) {
        let mut start = parser.position();
        let mut at_rule: Option<String> = None;
        loop {
            let before = parser.position();
            let Ok(token) = parser.next_including_whitespace_and_comments() else { return };
            match token {
                Token::AtKeyword(name) if at_rule.is_none()
                    && before == start => {
                        at_rule = Some(name.to_ascii_lowercase());
                    }
                Token::Semicolon | Token::CDO | Token::CDC => {
                    start = parser.position();
                    at_rule = None;
                }
                Token::WhiteSpace(_) | Token::Comment(_)
                    // What stands before a rule is no part of it.
                    if before == start => {
                        start = parser.position();
                    }
                Token::CurlyBracketBlock => {
                    let head = parser.slice_from(start).trim_end_matches('{').to_string();
                    let name = at_rule.take();
                    let _ = parser.parse_nested_block(|inner| {
                        match name {
                            None => self.rule(&head, inner, origin),
                            Some(name) if depth < MAX_DEPTH && holds(&name, &head) => {
                                self.block(inner, origin, depth + 1)
                            }
                            Some(_) => {}
                        }
                        while inner.next().is_ok() {}
                        Ok::<(), ParseError<()>>(())
                    });
                    start = parser.position();
                }
                _ => {}
            }
        }
    }

    fn rule(&mut self, head: &str, parser: &mut Parser<'_>, origin: u8) {
        let declarations: Vec<Declaration> =
            declarations(parser).into_iter().filter(matters).collect();
        if declarations.is_empty() {
            return;
        }
        let declarations: std::sync::Arc<[Declaration]> = declarations.into();
        for selector in selectors(head) {
            if self.rules.len() >= MAX_RULES {
                return;
            }
            let number = self.rules.len();
            for key in selector.keys() {
                let list = self.by_key.entry(key).or_default();
                if list.last() != Some(&number) && list.len() < MAX_ALIKE {
                    list.push(number);
                }
            }
            let rank = (origin, selector.specificity());
            self.rules.push(Rule { selector, rank, declarations: declarations.clone() });
        }
    }
}

/// Whether an at-rule's content counts.
fn holds(name: &str, head: &str) -> bool {
    let condition = head.trim_start_matches(|c: char| c == '@' || c.is_alphanumeric() || c == '-');
    match name {
        "media" => condition.to_ascii_lowercase().split(',').any(media),
        "supports" | "layer" => true,
        _ => false,
    }
}

/// A media query on a screen of 1280x720.
fn media(query: &str) -> bool {
    query.split(" and ").all(|part| {
        let part = part.trim();
        let inner = part.trim_start_matches('(').trim_end_matches(')');
        let pixels = |value: &str| value.trim().trim_end_matches("px").parse::<f32>().ok();
        match inner.split_once(':') {
            None => matches!(part, "" | "screen" | "all" | "only screen"),
            Some((name, value)) => match name.trim() {
                "min-width" => pixels(value).is_some_and(|width| width <= 1280.0),
                "max-width" => pixels(value).is_some_and(|width| width >= 1280.0),
                "min-height" => pixels(value).is_some_and(|height| height <= 720.0),
                "max-height" => pixels(value).is_some_and(|height| height >= 720.0),
                "orientation" => value.trim() == "landscape",
                _ => false,
            },
        }
    })
}

/// The declarations of a `style` attribute.
pub(super) fn inline(style: &str) -> Vec<Declaration> {
    declarations(&mut Parser::new(style)).into_iter().filter(matters).collect()
}

fn declarations(parser: &mut Parser<'_>) -> Vec<Declaration> {
    let mut out = Vec::new();
    while !parser.is_exhausted() {
        let read = parser.parse_until_after(cssparser::Delimiter::Semicolon, |parser| {
            let read = declaration(parser);
            while parser.next().is_ok() {}
            Ok::<_, ParseError<()>>(read)
        });
        out.extend(read.ok().flatten());
    }
    out
}

fn declaration(parser: &mut Parser<'_>) -> Option<Declaration> {
    let name = parser.expect_ident().ok()?.clone();
    parser.expect_colon().ok()?;
    parser.skip_whitespace();
    let start = parser.position();
    while parser.next().is_ok() {}
    let mut value = parser.slice_from(start).trim();
    let mut important = false;
    if let Some(before) = value.strip_suffix("important")
        && let Some(before) = before.trim_end().strip_suffix('!')
    {
        (value, important) = (before.trim_end(), true);
    }
    let property: Box<str> =
        if name.starts_with("--") { (&*name).into() } else { name.to_ascii_lowercase().into() };
    Some(Declaration { property, value: value.into(), important })
}

/// Whether a declaration can change the size of anything.
fn matters(declaration: &Declaration) -> bool {
    let name = &*declaration.property;
    let starts = |prefix: &&str| name.starts_with(prefix);
    let colours = ["border-radius", "border-color", "border-image"];
    [
        "--",
        "margin",
        "padding",
        "border",
        "font",
        "line-height",
        "letter-spacing",
        "text-transform",
        "white-space",
        "overflow-wrap",
        "word-wrap",
        "word-break",
        "text-indent",
        "width",
        "height",
        "min-",
        "max-",
        "inline-size",
        "block-size",
        "box-sizing",
        "display",
        "position",
        "float",
        "clear",
        "zoom",
        "flex",
        "gap",
        "grid",
        "column",
        "row-gap",
        "top",
        "left",
        "right",
        "bottom",
        "inset",
        "overflow",
        "list-style",
        "vertical-align",
        "tab-size",
        "aspect-ratio",
        "content",
        "order",
        "align-items",
    ]
    .iter()
    .any(&starts)
        && !colours.iter().any(starts)
        && declaration.value.len() < 2000
}

#[cfg(test)]
mod tests {
    use super::Rules;

    #[test]
    fn rules_are_those_of_a_screen() {
        let css = "/* a */ a { width: 1px } @media print { b { width: 1px } }
            @media screen { .deck c:is(.x, .y) { display: block !important; color: red } } @media (width < 3px) { d { width: 1px } }
            @import 'x'; @font-face { font-family: x } e, f > g { color: red; margin: 0 }";
        let mut rules = Rules::default();
        rules.add(css);
        let all: Vec<String> =
            rules.rules.iter().map(|rule| format!("{:?}", rule.declarations)).collect();
        assert_eq!(all.len(), 4, "{all:#?}");
        assert!(rules.rules[1].declarations[0].important);
        assert_eq!(&*rules.rules[1].declarations[0].value, "block");
    }
}
