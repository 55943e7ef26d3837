//! What does not fit, measured by the program in a real browser.

use crate::browser::run;
use crate::program::{self, deckgen, root};
use deckgen::browser::{self, Error};
use deckgen::compile::{Options, Place, compile};
use deckgen::deck::PLACE;
use deckgen::overflow::Measurer;
use deckgen::world::Disk;
use serde_json::Value;
use std::fs;
use std::net::{TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// The Chromium that the other browser tests use.
pub(crate) fn program() -> &'static str {
    static PROGRAM: OnceLock<String> = OnceLock::new();
    PROGRAM.get_or_init(|| run("where.mjs", &[]).as_str().expect("a path").to_string())
}

/// `deckgen check`, with the browser.
fn check(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = deckgen(folder);
    command.env("DECKGEN_BROWSER", program());
    command.arg("check").args(arguments).output().expect("it starts")
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The lines of `--format json`.
fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// What was found about fit, as `file:line code`.
fn found(output: &Output) -> Vec<String> {
    let codes = ["overflow", "small-text", "clipped", "split-slide", "not-measured"];
    let ours = |line: &Value| codes.iter().any(|code| line["code"] == *code);
    let shown = |line: Value| {
        let text = |name: &str| line[name].as_str().unwrap_or_default().to_string();
        format!("{}:{} {}", text("file"), line["line"], text("code"))
    };
    lines(output).into_iter().filter(ours).map(shown).collect()
}

/// The finding with this code.
fn finding(output: &Output, code: &str) -> Value {
    let mut lines = lines(output).into_iter();
    lines.find(|line| line["code"] == code).unwrap_or_else(|| panic!("no {code}"))
}

fn items(count: usize) -> String {
    (1..=count).map(|number| format!("- Item {number}\n")).collect()
}

/// A folder with one deck.
fn deck(name: &str, text: &str) -> PathBuf {
    let folder = program::empty_folder(&format!("overflow-{name}"));
    fs::write(folder.join("deck.md"), text).expect("a deck can be written");
    folder
}

#[test]
fn the_first_block_below_the_edge_is_named() {
    let text = format!("## A\n\nFine.\n\n## B\n\n{}", items(60));
    let folder = deck("tall", &text);
    let output = check(&folder, &["deck.md", "--format", "json"]);
    let finding = finding(&output, "overflow");
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert_eq!(finding["severity"], "warning");
    // The smallest text leaves room for some twenty of the sixty items.
    let line = finding["line"].as_u64().unwrap_or_default();
    assert!((22..34).contains(&line), "{finding}");
    assert!(finding["message"].as_str().is_some_and(|text| text.contains("px too tall")));
    assert!(told(&output).contains("slides were measured in"), "{}", told(&output));
    let strict = check(&folder, &["deck.md", "--strict"]);
    assert_eq!(strict.status.code(), Some(1), "{}", told(&strict));
}

#[test]
fn what_is_too_wide_is_named() {
    let columns = |cell: &str| format!("|{}\n", format!("{cell}|").repeat(30));
    let table = columns("longcolumnname") + &columns("---") + &columns("a");
    let output = check(
        &deck("wide", &format!("## A\n\nText.\n\n{table}")),
        &["deck.md", "--format", "json"],
    );
    assert_eq!(found(&output), ["deck.md:5 overflow"]);
    let message = finding(&output, "overflow")["message"].to_string();
    assert!(message.contains("px too wide"), "{message}");
}

#[test]
fn a_fixed_width_is_too_wide_for_a_phone() {
    let text = "## A\n\nText.\n\n<p style=\"min-width: 700px\">In it.</p>\n";
    let output = check(&deck("phone", text), &["deck.md", "--format", "json"]);
    let finding = finding(&output, "overflow");
    assert!(finding["message"].to_string().contains("on a phone"), "{finding}");
    assert_eq!(finding["line"], 5, "{finding}");
}

#[test]
fn small_text_is_told_with_its_size() {
    let output =
        check(&deck("small", &format!("## A\n\n{}", items(19))), &["deck.md", "--format", "json"]);
    assert_eq!(found(&output), ["deck.md:1 small-text"]);
    let message = finding(&output, "small-text")["message"].to_string();
    assert!(message.contains(" % of its size"), "{message}");
}

#[test]
fn clipped_and_split_slides_are_told() {
    let text = format!("overflow: clip\n\n## A\n\n{}", items(60));
    let output = check(&deck("clip", &text), &["deck.md", "--format", "json"]);
    let clipped = finding(&output, "clipped");
    // It is cut at its full size.
    assert!(clipped["line"].as_u64().is_some_and(|line| (12..20).contains(&line)), "{clipped}");
    let text = format!("overflow: split\n\n## A\n\nText.\n\n## B\n\n{}", items(50));
    let output = check(&deck("split", &text), &["deck.md", "--format", "json"]);
    assert_eq!(found(&output), ["deck.md:7 split-slide"]);
    let split = finding(&output, "split-slide");
    assert_eq!(split["severity"], "note");
    assert!(split["message"].to_string().contains("into 3 slides"), "{split}");
}

#[test]
fn places_are_true_in_parts_columns_stacks_code_and_quotes() {
    let folder = program::empty_folder("overflow-places");
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("written");
    write("part.md", &format!("Text of the part.\n\n{}", items(60)));
    write("a-include.md", "---\ntitle: A\n---\n\n## Part\n\n{{< include part.md >}}\n");
    let right = format!("::: column\nLeft\n:::\n::: column\n{}:::\n", items(60));
    write("b-columns.md", &format!("---\ntitle: B\n---\n\n## Two\n\n:::: columns\n{right}::::\n"));
    write("c-stack.md", &format!("---\ntitle: C\n---\n\n# One\n\n## Two\n\n{}", items(60)));
    let code = "let a = 1;\n".repeat(60);
    write("d-code.md", &format!("---\ntitle: D\n---\n\n## Code\n\nText\n\n```js\n{code}```\n"));
    let quote: String = (1..60).map(|number| format!("> Said {number}\n>\n")).collect();
    write("e-quote.md", &format!("---\ntitle: E\n---\n\n## Quote\n\n{quote}"));
    let html = "<p>Said</p>\n".repeat(40);
    write("f-html.md", &format!("---\ntitle: F\n---\n\n## HTML\n\n<div>\n{html}</div>\n"));
    let rows = "| a | b |\n".repeat(50);
    write("g-table.md", &format!("---\ntitle: G\n---\n\n## T\n\n| A | B |\n|---|---|\n{rows}"));
    let output = check(&folder, &[".", "--format", "json"]);
    let found = found(&output);
    let lines = |file: &str| -> Vec<usize> {
        let place = |told: &String| {
            told.strip_prefix(file)?.strip_prefix(':')?.strip_suffix(" overflow")?.parse().ok()
        };
        found.iter().filter_map(place).collect()
    };
    for (file, from, to) in [
        ("part.md", 15, 35),
        ("b-columns.md", 25, 45),
        ("c-stack.md", 20, 40),
        ("d-code.md", 9, 9),
        ("e-quote.md", 20, 70),
        ("f-html.md", 7, 7),
        ("g-table.md", 18, 40),
    ] {
        let lines = lines(file);
        assert_eq!(lines.len(), 1, "{file}: {found:?}");
        assert!((from..=to).contains(&lines[0]), "{file}: {found:?}");
    }
    assert_eq!(found.len(), 7, "{found:?}");
}

#[test]
fn what_the_author_accepts_is_not_told() {
    let text = format!("## A\n\n<!-- deckgen: allow overflow -->\n\n{}", items(60));
    let folder = deck("allowed", &format!("{text}\n## B\n\n{}", items(60)));
    let output = check(&folder, &["deck.md", "--format", "json"]);
    let lines: Vec<Value> = lines(&output);
    let line = |finding: &Value| finding["line"].as_u64().unwrap_or_default();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0]["code"] == "overflow" && line(&lines[0]) > 70, "{lines:?}");
    // Without a browser nobody knows whether the comment is needed.
    let output = check(&folder, &["deck.md", "--format", "json", "--browser", "never"]);
    assert!(!told(&output).contains("unused-allow"), "{}", told(&output));
    assert!(!String::from_utf8_lossy(&output.stdout).contains("unused-allow"));
}

