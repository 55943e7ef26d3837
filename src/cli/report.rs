//! How findings and failures look.

use super::Failure;
use super::args::Format;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anstream::stream::IsTerminal;
use deckgen::diagnostic::{Diagnostic, Severity};
use deckgen::excerpt::{self, Excerpt, clean};
use deckgen::source::Sources;
use std::collections::BTreeMap;
use std::io::Write;

/// So many findings about one deck are shown to people; nobody reads more.
const MAX_FINDINGS: usize = 1000;

/// So many findings of one code about one deck are shown with their source; then it is clear what is meant.
const MAX_SAME: usize = 5;

/// Prints to the terminal. A terminal that has gone away is no failure.
#[derive(Debug, Clone)]
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

    /// A line that the user needs even with `--quiet`.
    pub(crate) fn always(&self, line: &str) {
        let _ = writeln!(anstream::stderr(), "{}", clean(line));
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

    /// Prints findings about one deck; a SARIF log is printed as a whole elsewhere.
    pub(crate) fn diagnostics(&self, found: &[Diagnostic], sources: &Sources, format: Format) {
        let shown = |finding: &&Diagnostic| {
            !self.quiet || finding.severity != Severity::Note || format == Format::Json
        };
        let mut left_out = LeftOut::default();
        for diagnostic in found.iter().filter(shown) {
            let line = match format {
                Format::Json => {
                    self.answer(&excerpt::json(diagnostic, sources).to_string());
                    continue;
                }
                Format::Sarif => continue,
                _ if left_out.takes(diagnostic, format) => continue,
                Format::Human => human(diagnostic, sources) + "\n",
                Format::Short => short(diagnostic, sources),
            };
            let _ = writeln!(anstream::stderr(), "{line}");
        }
        for line in left_out.lines(format) {
            let _ = writeln!(anstream::stderr(), "{line}");
        }
    }
}

/// Counts findings about one deck that are not shown.
#[derive(Default)]
struct LeftOut {
    shown: usize,
    /// Findings of each code so far.
    codes: BTreeMap<&'static str, usize>,
    /// Findings of all codes beyond the limit.
    more: usize,
}

impl LeftOut {
    /// Whether a finding is not shown.
    fn takes(&mut self, finding: &Diagnostic, format: Format) -> bool {
        let same = self.codes.entry(finding.code).or_default();
        *same += 1;
        if format == Format::Human && *same > MAX_SAME && finding.severity != Severity::Error {
            return true;
        }
        self.shown += 1;
        let too_many = self.shown > MAX_FINDINGS;
        self.more += usize::from(too_many);
        too_many
    }

    fn lines(&self, format: Format) -> Vec<String> {
        let same = self.codes.iter().filter(|(_, count)| **count > MAX_SAME && self.more == 0);
        let shown: usize = self.codes.values().sum();
        let end = if format == Format::Human { "\n" } else { "" };
        let mut lines: Vec<String> = same
            .filter(|_| shown > self.shown)
            .map(|(code, count)| {
                let more = count - MAX_SAME;
                format!("{more} more of `{code}` in this deck; `--format short` prints all{end}")
            })
            .collect();
        if self.more > 0 {
            let more = self.more;
            lines.push(format!("{more} more findings are not shown; `--format json` prints all"));
        }
        lines
    }
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
    let excerpt = diagnostic.span.map(|span| Excerpt::of(sources, span));
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
