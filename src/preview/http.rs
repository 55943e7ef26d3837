//! The server: its own accept loop and threads, so that every client has limits.
//!
//! tiny_http's own loop has none: one packet can end it, and one full table of files ends it for ever.
//! So only its answers are used.

pub(super) mod access;
mod request;
mod respond;
mod routes;
mod stream;

use super::hub::Hub;
use crate::bundle::BundlePath;
use access::Access;
use request::{MAX_BODY, MAX_HEAD, Refused, Request};
use respond::{Answer, Compressed};
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

/// The most connections at once; beyond, those that have waited longest for a request are closed.
const MAX_CONNECTIONS: usize = 1000;
/// So long may a client take to send a request.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// So long an idle connection is kept, and when there are many.
const IDLE: [Duration; 2] = [Duration::from_secs(30), Duration::from_secs(1)];
/// More connections than this are many.
const MANY: usize = 300;
/// A client that takes nothing for so long is given up.
const WRITE_TIME: Duration = Duration::from_secs(10);
/// Connections' threads need little.
const STACK: usize = 256 * 1024;
/// At the end threads are waited for so long.
const END_TIME: Duration = Duration::from_secs(3);

/// What every connection's thread needs.
pub(super) struct Shared {
    hub: Arc<Hub>,
    access: Arc<Access>,
    compressed: Compressed,
    connections: Connections,
}

/// A running server.
pub(super) struct Server {
    shared: Arc<Shared>,
    address: SocketAddr,
    accepting: thread::JoinHandle<()>,
}

impl Server {
    /// Accepts connections from now on.
    pub(super) fn start(
        listener: TcpListener,
        hub: Arc<Hub>,
        access: Arc<Access>,
    ) -> io::Result<Server> {
        let address = listener.local_addr()?;
        let (compressed, connections) = Default::default();
        let shared = Arc::new(Shared { hub, access, compressed, connections });
        let accepting = thread::Builder::new().name("accept".into()).stack_size(STACK).spawn({
            let shared = shared.clone();
            move || accept(&listener, &shared)
        })?;
        Ok(Server { shared, address, accepting })
    }

    /// Closes all connections and waits for their threads. The hub must have been stopped before.
    pub(super) fn stop(self) {
        self.shared.connections.close_all();
        // A connection of our own wakes the loop, which sees that it is over.
        let port = self.address.port();
        let ip = match self.address {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        };
        let ip = if self.address.ip().is_unspecified() { ip } else { self.address.ip() };
        if TcpStream::connect_timeout(&SocketAddr::new(ip, port), END_TIME).is_ok() {
            let _ = self.accepting.join();
        }
        self.shared.connections.wait_for_end(END_TIME);
    }
}

/// The address of a page on this server: `/loops/` for `loops/index.html`.
pub(super) fn address(page: &BundlePath) -> String {
    let path = page.from_root();
    format!("/{}", path.strip_suffix("index.html").unwrap_or(&path))
}

/// The open connections.
#[derive(Default)]
struct Connections {
    open: Mutex<Open>,
    ended: Condvar,
    over: AtomicBool,
}

#[derive(Default)]
struct Open {
    next: u64,
    streams: BTreeMap<u64, (Arc<TcpStream>, bool)>,
}

