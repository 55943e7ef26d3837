//! `deckgen.yaml`: what a folder of decks shares, and how its site is put together.
//!
//! It is read as a header between `---` lines is, with the same limits and the same words for mistakes.

use super::fenced::{prune, warn_of_comment};
use super::keys::{self, Key, LANGUAGE, Shape, TEXT, find_in, key, language, takes};
use super::reading::{Reading, duplicate, unknown, wrong_type};
use super::value::{Entry, Value, WrongType};
use super::{Header, LIMIT, mistake, places, schema, yaml};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::project::{self, Project};
use crate::source::{FileId, Sources, Spanned, decode};
use crate::world::{Kind, World};
use std::path::{Path, PathBuf};

/// What the file says. Without one, nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Config {
    /// Title of the list of decks.
    pub title: Option<Spanned<String>>,
    /// Stands below it, and in search engines.
    pub description: Option<Spanned<String>>,
    /// Language of the list, and of decks that name none.
    pub lang: Option<String>,
    /// The decks in their order; those that are not named come last.
    pub order: Vec<Part>,
    /// What headers start from.
    pub defaults: Defaults,
    /// Where the site will stand, with a slash at its end.
    pub base_url: Option<String>,
    /// Where `deckgen publish` puts it.
    pub publish: Option<Spanned<String>>,
}

/// A part of the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its heading in the list.
    pub heading: Option<Spanned<String>>,
    /// Addresses, files or folders of decks.
    pub decks: Vec<Spanned<String>>,
}

/// Keys and values that headers start from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Defaults {
    pub(super) entries: Vec<Entry>,
}

