//! YAML text as a [`Value`]. The only place that knows the YAML library.
//!
//! What the library leaves open is closed here: a limit on the number of values stops aliases that
//! multiply, keys that stand twice are kept for the reader to report, numbers keep their spelling,
//! and tags name no types.

use super::value::{Entry, Value};
use crate::source::{Span, Spanned};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use std::fmt;

/// More keys, items and values than any header has.
const MOST_VALUES: usize = 10_000;

/// The library's own limit. Stopping here before it starts keeps it from the quadratic time that it
/// needs to open thousands of lists.
const DEEPEST: usize = 128;

/// Why text is no YAML.
#[derive(Debug)]
pub(super) struct BadYaml {
    /// What is wrong.
    pub(super) message: String,
    /// The character where it was noticed, counted from 0, if that is known.
    pub(super) character: Option<usize>,
    /// What to do, if that does not depend on the line.
    pub(super) hint: Option<&'static str>,
}

/// Reads one YAML document.
pub(super) fn parse(text: &str) -> Result<Value, BadYaml> {
    if let Some(at) = too_deep(text) {
        let message = "recursion limit exceeded";
        return Err(BadYaml::new(message, Some(at)));
    }
    let mut left = MOST_VALUES;
    let document = serde_yaml::Deserializer::from_str(text);
    let mut value = Node(&mut left).deserialize(document).map_err(BadYaml::from)?;
    // The text has just been read, so this cannot fail; if it did, numbers would be respelt.
    let _ = Respell(&mut value).deserialize(serde_yaml::Deserializer::from_str(text));
    Ok(value.value)
}

/// The character that opens more lists and maps than may be open. Brackets in text count too: no
/// header has that many.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    text.chars().position(|c| {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}

impl From<serde_yaml::Error> for BadYaml {
    fn from(error: serde_yaml::Error) -> BadYaml {
        BadYaml::new(&error.to_string(), error.location().map(|place| place.index()))
    }
}

impl BadYaml {
    fn new(library: &str, character: Option<usize>) -> BadYaml {
        let known = WORDS.iter().find(|(theirs, _, _)| library.contains(theirs));
        let (message, hint) = match known {
            Some((_, ours, hint)) => {
                (ours.to_string(), Some(*hint).filter(|hint| !hint.is_empty()))
            }
            None => (without_places(library).to_string(), None),
        };
        BadYaml { message, character, hint }
    }
}

fn without_places(message: &str) -> &str {
    let places = [" at line ", " at position ", ", while "];
    let end = places.iter().filter_map(|place| message.find(place)).min();
    &message[..end.unwrap_or(message.len())]
}

const TOO_MANY: &str = "too many values";
const KEY_IS_NO_TEXT: &str = "a key must be text";

/// What the library says in words that only YAML's authors use; ours; and a hint, or none if the
/// line tells more.
const WORDS: &[(&str, &str, &str)] = &[
    ("mapping values are not allowed", "there is a `:` where no key can be", ""),
    ("cannot start any token", "no value can start with this character", ""),
    ("did not find expected key", "this is neither a key nor the rest of a value", ""),
    ("could not find expected ':'", "a line has no `key:`", ""),
    ("block sequence entries are not allowed", "no list can start here", ""),
    ("found unexpected end of stream", "a quote is never closed", ""),
    ("unknown anchor", "`*` starts the name of a value given elsewhere, and there is none", ""),
    ("control characters", "there is an invisible control character", "remove it"),
    ("recursion limit", "lists and maps are nested too deep", "write it flatter"),
    ("repetition limit", TOO_MANY, "use fewer `*` references"),
    (TOO_MANY, TOO_MANY, "a header has far fewer; count what `*` references repeat, too"),
    (KEY_IS_NO_TEXT, KEY_IS_NO_TEXT, "put it in quotes if it is text"),
    ("more than one document", "a second YAML document starts here", "remove the `---`"),
];

/// Reads any value; holds how many more there may be.
struct Node<'b>(&'b mut usize);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Spanned<Value>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        *self.0 = self.0.checked_sub(1).ok_or_else(|| D::Error::custom(TOO_MANY))?;
        from.deserialize_any(self).map(Spanned::from)
    }
}

fn plain<E>(json: impl Into<serde_json::Value> + ToString) -> Result<Value, E> {
    Ok(Value::Plain { written: json.to_string(), json: json.into() })
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    /// A document without a value.
    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        plain(value)
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        plain(value)
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        plain(value)
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        plain(value)
    }

    fn visit_u128<E>(self, value: u128) -> Result<Value, E> {
        plain(value as f64)
    }

    fn visit_i128<E>(self, value: i128) -> Result<Value, E> {
        plain(value as f64)
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Node(&mut *self.0))? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries: Vec<Entry> = Vec::new();
        while let Some(key) = map.next_key_seed(Node(&mut *self.0))? {
            let key = match key.value {
                Value::Text(text) | Value::Plain { written: text, .. } => text,
                Value::Nothing => String::new(),
                Value::List(_) | Value::Map(_) => {
                    return Err(A::Error::custom(KEY_IS_NO_TEXT));
                }
            };
            let key = Spanned { value: key, span: Span::default() };
            entries.push((key, map.next_value_seed(Node(&mut *self.0))?));
        }
        Ok(Value::Map(entries))
    }

    /// A value with a tag such as `!x`: the tag is dropped.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Value, A::Error> {
        let (IgnoredAny, value) = tagged.variant()?;
        value.newtype_variant_seed(self).map(|value| value.value)
    }
}

/// Reads the same text again to give numbers and truth values the spelling of the author.
struct Respell<'v>(&'v mut Spanned<Value>);

impl<'de> DeserializeSeed<'de> for Respell<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        match &self.0.value {
            Value::Plain { .. } => from.deserialize_str(self),
            Value::List(_) => from.deserialize_seq(self),
            Value::Map(_) => from.deserialize_map(self),
            Value::Text(_) | Value::Nothing => from.deserialize_ignored_any(IgnoredAny).map(drop),
        }
    }
}

impl<'de> Visitor<'de> for Respell<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("the value read before")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        if let Value::Plain { written, .. } = &mut self.0.value {
            *written = text.to_string();
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        if let Value::List(list) = &mut self.0.value {
            for item in list {
                items.next_element_seed(Respell(item))?;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if let Value::Map(entries) = &mut self.0.value {
            for (_, value) in entries {
                map.next_key::<IgnoredAny>()?;
                map.next_value_seed(Respell(value))?;
            }
        }
        Ok(())
    }
}
