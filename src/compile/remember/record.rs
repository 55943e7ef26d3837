//! What a compilation asks the world, and what the world answers.

use crate::world::{Kind, Stamp, World};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// A question. Paths that are not UTF-8 cannot be asked for again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Question {
    /// The bytes of a file, of which there may be so many.
    Read(String, u64),
    /// What stands at a path.
    Kind(String),
    /// The names in a folder.
    List(String),
    /// The path without links.
    RealPath(String),
}

/// An answer, or the words of an error. Of bytes and of names it is the hash.
type Answer = Result<String, String>;

/// All questions of one compilation, with their answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Asked(Vec<(Question, Answer)>);

/// The bytes of files by their hashes.
pub(super) type Read = BTreeMap<String, Vec<u8>>;

impl Asked {
    /// The paths without links that were found.
    pub(super) fn real_paths(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|(question, answer)| match (question, answer) {
            (Question::RealPath(_), Ok(path)) => Some(path.as_str()),
            _ => None,
        })
    }

    /// Whether bytes with this hash were read.
    pub(super) fn has_read(&self, hash: &str) -> bool {
        self.0.iter().any(|(question, answer)| {
            matches!((question, answer), (Question::Read(..), Ok(known)) if known == hash)
        })
    }
}

/// Asks everything again. `None` when an answer is another one now, else the bytes that were read.
pub(super) fn ask_again(asked: &Asked, world: &dyn World) -> Option<Read> {
    let mut read = Read::new();
    for (question, answer) in &asked.0 {
        let now = match question {
            Question::Read(path, limit) => world.read(Path::new(path), *limit).map(|bytes| {
                let hash = hash(&bytes);
                read.insert(hash.clone(), bytes);
                hash
            }),
            Question::Kind(path) => Ok(kind(world.kind(Path::new(path)))),
            Question::List(path) => world.list(Path::new(path)).map(|names| names_hash(&names)),
            Question::RealPath(path) => world.canonicalize(Path::new(path)).and_then(|real| {
                real.into_os_string().into_string().map_err(|_| io::ErrorKind::InvalidData.into())
            }),
        };
        if now.map_err(|error| error.to_string()) != *answer {
            return None;
        }
    }
    Some(read)
}

/// A world that takes down what it is asked.
pub(super) struct Recorder<'w> {
    world: &'w dyn World,
    /// `None` once something cannot be asked again, or was answered in two ways.
    asked: Mutex<Option<BTreeMap<Question, Answer>>>,
}

impl<'w> Recorder<'w> {
    pub(super) fn new(world: &'w dyn World) -> Recorder<'w> {
        Recorder { world, asked: Mutex::new(Some(BTreeMap::new())) }
    }

    /// All that was asked, if it can be asked again.
    pub(super) fn asked(self) -> Option<Asked> {
        let asked = self.asked.into_inner().ok()??;
        Some(Asked(asked.into_iter().collect()))
    }

    fn note(&self, path: &Path, question: impl FnOnce(String) -> Question, answer: Option<Answer>) {
        // A panic elsewhere leaves the map whole.
        let mut asked = self.asked.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let Some(known) = asked.as_mut() else { return };
        let pair = path.to_str().map(|path| question(path.to_string())).zip(answer);
        let is_same = pair.is_some_and(|(question, answer)| {
            *known.entry(question).or_insert_with(|| answer.clone()) == answer
        });
        if !is_same {
            *asked = None;
        }
    }
}

impl World for Recorder<'_> {
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let bytes = self.world.read(path, limit);
        self.note(path, |path| Question::Read(path, limit), Some(said(&bytes, |b| hash(b))));
        bytes
    }

    fn kind(&self, path: &Path) -> Option<Kind> {
        let found = self.world.kind(path);
        self.note(path, Question::Kind, Some(Ok(kind(found))));
        found
    }

    fn stamp(&self, path: &Path) -> Option<Stamp> {
        // A time says nothing about what is there, so a result that hangs on one is not kept.
        self.note(path, Question::Kind, None);
        self.world.stamp(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        let names = self.world.list(folder);
        self.note(folder, Question::List, Some(said(&names, |names| names_hash(names))));
        names
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        let real = self.world.canonicalize(path);
        let answer = match &real {
            Ok(real) => real.to_str().map(|real| Ok(real.to_string())),
            Err(error) => Some(Err(error.to_string())),
        };
        self.note(path, Question::RealPath, answer);
        real
    }
}

fn said<T>(answer: &io::Result<T>, hash: impl FnOnce(&T) -> String) -> Answer {
    answer.as_ref().map(hash).map_err(|error| error.to_string())
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// No name has a zero in it.
fn names_hash(names: &[String]) -> String {
    hash(names.join("\0").as_bytes())
}

fn kind(found: Option<Kind>) -> String {
    format!("{found:?}")
}
