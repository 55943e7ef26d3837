//! `{#id .class key=value}`: attributes as authors write them, and as HTML has them.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

/// An id, classes and key-value pairs, in the order they were written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attributes {
    /// The id, without `#`; the last one wins.
    pub id: Option<String>,
    /// The classes, without dots; one may stand here twice.
    pub classes: Vec<String>,
    /// Keys and values; a key without a value has an empty one.
    pub pairs: Vec<(String, String)>,
}

/// Keys that may stand in a block without a value, besides `data-…` and classes.
const FLAGS: [&str; 15] = [
    "auto-animate",
    "auto-animate-restart",
    "auto-animate-unmatched",
    "autoplay",
    "background-interactive",
    "background-video-loop",
    "background-video-muted",
    "filename",
    "horizontal",
    "incremental",
    "loop",
    "muted",
    "numbers",
    "preload",
    "stacked",
];

/// Keys that HTML itself knows and that are passed on as they are. `autoplay` is not among them:
/// reveal.js starts `data-autoplay` when its slide is shown.
const GLOBAL: [&str; 13] = [
    "style",
    "lang",
    "dir",
    "title",
    "role",
    "tabindex",
    "alt",
    "rel",
    "target",
    "translate",
    "loop",
    "muted",
    "poster",
];

/// The key under which a picture without a size of its own has its shape: its width divided by its
/// height. It never reaches the page.
pub const SHAPE: &str = "picture-shape";

impl Attributes {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.id.is_none() && self.classes.is_empty() && self.pairs.is_empty()
    }

    /// Attributes with one class.
    pub fn class(name: &str) -> Attributes {
        Attributes { classes: vec![name.to_string()], ..Attributes::default() }
    }

    /// Whether a class is set.
    pub fn has_class(&self, name: &str) -> bool {
        self.classes.iter().any(|class| class == name)
    }

    /// Sets a class.
    pub fn add_class(&mut self, name: &str) {
        self.classes.push(name.to_string());
    }

    /// The classes as HTML has them, each once.
    pub fn html_classes(&self) -> impl Iterator<Item = &str> {
        let mut seen = HashSet::new();
        self.classes.iter().map(String::as_str).filter(move |class| seen.insert(*class))
    }

    /// The last value of a key, with or without `data-` in front.
    pub fn get(&self, key: &str) -> Option<&str> {
        let bare = |name: &str| name.strip_prefix("data-").unwrap_or(name) == key;
        self.pairs.iter().rev().find(|(name, _)| bare(name)).map(|(_, value)| value.as_str())
    }

    /// Removes a key and returns its last value.
    pub fn take(&mut self, key: &str) -> Option<String> {
        let value = self.get(key).map(str::to_string);
        self.pairs.retain(|(name, _)| name.strip_prefix("data-").unwrap_or(name) != key);
        value
    }

    /// Removes the first pair of a key and returns its value.
    pub fn take_first(&mut self, key: &str) -> Option<String> {
        let at = self.pairs.iter().position(|(name, _)| name == key)?;
        Some(self.pairs.remove(at).1)
    }

    /// Removes a class, and says whether it was set.
    pub fn remove_class(&mut self, name: &str) -> bool {
        let before = self.classes.len();
        self.classes.retain(|class| class != name);
        self.classes.len() < before
    }

    /// Adds everything of `other`; its id and values win.
    pub fn merge(&mut self, other: Attributes) {
        self.id = other.id.or(self.id.take());
        self.classes.extend(other.classes);
        self.pairs.extend(other.pairs);
    }

    /// Key-value pairs as HTML attributes: HTML's own names as they are, all others as `data-…`,
    /// each name once (the last value wins), in the order they were first written.
    pub fn html_pairs(&self) -> Vec<(String, &str)> {
        let mut out: Vec<(String, &str)> = Vec::with_capacity(self.pairs.len());
        let mut places: HashMap<String, usize> = HashMap::new();
        for (key, value) in &self.pairs {
            let name = html_name(key);
            match places.entry(name.clone()) {
                Entry::Occupied(place) => out[*place.get()].1 = value,
                Entry::Vacant(place) => {
                    place.insert(out.len());
                    out.push((name, value));
                }
            }
        }
        out
    }
}

fn html_name(key: &str) -> String {
    let key = key.to_ascii_lowercase();
    if key.starts_with("data-") || key.starts_with("aria-") || GLOBAL.contains(&key.as_str()) {
        key
    } else {
        format!("data-{key}")
    }
}

