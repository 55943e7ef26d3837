//! A wish to stop, from a signal.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::error::PublishError;

/// Tells all that goes on to end; every copy is the same wish.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks to stop. May be called from any thread, more than once.
    pub fn now(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Whether somebody asked.
    pub fn is_wanted(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    /// # Errors
    /// Somebody asked.
    pub(super) fn check(&self) -> Result<(), PublishError> {
        if self.is_wanted() { Err(PublishError::Stopped) } else { Ok(()) }
    }
}
