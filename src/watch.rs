//! Which of some files changed: tells it once a save is done, through every way editors have to save.
//!
//! Folders are watched and never files: an editor that saves by renaming takes a watched file away.
//! Every existing folder on the way to a wanted file is watched, so that folders that are deleted
//! and come back, or come later, are seen. What was told about a path is only ever "look again".

mod events;
mod poll;
mod wanted;

use crate::world::World;
use events::{Events, Weight};
use poll::Poll;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

pub use wanted::Wanted;

/// A change that is not over (a file was emptied, or moved away) is told when nothing has followed
/// for so long.
const SETTLE: Duration = Duration::from_millis(60);

/// How changes are noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The system tells; files are looked at from time to time only where it cannot.
    Events,
    /// Files are looked at after each such time, for disks whose changes nobody tells.
    Poll(Duration),
}

/// How often files are looked at when the system cannot tell of changes.
pub const FALLBACK: Duration = Duration::from_millis(500);

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// These wanted files may have changed, or a file appeared in or went from a wanted folder.
    Paths(BTreeSet<PathBuf>),
    /// Anything may have changed.
    Anything,
    /// The watch was stopped.
    Stopped,
}

impl Change {
    /// Both changes.
    pub fn and(self, other: Change) -> Change {
        match (self, other) {
            (Change::Stopped, _) | (_, Change::Stopped) => Change::Stopped,
            (Change::Anything, _) | (_, Change::Anything) => Change::Anything,
            (Change::Paths(mut paths), Change::Paths(more)) => {
                paths.extend(more);
                Change::Paths(paths)
            }
        }
    }
}

/// What the thread that waits is sent.
enum Message {
    Event(notify::Result<notify::Event>),
    Stop,
}

/// Ends a [`Watch`] from another thread.
#[derive(Debug, Clone)]
pub struct Stopper(Sender<Message>);

impl Stopper {
    /// The next and all later calls of [`Watch::wait`] return [`Change::Stopped`].
    pub fn stop(&self) {
        let _ = self.0.send(Message::Stop);
    }
}

/// Watches files.
pub struct Watch<'w> {
    world: &'w dyn World,
    mode: Mode,
    wanted: Wanted,
    source: Source,
    messages: Receiver<Message>,
    sender: Sender<Message>,
    /// What may have changed and was not told yet, and until when to wait for more of it.
    pending: Option<(BTreeSet<PathBuf>, Instant)>,
}

enum Source {
    Events(Events),
    Poll(Poll),
}

impl<'w> Watch<'w> {
    /// A watch for nothing yet.
    pub fn new(world: &'w dyn World, mode: Mode) -> Watch<'w> {
        let (sender, messages) = channel();
        let source = match mode {
            Mode::Poll(every) => Source::Poll(Poll::new(every)),
            Mode::Events => events(&sender),
        };
        Watch { world, mode, wanted: Wanted::default(), source, messages, sender, pending: None }
    }

    /// What stops this watch.
    pub fn stopper(&self) -> Stopper {
        Stopper(self.sender.clone())
    }

    /// Whether files are looked at from time to time because the system cannot tell of changes.
    pub fn has_fallen_back(&self) -> bool {
        self.mode == Mode::Events && matches!(self.source, Source::Poll(_))
    }

    /// Watches these from now on. Files below a folder that is watched only now may have changed just
    /// before, so they are told as changed.
    pub fn want(&mut self, wanted: Wanted) {
        self.wanted = wanted;
        let added = match &mut self.source {
            Source::Poll(poll) => return poll.want(self.world, &self.wanted),
            Source::Events(events) => events.watch(self.wanted.existing_folders(self.world)),
        };
        match added {
            Ok(added) => {
                let again = added.iter().flat_map(|folder| self.wanted.below(folder));
                self.doubt(again.collect());
            }
            // The system has no more watches to give, or the disk cannot be watched.
            Err(_) => {
                let mut poll = Poll::new(FALLBACK);
                poll.want(self.world, &self.wanted);
                self.source = Source::Poll(poll);
                let all = self.wanted.all();
                self.doubt(all);
            }
        }
    }

    /// Waits for a change.
    pub fn wait(&mut self) -> Change {
        loop {
            if let Some(change) = self.step(None) {
                return change;
            }
        }
    }

    /// Waits for a change for at most this time.
    pub fn wait_within(&mut self, time: Duration) -> Option<Change> {
        let end = Instant::now() + time;
        while Instant::now() < end {
            if let Some(change) = self.step(Some(end)) {
                return Some(change);
            }
        }
        None
    }

    /// Waits for one message or until something is due.
    fn step(&mut self, end: Option<Instant>) -> Option<Change> {
        let settled = self.pending.as_ref().map(|(_, due)| *due);
        let look = match &self.source {
            Source::Poll(poll) => Some(poll.due()),
            Source::Events(_) => None,
        };
        let due = [settled, look, end].into_iter().flatten().min();
        let message = match due {
            None => self.messages.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(due) => self.messages.recv_timeout(due.saturating_duration_since(Instant::now())),
        };
        match message {
            Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => {
                let _ = self.sender.send(Message::Stop);
                Some(Change::Stopped)
            }
            Ok(Message::Event(event)) => self.take(event).then(|| self.gather()),
            Err(RecvTimeoutError::Timeout) => self.look(),
        }
    }

    /// Something is due: a change has settled, or it is time to look at the files.
    fn look(&mut self) -> Option<Change> {
        let now = Instant::now();
        if let Source::Poll(poll) = &mut self.source
            && poll.due() <= now
        {
            let changed = poll.look(self.world);
            if !changed.is_empty() {
                self.pending.get_or_insert_with(|| (BTreeSet::new(), now)).0.extend(changed);
                return Some(self.gather());
            }
        }
        self.pending.as_ref().is_some_and(|(_, due)| *due <= now).then(|| self.gather())
    }

    /// Notes an event; returns whether a save is done with it.
    fn take(&mut self, event: notify::Result<notify::Event>) -> bool {
        let (paths, weight) = match event {
            Ok(event) if event.need_rescan() => (self.wanted.all(), Weight::Done),
            Ok(event) => {
                let weight = events::weight(&event.kind);
                (self.wanted.touched(&event), weight)
            }
            Err(_) => (self.wanted.all(), Weight::Open),
        };
        if weight == Weight::Nothing || paths.is_empty() {
            return false;
        }
        self.doubt(paths);
        weight == Weight::Done
    }

    /// These may have changed; waits a moment whether more follows.
    fn doubt(&mut self, paths: BTreeSet<PathBuf>) {
        if paths.is_empty() {
            return;
        }
        let due = Instant::now() + SETTLE;
        let pending = self.pending.get_or_insert_with(|| (BTreeSet::new(), due));
        pending.0.extend(paths);
        pending.1 = due;
    }

    /// All that has come so far.
    fn gather(&mut self) -> Change {
        while let Ok(message) = self.messages.try_recv() {
            match message {
                Message::Stop => {
                    let _ = self.sender.send(Message::Stop);
                    return Change::Stopped;
                }
                Message::Event(event) => drop(self.take(event)),
            }
        }
        Change::Paths(self.pending.take().map(|(paths, _)| paths).unwrap_or_default())
    }
}

/// Events of the system, or a look from time to time where there are none.
fn events(sender: &Sender<Message>) -> Source {
    let sender = sender.clone();
    let tell = move |event| drop(sender.send(Message::Event(event)));
    Events::new(tell).map_or_else(|_| Source::Poll(Poll::new(FALLBACK)), Source::Events)
}

#[cfg(test)]
mod tests;
