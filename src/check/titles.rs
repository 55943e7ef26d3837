//! Pages and videos inside a slide that do not say what they are.

use super::Subject;
use super::tags::tags;
use crate::diagnostic::{Diagnostic, Diagnostics};

pub(super) fn check(subject: Subject<'_>, found: &mut Diagnostics) {
    subject.each(&mut |node| {
        for tag in tags(subject, node) {
            let what = match tag.name.as_str() {
                "iframe" => "page inside the slide",
                "video" => "video",
                _ => continue,
            };
            if !tag.is_named() {
                let message = format!("this {what} has no title");
                let finding = Diagnostic::warning("missing-title", tag.span, message);
                found.push(finding.hint(format!(
                    "say what it shows, for people who cannot see it: `<{} title=\"…\">`",
                    tag.name
                )));
            }
        }
    });
}
