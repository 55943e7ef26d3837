//! Stands for the library of works where deckgen is built without the feature `citations`.

use super::files::Files;
use super::{Ids, Place, Set};
use crate::diagnostic::Diagnostic;
use crate::header::Header;
use crate::source::Span;

/// There is none.
pub(super) enum Library {}

impl Library {
    pub(super) fn read(_: &Header, _: &mut Files<'_, '_>) -> Option<Library> {
        None
    }

    pub(super) fn has(&self, _: &str) -> bool {
        match *self {}
    }

    pub(super) fn fault(&self, _: &str) -> Option<&Diagnostic> {
        match *self {}
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        std::iter::empty()
    }

    pub(super) fn set(
        &self,
        _: &[Place<'_>],
        _: &[&str],
        _: &Ids,
        _: &str,
        _: Span,
    ) -> Result<Set, Diagnostic> {
        match *self {}
    }
}