/// Reads a block at the start of `text`, and returns it with its length in bytes.
///
/// It is a block only if all of it parses; `{name}` and `{}` are text.
pub fn block(text: &str) -> Option<(Attributes, usize)> {
    let mut rest = text.strip_prefix('{')?;
    let mut attributes = Attributes::default();
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\n']);
        if let Some(after) = rest.strip_prefix('}') {
            return (!attributes.is_empty()).then_some((attributes, text.len() - after.len()));
        }
        rest = item(rest, &mut attributes)?;
        if !rest.starts_with([' ', '\t', '\n', '}']) {
            return None;
        }
    }
}

/// Reads one `#id`, `.class`, `key=value` or flag, and returns what follows it.
fn item<'t>(text: &'t str, attributes: &mut Attributes) -> Option<&'t str> {
    if let Some(rest) = text.strip_prefix('#') {
        let (name, rest) = word(rest)?;
        attributes.id = Some(name.to_string());
        return Some(rest);
    }
    if let Some(rest) = text.strip_prefix('.') {
        let (name, rest) = word(rest)?;
        attributes.add_class(name);
        return Some(rest);
    }
    let (key, rest) = key(text)?;
    let Some(rest) = rest.strip_prefix('=') else {
        let known = FLAGS.contains(&key) || key.starts_with("data-");
        return known.then(|| {
            attributes.pairs.push((key.to_string(), String::new()));
            rest
        });
    };
    let (value, rest) = value(rest)?;
    match key {
        "id" => attributes.id = Some(value.to_string()),
        "class" => value.split_whitespace().for_each(|class| attributes.add_class(class)),
        _ => attributes.pairs.push((key.to_string(), value.to_string())),
    }
    Some(rest)
}

/// A run of characters that may stand in an id or class.
fn word(text: &str) -> Option<(&str, &str)> {
    let good = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '/');
    let end = text.find(|c| !good(c)).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

fn key(text: &str) -> Option<(&str, &str)> {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':');
    let end = text.find(|c| !good(c)).unwrap_or(text.len());
    text.starts_with(|c: char| c.is_ascii_alphabetic()).then(|| text.split_at(end))
}

fn value(text: &str) -> Option<(&str, &str)> {
    for quote in ['"', '\''] {
        if let Some(rest) = text.strip_prefix(quote) {
            let end = rest.find(quote)?;
            return Some((&rest[..end], &rest[end + 1..]));
        }
    }
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '}' | '"' | '\'' | '{'))?;
    (end > 0).then(|| text.split_at(end))
}

/// Reads the words of an S9 `!SLIDE` line: `key=value` pairs, other words are classes.
pub fn words(text: &str) -> Attributes {
    let mut attributes = Attributes::default();
    for word in text.split_whitespace() {
        match word.split_once('=') {
            Some((name, value)) if key(name).is_some_and(|(_, rest)| rest.is_empty()) => {
                let value = value.trim_matches(['"', '\'']);
                attributes.pairs.push((name.to_string(), value.to_string()));
            }
            _ => attributes.add_class(word.trim_start_matches('.')),
        }
    }
    attributes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(Attributes, usize)> {
        block(text)
    }

    #[test]
    fn a_block_has_ids_classes_and_pairs() {
        let (attributes, length) =
            read("{#top .a .b background=\"x y.png\" auto-animate w='1' data-z}!").unwrap();
        assert_eq!(length, "{#top .a .b background=\"x y.png\" auto-animate w='1' data-z}".len());
        assert_eq!(attributes.id.as_deref(), Some("top"));
        assert_eq!(attributes.classes, ["a", "b"]);
        let pairs = attributes.html_pairs();
        assert_eq!(pairs[0], ("data-background".to_string(), "x y.png"));
        assert_eq!(pairs[1], ("data-auto-animate".to_string(), ""));
        assert_eq!(pairs[3], ("data-z".to_string(), ""));
    }

    #[test]
    fn what_does_not_parse_as_a_whole_is_text() {
        for text in [
            "{}", "{ }", "{name}", "{.a", "{a b}", "{.a,b}", "{x=}", "{k=\"v}", "{#}", "{=html}",
            "{.a}}x{",
        ] {
            let whole = read(text).is_some_and(|(_, length)| length == text.len());
            assert!(!whole, "{text}");
        }
    }

    #[test]
    fn each_name_is_written_once() {
        let many = (0..50_000).map(|at| format!(".c{at} .c0 k{at}=1 k0=2 ")).collect::<String>();
        let (attributes, _) = read(&format!("{{{many}}}")).unwrap();
        assert_eq!(attributes.html_classes().count(), 50_000);
        let pairs = attributes.html_pairs();
        assert_eq!((pairs.len(), &pairs[0]), (50_000, &("data-k0".to_string(), "2")));
    }

    #[test]
    fn words_of_a_slide_line() {
        let attributes = words(" center background=blue x=\"y\"");
        assert_eq!(attributes.classes, ["center"]);
        assert_eq!(attributes.get("background"), Some("blue"));
        assert_eq!(attributes.get("x"), Some("y"));
    }
}
