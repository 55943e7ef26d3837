//! Links to pages of the same site, as they will stand beside this deck's own page.
//!
//! A deck's address is its path without the ending, so the deck of a page is found by name, and nobody
//! has to know where the site's root is.

use crate::project::Project;
use crate::world::{Kind, World, plain};
use std::path::{Path, PathBuf};

/// What a link to a page leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sibling {
    /// The page of the deck in this file.
    Deck(PathBuf),
    /// A folder, whose page may be a list of decks.
    Folder,
    /// A place inside the project where no page will stand.
    Nothing,
}

/// What a link to `path`, such as `../loops/index.html`, on the page of `deck` leads to; `None` when
/// it cannot be a page of the site.
pub fn sibling(world: &dyn World, project: &Project, deck: &Path, path: &str) -> Option<Sibling> {
    let target = target(deck, path)?;
    let inside = |path: &Path| world.canonicalize(path).ok().filter(|real| project.contains(real));
    let decks = decks(&target);
    let mut decks = decks.iter().filter(|deck| world.kind(deck) == Some(Kind::File));
    if let Some(deck) = decks.find_map(|deck| inside(deck)) {
        return Some(Sibling::Deck(deck));
    }
    if world.kind(&target) == Some(Kind::Folder) && inside(&target).is_some() {
        return Some(Sibling::Folder);
    }
    project.contains(&target).then_some(Sibling::Nothing)
}

/// The files on which the answer of [`sibling`] depends.
pub(super) fn looked_at(deck: &Path, path: &str) -> Vec<PathBuf> {
    target(deck, path).map_or(Vec::new(), |target| decks(&target).into_iter().collect())
}

/// The folder whose page a link on the page of `deck` leads to, as if pages stood beside their decks.
fn target(deck: &Path, path: &str) -> Option<PathBuf> {
    let folder = path.strip_suffix("index.html").unwrap_or(path);
    let is_page = folder.is_empty() || folder.ends_with('/') || folder.ends_with("..");
    if !is_page || path.starts_with('/') {
        return None;
    }
    let parent = deck.parent()?;
    let is_index = deck.file_stem().is_some_and(|stem| stem == "index");
    let page = if is_index { parent.to_path_buf() } else { deck.with_extension("") };
    Some(plain(&page.join(folder))).filter(|target| target.file_name().is_some())
}

/// The files that could be the deck of a folder's page.
fn decks(target: &Path) -> [PathBuf; 4] {
    let named = |ending: &str| {
        let mut name = target.file_name().unwrap_or_default().to_os_string();
        name.push(ending);
        target.with_file_name(name)
    };
    [named(".md"), target.join("index.md"), named(".markdown"), target.join("index.markdown")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Memory;

    #[test]
    fn pages_are_found_by_their_decks() {
        let world = Memory::default()
            .with("/p/a/intro.md", "")
            .with("/p/a/loops.md", "")
            .with("/p/b/index.md", "")
            .with("/x.md", "");
        let deck = Path::new("/p/a/intro.md");
        let project = Project::around(&world, Path::new("/p/x.md"), &[]);
        let found = |path: &str| sibling(&world, &project, deck, path);
        let leads_to = |file: &str| Some(Sibling::Deck(PathBuf::from(file)));
        assert_eq!(found("../loops/index.html"), leads_to("/p/a/loops.md"));
        assert_eq!(found("../loops/"), leads_to("/p/a/loops.md"));
        assert_eq!(found("../../b/index.html"), leads_to("/p/b/index.md"));
        assert_eq!(found("index.html"), leads_to("/p/a/intro.md"));
        assert_eq!(found("../index.html"), Some(Sibling::Folder));
        assert_eq!(found("../lops/index.html"), Some(Sibling::Nothing));
        for bad in ["loops.html", "../../../x/", "/a/loops/", "../loops"] {
            assert_eq!(found(bad), None, "{bad}");
        }
        let own = sibling(&world, &project, Path::new("/p/b/index.md"), "../a/loops/");
        assert_eq!(own, leads_to("/p/a/loops.md"));
    }
}
