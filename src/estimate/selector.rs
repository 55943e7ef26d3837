//! Selectors of style sheets (<https://www.w3.org/TR/selectors-4/>): those that a layout needs.

mod matching;

use cssparser::{ParseError, Parser, Token};

/// Selectors inside selectors, at most.
const MAX_DEPTH: usize = 6;

/// How an element is related to the one on the right of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Combinator {
    Descendant,
    Child,
    Next,
    Later,
}

/// A selector, its last part first.
#[derive(Debug, Clone, Default)]
pub(super) struct Selector {
    last: Compound,
    before: Vec<(Combinator, Compound)>,
    /// How it relates to the element of `:has()`, if it stands there.
    lead: Option<Combinator>,
}

/// What one element must be.
#[derive(Debug, Clone, Default)]
struct Compound {
    name: Option<Box<str>>,
    id: Option<Box<str>>,
    classes: Vec<Box<str>>,
    attributes: Vec<Attribute>,
    pseudo: Vec<Pseudo>,
}

#[derive(Debug, Clone)]
struct Attribute {
    name: Box<str>,
    operator: Operator,
    value: Box<str>,
}

#[derive(Debug, Clone, Copy)]
enum Operator {
    Exists,
    Equals,
    Word,
    Prefix,
    Suffix,
    Contains,
    Dash,
}

#[derive(Debug, Clone)]
enum Pseudo {
    Is(Vec<Selector>),
    Where(Vec<Selector>),
    Not(Vec<Selector>),
    Has(Vec<Selector>),
    Nth {
        step: i32,
        offset: i32,
        from_end: bool,
        of: Vec<Selector>,
        same_name: bool,
    },
    Root,
    Empty,
    Lang(Vec<Box<str>>),
    /// It holds for no element at rest.
    Never,
}

/// What an element must at least have to be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Id(Box<str>),
    Class(Box<str>),
    Name(Box<str>),
    Any,
}

/// Reads a list of selectors; those that cannot be read or are none of elements are left out.
pub(super) fn selectors(text: &str) -> Vec<Selector> {
    list(&mut Parser::new(text), false, 0)
}

fn list(parser: &mut Parser<'_>, relative: bool, depth: usize) -> Vec<Selector> {
    let mut out = Vec::new();
    while !parser.is_exhausted() {
        let read = parser.parse_until_before(cssparser::Delimiter::Comma, |parser| {
            let read = selector(parser, relative, depth);
            while parser.next().is_ok() {}
            Ok::<_, ParseError<()>>(read)
        });
        out.extend(read.ok().flatten());
        let _ = parser.next();
    }
    out
}

fn selector(parser: &mut Parser<'_>, relative: bool, depth: usize) -> Option<Selector> {
    if depth > MAX_DEPTH {
        return None;
    }
    let mut parts: Vec<(Option<Combinator>, Compound)> = Vec::new();
    let mut combinator = relative.then_some(Combinator::Descendant);
    let mut inside = false;
    parser.skip_whitespace();
    while let Ok(token) = parser.next_including_whitespace().cloned() {
        let mut is_combinator = true;
        match token {
            Token::WhiteSpace(_) => {
                combinator = combinator.or(Some(Combinator::Descendant));
            }
            Token::Delim('>') => combinator = Some(Combinator::Child),
            Token::Delim('+') => combinator = Some(Combinator::Next),
            Token::Delim('~') => combinator = Some(Combinator::Later),
            _ => is_combinator = false,
        }
        if is_combinator {
            inside = false;
            continue;
        }
        if !inside {
            parts.push((combinator.take(), Compound::default()));
            inside = true;
        }
        let compound = &mut parts.last_mut()?.1;
        simple(parser, token, compound, depth)?;
    }
    let lead = parts.first()?.0.filter(|_| relative);
    let mut last = parts.pop()?;
    let mut before = Vec::new();
    while let Some(next) = parts.pop() {
        before.push((last.0?, next.1));
        last.0 = next.0;
    }
    Some(Selector { last: last.1, before, lead })
}

/// Adds one simple selector.
fn simple(
    parser: &mut Parser<'_>,
    token: Token<'_>,
    to: &mut Compound,
    depth: usize,
) -> Option<()> {
    match token {
        Token::Ident(name) => to.name = Some(name.to_ascii_lowercase().into()),
        Token::Delim('*') => {}
        Token::IDHash(id) | Token::Hash(id) => to.id = Some((&*id).into()),
        Token::Delim('.') => match parser.next_including_whitespace().ok()? {
            Token::Ident(class) => to.classes.push((&**class).into()),
            _ => return None,
        },
        Token::SquareBracketBlock => {
            let read = parser.parse_nested_block(|p| {
                let read = attribute(p);
                while p.next().is_ok() {}
                Ok::<_, ParseError<()>>(read)
            });
            to.attributes.push(read.ok()??);
        }
        Token::Colon => match parser.next_including_whitespace().ok()?.clone() {
            Token::Ident(name) => to.pseudo.push(plain_pseudo(&name.to_ascii_lowercase())?),
            Token::Function(name) => {
                let name = name.to_ascii_lowercase();
                let read = parser.parse_nested_block(|p| {
                    let read = function(p, &name, depth + 1);
                    while p.next().is_ok() {}
                    Ok::<_, ParseError<()>>(read)
                });
                to.pseudo.push(read.ok()??);
            }
            // `::before` and the like are no elements of ours.
            _ => return None,
        },
        _ => return None,
    }
    Some(())
}

