//! Builds that compile only what has changed give the same bytes and findings as builds of everything.

use crate::program::{copy, deckgen, empty_folder, files};
use deckgen::cache::Cache;
use deckgen::compile::Options;
use deckgen::site::{self, Site};
use deckgen::world::Disk;
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, SystemTime};

/// Numbers that are the same in each run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}

/// A folder of decks that depend on all kinds of files.
struct Lessons {
    folder: PathBuf,
    cache: PathBuf,
    options: Options,
    /// A number that makes each text another one.
    edits: usize,
}

const FILES: [(&str, &str); 13] = [
    ("plain.md", "title: Plain\n\n## One\n\nText.\n"),
    (
        "code.md",
        "title: Code\n\n## One\n\n```rust\nfn main() {}\n```\n\n~~~ {.python file=part.py}\n~~~\n",
    ),
    (
        "include.md",
        "---\ntitle: Parts\n---\n\n## A\n\n{{< include _part.md >}}\n\n{{< var place >}}\n",
    ),
    ("picture.md", "title: Pictures\n\n## A\n\n![cat](img/cat.svg) ![dog](img/dog.svg)\n"),
    ("links.md", "title: Links\n\n## A\n\n[plain](plain.md) [deep](deep/index.md) [new](new.md)\n"),
    ("deep/index.md", "title: Deep\ntheme: mine\n\n## A\n\n![cat](/img/cat.svg)\n\nNote: hidden\n"),
    (
        "notes.md",
        "title: Notes\n\n## A\n\nNote:\n\nfor the speaker\n\n## B\n\n::: {.only for=room}\nhere\n:::\n",
    ),
    ("_part.md", "## Part\n\n- included {.fragment}\n"),
    ("part.py", "print(1)\n"),
    ("_variables.yml", "place: Oslo\n"),
    ("img/cat.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"),
    ("themes/mine/theme.css", ".reveal { color: #123456 }\n"),
    ("README.md", "no deck\n"),
];

/// What a step does to the folder, and how many decks may have to be compiled for it.
type Step = fn(&mut Lessons, &mut Numbers) -> usize;

const ALL: usize = usize::MAX;

