//! Every step of a build fails, or is the last before the process is killed.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::*;
use crate::output::manifest::Manifest;

/// What happens at the chosen step.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    /// It fails, later ones do not.
    Once(io::ErrorKind),
    /// It and all later ones that need room fail, as on a full disk.
    Full,
    /// The process ends before it, or in the middle of writing.
    Kill,
}

/// Ends a process in a test.
struct Killed;

/// A disk with a fault at one step.
struct Faulty {
    steps_left: usize,
    fault: Option<Fault>,
}

impl Faulty {
    fn new(steps: usize, fault: Fault) -> Faulty {
        Faulty { steps_left: steps, fault: Some(fault) }
    }

    /// Counts a step; the fault when it is the chosen one.
    fn step(&mut self, needs_room: bool) -> Option<Fault> {
        if self.steps_left > 0 {
            self.steps_left -= 1;
            return None;
        }
        match self.fault {
            Some(Fault::Full) => needs_room.then_some(Fault::Full),
            _ => self.fault.take(),
        }
    }

    fn before(&mut self, needs_room: bool) -> io::Result<()> {
        match self.step(needs_room) {
            None => Ok(()),
            Some(Fault::Once(kind)) => Err(kind.into()),
            Some(Fault::Full) => Err(io::ErrorKind::StorageFull.into()),
            Some(Fault::Kill) => resume_unwind(Box::new(Killed)),
        }
    }
}

impl Disk for Faulty {
    fn create_folder(&mut self, path: &Path) -> io::Result<()> {
        self.before(true)?;
        RealDisk.create_folder(path)
    }

    fn write_new(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let before = self.steps_left;
        if before == 0 && self.fault.is_some() {
            RealDisk.write_new(path, &bytes[..bytes.len() / 2])?;
        }
        self.before(true)?;
        RealDisk.write_new(path, bytes)
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.before(false)?;
        RealDisk.rename(from, to)
    }

    fn remove_file(&mut self, path: &Path) -> io::Result<()> {
        self.before(false)?;
        RealDisk.remove_file(path)
    }

    fn remove_folder(&mut self, path: &Path) -> io::Result<()> {
        self.before(false)?;
        RealDisk.remove_folder(path)
    }
}

/// The [`tree`] without empty folders: one that could not be removed is not tried again.
fn files(folder: &Path) -> BTreeMap<String, String> {
    tree(folder).into_iter().filter(|(name, _)| !name.ends_with('/')).collect()
}

/// One step from an old to a new state, and a build of something else.
struct Case {
    old: Vec<Build>,
    new: Build,
    other: Build,
}

fn cases() -> Vec<Case> {
    let list = |text| deck("index", text, &[]);
    let old_a = || deck("a", "old", &["assets/shared", "assets/old-a"]);
    let new_a = || deck("a", "new", &["assets/shared", "assets/new-a"]);
    let old_b = || deck("x/b", "old", &["assets/shared", "assets/old-b"]);
    let site = || vec![Build::site(vec![list("old"), old_a(), old_b()])];
    let other = || Build::decks(vec![deck("c", "c", &["c/assets/c", "assets/old-a"])]);
    vec![
        Case { old: vec![], new: Build::decks(vec![new_a()]), other: other() },
        Case { old: vec![], new: Build::site(vec![list("new"), new_a()]), other: other() },
        Case { old: site(), new: Build::decks(vec![new_a()]), other: other() },
        Case { old: site(), new: Build::site(vec![list("new"), new_a()]), other: other() },
        Case { old: site(), new: Build::site(vec![list("old"), old_a()]), other: other() },
        Case { old: site(), new: Build::site(vec![]), other: other() },
    ]
}

impl Case {
    /// A folder with the old builds and foreign files.
    fn prepare(&self) -> Temporary {
        let temporary = Temporary::new();
        for build in &self.old {
            build.write(&temporary.path("out/dist")).unwrap();
            temporary.put("out/dist/CNAME", "foreign");
            temporary.put("out/dist/a/mine.txt", "foreign");
        }
        temporary
    }

