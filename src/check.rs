//! What would embarrass an author later, though the deck can be built: one file a rule.

mod alt_text;
mod anchors;
mod code_lines;
mod containers;
mod contrast;
mod headings;
mod ids;
mod links;
mod notes;
mod pictures;
mod published;
mod remote;
mod tables;
mod tags;
mod timing;
mod titles;

use crate::compile::{Compiled, Inspected, Options};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown::Node;
use crate::project::Project;
use crate::source::FileId;
use crate::world::World;
use anchors::Decks;
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

pub use remote::remote_links;

/// What is checked, and what it is compared with.
#[derive(Clone, Copy)]
pub struct Work<'a> {
    /// Reads files that the decks name.
    pub world: &'a dyn World,
    /// How the decks were compiled, with [`Options::inspect`].
    pub options: &'a Options,
    /// The decks by their addresses.
    pub decks: &'a [(&'a str, &'a Compiled)],
    /// The folder of the last build; it need not be there.
    pub published: Option<&'a Path>,
}

/// What a rule looks at.
#[derive(Clone, Copy)]
struct Subject<'a> {
    world: &'a dyn World,
    /// The deck's address.
    address: &'a str,
    /// The deck's file.
    path: &'a Path,
    /// Which files it may name.
    project: &'a Project,
    /// What became of the deck.
    compiled: &'a Compiled,
    /// What the page was made from.
    inspected: &'a Inspected,
    /// What can be linked to in this deck and others.
    decks: &'a Decks<'a>,
    /// The folder of the last build.
    published: Option<&'a Path>,
}

/// A rule: a subject in, findings out.
type Rule = fn(Subject<'_>, &mut Diagnostics);

/// All rules.
const RULES: &[Rule] = &[
    alt_text::check,
    code_lines::check,
    containers::check,
    contrast::check,
    headings::check,
    ids::check,
    links::check,
    notes::check,
    pictures::check,
    published::check,
    tables::check,
    timing::check,
    titles::check,
];

/// Checks decks. The findings for each come besides those of [`Compiled::diagnostics`]; what its author
/// accepts is still among them.
pub fn check(work: Work<'_>) -> Vec<Diagnostics> {
    let decks = Decks::new(work.world, work.options, work.decks);
    work.decks.par_iter().map(|(address, compiled)| one(work, address, compiled, &decks)).collect()
}

fn one(work: Work<'_>, address: &str, compiled: &Compiled, decks: &Decks<'_>) -> Diagnostics {
    let found = with_subject(work, address, compiled, decks, |subject| {
        let apply = |rule: &Rule| {
            // A fault of ours costs one rule, not the check.
            let result = catch_unwind(AssertUnwindSafe(|| {
                let mut found = Diagnostics::new();
                rule(subject, &mut found);
                found
            }));
            result.unwrap_or_else(|_| vec![fault(subject.path)])
        };
        RULES.iter().flat_map(apply).collect()
    });
    found.unwrap_or_default()
}

/// Calls `visit` with what rules look at; `None` when the deck could not be compiled.
fn with_subject<T>(
    work: Work<'_>,
    address: &str,
    compiled: &Compiled,
    decks: &Decks<'_>,
    visit: impl FnOnce(Subject<'_>) -> T,
) -> Option<T> {
    let inspected = compiled.inspected.as_ref()?;
    let path = file(compiled, inspected);
    let project = Project::around(work.world, &path, &work.options.allowed);
    Some(visit(Subject {
        world: work.world,
        address,
        path: &path,
        project: &project,
        compiled,
        inspected,
        decks,
        published: work.published,
    }))
}

fn fault(path: &Path) -> Diagnostic {
    let message = format!("deckgen itself failed to check `{}`", path.display());
    Diagnostic::without_place("internal-error", message)
        .hint("please report it, with the smallest deck that shows it")
}

/// The deck's own file.
fn file(compiled: &Compiled, inspected: &Inspected) -> PathBuf {
    compiled.sources.file(inspected.deck.header.span.file).path.clone()
}

impl<'a> Subject<'a> {
    /// Calls `visit` for all that the audience sees, outer elements first.
    fn each(self, visit: &mut impl FnMut(&'a Node)) {
        for slide in &self.inspected.deck.slides {
            slide.nodes.iter().for_each(|node| each(node, visit));
        }
    }

    /// The author's text at a place.
    fn text(self, span: crate::source::Span) -> &'a str {
        self.compiled.sources.file(span.file).text.get(span.range()).unwrap_or_default()
    }

    /// The files that slides are written in.
    fn files(self) -> std::collections::BTreeSet<FileId> {
        let slides = self.inspected.deck.slides.iter();
        slides.map(|slide| slide.span.file).collect()
    }
}

fn each<'a>(node: &'a Node, visit: &mut impl FnMut(&'a Node)) {
    visit(node);
    node.children.iter().for_each(|child| each(child, visit));
}
