//! Programs that are no browser, or a broken one.

use crate::program;
use deckgen::browser::{Browser, Error, Options};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// A shell script in the browser's place. It writes its process id, and the folder of its profile, into
/// the file `ran` beside it.
struct Fake {
    folder: PathBuf,
}

impl Fake {
    fn new(name: &str, script: &str) -> Fake {
        use std::os::unix::fs::PermissionsExt;
        let folder = program::empty_folder(&format!("fake-{name}"));
        let ran = folder.join("ran");
        let note =
            r#"for word; do case $word in --user-data-dir=*) profile=${word#*=};; esac; done"#;
        let text =
            format!("#!/bin/sh\n{note}\necho \"$$ $profile\" > '{}'\n{script}\n", ran.display());
        let program = folder.join("browser");
        fs::write(&program, text).expect("a script can be written");
        let mode = fs::Permissions::from_mode(0o755);
        fs::set_permissions(&program, mode).expect("it can be made a program");
        Fake { folder }
    }

    fn launch(&self, options: &Options) -> Error {
        let error = Browser::launch(&self.folder.join("browser"), options);
        error.expect_err("it is no browser")
    }

    /// Fails for a process or a profile that is left.
    fn judge_nothing_is_left(&self) {
        let ran = fs::read_to_string(self.folder.join("ran")).expect("it has run");
        let (process, profile) = ran.trim().split_once(' ').expect("two words");
        assert!(!PathBuf::from(profile).exists(), "the profile is left");
        // A process that was killed ends when it is its turn.
        let is_left = || program::processes().iter().any(|(id, _)| id == process);
        let start = std::time::Instant::now();
        while is_left() {
            assert!(start.elapsed() < Duration::from_secs(60), "the process is left");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn briefly() -> Options {
    Options { patience: Duration::from_secs(2), ..Options::default() }
}

#[test]
fn one_that_hangs_is_not_waited_for() {
    for (name, script) in [
        ("sleeps", "sleep 1000"),
        ("ignores", "trap '' TERM INT HUP PIPE; while :; do sleep 1000; done"),
        ("talks", "while :; do printf '{\"method\":\"a\"}\\0' >&4; done"),
        ("child", "sleep 1000 & sleep 1001"),
    ] {
        let fake = Fake::new(name, script);
        let options = briefly();
        assert_eq!(fake.launch(&options), Error::Timeout(options.patience), "{name}");
        fake.judge_nothing_is_left();
    }
}

#[test]
fn one_that_dies_is_told_with_its_last_words() {
    let fake = Fake::new("dies", "echo 'libnss3.so: not found' >&2; exit 127");
    match fake.launch(&Options::default()) {
        Error::Ended(words) => assert_eq!(words, "libnss3.so: not found"),
        other => panic!("{other:?}"),
    }
    fake.judge_nothing_is_left();
}

#[test]
fn one_that_talks_nonsense_is_told() {
    for (name, says, told) in [
        ("hello", r"hello\0", "hello"),
        ("list", r"[1]\0", "[1]"),
        ("refuses", r#"{"id":1,"error":{"message":"no"}}\0"#, "Browser.getVersion: no"),
    ] {
        let fake = Fake::new(name, &format!("printf '{says}' >&4; sleep 1000"));
        assert_eq!(fake.launch(&Options::default()), Error::Protocol(told.to_string()));
        fake.judge_nothing_is_left();
    }
}

#[test]
fn whoever_stops_need_not_wait() {
    let fake = Fake::new("stopped", "sleep 1000");
    let stop = Arc::new(AtomicBool::new(false));
    let (set, ran) = (stop.clone(), fake.folder.join("ran"));
    let stopper = std::thread::spawn(move || {
        while !ran.exists() {
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(Duration::from_millis(100));
        set.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    assert_eq!(fake.launch(&Options { stop, ..Options::default() }), Error::Stopped);
    stopper.join().expect("it stops");
    fake.judge_nothing_is_left();
}

#[test]
fn a_program_that_is_not_there_is_told() {
    let error = Browser::launch(&PathBuf::from("/nowhere/browser"), &Options::default());
    match error.expect_err("there is none") {
        Error::Ended(words) => assert!(words.contains("/nowhere/browser"), "{words}"),
        other => panic!("{other:?}"),
    }
}
