//! What all threads of the preview share: the pages, and the last word of editors and presenters.
//!
//! There are no queues. Every stream to a browser remembers up to which number it has told, and asks
//! what is newer; a slow one skips what is out of date and delays nobody.

use super::page::{Findings, Marks, Page, Snapshot, When};
use super::patch::Patch;
use super::{Event, Tell};
use crate::bundle::BundlePath;
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// Patches that were just made, as streams of many pages ask for the same one.
const MAX_MADE: usize = 8;

/// The name of a bundle's page.
type Name = BundlePath;

pub(super) struct Hub {
    /// Tells this run of the program from others.
    instance: u32,
    follow: bool,
    tell: Tell,
    state: Mutex<State>,
    changed: Condvar,
    made: Mutex<Vec<(Made, Arc<str>)>>,
}

#[derive(Default)]
struct State {
    /// Grows with everything that streams have to tell.
    number: u64,
    pages: BTreeMap<Name, Page>,
    go_to: Option<(u64, Value)>,
    position: Option<(u64, Value)>,
    stopped: bool,
}

/// Which patch: the page, the builds and whether it is for the author.
#[derive(Clone, PartialEq, Eq)]
struct Made {
    page: Name,
    from: u64,
    to: u64,
    author: bool,
}

/// A new build of one page.
pub(super) struct Build {
    pub(super) path: Name,
    pub(super) file: Option<PathBuf>,
    /// `None` when the deck has errors.
    pub(super) snapshot: Option<Snapshot>,
    pub(super) findings: Findings,
}

/// A file of the current build or the one before, which stays as it is while it is sent.
pub(super) struct File {
    snapshot: Arc<Snapshot>,
    path: Name,
    /// Is this a page, whose notes are for the author only?
    pub(super) is_page: bool,
}

impl File {
    /// What is in it.
    pub(super) fn bytes(&self, author: bool) -> Cow<'_, [u8]> {
        if self.is_page && !author {
            return self.snapshot.without_notes().into();
        }
        self.snapshot.bundle.get(self.path.as_str()).unwrap_or_default().into()
    }

    /// Its path in the bundle.
    pub(super) fn path(&self) -> &Name {
        &self.path
    }
}

impl Hub {
    pub(super) fn new(instance: u32, follow: bool, tell: Tell) -> Hub {
        let (state, changed, made) = Default::default();
        Hub { instance, follow, tell, state, changed, made }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code panics while it holds the lock, and if it did, the pages would still be whole.
        self.state.lock().unwrap_or_else(|broken| broken.into_inner())
    }

    pub(super) fn tell(&self, event: Event<'_>) {
        (self.tell)(event);
    }

    /// What a build is called outside of this run of the program.
    pub(super) fn build_name(&self, build: u64) -> String {
        format!("{:08x}.{build}", self.instance)
    }

    /// Takes new builds of some pages. Pages of decks that are not in `files` any more are gone.
    /// Returns the pages that have changed.
    pub(super) fn publish(
        &self,
        build: u64,
        builds: Vec<Build>,
        files: &BTreeSet<PathBuf>,
    ) -> Vec<Name> {
        let mut state = self.state();
        let number = state.number + 1;
        let when = When { build, number };
        let mut changed = Vec::new();
        for Build { path, file, snapshot, findings } in builds {
            let different = match state.pages.get_mut(&path) {
                Some(page) => {
                    page.file.clone_from(&file);
                    page.update(when, snapshot, findings)
                }
                None => {
                    let first = snapshot.unwrap_or_else(|| self.broken(build, &path));
                    state.pages.insert(path.clone(), Page::new(when, file, first, findings));
                    true
                }
            };
            if different {
                changed.push(path);
            }
        }
        for (path, page) in &mut state.pages {
            let here = page.file.as_ref().is_none_or(|file| files.contains(file));
            if !here && !page.gone {
                (page.gone, page.number) = (true, number);
                changed.push(path.clone());
            }
        }
        if !changed.is_empty() {
            state.number = number;
            self.changed.notify_all();
        }
        changed
    }

