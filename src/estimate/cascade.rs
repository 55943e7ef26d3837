//! From the rules that hold for an element to the values of its properties.

use super::dom::{Dom, Element, Id};
use super::properties;
use super::selector::Key;
use super::sheet::{Declaration, Rules};
use super::style::{Custom, Style};
use std::collections::HashMap;
use std::rc::Rc;

/// Custom properties in custom properties, at most.
const MAX_DEPTH: usize = 12;

/// Custom properties of one element, at most.
const MAX_CUSTOM: usize = 400;

/// Classes of an element that rules are looked up by.
const MAX_CLASSES: usize = 24;

/// A value is not made longer than this by the custom properties in it.
const MAX_VALUE: usize = 4000;

/// The rules that hold for an element, the weakest first.
pub(super) fn matching(dom: &Dom, rules: &Rules, id: Id) -> Vec<u32> {
    let element = &dom.elements[id];
    dom.look_anew();
    let classes = element.classes.iter().take(MAX_CLASSES).map(|class| Key::Class(class.clone()));
    let keys = classes
        .chain(element.id.clone().map(Key::Id))
        .chain([Key::Name(element.name.clone()), Key::Any]);
    let holds = |number: &usize| rules.rules[*number].selector.matches(dom, id);
    let mut found: Vec<u32> = rules.with(keys).filter(holds).map(|number| number as u32).collect();
    found.sort_by_key(|number| (rules.rules[*number as usize].rank, *number));
    found.dedup();
    found
}

/// The element's `style` attribute, and what its other attributes say of its size.
pub(super) fn own_declarations(element: &Element) -> (Option<&str>, Vec<Declaration>) {
    let mut out = Vec::new();
    let mut add = |property: &str, value: String| {
        out.push(Declaration { property: property.into(), value: value.into(), important: false });
    };
    let sized = matches!(
        &*element.name,
        "img"
            | "video"
            | "iframe"
            | "canvas"
            | "svg"
            | "object"
            | "embed"
            | "table"
            | "td"
            | "th"
            | "col"
            | "hr"
    );
    for side in ["width", "height"].into_iter().filter(|_| sized) {
        let Some(value) = element.attribute(side).map(str::trim) else { continue };
        let number = value.trim_end_matches("px");
        if number.parse::<f32>().is_ok() {
            add(side, format!("{number}px"));
        } else if value.strip_suffix('%').is_some_and(|share| share.parse::<f32>().is_ok()) {
            add(side, value.to_string());
        }
    }
    match (&*element.name, element.attribute("size")) {
        ("font", Some(size)) => {
            let size = match size.trim() {
                "1" => "10px",
                "2" => "13px",
                "3" => "16px",
                "4" => "18px",
                "5" => "24px",
                "6" => "32px",
                "7" | "+4" => "48px",
                "+1" => "18px",
                "+2" => "24px",
                "+3" => "32px",
                "-1" => "13px",
                "-2" => "10px",
                _ => "1em",
            };
            add("font-size", size.to_string());
        }
        ("table", _) => {
            if let Some(padding) =
                element.attribute("cellpadding").filter(|v| v.parse::<f32>().is_ok())
            {
                add("--cell-padding", format!("{padding}px"));
            }
        }
        _ => {}
    }
    (element.attribute("style"), out)
}

/// All declarations for an element, the weakest first.
pub(super) fn in_order<'a>(
    rules: &'a Rules,
    matching: &[u32],
    attributes: &'a [Declaration],
    inline: &'a [Declaration],
) -> Vec<&'a Declaration> {
    let rule = |number: &u32| &rules.rules[*number as usize];
    let (browsers, pages): (Vec<&u32>, Vec<&u32>) =
        matching.iter().partition(|number| rule(number).rank.0 == 0);
    let of = |numbers: Vec<&u32>| -> Vec<&'a Declaration> {
        numbers.into_iter().flat_map(|number| rule(number).declarations.iter()).collect()
    };
    let mut all = of(browsers);
    all.extend(attributes);
    all.extend(of(pages));
    all.extend(inline);
    // Sorting keeps the order of equals.
    all.sort_by_key(|declaration| declaration.important);
    all
}

