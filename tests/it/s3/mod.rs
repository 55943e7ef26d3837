//! `deckgen publish --to s3://…` against a real server.

mod server;

use crate::program::{self, deckgen, empty_folder};
use rayon::prelude::*;
use server::{Fault, KEY, SECRET, Server};
use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder with lessons, and a server.
struct Author {
    folder: PathBuf,
    server: Server,
}

impl Author {
    fn new(name: &str) -> Author {
        let folder = empty_folder(&format!("s3-{name}"));
        let server = Server::start(&folder.join("server"));
        let author = Author { folder, server };
        author.write("lessons/cat.svg", "<svg viewBox='0 0 1 1'/>");
        author.write("lessons/one.md", "---\ntitle: One\n---\n\n## A\n\n![Cat](cat.svg)\n");
        author.write("lessons/two.md", "---\ntitle: Two\n---\n\n## B\n\n![Cat](cat.svg)\n");
        author
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    /// Another picture, so that all pages and an asset change.
    fn edit(&self) {
        self.write("lessons/cat.svg", "<svg viewBox='0 0 2 2'/>");
    }

    fn command(&self, to: &str) -> Command {
        publishing(&self.folder, self.server.address, to)
    }

    fn publish(&self) -> Output {
        output(&mut self.command("s3://talks/2026"))
    }

    /// What the bucket has below the folder once all is well.
    fn wanted(&self) -> BTreeMap<String, Vec<u8>> {
        let mut command = deckgen(&self.folder);
        command.args(["-q", "build", "lessons", "-o", "wanted"]);
        assert!(command.status().expect("the program starts").success());
        let files = program::files(&self.folder.join("wanted")).into_iter();
        files.map(|(path, bytes)| (format!("2026/{path}"), bytes)).collect()
    }
}

fn publishing(folder: &Path, server: SocketAddr, to: &str) -> Command {
    let mut command = deckgen(folder);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AWS_") {
            command.env_remove(name);
        }
    }
    command
        .env("HOME", folder)
        .env("AWS_ENDPOINT_URL", format!("http://{server}"))
        .env("AWS_ACCESS_KEY_ID", KEY)
        .env("AWS_SECRET_ACCESS_KEY", SECRET)
        .env("NO_PROXY", "127.0.0.1")
        .args(["publish", "lessons", "--to", to]);
    command
}

/// What the program says; in no case a secret.
fn output(command: &mut Command) -> Output {
    let output = command.output().expect("the program starts");
    for said in [&output.stdout, &output.stderr] {
        let said = String::from_utf8_lossy(said);
        assert!(!said.contains(SECRET) && !said.contains("Signature="), "{said}");
    }
    output
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn assert_fine(output: &Output) {
    assert_eq!(output.status.code(), Some(0), "{}", said(output));
}

fn assert_failed(output: &Output, words: &str) {
    assert_eq!(output.status.code(), Some(2), "{}", said(output));
    assert!(said(output).contains(words), "{}", said(output));
}

/// Every page has all that it names.
fn assert_whole(files: &BTreeMap<String, Vec<u8>>) {
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8_lossy(bytes);
        let names =
            html.split("assets/").skip(1).filter_map(|rest| rest.split(['"', ')', '\'']).next());
        for name in names.filter(|name| name.split('.').count() > 2) {
            let asset = format!("2026/assets/{name}");
            assert!(files.contains_key(&asset), "{path} has no {name}");
        }
    }
}

/// The position of the first write that fits.
fn position(writes: &[String], start: &str) -> usize {
    let found = writes.iter().position(|write| write.starts_with(start));
    found.unwrap_or_else(|| panic!("no {start} in {writes:#?}"))
}