const STEPS: [Step; 20] = [
    |lessons, numbers| {
        let name = ["plain.md", "code.md", "picture.md", "links.md"][numbers.below(4)];
        lessons.append(name, "\n## More NUMBER\n");
        1
    },
    |lessons, _| {
        lessons.append("_part.md", "\n- more NUMBER\n");
        1
    },
    |lessons, _| {
        lessons.append("part.py", "print(NUMBER)\n");
        1
    },
    |lessons, _| {
        lessons.write("_variables.yml", "place: NUMBER\n");
        1
    },
    |lessons, _| {
        lessons.append("themes/mine/theme.css", ".reveal { --n: NUMBER }\n");
        1
    },
    // Other bytes, of the same length, with the same date.
    |lessons, numbers| {
        let path = lessons.folder.join("img/cat.svg");
        let before = fs::metadata(&path).unwrap().modified().unwrap();
        let digit = numbers.below(9) + 1;
        let svg = format!("<svg xmlns='http://www.w3.org/2000/svg' width='{digit}' height='9'/>");
        fs::write(&path, svg).unwrap();
        OpenOptions::new().append(true).open(&path).unwrap().set_modified(before).unwrap();
        2
    },
    // A file that is only touched.
    |lessons, _| {
        for name in ["plain.md", "img/cat.svg", "themes/mine/theme.css"] {
            let file = OpenOptions::new().append(true).open(lessons.folder.join(name)).unwrap();
            file.set_modified(SystemTime::now() + Duration::from_secs(60)).unwrap();
        }
        0
    },
    // A change that is taken back.
    |lessons, _| {
        let path = lessons.folder.join("plain.md");
        let before = fs::read(&path).unwrap();
        lessons.append("plain.md", "\n## Gone NUMBER\n");
        lessons.build();
        fs::write(&path, before).unwrap();
        1
    },
    // A picture that comes and goes; then the hint tells of the other one.
    |lessons, _| {
        lessons.toggle(
            "img/dog.svg",
            "<svg xmlns='http://www.w3.org/2000/svg' width='3' height='3'/>",
        );
        1
    },
    // A nearer name for the hint about the missing picture.
    |lessons, _| {
        lessons.toggle("img/dog2.svg", "<svg/>");
        1
    },
    // A file that another deck links to is a deck only now and then.
    |lessons, _| {
        let path = lessons.folder.join("new.md");
        let is_deck = fs::read_to_string(path).is_ok_and(|text| text.starts_with("title"));
        lessons.put("new.md", if is_deck { "no deck\n" } else { "title: New\n" });
        4
    },
    // A deck that another links to comes and goes. A missing picture's hint is looked for in the folder, and
    // the decks before and after it have links to it.
    |lessons, _| {
        lessons.toggle("new.md", "title: New\n\n## New\n");
        4
    },
    |lessons, _| {
        let (from, to) = (lessons.folder.join("plain.md"), lessons.folder.join("other.md"));
        if from.exists() {
            fs::rename(from, to).unwrap();
            lessons.build();
            fs::rename(lessons.folder.join("other.md"), lessons.folder.join("plain.md")).unwrap();
        }
        5
    },
    // The root of a deck's project moves.
    |lessons, _| {
        lessons.toggle("deep/deckgen.yaml", "{}\n");
        1
    },
    // The root of the project moves, and headers start from other defaults.
    |lessons, _| {
        let yaml = "title: Course\norder: [plain, deep]\ndefaults: {footer: Foot}\n";
        lessons.toggle("deckgen.yaml", yaml);
        ALL
    },
    |lessons, _| {
        lessons.toggle("deep/themes/mine/theme.css", ".reveal { color: #654321 }\n");
        1
    },
    |lessons, _| {
        lessons.options.notes = !lessons.options.notes;
        ALL
    },
    |lessons, numbers| {
        let theme = [None, Some("white"), Some("no-such-theme")][numbers.below(3)];
        lessons.options.theme = theme.map(String::from);
        ALL
    },
    |lessons, _| {
        if !lessons.options.audiences.remove("room") {
            lessons.options.audiences.insert("room".to_string());
        }
        lessons.options.untrusted = !lessons.options.untrusted;
        ALL
    },
    // Something spoils what was kept.
    |lessons, numbers| {
        let kept = files(&lessons.cache);
        let (name, bytes) = &kept[numbers.below(kept.len())];
        let other = &kept[numbers.below(kept.len())].1;
        let spoiled = [&bytes[..numbers.below(bytes.len() + 1)], b"", other][numbers.below(3)];
        fs::write(lessons.cache.join(name), spoiled).unwrap();
        1
    },
];

impl Lessons {
    fn new(name: &str) -> Lessons {
        let folder = empty_folder(name);
        let cache = empty_folder(&format!("{name}-cache"));
        fs::remove_dir(cache.join(".git")).unwrap();
        let lessons = Lessons { folder, cache, options: Options::default(), edits: 0 };
        for (path, text) in FILES {
            lessons.put(path, text);
        }
        lessons
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn write(&mut self, path: &str, text: &str) {
        self.edits += 1;
        self.put(path, &text.replace("NUMBER", &self.edits.to_string()));
    }

    fn append(&mut self, path: &str, text: &str) {
        let before = fs::read_to_string(self.folder.join(path)).unwrap();
        self.write(path, &(before + text));
    }

    fn toggle(&self, path: &str, text: &str) {
        if fs::remove_file(self.folder.join(path)).is_err() {
            self.put(path, text);
        }
    }

    fn site(&self, cache: Option<Cache>) -> Site {
        site::compile(&Disk, &self.folder, &[], &Options { cache, ..self.options.clone() })
    }

    /// Builds with the cache; returns what came of it and how many decks were compiled.
    fn build(&self) -> (Site, usize) {
        let cache = Cache::new(&self.cache);
        let site = self.site(Some(cache.clone()));
        (site, cache.kept())
    }
}

#[test]
fn any_edits_give_what_a_full_build_gives() {
    for seed in 1..=3 {
        let mut lessons = Lessons::new(&format!("incremental-{seed}"));
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15 + seed);
        lessons.build();
        for number in 0..50 {
            let step = numbers.below(STEPS.len());
            let most = STEPS[step](&mut lessons, &mut numbers);
            let (mut incremental, compiled) = lessons.build();
            let mut full = lessons.site(None);
            let place = format!("seed {seed}, edit {number}, step {step}");
            assert_eq!(incremental.list, full.list, "{place}");
            assert!(compiled <= most, "{place}: {compiled} decks were compiled");
            for (ours, theirs) in incremental.decks.iter_mut().zip(&mut full.decks) {
                let (ours, theirs) = (&mut ours.compiled, &mut theirs.compiled);
                assert!(
                    std::mem::take(&mut ours.bundle) == std::mem::take(&mut theirs.bundle),
                    "{place}"
                );
                assert_eq!(format!("{ours:?}"), format!("{theirs:?}"), "{place}");
            }
            assert_eq!(incremental.decks.len(), full.decks.len(), "{place}");
            assert_eq!(lessons.build().1, 0, "{place}: nothing has changed since");
        }
    }
}