/// The style that declarations make of the parent's.
pub(super) fn apply(parent: &Style, declarations: &[&Declaration]) -> Style {
    let mut style = parent.inherited();
    let is_custom = |declaration: &&&Declaration| declaration.property.starts_with("--");
    if declarations.iter().any(|declaration| is_custom(&declaration)) {
        style.custom = Rc::new(custom(parent, declarations));
    }
    let value = |declaration: &Declaration| -> Option<String> {
        if declaration.value.contains("var(") {
            let mut own = |name: &str| style.custom.get(name).map(|value| value.to_string());
            return substituted(&declaration.value, &mut own, 0);
        }
        Some(declaration.value.to_string())
    };
    let known: Vec<(&str, String)> = declarations
        .iter()
        .filter(|declaration| !is_custom(declaration))
        .filter_map(|declaration| Some((&*declaration.property, value(declaration)?)))
        .collect();
    // Other lengths are told in the font's size.
    for (property, value) in known.iter().filter(|(property, _)| is_of_font(property)) {
        properties::set(&mut style, parent, property, value);
    }
    properties::choose_face(&mut style);
    for (property, value) in known.iter().filter(|(property, _)| !is_of_font(property)) {
        properties::set(&mut style, parent, property, value);
    }
    properties::finish(&mut style);
    style
}

fn is_of_font(property: &str) -> bool {
    property.starts_with("font")
}

/// The custom properties of an element: the parent's and its own.
fn custom(parent: &Style, declarations: &[&Declaration]) -> Custom {
    let mut own = Own { raw: HashMap::new(), found: HashMap::new(), parent: &parent.custom };
    for declaration in declarations.iter().filter(|found| found.property.starts_with("--")) {
        if own.raw.len() < MAX_CUSTOM {
            own.raw.insert(&declaration.property, &declaration.value);
        }
    }
    let names: Vec<&str> = own.raw.keys().copied().collect();
    let mut all = (*parent.custom).clone();
    for name in names {
        match own.value(name, 0) {
            Some(value) if all.len() < MAX_CUSTOM => all.insert(name.into(), value.into()),
            _ => all.remove(name),
        };
    }
    all
}

/// The custom properties that an element has of its own.
struct Own<'a> {
    /// As they are written.
    raw: HashMap<&'a str, &'a str>,
    /// With the others put in; `None` too while that is being done, and for one that names itself.
    found: HashMap<&'a str, Option<String>>,
    parent: &'a Custom,
}

impl<'a> Own<'a> {
    fn value(&mut self, name: &str, depth: usize) -> Option<String> {
        let Some((name, value)) = self.raw.get_key_value(name).map(|(name, value)| (*name, *value))
        else {
            return self.parent.get(name).map(|value| value.to_string());
        };
        if let Some(found) = self.found.get(name) {
            return found.clone();
        }
        if depth > MAX_DEPTH {
            return None;
        }
        self.found.insert(name, None);
        let resolved = if value.contains("var(") {
            substituted(value, &mut |name| self.value(name, depth + 1), depth)
        } else {
            Some(value.to_string())
        };
        self.found.insert(name, resolved.clone());
        resolved
    }
}

/// A value with the custom properties it names; `None` if one is missing or it gets too long.
fn substituted(
    value: &str,
    own: &mut dyn FnMut(&str) -> Option<String>,
    depth: usize,
) -> Option<String> {
    if depth > MAX_DEPTH {
        return None;
    }
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find("var(") {
        out.push_str(&rest[..at]);
        let inner = &rest[at + 4..];
        let end = closing(inner)?;
        let (name, fallback) = match inner[..end].split_once(',') {
            Some((name, fallback)) => (name, Some(fallback)),
            None => (&inner[..end], None),
        };
        match own(name.trim()) {
            Some(value) => out.push_str(&value),
            None => out.push_str(&substituted(fallback?.trim(), own, depth + 1)?),
        }
        if out.len() > MAX_VALUE {
            return None;
        }
        rest = &inner[end + 1..];
    }
    out.push_str(rest);
    Some(out)
}

/// Where the parenthesis is closed that stands before the text.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => return Some(at),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}
