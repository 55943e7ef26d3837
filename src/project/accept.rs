//! From what a path leads to, to a file that may be used, or to what is wrong with the path.

use super::{Found, Project};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;
use std::path::{Path, PathBuf};

/// What a path in a deck is for, which says what a missing file means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The code of the finding when it is not there.
    pub code: &'static str,
    /// What it is, to follow "there is no".
    pub what: &'static str,
    /// How bad it is.
    pub severity: Severity,
}

impl Project {
    /// The file that a path leads to, with a warning if it is not written as it should be.
    ///
    /// # Errors
    /// There is no such file, or the deck may not use it; `path` is how the author wrote it.
    pub fn accept(
        &self,
        found: Found,
        path: &str,
        span: Span,
        wanted: Wanted,
    ) -> Result<(PathBuf, Option<Diagnostic>), Diagnostic> {
        match found {
            Found::File(file) | Found::WrongCase { file, .. } if self.is_hidden(&file) => {
                let message = format!("`{path}` is a hidden file, and those are never published");
                Err(Diagnostic::error("hidden-file", span, message)
                    .hint("copy it to a name that does not start with a dot, if you mean it"))
            }
            Found::File(file) => Ok((file, None)),
            Found::WrongCase { file, actual } => {
                let message =
                    format!("the file is called `{actual}`; web servers know the difference");
                let warning = Diagnostic::warning("wrong-case", span, message);
                Ok((file, Some(warning.hint("write it the same way"))))
            }
            Found::Outside => {
                let message = format!("`{path}` is outside the project");
                Err(Diagnostic::error("outside-project", span, message).hint(
                    "copy it below the project's folder, or name its folder with --allow-dir",
                ))
            }
            Found::Missing { nearest } => {
                let message = format!("there is no {} `{path}`", wanted.what);
                let hint = nearest.map(|name| format!("did you mean `{name}`?"));
                let Wanted { code, severity, .. } = wanted;
                let missing = Diagnostic { severity, code, span: Some(span), message, hint: None };
                Err(missing
                    .hint("check the name; it is relative to the folder of the file it stands in")
                    .maybe_hint(hint))
            }
            Found::Folder(_) | Found::Special => {
                let message = format!("`{path}` is not a file");
                let wrong = Diagnostic::warning("not-a-file", span, message);
                Err(Diagnostic { severity: wanted.severity, ..wrong })
            }
        }
    }

    /// Whether a part of the path below the project starts with a dot: `.env`, `.git/config`.
    fn is_hidden(&self, file: &Path) -> bool {
        let below = file.strip_prefix(&self.root).unwrap_or(file);
        below.iter().any(|part| part.to_string_lossy().starts_with('.'))
    }
}
