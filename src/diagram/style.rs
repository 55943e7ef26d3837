//! CSS of a drawing: only declarations that paint, only rules below the drawing's id.

use super::paint::Paint;
use std::collections::BTreeSet;

/// Properties that a drawing may set. The face is the slide's.
const PROPERTIES: [&str; 27] = [
    "alignment-baseline",
    "color",
    "display",
    "dominant-baseline",
    "fill",
    "fill-opacity",
    "font-size",
    "font-style",
    "font-weight",
    "marker-end",
    "marker-mid",
    "marker-start",
    "opacity",
    "paint-order",
    "stop-color",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
    "text-decoration",
    "visibility",
    "white-space",
];

/// What holds without being said.
const DEFAULTS: [&str; 10] = [
    "display:inline",
    "visibility:inherit",
    "opacity:1",
    "fill-opacity:1",
    "font-weight:normal",
    "font-style:normal",
    "alignment-baseline:central",
    "stroke-dashoffset:0",
    "stroke-dasharray:0",
    "stroke-dasharray:1, 0",
];

/// The declarations that a drawing may have, painted. `id` is the drawing's.
pub(super) fn declarations(text: &str, id: &str, paint: &Paint) -> String {
    let mut out = String::new();
    for declaration in text.split(';') {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
        let whole = format!("{name}:{value}");
        if !PROPERTIES.contains(&&*name) || !is_harmless(value, id) || DEFAULTS.contains(&&*whole) {
            continue;
        }
        if !out.is_empty() {
            out.push(';');
        }
        out.push_str(&name);
        out.push(':');
        out.push_str(&match &*name {
            "font-size" => font_size(value),
            // White is for what stands on a series' colour; lines stand on the ground.
            "stroke" if value.starts_with("#ffffff") => {
                value.replace("#ffffff", super::paint::TEXT)
            }
            _ => paint.value(value),
        });
    }
    out
}

/// Sizes of text in pixels: a little smaller than the room that was reckoned for it, since the slide's face
/// may be wider, and never too small to read.
pub(super) fn font_size(value: &str) -> String {
    let number = value.trim_end_matches("!important").trim().trim_end_matches("px").parse::<f64>();
    match number {
        Ok(size) => format!("{}px", (size * 0.94).round().max(12.0)),
        Err(_) => value.to_string(),
    }
}

/// Whether a value has no way out of its declaration, and none to another file.
pub(super) fn is_harmless(value: &str, id: &str) -> bool {
    let plain = |c: char| !c.is_control() && !"<>&\\@{};\"'".contains(c);
    let lower = value.to_ascii_lowercase();
    let mut calls = lower.split('(');
    let last = |before: &str| {
        before.rsplit(|c: char| !c.is_alphanumeric() && c != '-').next().map(str::to_string)
    };
    let mut functions = Vec::new();
    let mut before = calls.next().unwrap_or_default().to_string();
    for part in calls {
        functions.push((last(&before).unwrap_or_default(), part.to_string()));
        before = part.to_string();
    }
    let allowed = functions.iter().all(|(name, argument)| match &**name {
        "rgb" | "rgba" | "hsl" | "hsla" => true,
        "url" => argument
            .strip_prefix('#')
            .is_some_and(|rest| rest.starts_with(&id.to_ascii_lowercase())),
        _ => false,
    });
    value.chars().all(plain) && allowed
}

/// The rules of a style sheet that apply to elements of the drawing that are there. `classes` are
/// those of its elements.
pub(super) fn sheet(css: &str, id: &str, classes: &BTreeSet<&str>, paint: &Paint) -> String {
    let mut out = String::new();
    let mut rest = css;
    while let Some(open) = rest.find('{') {
        let selectors = rest[..open].trim();
        let end = block_end(&rest[open..]);
        let body = &rest[open + 1..open + end - 1];
        rest = &rest[open + end..];
        if selectors.starts_with('@') || body.contains('{') {
            continue;
        }
        let used = selectors.split(',').map(str::trim).filter(|one| applies(one, id, classes));
        let used: Vec<&str> = used.collect();
        let body = declarations(body, id, paint);
        if !used.is_empty() && !body.is_empty() {
            out.push_str(&format!("{}{{{body}}}\n", used.join(",")));
        }
    }
    out
}

/// The length of a block from its `{` to behind its `}`.
fn block_end(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return at + 1,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    // Cut off: what there is, as if it were closed. A `}` at least is assumed to be there.
    text.len().max(2)
}

/// Whether a selector begins with the drawing's id and names only classes and elements that it has.
fn applies(selector: &str, id: &str, classes: &BTreeSet<&str>) -> bool {
    let Some(rest) = selector.strip_prefix('#').and_then(|rest| rest.strip_prefix(id)) else {
        return false;
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.: >#()".contains(c);
    let ends = rest.is_empty() || rest.starts_with([' ', '.', ':', '>']);
    let html = |part: &str| matches!(part, "div" | "span" | "p" | "foreignObject");
    let known = |name: &str| {
        let end = name.find(|c: char| !(c.is_alphanumeric() || "-_".contains(c)));
        classes.contains(&name[..end.unwrap_or(name.len())])
    };
    ends && rest.chars().all(plain)
        && !rest.contains('#')
        && !rest.split([' ', '>']).any(html)
        && rest.split('.').skip(1).all(known)
}
