//! What tells this build of deckgen from all others, so that none uses what another one has cached.

use crate::{list, read};
use std::env;
use std::path::Path;

/// All that decides what the program does. The lock files name the crates and npm packages.
pub const SOURCES: [&str; 7] =
    ["Cargo.toml", "Cargo.lock", "package-lock.json", "build.rs", "build", "src", "themes"];

/// A hash of the sources, of the table of embedded files, which has their hashes, and of what Cargo was
/// told about the features, the system and the compiler.
pub fn identity(root: &Path, table: &Path) -> Result<String, String> {
    let mut hash = blake3::Hasher::new();
    add(&mut hash, table)?;
    for source in SOURCES {
        add(&mut hash, &root.join(source))?;
    }
    let told = |(name, _): &(String, String)| {
        ["CARGO_CFG_", "CARGO_FEATURE_", "CARGO_PKG_VERSION", "PROFILE", "RUSTC", "TARGET"]
            .iter()
            .any(|start| name.starts_with(start))
    };
    let utf8 = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    let mut told: Vec<_> = env::vars_os().filter_map(utf8).filter(told).collect();
    told.sort();
    hash.update(format!("{told:?}").as_bytes());
    Ok(hash.finalize().to_hex()[..32].to_string())
}

/// Adds a file, or all files below a folder. One that is not there counts as that: a packaged crate
/// may have no lock file.
fn add(hash: &mut blake3::Hasher, path: &Path) -> Result<(), String> {
    if path.is_dir() {
        for name in list(path)? {
            hash.update(format!("{name}\n").as_bytes());
            add(hash, &path.join(name))?;
        }
    } else if path.exists() {
        let bytes = read(path)?;
        hash.update(format!("{}\n", bytes.len()).as_bytes());
        hash.update(&bytes);
    }
    Ok(())
}
