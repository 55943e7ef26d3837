//! `deckgen serve` from outside: what it answers to browsers, editors and attackers.

use crate::program::{self, deckgen, root};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Longer than anything here should take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running preview, which ends with the test.
struct Preview {
    child: Child,
    address: SocketAddr,
    /// What it prints, line by line.
    lines: Receiver<String>,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts a command that is `deckgen serve …`, on any free port.
fn start(mut command: Command) -> Preview {
    let mut child = command.stderr(Stdio::piped()).spawn().expect("it starts");
    let (sender, lines) = channel();
    let errors = BufReader::new(child.stderr.take().expect("a pipe"));
    std::thread::spawn(move || {
        for line in errors.lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    let mut preview = Preview { child, address: ([127, 0, 0, 1], 0).into(), lines };
    let line = preview.line("preview: http://");
    let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
    preview.address = address.and_then(|text| text.parse().ok()).expect("an address");
    preview
}

fn serve(folder: &Path, what: &str, arguments: &[&str]) -> Preview {
    let mut command = deckgen(folder);
    command.args(["serve", what, "--port", "0"]).args(arguments);
    start(command)
}

impl Preview {
    /// Waits for a line that has this in it.
    fn line(&self, part: &str) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let line = self.lines.recv_timeout(left);
            let line = line.unwrap_or_else(|_| panic!("it never printed `{part}`"));
            if line.contains(part) {
                return line;
            }
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time");
        stream
    }

    /// Sends bytes and reads until the connection is closed.
    fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn request(&self, line: &str, headers: &str, body: &str) -> Answer {
        let host = self.address;
        let length = body.len();
        let text = format!(
            "{line} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
             Content-Length: {length}\r\n{headers}\r\n{body}"
        );
        Answer(self.raw(text.as_bytes()))
    }

    fn get(&self, path: &str) -> Answer {
        self.request(&format!("GET {path}"), "", "")
    }

    /// Opens the stream of events and reads the first message.
    fn events(&self) -> Events {
        let mut stream = self.connect();
        let head = format!("GET /_deckgen/events HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        stream.write_all(head.as_bytes()).expect("it listens");
        Events(BufReader::new(stream))
    }
}

/// What came back.
struct Answer(String);

impl Answer {
    fn status(&self) -> u16 {
        let status = self.0.split(' ').nth(1).and_then(|status| status.parse().ok());
        status.unwrap_or_else(|| panic!("no answer: {:?}", self.0))
    }

    fn header(&self, name: &str) -> Option<&str> {
        let head = self.0.split("\r\n\r\n").next()?;
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    fn body(&self) -> &str {
        self.0.split_once("\r\n\r\n").map_or("", |(_, body)| body)
    }
}

/// A stream of events.
struct Events(BufReader<TcpStream>);

impl Events {
    fn next(&mut self) -> Value {
        let mut line = String::new();
        loop {
            line.clear();
            let count = self.0.read_line(&mut line).expect("an event in time");
            assert!(count > 0, "the stream has ended");
            if let Some(json) = line.strip_prefix("data: ") {
                return serde_json::from_str(json).expect("events are JSON");
            }
        }
    }
}

/// A folder with one deck.
fn folder(name: &str, text: &str) -> PathBuf {
    let folder = program::empty_folder(&format!("serve-{name}"));
    fs::write(folder.join("talk.md"), text).expect("a deck can be written");
    folder
}

const DECK: &str = "title: Talk\n\n## One\n\nfirst\n\nNote:\nsecret word\n\n## Two\n\nsecond\n";

#[test]
fn pages_files_and_their_headers() {
    let folder = folder("pages", DECK);
    fs::write(folder.join("clip.mp4"), "0123456789").expect("a file can be written");
    fs::write(folder.join("talk.md"), format!("{DECK}\n![clip](clip.mp4)\n")).expect("a deck");
    let preview = serve(&folder, "talk.md", &[]);
    let start = preview.get("/?read");
    assert_eq!((start.status(), start.header("Location")), (303, Some("/talk/?read")));
    let page = preview.get("/talk/");
    assert_eq!(page.status(), 200);
    assert_eq!(page.header("Cache-Control"), Some("no-cache"));
    assert!(page.body().contains("secret word"), "the author sees the notes");
    assert_eq!(preview.get("/talk").header("Location"), Some("/talk/"));
    assert_eq!(preview.get("/nothing").status(), 404);

    let tag = format!("If-None-Match: {}\r\n", page.header("ETag").expect("a tag"));
    assert_eq!(preview.request("GET /talk/", &tag, "").status(), 304);
    let packed = preview.request("GET /talk/", "Accept-Encoding: gzip\r\n", "");
    assert_eq!(packed.header("Content-Encoding"), Some("gzip"));
    let head = preview.request("HEAD /talk/", "", "");
    assert_eq!((head.status(), head.body()), (200, ""));
    assert_eq!(head.header("Content-Length"), page.header("Content-Length"));

    let name = page.body().split("assets/clip.").nth(1).and_then(|rest| rest.split('"').next());
    let clip = format!("GET /talk/assets/clip.{}", name.expect("the page has the clip"));
    let part = preview.request(&clip, "Range: bytes=2-4\r\n", "");
    assert_eq!((part.status(), part.body()), (206, "234"));
    assert_eq!(part.header("Content-Range"), Some("bytes 2-4/10"));
    assert_eq!(part.header("Content-Type"), Some("video/mp4"));
    assert!(part.header("Cache-Control").is_some_and(|value| value.contains("immutable")));
    assert_eq!(preview.request(&clip, "Range: bytes=10-\r\n", "").status(), 416);
}

#[test]
fn nothing_but_the_build_can_be_asked_for() {
    let folder = folder("safe", DECK);
    fs::write(folder.join(".env"), "TOKEN").expect("a file can be written");
    let preview = serve(&folder, "talk.md", &[]);
    let host = format!("Host: {}\r\n", preview.address);
    for (line, headers, status) in [
        ("GET /../../etc/passwd", host.as_str(), 400),
        ("GET /talk/%2e%2e/%2e%2e/etc/passwd", &host, 400),
        ("GET /talk/..%5c..%5cx", &host, 400),
        ("GET /%c0%ae%c0%ae/x", &host, 400),
        ("GET //evil/x", &host, 400),
        ("GET http://evil/x", &host, 400),
        ("GET /C:/x", &host, 400),
        ("GET /.env", &host, 404),
        ("GET /talk.md", &host, 404),
        ("GET /talk/talk.md", &host, 404),
        ("GET /.git/config", &host, 404),
        ("GET /talk/", "Host: attacker.example:8000\r\n", 403),
        ("GET /talk/", "Host: localhost.evil.com\r\n", 403),
        ("GET /talk/", "", 400),
        ("GET /talk/", &format!("{host}{host}"), 400),
        ("GET /talk/", &format!("{host}Origin: https://evil.example\r\n"), 403),
        ("GET /_deckgen/events", &format!("{host}Origin: null\r\n"), 403),
        ("POST /_deckgen/goto", &format!("{host}Origin: https://evil.example\r\n"), 403),
        (
            "GET /talk/",
            &format!("{host}Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n"),
            403,
        ),
        ("POST /talk/", &format!("{host}Content-Length: 1000000000000\r\n"), 413),
        ("POST /talk/", &format!("{host}Transfer-Encoding: chunked\r\n"), 501),
        ("DELETE /talk/", &host, 405),
        (&format!("GET /{}", "a".repeat(5000)), &host, 414),
    ] {
        let text = format!("{line} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n");
        let answer = Answer(preview.raw(text.as_bytes()));
        assert_eq!(answer.status(), status, "{line}\n{headers}");
        assert!(!answer.body().contains("TOKEN") && !answer.body().contains("secret"), "{line}");
        assert!(!answer.0.contains("Access-Control"), "{line}");
    }
    let long = format!("GET / HTTP/1.1\r\n{host}X: {}\r\n\r\n", "a".repeat(40_000));
    let answer = preview.raw(long.as_bytes());
    assert!(answer.is_empty() || Answer(answer).status() == 431, "a head without end");
    assert_eq!(preview.get("/talk/").status(), 200, "it still answers");
}

/// Writes the deck so that the word is in it, and waits for the word in the stream.
fn edit(folder: &Path, events: &mut Events, word: &str) -> Value {
    let text = DECK.replace("second", word);
    fs::write(folder.join("talk.md"), text).expect("a deck can be written");
    loop {
        let event = events.next();
        if event.to_string().contains(word) {
            return event;
        }
    }
}

#[test]
fn an_edit_is_told_with_what_has_changed() {
    let folder = folder("edit", DECK);
    let preview = serve(&folder, "talk.md", &[]);
    let mut events = preview.events();
    let first = events.next();
    let old = first["decks"]["talk/index.html"]["build"].as_str().expect("a build").to_string();
    let event = edit(&folder, &mut events, "changed");
    let patch = &event["patch"];
    assert_eq!(patch["from"].as_str(), Some(old.as_str()));
    assert_eq!(patch["focus"], 2);
    assert_eq!(patch["slides"]["at"], 2);
    assert_eq!(patch["slides"]["remove"], 1);

    // A page that has slept asks for everything since its build.
    edit(&folder, &mut events, "again");
    let answer = preview.get(&format!("/_deckgen/patch?page=talk/index.html&from={old}"));
    let patch: Value = serde_json::from_str(answer.body()).expect("patches are JSON");
    assert_eq!(patch["role"], "author");
    assert!(patch["slides"].to_string().contains("again"), "{patch}");
    let answer = preview.get("/_deckgen/patch?page=talk/index.html&from=00000000.1");
    assert!(answer.body().contains("\"reload\":true"), "{}", answer.body());

    // Nothing has changed: nothing is told, and the number stays.
    fs::write(folder.join("talk.md"), DECK.replace("second", "again")).expect("a deck");
    fs::write(folder.join("talk.md"), "---\ntitle: [\n---\n").expect("a deck");
    fs::write(folder.join("talk.md"), DECK.replace("second", "healed")).expect("a deck");
    let event = events.next();
    assert!(
        event.to_string().contains("healed"),
        "a broken state in between is not shown: {event}"
    );
}

#[test]
fn a_broken_deck_keeps_its_last_good_slides() {
    let folder = folder("broken", DECK);
    let preview = serve(&folder, "talk.md", &[]);
    let mut events = preview.events();
    events.next();
    fs::write(folder.join("talk.md"), "---\ntitle: [\n---\n\n## One\n").expect("a deck");
    let event = events.next();
    assert_eq!(event["patch"]["errors"], true, "{event}");
    assert_eq!(event["patch"]["findings"][0]["line"], 2, "{event}");
    assert_eq!(event["patch"]["slides"], Value::Null);
    assert!(preview.get("/talk/").body().contains("second"), "the page has the last good slides");
    fs::remove_file(folder.join("talk.md")).expect("a file can go");
    let event = events.next();
    assert!(event.to_string().contains("unreadable-file"), "{event}");
    let event = edit(&folder, &mut events, "back");
    assert_eq!(event["patch"]["errors"], false);
}

#[test]
fn a_deck_that_is_broken_at_first_gets_its_slides_later() {
    let folder = folder("broken-first", "---\ntitle: [\n---\n");
    let preview = serve(&folder, "talk.md", &[]);
    let page = preview.get("/talk/");
    assert!(page.body().contains("has errors"), "{}", page.body());
    let mut events = preview.events();
    events.next();
    fs::write(folder.join("talk.md"), DECK).expect("a deck");
    let event = events.next();
    assert_eq!(event["patch"]["reload"], true, "{event}");
    assert!(preview.get("/talk/").body().contains("second"));
}

#[test]
fn a_picture_that_comes_later_is_seen() {
    let folder = folder("picture", &format!("{DECK}\n![a cat](img/cat.svg)\n"));
    let preview = serve(&folder, "talk.md", &[]);
    let mut events = preview.events();
    events.next();
    fs::create_dir(folder.join("img")).expect("a folder can be made");
    fs::write(folder.join("img/cat.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>").expect("ok");
    let event = events.next();
    assert!(event["patch"]["slides"].to_string().contains("assets/cat."), "{event}");
}

#[test]
fn a_folder_is_a_list_of_live_decks() {
    let folder = folder("folder", DECK);
    let preview = serve(&folder, ".", &[]);
    assert!(preview.get("/").body().contains("talk/index.html"), "the list");
    let mut events = preview.events();
    assert!(events.next()["decks"]["talk/index.html"]["build"].is_string());
    fs::create_dir(folder.join("week")).expect("a folder can be made");
    fs::write(folder.join("week/new.md"), "title: New\n\n## Slide\n").expect("a deck");
    let end = Instant::now() + PATIENCE;
    while preview.get("/week/new/").status() != 200 {
        assert!(Instant::now() < end, "the new deck is never there");
    }
    assert!(preview.get("/").body().contains("week/new/index.html"));
    // A deck that loses its title for a moment stays a deck.
    fs::write(folder.join("talk.md"), "titl: Talk\n\n## Half a word\n").expect("a deck");
    while !preview.get("/talk/").body().contains("Half a word") {
        assert!(Instant::now() < end, "the edit is never there");
    }
    fs::remove_file(folder.join("week/new.md")).expect("a file can go");
    while events.next()["decks"].get("week/new/index.html") != Some(&Value::Null) {}
    assert!(!preview.get("/").body().contains("week/new/index.html"));
}

#[test]
fn editors_can_move_the_preview() {
    let folder = folder("goto", DECK);
    let preview = serve(&folder, "talk.md", &[]);
    let mut events = preview.events();
    events.next();
    for (body, slide) in [
        ("file=talk.md&line=11".to_string(), "/two"),
        (format!("{{\"file\": {:?}, \"line\": 3}}", folder.join("talk.md")), "/one"),
        ("file=talk.md&line=1".to_string(), "/title-slide"),
    ] {
        let answer = preview.request("POST /_deckgen/goto", "", &body);
        assert_eq!(answer.status(), 200, "{body}: {}", answer.body());
        let event = events.next();
        assert_eq!(event["goto"]["slide"], slide, "{body}: {event}");
    }
    assert_eq!(preview.request("POST /_deckgen/goto", "", "file=other.md&line=1").status(), 404);
    assert_eq!(preview.request("POST /_deckgen/goto", "", "file=talk.md").status(), 400);
}

#[test]
fn many_pages_are_told_at_once_and_slow_ones_delay_nobody() {
    let folder = folder("many", DECK);
    let preview = serve(&folder, "talk.md", &[]);
    let mut slow: Vec<TcpStream> = (0..10).map(|_| preview.connect()).collect();
    for stream in &mut slow {
        let head = format!("GET /_deckgen/events HTTP/1.1\r\nHost: {}\r\n\r\n", preview.address);
        stream.write_all(head.as_bytes()).expect("it listens");
    }
    let mut all: Vec<Events> = (0..256).map(|_| preview.events()).collect();
    for events in &mut all {
        events.next();
    }
    let start = Instant::now();
    edit(&folder, &mut all[0], "everywhere");
    for events in &mut all[1..] {
        let event = events.next();
        assert!(event.to_string().contains("everywhere"), "{event}");
    }
    assert!(start.elapsed() < PATIENCE);
}

#[test]
fn clients_that_say_nothing_do_not_lock_others_out() {
    let folder = folder("silent", DECK);
    let mut command = Command::new("sh");
    program::clean(&mut command, &folder);
    // So few files may be open that the silent ones would take them all.
    let run = "ulimit -n 128; exec \"$0\" serve talk.md --port 0";
    let preview = start_in(command.arg("-c").arg(run).arg(env!("CARGO_BIN_EXE_deckgen")));
    let mut silent: Vec<TcpStream> =
        (0..300).filter_map(|_| TcpStream::connect(preview.address).ok()).collect();
    for stream in &mut silent {
        let _ = stream.write_all(b"GET / HT");
    }
    assert_eq!(preview.get("/talk/").status(), 200);
    drop(silent);
    assert_eq!(preview.get("/talk/").status(), 200);
}

fn start_in(command: &mut Command) -> Preview {
    start(std::mem::replace(command, Command::new("true")))
}

#[test]
fn a_port_in_use_is_said_and_the_next_one_taken() {
    let folder = folder("port", DECK);
    let preview = serve(&folder, "talk.md", &[]);
    let port = preview.address.port().to_string();
    let output = deckgen(&folder).args(["serve", "talk.md", "--port", &port]).output();
    let output = output.expect("it starts");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("something else listens on 127.0.0.1:"), "{said}");
    let [first, second] = [0; 2].map(|_| {
        let mut command = deckgen(&folder);
        command.args(["serve", "talk.md"]);
        start(command)
    });
    assert_ne!(first.address.port(), second.address.port());
}

#[cfg(unix)]
#[test]
fn control_c_ends_it_at_once_and_well() {
    let folder = folder("end", DECK);
    let mut preview = serve(&folder, "talk.md", &[]);
    let mut events = preview.events();
    events.next();
    let id = preview.child.id().to_string();
    let start = Instant::now();
    let sent = Command::new("sh").args(["-c", &format!("kill -INT {id}")]).status();
    assert!(sent.expect("it starts").success());
    let status = preview.child.wait().expect("it ends");
    assert_eq!(status.code(), Some(0));
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    let mut rest = String::new();
    let _ = events.0.read_to_string(&mut rest);
    assert!(!rest.contains("data:"), "{rest}");
}

#[test]
fn the_preview_is_the_published_page_but_for_notes_and_script() {
    let folder = program::empty_folder("serve-same");
    fs::copy(root().join("decks/informational.md"), folder.join("talk.md")).expect("the deck");
    let preview = serve(&folder, "talk.md", &[]);
    let output = deckgen(&folder).args(["build", "talk.md", "--notes"]).output();
    assert!(output.expect("it starts").status.success());
    let built = fs::read_to_string(folder.join("dist/talk/index.html")).expect("a page");
    let mut previewed = preview.get("/talk/").body().to_string();
    let live = previewed.split("\"live\":{").nth(1).and_then(|rest| rest.split('}').next());
    let live = format!("\"live\":{{{}}},", live.expect("what the script is told"));
    for part in [live.as_str(), "\n<script defer src=\"/_deckgen/live.js\"></script>"] {
        assert!(previewed.contains(part), "{part}");
        previewed = previewed.replace(part, "");
    }
    assert_eq!(previewed, built);
}