    /// Runs the new build with a fault; whether it came to its end all the same.
    fn run(&self, folder: &Path, disk: &mut Faulty) -> Option<Result<Written, OutputError>> {
        match catch_unwind(AssertUnwindSafe(|| self.new.write_to(disk, folder))) {
            Ok(result) => Some(result),
            Err(payload) if payload.is::<Killed>() => None,
            Err(payload) => resume_unwind(payload),
        }
    }

    /// Each page is one of those that were built and has its assets, and foreign files are there.
    #[track_caller]
    fn assert_whole(&self, temporary: &Temporary) {
        let files = tree(&temporary.path("out/dist"));
        let builds = || self.old.iter().chain([&self.new, &self.other]);
        for (name, text) in &files {
            if !name.ends_with("index.html") {
                continue;
            }
            let known = |build: &Build| build.bundle.get(name) == Some(text.as_bytes());
            assert!(builds().any(known), "{name} is {text:?}");
            for asset in text.lines().skip(1) {
                assert_eq!(files.get(asset).map(String::as_str), Some(asset), "for {name}");
            }
        }
        for page in self.old.iter().flat_map(|build| build.bundle.iter()) {
            let name = page.0.as_str();
            let stays = self.new.bundle.get(name).is_some();
            assert!(!stays || files.contains_key(name), "{name} is missing meanwhile");
        }
        if !self.old.is_empty() {
            assert_eq!(files["CNAME"], "foreign");
            assert_eq!(files["a/mine.txt"], "foreign");
        }
    }

    /// What the folder has when nothing goes wrong.
    fn expected(&self, then: &[&Build]) -> BTreeMap<String, String> {
        let temporary = self.prepare();
        for build in then {
            build.write(&temporary.path("out/dist")).unwrap();
        }
        tree(&temporary.path("out/dist"))
    }

    /// Makes one step after the other faulty, until a build needs none that is left.
    fn try_every_step(&self, fault: Fault, check: impl Fn(&Temporary, usize, Option<OutputError>)) {
        for step in 0.. {
            let temporary = self.prepare();
            let mut disk = Faulty::new(step, fault);
            let end = self.run(&temporary.path("out/dist"), &mut disk);
            if disk.steps_left > 0 {
                assert!(step > 3 && matches!(end, Some(Ok(_))));
                return;
            }
            self.assert_whole(&temporary);
            check(&temporary, step, end.and_then(Result::err));
        }
    }
}

#[test]
fn after_a_kill_at_any_step_the_next_build_ends_as_if_nothing_had_been() {
    for case in cases() {
        let expected = case.expected(&[&case.new]);
        case.try_every_step(Fault::Kill, |temporary, step, _| {
            case.new.write(&temporary.path("out/dist")).unwrap();
            assert_eq!(tree(&temporary.path("out/dist")), expected, "step {step}");
        });
    }
}

#[test]
fn after_a_kill_the_old_and_other_decks_can_be_built_too() {
    for case in cases() {
        let expected = case.expected(&[&case.new, &case.other]);
        case.try_every_step(Fault::Kill, |temporary, step, _| {
            let dist = temporary.path("out/dist");
            case.other.write(&dist).unwrap();
            case.assert_whole(temporary);
            for build in &case.old {
                build.write(&dist).unwrap();
                case.assert_whole(temporary);
            }
            case.other.write(&dist).unwrap();
            case.new.write(&dist).unwrap();
            case.other.write(&dist).unwrap();
            assert_eq!(tree(&dist), expected, "step {step}");
        });
    }
}