impl Connections {
    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(|broken| broken.into_inner())
    }

    /// Takes a connection; closes the one that has waited longest when there are too many.
    fn add(&self, stream: Arc<TcpStream>) -> u64 {
        let mut open = self.open();
        if open.streams.len() >= MAX_CONNECTIONS {
            open.close_oldest_waiting();
        }
        open.next += 1;
        let id = open.next;
        open.streams.insert(id, (stream, true));
        id
    }

    fn remove(&self, id: u64) {
        self.open().streams.remove(&id);
        self.ended.notify_all();
    }

    /// Notes whether a connection waits for a request; returns how many there are.
    fn waits(&self, id: u64, waiting: bool) -> usize {
        let mut open = self.open();
        if let Some(stream) = open.streams.get_mut(&id) {
            stream.1 = waiting;
        }
        open.streams.len()
    }

    fn close_all(&self) {
        self.over.store(true, Ordering::SeqCst);
        for (stream, _) in self.open().streams.values() {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    fn wait_for_end(&self, time: Duration) {
        let open = self.open();
        let _ = self.ended.wait_timeout_while(open, time, |open| !open.streams.is_empty());
    }
}

impl Open {
    fn close_oldest_waiting(&mut self) {
        if let Some((stream, waiting)) = self.streams.values_mut().find(|(_, waiting)| *waiting) {
            *waiting = false;
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    loop {
        let accepted = listener.accept();
        if shared.connections.over.load(Ordering::SeqCst) {
            return;
        }
        match accepted {
            Ok((stream, _)) => start(stream, shared),
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
            Err(_) => {
                // There are no file descriptors left: make room, and try again a little later.
                shared.connections.open().close_oldest_waiting();
                thread::sleep(Duration::from_millis(20));
            }
        }
    }
}

fn start(stream: TcpStream, shared: &Arc<Shared>) {
    let stream = Arc::new(stream);
    let id = shared.connections.add(stream.clone());
    let thread = thread::Builder::new().name("connection".into()).stack_size(STACK).spawn({
        let shared = shared.clone();
        move || {
            // A client that goes away is no error.
            let _ = serve(&stream, &shared, id);
            let _ = stream.shutdown(Shutdown::Both);
            shared.connections.remove(id);
        }
    });
    if thread.is_err() {
        shared.connections.remove(id);
    }
}

/// Answers the requests of one connection.
fn serve(stream: &TcpStream, shared: &Shared, id: u64) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(WRITE_TIME))?;
    let mut bytes = Vec::new();
    loop {
        let count = shared.connections.waits(id, true);
        let mut request = match next(stream, &mut bytes, IDLE[usize::from(count > MANY)]) {
            Ok(Some(request)) => request,
            Ok(None) => return Ok(()),
            Err(Refused(status)) => {
                let answer = Answer::refusal(status, "this request cannot be answered");
                respond::write(stream, answer, None, &shared.compressed)?;
                return drain(stream);
            }
        };
        let count = shared.connections.waits(id, false);
        request.keep &= count <= MANY;
        if !routes::answer(stream, shared, &request)? {
            return Ok(());
        }
    }
}

/// Reads on a little, so that the client sees the answer before the end of the connection.
fn drain(mut stream: &TcpStream) -> io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    stream.set_read_timeout(Some(Duration::from_millis(200)))?;
    let mut rest = [0; 4096];
    for _ in 0..16 {
        if stream.read(&mut rest)? == 0 {
            break;
        }
    }
    Ok(())
}

/// Reads the next request with its body; what was read of the one after it stays in `bytes`. `None`
/// when the client has closed the connection or takes too long.
fn next(
    stream: &TcpStream,
    bytes: &mut Vec<u8>,
    idle: Duration,
) -> Result<Option<Request>, Refused> {
    let mut end = Instant::now() + if bytes.is_empty() { idle } else { HEAD_TIME };
    let (mut request, length) = loop {
        if let Some(parsed) = Request::parse(bytes)? {
            break parsed;
        }
        let fresh = bytes.is_empty();
        if !read(stream, bytes, MAX_HEAD, end) {
            return Ok(None);
        }
        if fresh {
            end = Instant::now() + HEAD_TIME;
        }
    };
    bytes.drain(..length);
    while bytes.len() < request.length {
        if !read(stream, bytes, MAX_BODY, end) {
            return Ok(None);
        }
    }
    request.body = bytes.drain(..request.length).collect();
    Ok(Some(request))
}

/// Reads some bytes, until `end` at the latest; returns whether there were any.
fn read(mut stream: &TcpStream, bytes: &mut Vec<u8>, most: usize, end: Instant) -> bool {
    let left = end.saturating_duration_since(Instant::now());
    if left.is_zero() || stream.set_read_timeout(Some(left)).is_err() {
        return false;
    }
    let mut buffer = [0; 8192];
    let room = (most + 1).saturating_sub(bytes.len()).min(buffer.len());
    match stream.read(&mut buffer[..room]) {
        Ok(count) => {
            bytes.extend_from_slice(&buffer[..count]);
            count > 0
        }
        Err(error) => error.kind() == io::ErrorKind::Interrupted,
    }
}
