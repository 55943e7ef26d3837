//! Selectors of style sheets (<https://www.w3.org/TR/selectors-4/>): those that a layout needs.

use super::dom::{Dom, Element, Id};
use cssparser::{ParseError, Parser, Token};

/// Selectors inside selectors, at most.
const MAX_DEPTH: usize = 6;

/// How many sisters before or after an element are looked at.
const MAX_SISTERS: usize = 64;

/// How many elements `:has()` looks at.
const MAX_LOOK: usize = 512;

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

impl Selector {
    /// What an element must have, one of these.
    pub(super) fn keys(&self) -> Vec<Key> {
        self.last.keys()
    }

    /// Numbers of ids, of classes and the like, and of names.
    pub(super) fn specificity(&self) -> [u16; 3] {
        let mut sum = self.last.specificity();
        for (_, compound) in &self.before {
            sum = add(sum, compound.specificity());
        }
        sum
    }

    /// Whether an element is such a one, as far as its [`Dom`] lets it be looked for.
    pub(super) fn matches(&self, dom: &Dom, id: Id) -> bool {
        self.last.matches(dom, id) && self.rest_matches(dom, id, 0, None)
    }

    /// Whether the elements before it are there, from the `at`th on. With `lead`, the leftmost one must be
    /// related to that element.
    fn rest_matches(&self, dom: &Dom, id: Id, at: usize, scope: Option<Id>) -> bool {
        let Some((combinator, compound)) = self.before.get(at) else {
            return scope.is_none_or(|scope| self.leads(dom, id, scope));
        };
        related(dom, id, *combinator).take_while(|_| dom.may_look()).any(|other| {
            compound.matches(dom, other) && self.rest_matches(dom, other, at + 1, scope)
        })
    }

    fn leads(&self, dom: &Dom, id: Id, scope: Id) -> bool {
        related(dom, id, self.lead.unwrap_or(Combinator::Descendant)).any(|other| other == scope)
    }

    /// Whether `scope` has an element such as this.
    fn is_had(&self, dom: &Dom, scope: Id) -> bool {
        let found =
            |id: Id| self.last.matches(dom, id) && self.rest_matches(dom, id, 0, Some(scope));
        let sisters = matches!(self.lead, Some(Combinator::Next | Combinator::Later));
        let children_only =
            self.before.iter().all(|(c, _)| matches!(c, Combinator::Next | Combinator::Later));
        if sisters {
            let Some(parent) = dom.elements[scope].parent else { return false };
            let from = dom.elements[scope].place + 1;
            let later = dom.elements[parent].elements.iter().skip(from);
            return later.take(MAX_SISTERS).any(|id| found(*id));
        }
        if self.lead == Some(Combinator::Child) && children_only {
            return dom.elements[scope].elements.iter().take(MAX_LOOK).any(|id| found(*id));
        }
        let mut queue: Vec<Id> = dom.elements[scope].elements.iter().rev().copied().collect();
        for _ in 0..MAX_LOOK {
            let Some(id) = queue.pop() else { return false };
            if found(id) {
                return true;
            }
            queue.extend(dom.elements[id].elements.iter().rev());
        }
        false
    }
}

/// The elements on the other side of a combinator, the nearest first.
fn related(dom: &Dom, id: Id, combinator: Combinator) -> Box<dyn Iterator<Item = Id> + '_> {
    let parent = dom.elements[id].parent;
    let before = move |most: usize| {
        let sisters = parent.map(|parent| &dom.elements[parent].elements[..dom.elements[id].place]);
        sisters.into_iter().flatten().rev().take(most).copied()
    };
    match combinator {
        Combinator::Child => Box::new(parent.into_iter()),
        Combinator::Next => Box::new(before(1)),
        Combinator::Later => Box::new(before(MAX_SISTERS)),
        Combinator::Descendant => {
            Box::new(std::iter::successors(parent, |id| dom.elements[*id].parent))
        }
    }
}

fn add(a: [u16; 3], b: [u16; 3]) -> [u16; 3] {
    [a[0].saturating_add(b[0]), a[1].saturating_add(b[1]), a[2].saturating_add(b[2])]
}