#[test]
fn the_demo_decks_fit() {
    let folder = program::empty_folder("overflow-demo");
    let tour = root().join("decks/tour.md");
    let seed = root().join("decks/informational.md");
    let decks = [tour.to_str().expect("UTF-8"), seed.to_str().expect("UTF-8")];
    let output = check(&folder, &[decks[0], decks[1], "--format", "json", "--measures"]);
    let found: Vec<String> =
        found(&output).into_iter().filter(|told| !told.ends_with(" split-slide")).collect();
    assert_eq!(found, [""; 0]);
    let measures = lines(&output).into_iter().filter(|line| line["screen"] == "1280x720");
    assert!(measures.count() > 40, "all slides are measured");
}

#[test]
fn a_page_reaches_nothing_outside_its_bundle() {
    let tcp = TcpListener::bind("127.0.0.1:0").expect("a port");
    let udp = UdpSocket::bind("127.0.0.1:0").expect("a port");
    tcp.set_nonblocking(true).expect("it can be so");
    udp.set_nonblocking(true).expect("it can be so");
    let port = tcp.local_addr().expect("an address").port();
    let udp_port = udp.local_addr().expect("an address").port();
    let text = include_str!("overflow/escape.md")
        .replace("UDP", &udp_port.to_string())
        .replace("PORT", &port.to_string());
    let folder = deck("escape", &text);
    fs::write(folder.join("secret.txt"), "secret").expect("written");
    let output = check(&folder, &["deck.md", "--format", "json", "--measures"]);
    assert!(told(&output).contains("slides were measured in"), "{}", told(&output));
    assert!(tcp.accept().is_err(), "the page has connected to this machine");
    assert!(udp.recv(&mut [0; 100]).is_err(), "the page has sent a datagram");
    let screens: Vec<String> = lines(&output).iter().map(|line| line.to_string()).collect();
    let text = screens.join("\n");
    assert!(!text.contains("not-measured"), "{text}");
    // The page writes what it got into its slides' ids; the program lists what was refused.
    assert!(text.contains("nothing-was-read"), "{text}");
    let refused = lines(&output).into_iter().find(|line| line["refused"].is_array());
    let refused = refused.expect("what was refused")["refused"].to_string();
    for address in [
        format!("http://127.0.0.1:{port}/fetch"),
        format!("http://localhost:{port}/beacon"),
        "http://169.254.169.254/latest/meta-data/".to_string(),
        "https://deckgen.invalid/secret.txt".to_string(),
    ] {
        assert!(refused.contains(&address), "{address} is not in {refused}");
    }
}

