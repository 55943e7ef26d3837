//! What both forms of header share: from a key and its value to a field, or to a warning.

use super::config::Defaults;
use super::keys::{self, Key};
use super::value::{Value, WrongType};
use super::{Given, Header, Style};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{FileId, Span, Spanned};
use crate::suggest;
use std::ops::Range;

/// A header while it is read.
pub(super) struct Reading<'a> {
    file: FileId,
    header: Header,
    used: Vec<&'static str>,
    /// The header did not start from the built-in defaults.
    has_defaults: bool,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Reading<'a> {
    pub(super) fn new(file: FileId, diagnostics: &'a mut Diagnostics) -> Reading<'a> {
        let header = Header { span: Span::new(file, 0..0), ..Header::default() };
        Reading { file, header, used: Vec::new(), has_defaults: false, diagnostics }
    }

    /// Takes the defaults of `deckgen.yaml`; what the header says comes on top.
    pub(super) fn start_from(&mut self, defaults: &Defaults) {
        for (name, value) in &defaults.entries {
            let given =
                Given { name: name.span, span: value.span, value: value.value.texts_json() };
            self.header.given.insert(keys::spelling(&name.value), given);
            if let Some(key) = keys::find(&name.value) {
                // A wrong type is reported where the file is read.
                let _ = key.set(&mut self.header, value.clone());
            }
        }
        self.has_defaults = !defaults.entries.is_empty();
    }

    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range)
    }

    /// Says that there is a header, how it is written and where it stands.
    pub(super) fn found(&mut self, style: Style, range: Range<usize>) {
        self.header.style = style;
        self.header.span = self.span(range);
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Whether the key has been given already.
    pub(super) fn is_used(&self, key: &Key) -> bool {
        self.used.contains(&key.name)
    }

    /// Takes one key with its value.
    pub(super) fn set(&mut self, name: Spanned<&str>, value: Spanned<Value>) {
        let given = Given { name: name.span, span: value.span, value: value.value.texts_json() };
        let Some(key) = keys::find(name.value) else {
            self.give(name.value, given);
            return self.report(unknown(name, "a header key", keys::keys().map(|key| key.name)));
        };
        if self.is_used(key) {
            return self.report(duplicate(name));
        }
        self.used.push(key.name);
        self.give(name.value, given);
        if value.value == Value::Nothing {
            // An empty text takes the default's place; what cannot be empty keeps it.
            if self.has_defaults {
                let empty = Spanned { value: Value::Text(String::new()), span: value.span };
                let _ = key.set(&mut self.header, empty);
            }
            return;
        }
        let (span, word) = (value.span, value.value.written().map(str::to_string));
        if let Err(wrong) = key.set(&mut self.header, value) {
            self.report(wrong_type(key, span, word.as_deref(), wrong));
        }
    }

    /// Keeps what was given. The first one of a header counts, and beats a default.
    fn give(&mut self, name: &str, given: Given) {
        let kept = self.header.given.entry(keys::spelling(name)).or_insert_with(|| given.clone());
        if kept.name.file != self.file {
            *kept = given;
        }
    }

    pub(super) fn finish(self) -> Header {
        self.header
    }
}

/// The warning about a key that is not `a header key`, say.
pub(super) fn unknown<'n>(
    name: Spanned<&str>,
    what: &str,
    names: impl IntoIterator<Item = &'n str>,
) -> Diagnostic {
    let message = format!("{} is not {what}", quoted(name.value));
    let hint = suggest::did_you_mean(&name.value.replace('_', "-"), names);
    Diagnostic::warning("unknown-key", name.span, message).maybe_hint(hint)
}

/// The warning about a key that stands a second time.
pub(super) fn duplicate(name: Spanned<&str>) -> Diagnostic {
    let message = format!("{} stands here a second time", quoted(name.value));
    Diagnostic::warning("duplicate-key", name.span, message)
        .hint("the first one counts; remove one")
}

pub(super) fn wrong_type<T>(
    key: &Key<T>,
    span: Span,
    word: Option<&str>,
    wrong: WrongType,
) -> Diagnostic {
    let given = word.map(|word| format!(", not {}", quoted(word))).unwrap_or_default();
    let message = format!("`{}` takes {}{given}", key.name, key.takes.words);
    let hint = word.and_then(|word| suggest::did_you_mean(word, wrong.choices));
    Diagnostic::warning("wrong-type", span, message)
        .hint("it is left at its default")
        .maybe_hint(hint)
}

/// An author's word in a message, cut when it is too long to read.
pub(super) fn quoted(word: &str) -> String {
    match word.char_indices().nth(60) {
        Some((end, _)) => format!("`{}…`", &word[..end]),
        None => format!("`{word}`"),
    }
}
