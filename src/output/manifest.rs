//! `deckgen.json`: which files deckgen wrote, with which bytes, and whose they are.
//!
//! Sorted, without times and without absolute paths, so that the same build gives the same bytes.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::disk::{self, Found, LOCK_NAME};
use super::error::OutputError;
use super::place::Place;
use crate::assets;
use crate::bundle::BundlePath;

/// The manifest's name in the output folder.
pub(crate) const NAME: &str = "deckgen.json";
/// A manifest that takes the place of the other one while a build runs, or after it was killed.
pub(super) const JOURNAL: &str = ".deckgen-unfinished.json";
/// What temporary files' names start with; the process and a number follow.
pub(super) const TEMPORARY: &str = ".deckgen-tmp-";

const FORMAT: u32 = 1;
/// More is nothing we wrote: this is enough for some 300 000 files.
pub(crate) const MAX_BYTES: u64 = 64_000_000;
/// No system takes longer paths.
const MAX_PATH: usize = 4096;

/// The content of `deckgen.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    #[serde(rename = "deckgen-manifest")]
    format: u32,
    /// Every file of ours.
    pub(crate) files: BTreeMap<BundlePath, Version>,
    /// The files of each group.
    pub(crate) groups: Groups,
    /// Only in the journal: what `files` may just be turning into.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) unfinished: BTreeMap<BundlePath, Version>,
}

/// The files of each group, by its name.
pub(crate) type Groups = BTreeMap<String, BTreeSet<BundlePath>>;

/// A file's bytes, told apart from all others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Version {
    pub(crate) size: u64,
    /// In hexadecimal.
    pub(crate) blake3: String,
}

impl Version {
    pub(crate) fn of(bytes: &[u8]) -> Version {
        Version { size: bytes.len() as u64, blake3: assets::hash(bytes) }
    }
}

/// What the folder tells of earlier builds.
#[derive(Debug)]
pub(super) struct Standing {
    /// The journal, or the manifest if there is no good journal.
    pub(super) known: Option<Manifest>,
    /// Whether a build was killed, so that a journal, good or not, has to go.
    pub(super) has_journal: bool,
}

impl Standing {
    /// # Errors
    /// The manifest is nothing to rely on, unless `adopt`, or something cannot be read.
    pub(super) fn read(place: &Place, adopt: bool) -> Result<Standing, OutputError> {
        let read = |name, ignore_bad| match Manifest::read(place, name) {
            Err(OutputError::Manifest { .. }) if ignore_bad => Ok(None),
            manifest => manifest,
        };
        let has_journal = place.look(JOURNAL)? != Found::Nothing;
        // After a power failure it may be empty. To know less of what is ours is always safe.
        let journal = if has_journal { read(JOURNAL, true)? } else { None };
        let known = if journal.is_some() { journal } else { read(NAME, adopt)? };
        Ok(Standing { known, has_journal })
    }
}

impl Default for Manifest {
    fn default() -> Manifest {
        let (files, groups, unfinished) = Default::default();
        Manifest { format: FORMAT, files, groups, unfinished }
    }
}

impl Manifest {
    /// The manifest of a name in a folder; `None` when there is none.
    ///
    /// # Errors
    /// It cannot be read, or is nothing to rely on.
    pub(super) fn read(place: &Place, name: &str) -> Result<Option<Manifest>, OutputError> {
        let shown = place.shown(name);
        let size = match place.look(name)? {
            Found::Nothing => return Ok(None),
            Found::File(size) => size,
            other => return Err(super::survey::obstacle(shown, other, "a file")),
        };
        if size > MAX_BYTES {
            return Err(OutputError::Manifest { path: shown, why: "it is too large".into() });
        }
        let bytes = disk::read(&place.path(name)).map_err(place.failed("read", name))?;
        match Manifest::parse(&bytes) {
            Ok(manifest) => Ok(Some(manifest)),
            Err(why) => Err(OutputError::Manifest { path: shown, why }),
        }
    }

    /// Reads a manifest's text. Every path in it stays inside the folder.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Manifest, String> {
        #[derive(Deserialize)]
        struct Format {
            #[serde(rename = "deckgen-manifest")]
            format: u32,
        }
        let not_ours =
            |error: serde_json::Error| format!("it is not a list as it writes ({error})");
        let Format { format } = serde_json::from_slice(bytes).map_err(not_ours)?;
        if format != FORMAT {
            return Err(format!("another version of deckgen wrote it (format {format})"));
        }
        let manifest: Manifest = serde_json::from_slice(bytes).map_err(not_ours)?;
        if let Some(path) = manifest.paths().find(|path| is_reserved(path.as_str())) {
            return Err(format!("it names `{path}`"));
        }
        Ok(manifest)
    }

    /// The text of `deckgen.json`.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("text keys and plain values");
        bytes.push(b'\n');
        bytes
    }

    /// All files of ours, sorted.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &BundlePath> {
        self.files.keys().chain(self.unfinished.keys()).collect::<BTreeSet<_>>().into_iter()
    }

    /// The bytes our file at a path may have: none when it is not ours.
    pub(crate) fn versions(&self, path: &BundlePath) -> Vec<&Version> {
        self.files.get(path).into_iter().chain(self.unfinished.get(path)).collect()
    }
}

/// Whether deckgen itself needs the name, also where upper and lower case are one.
pub(super) fn is_reserved(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    [NAME, JOURNAL, LOCK_NAME].contains(&lower.as_str()) || lower.starts_with(TEMPORARY)
}

/// Whether this is exactly such a name as our temporary files have.
pub(super) fn is_temporary(name: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let numbers = name.strip_prefix(TEMPORARY).and_then(|rest| rest.split_once('-'));
    numbers.is_some_and(|(process, number)| is_number(process) && is_number(number))
}

impl Serialize for BundlePath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for BundlePath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<BundlePath, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.len() > MAX_PATH {
            return Err(de::Error::custom("it names a path that is too long"));
        }
        BundlePath::new(text).map_err(de::Error::custom)
    }
}
