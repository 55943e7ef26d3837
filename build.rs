//! Makes the tables of embedded files: reveal.js, fonts, our page files and the themes.
//!
//! Reads `node_modules` and the source tree, never the network, and starts no other program. What
//! it needs and does not find ends the build with the command to run.

#![allow(clippy::disallowed_methods, reason = "the library's rule about files is not the build's")]
#![allow(
    unreachable_pub,
    reason = "a build script has no outside, and shares files with the library"
)]

use std::path::{Path, PathBuf};
use std::{env, fs, io};

#[path = "build/css.rs"]
mod css;
#[path = "build/identity.rs"]
mod identity;
#[path = "src/theme/manifest.rs"]
#[allow(dead_code, reason = "shared with the library")]
mod manifest;
#[path = "build/metrics.rs"]
mod metrics;
#[path = "build/npm.rs"]
mod npm;
#[path = "build/page.rs"]
mod page;
#[path = "src/theme/sheet.rs"]
#[allow(dead_code, reason = "shared with the library")]
mod sheet;
#[path = "build/table.rs"]
mod table;
#[path = "build/themes.rs"]
mod themes;

/// Where the build reads and writes.
struct Folders {
    root: PathBuf,
    out: PathBuf,
}

impl Folders {
    fn npm(&self, path: &str) -> PathBuf {
        self.root.join("node_modules").join(path)
    }
}

fn main() {
    if let Err(message) = run() {
        for line in message.lines() {
            println!("cargo::error={line}");
        }
        std::process::exit(1);
    }
}

fn run() -> Result<(), String> {
    let folder = |name| env::var_os(name).map(PathBuf::from).ok_or(format!("{name} is not set"));
    let folders = Folders { root: folder("CARGO_MANIFEST_DIR")?, out: folder("OUT_DIR")? };
    watch();
    link();
    let mut tables = table::Tables::default();
    if env::var_os("DOCS_RS").is_none() {
        npm::check(&folders.root)?;
        page::add(&folders, &mut tables)?;
        themes::add(&folders, &mut tables)?;
    }
    tables.write(&folders.out)?;
    let identity = identity::identity(&folders.root, &folders.out.join("assets.rs"))?;
    println!("cargo::rustc-env=DECKGEN_BUILD={identity}");
    Ok(())
}

fn watch() {
    let watched = ["package.json", "package-lock.json", "node_modules/.package-lock.json"];
    for path in watched.iter().chain(&identity::SOURCES) {
        println!("cargo::rerun-if-changed={path}");
    }
    println!("cargo::rerun-if-env-changed=DOCS_RS");
}

/// On Linux the program is linked for a fixed address. Else the loader writes the 27 000 addresses
/// in our crates' tables anew at each start, which took 0.35 to 0.6 ms where it was measured. The
/// stack, the heap and shared libraries keep their random places.
///
/// Other linkers do not know the option, and a static program (`crt-static`) is linked in a way of
/// its own.
fn link() {
    let is = |name: &str, value| env::var(name).is_ok_and(|set| set == value);
    let is_static =
        env::var("CARGO_CFG_TARGET_FEATURE").is_ok_and(|set| set.contains("crt-static"));
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") && !is_static {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

fn read_text(path: &Path) -> Result<String, String> {
    String::from_utf8(read(path)?).map_err(|_| format!("{} is not UTF-8", path.display()))
}

/// The names in a folder, sorted; none when there is no such folder.
fn list(folder: &Path) -> Result<Vec<String>, String> {
    let failed = |error: io::Error| format!("cannot list {}: {error}", folder.display());
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(failed)?,
    };
    let mut names = Vec::new();
    for entry in entries {
        names.extend(entry.map_err(failed)?.file_name().into_string().ok());
    }
    names.sort();
    Ok(names)
}