impl Compound {
    fn keys(&self) -> Vec<Key> {
        if let Some(id) = &self.id {
            return vec![Key::Id(id.clone())];
        }
        if let Some(class) = self.classes.first() {
            return vec![Key::Class(class.clone())];
        }
        if let Some(name) = &self.name {
            return vec![Key::Name(name.clone())];
        }
        let lists = self.pseudo.iter().find_map(|pseudo| match pseudo {
            Pseudo::Is(list) | Pseudo::Where(list) => Some(list),
            _ => None,
        });
        match lists {
            Some(list) => list.iter().flat_map(|selector| selector.last.keys()).collect(),
            None => vec![Key::Any],
        }
    }

    fn specificity(&self) -> [u16; 3] {
        let plain = self.classes.len() + self.attributes.len();
        let name = self.name.as_deref().is_some();
        let mut sum = [u16::from(self.id.is_some()), plain as u16, u16::from(name)];
        for pseudo in &self.pseudo {
            let most = |list: &[Selector]| {
                list.iter().map(Selector::specificity).max().unwrap_or_default()
            };
            sum = add(
                sum,
                match pseudo {
                    Pseudo::Is(list) | Pseudo::Not(list) | Pseudo::Has(list) => most(list),
                    Pseudo::Where(_) => [0, 0, 0],
                    Pseudo::Nth { of, .. } => add([0, 1, 0], most(of)),
                    _ => [0, 1, 0],
                },
            );
        }
        sum
    }

    fn matches(&self, dom: &Dom, id: Id) -> bool {
        let element = &dom.elements[id];
        self.name.as_ref().is_none_or(|name| *name == element.name)
            && self.id.as_ref().is_none_or(|id| Some(id) == element.id.as_ref())
            && self.classes.iter().all(|class| element.has_class(class))
            && self.attributes.iter().all(|attribute| attribute.matches(element))
            && self.pseudo.iter().all(|pseudo| pseudo.matches(dom, id))
    }
}

impl Attribute {
    fn matches(&self, element: &Element) -> bool {
        let Some(value) = element.attribute(&self.name) else { return false };
        let own = &*self.value;
        match self.operator {
            Operator::Exists => true,
            Operator::Equals => value == own,
            Operator::Word => value.split_ascii_whitespace().any(|word| word == own),
            Operator::Prefix => !own.is_empty() && value.starts_with(own),
            Operator::Suffix => !own.is_empty() && value.ends_with(own),
            Operator::Contains => !own.is_empty() && value.contains(own),
            Operator::Dash => {
                value.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            }
        }
    }
}

impl Pseudo {
    fn matches(&self, dom: &Dom, id: Id) -> bool {
        let element = &dom.elements[id];
        match self {
            Pseudo::Is(list) | Pseudo::Where(list) => {
                list.iter().any(|selector| selector.matches(dom, id))
            }
            Pseudo::Not(list) => !list.iter().any(|selector| selector.matches(dom, id)),
            Pseudo::Has(list) => list.iter().any(|selector| selector.is_had(dom, id)),
            Pseudo::Root => element.parent.is_none(),
            Pseudo::Empty => element.children.is_empty(),
            Pseudo::Lang(tags) => {
                let ancestors = std::iter::successors(Some(id), |id| dom.elements[*id].parent);
                let tag = ancestors.into_iter().find_map(|id| dom.elements[id].attribute("lang"));
                let tag = tag.unwrap_or_default().to_ascii_lowercase();
                let within = |own: &str| {
                    tag.strip_prefix(own)
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
                };
                tags.iter().any(|own| within(own))
            }
            Pseudo::Nth { step, offset, from_end, of, same_name } => {
                let counts = |other: &Id| {
                    (!same_name || dom.elements[*other].name == element.name)
                        && (of.is_empty()
                            || of.iter().any(|selector| selector.matches(dom, *other)))
                };
                if !of.is_empty() && !counts(&id) {
                    return false;
                }
                let Some(parent) = element.parent else { return *offset == 1 };
                let sisters = &dom.elements[parent].elements;
                // Only the first few places are asked for where each sister must be looked at.
                let number = if *from_end {
                    1 + sisters[element.place + 1..]
                        .iter()
                        .take(MAX_SISTERS)
                        .filter(|id| counts(id))
                        .count()
                } else if of.is_empty() && !same_name {
                    1 + element.place
                } else {
                    1 + sisters[..element.place]
                        .iter()
                        .rev()
                        .take(MAX_SISTERS)
                        .filter(|id| counts(id))
                        .count()
                };
                let distance = number as i32 - offset;
                match step {
                    0 => distance == 0,
                    step => distance % step == 0 && distance / step >= 0,
                }
            }
            Pseudo::Never => false,
        }
    }
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
