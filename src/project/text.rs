//! Texts that a deck is put together from: included files, code, data.

use super::{Project, Wanted};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{Span, decode};
use crate::world::{World, plain};
use std::path::{Path, PathBuf};

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
}

/// A text and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The file, as an absolute path without links.
    pub path: PathBuf,
    /// What is in it.
    pub text: String,
}

impl<'a> Texts<'a> {
    /// Nothing is read yet.
    pub fn new(world: &'a dyn World, project: &'a Project) -> Texts<'a> {
        Texts { world, project, read: Vec::new(), diagnostics: Vec::new() }
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
        self.read.push(file.clone());
        let text = self.world.read(&file, limit).map_err(|error| error.to_string());
        match text.and_then(|bytes| decode(bytes).map_err(|error| error.to_string())) {
            Ok(text) => Some(Text { path: file, text }),
            Err(error) => {
                let message = format!("cannot read `{path}`: {error}");
                let unreadable = Diagnostic::warning("unreadable-file", span, message);
                self.diagnostics.push(Diagnostic { severity: wanted.severity, ..unreadable });
                None
            }
        }
    }
}
