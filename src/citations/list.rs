//! The list of references: in the author's `::: {#refs}`, else on a slide of its own at the end.

use super::{Ids, Reference};
use crate::attributes::Attributes;
use crate::deck::{Deck, Slide};
use crate::markdown::{Kind, Node};
use crate::source::Span;
use std::collections::{BTreeSet, HashSet};

/// The id of the container that authors write, as in pandoc.
const REFS: &str = "refs";

/// The slide's heading in some languages.
const TITLES: &[(&str, &str)] = &[
    ("ar", "المراجع"),
    ("cs", "Literatura"),
    ("da", "Referencer"),
    ("de", "Literatur"),
    ("el", "Βιβλιογραφία"),
    ("es", "Referencias"),
    ("fa", "منابع"),
    ("fi", "Lähteet"),
    ("fr", "Références"),
    ("he", "מקורות"),
    ("hu", "Irodalom"),
    ("it", "Riferimenti"),
    ("ja", "参考文献"),
    ("ko", "참고문헌"),
    ("nb", "Referanser"),
    ("nl", "Literatuur"),
    ("no", "Referanser"),
    ("pl", "Bibliografia"),
    ("pt", "Referências"),
    ("ru", "Список литературы"),
    ("sv", "Referenser"),
    ("tr", "Kaynakça"),
    ("uk", "Список літератури"),
    ("zh", "参考文献"),
];

/// Ids for works, `ref-KEY`, that nothing else in the deck has.
pub(super) fn ids(deck: &Deck, keys: &BTreeSet<String>) -> Ids {
    let mut taken = taken(deck);
    let good = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let mut ids = Ids::new();
    for key in keys {
        let clean: String = key.chars().map(|c| if good(c) { c } else { '-' }).collect();
        let id = free(&format!("ref-{clean}"), &mut taken);
        ids.insert(key.clone(), id);
    }
    ids
}

/// All ids of a deck.
fn taken(deck: &Deck) -> HashSet<String> {
    fn of_nodes(nodes: &[Node], taken: &mut HashSet<String>) {
        for node in nodes {
            taken.extend(node.attributes.as_ref().and_then(|own| own.id.clone()));
            of_nodes(&node.children, taken);
        }
    }
    let mut taken = HashSet::new();
    for slide in &deck.slides {
        taken.insert(slide.id.clone());
        of_nodes(&slide.nodes, &mut taken);
        of_nodes(&slide.notes, &mut taken);
    }
    taken
}

/// An id that is not taken yet: `wanted`, else with a number.
fn free(wanted: &str, taken: &mut HashSet<String>) -> String {
    let numbered = (1..).map(|number| format!("{wanted}-{number}"));
    let id = std::iter::once(wanted.to_string()).chain(numbered).find(|id| !taken.contains(id));
    let id = id.expect("there are more numbers than ids");
    taken.insert(id.clone());
    id
}

/// Puts the references where they belong; without any there is no list.
pub(super) fn place(deck: &mut Deck, list: Vec<Reference>, ids: &Ids, lang: &str, span: Span) {
    if list.is_empty() {
        return;
    }
    let mut list = Some(entries(list, ids, span));
    for slide in &mut deck.slides {
        if let Some(container) = container(&mut slide.nodes) {
            container.children.extend(list.take());
            may_split(&mut slide.attributes);
            return;
        }
    }
    if let Some(list) = list {
        let slide = slide(deck, list, lang, span);
        deck.slides.push(slide);
    }
}

fn container(nodes: &mut [Node]) -> Option<&mut Node> {
    for node in nodes {
        let own = node.attributes.as_ref();
        if node.kind == Kind::Container && own.is_some_and(|own| own.id.as_deref() == Some(REFS)) {
            return Some(node);
        }
        if let Some(found) = container(&mut node.children) {
            return Some(found);
        }
    }
    None
}

/// A long list goes on on further slides, unless the author says otherwise.
fn may_split(attributes: &mut Attributes) {
    if attributes.get("overflow").is_none() {
        attributes.pairs.push(("overflow".to_string(), "split".to_string()));
    }
}

fn slide(deck: &Deck, list: Node, lang: &str, span: Span) -> Slide {
    let mut taken = taken(deck);
    let id = free("references", &mut taken);
    let mut heading = Node::with(Kind::Heading(2), span, vec![text(title(lang), span)]);
    heading.attributes_mut().id = Some(id.clone());
    let mut attributes = Attributes::default();
    may_split(&mut attributes);
    let (nodes, notes) = (vec![heading, list], Vec::new());
    Slide { id, level: 2, attributes, nodes, notes, footer: None, span }
}

/// "References" in the deck's language.
fn title(lang: &str) -> &'static str {
    let base = lang.split('-').next().unwrap_or_default().to_ascii_lowercase();
    TITLES.iter().find(|(code, _)| *code == base).map_or("References", |(_, title)| title)
}

fn entries(list: Vec<Reference>, ids: &Ids, span: Span) -> Node {
    let items = list.into_iter().map(|reference| {
        let mut children = Vec::new();
        if let Some(label) = reference.label {
            children.push(inline("reference-label", label, span));
            children.push(text(" ", span));
            children.push(inline("reference-text", reference.text, span));
        } else {
            children = reference.text;
        }
        let mut item = Node::with(Kind::Item, span, children);
        item.attributes_mut().id = ids.get(&reference.key).cloned();
        item
    });
    let mut node = Node::with(Kind::List(None), span, items.collect());
    let labelled = node.children.iter().any(|item| item.children[0].has_class("reference-label"));
    node.attributes_mut().add_class("references");
    if labelled {
        node.attributes_mut().add_class("labelled");
    }
    node
}

fn inline(class: &str, children: Vec<Node>, span: Span) -> Node {
    let mut node = Node::with(Kind::Inline, span, children);
    node.attributes_mut().add_class(class);
    node
}

fn text(text: &str, span: Span) -> Node {
    Node::new(Kind::Text(text.into()), span)
}
