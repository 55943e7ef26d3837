//! Links to other sites, tried on a server of our own.

use deckgen::links::{Options, Outcome, try_all};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A request: when it came, its method, path and agent.
type Request = (Instant, String, String, String);

struct Server {
    port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
}

/// A server that answers as the path says.
fn server() -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("it has an address").port();
    let requests = Arc::new(Mutex::new(Vec::new()));
    let kept = requests.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let kept = kept.clone();
            std::thread::spawn(move || answer(stream, &kept));
        }
    });
    Server { port, requests }
}

fn answer(mut stream: TcpStream, requests: &Mutex<Vec<Request>>) {
    let mut reader = BufReader::new(stream.try_clone().expect("a stream can be shared"));
    let mut line = String::new();
    let _ = reader.read_line(&mut line);
    let mut words = line.split_whitespace().map(String::from);
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut agent = String::new();
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header).unwrap_or(0) <= 2 {
            break;
        }
        if let Some(value) = header.to_ascii_lowercase().strip_prefix("user-agent: ") {
            agent = value.trim().to_string();
        }
    }
    requests.lock().unwrap().push((Instant::now(), method.clone(), path.clone(), agent));
    let (status, location) = match (path.as_str(), method.as_str()) {
        ("/no-head", "HEAD") => (405, ""),
        ("/strange-head", "HEAD") => (404, ""),
        ("/gone", _) => (410, ""),
        ("/missing", _) => (404, ""),
        ("/shy", _) => (403, ""),
        ("/busy", _) => (429, ""),
        ("/broken", _) => (503, ""),
        ("/moved", _) => (301, "/ok?new"),
        ("/moved-twice", _) => (308, "/moved"),
        ("/for-now", _) => (302, "/ok"),
        ("/moved-for-now", _) => (301, "/for-now"),
        ("/to-missing", _) => (301, "/missing"),
        ("/loop", _) => (302, "/loop"),
        ("/nowhere", _) => (302, ""),
        ("/to-file", _) => (302, "file:///etc/passwd"),
        ("/to-metadata", _) => (302, "http://169.254.169.254/latest/"),
        ("/to-name", _) => (302, "http://localhost:1/"),
        ("/slow", _) => {
            std::thread::sleep(Duration::from_secs(3));
            (200, "")
        }
        _ => (200, ""),
    };
    let location = match location {
        "" => String::new(),
        to => format!("Location: {to}\r\n"),
    };
    let text =
        format!("HTTP/1.1 {status} x\r\n{location}Content-Length: 0\r\nConnection: close\r\n\r\n");
    let _ = stream.write_all(text.as_bytes());
}

fn quick() -> Options {
    let pause = Duration::from_millis(5);
    Options { pause, patience: Duration::from_secs(2), ..Options::default() }
}

impl Server {
    fn outcomes(&self, paths: &[&str], options: &Options) -> BTreeMap<String, Outcome> {
        let start = format!("http://127.0.0.1:{}", self.port);
        let addresses: BTreeSet<String> =
            paths.iter().map(|path| format!("{start}{path}")).collect();
        let outcomes = try_all(&addresses, options).into_iter();
        outcomes.map(|(address, outcome)| (address[start.len()..].to_string(), outcome)).collect()
    }
}

