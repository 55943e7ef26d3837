//! The installed `rsync`: what we ask of it.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use super::place::Place;
use crate::bundle::BundlePath;
use crate::output::disk::Found;
use crate::output::manifest::{MAX_BYTES, Version};
use crate::publish::Upload;
use crate::publish::error::PublishError;
use crate::publish::far::{self, Listing};
use crate::publish::staging::Staging;
use crate::publish::tool::{self, Answer};
use crate::world::{Disk, World};

/// Whether `rsync` is to be in the background and what it is to print; no path is ever an option.
const USUAL: &[&str] = &["--protect-args", "--no-motd", "--timeout=120", "--no-h", "-8"];
/// How rsync ends when a folder is not there; the message has the number of the system's error.
const PARTIAL: i32 = 23;
const NOT_FOUND: &str = "No such file or directory (2)";

/// One upload.
pub(super) struct Session<'a> {
    pub(super) place: &'a Place,
    pub(super) upload: &'a Upload<'a>,
    pub(super) staging: Staging,
}

impl Session<'_> {
    fn rsync(&self, options: &[&str], from: &str, to: &str) -> Result<Answer, PublishError> {
        let mut command = Command::new("rsync");
        let mut shell = std::env::var("RSYNC_RSH").unwrap_or_else(|_| "ssh".to_string());
        if let Some(port) = self.place.port {
            shell += &format!(" -p {port}");
        }
        if !self.upload.may_ask && shell.starts_with("ssh") {
            shell += " -o BatchMode=yes";
        }
        command.env("RSYNC_RSH", shell);
        command
            .args(USUAL)
            .args(options)
            .args(["--", from, to].iter().filter(|part| !part.is_empty()));
        tool::run("rsync", command, Vec::new(), &self.upload.stop)
    }

    /// All that stands there; nothing when there is no such folder yet.
    pub(super) fn list(&self) -> Result<Listing, PublishError> {
        let answer = self.rsync(&["-r", "--list-only"], &self.place.address, "")?;
        if answer.status.code() == Some(PARTIAL)
            && answer.told.contains(NOT_FOUND)
            && answer.stdout.is_empty()
        {
            return Ok(Listing::default());
        }
        let answer = answer.or_fail(format!("list {}", self.place.name()))?;
        let mut listing = Listing::default();
        for line in answer.text().lines() {
            if let Some((path, found)) = entry(line).filter(|(path, _)| *path != ".") {
                listing.insert(path, found);
            }
        }
        Ok(listing)
    }

    /// The bytes of a file at the top, if there is such a regular file.
    pub(super) fn fetch_one(
        &self,
        listing: &Listing,
        path: &str,
    ) -> Result<Option<Vec<u8>>, PublishError> {
        let Found::File(size) = listing.at(path) else { return Ok(None) };
        if size > MAX_BYTES {
            return Err(far::unreadable(&self.place.name(), path, "it is too large").into());
        }
        self.fetch_files(&[path])?;
        Ok(Some(self.fetched(path)?))
    }

    /// The versions of files.
    pub(super) fn fetch(
        &self,
        paths: &[BundlePath],
    ) -> Result<BTreeMap<BundlePath, Version>, PublishError> {
        self.fetch_files(&paths.iter().map(BundlePath::as_str).collect::<Vec<_>>())?;
        let version =
            |path: &BundlePath| Ok((path.clone(), Version::of(&self.fetched(path.as_str())?)));
        paths.iter().map(version).collect()
    }

    fn fetch_files(&self, paths: &[&str]) -> Result<(), PublishError> {
        if paths.is_empty() {
            return Ok(());
        }
        // Not `--files-from`: the service of rsync 3.5 finds none of them below a folder of a module.
        let list = self.staging.write("fetch", filter(paths.iter().copied()).as_bytes())?;
        let to = format!("{}/", self.staging.folder("fetched")?.display());
        let include = format!("--include-from={}", list.display());
        let options = ["-r", "--no-links", "-I", "--from0", &include, "--exclude=*"];
        let answer = self.rsync(&options, &self.place.address, &to)?;
        answer.or_fail(format!("read {}", self.place.name())).map(drop)
    }

    fn fetched(&self, path: &str) -> Result<Vec<u8>, PublishError> {
        let read = Disk.read(&self.staging.path(&format!("fetched/{path}")), u64::MAX - 1);
        Ok(read.map_err(|error| far::unreadable(&self.place.name(), path, error.to_string()))?)
    }

    /// Sends files; `step` is the name of the folder they are put into first.
    pub(super) fn send(
        &self,
        step: &str,
        files: &[(&BundlePath, &[u8])],
    ) -> Result<(), PublishError> {
        if files.is_empty() {
            return Ok(());
        }
        let folder = format!("{}/", self.staging.folder(step)?.display());
        for (path, bytes) in files {
            self.staging.write(&format!("{step}/{path}"), bytes)?;
        }
        let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        let list = self.staging.write(&format!("{step}.list"), names(&paths).as_bytes())?;
        let from = format!("--files-from={}", list.display());
        // Everybody is to read them, whoever may read what this user writes.
        let options = ["-I", "--chmod=D755,F644", "--from0", &from];
        let answer = self.rsync(&options, &folder, &self.place.address)?;
        answer.or_fail(format!("write to {}", self.place.name())).map(drop)
    }

    /// Removes files, and then folders that are empty.
    pub(super) fn remove(
        &self,
        files: &[BundlePath],
        emptied: &[String],
    ) -> Result<(), PublishError> {
        if files.is_empty() {
            return Ok(());
        }
        let folders: BTreeSet<&str> =
            files.iter().flat_map(|path| folders_of(path.as_str())).collect();
        let nothing = self.staging.folder("nothing")?;
        for folder in folders.iter().filter(|folder| !emptied.iter().any(|one| one == *folder)) {
            self.staging.folder(&format!("nothing/{folder}"))?;
        }
        let filter = filter(files.iter().map(BundlePath::as_str));
        let list = self.staging.write("remove", filter.as_bytes())?;
        let include = format!("--include-from={}", list.display());
        let most = format!("--max-delete={}", files.len() + folders.len());
        let options = ["-r", "--delete", &most, "--from0", &include, "--exclude=*"];
        let from = format!("{}/", nothing.display());
        let answer = self.rsync(&options, &from, &self.place.address)?;
        answer.or_fail(format!("remove old files from {}", self.place.name())).map(drop)
    }
}