#[test]
fn all_files_stand_there_with_types_and_caching() {
    let author = Author::new("first");
    assert_fine(&author.publish());
    assert_eq!(author.server.files(), author.wanted());
    assert_whole(&author.server.files());
    let asked = author.server.asked();
    let header = |path: &str, name: &str| {
        let put = asked.iter().rfind(|asked| asked.method == "PUT" && asked.path.starts_with(path));
        put.and_then(|put| put.headers.get(name)).cloned().unwrap_or_default()
    };
    for (path, kind) in [
        ("2026/index.html", "text/html; charset=utf-8"),
        ("2026/assets/cat.", "image/svg+xml"),
        ("2026/deckgen.json", "application/json"),
    ] {
        assert_eq!(header(path, "content-type"), kind, "{path}");
    }
    assert_eq!(header("2026/one/index.html", "cache-control"), "no-cache");
    assert_eq!(header("2026/deckgen.json", "cache-control"), "no-cache");
    assert_eq!(header("2026/assets/cat.", "cache-control"), "public, max-age=31536000, immutable");
    assert_fine(&author.publish());
    assert_eq!(author.server.writes(), Vec::<String>::new(), "nothing has changed");
}

#[test]
fn assets_come_before_pages_and_old_files_go_last() {
    let author = Author::new("order");
    author.server.put("2026/CNAME", b"theirs");
    author.server.put("2026b/index.html", b"theirs");
    assert_fine(&author.publish());
    let writes = author.server.writes();
    let at = |start: &str| position(&writes, start);
    assert_eq!(at("PUT 2026/deckgen.json"), 0);
    assert!(at("PUT 2026/one/index.html") > at("PUT 2026/assets/cat."));
    for deck in ["PUT 2026/one/index.html", "PUT 2026/two/index.html"] {
        assert!(at("PUT 2026/index.html") > at(deck), "{writes:#?}");
    }
    assert_eq!(writes.last().map(String::as_str), Some("PUT 2026/deckgen.json"));
    author.edit();
    author.write("lessons/one.md", "---\ntitle: One\n---\n\n## A\n\n![Dog](cat.svg)\n");
    fs::remove_file(author.folder.join("lessons/two.md")).expect("a deck can go");
    let dry = output(author.command("s3://talks/2026").arg("--dry-run"));
    assert_fine(&dry);
    assert_eq!(author.server.writes(), Vec::<String>::new());
    assert_fine(&author.publish());
    let writes = author.server.writes();
    let mut kinds: Vec<&str> = writes
        .iter()
        .map(|write| match write {
            write if write.ends_with("deckgen.json") => "manifest",
            write if write.starts_with("PUT 2026/assets/") => "asset",
            write if write.starts_with("PUT ") => "page",
            write if write.ends_with(".html") => "old page",
            _ => "old asset",
        })
        .collect();
    kinds.dedup();
    let expected = ["manifest", "asset", "page", "old page", "old asset", "manifest"];
    assert_eq!(kinds, expected, "{writes:#?}");
    let mut wanted = author.wanted();
    wanted.insert("2026/CNAME".to_string(), b"theirs".to_vec());
    wanted.insert("2026b/index.html".to_string(), b"theirs".to_vec());
    assert_eq!(author.server.files(), wanted);
}

#[test]
fn files_of_others_are_not_replaced() {
    let author = Author::new("foreign");
    author.server.put("2026/one/index.html", b"theirs");
    let before = author.server.files();
    assert_failed(&author.publish(), "2026");
    assert_eq!(author.server.files(), before);
    assert_fine(&output(author.command("s3://talks/2026").arg("--adopt")));
    assert_eq!(author.server.files(), author.wanted());
    author.server.put("2026/one/index.html", b"changed");
    author.edit();
    assert_failed(&author.publish(), "one/index.html");
    assert_eq!(author.server.files()["2026/one/index.html"], b"changed");
}

#[test]
fn a_manifest_that_leads_elsewhere_is_not_trusted() {
    let author = Author::new("manifest");
    assert_fine(&author.publish());
    let manifest = author.server.files()["2026/deckgen.json"].clone();
    let text = String::from_utf8(manifest).expect("it is text");
    author.server.put("secret", b"theirs");
    author.server.put("2026/deckgen.json", text.replace("one/index.html", "../secret").as_bytes());
    author.edit();
    let before = author.server.files();
    assert_failed(&author.publish(), "deckgen.json");
    assert_eq!(author.server.files(), before);
}

#[test]
fn a_bucket_with_many_files_is_listed_to_its_end() {
    let author = Author::new("many");
    (0..1500).for_each(|number| author.server.put(&format!("2026/a{number}/x"), b""));
    author.server.put("2026/two/index.html", b"theirs");
    assert_failed(&author.publish(), "two/index.html");
}

