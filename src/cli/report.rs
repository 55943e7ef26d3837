//! How findings and failures look.

use super::Failure;
use super::args::Format;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anstream::stream::IsTerminal;
use deckgen::diagnostic::{Diagnostic, Severity};
use deckgen::source::Sources;
use std::io::Write;

/// So many findings about one deck are shown to people; nobody reads more.
const MAX_FINDINGS: usize = 1000;

/// Prints to the terminal. A terminal that has gone away is no failure.
pub(crate) struct Printer {
    quiet: bool,
}

impl Printer {
    pub(crate) fn new(quiet: bool) -> Printer {
        Printer { quiet }
    }

    /// A line that tells of success.
    pub(crate) fn say(&self, line: &str) {
        if !self.quiet {
            let _ = writeln!(anstream::stderr(), "{}", clean(line));
        }
    }

    /// A line that is what the command was asked for.
    pub(crate) fn answer(&self, line: &str) {
        let _ = writeln!(anstream::stdout(), "{line}");
    }

    /// Whether to show that work goes on.
    pub(crate) fn shows_progress(&self) -> bool {
        !self.quiet && std::io::stderr().is_terminal()
    }

    /// Why a command could not do its work.
    pub(crate) fn failure(&self, failure: &Failure) {
        let _ =
            writeln!(anstream::stderr(), "\u{1b}[1;31merror\u{1b}[0m: {}", clean(&failure.message));
        if let Some(hint) = &failure.hint {
            let _ = writeln!(anstream::stderr(), "  \u{1b}[1;36mhelp\u{1b}[0m: {}", clean(hint));
        }
    }

    /// Prints findings about one deck.
    pub(crate) fn diagnostics(&self, found: &[Diagnostic], sources: &Sources, format: Format) {
        let shown = |finding: &&Diagnostic| {
            !self.quiet || finding.severity != Severity::Note || format == Format::Json
        };
        let limit = if format == Format::Json { usize::MAX } else { MAX_FINDINGS };
        for diagnostic in found.iter().filter(shown).take(limit) {
            match format {
                Format::Human => {
                    let _ = writeln!(anstream::stderr(), "{}\n", human(diagnostic, sources));
                }
                Format::Short => {
                    let _ = writeln!(anstream::stderr(), "{}", short(diagnostic, sources));
                }
                Format::Json => self.answer(&json(diagnostic, sources)),
            }
        }
        let more = found.iter().filter(shown).count().saturating_sub(limit);
        if more > 0 {
            let line = format!("{more} more findings are not shown; `--format json` prints all");
            let _ = writeln!(anstream::stderr(), "{line}");
        }
    }
}

/// Control characters in a file's name or a deck's text must not reach the terminal.
fn clean(text: &str) -> String {
    let shown = |c: char| if c.is_control() && c != '\n' { '\u{fffd}' } else { c };
    text.chars().map(shown).collect()
}

/// With the marked source.
fn human(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let message = clean(&diagnostic.message);
    let title = level.primary_title(&message).id(diagnostic.code);
    let excerpt = diagnostic.span.map(|span| excerpt(sources, span));
    let hint = diagnostic.hint.as_deref().map(clean);
    let mut group = match &excerpt {
        Some(excerpt) => title.element(
            Snippet::<annotate_snippets::Annotation<'_>>::source(excerpt.text.as_str())
                .line_start(excerpt.line)
                .path(excerpt.name.as_str())
                .annotation(AnnotationKind::Primary.span(excerpt.range.clone())),
        ),
        None => Group::with_title(title),
    };
    if let Some(hint) = &hint {
        group = group.element(Level::HELP.message(hint.as_str()));
    }
    Renderer::styled().decor_style(DecorStyle::Ascii).render(&[group])
}

/// The line that a span begins on, and the span within it.
struct Excerpt {
    name: String,
    text: String,
    line: usize,
    range: std::ops::Range<usize>,
}

/// The most characters of a line that are shown.
const MAX_SHOWN: usize = 400;

/// The last start or end of a character up to a byte.
fn boundary(text: &str, at: usize) -> usize {
    let found = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    found.unwrap_or(0)
}

/// The bytes around a place in which the shown part of its line lies.
fn around(text: &str, at: usize) -> std::ops::Range<usize> {
    let reach = 4 * MAX_SHOWN;
    boundary(text, at.saturating_sub(reach))..boundary(text, at + reach)
}

fn excerpt(sources: &Sources, span: deckgen::source::Span) -> Excerpt {
    let file = sources.file(span.file);
    let range = span.range();
    let start = boundary(&file.text, range.start.min(file.text.len()));
    let window = around(&file.text, start);
    let line_start =
        file.text[window.start..start].rfind('\n').map_or(window.start, |at| window.start + at + 1);
    let line = file.text[line_start..window.end].split('\n').next().unwrap_or_default();
    let before = clean(&file.text[line_start..start]);
    let end = range.end.clamp(start, line_start + line.len());
    let end = boundary(&file.text, end);
    let marked = clean(&file.text[start..end]);
    let after = clean(&file.text[end..line_start + line.len()]);
    // Of a very long line only the neighbourhood is shown.
    let skip = before
        .char_indices()
        .rev()
        .nth(80)
        .filter(|_| line.len() > MAX_SHOWN)
        .map_or(0, |(at, _)| at);
    let before = &before[skip..];
    let cut = |text: &str| text.chars().take(MAX_SHOWN).collect::<String>();
    let (marked, after) = (cut(&marked), cut(&after));
    let range = before.len()..before.len() + marked.len();
    Excerpt {
        name: clean(&file.name),
        text: format!("{before}{marked}{after}"),
        line: file.position(start).0,
        range,
    }
}

/// `file:line:column: warning[code]: message (hint)`.
fn short(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let place = diagnostic.span.map_or(String::new(), |span| {
        let file = sources.file(span.file);
        let (line, column) = file.position(span.start as usize);
        format!("{}:{line}:{column}: ", file.name)
    });
    let Diagnostic { severity, code, message, hint, .. } = diagnostic;
    let hint = hint.as_ref().map_or(String::new(), |hint| format!(" ({hint})"));
    clean(&format!("{place}{}[{code}]: {message}{hint}", severity.name()))
}

fn json(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut value = serde_json::json!({
        "severity": diagnostic.severity.name(),
        "code": diagnostic.code,
        "message": diagnostic.message,
    });
    if let Some(hint) = &diagnostic.hint {
        value["hint"] = hint.as_str().into();
    }
    if let Some(span) = diagnostic.span {
        let file = sources.file(span.file);
        let (line, column) = file.position(span.start as usize);
        let (end_line, end_column) = file.position(span.end as usize);
        value["file"] = file.name.as_str().into();
        value["line"] = line.into();
        value["column"] = column.into();
        value["end_line"] = end_line.into();
        value["end_column"] = end_column.into();
    }
    value.to_string()
}