#[test]
fn after_two_kills_in_a_row_the_next_build_succeeds() {
    // One first build and one that writes and removes: each pair of steps is tried.
    for case in cases().into_iter().skip(1).step_by(2).take(2) {
        let expected = case.expected(&[&case.new]);
        case.try_every_step(Fault::Kill, |temporary, _, _| {
            let dist = temporary.path("out/dist");
            let state = tree(&dist);
            for second in 0.. {
                let again = Temporary::new();
                for (name, text) in state.iter().filter(|(name, _)| !name.ends_with('/')) {
                    again.put(&format!("out/dist/{name}"), text);
                }
                let mut disk = Faulty::new(second, Fault::Kill);
                case.run(&again.path("out/dist"), &mut disk);
                if disk.steps_left > 0 {
                    break;
                }
                case.assert_whole(&again);
                case.new.write(&again.path("out/dist")).unwrap();
                assert_eq!(files(&again.path("out/dist")), expected);
            }
        });
    }
}

#[test]
fn a_kill_hides_no_change_by_hand() {
    let case = &cases()[3];
    case.try_every_step(Fault::Kill, |temporary, _, _| {
        let dist = temporary.path("out/dist");
        temporary.put("out/dist/a/index.html", "edited");
        temporary.put("out/dist/x/b/index.html", "edited too");
        case.new.is_foreign_to(&dist);
        Build::site(vec![]).write(&dist).unwrap();
        assert_eq!(temporary.get("out/dist/a/index.html"), "edited");
        assert_eq!(temporary.get("out/dist/x/b/index.html"), "edited too");
    });
}

impl Build {
    #[track_caller]
    fn is_foreign_to(&self, folder: &Path) {
        let error = self.write(folder).unwrap_err();
        assert!(matches!(error, OutputError::Occupied { .. }), "{error}");
    }
}

#[test]
fn a_failure_at_any_step_leaves_no_temporary_file_and_a_good_manifest() {
    for fault in [Fault::Once(io::ErrorKind::PermissionDenied), Fault::Full] {
        for case in cases() {
            let expected = case.expected(&[&case.new]);
            case.try_every_step(fault, |temporary, step, error| {
                let dist = temporary.path("out/dist");
                let left = tree(&dist);
                assert!(!left.keys().any(|name| name.contains("tmp")), "step {step}: {left:?}");
                if let Some(manifest) = left.get("deckgen.json") {
                    Manifest::parse(manifest.as_bytes()).unwrap();
                }
                if let Some(error) = error {
                    let text = error.to_string();
                    let cause = if fault == Fault::Full { "disk is full" } else { "not allowed" };
                    assert!(text.contains(cause) && text.contains("/out"), "{text}");
                }
                case.new.write(&dist).unwrap();
                assert_eq!(files(&dist), expected, "step {step}");
            });
        }
    }
}

#[test]
fn a_disk_that_fills_up_changes_nothing() {
    for case in cases() {
        let before = case.expected(&[]);
        let writes = case.new.write(&case.prepare().path("out/dist")).unwrap().files_written;
        case.try_every_step(Fault::Full, |temporary, step, error| {
            // Two folders are made first; the last write is that of the manifest.
            let made = if case.old.is_empty() { 2 } else { 0 };
            if writes > 0 && step <= made + writes {
                assert!(error.is_some());
                assert_eq!(tree(&temporary.path("out/dist")), before);
                assert_eq!(temporary.path("out").exists(), !case.old.is_empty());
            }
        });
    }
}

#[test]
fn messages_name_the_cure() {
    use io::ErrorKind::*;
    for (kind, words) in [
        (StorageFull, "the disk is full"),
        (QuotaExceeded, "share of the disk"),
        (PermissionDenied, "not allowed"),
        (ReadOnlyFilesystem, "only be read"),
        (InvalidFilename, "too long"),
    ] {
        let temporary = Temporary::new();
        let dist = temporary.path("dist");
        let error = a("a").write_to(&mut Faulty::new(2, Fault::Once(kind)), &dist).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("dist/a/assets/two`: ") && text.contains(words), "{text}");
    }
}
