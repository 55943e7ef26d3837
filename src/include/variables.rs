//! `_variables.yml`: values that several decks share. The name and the form are Quarto's.

use crate::diagnostic::{Diagnostic, Severity};
use crate::header;
use crate::project::{Found, Texts, Wanted};
use crate::source::{FileId, Sources, Span};
use serde_json::{Map, Value};

const NAMES: [&str; 4] =
    ["_variables.yml", "_variables.yaml", "/_variables.yml", "/_variables.yaml"];

/// In bytes; longer ones are refused with a better message.
const MAX: u64 = 1_000_000;

/// The values of the file beside the deck, else of that at the project's root; empty when there is
/// neither.
pub(super) fn read(
    texts: &mut Texts<'_>,
    sources: &mut Sources,
    deck: FileId,
) -> Map<String, Value> {
    let from = sources.file(deck).path.clone();
    for name in NAMES {
        if !matches!(texts.project.resolve(texts.world, &from, name), Found::File(_)) {
            // The preview looks out for the one that is most likely made later.
            if name == NAMES[0] {
                texts.read.push(from.with_file_name(name));
            }
            continue;
        }
        let span = Span::new(deck, 0..0);
        let wanted = Wanted { code: "missing-file", what: "file", severity: Severity::Error };
        let Some(file) = texts.get(&from, name, MAX, span, wanted) else { break };
        let values = header::values(&file.text);
        return values.unwrap_or_else(|error| {
            let shown = texts.project.display(&file.path);
            let text = file.text.to_string();
            let file = sources.add_file(shown.clone(), file.path, text);
            let message = format!("`{shown}` cannot be used: {error}");
            let found = Diagnostic::error("bad-variables", Span::new(file, 0..0), message);
            texts.diagnostics.push(found.hint("it holds lines such as `course: Python`"));
            Map::new()
        });
    }
    Map::new()
}
