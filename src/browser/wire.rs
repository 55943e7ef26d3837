//! Messages to a browser and from it: JSON texts, each ended by a NUL.

use super::error::Error;
use super::process::{LastWords, Pipes};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// The largest message that is read, in bytes.
const MAX_MESSAGE: u64 = 64_000_000;

/// So many messages wait to be read; then the browser waits.
const WAITING: usize = 64;

/// How long it takes at most to notice that someone wants to stop.
const GLANCE: Duration = Duration::from_millis(50);

/// Something that happened in the browser.
#[derive(Debug)]
pub(super) struct Event {
    /// The page it happened in, if it did in one.
    pub(super) session: Option<String>,
    /// What happened.
    pub(super) method: String,
    /// More about it.
    pub(super) params: Value,
}

/// Both directions.
#[derive(Debug)]
pub(super) struct Wire {
    pub(super) outbox: Outbox,
    inbox: Inbox,
}

/// Messages to the browser.
#[derive(Debug)]
pub(super) struct Outbox {
    texts: Sender<Vec<u8>>,
    last: u64,
}

#[derive(Debug)]
struct Inbox {
    messages: Receiver<Value>,
    words: LastWords,
    stop: Arc<AtomicBool>,
}

impl Wire {
    /// Two threads read and write, so that a browser that does neither holds nobody up.
    pub(super) fn new(pipes: Pipes, stop: Arc<AtomicBool>) -> Wire {
        let (texts, to_write) = channel::<Vec<u8>>();
        let mut to = pipes.to;
        thread::spawn(move || {
            while let Ok(text) = to_write.recv() {
                if to.write_all(&text).and_then(|()| to.flush()).is_err() {
                    return;
                }
            }
        });
        let (read, messages) = sync_channel(WAITING);
        thread::spawn(move || read_all(BufReader::new(pipes.from), &read));
        let inbox = Inbox { messages, words: pipes.words, stop };
        Wire { outbox: Outbox { texts, last: 0 }, inbox }
    }

    /// Asks the browser, or a page of it, and waits for the answer. Meanwhile `handle` hears what happens.
    pub(super) fn call(
        &mut self,
        session: Option<&str>,
        method: &str,
        params: Value,
        patience: Duration,
        handle: &mut dyn FnMut(&mut Outbox, Event) -> Result<(), Error>,
    ) -> Result<Value, Error> {
        let id = self.outbox.send(session, method, params);
        let until = Instant::now() + patience;
        loop {
            let mut message = self.inbox.next(until)?.ok_or(Error::Timeout(patience))?;
            if message["id"] == id {
                return match message["error"]["message"].as_str() {
                    Some(why) => Err(Error::Protocol(format!("{method}: {}", short(why)))),
                    None => Ok(message["result"].take()),
                };
            }
            if let Value::String(method) = message["method"].take() {
                let session = message["sessionId"].as_str().map(String::from);
                let params = message["params"].take();
                handle(&mut self.outbox, Event { session, method, params })?;
            }
        }
    }

    /// Waits until the browser has closed its end.
    pub(super) fn wait_for_end(&mut self, patience: Duration) {
        let until = Instant::now() + patience;
        while let Ok(Some(_)) = self.inbox.next(until) {}
    }
}

impl Outbox {
    /// Sends a message without waiting for its answer; returns its number.
    pub(super) fn send(&mut self, session: Option<&str>, method: &str, params: Value) -> u64 {
        self.last += 1;
        let mut message = json!({ "id": self.last, "method": method, "params": params });
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        let mut text = message.to_string().into_bytes();
        text.push(0);
        // Whether it has arrived shows when its answer is waited for.
        let _ = self.texts.send(text);
        self.last
    }
}

impl Inbox {
    /// The next message; `None` when there is none until then.
    fn next(&mut self, until: Instant) -> Result<Option<Value>, Error> {
        loop {
            if self.stop.load(Ordering::Relaxed) {
                return Err(Error::Stopped);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(None);
            }
            match self.messages.recv_timeout(left.min(GLANCE)) {
                Ok(Value::String(nonsense)) => return Err(Error::Protocol(nonsense)),
                Ok(message) => return Ok(Some(message)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Error::Ended(self.words.told()));
                }
            }
        }
    }
}

/// Reads until the end, or to the first thing that is no message; that is told as a text.
fn read_all(mut pipe: impl BufRead, messages: &SyncSender<Value>) {
    loop {
        let mut text = Vec::new();
        let length = pipe.by_ref().take(MAX_MESSAGE).read_until(0, &mut text).unwrap_or(0);
        if length == 0 {
            return;
        }
        let whole = text.pop_if(|last| *last == 0).is_some();
        let message = serde_json::from_slice(&text).ok().filter(|value: &Value| value.is_object());
        let told = message.clone().filter(|_| whole);
        let fine = told.is_some();
        let told = told.unwrap_or_else(|| short(&String::from_utf8_lossy(&text)).into());
        if messages.send(told).is_err() || !fine {
            return;
        }
    }
}

/// The start of a text that a stranger may have written.
pub(super) fn short(text: &str) -> String {
    text.chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Vec<Value> {
        let (send, receive) = sync_channel(10);
        read_all(text, &send);
        drop(send);
        receive.iter().collect()
    }

    #[test]
    fn messages_end_with_a_nul() {
        assert_eq!(read(b"{\"id\":1}\0{\"id\":2}\0"), [json!({"id": 1}), json!({"id": 2})]);
        assert_eq!(read(b""), [Value::Null; 0]);
    }

    #[test]
    fn nonsense_is_told_and_ends_it() {
        assert_eq!(read(b"hello\0{}\0"), [json!("hello")]);
        assert_eq!(read(b"[1]\0"), [json!("[1]")]);
        assert_eq!(read(b"{}\0{\"id\":"), [json!({}), json!("{\"id\":")]);
        assert_eq!(read(&[255; 400])[0].as_str().map(|text| text.chars().count()), Some(200));
    }
}
