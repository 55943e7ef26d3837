//! A line that says what goes on, when it takes longer than half a second and a terminal listens.

use super::report::Printer;
use std::io::Write;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_millis(500);

/// Does `work`, showing `what` while it lasts.
pub(crate) fn during<T>(printer: &Printer, what: &str, work: impl FnOnce() -> T) -> T {
    if !printer.shows_progress() {
        return work();
    }
    let (done, waiting) = channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            if waiting.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                let _ = write!(anstream::stderr(), "{what} …\r");
                let _ = anstream::stderr().flush();
                let _ = waiting.recv();
                let _ = write!(anstream::stderr(), "{:width$}\r", "", width = what.len() + 2);
            }
        });
        let result = work();
        drop(done);
        result
    })
}
