//! Networks that break, disks that are full, programs that are killed, passwords that are wrong.

use super::{Author, Outcome, deck, stand_in};
use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Ends a program with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Git's own server for everything of an author, and where it listens.
fn daemon(author: &Author) -> (Running, SocketAddr) {
    let programs = author.git(".", &["--exec-path"]);
    for _ in 0..20 {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        drop(listener);
        let mut command = Command::new(std::path::Path::new(&programs).join("git-daemon"));
        author.settle(&mut command, ".");
        command.args([
            "--reuseaddr",
            "--export-all",
            "--enable=receive-pack",
            "--listen=127.0.0.1",
        ]);
        command.arg(format!("--port={}", address.port()));
        command.arg(format!("--base-path={}", author.folder.display()));
        command.stdin(Stdio::null()).stderr(Stdio::null());
        let mut running = Running(command.spawn().expect("git has its daemon"));
        let end = Instant::now() + Duration::from_secs(20);
        while Instant::now() < end {
            if TcpStream::connect(address).is_ok() {
                return (running, address);
            }
            if running.0.try_wait().expect("a state").is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
    panic!("git's daemon does not listen");
}

/// Passes bytes on, and cuts every connection after so many that went to the server.
fn cut(server: SocketAddr, after: Arc<AtomicUsize>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let Ok(upstream) = TcpStream::connect(server) else { continue };
            let after = Arc::clone(&after);
            let back =
                (upstream.try_clone().expect("a socket"), client.try_clone().expect("a socket"));
            std::thread::spawn(move || pass(back.0, back.1, &AtomicUsize::new(usize::MAX)));
            std::thread::spawn(move || pass(client, upstream, &after));
        }
    });
    address
}