#[test]
fn each_answer_means_what_it_says() {
    let server = server();
    let here = |path: &str| format!("http://127.0.0.1:{}{path}", server.port);
    let moved = |path: &str| Outcome::Moved(here(path));
    let dead = |part: &'static str| Outcome::Dead(part.to_string());
    let uncertain = |part: &'static str| Outcome::Uncertain(part.to_string());
    let expected = [
        ("/ok", Outcome::Fine),
        ("/no-head", Outcome::Fine),
        ("/strange-head", Outcome::Fine),
        ("/for-now", Outcome::Fine),
        ("/moved", moved("/ok?new")),
        ("/moved-twice", moved("/ok?new")),
        ("/moved-for-now", moved("/for-now")),
        ("/gone", dead("410")),
        ("/missing", dead("404")),
        ("/to-missing", dead("404")),
        ("/shy", uncertain("403")),
        ("/busy", uncertain("429")),
        ("/broken", uncertain("503")),
        ("/loop", uncertain("more than 5 times")),
        ("/nowhere", uncertain("without saying where")),
        ("/to-file", uncertain("another kind")),
        ("/to-metadata", uncertain("private network")),
        ("/to-name", uncertain("private network")),
        ("/slow", uncertain("in time")),
    ];
    let paths: Vec<&str> = expected.iter().map(|(path, _)| *path).collect();
    let outcomes = server.outcomes(&paths, &quick());
    for (path, expected) in expected {
        let actual = &outcomes[path];
        let same = match (&expected, actual) {
            (Outcome::Dead(part), Outcome::Dead(why))
            | (Outcome::Uncertain(part), Outcome::Uncertain(why)) => why.contains(part.as_str()),
            _ => expected == *actual,
        };
        assert!(same, "{path}: {actual:?}, not {expected:?}");
    }
    let requests = server.requests.lock().unwrap();
    assert!(requests.iter().all(|(.., agent)| agent.starts_with("deckgen/")), "it says who it is");
    assert_eq!(requests.iter().filter(|(_, _, path, _)| path == "/loop").count(), 6);
}

#[test]
fn one_host_is_asked_one_request_at_a_time_with_pauses() {
    let server = server();
    let pause = Duration::from_millis(100);
    let outcomes = server.outcomes(&["/a", "/b", "/c"], &Options { pause, ..quick() });
    assert!(outcomes.values().all(|outcome| *outcome == Outcome::Fine));
    let times: Vec<Instant> = server.requests.lock().unwrap().iter().map(|(at, ..)| *at).collect();
    assert_eq!(times.len(), 3);
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= pause));
}

#[test]
fn a_stranger_may_not_look_around_in_the_network() {
    let server = server();
    let outcomes = server.outcomes(&["/ok"], &Options { untrusted: true, ..quick() });
    assert!(matches!(&outcomes["/ok"], Outcome::Uncertain(why) if why.contains("private")));
    assert!(server.requests.lock().unwrap().is_empty(), "nothing was asked for");
    let named = BTreeSet::from([format!("http://localhost:{}/ok", server.port)]);
    let outcomes = try_all(&named, &quick());
    assert!(matches!(outcomes.values().next(), Some(Outcome::Uncertain(_))), "{outcomes:?}");
    assert!(server.requests.lock().unwrap().is_empty(), "a name that leads there is no better");
}

#[test]
fn there_is_an_end() {
    let server = server();
    let options = Options { time: Duration::ZERO, ..quick() };
    let outcomes = server.outcomes(&["/ok", "/missing"], &options);
    assert!(outcomes.values().all(|outcome| matches!(outcome, Outcome::Uncertain(_))));
    assert!(server.requests.lock().unwrap().is_empty());
}

#[test]
fn the_links_of_a_deck_are_tried_once_and_told_at_their_places() {
    let server = server();
    let here = format!("http://127.0.0.1:{}", server.port);
    let folder = crate::program::empty_folder("links");
    let deck = format!(
        "## One\n\n[a]({here}/missing#x) [b]({here}/ok)\n\n- <a href=\"{here}/missing\">c</a>\n\n\
         ## Two\n\n<!-- deckgen: allow dead-link -->\n\n[d]({here}/missing) `{here}/code`\n"
    );
    std::fs::write(folder.join("a.md"), deck).expect("a deck can be written");
    let mut command = crate::program::deckgen(&folder);
    let output = command.args(["check", "a.md", "--links", "--format", "short"]).output();
    let output = output.expect("it runs");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let lines: Vec<&str> = told.lines().filter(|line| line.contains("link]")).collect();
    assert_eq!(lines.len(), 2, "{told}");
    assert!(lines[0].starts_with("a.md:3:1: warning[dead-link]: "), "{told}");
    assert!(lines[1].starts_with("a.md:5:3: warning[dead-link]: "), "{told}");
    let requests = server.requests.lock().unwrap();
    let mut asked: Vec<String> =
        requests.iter().map(|(_, method, path, _)| format!("{method} {path}")).collect();
    asked.sort();
    assert_eq!(asked, ["GET /missing", "HEAD /missing", "HEAD /ok"]);
}
