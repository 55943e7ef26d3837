//! What a key was given, in either form of header, and how it becomes what the key takes.

use crate::source::{Span, Spanned};

/// A value as the author wrote it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Nothing after the colon, or YAML's `null`.
    Nothing,
    /// Text. Every value of a bare header is one.
    Text(String),
    /// A YAML number or truth value.
    Plain {
        /// As it stands in the header, so that `1.10` does not become `1.1`.
        written: String,
        /// What it means.
        json: serde_json::Value,
    },
    /// A YAML list.
    List(Vec<Spanned<Value>>),
    /// A YAML map in the order it was written, with keys that stand twice.
    Map(Vec<Entry>),
}

/// A key of a YAML map and its value.
pub(super) type Entry = (Spanned<String>, Spanned<Value>);

/// A key of a map and the text that it is given.
pub(super) type Pair = (Spanned<String>, Spanned<String>);

/// The value is none of those that its key takes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct WrongType {
    /// The words that the key takes, to find the one that was meant.
    pub(super) choices: Vec<&'static str>,
}

impl Value {
    /// The text of a value that is neither a list nor a map nor nothing.
    pub(super) fn written(&self) -> Option<&str> {
        match self {
            Value::Text(text) | Value::Plain { written: text, .. } => Some(text.trim()),
            Value::Nothing | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// As JSON in which everything but lists and maps is text as it was written.
    pub(super) fn texts_json(&self) -> serde_json::Value {
        match self {
            Value::Nothing => serde_json::Value::Null,
            Value::Text(text) | Value::Plain { written: text, .. } => text.trim().into(),
            Value::List(items) => items.iter().map(|item| item.value.texts_json()).collect(),
            Value::Map(entries) => {
                let pair = |(key, value): &Entry| (key.value.clone(), value.value.texts_json());
                serde_json::Value::Object(entries.iter().map(pair).collect())
            }
        }
    }

    fn json(self) -> serde_json::Value {
        match self {
            Value::Nothing => serde_json::Value::Null,
            Value::Text(text) => text.into(),
            Value::Plain { json, .. } => json,
            Value::List(items) => items.into_iter().map(|item| item.value.json()).collect(),
            Value::Map(entries) => json_map(entries).into(),
        }
    }
}

fn json_map(entries: Vec<Entry>) -> serde_json::Map<String, serde_json::Value> {
    entries.into_iter().map(|(key, value)| (key.value, value.value.json())).collect()
}

impl Spanned<Value> {
    fn word(&self) -> Result<&str, WrongType> {
        self.value.written().ok_or_else(WrongType::default)
    }

    /// Text; numbers and truth values are text too. Empty text is nothing.
    pub(super) fn text(self) -> Result<Option<Spanned<String>>, WrongType> {
        let word = self.word()?;
        let text = Spanned { value: word.to_string(), span: self.span };
        Ok(Some(text).filter(|text| !text.value.is_empty()))
    }

    /// One text or a list of them.
    pub(super) fn texts(self) -> Result<Vec<Spanned<String>>, WrongType> {
        self.each(Spanned::text)
    }

    /// One name or a list of them; a name may also stand in a map under `name`.
    pub(super) fn names(self) -> Result<Vec<Spanned<String>>, WrongType> {
        self.each(|item| match item.value {
            Value::Map(entries) => {
                let name = entries.into_iter().find(|(key, _)| key.value == "name");
                name.ok_or_else(WrongType::default)?.1.text()
            }
            _ => item.text(),
        })
    }

    /// Text, or a list of texts, which are set one after the other with commas.
    pub(super) fn joined(self) -> Result<Option<Spanned<String>>, WrongType> {
        let span = self.span;
        let texts: Vec<_> = self.names()?.into_iter().map(|text| text.value).collect();
        Ok((!texts.is_empty()).then(|| Spanned { value: texts.join(", "), span }))
    }

    /// Words with commas between them, or a list of them.
    pub(super) fn words(self) -> Result<Vec<Spanned<String>>, WrongType> {
        let split = |text: Spanned<String>| {
            let words = text.value.split(',').map(str::trim).filter(|word| !word.is_empty());
            words.map(|word| Spanned { value: word.to_string(), span: text.span }).collect()
        };
        Ok(self.texts()?.into_iter().flat_map(|text| -> Vec<_> { split(text) }).collect())
    }

    fn each(
        self,
        one: impl Fn(Spanned<Value>) -> Result<Option<Spanned<String>>, WrongType>,
    ) -> Result<Vec<Spanned<String>>, WrongType> {
        let items = match self.value {
            Value::List(items) => items,
            value => vec![Spanned { value, span: self.span }],
        };
        let given = items.into_iter().filter(|item| item.value != Value::Nothing);
        given.map(one).filter_map(Result::transpose).collect()
    }

    /// `true` or `false`, also as YAML 1.1's words.
    pub(super) fn truth(self) -> Result<bool, WrongType> {
        let on = |word| (word, true);
        let off = |word| (word, false);
        let words = [on("true"), on("yes"), on("on"), off("false"), off("no"), off("off")];
        self.choice(&words)
    }

    /// One of some words, in any case.
    pub(super) fn choice<T: Clone>(self, choices: &[(&'static str, T)]) -> Result<T, WrongType> {
        let chosen = self
            .word()
            .ok()
            .and_then(|word| choices.iter().find(|(choice, _)| choice.eq_ignore_ascii_case(word)));
        let wrong = || WrongType { choices: choices.iter().map(|(choice, _)| *choice).collect() };
        chosen.map(|(_, meaning)| meaning.clone()).ok_or_else(wrong)
    }

    /// What `read` makes of the text.
    pub(super) fn parse<T>(self, read: impl Fn(&str) -> Option<T>) -> Result<T, WrongType> {
        read(self.word()?).ok_or_else(WrongType::default)
    }

    /// A map of texts, in the order it was written; keys without a value have an empty one.
    pub(super) fn pairs(self) -> Result<Vec<Pair>, WrongType> {
        let Value::Map(entries) = self.value else { return Err(WrongType::default()) };
        let pair = |(key, value): Entry| {
            let span = value.span;
            let text = value.text()?.unwrap_or(Spanned { value: String::new(), span });
            Ok((key, text))
        };
        entries.into_iter().map(pair).collect()
    }

    /// A map, as JSON.
    pub(super) fn map(self) -> Result<serde_json::Map<String, serde_json::Value>, WrongType> {
        match self.value {
            Value::Map(entries) => Ok(json_map(entries)),
            _ => Err(WrongType::default()),
        }
    }
}

impl From<Value> for Spanned<Value> {
    fn from(value: Value) -> Spanned<Value> {
        Spanned { value, span: Span::default() }
    }
}