fn plain_pseudo(name: &str) -> Option<Pseudo> {
    let nth =
        |from_end, same_name| Pseudo::Nth { step: 0, offset: 1, from_end, of: vec![], same_name };
    Some(match name {
        "first-child" => nth(false, false),
        "last-child" => nth(true, false),
        "first-of-type" => nth(false, true),
        "last-of-type" => nth(true, true),
        "only-child" => {
            let alone = |from_end| Selector {
                last: Compound { pseudo: vec![nth(from_end, false)], ..Compound::default() },
                ..Selector::default()
            };
            let not = |selector| Selector {
                last: Compound { pseudo: vec![Pseudo::Not(vec![selector])], ..Compound::default() },
                ..Selector::default()
            };
            Pseudo::Not(vec![not(alone(false)), not(alone(true))])
        }
        "root" => Pseudo::Root,
        "empty" => Pseudo::Empty,
        "link" | "any-link" | "enabled" | "defined" => Pseudo::Not(vec![]),
        "before" | "after" | "first-line" | "first-letter" => return None,
        _ => Pseudo::Never,
    })
}

fn function(parser: &mut Parser<'_>, name: &str, depth: usize) -> Option<Pseudo> {
    Some(match name {
        "is" | "matches" | "-webkit-any" => Pseudo::Is(list(parser, false, depth)),
        "where" => Pseudo::Where(list(parser, false, depth)),
        "not" => Pseudo::Not(list(parser, false, depth)),
        "has" => Pseudo::Has(list(parser, true, depth)),
        "lang" => {
            let mut tags = Vec::new();
            while let Ok(token) = parser.next() {
                if let Token::Ident(tag) | Token::QuotedString(tag) = token {
                    tags.push(tag.to_ascii_lowercase().into());
                }
            }
            Pseudo::Lang(tags)
        }
        "nth-child" | "nth-last-child" | "nth-of-type" | "nth-last-of-type" => {
            let (step, offset) = cssparser::parse_nth(parser).ok()?;
            let of = parser.try_parse(|p| p.expect_ident_matching("of")).is_ok();
            let of = if of { list(parser, false, depth) } else { vec![] };
            let from_end = name.contains("last");
            Pseudo::Nth { step, offset, from_end, of, same_name: name.ends_with("type") }
        }
        _ => Pseudo::Never,
    })
}

fn attribute(parser: &mut Parser<'_>) -> Option<Attribute> {
    let name = parser.expect_ident().ok()?.to_ascii_lowercase().into();
    let operator = match parser.next() {
        Err(_) => return Some(Attribute { name, operator: Operator::Exists, value: "".into() }),
        Ok(Token::Delim('=')) => Operator::Equals,
        Ok(Token::IncludeMatch) => Operator::Word,
        Ok(Token::PrefixMatch) => Operator::Prefix,
        Ok(Token::SuffixMatch) => Operator::Suffix,
        Ok(Token::SubstringMatch) => Operator::Contains,
        Ok(Token::DashMatch) => Operator::Dash,
        Ok(_) => return None,
    };
    let value = (&**parser.expect_ident_or_string().ok()?).into();
    let _ = parser.try_parse(|p| p.expect_ident().map(|_| ()));
    Some(Attribute { name, operator, value })
}

#[cfg(test)]
mod tests {
    use super::selectors;
    use crate::estimate::dom::Dom;
    use crate::html::tokens::tokens;

    #[test]
    fn selectors_say_how_much_they_say() {
        for (text, expected) in [
            (".deck .reveal section:is(.fitting,.settling):not(.stack)", [0, 4, 1]),
            (".deck section:is(.fitting,.settling)", [0, 2, 1]),
            ("#a > b::before, c:where(.d) *", [0, 0, 1]),
        ] {
            let read = selectors(text);
            assert_eq!(read.len(), 1, "{text}: {read:#?}");
            assert_eq!(read[0].specificity(), expected, "{text}");
        }
    }

    #[test]
    fn selectors_find_elements() {
        let html = "<h2 id=t>T</h2><p class='a b'>x</p><ul><li>1</li><li data-x='one two'>2</li></ul><p><img></p>";
        let mut dom = Dom::default();
        let root = dom.add(None, "section", vec![]);
        dom.read(root, &tokens(html));
        let found = |text: &str| -> Vec<String> {
            dom.look_anew();
            let list = selectors(text);
            let matches = |id: &usize| list.iter().any(|own| own.matches(&dom, *id));
            let ids = (0..dom.elements.len()).filter(matches);
            ids.map(|id| format!("{}{id}", dom.elements[id].name)).collect()
        };
        for (text, expected) in [
            ("p", &["p2", "p6"][..]),
            ("p.a.b, #t", &["h21", "p2"]),
            ("section > p + ul li", &["li4", "li5"]),
            ("h2 ~ p", &["p2", "p6"]),
            ("li:first-child, li:nth-child(2n)", &["li4", "li5"]),
            ("section > :nth-last-child(1 of :not(p))", &["ul3"]),
            ("li:last-child[data-x~=two]", &["li5"]),
            ("[data-x^=two], [data-x*='e t']", &["li5"]),
            ("p:has(> img:only-child)", &["p6"]),
            ("section:has(> p ~ ul):not(:has(ol)) > :is(ul, ol)", &["ul3"]),
            (":root, p:empty, a:hover, li::marker", &["section0"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }
}