/// Waits until something holds; fails if it never does.
fn wait_for(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Whether a program runs with this text on its command line.
#[cfg(unix)]
fn runs(text: &str) -> bool {
    program::processes().iter().any(|(_, line)| line.contains(text))
}

#[test]
#[cfg(unix)]
fn a_killed_check_leaves_nothing_behind() {
    let endless = "## A\n\n<script>for (;;) {}</script>\n";
    for signal in ["-INT", "-TERM", "-KILL"] {
        let folder = deck(&format!("killed{signal}"), endless);
        let temporary = folder.join("temporary");
        fs::create_dir(&temporary).expect("a folder can be made");
        let mut command = deckgen(&folder);
        command.env("DECKGEN_BROWSER", program()).env("TMPDIR", &temporary);
        command.args(["check", "deck.md"]).stderr(Stdio::null());
        let mut child = command.spawn().expect("it starts");
        let profile = temporary.to_string_lossy().into_owned();
        wait_for("the browser never ran", || runs(&format!("user-data-dir={profile}")));
        let kill = format!("kill {signal} {}", child.id());
        let sent = Command::new("sh").args(["-c", &kill]).status().expect("there is a shell");
        assert!(sent.success());
        let status = child.wait().expect("it ends");
        assert!(signal == "-KILL" || status.code() == Some(2), "{signal}: {status}");
        wait_for("the browser runs on", || !runs(&profile));
        let is_empty = || fs::read_dir(&temporary).expect("a folder").next().is_none();
        wait_for("the profile is still there", is_empty);
    }
}

#[test]
fn without_a_browser_the_check_goes_on_and_says_so() {
    let folder = deck("none", "## A\n\nText.\n");
    let check = |value: &str, arguments: &[&str]| {
        let mut command = deckgen(&folder);
        command.env("DECKGEN_BROWSER", value).env("PATH", &folder);
        command.args(["check", "deck.md"]).args(arguments).output().expect("it starts")
    };
    for (output, why) in [
        (check("auto", &[]), "there is no browser"),
        (check("never", &[]), "no browser is to be used"),
        (check("/nowhere", &["--browser", "never"]), "no browser is to be used"),
    ] {
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        assert!(told(&output).contains(why), "{}", told(&output));
    }
    for output in [check("/nowhere", &[]), check("never", &["--browser", "/nowhere"])] {
        assert_eq!(output.status.code(), Some(2), "{}", told(&output));
        assert!(told(&output).contains("there is no browser `/nowhere`"), "{}", told(&output));
    }
}

#[test]
fn places_change_nothing_else_and_stand_on_no_published_page() {
    let deck = root().join("decks/tour.md");
    let place = Place::alone("tour").expect("a name");
    let bundle = |places: bool| {
        let options = Options { places, ..Options::default() };
        compile(&Disk, &deck, &place, &options).bundle
    };
    let page = |places: bool| {
        let bundle = bundle(places);
        String::from_utf8(bundle.get("tour/index.html").expect("a page").to_vec()).expect("UTF-8")
    };
    let (published, measured) = (page(false), page(true));
    assert!(!published.contains(PLACE));
    let attribute = format!(" {PLACE}=\"");
    let mut parts = measured.split(&attribute);
    let mut without = parts.next().unwrap_or_default().to_string();
    let numbers = parts.map(|part| {
        let (number, rest) = part.split_once('"').expect("the value ends");
        without.push_str(rest);
        number.parse::<usize>().expect("a number")
    });
    assert!(numbers.count() > 200, "all blocks have places");
    assert_eq!(without, published);
}

#[test]
fn a_deck_that_never_ends_costs_no_other_deck() {
    let folder = program::empty_folder("overflow-endless");
    fs::write(folder.join("a.md"), "## A\n\n<script>for (;;) {}</script>\n").expect("written");
    fs::write(folder.join("b.md"), "## B\n\nText.\n").expect("written");
    let options = Options { places: true, ..Options::default() };
    let patience = Duration::from_secs(12);
    let browser = browser::Options { patience, ..browser::Options::default() };
    let mut measurer = Measurer::new(PathBuf::from(program()), browser);
    let mut measure = |name: &str| {
        let place = Place::alone(name).expect("a name");
        let compiled = compile(&Disk, &folder.join(name).with_extension("md"), &place, &options);
        measurer.measure(&compiled.bundle, &place.page, 1)
    };
    assert!(matches!(measure("a"), Err(Error::Timeout(_))));
    assert_eq!(measure("b").expect("it can be measured").screens[0].1[0].id, "/b");
}