/// A list of files for rsync. A name that begins with `#` would be a comment.
fn names(paths: &[&str]) -> String {
    paths.iter().map(|path| format!("./{path}\0")).collect()
}

/// What lets these files pass, and the folders they are in.
fn filter<'a>(paths: impl Iterator<Item = &'a str>) -> String {
    let mut shown = BTreeSet::new();
    for path in paths {
        shown.extend(folders_of(path).map(|folder| format!("/{}/\0", pattern(folder))));
        shown.insert(format!("/{}\0", pattern(path)));
    }
    shown.into_iter().collect()
}

/// The folders that a path is in: `a` and `a/b` for `a/b/c`.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}

/// A path as a filter that fits it and nothing else. Without any of `*?[` in it, rsync takes a
/// pattern as it is; paths of ours have no backslashes.
fn pattern(path: &str) -> String {
    path.chars().flat_map(|c| "*?[".contains(c).then_some('\\').into_iter().chain([c])).collect()
}

/// A line of a listing: mode, size, date, time, path.
fn entry(line: &str) -> Option<(&str, Found)> {
    let (mode, rest) = line.split_once(' ')?;
    let (size, rest) = rest.trim_start().split_once(' ')?;
    let (_date, rest) = rest.split_once(' ')?;
    let (_time, path) = rest.split_once(' ')?;
    let found = match mode.chars().next()? {
        '-' => Found::File(size.parse().ok()?),
        'd' => Found::Folder,
        'l' => Found::Link,
        _ => Found::Special,
    };
    Some((path, found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn listings_are_read() {
        let file = "-rw-r--r--      12345 2026/11/26 18:53:13 a/we[ir]d  x.html";
        assert_eq!(entry(file), Some(("a/we[ir]d  x.html", Found::File(12345))));
        let folder = "drwxr-xr-x        4096 2026/11/26 18:53:13 a";
        assert_eq!(entry(folder), Some(("a", Found::Folder)));
        assert_eq!(entry("nonsense"), None);
    }

    #[test]
    fn patterns_fit_one_path() {
        assert_eq!(pattern("a/b.css"), "a/b.css");
        assert_eq!(pattern("a/[b]*?.css"), r"a/\[b]\*\?.css");
    }

    proptest! {
        #[test]
        fn any_listing_is_read(line in "[-dl]?[ 0-9a-zé/:]{0,30}") {
            prop_assert!(entry(&line).is_none_or(|(path, _)| line.ends_with(path)));
        }
    }
}
