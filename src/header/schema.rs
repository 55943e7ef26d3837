//! A JSON Schema of the header, made from the table of keys, so that editors complete and check it.

use super::keys::{Key, Shape, keys};
use serde_json::{Map, Value, json};

/// The words of YAML 1.1 for `true` and `false`; read, but not proposed.
const SWITCHES: &[&str] = &["true", "yes", "on", "false", "no", "off"];

/// The schema, in the draft 2020-12 of JSON Schema.
///
/// Keys that are not in the table are allowed: deckgen itself warns of them, with the nearest one.
pub fn schema() -> Value {
    of(keys(), "The header of a deckgen deck")
}

/// The schema of a table of keys.
pub(super) fn of<T: 'static>(
    keys: impl IntoIterator<Item = &'static Key<T>>,
    title: &str,
) -> Value {
    let keys: Vec<&Key<T>> = keys.into_iter().collect();
    let properties: Map<String, Value> =
        keys.iter().map(|key| (key.name.to_string(), property(key))).collect();
    // The other spelling is checked, too, but it is a pattern so that editors propose each key once.
    let hyphenated = keys.iter().filter(|key| key.name.contains('-'));
    let patterns: Map<String, Value> = hyphenated
        .map(|key| {
            let pattern = format!("^{}$", key.name.replace('-', "_"));
            (pattern, json!({ "$ref": format!("#/properties/{}", key.name) }))
        })
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": ["object", "null"],
        "properties": properties,
        "patternProperties": patterns,
        "additionalProperties": true,
        "$defs": {
            "text": { "type": ["string", "number", "boolean", "null"] },
            "name": {
                "anyOf": [
                    { "$ref": "#/$defs/text" },
                    {
                        "type": "object",
                        "properties": { "name": { "$ref": "#/$defs/text" } },
                        "required": ["name"],
                    },
                ],
            },
        },
    })
}

fn property<T>(key: &Key<T>) -> Value {
    let mut property = shape(key.takes.shape);
    let mut meaning = key.meaning.chars();
    let first: String = meaning.next().into_iter().flat_map(char::to_uppercase).collect();
    let description = format!("{first}{}. Takes {}.", meaning.as_str(), key.takes.words);
    property["description"] = description.into();
    property
}

fn shape(shape: Shape) -> Value {
    let one_or_list = |one: &str| {
        let one = json!({ "$ref": format!("#/$defs/{one}") });
        json!({ "anyOf": [one, { "type": "array", "items": one }] })
    };
    match shape {
        Shape::Text => json!({ "$ref": "#/$defs/text" }),
        Shape::Pattern(pattern) => json!({ "type": ["string", "null"], "pattern": pattern }),
        Shape::NumberOr(pattern) => {
            json!({ "type": ["integer", "string", "null"], "pattern": pattern })
        }
        Shape::Texts => one_or_list("text"),
        Shape::Names => one_or_list("name"),
        Shape::Switch => choice(SWITCHES),
        Shape::Choice(choices) => choice(&choices()),
        Shape::Map => json!({ "type": ["object", "null"] }),
        Shape::Order => json!({
            "type": ["array", "object", "string", "null"],
            "items": { "anyOf": [
                { "$ref": "#/$defs/text" },
                { "type": "object", "additionalProperties": one_or_list("text") },
            ] },
        }),
    }
}

/// One of some words: as it is best written, or in any case.
fn choice(words: &[&str]) -> Value {
    let is_switch = |word: &&&str| SWITCHES.contains(word);
    let mut proposed: Vec<Value> =
        words.iter().filter(|word| !is_switch(word)).map(|word| json!(word)).collect();
    if words.iter().any(|word| is_switch(&word)) {
        proposed.extend([true.into(), false.into()]);
    }
    let words: Vec<String> = words.iter().map(|word| in_any_case(word)).collect();
    let pattern = format!("^({})$", words.join("|"));
    json!({ "anyOf": [{ "enum": proposed }, { "type": ["string", "null"], "pattern": pattern }] })
}

/// A regular expression for a word; JSON Schema knows no switch for letter case.
fn in_any_case(word: &str) -> String {
    let letter = |c: char| match c {
        'a'..='z' => format!("[{}{c}]", c.to_ascii_uppercase()),
        '0'..='9' => c.to_string(),
        _ => format!("\\{c}"),
    };
    word.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_described_with_what_it_takes() {
        let schema = schema();
        for key in keys() {
            let property = &schema["properties"][key.name];
            let description = property["description"].as_str().unwrap_or_default();
            assert!(description.contains(key.takes.words), "{}: {property}", key.name);
            let typed = ["type", "anyOf", "$ref"].iter().any(|word| !property[word].is_null());
            assert!(typed, "{}: {property}", key.name);
        }
        assert_eq!(
            schema["patternProperties"]["^slide_number$"]["$ref"],
            "#/properties/slide-number"
        );
    }

    #[test]
    fn choices_are_proposed_as_they_are_best_written() {
        let schema = schema();
        let of = |name: &str| schema["properties"][name]["anyOf"][0]["enum"].clone();
        assert_eq!(of("navigation"), json!(["linear", "vertical", "grid"]));
        assert_eq!(of("slide-number"), json!(["c", "c/t", "h.v", "h/v", true, false]));
        assert_eq!(of("progress"), json!([true, false]));
    }
}
