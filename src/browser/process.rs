//! The browser's process: started in a group of its own with an empty profile, and gone without a trace.
//!
//! Chromium reads the protocol from file 3 and writes to file 4. A shell puts our pipes there; it also
//! removes the profile if we are killed before we can: then the pipe closes, the browser ends, and the
//! shell goes on.

use super::error::Error;
#[cfg(unix)]
use super::outfit;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout};
use std::sync::{Arc, Mutex, PoisonError};

/// What the shell does; `$0` is the profile, the rest the browser's command line.
#[cfg(unix)]
const SCRIPT: &str =
    r#""$@" 3<&0 4>&1 </dev/null >/dev/null; rm -rf -- "$0" || { sleep 1; rm -rf -- "$0"; }"#;

/// So many bytes of what the browser says last are kept.
#[cfg(unix)]
const LAST_WORDS: usize = 8_000;

/// A running browser.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    profile: PathBuf,
}

/// The ways to it.
#[derive(Debug)]
pub(super) struct Pipes {
    pub(super) to: ChildStdin,
    pub(super) from: ChildStdout,
    pub(super) words: LastWords,
}

/// What a browser said last on its standard error.
#[derive(Debug, Clone, Default)]
pub(super) struct LastWords(Arc<Mutex<Vec<u8>>>);

impl LastWords {
    #[cfg(unix)]
    fn listen(&self, mut pipe: std::process::ChildStderr) {
        use std::io::Read;
        let words = self.0.clone();
        std::thread::spawn(move || {
            let mut part = [0; 1024];
            while let Ok(length @ 1..) = pipe.read(&mut part) {
                let mut words = words.lock().unwrap_or_else(PoisonError::into_inner);
                words.extend_from_slice(&part[..length]);
                let surplus = words.len().saturating_sub(LAST_WORDS);
                words.drain(..surplus);
            }
        });
    }

    /// The line that tells most: the last that speaks of an error, else the last.
    pub(super) fn told(&self) -> String {
        let words = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(&words);
        let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
        let grave = |line: &&str| line.contains("FATAL") || line.contains("sandbox");
        let line = lines().rfind(grave).or_else(|| lines().next_back()).unwrap_or_default();
        line.chars().take(300).collect()
    }
}

#[cfg(unix)]
impl Process {
    /// Starts the program.
    ///
    /// # Errors
    /// No folder for its profile can be made, no shell started; or it would lack a sandbox it must have.
    pub(super) fn start(program: &Path, untrusted: bool) -> Result<(Process, Pipes), Error> {
        use std::os::unix::process::CommandExt;
        use std::process::{Command, Stdio};
        let failed = |error: std::io::Error| Error::Start(program.to_path_buf(), error.to_string());
        let (profile, is_root) = make_profile().map_err(failed)?;
        if is_root && untrusted {
            remove(&profile);
            return Err(Error::NoSandbox);
        }
        let mut command = Command::new("/bin/sh");
        command.args(["-c", SCRIPT]).arg(&profile).arg(program);
        command.args(outfit::arguments(&profile, !is_root));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.process_group(0);
        if cfg!(target_os = "linux") {
            command.env("TMPDIR", &profile);
        }
        let mut child = command.spawn().inspect_err(|_| remove(&profile)).map_err(failed)?;
        let words = LastWords::default();
        words.listen(child.stderr.take().expect("it is piped"));
        let to = child.stdin.take().expect("it is piped");
        let from = child.stdout.take().expect("it is piped");
        Ok((Process { child, profile }, Pipes { to, from, words }))
    }

    /// Kills whatever is left of the group, and removes the profile.
    pub(super) fn end(&mut self) {
        use nix::sys::signal::{Signal, killpg};
        use nix::unistd::Pid;
        // The group is there until its first process, the shell, is waited for.
        if let Ok(group) = i32::try_from(self.child.id()) {
            let _ = killpg(Pid::from_raw(group), Signal::SIGKILL);
        }
        let _ = self.child.wait();
        remove(&self.profile);
    }
}

#[cfg(not(unix))]
impl Process {
    /// Handing files 3 and 4 to a program takes calls that safe Rust does not have here.
    pub(super) fn start(_: &Path, _: bool) -> Result<(Process, Pipes), Error> {
        Err(Error::Unsupported)
    }

    /// Ends it.
    pub(super) fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        remove(&self.profile);
    }
}

/// A new folder that only this user may enter, and whether this user is root.
#[cfg(unix)]
fn make_profile() -> std::io::Result<(PathBuf, bool)> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    let mut number = [0; 8];
    getrandom::fill(&mut number).map_err(std::io::Error::other)?;
    let name = format!("deckgen-{:016x}", u64::from_ne_bytes(number));
    let profile = std::env::temp_dir().join(name);
    // It fails if anything stands there, a link as well.
    std::fs::DirBuilder::new().mode(0o700).create(&profile)?;
    let is_root = profile.symlink_metadata()?.uid() == 0;
    Ok((profile, is_root))
}

/// Removes a profile; a browser that is just ending may still write into it for a moment.
#[allow(clippy::disallowed_methods, reason = "this folder is our own: we have just made it")]
fn remove(profile: &Path) {
    for _ in 0..40 {
        match std::fs::remove_dir_all(profile) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                std::thread::sleep(std::time::Duration::from_millis(25));
            }
            _ => return,
        }
    }
}