    /// The page of a deck that has had errors from the start: empty, but it waits for a better one.
    fn broken(&self, build: u64, path: &Name) -> Snapshot {
        let live = crate::compile::live(path, &self.build_name(build));
        let bundle = super::broken::page(path, live);
        Snapshot::plain(path.clone(), bundle, [0xff; 32])
    }

    /// The file at a path of the site.
    pub(super) fn file(&self, path: &Name) -> Option<File> {
        let state = self.state();
        let current = state.pages.values().map(|page| &page.current);
        let previous = state.pages.values().filter_map(|page| page.previous.as_ref());
        let owner = |snapshot: &&Arc<Snapshot>| snapshot.bundle.get(path.as_str()).is_some();
        // A page's own path comes first: no other page has it, but an older build of it has.
        let own = state.pages.get(path).map(|page| &page.current);
        let snapshot = own.into_iter().chain(current).chain(previous).find(owner)?.clone();
        Some(File { is_page: snapshot.path == *path, path: path.clone(), snapshot })
    }

    /// The first page, which a preview of one deck opens at.
    pub(super) fn first_page(&self) -> Option<Name> {
        let state = self.state();
        let list = state.pages.iter().find(|(_, page)| page.file.is_none());
        list.or(state.pages.iter().next()).map(|(path, _)| path.clone())
    }

    /// The deck a speaker most probably wants: the one last presented, else the first.
    pub(super) fn deck_to_present(&self) -> Option<Name> {
        let state = self.state();
        let last = state.position.as_ref().and_then(|(_, position)| position["page"].as_str());
        let mut decks = state.pages.iter().filter(|(_, page)| page.file.is_some());
        let known = last.and_then(|last| decks.clone().find(|(path, _)| path.as_str() == last));
        known.or(decks.next()).map(|(path, _)| path.clone())
    }

    /// The slide that holds a line of a file: its page, and the id of its section.
    pub(super) fn slide_at(&self, file: &Path, line: usize) -> Option<(Name, String)> {
        let state = self.state();
        let mut pages = state.pages.iter();
        let (path, page) = pages.find(|(_, page)| page.file.as_deref() == Some(file))?;
        let slide = page.current.slide_at(line)?;
        Some((path.clone(), page.current.id(slide)?))
    }

    /// The files of all decks.
    pub(super) fn files(&self) -> Vec<PathBuf> {
        self.state().pages.values().filter_map(|page| page.file.clone()).collect()
    }

    /// An editor asks to show a slide.
    pub(super) fn go_to(&self, page: &Name, slide: &str) {
        let mut state = self.state();
        state.number += 1;
        state.go_to = Some((state.number, json!({ "page": page.as_str(), "slide": slide })));
        self.changed.notify_all();
    }

    /// A presenter tells where they are.
    pub(super) fn move_to(&self, position: Value) {
        let mut state = self.state();
        state.number += 1;
        state.position = Some((state.number, position));
        self.changed.notify_all();
    }

    /// Ends all streams.
    pub(super) fn stop(&self) {
        self.state().stopped = true;
        self.changed.notify_all();
    }

    /// The patch that a page asks for, with who it is.
    pub(super) fn patch(&self, page: &Name, from: &str, author: bool) -> Option<String> {
        let from = from.split_once('.').and_then(|(instance, number)| {
            let ours = u32::from_str_radix(instance, 16) == Ok(self.instance);
            number.parse().ok().filter(|_| ours)
        });
        let (text, _) = self.made(page, from.unwrap_or(0), author)?;
        Some(text.to_string())
    }

