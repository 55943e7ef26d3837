//! What is kept of a deck that was compiled: facts as JSON, then texts and files as they are.
//!
//! Files that are embedded in the program, and those that came into the bundle as they stand beside the
//! deck, are only named: the bytes of a picture are kept once, by their author.

use super::record::{Asked, Read};
use crate::allow::Allowed;
use crate::assets;
use crate::bundle::{Bundle, BundlePath, Bytes};
use crate::compile::Compiled;
use crate::diagnostic::{Diagnostic, Severity};
use crate::header::Header;
use crate::overview::{Overview, SlideText};
use crate::source::{Sources, Span};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Mutex;

/// Pages of other decks by their files.
pub(super) type Links = BTreeMap<String, String>;

/// A kept result.
pub(super) struct Entry<'a> {
    facts: Facts,
    /// Texts and files, one behind the other.
    rest: &'a [u8],
}

#[derive(Serialize, Deserialize)]
struct Facts {
    asked: Asked,
    links: Links,
    findings: Vec<Finding>,
    sources: Vec<Source>,
    files: Vec<(String, Origin)>,
    header: Header,
    title: String,
    slides: usize,
    notes_left_out: usize,
    read: Vec<PathBuf>,
    overview: Option<Overview>,
    texts: Vec<SlideText>,
}

#[derive(Serialize, Deserialize)]
struct Finding {
    severity: Severity,
    code: String,
    span: Option<Span>,
    message: String,
    hint: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Source {
    name: String,
    path: PathBuf,
    /// The length of its text.
    length: usize,
}

/// Where the bytes of a file of the bundle are.
#[derive(Serialize, Deserialize)]
enum Origin {
    /// In the program, under this name in bundles.
    Embedded(String),
    /// In a file that was read, with this hash.
    Read(String),
    /// Here, so many of them.
    Kept(usize),
}

impl<'a> Entry<'a> {
    /// The bytes to keep; `None` when they cannot be written.
    pub(super) fn write(compiled: &Compiled, asked: &Asked, links: &Links) -> Option<Vec<u8>> {
        // A field that is added has to be kept too, or to be named here.
        let Compiled {
            bundle,
            diagnostics,
            // It was applied to the findings; only a check, which is not kept, has more of them.
            allowed: _,
            sources,
            header,
            title,
            slides,
            notes_left_out,
            read,
            overview,
            texts,
            outline: None,
            inspected: None,
            places: None,
        } = compiled
        else {
            return None;
        };
        let mut rest = Vec::new();
        let mut kept_sources = Vec::new();
        for file in sources.files() {
            rest.extend_from_slice(file.text.as_bytes());
            let (name, path) = (file.name.clone(), file.path.clone());
            kept_sources.push(Source { name, path, length: file.text.len() });
        }
        let mut files = Vec::new();
        for (path, bytes) in bundle.iter() {
            files.push((path.as_str().to_string(), origin(path, bytes, asked, &mut rest)));
        }
        let facts = Facts {
            asked: asked.clone(),
            links: links.clone(),
            findings: diagnostics.iter().cloned().map(Finding::from).collect(),
            sources: kept_sources,
            files,
            header: header.clone(),
            title: title.clone(),
            slides: *slides,
            notes_left_out: *notes_left_out,
            read: read.clone(),
            overview: overview.clone(),
            texts: texts.clone(),
        };
        let mut bytes = serde_json::to_vec(&facts).ok()?;
        // JSON on one line has no line ends.
        bytes.push(b'\n');
        bytes.append(&mut rest);
        Some(bytes)
    }

    /// What [`Entry::write`] wrote.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Entry<'a>> {
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let facts = serde_json::from_slice(&bytes[..end]).ok()?;
        Some(Entry { facts, rest: &bytes[end + 1..] })
    }

    /// What the compilation asked.
    pub(super) fn asked(&self) -> &Asked {
        &self.facts.asked
    }

    /// The decks that it linked to.
    pub(super) fn links(&self) -> &Links {
        &self.facts.links
    }

    /// The result, with the files that were `read` again. `None` when anything in it is not as it was
    /// written, such as a file that is not `wanted`.
    pub(super) fn compiled(
        self,
        read: Read,
        wanted: impl Fn(&BundlePath) -> bool,
    ) -> Option<Compiled> {
        let Entry { facts, mut rest } = self;
        let mut take = |length: usize| {
            let (taken, left) = rest.split_at_checked(length)?;
            rest = left;
            Some(taken.to_vec())
        };
        let mut sources = Sources::default();
        for source in facts.sources {
            let text = String::from_utf8(take(source.length)?).ok()?;
            sources.add_file(source.name, source.path, text);
        }
        let mut bundle = Bundle::default();
        for (path, origin) in facts.files {
            let path = BundlePath::new(path).ok().filter(&wanted)?;
            let bytes: Bytes = match origin {
                Origin::Embedded(file) => assets::by_file(&file)?.bytes.into(),
                Origin::Read(hash) => read.get(&hash)?.clone().into(),
                Origin::Kept(length) => take(length)?.into(),
            };
            bundle.insert(path, bytes);
        }
        let is_known = |span: &Option<Span>| span.is_none_or(|span| sources.has(span));
        if !facts.findings.iter().all(|finding| is_known(&finding.span)) {
            return None;
        }
        Some(Compiled {
            bundle,
            diagnostics: facts.findings.into_iter().map(Diagnostic::from).collect(),
            allowed: Allowed::default(),
            sources,
            header: facts.header,
            title: facts.title,
            slides: facts.slides,
            notes_left_out: facts.notes_left_out,
            read: facts.read,
            overview: facts.overview,
            texts: facts.texts,
            outline: None,
            inspected: None,
            places: None,
        })
    }
}

/// Where the bytes of a file are; puts those that are nowhere else into `rest`.
fn origin(path: &BundlePath, bytes: &[u8], asked: &Asked, rest: &mut Vec<u8>) -> Origin {
    let name = path.as_str().rsplit('/').next().unwrap_or_default();
    if assets::by_file(name).is_some_and(|asset| std::ptr::eq(asset.bytes, bytes)) {
        return Origin::Embedded(name.to_string());
    }
    let hash = assets::hash(bytes);
    if asked.has_read(&hash) {
        return Origin::Read(hash);
    }
    rest.extend_from_slice(bytes);
    Origin::Kept(bytes.len())
}

impl From<Diagnostic> for Finding {
    fn from(diagnostic: Diagnostic) -> Finding {
        let Diagnostic { severity, code, span, message, hint } = diagnostic;
        Finding { severity, code: code.to_string(), span, message, hint }
    }
}

impl From<Finding> for Diagnostic {
    fn from(finding: Finding) -> Diagnostic {
        let Finding { severity, code, span, message, hint } = finding;
        Diagnostic { severity, code: forever(code), span, message, hint }
    }
}

/// A code as one that lives as long as the program; there are few of them.
fn forever(code: String) -> &'static str {
    static CODES: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
    let mut codes = CODES.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    match codes.get(code.as_str()) {
        Some(known) => known,
        None => {
            let known = Box::leak(code.into_boxed_str());
            codes.insert(known);
            known
        }
    }
}
