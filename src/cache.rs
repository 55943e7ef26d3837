//! Bytes kept from earlier builds, by keys: a folder of the user's, outside every deck and output.
//!
//! What is kept is only ever a way to save time. Whatever goes wrong here (a full disk, no rights, a
//! spoiled file) means that nothing was kept, never that a build fails. Each file begins with the hash
//! of the rest, and comes into being under another name, so that it is read whole or not at all,
//! whether a build was killed or two run at once.

use crate::world::{Disk, World};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

/// The largest file that is kept, in bytes.
const MAX_FILE: u64 = 64_000_000;
/// [`Cache::tidy`] leaves so many bytes at most.
const MAX_BYTES: u64 = 256_000_000;
/// [`Cache::tidy`] leaves so many files at most.
const MAX_FILES: usize = 10_000;
/// Files of killed builds are removed when they are so old.
const LEFT_OVER: Duration = Duration::from_secs(3600);
/// A file that is used says so once in this time.
const DAY: Duration = Duration::from_secs(24 * 3600);

/// What files under temporary names end with.
const TEMPORARY: &str = ".tmp";
/// What tells programs that make backups to pass the folder over (<https://bford.info/cachedir/>).
const TAG: (&str, &str) =
    ("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n# Made by deckgen.\n");

/// Tells builds of deckgen itself apart: what another one kept is nothing to us.
const BUILD: &str = env!("DECKGEN_BUILD");

/// A folder in which bytes are kept.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
    /// How many files were kept since the folder was tidied.
    kept: Arc<AtomicUsize>,
}

impl Cache {
    /// Keeps bytes in this folder, which is made when it is needed.
    pub fn new(folder: impl Into<PathBuf>) -> Cache {
        Cache { folder: folder.into(), kept: Arc::default() }
    }

    /// What was kept under the key, if it is whole.
    pub fn get(&self, key: &str) -> Option<Vec<u8>> {
        let path = self.path(key);
        let mut bytes = Disk.read(&path, MAX_FILE).ok()?;
        let (hash, rest) = bytes.split_at_checked(HASH)?;
        if hash != hash_of(rest).as_bytes() {
            return None;
        }
        let _ = mark_as_used(&path);
        bytes.drain(..HASH);
        Some(bytes)
    }

    /// Keeps bytes under the key, in place of what was kept before.
    pub fn put(&self, key: &str, bytes: &[u8]) {
        if (bytes.len() + HASH) as u64 <= MAX_FILE {
            let _ = self.write(&self.path(key), &[hash_of(bytes).as_bytes(), bytes].concat());
            self.kept.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How many files were kept since the folder was tidied; each stands for a deck that was compiled.
    pub fn kept(&self) -> usize {
        self.kept.load(Ordering::Relaxed)
    }

    /// Removes what was used longest ago until the folder is of a decent size, if it has grown.
    pub fn tidy(&self) {
        if self.kept.swap(0, Ordering::Relaxed) > 0 {
            self.tidy_to(MAX_FILES, MAX_BYTES);
        }
    }

    fn path(&self, key: &str) -> PathBuf {
        let hash = blake3::hash([BUILD, key].join("\n").as_bytes()).to_hex();
        self.folder.join(&hash[..32])
    }

    #[allow(clippy::disallowed_methods, reason = "the cache is no deck and no output")]
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let temporary = self.folder.join(format!("{}-{number}{TEMPORARY}", std::process::id()));
        if !self.folder.is_dir() {
            make_private(&self.folder)?;
            fs::write(self.folder.join(TAG.0), TAG.1)?;
        }
        let written = fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
        if written.is_err() {
            let _ = fs::remove_file(&temporary);
        }
        written
    }

    #[allow(clippy::disallowed_methods, reason = "the cache is no deck and no output")]
    fn tidy_to(&self, max_files: usize, max_bytes: u64) {
        let Ok(names) = Disk.list(&self.folder) else { return };
        let mut kept = Vec::new();
        for path in names.iter().filter(|name| is_ours(name)).map(|name| self.folder.join(name)) {
            let Ok(metadata) = fs::symlink_metadata(&path) else { continue };
            let Ok(used) = metadata.modified() else { continue };
            if path.extension().is_none() {
                kept.push((used, metadata.len(), path));
            } else if used.elapsed().is_ok_and(|age| age > LEFT_OVER) {
                let _ = fs::remove_file(&path);
            }
        }
        kept.sort_by(|a, b| b.cmp(a));
        let mut bytes = 0;
        for (number, (_, size, path)) in kept.into_iter().enumerate() {
            bytes += size;
            if number >= max_files || bytes > max_bytes {
                let _ = fs::remove_file(path);
            }
        }
    }
}

/// The length of a hash in hexadecimal.
const HASH: usize = 64;

fn hash_of(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// Whether a file has such a name as ours have: nothing else is ever removed.
fn is_ours(name: &str) -> bool {
    let is = |text: &str, good: fn(u8) -> bool| !text.is_empty() && text.bytes().all(good);
    let digit = |byte: u8| byte.is_ascii_digit();
    let temporary = name.strip_suffix(TEMPORARY).and_then(|name| name.split_once('-'));
    match temporary {
        Some((process, number)) => is(process, digit) && is(number, digit),
        None => name.len() == 32 && is(name, |byte| byte.is_ascii_hexdigit()),
    }
}

/// Pages may hold what is only for their author, so nobody else may read them.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

fn mark_as_used(path: &Path) -> io::Result<()> {
    let now = SystemTime::now();
    let file = fs::OpenOptions::new().append(true).open(path)?;
    match now.duration_since(file.metadata()?.modified()?) {
        Ok(age) if age > DAY => file.set_modified(now),
        _ => Ok(()),
    }
}

#[cfg(test)]
#[path = "cache_tests.rs"]
mod tests;
