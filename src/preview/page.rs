//! A page of the preview: its last good build, the one before, and marks of older ones, so that a page
//! that is open in a browser can be brought up to date from any of them.

use crate::bundle::{Bundle, BundlePath};
use crate::compile::{Compiled, Outline};
use crate::render::Section;
use crate::source::{Sources, Span};
use serde_json::Value;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;

/// So many older builds are remembered, …
const MAX_BUILDS: usize = 100;
/// … if all together they have no more slides than this.
const MAX_MARKS: usize = 200_000;

/// What tells one state of a slide from another.
pub(super) type Mark = [u8; 16];

/// What builds of a page are compared by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) slides: Vec<Mark>,
    pub(super) styles: Vec<String>,
    pub(super) page_style: String,
    pub(super) title: String,
    /// Everything else.
    pub(super) frame: [u8; 32],
}

/// One good build of a page.
#[derive(Debug)]
pub(super) struct Snapshot {
    pub(super) path: BundlePath,
    pub(super) bundle: Bundle,
    pub(super) marks: Arc<Marks>,
    /// What a deck's page is made of; the list of decks has none.
    pub(super) outline: Option<Outline>,
    /// The line in the deck's file that each slide begins on, from 1.
    pub(super) lines: Vec<usize>,
}

impl Snapshot {
    /// A deck's page, if it was compiled without errors.
    pub(super) fn of_deck(path: &BundlePath, compiled: &mut Compiled) -> Option<Snapshot> {
        let outline = compiled.outline.take()?;
        let html = &outline.slides.html;
        let sections = &outline.slides.sections;
        let mark = |bytes: &str| first_half(blake3::hash(bytes.as_bytes()).as_bytes());
        let marks = Marks {
            slides: sections.iter().map(|section| mark(&html[section.range.clone()])).collect(),
            styles: outline.styles.clone(),
            page_style: outline.page_style.clone(),
            title: compiled.title.clone(),
            frame: outline.frame,
        };
        let lines = lines(sections, &compiled.sources);
        let bundle = std::mem::take(&mut compiled.bundle);
        let marks = Arc::new(marks);
        Some(Snapshot { path: path.clone(), bundle, marks, outline: Some(outline), lines })
    }

    /// A page without slides, which is replaced as a whole. Its `frame` says whether it has changed.
    pub(super) fn plain(path: BundlePath, bundle: Bundle, frame: [u8; 32]) -> Snapshot {
        let marks = Arc::new(Marks { frame, ..Marks::default() });
        Snapshot { path, bundle, marks, outline: None, lines: Vec::new() }
    }

    /// The HTML of one slide; without the speaker notes for the audience.
    pub(super) fn slide(&self, index: usize, notes: bool) -> String {
        let Some(outline) = &self.outline else { return String::new() };
        let section = &outline.slides.sections[index];
        let html = &outline.slides.html;
        if notes || section.notes.is_empty() {
            return html[section.range.clone()].to_string();
        }
        let before = &html[section.range.start..section.notes.start];
        before.to_string() + &html[section.notes.end..section.range.end]
    }

    /// The page's bytes without speaker notes.
    pub(super) fn without_notes(&self) -> Vec<u8> {
        let page = self.bundle.get(self.path.as_str()).unwrap_or_default();
        let Some(outline) = &self.outline else { return page.to_vec() };
        let mut out = Vec::with_capacity(page.len());
        let mut from = 0;
        for section in outline.slides.sections.iter().filter(|section| !section.notes.is_empty()) {
            out.extend_from_slice(&page[from..outline.start + section.notes.start]);
            from = outline.start + section.notes.end;
        }
        out.extend_from_slice(&page[from..]);
        out
    }

    /// How the slides stand in columns: 0 is a slide of its own, another number a stack of so many.
    /// `None` when there are no stacks.
    pub(super) fn columns(&self) -> Option<Vec<usize>> {
        let sections = &self.outline.as_ref()?.slides.sections;
        let mut columns = Vec::new();
        let mut last = None;
        for section in sections {
            match section.stack {
                None => columns.push(0),
                Some(stack) if last == Some(stack) => *columns.last_mut()? += 1,
                Some(_) => columns.push(1),
            }
            last = section.stack;
        }
        last.map(|_| columns)
    }

