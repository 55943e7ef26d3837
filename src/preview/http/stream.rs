//! The stream of events to one browser.

use crate::preview::hub::{Hub, News};
use std::io::{self, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Something is sent at least so often, to find out who has gone.
const HEARTBEAT: Duration = Duration::from_secs(15);

const HEAD: &str = "HTTP/1.1 200 OK\r\n\
    Server: deckgen\r\n\
    Content-Type: text/event-stream\r\n\
    Cache-Control: no-store\r\n\
    X-Content-Type-Options: nosniff\r\n\
    Cross-Origin-Resource-Policy: same-origin\r\n\
    Connection: close\r\n\
    \r\n\
    retry: 500\n\n";

/// Tells what is new until the client goes or the preview ends. Returns when the connection is used up.
pub(super) fn run(mut stream: &TcpStream, hub: &Hub, author: bool) -> io::Result<()> {
    stream.write_all(HEAD.as_bytes())?;
    let mut told = 0;
    loop {
        match hub.news(told, author, HEARTBEAT) {
            News::None => stream.write_all(b":\n\n")?,
            News::Message { text, upto } => {
                // One write, so that the message is one packet wherever it fits.
                stream.write_all(format!("data: {text}\n\n").as_bytes())?;
                told = upto;
            }
            News::End => return Ok(()),
        }
    }
}