#[test]
fn what_does_not_work_is_said_in_plain_words() {
    let author = Author::new("words");
    let to = "s3://talks/2026";
    let mut wrong = author.command(to);
    assert_failed(&output(wrong.env("AWS_SECRET_ACCESS_KEY", "wrong")), "credentials");
    let mut unknown = author.command(to);
    assert_failed(&output(unknown.env("AWS_ACCESS_KEY_ID", "wrong")), "127.0.0.1");
    let mut none = author.command(to);
    assert_failed(&output(none.env_remove("AWS_ACCESS_KEY_ID")), "no credentials");
    assert_failed(&output(&mut author.command("s3://nothing/x")), "no bucket `nothing`");
    assert_failed(&output(&mut author.command("s3://talks/../x")), "cannot be published to");
    let mut nowhere = author.command(to);
    let nowhere = output(nowhere.env("AWS_ENDPOINT_URL", "http://127.0.0.1:1"));
    assert_failed(&nowhere, "refuses the connection");
    author.server.fail(Fault::OtherClock);
    assert_failed(&author.publish(), "clock");
    assert_eq!(author.server.files(), BTreeMap::new());
}

#[test]
fn credentials_come_from_the_usual_file() {
    let author = Author::new("profile");
    let text = format!("[school]\naws_access_key_id={KEY}\naws_secret_access_key={SECRET}\n");
    author.write(".aws/credentials", &text);
    let to = format!("s3://talks/2026?endpoint=http://{}", author.server.address);
    let mut command = author.command(&to);
    for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"] {
        command.env_remove(name);
    }
    assert_fine(&output(command.env("AWS_PROFILE", "school")));
    assert_eq!(author.server.files(), author.wanted());
}

#[test]
fn a_site_is_whole_whenever_the_network_is_cut() {
    let count = {
        let author = Author::new("cut");
        assert_fine(&author.publish());
        author.server.asked();
        author.edit();
        assert_fine(&author.publish());
        author.server.writes().len()
    };
    assert!(count >= 6, "{count} writes");
    (0..count).into_par_iter().for_each(|writes| {
        let author = Author::new(&format!("cut-{writes}"));
        assert_fine(&author.publish());
        let old = author.server.files();
        author.edit();
        author.server.asked();
        author.server.fail(Fault::GoneAfter(writes));
        assert_failed(&author.publish(), "publish again");
        let now = author.server.files();
        assert_whole(&now);
        let wanted = author.wanted();
        for (path, bytes) in now.iter().filter(|(path, _)| path.ends_with(".html")) {
            assert!(old.get(path) == Some(bytes) || wanted.get(path) == Some(bytes), "{path}");
        }
        author.server.fail(Fault::None);
        assert_fine(&author.publish());
        assert_eq!(author.server.files(), wanted, "cut after {writes} writes");
    });
}

#[test]
fn a_lost_answer_and_a_busy_host_are_overcome() {
    for (name, fault) in [
        ("deaf-first", Fault::DeafAfter(0)),
        ("deaf-page", Fault::DeafAfter(14)),
        ("busy", Fault::Busy(2)),
        ("simple", Fault::NoConditions),
    ] {
        let author = Author::new(name);
        author.server.fail(fault);
        assert_fine(&author.publish());
        assert_eq!(author.server.files(), author.wanted(), "{name}");
    }
}

#[test]
fn two_who_publish_at_once_leave_one_site() {
    for number in [0, 1, 4] {
        let author = Author::new(&format!("race-{number}"));
        assert_fine(&author.publish());
        author.server.asked();
        // Another author with the same decks and another picture.
        let other = author.folder.join("other");
        program::copy(&author.folder.join("lessons"), &other.join("lessons"));
        fs::write(other.join("lessons/cat.svg"), "<svg viewBox='0 0 9 9'/>").expect("written");
        let address = author.server.address;
        author.edit();
        author.server.before_write(number, move || {
            let mut command = publishing(&other, address, "s3://talks/2026");
            assert_fine(&output(&mut command));
        });
        assert_fine(&author.publish());
        let files = author.server.files();
        assert_whole(&files);
        assert_eq!(files, author.wanted(), "the other came before write {number}");
        assert_fine(&author.publish());
    }
}
