//! Ids of raw HTML that something else has already.

use super::Subject;
use super::tags::tags;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;
use std::collections::BTreeMap;

/// What is known of an id.
#[derive(Default)]
struct Uses {
    count: usize,
    /// The raw tag that has it although something else had it before.
    repeated: Option<Span>,
}

pub(super) fn check(subject: Subject<'_>, found: &mut Diagnostics) {
    let mut ids: BTreeMap<String, Uses> = BTreeMap::new();
    for slide in &subject.inspected.deck.slides {
        ids.entry(slide.id.clone()).or_default().count = 1;
    }
    subject.each(&mut |node| {
        if let Some(id) = node.attributes.as_ref().and_then(|own| own.id.clone()) {
            // Headings have the ids of their slides; others are told apart already.
            ids.entry(id).or_default().count = 1;
        }
    });
    subject.each(&mut |node| {
        for tag in tags(subject, node) {
            let Some(id) = tag.get("id").filter(|id| !id.is_empty()) else { continue };
            let uses = ids.entry(id.to_string()).or_default();
            uses.count += 1;
            if uses.count == 2 {
                uses.repeated = Some(tag.span);
            }
        }
    });
    for (id, Uses { count, repeated }) in ids {
        let Some(span) = repeated else { continue };
        let id: String = id.chars().take(60).collect();
        let times = if count == 2 { "twice".to_string() } else { format!("{count} times") };
        let message = format!("the id `{id}` is used {times}");
        let finding = Diagnostic::warning("duplicate-id", span, message);
        found.push(finding.hint("give each another id; a link leads to the first"));
    }
}
