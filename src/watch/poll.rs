//! Changes found by looking at the files from time to time.

use super::Wanted;
use crate::world::{Stamp, World};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// What was seen at the last look.
pub(super) struct Poll {
    every: Duration,
    due: Instant,
    seen: BTreeMap<PathBuf, Option<Stamp>>,
}

impl Poll {
    pub(super) fn new(every: Duration) -> Poll {
        Poll { every, due: Instant::now() + every, seen: BTreeMap::new() }
    }

    /// When to look next.
    pub(super) fn due(&self) -> Instant {
        self.due
    }

    /// Looks at these from now on. What was seen of them before stays known, so that a change since
    /// then is found.
    pub(super) fn want(&mut self, world: &dyn World, wanted: &Wanted) {
        let mut before = std::mem::take(&mut self.seen);
        for path in wanted.all() {
            let stamp = before.remove(&path).unwrap_or_else(|| world.stamp(&path));
            self.seen.insert(path, stamp);
        }
    }

    /// Looks; returns what has changed.
    pub(super) fn look(&mut self, world: &dyn World) -> BTreeSet<PathBuf> {
        let mut changed = BTreeSet::new();
        for (path, seen) in &mut self.seen {
            let now = world.stamp(path);
            if now != *seen {
                *seen = now;
                changed.insert(path.clone());
            }
        }
        self.due = Instant::now() + self.every;
        changed
    }
}
