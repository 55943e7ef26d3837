//! The result of a build: a sorted map from path to bytes. Disk and preview get the same map.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// A path inside a bundle: `/` between parts, never absolute, never climbing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BundlePath(String);

/// The text is no path that may stand in a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPath(String);

impl fmt::Display for BadPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` cannot be a path inside the output folder", self.0)
    }
}

impl std::error::Error for BadPath {}

impl BundlePath {
    /// Checks and takes a path.
    ///
    /// # Errors
    /// It is empty, absolute, has an empty part, `.` or `..`, a backslash, a colon or a control
    /// character, or a part longer than 255 bytes.
    pub fn new(path: impl Into<String>) -> Result<BundlePath, BadPath> {
        let path = path.into();
        let good = |part: &str| {
            !matches!(part, "" | "." | "..")
                && part.len() <= 255
                && !part.contains(|c: char| c == '\\' || c == ':' || c.is_control())
        };
        if path.split('/').all(good) { Ok(BundlePath(path)) } else { Err(BadPath(path)) }
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How a page in this bundle writes the address of `self` when the page stands at `page`.
    pub fn relative_to(&self, page: &BundlePath) -> String {
        let depth = page.0.matches('/').count();
        let mut here = page.0.split('/').take(depth).peekable();
        let mut there = self.0.split('/').peekable();
        while here.peek().is_some() && here.peek() == there.peek() {
            here.next();
            there.next();
        }
        let up = here.map(|_| "..");
        encoded(&up.chain(there).collect::<Vec<_>>().join("/"))
    }

    /// What a relative address on this page is from the root; `None` when it leads out of the bundle.
    pub fn resolve(&self, address: &str) -> Option<String> {
        let mut parts: Vec<&str> = self.0.split('/').collect();
        parts.pop();
        for part in address.split('/') {
            match part {
                ".." => drop(parts.pop()?),
                "." | "" => {}
                part => parts.push(part),
            }
        }
        Some(parts.join("/"))
    }

    /// How the page at the root writes this address.
    pub fn from_root(&self) -> String {
        encoded(&self.0)
    }
}

/// The path as a URL: what would mean something else there is written with percent signs.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            ' ' | '"' | '#' | '%' | '<' | '>' | '?' | '[' | ']' | '^' | '`' | '{' | '|' | '}' => {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            }
            _ => out.push(c),
        }
    }
    out
}

impl fmt::Display for BundlePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A file's bytes: embedded in the program, or made by the build.
pub type Bytes = Cow<'static, [u8]>;

/// All files of one build, sorted by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bundle {
    files: BTreeMap<BundlePath, Bytes>,
}

impl Bundle {
    /// Adds a file; one with the same path is replaced.
    pub fn insert(&mut self, path: BundlePath, bytes: impl Into<Bytes>) {
        self.files.insert(path, bytes.into());
    }

    /// The file at a path.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(&BundlePath(path.to_string())).map(|bytes| bytes.as_ref())
    }

    /// All files in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&BundlePath, &[u8])> {
        self.files.iter().map(|(path, bytes)| (path, bytes.as_ref()))
    }

    /// Takes all files of another bundle.
    pub fn merge(&mut self, other: Bundle) {
        self.files.extend(other.files);
    }

    /// Size of all files in bytes.
    pub fn total_bytes(&self) -> u64 {
        self.files.values().map(|bytes| bytes.len() as u64).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> BundlePath {
        BundlePath::new(text).unwrap()
    }

    #[test]
    fn climbing_and_absolute_paths_are_refused() {
        for bad in ["", "/a", "a//b", "a/../b", "./a", "a\\b", "C:a", "a/\n"] {
            assert!(BundlePath::new(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn addresses_are_relative() {
        assert_eq!(path("assets/a.css").relative_to(&path("index.html")), "assets/a.css");
        assert_eq!(path("assets/a.css").relative_to(&path("a/index.html")), "../assets/a.css");
        assert_eq!(path("a/assets/x").relative_to(&path("a/index.html")), "assets/x");
        assert_eq!(path("b/index.html").relative_to(&path("a/index.html")), "../b/index.html");
        assert_eq!(path("a b/c#d?e%f").from_root(), "a%20b/c%23d%3Fe%25f");
        assert_eq!(path("a#/b#").relative_to(&path("a#/c")), "b%23");
    }
}
