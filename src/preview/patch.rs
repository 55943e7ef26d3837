//! What an open page must change to become the current build.

use super::page::{Findings, Mark, Marks, Snapshot};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// Everything a patch is made from.
pub(super) struct Patch<'a> {
    /// The build the page has; `None` when it is not known any more.
    pub(super) from: Option<&'a Marks>,
    pub(super) to: &'a Snapshot,
    pub(super) findings: &'a Findings,
    /// Whether the page gets speaker notes and findings.
    pub(super) author: bool,
    pub(super) follow: bool,
}

impl Patch<'_> {
    /// The patch as JSON, without the names of page and builds. `docs/preview.md` tells its parts.
    pub(super) fn json(&self) -> Map<String, Value> {
        let mut patch = Map::new();
        let to = &*self.to.marks;
        let Some(from) = self.from.filter(|from| from.frame == to.frame) else {
            patch.insert("reload".into(), true.into());
            return patch;
        };
        patch.insert("title".into(), to.title.as_str().into());
        patch.insert("follow".into(), self.follow.into());
        if from.styles != to.styles {
            patch.insert("styles".into(), json!(to.styles));
        }
        if from.page_style != to.page_style {
            patch.insert("style".into(), to.page_style.as_str().into());
        }
        if let Some(splice) = Splice::between(&from.slides, &to.slides) {
            patch.insert("focus".into(), splice.focus(to.slides.len()).into());
            patch.insert("slides".into(), self.slides(&splice));
        }
        if let Some(columns) = self.to.columns() {
            patch.insert("columns".into(), json!(columns));
        }
        let findings: &[Value] = if self.author { &self.findings.list } else { &[] };
        patch.insert("errors".into(), (self.author && self.findings.errors).into());
        patch.insert("findings".into(), findings.into());
        patch
    }

    fn slides(&self, splice: &Splice) -> Value {
        let put = splice.put.iter().enumerate().map(|(offset, put)| match put {
            Put::Keep(index) => json!({ "keep": index }),
            Put::New => json!({ "html": self.to.slide(splice.at + offset, self.author) }),
        });
        json!({ "at": splice.at, "remove": splice.remove, "put": put.collect::<Vec<_>>() })
    }
}

/// The one place where two lists of slides differ.
#[derive(Debug, PartialEq, Eq)]
struct Splice {
    at: usize,
    remove: usize,
    put: Vec<Put>,
}

#[derive(Debug, PartialEq, Eq)]
enum Put {
    /// The slide with this number in the old list.
    Keep(usize),
    New,
}

impl Splice {
    /// `None` when the lists are the same.
    fn between(old: &[Mark], new: &[Mark]) -> Option<Splice> {
        let same = |pairs: &mut dyn Iterator<Item = (&Mark, &Mark)>| {
            pairs.take_while(|(old, new)| old == new).count()
        };
        let at = same(&mut old.iter().zip(new));
        if at == old.len() && at == new.len() {
            return None;
        }
        let tail = same(&mut old[at..].iter().rev().zip(new[at..].iter().rev()));
        let (removed, added) = (&old[at..old.len() - tail], &new[at..new.len() - tail]);
        let mut places: HashMap<&Mark, Vec<usize>> = HashMap::new();
        for (offset, mark) in removed.iter().enumerate().rev() {
            places.entry(mark).or_default().push(at + offset);
        }
        let put = added
            .iter()
            .map(|mark| places.get_mut(mark).and_then(Vec::pop).map_or(Put::New, Put::Keep));
        Some(Splice { at, remove: removed.len(), put: put.collect() })
    }

    /// The number of the slide that the author has edited, among `slides`: the first new one, else
    /// the first that moved, else the one before what was deleted.
    fn focus(&self, slides: usize) -> usize {
        let new = self.put.iter().position(|put| *put == Put::New);
        let index = match new {
            Some(offset) => self.at + offset,
            None if self.put.is_empty() => self.at.saturating_sub(1),
            None => self.at,
        };
        index.min(slides.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marks(text: &str) -> Vec<Mark> {
        text.bytes().map(|byte| [byte; 16]).collect()
    }

    /// What a page does with a splice.
    fn apply(old: &[Mark], new: &[Mark], splice: &Splice) -> Vec<Mark> {
        let put = splice.put.iter().enumerate().map(|(offset, put)| match put {
            Put::Keep(index) => {
                assert!((splice.at..splice.at + splice.remove).contains(index));
                old[*index]
            }
            Put::New => new[splice.at + offset],
        });
        let mut out = old[..splice.at].to_vec();
        out.extend(put);
        out.extend(&old[splice.at + splice.remove..]);
        out
    }

    #[test]
    fn the_edited_slide_is_found() {
        for (old, new, focus) in [
            ("abcd", "abXd", 2),
            ("abcd", "abXcd", 2),
            ("abcd", "acd", 0),
            ("abcd", "abc", 2),
            ("abcd", "bacd", 0),
            ("a", "", 0),
            ("", "abc", 0),
            ("aa", "aaa", 2),
        ] {
            let (old, new) = (marks(old), marks(new));
            let splice = Splice::between(&old, &new).unwrap();
            assert_eq!(splice.focus(new.len()), focus, "{splice:?}");
        }
        assert_eq!(Splice::between(&marks("abc"), &marks("abc")), None);
    }

    proptest! {
        #[test]
        fn a_splice_makes_the_old_list_the_new(old in "[a-e]{0,12}", new in "[a-h]{0,12}") {
            let (old, new) = (marks(&old), marks(&new));
            match Splice::between(&old, &new) {
                None => prop_assert_eq!(old, new),
                Some(splice) => prop_assert_eq!(apply(&old, &new, &splice), new),
            }
        }
    }
}