fn pass(mut from: TcpStream, mut to: TcpStream, left: &AtomicUsize) {
    let mut buffer = [0; 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        let may = left.load(Ordering::SeqCst).min(count);
        if to.write_all(&buffer[..may]).is_err() {
            break;
        }
        left.fetch_sub(may, Ordering::SeqCst);
        if may < count {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
}

/// The pages of the branch are all of one publishing, and git finds no fault in the repository.
fn assert_sound(author: &Author, states: &[String], when: &str) {
    author.git("remote.git", &["fsck", "--connectivity-only"]);
    let page = author.show("gh-pages", "talk/index.html");
    let page = String::from_utf8_lossy(&page);
    assert!(states.iter().any(|state| page.contains(state)), "{when}: {page}");
}

#[test]
fn a_network_that_breaks_leaves_the_old_site() {
    let author = Author::new("network");
    let (_daemon, server) = daemon(&author);
    let left = Arc::new(AtomicUsize::new(usize::MAX));
    let proxy = cut(server, Arc::clone(&left));
    author.git("work", &["remote", "set-url", "origin", &format!("git://{proxy}/remote.git")]);
    author.publish(&["talk.md", "--to", "git"]).expect(0, &["`gh-pages` of git://127.0.0.1"]);
    let mut broken = 0;
    // A picture that cannot be packed well makes the push some thousand bytes long.
    let noise: String =
        (0..3000u32).map(|n| format!("{:x}", n.wrapping_mul(2_654_435_761))).collect();
    author.put("dot.svg", &format!("<svg xmlns='http://www.w3.org/2000/svg' id='{noise}'/>"));
    for bytes in [0, 40, 150, 300, 450, 600, 800, 1200, 2000, 5000, 9000, 12_000, 1_000_000] {
        let before = author.everything();
        let old = author.tip("gh-pages");
        author.put("talk.md", &deck(&format!("after {bytes} bytes ![Dot](dot.svg)")));
        left.store(bytes, Ordering::SeqCst);
        let outcome = author.publish(&["talk.md", "--to", "git"]);
        if outcome.code == Some(0) {
            assert_ne!(author.tip("gh-pages"), old);
        } else {
            outcome.expect(2, &["cannot "]);
            broken += 1;
            assert_eq!(author.tip("gh-pages"), old, "{bytes}");
        }
        let after = author.everything();
        let changed: Vec<_> =
            after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).collect();
        assert_eq!(changed.len(), 1, "only the deck is different");
        author.assert_tidy();
        left.store(usize::MAX, Ordering::SeqCst);
    }
    assert!(broken >= 5, "the network broke only {broken} times");
    author.publish(&["talk.md", "--to", "git"]).expect(0, &[]);
    assert_sound(&author, &["after 1000000 bytes".to_string()], "at last");
}

/// Ends deckgen by a signal before or after each of its calls of git, by turns.
fn end_everywhere(name: &str, signal: &str) {
    let author = Author::new(name);
    author.publish(&["talk.md", "--to", "git"]).expect(0, &[]);
    let (calls, marker) = (author.path("calls"), author.path("marker"));
    // A kill leaves git alone: it goes on to its end, as it would without us, and then says so.
    let script = format!(
        r#"echo >> '{calls}'; count=$(wc -l < '{calls}')
if [ "$count" = "$BEFORE" ]; then kill -s {signal} $PPID
  [ {signal} = KILL ] || exec "$REAL" "$@"
  "$REAL" "$@"; echo > '{marker}'; exit; fi
if [ "$count" = "$AFTER" ]; then "$REAL" "$@"; kill -s {signal} $PPID; echo > '{marker}'; sleep 1; exit; fi"#,
        calls = calls.display(),
        marker = marker.display()
    );
    let path = stand_in(&author, "git", &script);
    let mut states = vec!["first".to_string()];
    let mut ended = 0;
    for when in ["BEFORE", "AFTER"] {
        for number in 1.. {
            assert!(number < 60, "it never ends");
            let state = format!("{when} {number}.");
            author.put("talk.md", &deck(&state));
            let before = author.everything();
            let old = author.tip("gh-pages").expect("a commit");
            states.push(state.clone());
            let _ = (fs::remove_file(&calls), fs::remove_file(&marker));
            let mut command = author.command("work", &["talk.md", "--to", "git"]);
            command.env("PATH", &path).env(when, number.to_string());
            let outcome = Outcome::of(command);
            let done = outcome.code == Some(0);
            let end = Instant::now() + Duration::from_secs(20);
            while !done && signal == "KILL" && !marker.exists() && Instant::now() < end {
                std::thread::sleep(Duration::from_millis(10));
            }
            assert!(author.everything() == before, "{state}: the author's repository was touched");
            let now = author.tip("gh-pages").expect("the branch is there");
            if now != old {
                assert_eq!(author.git("remote.git", &["rev-parse", "gh-pages~1"]), old, "{state}");
            }
            assert_sound(&author, &states, &state);
            if signal == "TERM" {
                author.assert_tidy();
            }
            if done {
                assert_ne!(now, old, "{state}");
                break;
            }
            ended += 1;
            if signal == "TERM" {
                outcome.expect(2, &["stopped", "publish again to finish"]);
            }
        }
    }
    assert!(ended >= 20, "it was ended only {ended} times");
    author.put("talk.md", &deck("at last"));
    author.publish(&["talk.md", "--to", "git"]).expect(0, &[]);
    assert_sound(&author, &["at last".to_string()], "at last");
}

#[test]
fn a_kill_at_any_point_leaves_the_old_site_or_the_new_one() {
    end_everywhere("killed", "KILL");
}

#[test]
fn a_request_to_stop_is_followed_tidily_at_any_point() {
    end_everywhere("stopped", "TERM");
}

/// Files may not grow beyond so many blocks, for us and for the programs that we start: what a full
/// disk is like, without one.
#[test]
fn a_full_disk_here_leaves_the_old_site() {
    let author = Author::new("disk");
    author.publish(&["talk.md", "--to", "git"]).expect(0, &[]);
    let tip = author.tip("gh-pages");
    author.put("other.md", &deck("second"));
    for blocks in [0, 1, 8, 40, 100] {
        let mut command = Command::new("sh");
        author.settle(&mut command, "work");
        let script =
            format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" publish other.md --to git");
        // Standard error is a pipe, which has no such limit.
        command.args(["-c", &script, env!("CARGO_BIN_EXE_deckgen")]);
        Outcome::of(command).expect(2, &["error:"]);
        assert_eq!(author.tip("gh-pages"), tip, "{blocks}");
        author.assert_tidy();
    }
    author.publish(&["other.md", "--to", "git"]).expect(0, &["0 removed"]);
}

/// A web server that asks everybody for a password and knows none.
#[test]
fn a_wrong_password_is_said_and_nothing_is_asked() {
    let author = Author::new("password");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for mut client in listener.incoming().map_while(Result::ok) {
            let _ = client.read(&mut [0; 4096]);
            let answer = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"git\"\r\n\
                          Content-Length: 0\r\nConnection: close\r\n\r\n";
            let _ = client.write_all(answer.as_bytes());
        }
    });
    for user in ["", "ann:CANARY@"] {
        let url = format!("http://{user}{address}/talks.git");
        author.git("work", &["remote", "set-url", "origin", &url]);
        let run = author.publish(&["talk.md", "--to", "git"]);
        let run = run.expect(2, &["cannot read `gh-pages`", "no right to write there"]);
        assert!(!run.stderr.contains("CANARY"), "{}", run.stderr);
    }
    author.assert_tidy();
    assert!(fs::read_dir(author.path("home")).expect("a folder").count() == 1, "nothing is stored");
}
