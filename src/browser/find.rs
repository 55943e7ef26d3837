//! Where a browser is on this machine.

use crate::world::Kind;
use crate::world::World;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The environment variable that names the program.
pub const VARIABLE: &str = "DECKGEN_BROWSER";

/// Names of programs in `PATH`, the best first.
const NAMES: [&str; 9] = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "microsoft-edge-stable",
    "microsoft-edge",
    "msedge",
    "chrome-headless-shell",
];

/// Where macOS has them, below `/` or the user's folder.
const MACOS: [&str; 3] = [
    "Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "Applications/Chromium.app/Contents/MacOS/Chromium",
    "Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

/// Where Windows has them, below the folders of [`WINDOWS_ROOTS`].
const WINDOWS: [&str; 3] = [
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
];

/// Variables that name those folders.
const WINDOWS_ROOTS: [&str; 3] = ["ProgramFiles", "ProgramFiles(x86)", "LocalAppData"];

/// The first browser there is: in `PATH`, then in the usual places of macOS and Windows. `variable` reads
/// a variable of the environment.
pub fn find(world: &dyn World, variable: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    places(variable).into_iter().find(|path| world.kind(path) == Some(Kind::File))
}

fn places(variable: &dyn Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    let path = variable("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).filter(|f| f.is_absolute()).collect();
    let ending = std::env::consts::EXE_SUFFIX;
    let named = |name: &&str| {
        let file = format!("{name}{ending}");
        folders.iter().map(move |folder| folder.join(&file)).collect::<Vec<_>>()
    };
    let mut places: Vec<PathBuf> = NAMES.iter().flat_map(named).collect();
    if cfg!(target_os = "macos") {
        let home = variable("HOME").map(PathBuf::from);
        let roots = [Some(Path::new("/").to_path_buf()), home];
        places.extend(below(roots.into_iter().flatten(), &MACOS));
    }
    if cfg!(windows) {
        let roots = WINDOWS_ROOTS.iter().filter_map(|name| variable(name)).map(PathBuf::from);
        places.extend(below(roots, &WINDOWS));
    }
    places
}

fn below(roots: impl Iterator<Item = PathBuf>, paths: &[&str]) -> Vec<PathBuf> {
    roots.flat_map(|root| paths.iter().map(move |path| root.join(path))).collect()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_names_beats_that_of_folders() {
        let variable = |name: &str| (name == "PATH").then(|| OsString::from("/a:rel::/b"));
        let places = places(&variable);
        let at = |path: &str| places.iter().position(|place| place == Path::new(path));
        assert!(at("/a/chromium") < at("/b/chromium"));
        assert!(at("/b/chromium") < at("/a/google-chrome"));
        assert!(places.iter().all(|place| place.is_absolute()), "{places:?}");
    }

    #[test]
    fn without_a_path_there_is_none() {
        assert_eq!(find(&crate::world::Disk, &|_| None), None);
    }
}
