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

/// Why text is no YAML.
#[derive(Debug)]
pub(super) struct BadYaml {
    /// What the library says, without places.
    pub(super) message: String,
    /// The character where it noticed, counted from 0, if it knows.
    pub(super) character: Option<usize>,
}

/// Reads one YAML document.
pub(super) fn parse(text: &str) -> Result<Value, BadYaml> {
    let mut left = MOST_VALUES;
    let document = serde_yaml::Deserializer::from_str(text);
    let mut value = Node(&mut left).deserialize(document).map_err(BadYaml::from)?;
    // The text has just been read, so this cannot fail; if it did, numbers would be respelt.
    let _ = Respell(&mut value).deserialize(serde_yaml::Deserializer::from_str(text));
    Ok(value.value)
}

impl From<serde_yaml::Error> for BadYaml {
    fn from(error: serde_yaml::Error) -> BadYaml {
        let message = error.to_string();
        let places = [" at line ", " at position ", ", while "];
        let end = places.iter().filter_map(|place| message.find(place)).min();
        BadYaml {
            message: message[..end.unwrap_or(message.len())].to_string(),
            character: error.location().map(|place| place.index()),
        }
    }
}

/// Reads any value; holds how many more there may be.
struct Node<'b>(&'b mut usize);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Spanned<Value>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        let message = format!("more than {MOST_VALUES} values");
        *self.0 = self.0.checked_sub(1).ok_or_else(|| D::Error::custom(message))?;
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
                    return Err(A::Error::custom("a key must be text, not a list or a map"));
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
