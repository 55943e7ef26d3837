//! A folder for temporary files, which goes when it is dropped.

use std::io;
use std::path::{Path, PathBuf};

use super::error::PublishError;

/// The folder. Only this user may enter it.
#[derive(Debug)]
pub(super) struct Staging(PathBuf);

impl Staging {
    /// Makes one where the system wants temporary files.
    pub(super) fn new() -> Result<Staging, PublishError> {
        let mut random = [0; 8];
        let failed = |error: getrandom::Error| PublishError::Staging(io::Error::other(error));
        getrandom::fill(&mut random).map_err(failed)?;
        let name = format!("deckgen-publish-{:016x}", u64::from_le_bytes(random));
        let folder = std::env::temp_dir().join(name);
        make_private(&folder).map_err(PublishError::Staging)?;
        Ok(Staging(folder))
    }

    /// A path in it.
    pub(super) fn path(&self, inside: &str) -> PathBuf {
        self.0.join(inside)
    }

    /// Makes a folder in it, with those above.
    #[allow(clippy::disallowed_methods, reason = "the folder is ours alone")]
    pub(super) fn folder(&self, inside: &str) -> Result<PathBuf, PublishError> {
        let path = self.path(inside);
        std::fs::create_dir_all(&path).map_err(PublishError::Staging)?;
        Ok(path)
    }

    /// Writes a file into it, with the folders above.
    #[allow(clippy::disallowed_methods, reason = "the folder is ours alone")]
    pub(super) fn write(&self, inside: &str, bytes: &[u8]) -> Result<PathBuf, PublishError> {
        if let Some((folder, _)) = inside.rsplit_once('/') {
            self.folder(folder)?;
        }
        let path = self.path(inside);
        std::fs::write(&path, bytes).map_err(PublishError::Staging)?;
        Ok(path)
    }
}

impl Drop for Staging {
    #[allow(clippy::disallowed_methods, reason = "the folder is ours alone, with a random name")]
    fn drop(&mut self) {
        // A program that was killed with us may still be writing there: once more, then.
        for _ in 0..20 {
            if std::fs::remove_dir_all(&self.0).is_ok() || !self.0.exists() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    std::fs::DirBuilder::new().create(folder)
}
