//! The built program, and folders to run it in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The project's folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program, to be run in a folder: no colours, the width of a terminal fixed.
pub(crate) fn deckgen(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deckgen"));
    clean(&mut command, folder);
    command
}

/// Makes a command's surroundings the same everywhere: also where there is no browser.
pub(crate) fn clean(command: &mut Command, folder: &Path) {
    command.current_dir(folder).env("NO_COLOR", "1").env("COLUMNS", "100").env("LC_ALL", "C.UTF-8");
    command.env("DECKGEN_CACHE", "");
    command.env("DECKGEN_BROWSER", "never");
}

/// An empty folder for one test, below cargo's own folder for such things.
pub(crate) fn empty_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder of the last run can go");
    }
    fs::create_dir_all(&folder).expect("a folder can be made");
    // A project of its own: the sources around it must not count as the deck's project.
    fs::create_dir(folder.join(".git")).expect("a folder can be made");
    folder
}

/// Copies all files below a folder.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("the folder is there") {
        let entry = entry.expect("a name");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}

/// All files below a folder with their bytes, by their paths with `/`, sorted.
pub(crate) fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("the folder is there") {
            let path = entry.expect("a name").path();
            if path.ends_with(".git") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(folder).expect("it is below");
                let name = below.to_string_lossy().replace('\\', "/");
                found.push((name, fs::read(&path).expect("a file can be read")));
            }
        }
    }
    found.sort();
    found
}

/// The command lines of all processes that have not ended, by their numbers.
#[cfg(unix)]
pub(crate) fn processes() -> Vec<(String, String)> {
    let Ok(entries) = fs::read_dir("/proc") else {
        let output = Command::new("ps").args(["-axo", "pid=,stat=,args="]).output();
        let text = String::from_utf8_lossy(&output.expect("there is `ps`").stdout).into_owned();
        let process = |line: &str| {
            let (id, rest) = line.trim_start().split_once(' ')?;
            (!rest.trim_start().starts_with('Z')).then(|| (id.to_string(), rest.to_string()))
        };
        return text.lines().filter_map(process).collect();
    };
    let ids = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let process = |id: String| {
        // One that has ended is a zombie until its parent looks at it; its command line is empty.
        let line = fs::read(format!("/proc/{id}/cmdline")).ok().filter(|line| !line.is_empty())?;
        Some((id, String::from_utf8_lossy(&line).replace('\0', " ")))
    };
    ids.filter(|id| id.bytes().all(|byte| byte.is_ascii_digit())).filter_map(process).collect()
}
