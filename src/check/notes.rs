//! Speaker notes that the audience sees, that nobody sees, or that are not there.

use super::Subject;
use crate::deck::Slide;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown::{Kind, Node};
use crate::scan::{self, MarkerKind};
use crate::source::{FileId, Span};
use std::collections::BTreeSet;

/// Classes that other tools or a slip of the finger give to notes.
const CLASSES: [&str; 10] = [
    "note",
    "noes",
    "ntes",
    "nots",
    "notse",
    "speaker",
    "speaker-note",
    "speaker-notes",
    "speakernotes",
    "presenter-notes",
];

/// More bytes of the author's style sheets are not searched.
const MAX_SHEET: u64 = 1_000_000;

pub(super) fn check(subject: Subject<'_>, found: &mut Diagnostics) {
    let mut stray = Vec::new();
    for slide in &subject.inspected.deck.slides {
        paragraphs(slide, &mut stray);
    }
    fold(stray, found);
    containers(subject, found);
    comments(subject, found);
    empty_markers(subject, found);
}

/// A deck of another tool has the same mistake on each slide: it is told once.
fn fold(stray: Vec<(Span, &str)>, found: &mut Diagnostics) {
    let mut told: Vec<&str> = Vec::new();
    for (span, what) in &stray {
        if told.contains(what) {
            continue;
        }
        told.push(what);
        let count = stray.iter().filter(|(_, other)| other == what).count();
        let times = match count {
            1 => String::new(),
            _ => format!(", here and {} more times", count - 1),
        };
        found.push(shown(*span, &format!("{what}{times}")));
    }
}

fn shown(span: Span, what: &str) -> Diagnostic {
    let message = format!("{what}, so the audience sees these notes");
    Diagnostic::warning("stray-notes", span, message)
        .hint("write a line `Note:` above them, or `::: notes` and `:::` around them")
}

/// Marker lines that are text.
fn paragraphs(slide: &Slide, found: &mut Vec<(Span, &'static str)>) {
    for (at, node) in slide.nodes.iter().enumerate() {
        let Some(Kind::Text(first)) = node.children.first().map(|node| &node.kind) else {
            continue;
        };
        if node.kind != Kind::Paragraph {
            continue;
        }
        let alone = node.children.len() == 1;
        let ends_line = alone || matches!(node.children[1].kind, Kind::SoftBreak);
        let goes_on = !alone || at + 1 < slide.nodes.len();
        let what = match first.trim() {
            "???" if ends_line && goes_on => "`???` does not begin notes",
            line if ends_line && goes_on && is_bare_marker(line) => {
                "the colon is missing or misplaced"
            }
            line if is_spoken(line) => "only `Note:` and `Notes:` begin notes",
            line if line.starts_with("^ ") && line.len() > 2 => "`^` does not begin notes",
            _ => continue,
        };
        found.push((node.span, what));
    }
}

/// `Notes` or `Note :` as a whole line.
fn is_bare_marker(line: &str) -> bool {
    let words = line.to_ascii_lowercase();
    let words = words.strip_suffix(':').map_or(words.as_str(), str::trim_end);
    matches!(words, "notes" | "note" | "speaker notes" | "speaker note")
}

/// `Speaker notes: …` at the start of a line.
fn is_spoken(line: &str) -> bool {
    let start: String = line.chars().take(20).flat_map(char::to_lowercase).collect();
    let starts = ["speaker notes:", "speaker note:", "presenter notes:", "speakernotes:"];
    starts.iter().any(|marker| start.starts_with(marker))
}

/// `::: note` and the like, unless a style sheet says how such a container looks.
fn containers(subject: Subject<'_>, found: &mut Diagnostics) {
    let mut styled: Option<Vec<&str>> = None;
    subject.each(&mut |node| {
        let Some(class) = CLASSES.into_iter().find(|class| is_container(node, class)) else {
            return;
        };
        let styled = styled.get_or_insert_with(|| {
            let sheets = own_sheets(subject);
            CLASSES.into_iter().filter(|class| sheets.contains(&format!(".{class}"))).collect()
        });
        if !styled.contains(&class) {
            found.push(shown(
                node.span,
                &format!("`{class}` is no word that deckgen knows for notes"),
            ));
        }
    });
}

fn is_container(node: &Node, class: &str) -> bool {
    let only = |own: &crate::attributes::Attributes| own.classes.len() == 1 && own.has_class(class);
    node.kind == Kind::Container && node.attributes.as_deref().is_some_and(only)
}

/// What the author's style sheets say.
fn own_sheets(subject: Subject<'_>) -> String {
    let inspected = subject.inspected;
    let mut all: String = inspected.theme.sheets.iter().map(|sheet| sheet.css.as_str()).collect();
    for sheet in &inspected.deck.header.css {
        let from = &subject.compiled.sources.file(sheet.span.file).path;
        if let crate::project::Found::File(file) =
            subject.project.resolve(subject.world, from, &sheet.value)
        {
            let bytes = subject.world.read(&file, MAX_SHEET).unwrap_or_default();
            all.push_str(&String::from_utf8_lossy(&bytes));
        }
    }
    inspected.deck.styles.iter().for_each(|span| all.push_str(subject.text(*span)));
    subject.each(&mut |node| {
        if let Kind::Html(html) = &node.kind
            && html.contains("<style")
        {
            all.push_str(html);
        }
    });
    all
}

/// `<!-- notes: … -->`: no speaker sees a comment.
fn comments(subject: Subject<'_>, found: &mut Diagnostics) {
    for comment in &subject.inspected.deck.comments {
        let text = comment.text.trim_start();
        let start: String = text.chars().take(20).flat_map(char::to_lowercase).collect();
        if start.starts_with("notes:") || is_spoken(text) {
            let message = "these notes stand in a comment, so the speaker does not see them";
            let finding = Diagnostic::warning("stray-notes", comment.span, message);
            found
                .push(finding.hint("write a line `Note:` above them instead, without the comment"));
        }
    }
}

/// `Note:` with nothing behind it.
fn empty_markers(subject: Subject<'_>, found: &mut Diagnostics) {
    let slides = &subject.inspected.deck.slides;
    let mut with_notes = BTreeSet::new();
    let mut starts: Vec<(FileId, u32)> = Vec::new();
    for slide in slides {
        starts.push((slide.span.file, slide.span.start));
        if !slide.notes.is_empty() {
            with_notes.insert((slide.span.file, slide.span.start));
        }
    }
    starts.sort_unstable();
    for file in subject.files() {
        let text = &subject.compiled.sources.file(file).text;
        let lower = |line: &&str| {
            line.trim_start().get(..4).is_some_and(|n| n.eq_ignore_ascii_case("note"))
        };
        if !text.lines().any(|line| lower(&line)) {
            continue;
        }
        let header = &subject.inspected.deck.header;
        let start = if file == header.span.file { header.span.end as usize } else { 0 };
        let markers = scan::scan(text, start, header.style).markers;
        for marker in markers.iter().filter(|marker| marker.kind == MarkerKind::Notes) {
            let at = (file, marker.range.start as u32);
            let slide = starts.partition_point(|start| *start <= at).checked_sub(1);
            let slide = slide.map(|slide| starts[slide]).filter(|(other, _)| *other == file);
            if slide.is_some_and(|slide| !with_notes.contains(&slide)) {
                let span = Span::new(file, marker.range.clone());
                let finding =
                    Diagnostic::note("empty-notes", span, "there are no notes below this line");
                found.push(finding.hint("write some, or remove the line"));
            }
        }
    }
}