    /// The number of the slide that holds a line, from 0. A line above the first slide is the first's.
    pub(super) fn slide_at(&self, line: usize) -> Option<usize> {
        let begun = self.lines.partition_point(|start| *start <= line);
        (!self.lines.is_empty()).then(|| begun.saturating_sub(1))
    }

    /// The id of a slide's section.
    pub(super) fn id(&self, index: usize) -> Option<String> {
        let section = self.outline.as_ref()?.slides.sections.get(index)?;
        Some(format!("/{}", section.id))
    }
}

/// The line that each slide begins on; one from an included file has that of the slide before it.
fn lines(sections: &[Section], sources: &Sources) -> Vec<usize> {
    let deck = Span::default().file;
    let line = |span: Span| sources.file(span.file).position(span.start as usize).0;
    let own = |section: &Section| (section.span.file == deck).then(|| line(section.span));
    let mut last = 1;
    sections
        .iter()
        .map(|section| {
            last = own(section).unwrap_or(last);
            last
        })
        .collect()
}

fn first_half(hash: &[u8; 32]) -> Mark {
    let mut mark = Mark::default();
    mark.copy_from_slice(&hash[..16]);
    mark
}

/// What is wrong with a deck now.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Findings {
    /// There is no good page of what the author wrote last.
    pub(super) errors: bool,
    /// As JSON, in the order of the text.
    pub(super) list: Vec<Value>,
}

/// A page with its builds.
#[derive(Debug)]
pub(super) struct Page {
    /// The last build that changed anything.
    pub(super) build: u64,
    /// The number under which that is told.
    pub(super) number: u64,
    pub(super) current: Arc<Snapshot>,
    /// The build that `current` is of, and that a page which loads now says it has.
    shown: u64,
    /// Browsers may still ask for files of it.
    pub(super) previous: Option<Arc<Snapshot>>,
    pub(super) findings: Arc<Findings>,
    /// Tells states of the page apart, also from one run of the program to the next.
    pub(super) key: String,
    /// The deck's file; none for the list.
    pub(super) file: Option<PathBuf>,
    /// The deck's file is no longer part of the site.
    pub(super) gone: bool,
    history: VecDeque<Remembered>,
    /// Slides in the history.
    remembered: usize,
}

/// An older build, or the current one.
#[derive(Debug)]
struct Remembered {
    build: u64,
    number: u64,
    marks: Arc<Marks>,
}

/// When something was built, and under which number it is told.
#[derive(Debug, Clone, Copy)]
pub(super) struct When {
    pub(super) build: u64,
    pub(super) number: u64,
}

impl Page {
    pub(super) fn new(
        when: When,
        file: Option<PathBuf>,
        first: Snapshot,
        findings: Findings,
    ) -> Page {
        let mut page = Page {
            build: when.build,
            number: when.number,
            key: String::new(),
            current: Arc::new(first),
            shown: when.build,
            previous: None,
            findings: Arc::new(findings),
            file,
            gone: false,
            history: VecDeque::new(),
            remembered: 0,
        };
        page.remember();
        page
    }

    /// Takes a new build; `snapshot` is `None` when it has errors. Returns whether anything changed.
    pub(super) fn update(
        &mut self,
        when: When,
        snapshot: Option<Snapshot>,
        findings: Findings,
    ) -> bool {
        let back = std::mem::take(&mut self.gone);
        let slides = snapshot.filter(|snapshot| snapshot.marks != self.current.marks);
        if slides.is_none() && findings == *self.findings && !back {
            return false;
        }
        (self.build, self.number) = (when.build, when.number);
        self.findings = Arc::new(findings);
        if let Some(snapshot) = slides {
            self.previous = Some(std::mem::replace(&mut self.current, Arc::new(snapshot)));
            self.shown = when.build;
        }
        self.remember();
        true
    }

    fn remember(&mut self) {
        self.key = key(&self.current.marks, &self.findings);
        self.remembered += self.current.marks.slides.len();
        let (build, number, marks) = (self.build, self.number, self.current.marks.clone());
        self.history.push_back(Remembered { build, number, marks });
        while self.history.len() > 1
            && (self.history.len() > MAX_BUILDS || self.remembered > MAX_MARKS)
        {
            if let Some(oldest) = self.history.pop_front() {
                self.remembered -= oldest.marks.slides.len();
            }
        }
    }

