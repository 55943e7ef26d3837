//! What would embarrass an author later, though the deck can be built: one file a rule.

mod alt_text;

use crate::compile::{Compiled, Inspected};
use crate::diagnostic::Diagnostics;
use crate::world::World;

/// What a rule looks at.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// Reads files that the deck names.
    pub world: &'a dyn World,
    /// What became of the deck.
    pub compiled: &'a Compiled,
    /// What the page was made from.
    pub inspected: &'a Inspected,
}

/// A rule: a subject in, findings out.
type Rule = fn(Subject<'_>, &mut Diagnostics);

/// All rules.
const RULES: &[Rule] = &[alt_text::check];

/// Checks a deck that was compiled with [`Options::inspect`](crate::compile::Options::inspect); the
/// findings come besides those of [`Compiled::diagnostics`], in the order of the text.
pub fn check(world: &dyn World, compiled: &Compiled) -> Diagnostics {
    let Some(inspected) = &compiled.inspected else { return Diagnostics::new() };
    let subject = Subject { world, compiled, inspected };
    let mut found = Diagnostics::new();
    for rule in RULES {
        rule(subject, &mut found);
    }
    found.sort_by_key(|diagnostic| diagnostic.span.map(|span| (span.file, span.start)));
    found
}