impl Defaults {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[rustfmt::skip]
static KEYS: &[Key<Config>] = &[
    key("title", TEXT, "title of the list of decks",
        |config, value| value.text().map(|text| config.title = text)),
    key("description", TEXT, "one or two sentences below it, also for search engines",
        |config, value| value.text().map(|text| config.description = text)),
    key("lang", takes("a language tag such as `en` or `pt-BR`", LANGUAGE),
        "language of the list, and of decks that name none (`en`)",
        |config, value| value.parse(language).map(|lang| config.lang = Some(lang))),
    key("order", takes("a list of decks and folders, or of maps from a heading to such a list", Shape::Order),
        "the decks in their order",
        |config, value| value.order().map(|order| config.order = order)),
    key("theme", takes("a theme's name, a folder or a CSS file", Shape::Text),
        "how decks look that name no theme",
        |_, value| value.text().map(|_| ())),
    key("defaults", takes("a map of header keys", Shape::Map), "what the header of each deck starts from",
        |config, value| value.entries().map(|entries| config.defaults.entries = entries)),
    key("base-url", takes("an address such as `https://example.org/course/`", BASE_URL),
        "where the site will stand",
        |config, value| value.parse(base_url).map(|url| config.base_url = Some(url))),
    key("publish", takes("a target of `deckgen publish`", Shape::Text),
        "where `deckgen publish` puts the site",
        |config, value| value.text().map(|text| config.publish = text)),
];

const BASE_URL: Shape = Shape::Pattern("^https?://[^\\s?#]+$");

/// A web address of a folder, with a slash at its end.
fn base_url(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    let good_scheme = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let good = |c: char| !c.is_whitespace() && !c.is_control() && !"?#\"'<>\\^`{|}".contains(c);
    let host = rest.split('/').next().unwrap_or_default();
    let fine = good_scheme && !host.is_empty() && !host.contains('@') && rest.chars().all(good);
    let slash = if rest.ends_with('/') { "" } else { "/" };
    (fine && text.len() <= 1000).then(|| format!("{text}{slash}"))
}

/// The configuration of a folder or of the project around a deck, and its file; `None` when there is none.
/// For those who need what it says, and leave its mistakes to the build.
pub fn of(world: &dyn World, path: &Path) -> Option<(PathBuf, Config)> {
    let is_folder = world.kind(path) == Some(Kind::Folder);
    let any = if is_folder { path.join(project::CONFIG) } else { path.to_path_buf() };
    let file = Project::around(world, &any, &[]).config()?.to_path_buf();
    let config = load(world, &file, "", &mut Sources::default(), &mut Vec::new());
    Some((file, config))
}

/// Reads the file at `path`, which messages call `name`. What is wrong with it becomes diagnostics.
pub fn load(
    world: &dyn World,
    path: &Path,
    name: &str,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Config {
    let bytes = world.read(path, LIMIT as u64 + 1).map_err(|error| error.to_string());
    let too_long = |bytes: &Vec<u8>| bytes.len() > LIMIT;
    let text = bytes.and_then(|bytes| match too_long(&bytes) {
        true => Err(format!("it is longer than {} KB", LIMIT / 1024)),
        false => decode(bytes).map_err(|error| error.to_string()),
    });
    match text {
        Ok(text) => {
            let file = sources.add_file(name, path.to_path_buf(), text.clone());
            read(file, &text, diagnostics)
        }
        Err(error) => {
            let message = format!("cannot read `{name}`: {error}");
            let hint = "save it as UTF-8, with at most 16 KB; an order may name whole folders";
            diagnostics.push(Diagnostic::without_place("unreadable-file", message).hint(hint));
            Config::default()
        }
    }
}

/// Reads the text of the file.
pub fn read(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Config {
    let mut reading = Reading::new(file, diagnostics);
    let mut entries = match yaml::parse(text) {
        Ok(Value::Map(entries)) => entries,
        Ok(Value::Nothing) => return Config::default(),
        Ok(_) => {
            let first = 0..text.lines().next().map_or(0, str::len);
            let message = "there are no keys in this file";
            let wrong = Diagnostic::error("bad-yaml", reading.span(first), message);
            reading.report(wrong.hint("write lines such as `title: My course`"));
            return Config::default();
        }
        Err(error) => {
            mistake::report(&mut reading, "file", text, 0..text.len(), &error);
            return Config::default();
        }
    };
    places::place(&reading, text, 0..text.len(), &mut entries);
    let mut config = Config::default();
    let mut shared = Vec::new();
    let mut used = Vec::new();
    for (name, mut value) in entries {
        prune(&mut reading, &mut value.value);
        let spelt = || Spanned { value: name.value.as_str(), span: name.span };
        let Some(key) = find_in(KEYS, &name.value) else {
            let names = KEYS.iter().map(|key| key.name);
            let mut wrong = unknown(spelt(), "a key of deckgen.yaml", names);
            if keys::find(&name.value).is_some() {
                wrong = wrong.hint("to give it to all decks, put it below `defaults:`");
            }
            reading.report(wrong);
            continue;
        };
        if used.contains(&key.name) {
            reading.report(duplicate(spelt()));
            continue;
        }
        used.push(key.name);
        warn_of_comment(&mut reading, text, &name, &value);
        if value.value != Value::Nothing {
            if ["theme", "lang"].contains(&key.name) {
                shared.push((name, value.clone()));
            }
            take(&mut reading, key, &mut config, value);
        }
    }
    let defaults = std::mem::take(&mut config.defaults.entries);
    config.defaults.entries = checked(&mut reading, shared.into_iter().chain(defaults));
    config
}

/// Sets a key; a wrong type is a warning.
fn take<T>(reading: &mut Reading, key: &Key<T>, into: &mut T, value: Spanned<Value>) -> bool {
    let (span, word) = (value.span, value.value.written().map(str::to_string));
    let result = key.set(into, value);
    let good = result.is_ok();
    if let Err(wrong) = result {
        reading.report(wrong_type(key, span, word.as_deref(), wrong));
    }
    good
}

/// The defaults that are header keys with values of the right type. A later one beats an earlier one.
fn checked(reading: &mut Reading, entries: impl Iterator<Item = Entry>) -> Vec<Entry> {
    let mut scratch = Header::default();
    let mut checked = Vec::new();
    for (name, value) in entries {
        let spelt = Spanned { value: name.value.as_str(), span: name.span };
        match keys::find(spelt.value) {
            None => {
                let names = keys::keys().map(|key| key.name);
                reading.report(unknown(spelt, "a header key", names));
            }
            Some(_) if value.value == Value::Nothing => {}
            Some(key) if take(reading, key, &mut scratch, value.clone()) => {
                checked.push((name, value));
            }
            Some(_) => {}
        }
    }
    checked
}

impl Spanned<Value> {
    /// A map.
    fn entries(self) -> Result<Vec<Entry>, WrongType> {
        match self.value {
            Value::Map(entries) => Ok(entries),
            _ => Err(WrongType::default()),
        }
    }

    /// A list of texts and of maps from headings to lists of texts.
    fn order(self) -> Result<Vec<Part>, WrongType> {
        let items = match self.value {
            Value::List(items) => items,
            value => vec![Spanned { value, span: self.span }],
        };
        let mut parts: Vec<Part> = Vec::new();
        for item in items {
            match item.value {
                Value::Nothing => {}
                Value::Map(entries) => {
                    for (heading, decks) in entries {
                        let decks = match decks.value {
                            Value::Nothing => Vec::new(),
                            _ => decks.texts()?,
                        };
                        parts.push(Part { heading: Some(heading), decks });
                    }
                }
                _ => {
                    let decks = item.texts()?;
                    match parts.last_mut() {
                        Some(Part { heading: None, decks: last }) => last.extend(decks),
                        _ => parts.push(Part { heading: None, decks }),
                    }
                }
            }
        }
        Ok(parts)
    }
}

/// A JSON Schema of the file, in the draft 2020-12.
pub fn json_schema() -> serde_json::Value {
    let mut whole = schema::of(KEYS, "deckgen.yaml");
    let header = schema::schema();
    whole["properties"]["defaults"] = serde_json::json!({
        "description": whole["properties"]["defaults"]["description"],
        "type": ["object", "null"],
        "properties": header["properties"],
        "patternProperties": header["patternProperties"],
    });
    whole["$defs"] = header["$defs"].clone();
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> (Config, Vec<String>) {
        let mut sources = Sources::default();
        let file = sources.add("deckgen.yaml", text.to_string());
        let mut found = Vec::new();
        let config = read(file, text, &mut found);
        let shown = |diagnostic: &Diagnostic| {
            let span = diagnostic.span.expect("every finding has a place");
            let (line, column) = sources.file(file).position(span.range().start);
            let hint = diagnostic.hint.as_deref().unwrap_or_default();
            format!("{line}:{column} {} {} | {hint}", diagnostic.code, &text[span.range()])
        };
        (config, found.iter().map(shown).collect())
    }

    #[test]
    fn everything_that_it_can_say() {
        let (config, found) = config(
            "title: Course\ndescription: D\nlang: de\norder:\n  - welcome\n  - Week 1: [a, b.md]\n  \
             - Week 2:\n    - c\n  - last\nbase-url: https://example.org/course\ntheme: moon\n\
             defaults:\n  footer: F\n  center: false\npublish: git\n",
        );
        assert_eq!(found, [""; 0]);
        assert_eq!(config.title.unwrap().value, "Course");
        assert_eq!(config.base_url.as_deref(), Some("https://example.org/course/"));
        let order: Vec<_> = config
            .order
            .iter()
            .map(|part| {
                let decks: Vec<&str> = part.decks.iter().map(|deck| &*deck.value).collect();
                (part.heading.as_ref().map(|heading| &*heading.value), decks)
            })
            .collect();
        let expected = [
            (None, vec!["welcome"]),
            (Some("Week 1"), vec!["a", "b.md"]),
            (Some("Week 2"), vec!["c"]),
            (None, vec!["last"]),
        ];
        assert_eq!(order, expected);
        let names: Vec<&str> =
            config.defaults.entries.iter().map(|(name, _)| &*name.value).collect();
        assert_eq!(names, ["lang", "theme", "footer", "center"]);
    }

    #[test]
    fn mistakes_have_places() {
        for (text, expected) in [
            ("titel: x", "1:1 unknown-key titel | did you mean `title`?"),
            (
                "\nfooter: x",
                "2:1 unknown-key footer | to give it to all decks, put it below `defaults:`",
            ),
            ("title: [a]", "1:8 wrong-type [a] | it is left at its default"),
            ("order: {a: {b: c}}", "1:8 wrong-type {a: {b: c}} | it is left at its default"),
            ("base-url: /course", "1:11 wrong-type /course | it is left at its default"),
            ("defaults:\n  thme: x", "2:3 unknown-key thme | did you mean `theme`?"),
            ("defaults:\n  center: maybe", "2:11 wrong-type maybe | it is left at its default"),
            ("title: a\ntitle: b", "2:1 duplicate-key title | the first one counts; remove one"),
            ("- a", "1:1 bad-yaml - a | write lines such as `title: My course`"),
            ("title: 'a", "1:8 bad-yaml 'a | write the value in quotes: `title: \"'a\"`"),
        ] {
            assert_eq!(config(text).1, [expected], "{text}");
        }
        assert_eq!(config("").1, [""; 0]);
        assert_eq!(config("# nothing\n").1, [""; 0]);
    }

    #[test]
    fn bombs_are_errors() {
        let level =
            |n: usize| format!("l{n}: &l{n} [{}]\n", vec![format!("*l{}", n - 1); 9].join(", "));
        let laughs = format!("l0: &l0 lol\n{}", (1..10).map(level).collect::<String>());
        for text in [laughs, "[".repeat(10_000), "{a: ".repeat(4000)] {
            let (config, found) = config(&text);
            assert!(found.len() == 1 && found[0].contains("bad-yaml"), "{found:?}");
            assert_eq!(config, Config::default());
        }
    }

    #[test]
    fn base_urls_are_addresses_of_folders() {
        for (text, expected) in [
            ("https://a.example", Some("https://a.example/")),
            ("HTTP://a.example/b/", Some("HTTP://a.example/b/")),
            ("https://", None),
            ("https:///x", None),
            ("ftp://a.example", None),
            ("javascript://a", None),
            ("https://a.example/?x", None),
            ("https://a.example/\"><script>", None),
            ("https://user:password@a.example/", None),
        ] {
            assert_eq!(base_url(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn its_schema_has_all_keys() {
        let schema = json_schema();
        for key in KEYS {
            let description = schema["properties"][key.name]["description"].as_str();
            assert!(description.is_some_and(|text| text.contains(key.takes.words)), "{}", key.name);
        }
        assert!(schema["properties"]["defaults"]["properties"]["footer"].is_object());
    }
}