    /// The marks of exactly this build.
    pub(super) fn marks_of(&self, build: u64) -> Option<Arc<Marks>> {
        if build == self.shown {
            return Some(self.current.marks.clone());
        }
        let found = self.history.binary_search_by_key(&build, |old| old.build);
        found.ok().map(|index| self.history[index].marks.clone())
    }

    /// The last build that was told up to this number.
    pub(super) fn build_at(&self, number: u64) -> Option<u64> {
        let after = self.history.partition_point(|old| old.number <= number);
        after.checked_sub(1).map(|index| self.history[index].build)
    }
}

fn key(marks: &Marks, findings: &Findings) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&marks.frame);
    for mark in &marks.slides {
        hasher.update(mark);
    }
    let rest = serde_json::json!([
        marks.styles,
        marks.page_style,
        marks.title,
        findings.errors,
        findings.list
    ]);
    hasher.update(rest.to_string().as_bytes());
    hasher.finalize().to_hex()[..16].to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::{Options, Place, compile};
    use crate::world::Memory;
    use std::path::Path;

    fn snapshot(text: &str) -> Snapshot {
        let world = Memory::default().with("/p/talk.md", text);
        let place = Place::alone("talk").unwrap();
        let options = Options { notes: true, live: Some("x".into()), ..Options::default() };
        let mut compiled = compile(&world, Path::new("/p/talk.md"), &place, &options);
        Snapshot::of_deck(&place.page, &mut compiled).unwrap()
    }

    const NOTES: &str = "## One\n\na\n\nNote:\nsecret\n\n## Two\n\n## Three\n\nNote:\nhidden\n";

    #[test]
    fn the_audience_gets_everything_but_notes() {
        let snapshot = snapshot(NOTES);
        let page = String::from_utf8(snapshot.without_notes()).unwrap();
        let whole =
            String::from_utf8(snapshot.bundle.get("talk/index.html").unwrap().into()).unwrap();
        assert!(whole.contains("secret") && whole.contains("hidden"));
        for word in ["secret", "hidden", "<aside"] {
            assert!(!page.contains(word), "{word}");
            assert!((0..3).all(|slide| !snapshot.slide(slide, false).contains(word)), "{word}");
        }
        let rest = |text: &str| {
            let notes = |html: String| html.split("</aside>\n").last().unwrap().to_string();
            text.split("<aside").map(String::from).map(notes).collect::<String>()
        };
        assert_eq!(page, rest(&whole));
    }

    #[test]
    fn slides_are_found_by_line() {
        let snapshot = snapshot(&format!("title: T\n\n{NOTES}"));
        for (line, slide) in [(0, 0), (1, 0), (2, 0), (3, 1), (9, 1), (10, 2), (12, 3), (99, 3)] {
            assert_eq!(snapshot.slide_at(line), Some(slide), "line {line}");
        }
        assert_eq!(snapshot.id(1).as_deref(), Some("/one"));
    }

    #[test]
    fn stacks_are_columns() {
        let text = "---\nnavigation: vertical\n---\n\n## a\n\n# S\n\n## b\n\n# U\n";
        assert_eq!(snapshot(text).columns(), Some(vec![0, 2, 1]));
        assert_eq!(snapshot(NOTES).columns(), None);
    }

    #[test]
    fn builds_are_remembered_and_at_last_forgotten() {
        let when = |number| When { build: number, number: 10 * number };
        let mut page = Page::new(when(1), None, snapshot("## 0"), Findings::default());
        for number in 2..=150 {
            let changed = page.update(
                when(number),
                Some(snapshot(&format!("## {number}"))),
                Findings::default(),
            );
            assert!(changed);
        }
        let same = page.update(when(151), Some(snapshot("## 150")), Findings::default());
        assert!(!same && page.build == 150);
        assert!(page.marks_of(150).is_some() && page.marks_of(1).is_none());
        assert_eq!(page.build_at(1505), Some(150));
        assert_eq!(page.build_at(1495), Some(149));
        assert_eq!(page.build_at(0), None);

        // However often the deck is broken after that, a page that loads now is not told to load again.
        for number in 152..400 {
            let list = vec![number.into()];
            page.update(when(number), None, Findings { errors: true, list });
        }
        assert!(page.build == 399 && page.marks_of(150).is_some());
    }
}
