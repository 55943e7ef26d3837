//! Whether an element is one that a selector means.

use super::super::dom::{Dom, Element, Id};
use super::{Attribute, Combinator, Compound, Key, Operator, Pseudo, Selector};

/// How many sisters before or after an element are looked at.
const MAX_SISTERS: usize = 64;

/// How many elements `:has()` looks at.
const MAX_LOOK: usize = 512;

impl Selector {
    /// What an element must have, one of these.
    pub(in super::super) fn keys(&self) -> Vec<Key> {
        self.last.keys()
    }

    /// Numbers of ids, of classes and the like, and of names.
    pub(in super::super) fn specificity(&self) -> [u16; 3] {
        let mut sum = self.last.specificity();
        for (_, compound) in &self.before {
            sum = add(sum, compound.specificity());
        }
        sum
    }

    /// Whether an element is such a one, as far as its [`Dom`] lets it be looked for.
    pub(in super::super) fn matches(&self, dom: &Dom, id: Id) -> bool {
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
