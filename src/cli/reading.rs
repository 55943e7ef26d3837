//! What every command that reads decks does first: options, and the files that were named.

use super::Failure;
use super::args::ReadingArgs;
use deckgen::cache::Cache;
use deckgen::compile::Options;
use deckgen::suggest;
use deckgen::world::{Disk, Kind, World};
use etcetera::BaseStrategy;
use std::path::{Path, PathBuf};

/// The options that all commands share.
pub(super) fn options(args: &ReadingArgs) -> Result<Options, Failure> {
    let allowed = args.allow_dir.iter().map(|folder| {
        let shown = folder.display();
        Disk.canonicalize(folder).map_err(|error| {
            Failure::new(format!("cannot use the folder `{shown}` of --allow-dir: {error}"))
        })
    });
    Ok(Options {
        theme: args.theme.clone(),
        untrusted: args.untrusted,
        audiences: args.audience.iter().cloned().collect(),
        allowed: allowed.collect::<Result<_, _>>()?,
        base: Disk.canonicalize(Path::new(".")).ok(),
        ..Options::default()
    })
}

/// Where results are kept from build to build: the folder that `DECKGEN_CACHE` names (none if it is
/// empty), else one in the user's folder for caches.
pub(super) fn cache() -> Option<Cache> {
    let folder = match std::env::var_os("DECKGEN_CACHE") {
        Some(folder) if folder.is_empty() => return None,
        Some(folder) => PathBuf::from(folder),
        None => etcetera::base_strategy::choose_native_strategy().ok()?.cache_dir().join("deckgen"),
    };
    Some(Cache::new(folder))
}

/// The path without links, and what stands there.
pub(super) fn find(path: &Path) -> Result<(PathBuf, Kind), Failure> {
    let shown = path.display();
    let real = Disk.canonicalize(path).map_err(|error| {
        let message = match error.kind() {
            std::io::ErrorKind::NotFound => format!("there is no file or folder `{shown}`"),
            _ => format!("cannot read `{shown}`: {error}"),
        };
        Failure::new(message).maybe_hint(nearest(path))
    })?;
    match Disk.kind(&real) {
        Some(kind @ (Kind::File | Kind::Folder)) => Ok((real, kind)),
        _ => Err(Failure::new(format!("`{shown}` is neither a file nor a folder"))),
    }
}

fn nearest(path: &Path) -> Option<String> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let names = Disk.list(folder.unwrap_or(Path::new("."))).ok()?;
    let name = path.file_name()?.to_str()?;
    let found = suggest::nearest(name, names.iter().map(String::as_str))?;
    Some(format!("did you mean `{}`?", path.with_file_name(found).display()))
}
