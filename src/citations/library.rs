//! The works of a bibliography by their keys, whichever format they are written in.

use super::files::{Files, MAX_ENTRIES};
use super::style::Style;
use super::{Ids, Place, Set, bibtex, setting};
use crate::diagnostic::Diagnostic;
use crate::header::Header;
use crate::source::{FileId, Span, Spanned};
use hayagriva::Entry;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The code of what is wrong with a bibliography.
const BAD: &str = "bad-bibliography";

/// Brackets of a YAML file may stand so deep in one another.
const DEEPEST: usize = 64;

/// Works, and how they are set.
pub(super) struct Library {
    /// Works by their keys, or why one cannot be used.
    works: BTreeMap<String, Result<Entry, Diagnostic>>,
    style: Style,
}

impl Library {
    /// Reads all files and the style; `None` if one of them cannot be used.
    pub(super) fn read(header: &Header, files: &mut Files<'_, '_>) -> Option<Library> {
        let mut works = BTreeMap::new();
        let mut good = true;
        for path in &header.bibliography {
            good &= read_file(path, &mut works, files).is_some();
        }
        let style = super::style::read(header.csl.as_ref(), files);
        let style = style.filter(|_| good)?;
        Some(Library { works, style })
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.works.contains_key(key)
    }

    /// What is wrong with a work.
    pub(super) fn fault(&self, key: &str) -> Option<&Diagnostic> {
        self.works.get(key)?.as_ref().err()
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.works.keys().map(String::as_str)
    }

    /// A work that can be used.
    pub(super) fn work(&self, key: &str) -> Option<&Entry> {
        self.works.get(key)?.as_ref().ok()
    }

    /// Sets citations and the list of references; the works of `nocite` are only listed.
    pub(super) fn set(
        &self,
        places: &[Place<'_>],
        nocite: &[&str],
        ids: &Ids,
        lang: &str,
        span: Span,
    ) -> Result<Set, Diagnostic> {
        let set = || setting::set(self, &self.style, places, nocite, ids, lang, span);
        catch_unwind(AssertUnwindSafe(set)).map_err(|_| {
            Diagnostic::error("bad-bibliography", span, "these works cannot be set in this style")
                .hint("try another `csl`, and look for fields that hold something odd")
        })
    }
}

fn read_file(
    path: &Spanned<String>,
    works: &mut BTreeMap<String, Result<Entry, Diagnostic>>,
    files: &mut Files<'_, '_>,
) -> Option<()> {
    let ending = path.value.rsplit_once('.').map_or("", |(_, ending)| ending);
    let read =
        match ending.to_ascii_lowercase().as_str() {
            "bib" => bib,
            "yml" | "yaml" => yaml,
            _ => {
                let message = format!("`{}` is no bibliography that deckgen can read", path.value);
                files.push(Diagnostic::error("bad-bibliography", path.span, message).hint(
                    "export the works as BibTeX (`.bib`), or write them as hayagriva's `.yml`",
                ));
                return None;
            }
        };
    let (file, text) = files.text(BAD, path)?;
    let parsed = catch_unwind(AssertUnwindSafe(|| read(file, &text))).unwrap_or_else(|_| {
        Err(Diagnostic::error(
            "bad-bibliography",
            Span::new(file, 0..0),
            "this bibliography cannot be read",
        ))
    });
    match parsed {
        Ok(parsed) => {
            for (key, work) in parsed {
                works.entry(key).or_insert(work);
            }
            if works.len() <= MAX_ENTRIES {
                return Some(());
            }
            let message = format!("a bibliography has at most {MAX_ENTRIES} works");
            files.error(BAD, path.span, message);
        }
        Err(diagnostic) => files.push(diagnostic),
    }
    None
}

type Parsed = Vec<(String, Result<Entry, Diagnostic>)>;

fn bib(file: FileId, text: &str) -> Result<Parsed, Diagnostic> {
    let error = |fault: bibtex::Fault| {
        let end = text.len();
        let start = floor(text, fault.place.start.min(end));
        // The rest of the line is enough to see; a whole entry would be too much.
        let line = text[start..].find('\n').map_or(end, |line| start + line);
        let place = start..floor(text, fault.place.end.clamp(start, line.max(start)));
        Diagnostic::error("bad-bibliography", Span::new(file, place), fault.message)
    };
    let parsed = bibtex::parse(text).map_err(error)?;
    Ok(parsed.into_iter().map(|(key, work)| (key, work.map_err(error))).collect())
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn yaml(file: FileId, text: &str) -> Result<Parsed, Diagnostic> {
    let error = |at: usize, message: &str| {
        let at = floor(text, at.min(text.len()));
        Diagnostic::error("bad-bibliography", Span::new(file, at..at), message)
    };
    if let Some(at) = too_deep(text) {
        return Err(error(at, "lists and maps stand too deep in one another"));
    }
    let library = hayagriva::io::from_yaml_str(text).map_err(|wrong| {
        let message = wrong.to_string();
        let end = message.find(" at line ").unwrap_or(message.len());
        let message = format!("this is no bibliography in hayagriva's YAML: {}", &message[..end]);
        error(wrong.location().map_or(0, |place| place.index()), &message)
    })?;
    Ok(library.iter().map(|entry| (entry.key().to_string(), Ok(entry.clone()))).collect())
}

/// The byte that opens more lists and maps than may be open.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    text.bytes().position(|byte| {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}
