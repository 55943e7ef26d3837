//! What is on the branch, and what is to be.

use std::collections::BTreeMap;

use super::NO_JEKYLL;
use super::session::{REMOTE, Session};
use crate::bundle::BundlePath;
use crate::output::disk::Found;
use crate::output::manifest::Version;
use crate::publish::error::PublishError;
use crate::publish::far::{self, Listing};

/// The setting file of a site that Jekyll makes of the branch, which we leave to it.
const JEKYLL: &str = "_config.yml";

/// The branch as it is on the far side.
#[derive(Debug, Default)]
pub(super) struct Tip {
    /// Its last commit; none when there is no such branch.
    pub(super) commit: Option<String>,
    /// That commit's tree.
    pub(super) tree: Option<String>,
    /// It is the branch that the far side's HEAD names.
    pub(super) is_default: bool,
    /// What stands in our folder.
    pub(super) listing: Listing,
    /// What stands where our folder should be and is no folder.
    pub(super) blocked: Option<String>,
    /// GitHub Pages has to be told to take the files as they are.
    pub(super) wants_no_jekyll: bool,
    /// Ids of the files in our folder.
    ids: BTreeMap<String, String>,
}

impl Tip {
    /// Asks the far side for the branch's last commit.
    pub(super) fn look(session: &Session<'_>) -> Result<Tip, PublishError> {
        let reference = format!("refs/heads/{}", session.branch);
        let heads = session.git(&["ls-remote", "--symref", "--", REMOTE, "HEAD", &reference])?;
        let heads = heads.or_fail(format!("read {}", session.place()))?.text();
        let mut tip = Tip::default();
        for (value, name) in heads.lines().filter_map(|line| line.split_once('\t')) {
            match value.strip_prefix("ref: ") {
                Some(target) => tip.is_default |= name == "HEAD" && target == reference,
                None if name == reference => tip.commit = Some(value.to_string()),
                None => {}
            }
        }
        Ok(tip)
    }

    /// Fetches the branch's last commit, and lists what is on it.
    pub(super) fn fetch(session: &Session<'_>) -> Result<Tip, PublishError> {
        let mut tip = Tip::look(session)?;
        tip.wants_no_jekyll = true;
        let Some(commit) = tip.commit.clone() else { return Ok(tip) };
        let mut arguments = vec![
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            "--no-prune",
            "--refmap=",
        ];
        arguments.extend(session.is_shallow().then_some("--depth=1"));
        arguments.extend(["--", REMOTE, &commit]);
        session.git(&arguments)?.or_fail(format!("fetch {}", session.place()))?;
        let tree = session.git(&["rev-parse", "--verify", &format!("{commit}^{{tree}}")])?;
        tip.tree = Some(tree.or_fail("read a commit")?.text());
        let list = session.git(&["ls-tree", "-r", "-l", "-z", "--full-tree", &commit])?;
        tip.read(&list.or_fail("list the branch")?.stdout, session);
        Ok(tip)
    }

    /// Reads lines such as `100644 blob ID SIZE<tab>PATH`, each ended by a NUL.
    fn read(&mut self, list: &[u8], session: &Session<'_>) {
        let folder = session.folder.as_ref().map(BundlePath::as_str);
        for line in list.split(|byte| *byte == 0) {
            let line = String::from_utf8_lossy(line);
            let Some((words, path)) = line.split_once('\t') else { continue };
            let words: Vec<&str> = words.split_ascii_whitespace().collect();
            let [mode, _, id, size] = words[..] else { continue };
            self.wants_no_jekyll &= path != NO_JEKYLL && path != JEKYLL;
            let inside = match folder {
                None => Some(path),
                Some(folder) => path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')),
            };
            if let Some(folder) = folder
                && (folder == path || folder.strip_prefix(path).is_some_and(|r| r.starts_with('/')))
            {
                self.blocked = Some(path.to_string());
            }
            let Some(inside) = inside else { continue };
            let found = match (mode, size.parse()) {
                ("100644" | "100755" | "100664", Ok(size)) => Found::File(size),
                ("120000", _) => Found::Link,
                _ => Found::Special,
            };
            self.listing.insert(inside, found);
            self.ids.insert(inside.to_string(), id.to_string());
        }
    }

