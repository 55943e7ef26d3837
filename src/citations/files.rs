//! The files of bibliographies and styles: found in the project, read as text, and kept as sources so
//! that findings can point into them.

use crate::diagnostic::{Diagnostic, Severity};
use crate::project::{Texts, Wanted};
use crate::source::{FileId, Sources, Span, Spanned};
use std::path::Path;

/// The largest bibliography or style, in bytes.
pub const MAX_FILE: u64 = 4_000_000;
/// The most works in all files of a bibliography.
pub const MAX_ENTRIES: usize = 10_000;

/// Reads files that the header of a deck names.
pub(super) struct Files<'a, 'w> {
    /// The deck.
    pub(super) deck: &'a Path,
    pub(super) texts: &'a mut Texts<'w>,
    pub(super) sources: &'a mut Sources,
}

impl Files<'_, '_> {
    /// The text of a file; `code` is that of the error when it is not there.
    pub(super) fn text(
        &mut self,
        code: &'static str,
        path: &Spanned<String>,
    ) -> Option<(FileId, String)> {
        let wanted = Wanted { code, what: "file", severity: Severity::Error };
        // The deck, or what gives decks their defaults.
        let from = self.sources.file(path.span.file).path.clone();
        let from = if from.as_os_str().is_empty() { self.deck } else { &from };
        let found = self.texts.get(from, &path.value, MAX_FILE, path.span, wanted)?;
        let name = self.texts.project.display(&found.path);
        let id = self.sources.add_file(name, found.path, found.text.to_string());
        Some((id, found.text.to_string()))
    }

    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.texts.diagnostics.push(diagnostic);
    }

    pub(super) fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        self.push(Diagnostic::error(code, span, message));
    }
}