/// Starts a build of `lessons` into a folder beside it.
fn start(folder: &Path, output: &str) -> Child {
    let mut command = deckgen(folder);
    command.args(["build", "lessons", "-o", output]).env("DECKGEN_CACHE", folder.join("cache"));
    command.stderr(Stdio::null()).spawn().expect("the program starts")
}

/// A folder with `lessons` and what a build of them without a cache gives.
fn with_full_build(name: &str) -> (PathBuf, Vec<(String, Vec<u8>)>) {
    let lessons = Lessons::new(&format!("{name}-lessons"));
    let folder = empty_folder(name);
    copy(&lessons.folder, &folder.join("lessons"));
    let built = deckgen(&folder).args(["build", "lessons", "-o", "full"]).output();
    assert!(built.expect("the program starts").status.success());
    assert!(!folder.join("cache").exists());
    let full = files(&folder.join("full"));
    (folder, full)
}

#[test]
fn builds_that_are_killed_leave_nothing_that_harms() {
    let (folder, full) = with_full_build("incremental-killed");
    for time in 0..12 {
        let mut build = start(&folder, "out");
        std::thread::sleep(Duration::from_millis(3 * time));
        build.kill().expect("it can be killed");
        build.wait().expect("it ends");
    }
    assert!(start(&folder, "out").wait().expect("it ends").success());
    assert!(files(&folder.join("out")) == full);
}

#[test]
fn builds_at_once_share_a_cache() {
    let (folder, full) = with_full_build("incremental-at-once");
    for _ in 0..3 {
        let mut builds: Vec<Child> =
            (0..4).map(|number| start(&folder, &format!("out{number}"))).collect();
        for (number, build) in builds.iter_mut().enumerate() {
            assert!(build.wait().expect("it ends").success());
            assert!(files(&folder.join(format!("out{number}"))) == full);
        }
    }
    let names = files(&folder.join("cache"));
    assert!(names.iter().all(|(name, _)| !name.ends_with(".tmp")));
    assert_eq!(names.len(), 8, "seven decks and a tag");
}

#[test]
fn findings_are_told_again() {
    let (folder, _) = with_full_build("incremental-findings");
    let run = |cache: &str| {
        let mut command = deckgen(&folder);
        command.args(["build", "lessons"]).env("DECKGEN_CACHE", cache);
        String::from_utf8(command.output().expect("the program starts").stderr).unwrap()
    };
    let (first, again, without) = (run("kept"), run("kept"), run(""));
    assert!(first.contains("warning[missing-image]") && first.contains("![dog](img/dog.svg)"));
    assert_eq!(first, again);
    assert_eq!(first, without);
}

#[test]
fn no_cache_means_none() {
    let (folder, full) = with_full_build("incremental-none");
    let mut command = deckgen(&folder);
    command.args(["build", "lessons", "--no-cache", "-o", "out"]);
    let output = command.env("DECKGEN_CACHE", folder.join("cache")).output();
    assert!(output.expect("the program starts").status.success());
    assert!(files(&folder.join("out")) == full && !folder.join("cache").exists());
}