    /// The id of a regular file.
    pub(super) fn file(&self, path: &str) -> Option<&str> {
        match self.listing.at(path) {
            Found::File(_) => self.ids.get(path).map(String::as_str),
            _ => None,
        }
    }
}

impl Session<'_> {
    /// The bytes of a file.
    pub(super) fn blob(&self, id: &str) -> Result<Vec<u8>, PublishError> {
        let blob = self.git(&["cat-file", "blob", id])?;
        Ok(blob.or_fail("read a file of the branch")?.stdout)
    }

    /// The versions of files on the branch.
    pub(super) fn versions(
        &self,
        tip: &Tip,
        paths: &[BundlePath],
    ) -> Result<BTreeMap<BundlePath, Version>, PublishError> {
        let ids = paths.iter().filter_map(|path| tip.file(path.as_str()));
        let input: String = ids.flat_map(|id| [id, "\n"]).collect();
        if input.is_empty() {
            return Ok(BTreeMap::new());
        }
        let answer = self.git_with(&["cat-file", "--batch"], input.into_bytes())?;
        let answer = answer.or_fail("read the branch")?;
        let mut rest = answer.stdout.as_slice();
        let mut versions = BTreeMap::new();
        for path in paths.iter().filter(|path| tip.file(path.as_str()).is_some()) {
            let unreadable =
                || far::unreadable(&self.place(), path.as_str(), "git does not tell it");
            let bytes = next_blob(&mut rest).ok_or_else(unreadable)?;
            versions.insert(path.clone(), Version::of(bytes));
        }
        Ok(versions)
    }

    /// A tree that differs from a commit's in some files.
    pub(super) fn tree(
        &self,
        commit: Option<&str>,
        removals: &[String],
        files: &[(String, &[u8])],
    ) -> Result<String, PublishError> {
        let doing = "put the files together";
        self.git(&["read-tree", commit.unwrap_or("--empty")])?.or_fail(doing)?;
        let mut staged = String::new();
        for (number, (_, bytes)) in files.iter().enumerate() {
            staged += &format!("{}\n", self.stage(number, bytes)?.display());
        }
        let hashed = ["hash-object", "-w", "--no-filters", "--stdin-paths"];
        let ids = self.git_with(&hashed, staged.into_bytes())?.or_fail(doing)?.text();
        let mut input = Vec::new();
        let nothing = "0".repeat(commit.map_or(40, str::len));
        for path in removals {
            input.extend(format!("0 {nothing} 0\t{path}\0").into_bytes());
        }
        for ((path, _), id) in files.iter().zip(ids.lines()) {
            input.extend(format!("100644 {id} 0\t{path}\0").into_bytes());
        }
        self.git_with(&["update-index", "-z", "--index-info"], input)?.or_fail(doing)?;
        Ok(self.git(&["write-tree"])?.or_fail(doing)?.text())
    }
}

/// The next of the answers of `cat-file --batch`: `ID blob SIZE`, a line end, the bytes, a line end.
fn next_blob<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let head = std::str::from_utf8(&rest[..end]).ok()?;
    let size: usize = head.rsplit(' ').next()?.parse().ok()?;
    let (bytes, after) = rest.get(end + 1..)?.split_at_checked(size)?;
    *rest = after.strip_prefix(b"\n")?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn blobs_are_cut_by_their_sizes() {
        let mut rest = &b"1f blob 3\na\nb\n2e blob 0\n\n3d missing\n"[..];
        assert_eq!(next_blob(&mut rest), Some(&b"a\nb"[..]));
        assert_eq!(next_blob(&mut rest), Some(&b""[..]));
        assert_eq!(next_blob(&mut rest), None);
    }

    proptest! {
        #[test]
        fn no_answer_of_git_is_too_much(mut bytes in proptest::collection::vec(any::<u8>(), 0..40), size: u64) {
            bytes.splice(0..0, format!("x blob {size}\n").into_bytes());
            let mut rest = bytes.as_slice();
            prop_assert!(next_blob(&mut rest).is_none_or(|blob| blob.len() as u64 == size));
        }
    }
}
