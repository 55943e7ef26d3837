//! Every picture is made smaller once, however many decks show it.

use super::{Format, Mode, Optimized, Wish, optimize};
use std::collections::HashMap;
use std::fmt;
use std::ops::AddAssign;
use std::sync::{Arc, Mutex, OnceLock};

/// A picture's bytes (their hash) and what is wished of it.
type Key = ([u8; 32], Wish);

/// Makes pictures smaller and remembers what became of each, for all threads of a build.
pub struct Optimizer {
    mode: Mode,
    done: Mutex<HashMap<Key, Arc<OnceLock<Done>>>>,
}

#[derive(Debug)]
struct Done {
    optimized: Optimized,
    saved: Saved,
}

/// Bytes of pictures before and after.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Saved {
    /// Sizes of the files as the author has them.
    pub before: u64,
    /// Sizes of the files as the audience gets them.
    pub after: u64,
}

impl AddAssign for Saved {
    fn add_assign(&mut self, other: Saved) {
        self.before += other.before;
        self.after += other.after;
    }
}

/// The mode alone: it is part of what tells builds apart, and what was done so far is not.
impl fmt::Debug for Optimizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Optimizer").field("mode", &self.mode).finish_non_exhaustive()
    }
}

impl Optimizer {
    /// One that works in this way.
    pub fn new(mode: Mode) -> Optimizer {
        Optimizer { mode, done: Mutex::default() }
    }

    /// How it works.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// [`optimize`], unless it was done before; with the pixels that are [enough](Wish::enough).
    pub fn optimize(&self, bytes: &[u8], enough: (u32, u32)) -> Optimized {
        if Format::of(bytes).is_none() {
            return Optimized::default();
        }
        let wish = Wish { mode: self.mode, enough };
        let key = (*blake3::hash(bytes).as_bytes(), wish);
        let place = {
            let mut done = self.done.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            Arc::clone(done.entry(key).or_default())
        };
        // A second thread that wants the same picture waits here for the first.
        let done = place.get_or_init(|| Done::of(bytes, wish));
        done.optimized.clone()
    }

    /// What all pictures together had and have. A picture in two sizes counts twice.
    pub fn saved(&self) -> Saved {
        let done = self.done.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut all = Saved::default();
        done.values().filter_map(|place| place.get()).for_each(|done| all += done.saved);
        all
    }
}

impl Done {
    fn of(bytes: &[u8], wish: Wish) -> Done {
        let optimized = optimize(bytes, wish);
        let before = bytes.len() as u64;
        let after = optimized.bytes.as_ref().map_or(before, |bytes| bytes.len() as u64);
        Done { optimized, saved: Saved { before, after } }
    }
}