    /// The patch of a page from a build to the current one, and the number of that.
    fn made(&self, path: &Name, from: u64, author: bool) -> Option<(Arc<str>, u64)> {
        // Held while the patch is made, so that of many who ask for it only one makes it.
        let mut made = self.made.lock().unwrap_or_else(|broken| broken.into_inner());
        let state = self.state();
        let page = state.pages.get(path)?;
        let to = page.build;
        let wanted = Made { page: path.clone(), from, to, author };
        if let Some((_, text)) = made.iter().find(|(made, _)| *made == wanted) {
            return Some((text.clone(), to));
        }
        let (marks, current, findings) =
            (page.marks_of(from), page.current.clone(), page.findings.clone());
        let names = self.names(path, page, from, author);
        drop(state);
        let text = self.text(marks.as_deref(), &current, &findings, author, names);
        if made.len() == MAX_MADE {
            made.remove(0);
        }
        made.push((wanted, text.clone()));
        Some((text, to))
    }

    fn names(&self, path: &Name, page: &Page, from: u64, author: bool) -> Map<String, Value> {
        let mut names = Map::new();
        names.insert("page".into(), path.as_str().into());
        names.insert("from".into(), self.build_name(from).into());
        names.insert("build".into(), self.build_name(page.build).into());
        names.insert("key".into(), page.key.as_str().into());
        names.insert("role".into(), if author { "author" } else { "audience" }.into());
        names
    }

    fn text(
        &self,
        from: Option<&Marks>,
        to: &Snapshot,
        findings: &Findings,
        author: bool,
        mut patch: Map<String, Value>,
    ) -> Arc<str> {
        let rest = Patch { from, to, findings, author, follow: self.follow };
        patch.extend(rest.json());
        Value::Object(patch).to_string().into()
    }

    /// What is newer than `since`, as one message of a stream and the number it goes up to. Waits for it
    /// at most `time`.
    pub(super) fn news(&self, since: u64, author: bool, time: Duration) -> News {
        let end = Instant::now() + time;
        let mut state = self.state();
        while state.number == since && !state.stopped {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return News::None;
            }
            let waited = self.changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(|broken| broken.into_inner()).0;
        }
        if state.stopped {
            return News::End;
        }
        let upto = state.number;
        let (mut message, patched) = self.message(&state, since);
        drop(state);
        let patch = patched.and_then(|(page, from)| self.made(&page, from, author));
        if let Some((patch, _)) = patch {
            // It is JSON already.
            let last = message.pop();
            debug_assert_eq!(last, Some('}'));
            message += &format!(",\"patch\":{patch}}}");
        }
        News::Message { text: message, upto }
    }

    /// The message but for its patch, and which patch belongs to it.
    fn message(&self, state: &State, since: u64) -> (String, Option<(Name, u64)>) {
        let newer = state.pages.iter().filter(|(_, page)| page.number > since);
        let mut decks = Map::new();
        let mut patched = None;
        for (path, page) in newer {
            let value = match page.gone {
                true => Value::Null,
                false => json!({ "build": self.build_name(page.build), "key": page.key }),
            };
            decks.insert(path.as_str().to_string(), value);
            patched = page.build_at(since).filter(|_| !page.gone).map(|from| (path.clone(), from));
        }
        patched = patched.filter(|_| decks.len() == 1);
        let mut message = json!({ "decks": decks });
        let new = |told: &Option<(u64, Value)>| {
            told.as_ref().filter(|(number, _)| *number > since).map(|(_, value)| value.clone())
        };
        // Where presenters are matters also to a page that opens now; what an editor said does not.
        if let Some(go_to) = new(&state.go_to).filter(|_| since > 0) {
            message["goto"] = go_to;
        }
        if let Some(mut position) = new(&state.position) {
            if since == 0 {
                position["old"] = true.into();
            }
            message["position"] = position;
        }
        (message.to_string(), patched)
    }
}

/// What a stream has to tell.
pub(super) enum News {
    /// Nothing for now.
    None,
    /// This, which is all up to a number.
    Message { text: String, upto: u64 },
    /// The preview ends.
    End,
}
