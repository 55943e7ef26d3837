//! A folder on this machine, `dir:PATH`: what a build writes, but without what is not to be public.

use std::path::{Path, PathBuf};

use super::error::PublishError;
use super::{Published, Target, Upload};
use crate::output::{self, Options};

/// The folder.
struct Folder(PathBuf);

pub(super) fn parse(rest: &str, here: &Path) -> Result<Box<dyn Target>, PublishError> {
    if rest.is_empty() {
        return Err(PublishError::target("`dir:` names no folder", "write `--to dir:docs`"));
    }
    let folder = here.join(rest);
    // As the user would write it, for messages.
    let current = std::env::current_dir().unwrap_or_default();
    let shown = folder.strip_prefix(current).map(Path::to_path_buf);
    Ok(Box::new(Folder(shown.ok().filter(|path| !path.as_os_str().is_empty()).unwrap_or(folder))))
}

impl Target for Folder {
    fn publish(&self, upload: &Upload<'_>, only_look: bool) -> Result<Published, PublishError> {
        let (adopt, scope) = (upload.adopt, upload.scope.clone());
        let options = Options { adopt, scope, inputs: upload.inputs.to_vec() };
        let changes = output::look(&self.0, upload.bundle, &options)?;
        if !only_look {
            output::write(&self.0, upload.bundle, &options)?;
        }
        Ok(Published { changes, place: format!("`{}`", self.0.display()), address: None })
    }
}
