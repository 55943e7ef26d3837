//! BibTeX and BibLaTeX files. What the parser would follow for ever is found first: abbreviations and
//! entries that refer to themselves, and those that grow beyond measure.

use biblatex::{
    Bibliography, Field, ParseError, ParseErrorKind, RawBibliography, RawChunk, RawEntry,
};
use hayagriva::Entry;
use std::collections::HashMap;
use std::ops::Range;

/// Bytes that all abbreviations and inherited fields of a file may grow to.
const MAX_GROWN: usize = 40_000_000;
/// The longest field, in bytes; longer ones take time that grows with the square of their length.
const MAX_FIELD: usize = 100_000;
/// Braces may stand so deep in one another, for the same reason.
const MAX_BRACES: usize = 100;
/// Entries may inherit from one another over so many steps.
const MAX_STEPS: usize = 4;

/// What is wrong, and where.
pub(super) struct Fault {
    pub(super) place: Range<usize>,
    pub(super) message: String,
}

/// An entry under its key, or why it cannot be used.
pub(super) type Parsed = (String, Result<Entry, Fault>);

/// Reads a file.
pub(super) fn parse(text: &str) -> Result<Vec<Parsed>, Fault> {
    braces(text)?;
    let raw = RawBibliography::parse(text).map_err(fault)?;
    abbreviations(&raw)?;
    inheritance(&raw)?;
    let bibliography = Bibliography::from_raw(raw).map_err(fault)?;
    let entry = |entry: &biblatex::Entry| {
        let parsed = Entry::try_from(entry).map_err(|error| Fault {
            place: error.span.clone(),
            message: format!("a field of `{}` cannot be read: {}", entry.key, error.kind),
        });
        (entry.key.clone(), parsed)
    };
    Ok(bibliography.iter().map(entry).collect())
}

fn braces(text: &str) -> Result<(), Fault> {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_BRACES {
            let message = format!("more than {MAX_BRACES} braces stand inside one another");
            return Err(Fault { place: at..at + 1, message });
        }
    }
    Ok(())
}

fn fault(error: ParseError) -> Fault {
    let message = match &error.kind {
        ParseErrorKind::UnexpectedEof => "an entry or a brace is never closed".to_string(),
        ParseErrorKind::DuplicateKey(key) => format!("the key `{key}` stands twice"),
        ParseErrorKind::UnknownAbbreviation(name) => {
            format!("there is no `@string` called `{name}`; text needs braces or quotes")
        }
        kind => format!("this is no BibTeX: {kind}"),
    };
    Fault { place: error.span, message }
}

fn too_large(place: Range<usize>) -> Fault {
    let limit = MAX_GROWN / 1_000_000;
    let message =
        format!("abbreviations and inherited fields make more than {limit} MB of this file");
    Fault { place, message }
}

/// Checks that no abbreviation leads to itself, and that all fields together stay small.
fn abbreviations(raw: &RawBibliography<'_>) -> Result<(), Fault> {
    let mut lengths: HashMap<&str, usize> = HashMap::new();
    // One that uses another must come after it, as BibTeX itself wants it.
    for pair in &raw.abbreviations {
        let length = length(&pair.value.v, &lengths);
        let length = length.ok_or_else(|| Fault {
            place: pair.value.span.clone(),
            message: format!("`{}` uses an abbreviation that is not defined above it", pair.key.v),
        })?;
        if lengths.insert(pair.key.v, length).is_some() {
            let message = format!("the abbreviation `{}` is defined twice", pair.key.v);
            return Err(Fault { place: pair.key.span.clone(), message });
        }
    }
    let mut sum = 0usize;
    for entry in &raw.entries {
        for field in &entry.v.fields {
            let length = length(&field.value.v, &lengths).unwrap_or(0);
            if length > MAX_FIELD {
                let message = format!("a field has at most {} KB", MAX_FIELD / 1000);
                return Err(Fault { place: field.value.span.clone(), message });
            }
            sum = sum.saturating_add(length);
        }
        if sum > MAX_GROWN {
            return Err(too_large(entry.span.clone()));
        }
    }
    Ok(())
}

/// Bytes of a field once its abbreviations are put in; `None` if one is not known.
fn length(field: &Field<'_>, lengths: &HashMap<&str, usize>) -> Option<usize> {
    field.iter().try_fold(0usize, |sum, chunk| {
        let length = match chunk.v {
            RawChunk::Normal(text) => text.len(),
            // Months have names without being defined.
            RawChunk::Abbreviation(name) => match lengths.get(name) {
                Some(length) => *length,
                None if name.len() == 3 => 3,
                None => return None,
            },
        };
        Some(sum.saturating_add(length))
    })
}

/// Checks that entries inherit over a few steps only, and not too much.
fn inheritance(raw: &RawBibliography<'_>) -> Result<(), Fault> {
    let entries: HashMap<&str, &RawEntry<'_>> =
        raw.entries.iter().map(|entry| (entry.v.key.v, &entry.v)).collect();
    let mut sum = 0usize;
    for entry in &raw.entries {
        let mut wave = parents(&entry.v)?;
        for step in 0.. {
            let found: Vec<_> = wave.iter().filter_map(|key| entries.get(key.as_str())).collect();
            if found.is_empty() {
                break;
            }
            if step == MAX_STEPS {
                let message =
                    format!("`{}` inherits over more than {MAX_STEPS} steps", entry.v.key.v);
                return Err(Fault { place: entry.span.clone(), message });
            }
            let mut next = Vec::new();
            for parent in found {
                let fields = parent.fields.iter().map(|field| field.value.span.len());
                sum = sum.saturating_add(fields.sum::<usize>() + 100);
                if sum > MAX_GROWN {
                    return Err(too_large(entry.span.clone()));
                }
                next.extend(parents(parent)?);
            }
            wave = next;
        }
    }
    Ok(())
}

/// The keys that an entry inherits from.
fn parents(entry: &RawEntry<'_>) -> Result<Vec<String>, Fault> {
    let mut keys = Vec::new();
    let inherits =
        |name: &str| ["crossref", "xdata"].iter().any(|key| name.eq_ignore_ascii_case(key));
    for field in entry.fields.iter().filter(|field| inherits(field.key.v)) {
        // Only plain keys, so that what is read here is what the parser will read.
        let plain = |c: char| c.is_alphanumeric() || ":-_./+, ".contains(c);
        let [chunk] = &field.value.v[..] else { return Err(no_key(field.value.span.clone())) };
        match chunk.v {
            RawChunk::Normal(text) if text.chars().all(plain) => {
                keys.extend(text.split(',').map(|key| key.trim().to_string()));
            }
            _ => return Err(no_key(field.value.span.clone())),
        }
    }
    Ok(keys)
}

fn no_key(place: Range<usize>) -> Fault {
    Fault { place, message: "this is not the key of an entry".to_string() }
}
