//! Texts that a deck is put together from: included files, code, data.

use super::{Project, Wanted};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{Span, decode};
use crate::world::{World, plain};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Reads texts of a project, and keeps what was looked for and what was wrong.
pub struct Texts<'a> {
    /// Where files come from.
    pub world: &'a dyn World,
    /// Which of them may be used.
    pub project: &'a Project,
    /// All files that were looked for, absolute, whether they are there or not.
    pub read: Vec<PathBuf>,
    /// What was wrong.
    pub diagnostics: Diagnostics,
    /// Texts that were read.
    known: BTreeMap<PathBuf, Arc<str>>,
    /// Their bytes together.
    bytes: usize,
    /// Bytes that were searched.
    searched: usize,
}

/// Texts are searched for parts of them until so many bytes were looked at.
const MAX_SEARCHED: usize = 1_000_000_000;

/// All texts that one deck is put together from, in bytes.
const MAX_TEXTS: usize = 64_000_000;

/// A text and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The file, as an absolute path without links.
    pub path: PathBuf,
    /// What is in it.
    pub text: Arc<str>,
}

impl<'a> Texts<'a> {
    /// Nothing is read yet.
    pub fn new(world: &'a dyn World, project: &'a Project) -> Texts<'a> {
        let (read, diagnostics, known) = Default::default();
        Texts { world, project, read, diagnostics, known, bytes: 0, searched: 0 }
    }

    /// Reads a text of at most `limit` bytes whose path stands in the file `from`, at `span`. `None`
    /// when it cannot be had, which is then a diagnostic.
    pub fn get(
        &mut self,
        from: &Path,
        path: &str,
        limit: u64,
        span: Span,
        wanted: Wanted,
    ) -> Option<Text> {
        let found = self.project.resolve(self.world, from, path);
        let (file, warning) = match self.project.accept(found, path, span, wanted) {
            Ok(accepted) => accepted,
            Err(wrong) => {
                self.read.push(plain(&from.parent().unwrap_or(from).join(path)));
                self.diagnostics.push(wrong);
                return None;
            }
        };
        self.diagnostics.extend(warning);
        if let Some(text) = self.known.get(&file) {
            return Some(Text { path: file, text: text.clone() });
        }
        self.read.push(file.clone());
        match self.load(&file, limit) {
            Ok(text) => {
                self.known.insert(file.clone(), text.clone());
                Some(Text { path: file, text })
            }
            Err(error) => {
                let message = format!("cannot read `{path}`: {error}");
                let unreadable = Diagnostic::warning("unreadable-file", span, message);
                self.diagnostics.push(Diagnostic { severity: wanted.severity, ..unreadable });
                None
            }
        }
    }

    /// Counts bytes that are about to be searched; false when there were too many.
    pub fn has_time(&mut self, bytes: usize) -> bool {
        self.searched = self.searched.saturating_add(bytes);
        self.searched <= MAX_SEARCHED
    }

    fn load(&mut self, file: &Path, limit: u64) -> Result<Arc<str>, String> {
        let left = MAX_TEXTS - self.bytes;
        if left == 0 {
            let limit = MAX_TEXTS / 1_000_000;
            return Err(format!("the deck is put together from more than {limit} MB"));
        }
        let bytes = self.world.read(file, limit).map_err(|error| error.to_string())?;
        self.bytes += bytes.len().min(left);
        Ok(decode(bytes).map_err(|error| error.to_string())?.into())
    }
}
